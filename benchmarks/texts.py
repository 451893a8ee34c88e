"""Articles that are generated: from those in seeds/, and the same on each run."""

import random
import re
from collections.abc import Iterator, Sequence
from typing import Final

from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span

_SEED: Final = 20_251_026
_DIGIT: Final = re.compile(r"\d")
_SENTENCE: Final = re.compile(r"\S.*?[.!?][”\"’)]*(?=\s|\Z)", re.DOTALL)
_WORD: Final = re.compile(r"\w+")
_LABELS: Final = ("PERSON", "ORG", "GPE", "NORP", "DATE", "LOC", "EVENT", "CARDINAL")


def varied(texts: Sequence[str], count: int) -> Iterator[str]:
    """Yield `count` articles: each of `texts` in turn, its paragraphs in another order, other digits in its numbers."""
    chance = random.Random(_SEED)
    for number in range(count):
        text = texts[number % len(texts)]
        parts = [paragraph.of(text) for paragraph in paragraphs(text)]
        chance.shuffle(parts)
        yield _DIGIT.sub(lambda _: str(chance.randint(0, 9)), "\n\n".join(parts))


def long_text(texts: Sequence[str], length: int) -> str:
    """Return a text of `length` characters: sentences of `texts` at random, three to seven to a paragraph."""
    chance = random.Random(_SEED)
    sentences = [match.group().replace("\n", " ") for text in texts for match in _SENTENCE.finditer(text)]
    written: list[str] = []
    total = 0
    while total < length:
        written.append(" ".join(chance.choices(sentences, k=chance.randint(3, 7))))
        total += len(written[-1]) + 2
    return "\n\n".join(written)[:length]


def marks(text: str, count: int) -> list[tuple[Span, str]]:
    """Return `count` spans of `text` with their labels, ascending and even over the text.

    Each starts at a word and ends, one to four words on, at the end of a word of the same line; neighbours may overlap.
    """
    chance = random.Random(_SEED)
    found = [match.span() for match in _WORD.finditer(text)]
    made = []
    for number in range(count):
        first = number * len(found) // count
        last = min(first + chance.choice((0, 0, 1, 1, 2, 3)), len(found) - 1)
        while "\n" in text[found[first][0] : found[last][1]]:
            last -= 1
        made.append((Span(found[first][0], found[last][1]), chance.choice(_LABELS)))
    return made
