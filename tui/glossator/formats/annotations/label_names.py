"""What this program says of an article and its annotations in another’s file, under a key that the other leaves alone.

Such a record holds what the format has no place for, so that the file comes back as it left.
"""

from typing import Any, Final

from glossator.domain.annotation import Annotation
from glossator.domain.article import Article

KEY: Final = "glossator"
"""The key that holds what is ours."""
HIGHLIGHT: Final = "HIGHLIGHT"
"""Stands for no label, where a format has to have one."""
_FIELDS: Final = ("title", "source", "url", "author", "published_at", "language")


def spell_article(article: Article) -> dict[str, Any]:
    """Return what is known about an article, without its text and without what is empty."""
    known = {
        "id": article.uid,
        **{name: getattr(article, name) for name in _FIELDS},
        "format": str(article.text_format),
        "note": article.note,
        "tags": list(article.tags),
    }
    return {name: value for name, value in known.items() if value}


def spell_annotation(one: Annotation) -> dict[str, Any]:
    """Return what is known about an annotation but where it stands and its label, without what is empty."""
    known = {
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
    spelled = {name: value for name, value in known.items() if value}
    return spelled if one.score is None else {**spelled, "score": one.score}


def spell_whole(one: Annotation) -> dict[str, Any]:
    """Return all that is known about an annotation, with where it stands and its label."""
    place = {} if one.span is None else {"start": one.span.start, "end": one.span.end}
    return {**place, "label": one.label, **spell_annotation(one)}
