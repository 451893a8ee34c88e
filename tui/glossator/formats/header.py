"""What a document says about itself before its text starts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from glossator.formats.dates import iso_date
from glossator.text.normalise import flatten, normalise

_PLAIN_LINE: Final = re.compile(r"(title|source|author|date|url|language)[ \t]*:(.*)", re.IGNORECASE)
_FRONT_LINE: Final = re.compile(r"([A-Za-z_][\w .-]*):(?:\s+(.*))?")
_PASSED_OVER: Final = re.compile(r"\s|#|-(?:\s|\Z)|\Z")
_QUOTED: Final = re.compile(r"""(["'])(.*)\1(?: #.*)?""")
_COMMENT: Final = re.compile(r"(?:\A| )#.*")
_BLOCK_SCALAR: Final = re.compile(r"[|>][+-]?\d?")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Header:
    """What is known about an article, each on one line; empty where it is not known.

    Attributes:
        published_at: ISO 8601.
        language: a BCP 47 tag.
        no_date: what is stated as a date and can be none, or one of several.
    """

    title: str = ""
    source: str = ""
    author: str = ""
    published_at: str = ""
    url: str = ""
    language: str = ""
    no_date: str = ""


def header(stated: Mapping[str, str]) -> Header:
    """Return what `stated` says under the names title, source, author, date, url and language, in any form.

    A language that is no tag is left out.
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
        no_date="" if published_at else stated_date,
    )


def split_plain(text: str) -> tuple[Header, str]:
    """Return the header of a plain text and the text after it; an empty header and all of `text` when it has none.

    A header is the lines up to the first blank one, when each is `Title:`, `Source:`, `Author:`, `Date:`, `URL:` or
    `Language:` with what follows, none comes twice, and there is a title.

    Args:
        text: normalised.
    """
    stated: dict[str, str] = {}
    end = 0
    for line in _lines(text):
        end += len(line)
        if not line.strip():
            return (header(stated), text[end:]) if stated.get("title", "").strip() else (Header(), text)
        match = _PLAIN_LINE.fullmatch(line.rstrip("\n"))
        if match is None or match[1].lower() in stated:
            break
        stated[match[1].lower()] = match[2]
    return Header(), text


def split_front_matter(text: str) -> tuple[Header, str]:
    """Return the front matter of a Markdown text and the text after it; an empty header and all of `text` without one.

    Front matter stands between two lines `---` at the very top, as lines `key: value`; of the keys, those of `Header`
    are taken. Lists, nested values and comments are passed over. Anything else there makes it no front matter.

    Args:
        text: normalised.
    """
    lines = _lines(text)
    first = next(lines, "")
    if first.rstrip() != "---":
        return Header(), text
    stated: dict[str, str] = {}
    end = len(first)
    for line in lines:
        end += len(line)
        if line.rstrip() in ("---", "..."):
            return (header(stated), text[end:]) if stated else (Header(), text)
        if match := _FRONT_LINE.fullmatch(line.rstrip()):
            stated.setdefault(match[1].rstrip().lower(), _value(flatten(match[2] or "")))
        elif not _PASSED_OVER.match(line):
            break
    return Header(), text


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of `text` with their ends, one at a time: a long text has a short header."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _value(written: str) -> str:
    """Return what a value of front matter, on one line, means: without its quotation marks, or without its comment."""
    if quoted := _QUOTED.fullmatch(written):
        return quoted[2].replace('\\"', '"') if quoted[1] == '"' else quoted[2].replace("''", "'")
    value = _COMMENT.sub("", written)
    return "" if _BLOCK_SCALAR.fullmatch(value) else value
