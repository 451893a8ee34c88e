"""The header of a document: title, source, author, date, URL and language, before its text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from glossator.domain.languages import is_language_tag
from glossator.formats.dates import iso_date
from glossator.text.normalise import flatten, normalise

_FIELDS: Final = {
    "title": ("title", "headline", "heading"),
    "source": ("source", "publication", "newspaper", "outlet", "publisher"),
    "author": ("author", "authors", "by", "byline"),
    "date": ("date", "published", "publication date", "date published", "published at", "published on"),
    "url": ("url", "link", "web address"),
    "language": ("language", "lang"),
}
"""The keys of a plain header, in lower case."""
_METADATA: Final = ("section", "page", "pages", "edition", "length", "id", "document id", "tags", "keywords", "place")
_TEXT_KEYS: Final = ("text", "body", "full text", "article", "content")
_MEANINGS: Final = {key: meaning for meaning, keys in _FIELDS.items() for key in keys}
_PLAIN_LINE: Final = re.compile(
    rf"({'|'.join((*_MEANINGS, *_METADATA, *_TEXT_KEYS))})[ \t]*:(.*)",
    re.IGNORECASE,
)
# With as many keys, the text may follow without a blank line.
_ENOUGH_KEYS: Final = 3
# What programs put where nobody wrote a title.
_UNTITLED: Final = re.compile(
    r"(?:un(?:titled|named)(?: document)?|no title|\[?title\]?|headline|n/?a|none|null)", re.IGNORECASE
)


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

    Empty names and values of `metadata` are left out, and so are a title that means that there is none, and a language
    that is not a BCP 47 tag.
    """
    lines = {name: flatten(normalise(value)) for name, value in stated.items()}
    language = lines.get("language", "").replace("_", "-")
    stated_date = lines.get("date", "")
    published_at = iso_date(stated_date)
    return Header(
        title="" if _UNTITLED.fullmatch(lines.get("title", "")) else lines.get("title", ""),
        source=lines.get("source", ""),
        author=lines.get("author", ""),
        published_at=published_at,
        url=lines.get("url", ""),
        language=language if is_language_tag(language) else "",
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

    The header is the lines at the top that are `Title:`, `Source:`, `Author:`, `Date:`, `URL:` and the like with a
    value. There is a title, no key is repeated, and a blank line follows, or the text itself after `Text:`, or, with
    three keys or more, any line.
    """
    stated: dict[str, str] = {}
    metadata: dict[str, str] = {}
    end = 0
    for line in _lines(text):
        match = _PLAIN_LINE.fullmatch(line.rstrip("\n"))
        key = match[1].lower() if match else ""
        if match is not None and key in _TEXT_KEYS and stated.get("title", "").strip():
            return make_header(stated, metadata), text[end + match.start(2) :].removeprefix(" ")
        if not line.strip() or (match is None and len(stated) + len(metadata) >= _ENOUGH_KEYS):
            has_title = bool(stated.get("title", "").strip())
            below = text[end + (len(line) if not line.strip() else 0) :]
            return (make_header(stated, metadata), below) if has_title else (Header(), text)
        if match is None or key in metadata or _MEANINGS.get(key) in stated:
            break
        end += len(line)
        if key in _MEANINGS:
            stated[_MEANINGS[key]] = match[2]
        elif key in _METADATA:
            metadata[key] = match[2]
        else:
            break
    return Header(), text


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of `text` with their ends, without splitting all of a long text."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end
