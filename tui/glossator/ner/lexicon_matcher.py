"""Matching the forms of the lexicon in a text; they take precedence over a model's suggestions."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from glossator.domain.annotation import Origin, Suggestion
from glossator.text.lexical import lexical_form
from glossator.text.span import Span
from glossator.text.tokens import token_at

# Scripts without spaces between words; each character is a piece.
_SIGNS: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Forms are found by pieces, which are faster than tokens; then their ends are compared with those of tokens.
_LETTER: Final = rf"[^\W{_SIGNS}]"
_PIECE: Final = re.compile(rf"[{_SIGNS}]|{_LETTER}+|[^\w\s]")
_NEXT_PIECE: Final = re.compile(rf"\s*([{_SIGNS}]|{_LETTER}+|[^\w\s])")
# Characters before or after an ASCII letter or digit that certainly are not in its token.
_BEFORE: Final = frozenset(' \n(“"')
_BEHIND: Final = frozenset(' \n,;)”"')
# The key, among those of the next pieces, of the form that ends at a node.
_ENDS_HERE: Final = ""


class LexiconMatcher:
    """Matches forms with labels; forms with None are never an entity.

    A form is matched at token boundaries, case-sensitively, with any kind of apostrophe and white space; of several at
    one place, the longest is matched.
    """

    def __init__(self, forms: Mapping[str, str | None]) -> None:
        """Prepare to match `forms`, which are normalised by `glossator.text.lexical.lexical_form`."""
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
        """Yield suggestions for the forms in `piece` of `text`, in order, without overlaps."""
        for start, end, form in self.find(text, piece):
            label = self._labels[form]
            assert label is not None
            yield Suggestion(Span(start, end), label, origin=Origin.LEXICON)

    def find(self, text: str, piece: Span) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and form of each match in `piece` of `text`, in order, without overlaps."""
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

    def is_excluded(self, words: str) -> bool:
        """Return whether a text is never an entity."""
        return self._labels.get(lexical_form(words), "") is None

    def combine(self, text: str, piece: Span, suggestions: Iterable[Suggestion]) -> list[Suggestion]:
        """Return the suggestions for `piece` in order: those of the forms, and those of the model that fit them.

        Of a suggestion of the model and a form that overlap, the form is kept, unless it is part of a longer name (the
        Pakistan of Pakistan Red Crescent, but not of Pakistan’s Red Crescent). Texts that are never an entity are
        dropped.
        """
        raw = [one for one in suggestions if not self.is_excluded(one.span.of(text))]
        forms = [
            form
            for form in self.matches(text, piece)
            if not any(_is_part(text, form.span, of=one.span) for one in raw if one.span.overlaps(form.span))
        ]
        kept = [one for one in raw if not any(one.span.overlaps(form.span) for form in forms)]
        return sorted((*forms, *kept), key=lambda one: (one.span, one.label))


def _first_piece(characters: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for the pieces that begin with one of `characters`, which skips most of a text."""
    listed = "".join(map(re.escape, sorted(characters)))
    begins = f"[{listed}]" if listed else "(?!)"
    return re.compile(rf"{begins}(?<!{_LETTER}{_LETTER})(?:(?<={_LETTER}){_LETTER}*)?")


def _ends(plain: str, node: Any, end: int) -> list[tuple[int, str]]:
    """Return the ends of the forms that begin with the piece before `end`, which leads to `node`, shortest first."""
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
    """Return whether a form is part of a longer name, and not divided from the rest by a possessive."""
    longer = form != of and of.start <= form.start and form.end <= of.end
    return longer and not (form.end < of.end and text[form.end] in "'’")
