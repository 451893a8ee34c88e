"""Reading texts: plain text, Markdown and web pages; and making articles of what was read in any format."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from glossator.domain.article import ArticleDraft, TextFormat
from glossator.formats.content import Content
from glossator.formats.documents import html, markdown
from glossator.formats.documents.several_articles import split_articles
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.front_matter import split_front_matter
from glossator.formats.header import Header, split_plain_header
from glossator.formats.spec import Evidence, Format
from glossator.text.normalise import flatten, normalise
from glossator.text.span import cluster_at

_LONGEST_TITLE: Final = 120
# Bytes; normalising takes some thirty times that of memory, and a book has less than one million.
_MOST: Final = 50_000_000
_WORD: Final = re.compile(r"\w")
_LEADING_MARKS: Final = re.compile(r"\A(?:[#>*•-]+\s+)+")


_READERS: Final[Mapping[TextFormat, Callable[[str], tuple[Header, str]]]] = {
    TextFormat.PLAIN: split_plain_header,
    TextFormat.MARKDOWN: markdown.read,
}
"""Each returns the header of a normalised text, and the article’s text; may raise `Unreadable`."""


def read_text(text_format: TextFormat, data: bytes) -> Content:
    """Return the header and text of a file; of a web page, also the number of words that are left out.

    Raises:
        Unreadable: when it is empty, not text, or holds no article.
    """
    if text_format is TextFormat.HTML:
        return html.read_page(data)
    content, encoding = _normalised(data)
    known, body = _READERS[text_format](content)
    left_out = split_front_matter(content).left_out if text_format is TextFormat.MARKDOWN else ()
    return Content(known, body, text_format, encoding, left_out)


def _normalised(data: bytes) -> tuple[str, str]:
    """Return the normalised text of a file, and its encoding.

    Raises:
        Unreadable: when it is too large, empty, or not text.
    """
    if len(data) > _MOST:
        raise Unreadable(f"The text is larger than {_MOST // 1_000_000} MB. Split it into articles.")
    decoded, encoding = decode(data)
    content = normalise(decoded)
    if not content.strip():
        raise Unreadable("The file is empty.")
    return content, encoding


def sniff_page(head: FileHead) -> Evidence:
    """Recognise web pages, by how they start."""
    return Evidence.CONTENT if html.is_document(head.text) else Evidence.NONE


def sniff_markdown(head: FileHead) -> Evidence:
    """Recognise Markdown with a title in its front matter."""
    starts = ("---", "+++", "{") if head.suffix in (".md", ".markdown") else ("---", "+++")
    if not head.text.startswith(starts):
        return Evidence.NONE
    found = split_front_matter(normalise(head.text))
    if head.text.startswith("{"):
        # Below one object, more of them are JSON lines.
        is_known = found.header != Header() and found.text.lstrip()[:1] not in ("{", "[")
    else:
        is_known = bool(found.header.title)
    return Evidence.SHAPE if is_known and found.text.strip() else Evidence.NONE


def make_draft(found: Content, name: str, file_sha256: str) -> ArticleDraft:
    """Return an article to store, with its text trimmed and a title.

    Args:
        found: what a reader found.
        name: of the source, the title of an article without words.
        file_sha256: of the source's bytes; empty where it holds several articles.

    Raises:
        Unreadable: when there is no text.
    """
    known = found.header
    text = _trimmed(normalise(found.text))
    if not text:
        raise Unreadable("There is no text below its header. Add the article’s text there.")
    return ArticleDraft(
        title=known.title or _first_line(text) or PurePath(name).stem,
        text=text,
        text_format=found.text_format,
        source=known.source,
        url=known.url,
        author=known.author,
        published_at=known.published_at,
        language=known.language,
        metadata=known.metadata,
        encoding=found.encoding,
        file_sha256=file_sha256,
    )


def _trimmed(text: str) -> str:
    """Return `text` without the blank lines at its ends."""
    start = text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1
    end = text.find("\n", len(text.rstrip()))
    return text[start : end if end >= 0 else None] if text.strip() else ""


def _first_line(text: str) -> str:
    """Return the first line with a word in it, cut between words where it is long, or ""."""
    line = next((line for line in text.split("\n") if _WORD.search(line)), "")
    title = flatten(_LEADING_MARKS.sub("", line.strip()))
    if len(title) <= _LONGEST_TITLE:
        return title
    cut = title.rfind(" ", 0, _LONGEST_TITLE)
    return title[: cut if cut > 0 else cluster_at(title, _LONGEST_TITLE - 1).start].rstrip() + "…"


def read_plain(data: bytes) -> Iterator[Content]:
    """Yield the articles of a plain text: several where each starts with a header, else one.

    Raises:
        Unreadable: when it is empty, or not text.
    """
    content, encoding = _normalised(data)
    for found in split_articles(content):
        yield replace(found, encoding=encoding)


PLAIN: Final = Format(
    name="plain",
    title="plain text",
    suffixes=(".txt", ".text"),
    read_articles=read_plain,
)
"""What is no other format."""
