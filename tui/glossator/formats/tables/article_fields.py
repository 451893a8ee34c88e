"""Records of articles, rows of a table or objects of JSON: which of their fields is the text, the title, the date."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from glossator.domain.left_out import LeftOut, LeftOutCounter
from glossator.formats.content import Content, Problem
from glossator.formats.documents.html_fragments import reading_text
from glossator.formats.header import make_header
from glossator.text.normalise import flatten, normalise

_TEXT: Final = (
    *("text", "body", "content", "article", "full_text", "article_text", "maintext", "main_text", "article_body"),
    *("body_text", "article_content", "story_text", "story_content", "news_text", "text_content", "content_text"),
    *("plain_text", "clean_text", "articles", "story", "contents", "content_html", "body_html"),
)
"""The names of the field that holds the text, without regard to case, spaces and underscores; the first one counts."""
TEXT_NAMES: Final = f"{', '.join(_TEXT[:3])} or {_TEXT[3]}"
"""The usual names of the field that holds the text, for messages."""
_SUMMARIES: Final = (
    *("abstract_note", "abstract", "description", "summary", "snippet", "lead_paragraph", "excerpt", "teaser"),
)
"""The names of the field that stands for the text where there is none, in records with a title."""
_FIELDS: Final = {
    "title": ("title", "headline", "headlines", "article_title", "news_title", "web_title", "heading", "subject"),
    "source": (
        *("source", "source_name", "media_name", "publication", "publication_name", "outlet", "publisher"),
        *(
            "newspaper",
            "news_source",
            "source_title",
            "publication_title",
            "journal",
            "site",
            "site_name",
            "source_common_name",
            "source_domain",
        ),
        *("media_url", "domain"),
    ),
    "author": ("author", "authors", "byline", "by", "creator", "journalist", "author_name", "writer"),
    "date": (
        *("date", "published_at", "published", "date_published", "date_publish", "publish_date", "published_date"),
        *("publication_date", "pub_date", "web_publication_date", "date_time", "datetime", "time", "timestamp"),
        *("created_at", "seendate", "article_date", "iso_date"),
    ),
    "url": ("url", "link", "href", "web_url", "article_url", "permalink", "address", "document_identifier"),
    "language": ("language", "lang"),
}
"""The names of the other fields of a header; the first one with a value counts."""
_NAMES_IN: Final = ("name", "main", "title", "original", "rendered", "display_name", "value", "text")
"""The names of what stands for an object, as in {"source": {"id": null, "name": "The Harrow Courier"}}."""
_HOLDERS: Final = ("meta", "fields")
_ANNOTATIONS: Final = ("spans", "entities", "label", "labels", "annotations", "relations", "cats")
_LONGEST_VALUE: Final = 300
_MOST_VALUES: Final = 100
_BLOCK_TAG: Final = re.compile(r"<(?:p|div|br|article|section|h[1-6]|ul|ol)\b[^<>]*>", re.IGNORECASE)
_CUT: Final = re.compile(r"\s*(?:…|\.\.\.)?\s*\[\+(\d+) chars\]\s*\Z")


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of a record, on a line, empty for none; of one that is nested, all words, which are only counted."""

    name: str
    text: str
    is_nested: bool = False


def _key(name: str) -> str:
    """Return a name without case, spaces and underscores, so that "publishedAt" is "published_at"."""
    return re.sub(r"[\W_]", "", name).casefold()


_SUMMARY_KEYS: Final = tuple(map(_key, _SUMMARIES))
_TEXT_KEYS: Final = tuple(map(_key, _TEXT))
_FIELD_KEYS: Final = {meaning: tuple(map(_key, names)) for meaning, names in _FIELDS.items()}


def text_field(names: Iterable[str]) -> str | None:
    """Return the name, as it is written, of the field that holds the text, or else a summary of a text with a title."""
    written = {_key(name): name for name in reversed(list(names))}
    has_title = any(key in written for key in _FIELD_KEYS["title"])
    keys = (*_TEXT_KEYS, *_SUMMARY_KEYS) if has_title else _TEXT_KEYS
    return next((written[key] for key in keys if key in written), None)


def has_annotations(record: Mapping[str, Any]) -> bool:
    """Return whether a record has annotations, which only other formats read."""
    return any(_key(str(name)) in _ANNOTATIONS and _is_annotations(value) for name, value in record.items())


def _is_annotations(value: object) -> bool:
    inner = list(value.values()) if isinstance(value, dict) else value
    return isinstance(inner, list) and any(isinstance(each, dict | list) for each in inner)


