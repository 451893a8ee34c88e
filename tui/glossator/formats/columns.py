"""Rows with named columns, whatever file they are in: which column is the text, and which say what about it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from glossator.formats.header import Header, header

TEXT: Final = ("text", "body", "content", "article", "full_text", "fulltext", "article_text", "maintext")
"""The names that the text goes by, in lower case; the first that is there counts."""
_NAMES: Final = {
    "title": ("title", "headline", "article_title", "subject"),
    "source": ("source", "publication", "outlet", "publisher", "site", "domain"),
    "author": ("author", "authors", "byline", "creator"),
    "date": ("date", "published_at", "published", "date_published", "date_publish", "publish_date", "pubdate"),
    "url": ("url", "link", "href", "address"),
    "language": ("language", "lang"),
}


def text_column(names: Iterator[str] | list[str]) -> str | None:
    """Return the name of the column that holds the text, as it is written; None when there is none."""
    written = {name.strip().lower(): name for name in names}
    return next((written[name] for name in TEXT if name in written), None)


def known(row: Mapping[str, Any]) -> Header:
    """Return what a row says about its text."""
    lower = {str(name).strip().lower(): value for name, value in row.items()}
    stated = {name: str(value) for name, value in lower.items() if isinstance(value, str | int)}
    return header(
        {meaning: next((stated[name] for name in names if stated.get(name)), "") for meaning, names in _NAMES.items()}
    )
