"""Recognising columns: a token on each line, with what is known of it, as CoNLL and its relatives have them."""

import re
from collections.abc import Sequence
from typing import Final

_DOCUMENT: Final = "-DOCSTART-"
_LABEL: Final = re.compile(r"O|[BIESLU][-_][^\W\d]\S*")
# One line may be a sentence that starts with “I-beams” or “B-movies”.
_FEWEST: Final = 2
_NUMBERED: Final = re.compile(r"\d+(?:[-.]\d+)*\t[^\t]+\t[^\t]*\t")


def label_column(lines: Sequence[str]) -> tuple[int, int] | None:
    """Return which column, from 0, of how many holds IOB labels, such as B-ORG; None where there is none.

    Args:
        lines: not blank; those that start a document, and comments, are ignored.
    """
    rows = [line.split() for line in lines if not line.startswith((_DOCUMENT, "#"))]
    if len(rows) < _FEWEST or len({len(row) for row in rows}) != 1:
        return None
    for place, values in reversed(list(enumerate(zip(*rows, strict=True)))):
        if all(map(_LABEL.fullmatch, values)) and any(value != "O" for value in values):
            return place, len(rows[0])
    return None


def are_numbered(lines: Sequence[str]) -> bool:
    """Return whether all lines but comments start with the number of a token, as in CoNLL-U and WebAnno TSV."""
    rows = [line for line in lines if not line.startswith("#")]
    return bool(rows) and all(map(_NUMBERED.match, rows))
