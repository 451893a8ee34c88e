"""Articles: a text with its metadata."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from glossator.text.normalise import flatten

_JOINED: Final = "; "


class TextFormat(StrEnum):
    """The format that an article's text was read from; in Markdown and HTML, lines that start with # are headings."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """An article from a file, not stored yet; what is unknown is empty.

    Attributes:
        text: normalised.
        published_at: a date, YYYY-MM-DD, or longer ISO 8601.
        language: a BCP 47 tag, such as en.
        metadata: what else its source says about it, such as its section, as names and values of one line.
        encoding: the encoding that the bytes were decoded from.
        file_sha256: the fingerprint of the bytes, by which an import recognises a known file.
    """

    title: str
    text: str
    text_format: TextFormat = TextFormat.PLAIN
    source: str = ""
    url: str = ""
    author: str = ""
    published_at: str = ""
    language: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    encoding: str = ""
    file_sha256: str = ""


def stated_in(draft: ArticleDraft, language: str) -> ArticleDraft:
    """Return an article with `language` if its file states none."""
    return draft if draft.language else replace(draft, language=language)


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article; its text never changes.

    Attributes:
        updated_at, updated_by: when its note or tags last changed, and who changed them.
        metadata: what else its source says about it, such as its section, as names, each once, and values.
    """

    id: int
    uid: str
    title: str
    text: str
    text_format: TextFormat
    text_sha256: str
    source: str
    url: str
    author: str
    published_at: str
    language: str
    encoding: str
    note: str
    added_at: str
    added_by: str
    updated_at: str
    updated_by: str
    tags: tuple[str, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article as lists show it.

    Attributes:
        length: code points of its text.
        decided: number of accepted and rejected annotations.
        annotations: number of all annotations.
    """

    id: int
    uid: str
    title: str
    source: str
    published_at: str
    length: int
    decided: int
    annotations: int


def unique_metadata(metadata: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Return metadata with each name once, in order; several values of a name are joined by semicolons."""
    values: dict[str, dict[str, None]] = {}
    for name, value in metadata:
        if name and value:
            values.setdefault(name, {})[value] = None
    return {name: _JOINED.join(several) for name, several in values.items()}


def metadata_summary(metadata: Iterable[tuple[str, str]]) -> str:
    """Return metadata on one line: "section: World; page: 4"."""
    return _JOINED.join(f"{name}: {value}" for name, value in metadata)


def citation(article: Article, quote: str, paragraph: int) -> str:
    """Return `quote` with the article's title, source, date, address and paragraph, as far as they are known."""
    parts = [flatten(article.title), article.source, article.published_at[:10], article.url, f"paragraph {paragraph}"]
    return f"“{flatten(quote)}” — {', '.join(part for part in parts if part)}"
