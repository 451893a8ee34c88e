"""The header of a document: title, source, author, date, URL and language, before its text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from glossator.formats.dates import iso_date
from glossator.text.normalise import flatten, normalise

_PLAIN_LINE: Final = re.compile(r"(title|source|author|date|url|language)[ \t]*:(.*)", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Header:
    """The metadata of an article, each on one line; empty where it is not known.

    Attributes:
        published_at: ISO 8601.
        language: a BCP 47 tag.
        metadata: everything else that the source says about the article, such as its section, as names and values.
        unparsed_date: the stated date where it is not a date, or ambiguous.
    """

    title: str = ""
    source: str = ""
    author: str = ""
    published_at: str = ""
    url: str = ""
    language: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    unparsed_date: str = ""


def make_header(stated: Mapping[str, str], metadata: Mapping[str, str] | None = None) -> Header:
    """Return the header that `stated` gives under title, source, author, date, url and language.

    Empty names and values of `metadata` are left out. A language that is not a BCP 47 tag is left out.
    """
    lines = {name: flatten(normalise(value)) for name, value in stated.items()}
    language = lines.get("language", "").replace("_", "-")
    stated_date = lines.get("date", "")
    published_at = iso_date(stated_date)
    return Header(
        title=lines.get("title", ""),
        source=lines.get("source", ""),
        author=lines.get("author", ""),
        published_at=published_at,
        url=lines.get("url", ""),
        language=language if _LANGUAGE.fullmatch(language) else "",
        metadata=tuple(_metadata(metadata or {})),
        unparsed_date="" if published_at else stated_date,
    )


def _metadata(stated: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in stated.items():
        pair = flatten(normalise(name)), flatten(normalise(value))
        if all(pair):
            yield pair


def split_plain_header(text: str) -> tuple[Header, str]:
    """Return the header of a normalised plain text and the text after it; an empty header and all of it without one.

    The header is the lines before the first blank one, if each is `Title:`, `Source:`, `Author:`, `Date:`, `URL:` or
    `Language:` with a value, none is repeated, and there is a title.
    """
    stated: dict[str, str] = {}
    end = 0
    for line in _lines(text):
        end += len(line)
        if not line.strip():
            return (make_header(stated), text[end:]) if stated.get("title", "").strip() else (Header(), text)
        match = _PLAIN_LINE.fullmatch(line.rstrip("\n"))
        if match is None or match[1].lower() in stated:
            break
        stated[match[1].lower()] = match[2]
    return Header(), text


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of `text` with their ends, without splitting all of a long text."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end
