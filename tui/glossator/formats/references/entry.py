"""An entry of a reference manager as an article, whose text is its abstract or else a note."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from glossator.domain.left_out import LeftOut
from glossator.formats.content import Content, Problem
from glossator.formats.documents.html_fragments import is_markup, reading_text
from glossator.formats.header import make_header
from glossator.text.normalise import flatten, normalise
from glossator.text.words import word_count

_LONGEST_VALUE: Final = 2_000
_DATE: Final = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:/.*)?")


@dataclass(slots=True)
class ReferenceEntry:
    """What an entry says.

    Attributes:
        stated: title, source, author, date, url and language.
        texts: its texts by kind, such as "abstract" and "note"; the first one that is not empty becomes the article.
        metadata: everything else, by name.
    """

    stated: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)

    def content(self, where: str, encoding: str) -> Content | Problem:
        """Return the article; a problem that has the title of the entry where it has no text."""
        kind = next((kind for kind, text in self.texts.items() if text.strip()), "")
        if not kind:
            title = flatten(self.stated.get("title", "")) or "without title"
            return Problem(where, f"“{title}” has no abstract or note; import the page or document that it refers to")
        others = {name: text for name, text in self.texts.items() if name != kind and text.strip()}
        short, left_out = _short({**self.metadata, **others})
        stated = {**self.stated, "date": _iso_day(self.stated.get("date", ""))}
        header = make_header(stated, {**short, "kind of text": kind})
        return Content(header, _plain(self.texts[kind]), encoding=encoding, left_out=left_out, where=where)


def joined(before: str, value: str) -> str:
    """Return several values of one field on a line."""
    return f"{before}; {value}" if before and value else before or value


def _iso_day(written: str) -> str:
    """Return a date as ISO 8601 where it is written like 2025/3/1, as in RIS; any other text as it is."""
    match = _DATE.fullmatch(written.strip())
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else written.strip().rstrip("/")


def _plain(text: str) -> str:
    return reading_text(text) if is_markup(text) else text.strip()


def _short(metadata: Mapping[str, str]) -> tuple[dict[str, str], tuple[LeftOut, ...]]:
    """Return the metadata that are short enough for a line, and the others as left out."""
    lines = {name: flatten(normalise(_plain(value))) for name, value in metadata.items()}
    long = tuple(
        LeftOut(f"the {name}", words=word_count(line)) for name, line in lines.items() if len(line) > _LONGEST_VALUE
    )
    return {name: line for name, line in lines.items() if line and len(line) <= _LONGEST_VALUE}, long
