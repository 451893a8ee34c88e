"""The file My Clippings.txt of Kindle readers: highlights, notes and bookmarks of all books, in the device's language.

Title (Author)
- Your Highlight on page 12 | location 170-171 | Added on Sunday, 1 March 2026 10:00:00

words
==========
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from glossator.domain.import_record import Arrival, ArticleReference
from glossator.formats.annotations.quoted_builder import QuotedBuilder
from glossator.formats.encodings import decode
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, Format
from glossator.text.anchor import TextQuote
from glossator.text.folding import fold
from glossator.text.normalise import normalise, shorten

_SEPARATOR: Final = re.compile(r"^={10}[ \t]*$", re.MULTILINE)
_AUTHOR: Final = re.compile(r"\s*[(（][^()（）]*(?:\([^()]*\)[^()（）]*)?[)）]\s*\Z")
_PLACE: Final = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")
_LIMIT: Final = re.compile(r"\A\s*<[^<>\n]{10,120}>\s*\Z")
_BETWEEN: Final = "\n\n"
_LONGEST: Final = 60


class _Kind(Enum):
    HIGHLIGHT = "highlight"
    NOTE = "note"
    BOOKMARK = "bookmark"


# Words that name a kind, folded, in the languages of the devices. Anything else with words is a highlight.
_NOTES: Final = re.compile(
    fold(r"\b(?:note|nota|notiz|notitie|notat|anteckning|notatka|заметка|примечание)\b|笔记|筆記|メモ|메모")
)
_BOOKMARKS: Final = re.compile(
    fold(
        r"\b(?:bookmark|marcador|marcapáginas|signet|lesezeichen|segnalibro|bladwijzer|zakładka|закладка)\b"
        "|书签|書籤|ブックマーク|しおり|북마크"
    )
)
# The first letters of the names of months, folded, by month; those of several languages are the same.
_MONTHS: Final = tuple(
    tuple(map(fold, names.split()))
    for names in (
        "jan ene gen янв",
        "feb fev фев",
        "mar mrt maa мар",
        "apr abr avr апр",
        "may mai mag mei maj мая май",
        "jun juin giu июн",
        "jul juil lug июл",
        "aug ago aoû авг",
        "sep set сен",
        "oct okt ott out окт",
        "nov ноя",
        "dec dic dez дек",
    )
)
_NUMERIC_DATE: Final = re.compile(r"(\d{4})\s*[年년./-]\s*(\d{1,2})\s*[月월./-]\s*(\d{1,2})")
_TIME: Final = re.compile(r"(\d{1,2})\s*[:h時时]\s*(\d{2})(?:\s*(?:[:分]|min)\s*(\d{2}))?")
# What follows the time; “am” elsewhere is a word. In Chinese, Japanese and Korean it is before.
_AFTERNOON: Final = re.compile(r"\A\s*p\.?\s?m\b")
_MORNING: Final = re.compile(r"\A\s*a\.?\s?m\b")
_AFTERNOON_BEFORE: Final = re.compile(fold("下午|午後|오후"))
_MORNING_BEFORE: Final = re.compile(fold("上午|午前|오전"))
_ZONE: Final = re.compile(r"\bGMT\b.*\Z")


@dataclass(frozen=True, slots=True)
class _Clipping:
    """An entry.

    Attributes:
        title: the line with the book.
        place: its first and last location, or page where it has none; None without either.
        date: as it is written; empty without one.
    """

    title: str
    kind: _Kind
    place: tuple[int, int] | None
    date: str
    words: str


def _read(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        builder = QuotedBuilder()
        books: defaultdict[str, list[_Clipping]] = defaultdict(list)
        for entry in _SEPARATOR.split(normalise(decode(data)[0]).removeprefix("\ufeff")):
            clipping = _clipping(entry)
            if clipping is not None:
                books[clipping.title].append(clipping)
            elif entry.strip():
                builder.reject(
                    "entry that is not understood",
                    plural="entries that are not understood",
                    example=f"“{shorten(entry, _LONGEST)}”",
                )
        for title, clippings in books.items():
            _take(builder, title, clippings)
        yield from builder.build()


def _clipping(entry: str) -> _Clipping | None:
    """Return an entry; None where it is no clipping."""
    lines = entry.strip("\n").split("\n")
    if len(lines) < 2 or not lines[1].lstrip().startswith("-"):
        return None
    title, about = lines[0].strip().strip("\ufeff"), lines[1].strip().removeprefix("-")
    *places, date = about.split("|") if "|" in about else (about, "")
    words = "\n".join(lines[2:]).strip()
    where = fold(" ".join(places))
    kind = _Kind.HIGHLIGHT
    if _NOTES.search(where):
        kind = _Kind.NOTE
    elif _BOOKMARKS.search(where) and not words:
        kind = _Kind.BOOKMARK
    found = _PLACE.findall(" ".join(places))
    return _Clipping(title, kind, _range(*found[-1]) if found else None, date.strip(), words)


def _range(first: str, last: str) -> tuple[int, int]:
    """Return the ends of a range, of which the last may be shortened: 563-64 is 563 to 564."""
    last = first[: len(first) - len(last)] + last if last and len(last) < len(first) else last or first
    return int(first), int(last)


def _take(builder: QuotedBuilder, title: str, clippings: list[_Clipping]) -> None:
    """Add the clippings of a book, notes to the highlights that they are on."""
    article = builder.article(title, ArticleReference(title, (), _titles(title)))
    highlights = [each for each in clippings if each.kind is _Kind.HIGHLIGHT and each.words]
    notes: defaultdict[int, list[str]] = defaultdict(list)
    for each in clippings:
        if each.kind is _Kind.BOOKMARK or not each.words:
            kind = "bookmark" if each.kind is _Kind.BOOKMARK else "clipping without words"
            builder.leave_out(kind, plural="" if kind == "bookmark" else "clippings without words")
        elif each.kind is _Kind.NOTE:
            place = _noted(each, highlights)
            if place is None:
                article.add_note(each.words)
            else:
                notes[place].append(each.words)
    for number, each in enumerate(highlights):
        if _LIMIT.match(each.words):
            builder.leave_out(
                "highlight that the publisher’s limit has cut off", plural="highlights that the publisher’s limit cut"
            )
            continue
        made = _instant(each.date)
        if each.date and not made:
            builder.leave_out("date that is not understood", plural="dates that are not understood", example=each.date)
        article.add(TextQuote(each.words), note=_BETWEEN.join(notes[number]), created=made)


def _noted(note: _Clipping, highlights: list[_Clipping]) -> int | None:
    """Return which highlight a note is on: one that ends at its location, or has it; the latest of several."""
    if note.place is None:
        return None
    at = note.place[1]
    within = [
        (each.place[1] == at, number)
        for number, each in enumerate(highlights)
        if each.place is not None and each.place[0] <= at <= each.place[1]
    ]
    return max(within)[1] if within else None


def _titles(title: str) -> tuple[str, ...]:
    """Return the forms of a book's title: without its author, without everything in parentheses, without subtitle."""
    forms = [_AUTHOR.sub("", title)]
    while (shorter := _AUTHOR.sub("", forms[-1])) != forms[-1]:
        forms.append(shorter)
    forms += [form.partition(":")[0].strip() for form in forms]
    return tuple(dict.fromkeys(form for form in (*forms, title) if form))


