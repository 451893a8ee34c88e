"""Annotations out of thin air, and pilots that wait for what there is to do."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, TypeAlias

import pytest

from glossator.domain.annotation import Annotation, Origin, Status
from glossator.text.span import Span
from tests.rest import resting

Make: TypeAlias = Callable[..., Annotation]


@pytest.fixture(autouse=True)
def _resting() -> Iterator[None]:
    """Have a pilot go on when the app has nothing left to do."""
    with resting():
        yield


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
