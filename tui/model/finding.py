"""Finding words in a text, with case and accents folded, or by a regular expression."""

import unicodedata
from collections.abc import Iterator
from functools import cached_property
from typing import Final

import regex

from tui.model.span import Span

_NOT_ASCII: Final = regex.compile(r"[^\x00-\x7f]+")
# Seconds that one search may take; an expression can be made to take for ever.
_PATIENCE: Final = 2.0


class BadExpression(ValueError):
    """A regular expression that cannot be; the message says why."""


class Finder:
    """One text to find in; what is folded of it is kept, so that the next search is quick."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _folded(self) -> str:
        """The text with each accented letter as its base, of the same length as the text."""
        return _NOT_ASCII.sub(lambda match: match.group().translate(_BASES), self.text)

    def search(self, typed: str, *, expression: bool = False) -> "Search | None":
        """Return the search for what was typed, or None when nothing was.

        Args:
            typed: words, of which case and accents are not looked at; or a regular expression.
            expression: which of the two it is.

        Raises:
            BadExpression: when it is an expression that cannot be.
        """
        if not typed.strip():
            return None
        if not expression:
            return Search(self._folded, _folding_pattern(typed))
        try:
            return Search(self.text, typed, regex.IGNORECASE | regex.MULTILINE)
        except regex.error as error:
            raise BadExpression(f"That is no regular expression: {error}.") from error


class Search:
    """What is looked for in a text."""

    def __init__(self, text: str, pattern: str, flags: int = regex.IGNORECASE) -> None:
        """Look for `pattern` in `text`.

        Raises:
            regex.error: when it is no pattern.
        """
        self._text = text
        self._forward = regex.compile(pattern, flags)
        self._backward = regex.compile(f"(?r){pattern}", flags)

    def after(self, offset: int) -> Span | None:
        """Return the first hit that starts at `offset` or later, or else the first of the text."""
        return self._first(self._forward, offset, len(self._text)) or self._first(self._forward, 0, len(self._text))

    def before(self, offset: int) -> Span | None:
        """Return the last hit that ends at `offset` or earlier, or else the last of the text."""
        return self._first(self._backward, 0, offset) or self._first(self._backward, 0, len(self._text))

    def between(self, start: int, end: int) -> Iterator[Span]:
        """Yield the hits from `start` up to `end`."""
        try:
            for match in self._forward.finditer(self._text, start, end, timeout=_PATIENCE):
                if match.start() < match.end():
                    yield Span(match.start(), match.end())
        except TimeoutError:
            return

    def count(self, most: int) -> int:
        """Return how many hits there are, but no more than `most`."""
        number = 0
        for number, _ in enumerate(self.between(0, len(self._text)), start=1):
            if number == most:
                break
        return number

    def _first(self, pattern: "regex.Pattern[str]", start: int, end: int) -> Span | None:
        try:
            for match in pattern.finditer(self._text, start, end, timeout=_PATIENCE):
                if match.start() < match.end():
                    return Span(match.start(), match.end())
        except TimeoutError:
            return None
        return None


def _folding_pattern(typed: str) -> str:
    """Return a pattern that finds what was typed, whatever its accents, composed or not, and its white space."""
    base = "".join(
        character for character in unicodedata.normalize("NFD", typed) if unicodedata.category(character) != "Mn"
    )
    words = ([regex.escape(character) + r"\p{Mn}*" for character in word] for word in base.split())
    return r"\s+".join("".join(word) for word in words)


class _Bases(dict[int, int]):
    """For each code point that of its base letter; itself where it has none or stands for several."""

    def __missing__(self, code: int) -> int:
        decomposed = unicodedata.normalize("NFD", chr(code))
        rest = decomposed[1:]
        alone = all(unicodedata.category(character) == "Mn" for character in rest)
        base = ord(decomposed[0]) if rest and alone else code
        self[code] = base
        return base


_BASES: Final = _Bases()
