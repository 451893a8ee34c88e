"""Sharing out articles among analysts, in a way that does not change when articles are added."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_LARGEST: Final = 2**64


@dataclass(frozen=True, slots=True)
class Assignment:
    """An article that an analyst is to work on.

    Attributes:
        uid: of the article.
        title: of the article.
        analyst: who is to work on it.
        blind: whether they do not see what others do in it.
    """

    uid: str
    title: str
    analyst: str
    blind: bool


def share_out(uid: str, analysts: Sequence[str], overlap: float) -> tuple[str, ...]:
    """Return the analysts to whom an article is assigned: all of them, or one.

    It depends on the uid and the names only. When an analyst is added, an article stays where it was or is assigned to
    the new one.

    Args:
        uid: of the article.
        analysts: their names.
        overlap: the share of articles that all of them are to work on, from 0 to 1.
    """
    if _place(uid) < overlap:
        return tuple(analysts)
    return (max(analysts, key=lambda name: _place(f"{uid} {name}")),)


def _place(text: str) -> float:
    """Return a number from 0 to 1, exclusive, that follows from a text and is spread evenly."""
    # Slow to import, and not needed for the first frame.
    import hashlib

    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) / _LARGEST
