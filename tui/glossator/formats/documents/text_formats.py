"""Articles from texts: the registry of what a text may be, and the one way in for those."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from glossator.domain.article import ArticleDraft, TextFormat
from glossator.formats.content import Content
from glossator.formats.documents import html, markdown, plain
from glossator.formats.encodings import decode
from glossator.formats.header import Header, split_front_matter
from glossator.formats.unreadable import Unreadable
from glossator.text.normalise import flatten, normalise
from glossator.text.span import cluster_at

_LONGEST_TITLE: Final = 120
_WORD: Final = re.compile(r"\w")
_LEADING_MARKS: Final = re.compile(r"\A(?:[#>*•-]+\s+)+")


@dataclass(frozen=True, slots=True)
class TextReader:
    """How one format is read.

    Attributes:
        suffixes: what the names of such files end with, in lower case.
        read: from normalised text to what it says about itself and the article's text; may raise `Unreadable`.
    """

    suffixes: tuple[str, ...]
    read: Callable[[str], tuple[Header, str]]


READERS: Final[Mapping[TextFormat, TextReader]] = {
    TextFormat.PLAIN: TextReader((".txt", ".text"), plain.read),
    TextFormat.MARKDOWN: TextReader((".md", ".markdown"), markdown.read),
    TextFormat.HTML: TextReader((".html", ".htm", ".xhtml"), html.read),
}
SUFFIXES: Final = frozenset(suffix for reader in READERS.values() for suffix in reader.suffixes)
"""What the files that a folder is searched for end with, in lower case."""


def read_article(data: bytes, name: str, text_format: TextFormat | None = None) -> ArticleDraft:
    """Return the article that a file holds; the arguments and what is raised are those of `read_content`."""
    return drafted(read_content(data, name, text_format), name, hashlib.sha256(data).hexdigest())


def read_content(data: bytes, name: str, text_format: TextFormat | None = None) -> Content:
    """Return what a file says, and says about itself.

    Args:
        data: the file's content.
        name: the file's name or path, or anything without a suffix where there is none, as for standard input.
        text_format: what the content is; None to tell by the suffix, and by the content where the suffix promises
            nothing more than text.

    Raises:
        Unreadable: when no article can be made of it.
    """
    if not data:
        raise Unreadable("The file is empty, so there is nothing to import.")
    text_format = text_format or _by_suffix(name)
    # What declares an encoding is ASCII, so it can be read before the encoding is known.
    head = data[: html.HEAD].decode("latin-1")
    web_page = text_format is TextFormat.HTML or (text_format is None and html.is_document(head))
    decoded, encoding = decode(data, html.declared_charset(head) if web_page else "")
    content = normalise(decoded)
    if not content.strip():
        raise Unreadable("The file holds nothing but white space, so there is nothing to import.")
    if text_format is None:
        text_format = _by_content(content)
    known, body = READERS[text_format].read(content)
    return Content(known, body, text_format, encoding)


def drafted(found: Content, name: str, file_sha256: str) -> ArticleDraft:
    """Return what was found in a source as an article.

    Args:
        found: the article.
        name: that of the source, for an article that has no other.
        file_sha256: the fingerprint of the source's bytes; empty where it holds several articles.

    Raises:
        Unreadable: when there is no text.
    """
    known = found.known
    text = _trimmed(normalise(found.text))
    if not text:
        raise Unreadable("The file says nothing below its header; add the article's text there.")
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
    """Return the format that a file's name promises; None where it promises text at most."""
    suffix = PurePath(name).suffix.lower()
    for text_format, reader in READERS.items():
        if suffix in reader.suffixes and text_format is not TextFormat.PLAIN:
            return text_format
    return None


def _by_content(text: str) -> TextFormat:
    """Return the format that a text gives away by the way it starts."""
    if html.is_document(text):
        return TextFormat.HTML
    known, _ = split_front_matter(text)
    return TextFormat.MARKDOWN if known.title else TextFormat.PLAIN


def _trimmed(text: str) -> str:
    """Return `text` without the blank lines at its ends; nothing else of it changes."""
    start = text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1
    end = text.find("\n", len(text.rstrip()))
    return text[start : end if end >= 0 else None] if text.strip() else ""


def _first_line(text: str) -> str:
    """Return the first line with a word in it, cut between words where it is long; empty when there is none."""
    line = next((line for line in text.split("\n") if _WORD.search(line)), "")
    title = flatten(_LEADING_MARKS.sub("", line.strip()))
    if len(title) <= _LONGEST_TITLE:
        return title
    cut = title.rfind(" ", 0, _LONGEST_TITLE)
    return title[: cut if cut > 0 else cluster_at(title, _LONGEST_TITLE - 1).start].rstrip() + "…"
