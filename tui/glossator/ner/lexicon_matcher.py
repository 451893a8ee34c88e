"""Forms that stand for the same thing wherever they are met: matched before the model is asked, and believed first."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from glossator.domain.annotation import Origin, Suggestion
from glossator.text.lexical import lexical_form
from glossator.text.span import Span
from glossator.text.tokens import token_at

# Scripts that put no space between words; each sign is looked up by itself.
_SIGNS: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Pieces by which forms are looked up, quicker to find than tokens; whether a form fits is then asked of the tokens.
_LETTER: Final = rf"[^\W{_SIGNS}]"
_PIECE: Final = re.compile(rf"[{_SIGNS}]|{_LETTER}+|[^\w\s]")
_NEXT_PIECE: Final = re.compile(rf"\s*([{_SIGNS}]|{_LETTER}+|[^\w\s])")
# What certainly divides an ASCII letter or digit before or behind it from another token.
_BEFORE: Final = frozenset(' \n(“"')
_BEHIND: Final = frozenset(' \n,;)”"')
_ENDS_HERE: Final = ""
"""What holds the form itself, where one ends, among the pieces that can come next; no piece is empty."""


class Lexicon:
    """Forms, each with a label, or with none where it is never an entity.

    A form is matched at token boundaries and in its own case, whatever its apostrophes and white space; of several that
    start at one place, the longest.
    """

    def __init__(self, forms: Mapping[str, str | None]) -> None:
        """Make ready to match `forms`, which are as `glossator.text.lexical.lexical_form` gives them."""
        self._labels = forms
        self._next: dict[str, Any] = {}
        for form, label in forms.items():
            if label is not None:
                node = self._next
                for piece in _PIECE.findall(form):
                    node = node.setdefault(piece, {})
                node[_ENDS_HERE] = form
        self._first = _first_piece({piece[0] for piece in self._next})

    def matches(self, text: str, piece: Span) -> Iterator[Suggestion]:
        """Yield what stands in `piece` of `text`, in its order; none overlaps another."""
        for start, end, form in self.found(text, piece):
            label = self._labels[form]
            assert label is not None
            yield Suggestion(Span(start, end), label, origin=Origin.LEXICON)

    def found(self, text: str, piece: Span) -> Iterator[tuple[int, int, str]]:
        """Yield where each form stands in `piece` of `text`, and the form, in their order; none overlaps another."""
        plain = piece.of(text).replace("’", "'")
        reached = 0
        for first in self._first.finditer(plain):
            node = self._next.get(first.group())
            if node is None or first.start() < reached:
                continue
            for end, form in reversed(_ends(plain, node, first.end())):
                words = plain[first.start() : end]
                if (words == form or " ".join(words.split()) == form) and _at_tokens(plain, first.start(), end):
                    yield piece.start + first.start(), piece.start + end, form
                    reached = end
                    break

    def is_never(self, words: str) -> bool:
        """Say whether the words of a quote are never an entity."""
        return self._labels.get(lexical_form(words), "") is None

    def over(self, text: str, piece: Span, suggestions: Iterable[Suggestion]) -> list[Suggestion]:
        """Return what is to be suggested in `piece`, in the order of the text: the forms, and what the model adds.

        A suggestion of the model that overlaps a form goes, unless it is a longer name of which the form is a part (the
        Pakistan of Pakistan Red Crescent, but not of Pakistan’s Red Crescent); then the form does. What is never an
        entity goes.
        """
        models = [one for one in suggestions if not self.is_never(one.span.of(text))]
        forms = [
            form
            for form in self.matches(text, piece)
            if not any(_is_part(text, form.span, of=one.span) for one in models if one.span.overlaps(form.span))
        ]
        kept = [one for one in models if not any(one.span.overlaps(form.span) for form in forms)]
        return sorted((*forms, *kept), key=lambda one: (one.span, one.label))


def _first_piece(characters: Iterable[str]) -> re.Pattern[str]:
    """Return what finds the pieces of a text that begin with one of the characters; most of a text has no such one."""
    listed = "".join(map(re.escape, sorted(characters)))
    begins = f"[{listed}]" if listed else "(?!)"
    return re.compile(rf"{begins}(?<!{_LETTER}{_LETTER})(?:(?<={_LETTER}){_LETTER}*)?")


def _ends(plain: str, node: Any, end: int) -> list[tuple[int, str]]:
    """Return where forms end that start with the piece that ends at `end` and leads to `node`, the shortest first."""
    found = []
    while True:
        if _ENDS_HERE in node:
            found.append((end, node[_ENDS_HERE]))
            if len(node) == 1:
                return found
        following = _NEXT_PIECE.match(plain, end)
        node = node.get(following.group(1)) if following else None
        if node is None or following is None:
            return found
        end = following.end()


def _at_tokens(plain: str, start: int, end: int) -> bool:
    """Say whether a token starts at `start` and one ends at `end`."""
    if not (start == 0 or plain[start - 1] in _BEFORE) or not plain[start].isascii():
        first = token_at(plain, start)
        if first is None or first.start != start:
            return False
    if not (end == len(plain) or plain[end] in _BEHIND) or not plain[end - 1].isascii():
        last = token_at(plain, end - 1)
        if last is None or last.end != end:
            return False
    return True


def _is_part(text: str, form: Span, *, of: Span) -> bool:
    """Say whether a form is part of a longer name, and not what a possessive divides from the rest of it."""
    longer = form != of and of.start <= form.start and form.end <= of.end
    return longer and not (form.end < of.end and text[form.end] in "'’")