def has_text(record: object) -> bool:
    """Return whether `record` is an object with a text."""
    return isinstance(record, Mapping) and _text_of(_opened(record))[1] != ""


def content_of(record: Mapping[str, Any], where: str, encoding: str, name: str = "record") -> Content | Problem:
    """Return the article in a record.

    Fields without a place in a header become metadata; those that are longer than 300 characters, or hold more than
    lists of values, are counted as left out. The keys under `meta` and `fields` count as the record's own.

    Args:
        record: names and values.
        where: its place in the source, such as "row 3"; empty where the source is one article.
        encoding: of the source.
        name: what a field is called, "column" or "key".
    """
    record = _opened(record)
    field, text = _text_of(record)
    counter = LeftOutCounter()
    if not text and (field := text_field(record) or ""):
        text = _paragraphs(record[field])
        counter.add_all((LeftOut(f"the full text (the source holds only its {field})"),))
    if not text:
        return Problem(where, f"it has no text; put it under the {name} {TEXT_NAMES}")
    if _BLOCK_TAG.search(text):
        text = reading_text(text)
    if cut := _CUT.search(text):
        text = text[: cut.start()]
        counter.add_all((LeftOut(f"the rest of the text ({int(cut[1]):,} characters, which the file does not hold)"),))
    values = {_key(each.name): each for each in _values(record) if each.name != field}
    stated: dict[str, str] = {}
    for meaning, keys in _FIELD_KEYS.items():
        key = next((key for key in keys if key in values and flatten(values[key].text)), None)
        if key is not None:
            stated[meaning] = values.pop(key).text
    metadata: dict[str, str] = {}
    for one in values.values():
        line = flatten(normalise(one.text))
        if _key(one.name) in _ANNOTATIONS and _is_annotations(record.get(one.name)):
            counter.add_all((LeftOut(f"the data under “{one.name}”"),))
        elif one.is_nested or len(line) > _LONGEST_VALUE or len(metadata) >= _MOST_VALUES:
            counter.add(f"{name} “{one.name}”", line, number=0)
        elif line:
            metadata[one.name] = line
    return Content(make_header(stated, metadata), text, encoding=encoding, left_out=counter.entries, where=where)


def _opened(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a record with the keys of the objects that only hold further fields of it."""
    inner = {key: value for key, value in record.items() if key in _HOLDERS and isinstance(value, Mapping)}
    own = {key: value for key, value in record.items() if key not in inner}
    return {key: value for one in (*inner.values(), own) for key, value in one.items()}


def _text_of(record: Mapping[str, Any]) -> tuple[str, str]:
    """Return the name of the field with the text, and the text; empty texts where there is none."""
    written = {_key(name): name for name in record}
    for key in _TEXT_KEYS:
        if (name := written.get(key)) is not None and (text := _paragraphs(record[name])):
            return name, text
    return "", ""


def _paragraphs(value: Any) -> str:
    """Return a text, the texts of a list as paragraphs, or the text that stands for an object."""
    if isinstance(value, str):
        return value if value.strip() else ""
    if isinstance(value, Mapping):
        return next((found for name in _NAMES_IN if (found := _paragraphs(value.get(name)))), "")
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "\n\n".join(each for each in value if each.strip())
    return ""


def _values(record: Mapping[str, Any], prefix: str = "") -> Iterator[_Value]:
    """Yield the values of a record with their names; those in an object that nothing stands for as "name.inner"."""
    for written, value in record.items():
        name = f"{prefix}{written}"
        if isinstance(value, Mapping):
            line = _line(value)
            if line:
                yield _Value(name, line)
            known = next((each for each in _NAMES_IN if _line(value.get(each))), "") if line else ""
            if not prefix:
                yield from _values({key: inner for key, inner in value.items() if key != known}, f"{name}.")
            elif not line:
                yield _Value(name, _everything(value), is_nested=True)
        elif isinstance(value, list):
            lines = [_line(each) for each in value]
            is_nested = not all(lines)
            yield _Value(name, _everything(value) if is_nested else "; ".join(lines), is_nested)
        else:
            yield _Value(name, _line(value))


def _line(value: Any) -> str:
    """Return a simple value on one line, or what stands for an object."""
    if isinstance(value, Mapping):
        return next((line for name in _NAMES_IN if (line := _line(value.get(name)))), "")
    if isinstance(value, str | int | float):
        return flatten(str(value))
    return ""


def _everything(value: Any) -> str:
    """Return all words in a nested value, to be counted."""
    if isinstance(value, Mapping):
        return " ".join(map(_everything, value.values()))
    if isinstance(value, list):
        return " ".join(map(_everything, value))
    return "" if value is None else str(value)
