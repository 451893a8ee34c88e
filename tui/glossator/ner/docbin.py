"""spaCy's DocBins: writing training and evaluation data, and reading annotated texts.

In ner and not in formats, because only ner imports spaCy.

Tokens outside accepted annotations are "no entity" only where everything is decided: in paragraphs without undecided
suggestions that have a decided annotation, or whose article has no undecided suggestions. Elsewhere they are "missing",
so that a model does not learn from text that nobody has reviewed.
"""

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from glossator.domain.annotation import Status
from glossator.domain.article import Article
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot, OutputFiles
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span

if TYPE_CHECKING:
    # Exported under these names, because other rooms do not import spaCy, even for its types.
    from spacy.language import Language as Language
    from spacy.tokens import Doc as Doc
    from spacy.tokens import Span as Tokens

SPANS: Final = "sc"
"""The key of all accepted annotations in `doc.spans`, the default of spaCy's span categoriser."""
PARTS: Final = 5
"""The number of parts into which articles are divided."""
_FOR_EVALUATION: Final = 0
_DIGITS: Final = 8
# The most bytes that a file may expand to, and that are expanded at a time.
_LARGEST: Final = 1_000_000_000
_AT_ONCE: Final = 1_000_000


@dataclass(slots=True)
class _DocBinCounts:
    """What was written and left out."""

    train: int = 0
    dev: int = 0
    entities: int = 0
    undecided: int = 0
    misfits: int = 0
    without_token: int = 0

    def summary(self) -> str:
        """Return the counts in words."""
        parts = [
            f"training articles: {self.train:,}",
            f"evaluation articles: {self.dev:,}",
            f"entities: {self.entities:,}",
        ]
        if self.undecided:
            parts.append(f"articles left out without decisions: {self.undecided:,}")
        if self.misfits:
            parts.append(f"annotations widened to whole tokens: {self.misfits:,}")
        if self.without_token:
            parts.append(f"annotations left out without a token: {self.without_token:,}")
        return ", ".join(parts)


def write(excerpt: ExportSnapshot, files: OutputFiles) -> str:
    """Write train.spacy and dev.spacy, and return a summary; one of the parts is for evaluation."""
    from spacy.tokens import DocBin
    from srsly.msgpack import Packer

    tags = [tag.path for tag in excerpt.tags]
    bins = {name: DocBin() for name in ("train", "dev")}
    # spaCy's own packer looks through all installed packages for each document.
    packer = Packer(use_bin_type=True)
    counts = _DocBinCounts()
    for found in excerpt.articles():
        if not any(one.status is not Status.SUGGESTED for one in found.annotations):
            counts.undecided += 1
            continue
        doc = _doc(_blank(found.article.language), found, tags, counts)
        name = "dev" if part_of(found.article) == _FOR_EVALUATION else "train"
        bins[name].add(doc)
        bins[name].user_data.append(packer.pack({"article": found.article.uid}))
        setattr(counts, name, getattr(counts, name) + 1)
    for name, filled in bins.items():
        filled.store_user_data = True
        with files.open(f"{name}.spacy") as target:
            target.write(filled.to_bytes())
    return counts.summary()


def part_of(article: Article) -> int:
    """Return the number of the part that an article is in, from 0 to `PARTS` - 1; each has about as many articles.

    The hash of its text decides, so that an article never changes its part.
    """
    return int(article.text_sha256[:_DIGITS], 16) % PARTS


def docs(articles: Iterable[AnnotatedArticle], tags: Sequence[str], nlp: "Language | None" = None) -> "Iterator[Doc]":
    """Yield a Doc for each article: as `write` puts it into a DocBin, and those without decisions as well.

    Args:
        articles: the articles.
        tags: the paths of the codebook, which become categories.
        nlp: the pipeline whose tokenizer and vocabulary to use; the blank one of the article's language if None.
    """
    for found in articles:
        doc = _doc(_blank(found.article.language) if nlp is None else nlp, found, tags, _DocBinCounts())
        doc.user_data["article"] = found.article.uid
        yield doc


@cache
def _blank(language: str) -> "Language":
    """Return the tokenizer of a language; the English one if spaCy does not know it."""
    import spacy

    try:
        nlp = spacy.blank(language.partition("-")[0].lower() or "en")
    except ImportError:
        nlp = spacy.blank("en")
    # Only models need the limit.
    nlp.max_length = 1 << 62
    return nlp


