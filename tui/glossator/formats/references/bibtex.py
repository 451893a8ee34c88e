"""BibTeX and BibLaTeX: an article for each entry, with its abstract or note as text."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from glossator.formats.content import Content, Problem
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.references.entry import ReferenceEntry
from glossator.formats.spec import Evidence, Format
from glossator.text.normalise import normalise

_ENTRY: Final = re.compile(r"@\s*([A-Za-z]+)\s*[{(]\s*", re.DOTALL)
_STARTS: Final = re.compile(
    r"@(?:string|preamble|comment|article|book|in\w+|misc|online|electronic|\w*report|\w*thesis|unpublished"
    r"|proceedings)\s*\{\s*[^\s,{}]+\s*[,=]",
    re.IGNORECASE,
)
_KEY: Final = re.compile(r"([^\s,{}=]*)\s*,\s*")
_FIELD: Final = re.compile(r"\s*,?\s*([A-Za-z][\w:.+-]*)\s*=\s*")
_BARE: Final = re.compile(r"[^\s,#{}\"]+")
_STATED: Final = {
    "title": ("title",),
    "source": ("journaltitle", "journal", "booktitle", "howpublished", "organization", "publisher", "institution"),
    "author": ("author", "editor"),
    "date": ("date", "year"),
    "url": ("url",),
    "language": ("language", "langid"),
}
_TEXTS: Final = {"abstract": ("abstract",), "note": ("note", "annote", "annotation")}
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ACCENTS: Final = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "r": "\u030a",
    "d": "\u0323",
}
_LETTERS: Final = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "i": "ı",
    "j": "ȷ",
    "dh": "ð",
    "th": "þ",
    "textendash": "–",
    "textemdash": "—",
    "ldots": "…",
    "textquoteright": "’",
    "textquoteleft": "‘",
    "textquotedblleft": "“",
    "textquotedblright": "”",
}
_ACCENT: Final = re.compile(r"\\(?:(['`^\"~=.])\s*|([uvHckrd])(?:\s+|(?=\{)))(?:\{\s*(\\?[^\W\d_])\s*\}|(\\?[^\W\d_]))")
_LETTER: Final = re.compile(rf"\\({'|'.join(sorted(_LETTERS, key=len, reverse=True))})(?![A-Za-z])(?:\s+|\{{\}})?")
_ESCAPED: Final = re.compile(r"\\([&%$#_{}])")
_COMMAND: Final = re.compile(r"\\[A-Za-z]+\*?\s*(?=\{)")


def read(data: bytes) -> Iterator[Content | Problem]:
    """Yield the entries of a file.

    Raises:
        Unreadable: when it is no text, or has no entry.
    """
    text, encoding = decode(data)
    number = 0
    for found in _entries(normalise(text)):
        number += 1
        where = f"entry {number}"
        yield found if isinstance(found, Problem) else _entry(found).content(where, encoding)
    if not number:
        raise Unreadable("There is no entry in it. An entry starts like “@article{key,”.")


def _entries(text: str) -> Iterator[Mapping[str, str] | Problem]:
    """Yield the fields of each entry, its kind as "entry type" and its key as "key"."""
    strings = dict(zip(_MONTHS, (f"{number:02}" for number in range(1, 13)), strict=True))
    place = 0
    number = 0
    while match := _ENTRY.search(text, place):
        kind = match[1].lower()
        place = match.end()
        if kind in ("comment", "preamble"):
            continue
        number += kind != "string"
        fields: dict[str, str] = {}
        if kind != "string" and (key := _KEY.match(text, place)):
            fields, place = {"entry type": kind, "key": key[1]}, key.end()
        while name := _FIELD.match(text, place):
            value = _value(text, name.end(), strings)
            if value is None:
                yield Problem(f"entry {number}", "its braces or quotation marks do not match; repair them")
                return
            read_value, place = value
            fields.setdefault(name[1].lower(), read_value)
        if kind == "string":
            strings.update(fields)
        else:
            yield fields


def _value(text: str, place: int, strings: Mapping[str, str]) -> tuple[str, int] | None:
    """Return the value at `place`, of parts joined with #, and the place after it; None where it does not end."""
    parts = []
    while True:
        start = text[place : place + 1]
        if start in ("{", '"'):
            end = _end(text, place)
            if end is None:
                return None
            parts.append(text[place + 1 : end])
            place = end + 1
        elif bare := _BARE.match(text, place):
            parts.append(strings.get(bare[0].lower(), bare[0]))
            place = bare.end()
        else:
            return "".join(parts), place
        rest = re.compile(r"\s*#\s*").match(text, place)
        if rest is None:
            return "".join(parts), place
        place = rest.end()


def _end(text: str, start: int) -> int | None:
    """Return the place of the brace or quotation mark that ends the value that starts at `start`."""
    closing = "}" if text[start] == "{" else '"'
    depth = 0
    for match in re.compile(r"\\.|[{}\"]", re.DOTALL).finditer(text, start + 1):
        found = match[0]
        if found == closing and depth == 0:
            return match.start()
        depth += (found == "{") - (found == "}")
        if depth < 0:
            return None
    return None


def _entry(fields: Mapping[str, str]) -> ReferenceEntry:
    entry = ReferenceEntry()
    rest = {name: _plain(value) for name, value in fields.items()}
    for meaning, names in _STATED.items():
        name = next((name for name in names if rest.get(name, "").strip()), None)
        if name is not None:
            entry.stated[meaning] = rest.pop(name)
    if re.fullmatch(r"\d{4}", entry.stated.get("date", "")) and (month := rest.pop("month", "")):
        entry.stated["date"] = _dated(entry.stated["date"], month, rest.pop("day", ""))
    if "author" in entry.stated:
        entry.stated["author"] = re.sub(r"\s+and\s+", "; ", entry.stated["author"])
    for kind, names in _TEXTS.items():
        entry.texts[kind] = "\n\n".join(filter(None, (rest.pop(name, "") for name in names)))
    entry.metadata.update(rest)
    return entry


def _dated(year: str, month: str, day: str) -> str:
    """Return a date of year, month and day, as ISO 8601 where they are numbers."""
    named = next((place for place, name in enumerate(_MONTHS, 1) if month.lower().startswith(name)), "")
    number = month if month.isdigit() else str(named)
    if number and day.isdigit():
        return f"{year}-{int(number):02}-{int(day):02}"
    return f"{year}-{int(number):02}" if number else f"{month} {year}"


def _plain(value: str) -> str:
    """Return a value without the commands of LaTeX: accents, letters, and braces."""
    text = _ACCENT.sub(_accented, value)
    text = _LETTER.sub(lambda found: _LETTERS[found[1]], text)
    text = _COMMAND.sub("", text)
    text = re.sub(r"(?<!\\)[{}]", "", text)
    return _ESCAPED.sub(r"\1", text).replace("~", " ").replace("---", "—").replace("--", "–").strip()


def _accented(found: re.Match[str]) -> str:
    letter = (found[3] or found[4]).lstrip("\\")
    return unicodedata.normalize("NFC", letter + _ACCENTS[found[1] or found[2]])


def _is_bibtex(head: FileHead) -> bool:
    """Return whether a file starts with an entry, or comments before one; an article may quote one later."""
    first = next((line for line in head.lines if not line.startswith("%")), "")
    return _STARTS.match(first) is not None


FORMAT: Final = Format(
    name="bibtex",
    title="BibTeX references, an article for each with an abstract",
    suffixes=(".bib",),
    sniff=lambda head: Evidence.CONTENT if _is_bibtex(head) else Evidence.NONE,
    read_articles=read,
)
