"""Articles: one text each, with what is known about it."""

from dataclasses import dataclass
from enum import StrEnum


class TextFormat(StrEnum):
    """What an article's text was read from; in the last two, lines that start with # marks are headings."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """An article as a file gave it, not yet in a workspace.

    Attributes:
        text: normalised.
        published_at: a date, YYYY-MM-DD, or longer ISO 8601; empty when unknown, as the other texts are.
        language: a BCP 47 tag, such as en.
        encoding: what the bytes were read as.
        file_sha256: the fingerprint of the bytes, so that a file met again need not be read again.
    """

    title: str
    text: str
    text_format: TextFormat = TextFormat.PLAIN
    source: str = ""
    url: str = ""
    author: str = ""
    published_at: str = ""
    language: str = ""
    encoding: str = ""
    file_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """An article as the workspace keeps it; its text never changes.

    Attributes:
        updated_at, updated_by: when what was said of it last changed, its note and tags, and who did that.
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


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What a list of articles shows of one.

    Attributes:
        length: code points of its text.
        decided: annotations accepted or rejected.
        annotations: all of them.
    """

    id: int
    uid: str
    title: str
    source: str
    published_at: str
    length: int
    decided: int
    annotations: int
