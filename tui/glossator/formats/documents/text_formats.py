"""The formats of texts, their detection, and reading them: plain text, Markdown, web pages."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from glossator.domain.article import ArticleDraft, TextFormat
from glossator.formats.content import Content
from glossator.formats.documents import html, markdown
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.header import Header, split_front_matter, split_plain_header
from glossator.text.normalise import flatten, normalise
from glossator.text.span import cluster_at

_LONGEST_TITLE: Final = 120
_WORD: Final = re.compile(r"\w")
_LEADING_MARKS: Final = re.compile(r"\A(?:[#>*•-]+\s+)+")


@dataclass(frozen=True, slots=True)
class TextReader:
    """How one format is read.

    Attributes:
        suffixes: of the names of such files, in lower case.
        read: returns the header of a normalised text, and the article's text; may raise `Unreadable`.
    """

    suffixes: tuple[str, ...]
    read: Callable[[str], tuple[Header, str]]


READERS: Final[Mapping[TextFormat, TextReader]] = {
    TextFormat.PLAIN: TextReader((".txt", ".text"), split_plain_header),
    TextFormat.MARKDOWN: TextReader((".md", ".markdown"), markdown.read),
    TextFormat.HTML: TextReader((".html", ".htm", ".xhtml"), html.read),
}
SUFFIXES: Final = frozenset(suffix for reader in READERS.values() for suffix in reader.suffixes)
"""The suffixes, in lower case, of the texts that are imported from a folder."""


def read_article(data: bytes, name: str, text_format: TextFormat | None = None) -> ArticleDraft:
    """Return the article in a file; arguments and errors are those of `read_content`."""
    return make_draft(read_content(data, name, text_format), name, hashlib.sha256(data).hexdigest())


def read_content(data: bytes, name: str, text_format: TextFormat | None = None) -> Content:
    """Return the header and text of a file.

    Args:
        data: the file's content.
        name: its name or path; anything without a suffix where there is none, as for standard input.
        text_format: its format; None to detect it from the suffix, or the content where that says only text.

    Raises:
        Unreadable: when it is empty, not text, or holds no article.
    """
    if not data:
        raise Unreadable("The file is empty.")
    text_format = text_format or _by_suffix(name)
    # What declares an encoding is ASCII, so it can be read before the encoding is known.
    head = data[: html.HEAD_LENGTH].decode("latin-1")
    web_page = text_format is TextFormat.HTML or (text_format is None and html.is_document(head))
    decoded, encoding = decode(data, html.declared_charset(head) if web_page else "")
    content = normalise(decoded)
    if not content.strip():
        raise Unreadable("The file is empty.")
    if text_format is None:
        text_format = _by_content(content)
    known, body = READERS[text_format].read(content)
    return Content(known, body, text_format, encoding)


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
        encoding=found.encoding,
        file_sha256=file_sha256,
    )


def _by_suffix(name: str) -> TextFormat | None:
    """Return the format that the suffix shows; None for plain text and unknown suffixes."""
    suffix = PurePath(name).suffix.lower()
    for text_format, reader in READERS.items():
        if suffix in reader.suffixes and text_format is not TextFormat.PLAIN:
            return text_format
    return None


def _by_content(text: str) -> TextFormat:
    """Return the format that the beginning of a text shows."""
    if html.is_document(text):
        return TextFormat.HTML
    known, _ = split_front_matter(text)
    return TextFormat.MARKDOWN if known.title else TextFormat.PLAIN


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
