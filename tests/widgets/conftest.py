"""Annotations out of thin air."""

from collections.abc import Callable
from itertools import count
from typing import Any, TypeAlias

import pytest

from tui.model.annotation import Annotation, Origin, Status
from tui.model.span import Span

Make: TypeAlias = Callable[..., Annotation]


@pytest.fixture
def make() -> Make:
    """Makes an annotation: where it starts and ends, and what else is to be said of it."""
    ids = count(1)

    def making(start: int = 0, end: int = 1, **values: Any) -> Annotation:
        number = next(ids)
        known: dict[str, Any] = {
            "id": number,
            "uid": f"a_{number}",
            "article": 1,
            "span": Span(start, end),
            "quote": "words",
            "label": "ORG",
            "status": Status.SUGGESTED,
            "note": "",
            "paragraph": 1,
            "entity": None,
            "origin": Origin.MODEL,
            "model": None,
            "score": None,
            "analyst": "",
            "created_at": "2026-01-02T09:00:00Z",
            "updated_at": "2026-01-02T09:00:00Z",
        }
        return Annotation(**known | values)

    return making
