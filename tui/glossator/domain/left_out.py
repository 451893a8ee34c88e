"""What a source holds and the article made of it does not: counted and named, so that no word is lost unsaid."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from glossator.text.words import word_count

# The most kinds that a summary names.
_MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A kind of thing that was left out of an article.

    Attributes:
        kind: what it is, in the singular, such as "footnote"; what cannot be counted is a plural, such as "menus".
        number: how many were left out; 0 for what cannot be counted.
        words: the number of words in all of them.
        plural: the plural of `kind`; empty where it is `kind` with an s.
        example: what shows the first of them, such as “Aurora” at 9 to 16.
    """

    kind: str
    number: int = 0
    words: int = 0
    plural: str = ""
    example: str = ""

    def __str__(self) -> str:
        """Return it in words: "2 footnotes (37 words)", "3 pictures", "214 words of menus", or its kind."""
        words = f"{self.words:,} word{'' if self.words == 1 else 's'}"
        if not self.number:
            return f"{words} of {self.kind}" if self.words else self.kind
        things = f"{self.number:,} {self.kind if self.number == 1 else self.plural or f'{self.kind}s'}"
        details = [words] if self.words else []
        details += [self.example if self.number == 1 else f"first: {self.example}"] if self.example else []
        return f"{things} ({'; '.join(details)})" if details else things


class LeftOutCounter:
    """Counts what a reader leaves out, by kind."""

    def __init__(self) -> None:
        self._found: dict[str, LeftOut] = {}

    def add(self, kind: str, text: str = "", *, number: int = 1, plural: str = "", example: str = "") -> None:
        """Count things that are left out.

        Args:
            kind, number, plural, example: as of `LeftOut`; of several examples, the first is kept.
            text: all their text, whose words are counted.
        """
        self.add_all((LeftOut(kind, number, word_count(text), plural, example),))

    def add_all(self, entries: Iterable[LeftOut]) -> None:
        """Count everything in `entries`."""
        for one in entries:
            before = self._found.get(one.kind, LeftOut(one.kind, plural=one.plural, example=one.example))
            number, words = before.number + one.number, before.words + one.words
            self._found[one.kind] = LeftOut(one.kind, number, words, before.plural, before.example)

    @property
    def entries(self) -> tuple[LeftOut, ...]:
        """What was left out, the kinds with most words first."""
        return tuple(sorted(self._found.values(), key=lambda one: (-one.words, -one.number)))


def total_left_out(entries: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """Return the sum of `entries` by kind, the kinds with most words first."""
    counter = LeftOutCounter()
    counter.add_all(entries)
    return counter.entries


def left_out_summary(entries: Iterable[LeftOut], beginning: str = "Left out in all") -> str:
    """Return what an import left out, in words: the kinds with most words, and the number of other kinds."""
    total = total_left_out(entries)
    named, more = total[:_MOST_NAMED], len(total) - _MOST_NAMED
    others = [f"{more:,} more kind{'' if more == 1 else 's'}"] if more > 0 else []
    return f"{beginning}: {'; '.join([*map(str, named), *others])}"
