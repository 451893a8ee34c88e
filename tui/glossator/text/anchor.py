"""Anchors: a span with its quote and context, stored so that the span can be found again in a changed text."""

from collections.abc import Sequence
from dataclasses import dataclass

from glossator.text import context
from glossator.text.paragraphs import paragraph_number
from glossator.text.span import Span, snap, trim


@dataclass(frozen=True, slots=True)
class Anchor:
    """A span with its quote, the text around it, and the number of its first paragraph, from 1."""

    span: Span
    quote: str
    prefix: str
    suffix: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class TextQuote:
    """A passage as another program gives it: its words, and the text before and after it where that is known.

    Attributes:
        exact: the words; empty for the whole text.
        position: where they are in that program's text, start and end; it decides only among several places.
    """

    exact: str
    prefix: str = ""
    suffix: str = ""
    position: tuple[int, int] | None = None


class BadSpan(ValueError):
    """A span that an annotation cannot have; the message says why."""


def anchor(text: str, span: Span, paragraph_starts: Sequence[int]) -> Anchor:
    """Return the anchor of `span` in `text`, trimmed of white space and extended to whole grapheme clusters.

    Args:
        text: an article's stored text.
        span: what was selected or suggested.
        paragraph_starts: the start of each paragraph, ascending.

    Raises:
        BadSpan: when the span reaches past the text, or holds only white space.
    """
    if span.end > len(text):
        raise BadSpan(f"The text ends at {len(text)}, before {span.end}. Select text inside it.")
    trimmed = trim(text, span)
    if trimmed is None:
        raise BadSpan("White space cannot be annotated. Move to a word.")
    whole = snap(text, trimmed)
    return Anchor(
        span=whole,
        quote=whole.of(text),
        prefix=context.before(text, whole),
        suffix=context.after(text, whole),
        paragraph=paragraph_number(paragraph_starts, whole.start),
    )
