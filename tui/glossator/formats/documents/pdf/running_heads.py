"""The running heads and feet of pages, with their page numbers."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from typing import Final

from glossator.formats.documents.pdf.page import Line, same_row

# Rows at the top and at the bottom of a page that are compared.
_ROWS: Final = 4
# How far, in points, the same row may be from its place on another page.
_PLACE: Final = 4.0
_NUMBER: Final = re.compile(r"\d{1,9}")
_PAGE_NUMBER: Final = re.compile(
    r"\W*(?:(?:page|p|pg|seite|s|página|pág|pagina|pag|strona|стр|страница)\b\.?\s*)?(\d{1,4})"
    r"(?:\s*(?:/|of|von|de|sur|di|из|z|\|)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_ROMAN: Final = re.compile(r"\W*([ivxl]{1,7})\W*", re.IGNORECASE)
_ROMAN_DIGITS: Final = {"i": 1, "v": 5, "x": 10, "l": 50}
_WORD: Final = re.compile(r"[^\W\d_]{2}")
# Numbers of a row that may be that of the page, and letters of a row that is recognised by its words.
_MOST_NUMBERS: Final = 6
_MOSTLY_WORDS: Final = 15


def split_running_heads(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[Line]]:
    """Return the lines of each page without running heads and feet, and these lines.

    A row is one if it is on other pages too, apart from the number of the page, or is that number; and if no other text
    is between it and the edge of the page. If nothing else were left of the document, it is all text.
    """
    if len(pages) < 2:
        return [list(page) for page in pages], []
    rows = [(_rows(page), _rows(page, from_below=True)) for page in pages]
    found: set[tuple[int, Line]] = set()
    for side in (0, 1):
        usual = _Usual([page[side] for page in rows])
        for number, page in enumerate(rows):
            for row in page[side]:
                if usual.is_running(row, number):
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

    def __init__(self, pages: Sequence[Sequence[Sequence[Line]]]) -> None:
        self._pages = len(pages)
        self._places: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._known: dict[tuple[str, float], bool] = {}
        self._counting: dict[int, set[int]] = defaultdict(set)
        for number, rows in enumerate(pages):
            for row in rows:
                text = _text(row)
                for key in _keys(text, number):
                    self._places[key].append((number, round(row[0].middle)))
                if (stated := _page_number(text)) is not None:
                    self._counting[stated - number].add(number)

    def is_running(self, row: Sequence[Line], number: int) -> bool:
        """Whether a row of page `number` is on other pages too, or is the number of its page."""
        text, place = _text(row), round(row[0].middle)
        stated = _page_number(text)
        if stated is not None and len(self._counting[stated - number]) >= 2:
            return True
        return any(self._repeats(key, place) for key in _keys(text, number))

    def _repeats(self, key: str, place: float) -> bool:
        # The same row on thousands of pages is looked up once.
        known = self._known.get((key, place))
        if known is None:
            known = self._known[key, place] = self._is_usual(key, place)
        return known

    def _is_usual(self, key: str, place: float) -> bool:
        everywhere = self._places[key]
        on_pages = len({number for number, _ in everywhere})
        if on_pages >= 3 and on_pages > self._pages / 2:
            return True
        # Pages of several sizes have the same words at several places.
        if on_pages >= max(3, self._pages / 10) and sum(map(str.isalpha, key)) >= _MOSTLY_WORDS:
            return True
        same_place = {number for number, at in everywhere if abs(at - place) < _PLACE}
        return len(same_place) >= (2 if self._pages <= 4 else 3)


def _text(row: Sequence[Line]) -> str:
    return " ".join(line.text for line in row)


def _page_number(text: str) -> int | None:
    """Return the number that a row consists of, apart from words such as "page"."""
    if match := _PAGE_NUMBER.fullmatch(text):
        return int(match[1])
    return _roman(match[1].lower()) if (match := _ROMAN.fullmatch(text)) else None


def _roman(numeral: str) -> int:
    values = [_ROMAN_DIGITS[digit] for digit in numeral]
    return sum(-one if one < next_one else one for one, next_one in zip(values, [*values[1:], 0], strict=True))


def _keys(text: str, number: int) -> list[str]:
    """Return what a row must have in common with those of other pages; one of these is enough.

    That is its text, or its text but for one number that counts with the pages, or its words where they are most of it:
    rows of a table have the same words too.
    """
    if not _WORD.search(text):
        return []
    numbers = list(islice(_NUMBER.finditer(text), _MOST_NUMBERS))
    keys = [text]
    keys += [f"{text[: match.start()]}#{int(match[0]) - number}{text[match.end() :]}" for match in numbers]
    if numbers and sum(map(str.isalpha, text)) >= _MOSTLY_WORDS and len(numbers) <= 2:
        keys.append(_NUMBER.sub("0", text))
    return keys
