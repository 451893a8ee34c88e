"""Sentences of an article as tokens with labels, for formats that write those."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from glossator.domain.annotation import Annotation
from glossator.text.span import Span
from glossator.text.tokens import tokens

OUTSIDE: Final = "O"
"""The label of tokens without one."""
_SPACE: Final = re.compile(r"\s")
# Tokens before an end that may show what it is.
_LOOKED_AT: Final = 12
_ENDS: Final = frozenset(".!?…。！？۔؟")
_CLOSES: Final = frozenset("\"'”’)]」』»")
_TITLES: Final = ("Mr", "Dr", "Mrs", "Ms", "St", "Gen", "Col", "Lt", "Sen", "Rep", "Gov", "Prof")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec")
_ABBREVIATIONS: Final = frozenset((*_TITLES, *_MONTHS, "vs", "No", "Inc", "Ltd", "Co"))


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its span, and its label in IOB2."""

    span: Span
    label: str


def sentences_of(text: str, kept: Sequence[Annotation]) -> Iterator[list[Token]]:
    """Yield the sentences of a text as tokens; none ends inside an annotation.

    Args:
        text: the text.
        kept: annotations with spans, ordered by start, that do not overlap; one that ends inside a token covers it.
    """
    sentence: list[Token] = []
    end = 0
    for token, label in _labelled(text, kept):
        word = token.of(text)
        new_line = "\n" in text[end : token.start]
        if (
            sentence
            and not label.startswith("I-")
            and (new_line or _ends([each.span.of(text) for each in sentence[-_LOOKED_AT:]], word))
        ):
            yield sentence
            sentence = []
        sentence.append(Token(token, label))
        end = token.end
    if sentence:
        yield sentence


def _labelled(text: str, kept: Sequence[Annotation]) -> Iterator[tuple[Span, str]]:
    """Yield each token with its label; `kept` are ordered by start and do not overlap."""
    waiting = iter(kept)
    current = next(waiting, None)
    begun = False
    for token in tokens(text):
        while current is not None and current.span is not None and current.span.end <= token.start:
            current, begun = next(waiting, None), False
        if current is None or current.span is None or not current.span.overlaps(token):
            yield token, OUTSIDE
        else:
            yield token, f"{'I' if begun else 'B'}-{_SPACE.sub('_', current.label or '')}"
            begun = True


def _ends(words: Sequence[str], following: str) -> bool:
    """Return whether a sentence ends between the tokens `words` and `following`."""
    last = next((place for place in range(len(words) - 1, -1, -1) if words[place] not in _CLOSES), -1)
    if last < 0 or words[last] not in _ENDS or following in _ENDS or following in _CLOSES:
        return False
    abbreviated = words[last] == "." and last > 0 and (words[last - 1] in _ABBREVIATIONS or len(words[last - 1]) == 1)
    return not abbreviated and not following[:1].islower()
