"""Columns: a token on each line, with what is known of it, as CoNLL and its many relatives have them.

One model for all of them: `find_layout` tells from the lines which separator they have, and which column holds the
token, which the labels, and which the annotator, in any order; `runs` makes spans of labels in any of the usual
schemes: IOB1, IOB2, BILOU, BIOES (IOBES), BMEWO, with any of the usual characters after or before the letter, or labels
without a letter, where each run of the same label is one span.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

DOCUMENT: Final = "-DOCSTART-"
"""The token of a line before each document."""
_SEPARATORS: Final = ("\t", "", ",", ";", "|")
_PREFIXED: Final = re.compile(r"([BIESLUMW])[-_:]([^\W\d].*)", re.DOTALL)
_SUFFIXED: Final = re.compile(r"([^\W\d].*)[-_]([BIESLU])", re.DOTALL)
_LETTER: Final = re.compile("[BIESLUMW]")
_PLAIN: Final = re.compile(r"[A-Z][A-Z0-9_.&/-]*[A-Z0-9]")
_ANY_PLAIN: Final = re.compile(r"[^\W\d][\w.&/-]*")
_OUTSIDE: Final = frozenset(("O", "_", "-", "o"))
_EMPTY: Final = frozenset(("", "_", "-", "-X-", "*", "O"))
_CHUNKS: Final = frozenset(
    ["NP", "VP", "PP", "ADVP", "ADJP", "SBAR", "PRT", "CONJP", "INTJ", "LST", "UCP", "NC", "PC", "VC", "QP", "NX"]
)
_TAGS: Final = re.compile(r"[A-Z]{1,5}[$]?|-[LR][RCS]B-|[.,:;!?()#$\"'`]+|_")
_NUMBER: Final = re.compile(r"\d+(?:[-.:]\d+)*")
_SPACE: Final = re.compile(r"[ \t]+")
_EMPTY_LINE: Final = re.compile(r"\s*")
# Parts of the lines with the usual number of columns, and of the values of a column that are labels.
_MOST_FIT: Final = 0.95
_MOST_LABELS: Final = 0.9
# One line may be a sentence that starts with “I-beams” or “B-movies”; labels without a letter are easily mistaken.
_FEWEST: Final = 2
_FEWEST_PLAIN: Final = 3
_MOST_PLAIN: Final = 60
_OFTEN: Final = 5
# Of universal NER: number, token, label, another label, annotator.
_WITH_ANALYST: Final = 5


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """Which column of a file holds what; columns count from 0.

    Attributes:
        separator: the character between columns; empty for any white space.
        width: the number of columns.
        token: the column of the token.
        labels: the columns of labels, of which each is a layer of its own.
        plain: whether labels have no letter for their begin.
        analyst: the column of the annotator; None where there is none.
        others: the columns of other things that are known of a token.
        ragged: whether lines have different numbers of columns, of which the first and the last are taken.
    """

    separator: str
    width: int
    token: int
    labels: tuple[int, ...]
    plain: bool = False
    analyst: int | None = None
    others: tuple[int, ...] = ()
    ragged: bool = False

    def cells(self, line: str) -> list[str] | None:
        """Return the cells of a line; None where it has another number of them."""
        found = split(line, self.separator)
        if self.ragged:
            return [found[0], found[-1]] if len(found) > 1 else None
        if len(found) == self.width + 1 and found[0] == found[1] == "" and self.separator in (",", ";"):
            # A comma that is a token itself.
            found = [self.separator, *found[2:]]
        while len(found) > self.width and not found[-1]:
            found.pop()
        if 1 < len(found) == self.width - 1 and self.separator == "\t":
            # The last cell was empty, and its tab removed with the white space at the end of the line.
            found.append("")
        return found if len(found) == self.width else None


@dataclass(frozen=True, slots=True)
class Run:
    """A span of tokens with a label: the first one, and the one after the last; the label is empty if it has none."""

    first: int
    end: int
    label: str


def split(line: str, separator: str) -> list[str]:
    """Return the cells of a line; an empty separator stands for spaces and tabs."""
    written = line.rstrip("\r\n")
    if not separator:
        return _SPACE.split(written.strip(" \t"))
    if separator in (",", ";"):
        try:
            return next(csv.reader([written], delimiter=separator), [])
        except csv.Error:
            return []
    return written.split(separator)


def is_blank(line: str) -> bool:
    """Return whether a line ends a sentence."""
    return _EMPTY_LINE.fullmatch(line) is not None


def is_comment(line: str, layout: ColumnLayout | None) -> bool:
    """Return whether a line is a comment, and not a token that starts with a hash sign, as hashtags do."""
    if not line.startswith("#"):
        return False
    cells = layout.cells(line) if layout is not None else None
    if cells is None or layout is None:
        return True
    labels = [cells[place] for place in layout.labels]
    return line.startswith("# ") if layout.plain else not all(map(_is_label, labels))


def find_layout(lines: Sequence[str], *, lenient: bool = False) -> ColumnLayout | None:
    """Return the layout of lines of tokens with labels; None where they show none.

    Args:
        lines: lines that are not blank; those that start a document, and comments, are ignored.
        lenient: whether it is known that these are columns, so that any words may be labels.
    """
    written = [line for line in lines if not line.startswith((DOCUMENT, "#"))]
    for separator in _SEPARATORS:
        rows = [split(line, separator) for line in written]
        width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
        fitting = [row for row in rows if len(row) == width]
        fewest = 1 if lenient else _FEWEST
        if width > 1 and len(fitting) >= fewest and len(fitting) >= _MOST_FIT * len(rows):
            found = _layout(separator, width, fitting, lenient=lenient)
            if found is not None:
                return found
    return None


def ragged_layout(lines: Sequence[str]) -> ColumnLayout | None:
    """Return the layout of lines with different numbers of columns, of which the last is a label; else None."""
    last = [split(line, "")[-1] for line in lines if not line.startswith((DOCUMENT, "#"))]
    return ColumnLayout("", 2, 0, (1,), ragged=True) if _are_labels(last) else None


def _layout(separator: str, width: int, rows: Sequence[Sequence[str]], *, lenient: bool) -> ColumnLayout | None:
    columns = list(zip(*rows, strict=True))
    prefixed = [place for place, values in enumerate(columns) if _are_labels(values)]
    chunks = [place for place in prefixed if _are_chunks(columns[place])]
    labels = [place for place in prefixed if place not in chunks] or chunks[-1:]
    plain = False
    # Rightmost first, because what is known of a token stands after it.
    if not labels:
        letters = [place for place in reversed(range(width)) if _are_letters(columns[place])]
        words = [place for place in reversed(range(width)) if _are_plain(columns[place], lenient=lenient)]
        labels, plain = (letters or words)[:1], not letters
    if not labels:
        return None
    # Further layers of labels may have none in these lines.
    labels = sorted({*labels, *(each for each, values in enumerate(columns) if {*values} == {"O"})})
    analyst = width - 1 if _names_analyst(columns, labels) else None
    taken = {*labels, analyst}
    token = _token_column(columns, [place for place in range(width) if place not in taken])
    if token is None:
        return None
    others = tuple(
        place
        for place, values in enumerate(columns)
        if place not in (*taken, token) and not all(map(_NUMBER.fullmatch, values))
    )
    return ColumnLayout(separator, width, token, tuple(labels), plain, analyst, others)


def _token_column(columns: Sequence[Sequence[str]], places: Sequence[int]) -> int | None:
    """Return the first of these columns with many different values that are not numbers, or parts of speech."""
    wordy = [place for place in places if not all(map(_NUMBER.fullmatch, columns[place]))]
    wordy = [place for place in wordy if not {*columns[place]} <= _EMPTY] or wordy
    words = [place for place in wordy if not all(map(_TAGS.fullmatch, columns[place]))] or wordy
    most = max((len({*columns[place]}) for place in words), default=0)
    return next((place for place in words if 2 * len({*columns[place]}) >= most), None)


def _names_analyst(columns: Sequence[Sequence[str]], labels: Sequence[int]) -> bool:
    """Return whether columns are those of universal NER, whose last one names the annotator."""
    if len(columns) != _WITH_ANALYST or 2 not in labels or not all(map(_NUMBER.fullmatch, columns[0])):
        return False
    return {*columns[3]} <= {"-", "_"} | _EMPTY and not _are_labels(columns[4])


def _is_label(value: str) -> bool:
    return value in _OUTSIDE or _PREFIXED.fullmatch(value) is not None or _SUFFIXED.fullmatch(value) is not None


def _are_labels(values: Sequence[str]) -> bool:
    """Return whether nearly all values of a column are labels with a letter, at least one of them inside a span."""
    labels = sum(map(_is_label, values))
    inside = sum(value not in _OUTSIDE and _is_label(value) for value in values)
    return inside > 0 and labels >= _MOST_LABELS * len(values)


def _are_chunks(values: Sequence[str]) -> bool:
    """Return whether labels are those of phrases."""
    names = {each[2] for value in values if (each := _PREFIXED.fullmatch(value))}
    return bool(names) and names <= _CHUNKS


def _are_letters(values: Sequence[str]) -> bool:
    """Return whether a column has letters of a scheme without labels, such as B, I and O."""
    return (
        len(values) >= _FEWEST_PLAIN
        and {"B", "O"} <= {*values}
        and all(value in _OUTSIDE or _LETTER.fullmatch(value) for value in values)
    )


def _are_plain(values: Sequence[str], *, lenient: bool) -> bool:
    """Return whether a column has labels without letters, and marks of tokens that have none."""
    names = {value for value in values if value not in _OUTSIDE}
    # Words of any case are labels if they recur as labels do.
    recur = len(values) >= _OFTEN * len(names)
    pattern = _ANY_PLAIN if lenient or recur else _PLAIN
    enough = lenient or len(values) >= _FEWEST_PLAIN
    return enough and "O" in values and 0 < len(names) <= _MOST_PLAIN and all(map(pattern.fullmatch, names))


def runs(values: Sequence[str], *, plain: bool = False) -> Iterator[Run | str]:
    """Yield the spans of the labels of a sentence's tokens, and each label that is not understood.

    Args:
        values: the label of each token.
        plain: whether labels have no letter; then each run of the same label is a span.
    """
    first, label = 0, None
    for place, value in enumerate((*values, "O")):
        letter, name = _parsed(value, plain=plain)
        if letter == "?":
            yield value
        if label is not None and (letter not in ("I", "E", "L", "M") or name != label):
            yield Run(first, place, label)
            label = None
        if letter in ("O", "?"):
            continue
        if label is None:
            first, label = place, name
        if letter in ("E", "L", "S", "U", "W"):
            yield Run(first, place + 1, name)
            label = None


def _parsed(value: str, *, plain: bool) -> tuple[str, str]:
    """Return the letter and the name of a label; “O” outside of spans, and “?” for what is no label."""
    if value in _OUTSIDE or not value:
        return "O", ""
    if plain:
        return "I", value
    if found := _PREFIXED.fullmatch(value):
        return found[1], found[2]
    if found := _SUFFIXED.fullmatch(value):
        return found[2], found[1]
    return (value, "") if _LETTER.fullmatch(value) else ("?", "")


def is_filled(cell: str) -> bool:
    """Return whether a cell says anything."""
    return cell not in _EMPTY
