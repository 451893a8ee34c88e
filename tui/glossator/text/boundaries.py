"""Moving the ends of a span by tokens or characters, splitting it, and joining it with another.

The result is never empty, cuts no grapheme cluster, and has no white space at the moved end. A move that would leave
nothing, or reach past the text, stops before that.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TypeAlias

from glossator.text.anchor import Anchor, BadSpan, anchor
from glossator.text.span import Span, cluster_at, is_boundary, next_visible, previous_visible, snap, trim
from glossator.text.tokens import next_token, previous_token, token_at


class BoundaryUnit(StrEnum):
    """What a boundary moves by; a character is a grapheme cluster other than white space."""

    TOKEN = "token"
    CHARACTER = "character"


_Motion: TypeAlias = Callable[[str, Span], Span | None]


def grow_right(text: str, span: Span, unit: BoundaryUnit = BoundaryUnit.TOKEN, count: int = 1) -> Span:
    """Return `span` with its end moved right by `count` units; the first may complete a token."""
    return _repeated(_with_next_token if unit is BoundaryUnit.TOKEN else _with_next_character, text, span, count)


def grow_left(text: str, span: Span, unit: BoundaryUnit = BoundaryUnit.TOKEN, count: int = 1) -> Span:
    """Return `span` with its start moved left by `count` units; the first may complete a token."""
    return _repeated(
        _with_previous_token if unit is BoundaryUnit.TOKEN else _with_previous_character, text, span, count
    )


def shrink_right(text: str, span: Span, unit: BoundaryUnit = BoundaryUnit.TOKEN, count: int = 1) -> Span:
    """Return `span` with its end moved left by up to `count` units; at least one unit is left."""
    return _repeated(_without_last_token if unit is BoundaryUnit.TOKEN else _without_last_character, text, span, count)


def shrink_left(text: str, span: Span, unit: BoundaryUnit = BoundaryUnit.TOKEN, count: int = 1) -> Span:
    """Return `span` with its start moved right by up to `count` units; at least one unit is left."""
    return _repeated(
        _without_first_token if unit is BoundaryUnit.TOKEN else _without_first_character, text, span, count
    )


def exact_anchor(text: str, start: int, end: int, paragraph_starts: Sequence[int]) -> Anchor:
    """Return the anchor of the text from `start` to `end`, trimmed of white space.

    Raises:
        BadSpan: when that is empty, past the text, only white space, or cuts a grapheme cluster.
    """
    if not 0 <= start < end:
        raise BadSpan("An annotation needs at least one character. Delete it instead.")
    for edge in (start, end):
        if edge <= len(text) and not is_boundary(text, edge):
            cut = cluster_at(text, edge).of(text)
            raise BadSpan(f"“{cut}” is one character and cannot be split. End before or after it.")
    return anchor(text, Span(start, end), paragraph_starts)


def split_at(text: str, span: Span, offset: int) -> tuple[Span, Span]:
    """Return the parts of `span` before and from `offset`, each trimmed of white space.

    Raises:
        BadSpan: when `offset` is outside the span or in a grapheme cluster, or one part would be empty.
    """
    if offset not in span or not is_boundary(text, offset):
        raise BadSpan("An annotation can be split only between two of its characters.")
    parts = [
        trim(text, Span(start, end)) if start < end else None
        for start, end in ((span.start, offset), (offset, span.end))
    ]
    if parts[0] is None or parts[1] is None:
        raise BadSpan("One part would be empty. Move to the start of the second part.")
    return snap(text, parts[0]), snap(text, parts[1])


def enclosing_span(first: Span, second: Span) -> Span:
    """Return the smallest span that contains both."""
    return Span(min(first.start, second.start), max(first.end, second.end))


def _repeated(motion: _Motion, text: str, span: Span, count: int) -> Span:
    for _ in range(count):
        moved = motion(text, span)
        if moved is None:
            break
        span = moved
    return span


def _with_next_token(text: str, span: Span) -> Span | None:
    token = token_at(text, span.end) or next_token(text, span.end)
    return Span(span.start, token.end) if token else None


def _with_previous_token(text: str, span: Span) -> Span | None:
    token = previous_token(text, span.start)
    return Span(token.start, span.end) if token else None


def _with_next_character(text: str, span: Span) -> Span | None:
    offset = next_visible(text, span.end)
    return None if offset is None else Span(span.start, cluster_at(text, offset).end)


def _with_previous_character(text: str, span: Span) -> Span | None:
    offset = previous_visible(text, span.start)
    return None if offset is None else Span(cluster_at(text, offset).start, span.end)


def _without_last_token(text: str, span: Span) -> Span | None:
    token = previous_token(text, span.end)
    if token is not None and token.end >= span.end:
        token = previous_token(text, token.start)
    return Span(span.start, token.end) if token is not None and token.end > span.start else None


def _without_first_token(text: str, span: Span) -> Span | None:
    token = next_token(text, span.start)
    return Span(token.start, span.end) if token is not None and token.start < span.end else None


def _without_last_character(text: str, span: Span) -> Span | None:
    end = cluster_at(text, span.end - 1).start
    left = trim(text, Span(span.start, end)) if span.start < end else None
    return Span(span.start, snap(text, left).end) if left else None


def _without_first_character(text: str, span: Span) -> Span | None:
    start = cluster_at(text, span.start).end
    left = trim(text, Span(start, span.end)) if start < span.end else None
    return Span(snap(text, left).start, span.end) if left else None