def _instant(written: str) -> str:
    """Return the time of a clipping in ISO 8601; the device does not say its time zone. Empty if not understood."""
    line = fold(_ZONE.sub("", written))
    time = _TIME.search(line)
    day = _day(line if time is None else line[: time.start()] + " " + line[time.end() :])
    if time is None or day is None:
        return ""
    hour, after = int(time[1]), line[time.end() :]
    if _AFTERNOON.search(after) or _AFTERNOON_BEFORE.search(line):
        hour = hour % 12 + 12
    elif _MORNING.search(after) or _MORNING_BEFORE.search(line):
        hour %= 12
    try:
        return datetime(*day, hour, int(time[2]), int(time[3] or 0)).isoformat()  # noqa: DTZ001  (of the device)
    except ValueError:
        return ""


def _day(line: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a folded date; None if not understood."""
    if match := _NUMERIC_DATE.search(line):
        return int(match[1]), int(match[2]), int(match[3])
    words = re.findall(r"[^\W\d_]+", line)
    # The name of a weekday, such as “mardi” or “sábado”, comes before that of the month.
    months = [place + 1 for word in words for place, names in enumerate(_MONTHS) if word.startswith(names)]
    numbers = [int(number) for number in re.findall(r"\d+", line)]
    if not months or len(numbers) < 2:
        return None
    year = next((number for number in numbers if number >= 1_000), 2_000 + numbers[1])
    day = next((number for number in numbers if number != year), 0)
    return year, months[-1], day


def _sniff(head: FileHead) -> Evidence:
    """Recognise entries that end with a row of ten equals signs, and have a second line with a hyphen."""
    entries = _SEPARATOR.split(head.text[:20_000].replace("\r\n", "\n").replace("\r", "\n"))
    if len(entries) < 2:
        return Evidence.NONE
    return Evidence.CONTENT if any(map(_clipping, entries[:-1])) else Evidence.NONE


FORMAT: Final = Format(
    name="kindle",
    title="Kindle, My Clippings.txt",
    suffixes=(".txt",),
    sniff=_sniff,
    only_by_content=True,
    read_annotations=_read,
    mapping=(
        ("title and author", "the article with that title that is in the workspace; without one, a refusal"),
        ("highlights and articles clipped", "the place in the article, where it is sure; else counted"),
        ("notes", "the note of the highlight at that location, else of the article"),
        ("date, in the language of the device", "the time; the device does not say its time zone, so it counts as UTC"),
        ("bookmarks, highlights beyond the publisher’s limit", "counted"),
    ),
)
"""Reads highlights of books that are in the workspace."""