def _doc(nlp: "Language", found: AnnotatedArticle, tags: Sequence[str], counts: _DocBinCounts) -> "Doc":
    from spacy.util import filter_spans

    doc = nlp.make_doc(found.article.text)
    accepted = []
    for one in found.annotations:
        if one.status is Status.ACCEPTED and one.span is not None and one.label is not None:
            tokens = doc.char_span(one.span.start, one.span.end, label=one.label, alignment_mode="expand")
            if tokens is None or not tokens.text.strip():
                counts.without_token += 1
                continue
            counts.misfits += (tokens.start_char, tokens.end_char) != (one.span.start, one.span.end)
            accepted.append(tokens)
    entities = filter_spans(accepted)
    counts.entities += len(entities)
    doc.spans[SPANS] = accepted
    doc.set_ents(entities, outside=list(_outside(doc, found, entities)), default="missing")
    doc.cats = {path: float(path in found.article.tags) for path in tags}
    return doc


def _outside(doc: "Doc", found: AnnotatedArticle, entities: "Sequence[Tokens]") -> "Iterator[Tokens]":
    """Yield the spans of tokens that are known to be no entity; `entities` do not overlap."""
    ordered = sorted((entity.start, entity.end) for entity in entities)
    for paragraph in decided_paragraphs(found):
        tokens = doc.char_span(paragraph.start, paragraph.end, alignment_mode="contract")
        if tokens is None:
            continue
        place = tokens.start
        for start, end in ordered[bisect_left(ordered, (place, 0)) :]:
            if start >= tokens.end:
                break
            if start > place:
                yield doc[place:start]
            place = end
        if place < tokens.end:
            yield doc[place : tokens.end]


def decided_paragraphs(found: AnnotatedArticle) -> Iterator[Span]:
    """Yield the paragraphs in which everything is decided, so that what is not accepted there is no entity."""
    parts = paragraphs(found.article.text)
    starts = [part.start for part in parts]

    def numbers(spans: Sequence[Span]) -> set[int]:
        return {
            number
            for span in spans
            for number in range(bisect_right(starts, span.start) - 1, bisect_right(starts, span.end - 1))
        }

    undecided = numbers(found.undecided)
    decided = numbers([one.span for one in found.annotations if one.span and one.status is not Status.SUGGESTED])
    for number, part in enumerate(parts):
        if number not in undecided and (number in decided or not found.undecided):
            yield part


class BadDocBin(ValueError):
    """A file that is not a DocBin, or damaged; the message says what to do next."""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text with the spans and labels in it, and its categories."""

    text: str
    marks: tuple[tuple[Span, str], ...]
    tags: tuple[str, ...]


def read(data: bytes) -> Iterator[MarkedText]:
    """Yield the texts of a DocBin.

    Raises:
        BadDocBin: when it is not one, damaged, or too large.
    """
    _check_size(data)
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    try:
        for doc in DocBin().from_bytes(data).get_docs(Vocab()):
            found = [*doc.ents, *(span for group in doc.spans.values() for span in group)]
            marks = {(Span(one.start_char, one.end_char), one.label_): None for one in found if len(one)}
            yield MarkedText(doc.text, tuple(marks), tuple(name for name, share in doc.cats.items() if share >= 0.5))
    except Exception as error:
        # What spaCy raises on a damaged file is not documented.
        raise BadDocBin("It is damaged, or not a DocBin of this spaCy. Write it again with DocBin.to_disk.") from error


def _check_size(data: bytes) -> None:
    """Check that a file expands to a reasonable size.

    Raises:
        BadDocBin: when it does not, or is damaged.
    """
    unpacking = zlib.decompressobj()
    size, rest = 0, data
    try:
        while rest and not unpacking.eof:
            size += len(unpacking.decompress(rest, _AT_ONCE))
            rest = unpacking.unconsumed_tail
            if size > _LARGEST:
                raise BadDocBin(f"It expands beyond {_LARGEST // 1_000_000:,} MB. Split it.")
    except zlib.error as error:
        raise BadDocBin("It is not a DocBin. Choose a file written by DocBin.to_disk.") from error
    if not unpacking.eof:
        raise BadDocBin("It is truncated. Get a new copy.")
