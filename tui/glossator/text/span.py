"""Spans of text, and the grapheme clusters that they must not cut."""

from dataclasses import dataclass
from typing import Final

import regex

_CLUSTER: Final = regex.compile(r"\X")
# A cluster always ends between two such characters, so clusters can be counted from there.
_SAFE_PAIR: Final = regex.compile(r"(?r)[\p{Grapheme_Cluster_Break=Other}\n]{2}")
_VISIBLE: Final = regex.compile(r"\S")
_VISIBLE_BEFORE: Final = regex.compile(r"(?r)\S")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The code points from `start` up to, not including, `end`; never empty.

    Raises:
        ValueError: when the offsets are negative, empty or the wrong way round.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"no text lies between {self.start} and {self.end}")

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        """Return whether the two have a code point in common."""
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        """Return the text at this span of `text`."""
        return text[self.start : self.end]


def cluster_at(text: str, offset: int) -> Span:
    """Return the grapheme cluster of the code point at `offset`.

    Raises:
        IndexError: when `offset` is outside the text.
    """
    if not 0 <= offset < len(text):
        raise IndexError(f"offset {offset} is outside a text of {len(text)}")
    safe = _SAFE_PAIR.search(text, 0, offset + 1)
    start = safe.start() + 1 if safe else 0
    for cluster in _CLUSTER.finditer(text, start):
        if offset < cluster.end():
            return Span(cluster.start(), cluster.end())
    raise AssertionError("clusters cover a text to its end")


def is_boundary(text: str, offset: int) -> bool:
    """Return whether a span may start or end at `offset`: not inside a grapheme cluster nor outside the text."""
    if offset in (0, len(text)):
        return True
    return 0 < offset < len(text) and cluster_at(text, offset).start == offset


def snap(text: str, span: Span) -> Span:
    """Return the smallest span that contains `span` and cuts no grapheme cluster.

    Raises:
        IndexError: when the span reaches past the text.
    """
    # A cluster always ends between two ASCII characters, because normalised text has no carriage return.
    start, end = span.start, span.end
    if end <= len(text) and (text[max(0, start - 1) : start + 1] + text[end - 1 : end + 1]).isascii():
        return span
    return Span(cluster_at(text, span.start).start, cluster_at(text, span.end - 1).end)


def trim(text: str, span: Span) -> Span | None:
    """Return `span` without white space at its ends, or None if it holds nothing else."""
    quote = span.of(text)
    stripped = quote.strip()
    if len(stripped) == len(quote):
        return span
    if not stripped:
        return None
    start = span.start + len(quote) - len(quote.lstrip())
    return Span(start, start + len(stripped))


def next_visible(text: str, offset: int) -> int | None:
    """Return the offset of the first character at or after `offset` that is not white space."""
    found = _VISIBLE.search(text, offset)
    return found.start() if found else None


def previous_visible(text: str, offset: int) -> int | None:
    """Return the offset of the last character before `offset` that is not white space."""
    found = _VISIBLE_BEFORE.search(text, 0, offset)
    return found.start() if found else None
