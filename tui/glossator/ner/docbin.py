"""Training data for spaCy: DocBins for training and for evaluation.

It stands here and not among the formats because it takes spaCy to make one, which only this room imports.

What is decided is said to be so, and nothing else. In a paragraph that has a suggestion left, and in one that nobody
has decided anything in while its article has suggestions left, what is not accepted is missing; elsewhere it is no
entity. So a model is never taught that what nobody has looked at is none.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from glossator.domain.annotation import Status
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot, OutputFiles
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Span as Tokens

SPANS: Final = "sc"
"""The key of all accepted annotations in `doc.spans`, which is where spaCy's span categoriser looks for them."""
_ONE_IN: Final = 5
_DIGITS: Final = 8


@dataclass(slots=True)
class _DocBinCounts:
    """What was written, and what was not."""

    train: int = 0
    dev: int = 0
    entities: int = 0
    undecided: int = 0
    misfits: int = 0
    without_token: int = 0

    def summary(self) -> str:
        """Return it in words."""
        parts = [
            f"articles to train on: {self.train:,}",
            f"to evaluate on: {self.dev:,}",
            f"entities: {self.entities:,}",
        ]
        if self.undecided:
            parts.append(f"articles left out in which nothing is decided: {self.undecided:,}")
        if self.misfits:
            parts.append(f"annotations widened to whole tokens: {self.misfits:,}")
        if self.without_token:
            parts.append(f"annotations left out that no token fits: {self.without_token:,}")
        return ", ".join(parts)


def write(excerpt: ExportSnapshot, files: OutputFiles) -> str:
    """Write train.spacy and dev.spacy, and return what was written in a few words.

    An article is for evaluation when the fingerprint of its text says so, about one in five; so it stays on its side
    whatever is exported with it, now or later.
    """
    # Whoever only asks for the formats does not wait for spaCy.
    from spacy.tokens import DocBin
    from srsly.msgpack import Packer

    tags = [tag.path for tag in excerpt.tags]
    bins = {name: DocBin() for name in ("train", "dev")}
    # spaCy would look through all installed packages for each document before it packs what is beside its tokens.
    packer = Packer(use_bin_type=True)
    counts = _DocBinCounts()
    for found in excerpt.articles():
        if not any(one.status is not Status.SUGGESTED for one in found.annotations):
            counts.undecided += 1
            continue
        doc = _doc(_blank(found.article.language), found, counts)
        doc.cats = {path: float(path in found.article.tags) for path in tags}
        name = "train" if int(found.article.text_sha256[:_DIGITS], 16) % _ONE_IN else "dev"
        bins[name].add(doc)
        bins[name].user_data.append(packer.pack({"article": found.article.uid}))
        setattr(counts, name, getattr(counts, name) + 1)
    for name, filled in bins.items():
        filled.store_user_data = True
        with files.open(f"{name}.spacy") as target:
            target.write(filled.to_bytes())
    return counts.summary()


@cache
def _blank(language: str) -> "Language":
    """Return what cuts texts of a language into tokens; English where spaCy does not know it."""
    import spacy

    try:
        nlp = spacy.blank(language.partition("-")[0].lower() or "en")
    except ImportError:
        nlp = spacy.blank("en")
    # Only whole models need the limit.
    nlp.max_length = 1 << 62
    return nlp


def _doc(nlp: "Language", found: AnnotatedArticle, counts: _DocBinCounts) -> "Doc":
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
    return doc


def _outside(doc: "Doc", found: AnnotatedArticle, entities: "Sequence[Tokens]") -> "Iterator[Tokens]":
    """Yield the stretches of tokens that are known to be no part of an entity; `entities` do not overlap."""
    ordered = sorted((entity.start, entity.end) for entity in entities)
    for paragraph in _decided(found):
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


def _decided(found: AnnotatedArticle) -> Iterator[Span]:
    """Yield the paragraphs in which everything that is to be decided is."""
    parts = paragraphs(found.article.text)
    starts = [part.start for part in parts]

    def numbers(spans: Sequence[Span]) -> set[int]:
        return {
            number
            for span in spans
            for number in range(bisect_right(starts, span.start) - 1, bisect_right(starts, span.end - 1))
        }

    open_ones = numbers(found.undecided)
    looked_at = numbers([one.span for one in found.annotations if one.span and one.status is not Status.SUGGESTED])
    for number, part in enumerate(parts):
        if number not in open_ones and (number in looked_at or not found.undecided):
            yield part
