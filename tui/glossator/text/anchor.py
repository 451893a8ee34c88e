"""What is kept of the text around a span, so that the span can be found again and quoted without its article."""

from collections.abc import Sequence
from dataclasses import dataclass

from glossator.text import context
from glossator.text.paragraphs import paragraph_number
from glossator.text.span import Span, snap, trim


@dataclass(frozen=True, slots=True)
class Anchor:
    """A span with its quote, the text around it, and the paragraph it starts in (from 1)."""

    span: Span
    quote: str
    prefix: str
    suffix: str
    paragraph: int


class BadSpan(ValueError):
    """A span that no annotation can have; its message says why."""


def anchor(text: str, span: Span, paragraph_starts: Sequence[int]) -> Anchor:
    """Return the anchor of `span` in `text`, without white space at its ends and with whole grapheme clusters.

    Args:
        text: an article's stored text.
        span: what was selected or suggested.
        paragraph_starts: where each paragraph of the text starts, ascending.

    Raises:
        BadSpan: when the span reaches past the text, or holds only white space.
    """
    if span.end > len(text):
        raise BadSpan(f"The text ends at {len(text)}; nothing can be marked up to {span.end}; choose a place in it.")
    inked = trim(text, span)
    if inked is None:
        raise BadSpan("There is only white space here, nothing to mark; go to a word.")
    whole = snap(text, inked)
    return Anchor(
        span=whole,
        quote=whole.of(text),
        prefix=context.before(text, whole),
        suffix=context.after(text, whole),
        paragraph=paragraph_number(paragraph_starts, whole.start),
    )
