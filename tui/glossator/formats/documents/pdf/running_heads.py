"""The running heads and feet of pages, with their page numbers."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from glossator.formats.documents.pdf.page import Line, same_row

# Rows at the top and at the bottom of a page that are compared.
_ROWS: Final = 4
# How far, in points, the same row may be from its place on another page.
_PLACE: Final = 4.0
_NUMBER: Final = re.compile(r"\d+")
_PAGE_NUMBER: Final = re.compile(
    r"\W*(?:(?:page|p|pg|seite|s|página|pág|pagina|pag|strona|стр|страница)\b\.?\s*)?(\d{1,4})"
    r"(?:\s*(?:/|of|von|de|sur|di|из|z|\|)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_ROMAN: Final = re.compile(r"\W*[ivxl]{1,7}\W*", re.IGNORECASE)


def split_running_heads(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[Line]]:
    """Return the lines of each page without running heads and feet, and these lines.

    A row is one if it is on other pages too, numbers apart, at the same place or on most of them, or is a page number
    that counts on; and if no other text is between it and the edge of the page. If nothing else were left of the
    document, it is all text.
    """
    if len(pages) < 2:
        return [list(page) for page in pages], []
    rows = [(_rows(page), _rows(page, from_below=True)) for page in pages]
    found: set[tuple[int, Line]] = set()
    for side in (0, 1):
        usual = _usual([page[side] for page in rows])
        for number, page in enumerate(rows):
            for row in page[side]:
                if _is_running(row, number, usual):
                    found.update((number, line) for line in row)
                else:
                    break
    kept = [[line for line in page if (number, line) not in found] for number, page in enumerate(pages)]
    if not any(kept):
        return [list(page) for page in pages], []
    return kept, [line for number, page in enumerate(pages) for line in page if (number, line) in found]


def _rows(page: Sequence[Line], *, from_below: bool = False) -> list[list[Line]]:
    """Return the outermost rows of a page: lines beside each other, from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(page, key=lambda line: line.middle, reverse=not from_below):
        if rows and same_row(rows[-1][0], line):
            rows[-1].append(line)
        elif len(rows) == _ROWS:
            break
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


class _Usual:
    """What the outermost rows of all pages have in common: which texts are where, and how page numbers count."""

    def __init__(self, pages: int) -> None:
        self.pages = pages
        self.places: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self.counting: dict[int, set[int]] = defaultdict(set)

    def repeats(self, text: str, place: float) -> bool:
        """Whether a row is on other pages too."""
        everywhere = self.places[_likeness(text)]
        on_pages = {number for number, _ in everywhere}
        if len(on_pages) >= 3 and len(on_pages) > self.pages / 2:
            return True
        same_place = {number for number, at in everywhere if abs(at - place) < _PLACE}
        return len(same_place) >= (2 if self.pages <= 4 else 3)

    def counts(self, number: int, text: str) -> bool:
        """Whether a row is the number of its page."""
        match = _PAGE_NUMBER.fullmatch(text)
        return match is not None and len(self.counting[int(match[1]) - number]) >= 2


def _usual(pages: Sequence[Sequence[Sequence[Line]]]) -> _Usual:
    usual = _Usual(len(pages))
    for number, rows in enumerate(pages):
        for row in rows:
            text = _text(row)
            usual.places[_likeness(text)].append((number, row[0].middle))
            if match := _PAGE_NUMBER.fullmatch(text):
                usual.counting[int(match[1]) - number].add(number)
    return usual


def _is_running(row: Sequence[Line], number: int, usual: _Usual) -> bool:
    text = _text(row)
    return usual.repeats(text, row[0].middle) or usual.counts(number, text)


def _text(row: Sequence[Line]) -> str:
    return " ".join(line.text for line in row)


def _likeness(text: str) -> str:
    """Return what rows have in common that differ only in their numbers."""
    return "0" if _ROMAN.fullmatch(text) else _NUMBER.sub("0", text)
