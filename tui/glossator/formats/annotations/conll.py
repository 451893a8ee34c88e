"""CoNLL-2003 columns, a token a line, with IOB2 labels.

The columns of part of speech and chunk are not filled. Of annotations that overlap, the longest is kept; one that ends
inside a token covers all of it. White space in a token, and what would combine with the space beside it, becomes a _.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, Final

from glossator.domain.annotation import Annotation, Status
from glossator.domain.export_snapshot import ExportSnapshot
from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.import_builder import ImportBuilder, decode_utf8
from glossator.formats.capabilities import Feature, without_overlaps
from glossator.formats.columns import label_column
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, ExportCounts, Format
from glossator.text.span import Span, cluster_at
from glossator.text.tokens import tokens

_DOCUMENT: Final = "-DOCSTART-"
_OUTSIDE: Final = "O"
_SPACE: Final = re.compile(r"\s")
_ENDS: Final = frozenset(".!?…。！？۔؟")
_CLOSES: Final = frozenset("\"'”’)]」』»")
_TITLES: Final = ("Mr", "Dr", "Mrs", "Ms", "St", "Gen", "Col", "Lt", "Sen", "Rep", "Gov", "Prof")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec")
_ABBREVIATIONS: Final = frozenset((*_TITLES, *_MONTHS, "vs", "No", "Inc", "Ltd", "Co"))


def write(excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write the accepted, labelled annotations, and return a summary."""
    counts = ExportCounts()
    for found in excerpt.articles():
        kept = without_overlaps(one for one in found.annotations if one.label and one.status is Status.ACCEPTED)
        counts.articles += 1
        counts.annotations += len(kept)
        target.write(f"{_DOCUMENT} -X- -X- {_OUTSIDE}\n\n".encode())
        for sentence in _sentences(found.article.text, kept):
            lines = [f"{word} -X- _ {label}\n" for word, label in sentence]
            target.write(("".join(lines) + "\n").encode("utf-8"))
    return counts.summary()


def _sentences(text: str, kept: Sequence[Annotation]) -> Iterator[list[tuple[str, str]]]:
    """Yield the sentences as tokens with labels; none ends inside an annotation."""
    sentence: list[tuple[str, str]] = []
    end = 0
    for token, label in _labelled(text, kept):
        word = _word(token.of(text))
        new_line = "\n" in text[end : token.start]
        if sentence and not label.startswith("I-") and (new_line or _ends([word for word, _ in sentence], word)):
            yield sentence
            sentence = []
        sentence.append((word, label))
        end = token.end
    if sentence:
        yield sentence


def _labelled(text: str, kept: Sequence[Annotation]) -> Iterator[tuple[Span, str]]:
    """Yield each token with its label; `kept` are ordered by start and do not overlap."""
    waiting = iter(kept)
    current = next(waiting, None)
    begun = False
    for token in tokens(text):
        while current is not None and current.span is not None and current.span.end <= token.start:
            current, begun = next(waiting, None), False
        if current is None or current.span is None or not current.span.overlaps(token):
            yield token, _OUTSIDE
        else:
            yield token, f"{'I' if begun else 'B'}-{_SPACE.sub('_', current.label or '')}"
            begun = True


def _ends(words: Sequence[str], following: str) -> bool:
    """Return whether a sentence ends between the tokens `words` and `following`."""
    last = next((place for place in range(len(words) - 1, -1, -1) if words[place] not in _CLOSES), -1)
    if last < 0 or words[last] not in _ENDS or following in _ENDS or following in _CLOSES:
        return False
    abbreviated = words[last] == "." and last > 0 and (words[last - 1] in _ABBREVIATIONS or len(words[last - 1]) == 1)
    return not abbreviated and not following[:1].islower()


def _word(token: str) -> str:
    """Return a token without white space, and with no combining character at its ends."""
    word = _SPACE.sub("_", token)
    if cluster_at(f" {word}", 0).end > 1:
        word = f"_{word}"
    return word if cluster_at(f"{word} ", len(word)).start == len(word) else f"{word}_"


def _read(files: Mapping[str, bytes]) -> Iterator[ImportRecord | str]:
    for data in files.values():
        documents: list[list[list[list[str]]]] = [[[]]]
        for line in decode_utf8(data).split("\n"):
            columns = line.split()
            if columns[:1] == [_DOCUMENT]:
                documents.append([[]])
            elif columns:
                documents[-1][-1].append(columns)
            elif documents[-1][-1]:
                documents[-1].append([])
        for number, sentences in enumerate((each for each in documents if each != [[]]), start=1):
            yield _article([sentence for sentence in sentences if sentence], f"document {number}")


def _article(sentences: Iterable[Sequence[Sequence[str]]], where: str) -> ImportRecord | str:
    """Return the text of the tokens and their annotations, with labels in IOB1, IOB2 or BILOU/BIOES."""
    lines: list[str] = []
    spans: list[tuple[int, int, str]] = []
    start = 0
    for sentence in sentences:
        before = ""
        for columns in sentence:
            prefix, _, name = columns[-1].partition("-") if len(columns) > 1 else (_OUTSIDE, "", "")
            end = start + len(columns[0])
            if name and prefix in ("I", "E", "L") and name == before:
                spans[-1] = (spans[-1][0], end, name)
            elif name:
                spans.append((start, end, name))
            before = "" if prefix in ("E", "L", "S", "U") else name
            start = end + 1
        lines.append(" ".join(columns[0] for columns in sentence))
    builder = ImportBuilder("\n".join(lines), {}, where=where)
    for first, last, name in spans:
        builder.add(first, last, name, {})
    return builder.build()


def _sniff(head: FileHead) -> Evidence:
    """Recognise a mark of a document at the start, and columns that start with a token and end with its IOB label."""
    if head.text.lstrip().startswith(_DOCUMENT):
        return Evidence.CONTENT
    found = None if any(line.startswith("#") for line in head.lines) else label_column(head.lines)
    if found is None or found[0] == 0 or found[0] != found[1] - 1:
        return Evidence.NONE
    labels = (line.split()[-1] for line in head.lines)
    return Evidence.CONTENT if all(label == _OUTSIDE or label[1] == "-" for label in labels) else Evidence.NONE


FORMAT: Final = Format(
    name="conll",
    title="CoNLL-2003 columns with IOB2 labels",
    suffixes=(".conll", ".iob", ".bio"),
    sniff=_sniff,
    read_annotations=_read,
    write=write,
    lacks=frozenset(Feature),
)
"""Reads columns; tokens are joined by spaces, sentences by line ends."""
