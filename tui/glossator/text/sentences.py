"""Sentences, split by punctuation and capitals alone: good enough for moving the cursor, and no model is needed."""

from collections.abc import Iterator
from functools import cache
from typing import Final

import regex

from glossator.text.span import Span, next_visible, previous_visible, trim

# After a full stop comes white space and no small letter; where the space is missing, a capital and a small letter.
_END: Final = r"""
      (?<![\s.(]\p{L}) (?<!\b(?:Mr|Dr|Mrs|Ms|St|Gen|Col|Lt|Sen|Rep|Gov|Prof|vs|No|Inc|Ltd|Co)) [.]
        (?: ["'”’)\]]* \s+ (?=["'“‘(\[]*[\p{Lu}\p{Lo}\p{N}]) | (?=\p{Lu}\p{Ll}) )
    | [!?…]+ ["'”’)\]]* \s+ (?!\p{Ll})
    | [。！？]+ [」』”’）]*
    | [۔؟] \s*
    | \n\s*
    """
# Code points on each side of an offset in which its sentence is searched.
_REACH: Final = 4_000


@cache
def _ends() -> regex.Pattern[str]:
    # Compiled when first needed: it takes longer than to paint a line, and the first frame asks for no sentence.
    return regex.compile(_END, regex.VERBOSE)


def sentence_at(text: str, offset: int) -> Span | None:
    """Return the sentence at `offset`, trimmed of white space; None if there is none."""
    floor = max(0, offset - _REACH)
    start, end = floor, min(len(text), offset + _REACH)
    for match in _ends().finditer(text, floor, end):
        if match.end() > offset:
            end = match.end()
            break
        start = match.end()
    return trim(text, Span(start, end)) if start < end else None


def sentences(text: str, within: Span) -> Iterator[Span]:
    """Yield the sentences of a passage, trimmed of white space."""
    start = within.start
    for match in _ends().finditer(text, within.start, within.end):
        found = trim(text, Span(start, match.end())) if start < match.end() else None
        if found is not None:
            yield found
        start = max(start, match.end())
    rest = trim(text, Span(start, within.end)) if start < within.end else None
    if rest is not None:
        yield rest


def next_sentence(text: str, offset: int) -> int:
    """Return the start of the sentence after the one at `offset`, or `offset` in the last."""
    here = sentence_at(text, offset)
    following = next_visible(text, here.end if here else offset)
    return offset if following is None else following


def previous_sentence(text: str, offset: int) -> int:
    """Return the start of the sentence at `offset`; from its start, that of the sentence before."""
    here = sentence_at(text, offset)
    if here is not None and here.start < offset:
        return here.start
    before = previous_visible(text, offset)
    earlier = None if before is None else sentence_at(text, before)
    return earlier.start if earlier else offset
