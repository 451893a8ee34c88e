"""Our metadata in another program's file: what its format has no place for, under a key that the program keeps."""

from typing import Any, Final

from glossator.domain.annotation import Annotation
from glossator.domain.article import Article

METADATA_KEY: Final = "glossator"
"""The key of our metadata."""
HIGHLIGHT: Final = "HIGHLIGHT"
"""The label of annotations without one, in formats that require a label."""
_FIELDS: Final = ("title", "source", "url", "author", "published_at", "language")


def article_metadata(article: Article) -> dict[str, Any]:
    """Return what is known about an article except its text, without empty values."""
    metadata = {
        "id": article.uid,
        **{name: getattr(article, name) for name in _FIELDS},
        "metadata": dict(article.metadata),
        "format": str(article.text_format),
        "note": article.note,
        "tags": list(article.tags),
    }
    return {name: value for name, value in metadata.items() if value}


def annotation_metadata(one: Annotation) -> dict[str, Any]:
    """Return what is known about an annotation except its span and label, without empty values."""
    metadata = {
        "id": one.uid,
        "status": str(one.status),
        "quote": one.quote,
        "entity": one.entity,
        "tags": list(one.tags),
        "note": one.note,
        "analyst": one.analyst,
        "created_at": one.created_at,
        "updated_at": one.updated_at,
    }
    spelled = {name: value for name, value in metadata.items() if value}
    return spelled if one.score is None else {**spelled, "score": one.score}


def annotation_record(one: Annotation) -> dict[str, Any]:
    """Return all that is known about an annotation, with its span and label."""
    place = {} if one.span is None else {"start": one.span.start, "end": one.span.end}
    return {**place, "label": one.label, **annotation_metadata(one)}
