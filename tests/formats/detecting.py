"""Recognising and reading files in tests, as an import does."""

from collections.abc import Iterator

from glossator.domain.article import ArticleDraft
from glossator.formats.content import Problem
from glossator.formats.detection import Detection, detect
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.source_articles import SourceArticle, read_source
from glossator.services.formats import FORMATS


def detected(data: bytes | str, name: str = "-") -> Detection:
    """Return what a file is recognised as."""
    return detect(FileHead(name, data.encode("utf-8") if isinstance(data, str) else data), FORMATS.values())


def name_of(data: bytes | str, name: str = "-") -> str:
    """Return the name of the format that a file is recognised as; empty where it is none."""
    found = detected(data, name).format
    return "" if found is None else found.name


def articles_of(data: bytes, name: str = "-", format_name: str = "") -> Iterator[SourceArticle | Problem]:
    """Yield the articles of a file, in its own format or the one that is named.

    Raises:
        Unreadable: when it cannot be read.
    """
    found = detected(data, name)
    chosen = FORMATS[format_name] if format_name else found.format
    if chosen is None:
        raise Unreadable(found.reason)
    yield from read_source(data, name, chosen)


def draft_of(data: bytes, name: str = "-", format_name: str = "") -> ArticleDraft:
    """Return the only article of a file.

    Raises:
        Unreadable: when it cannot be read.
    """
    (found,) = articles_of(data, name, format_name)
    assert isinstance(found, SourceArticle)
    return found.draft
