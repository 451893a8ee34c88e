"""Where the places of a text are that motions and boundaries step over."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from benchmarks.scoring import Mark
from glossator.matching.candidates import next_unmarked
from glossator.matching.occurrences import OccurrenceFinder
from glossator.text.paragraphs import paragraphs
from glossator.text.sentences import next_sentence
from glossator.text.span import Span
from glossator.text.tokens import tokens


@dataclass(frozen=True, slots=True)
class Ground:
    """A text with its places, each list ascending.

    Attributes:
        starts, ends: of the tokens.
        sentences, paragraphs: where they start.
        unmarked: what may be a name or a number, as long as nothing there is marked.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    sentences: Sequence[int]
    paragraphs: Sequence[int]
    unmarked: Sequence[Span] = ()

    def has_token_edges(self, span: Span) -> bool:
        """Return whether `span` starts and ends at the edges of tokens."""
        return between(self.starts, span.start, span.start + 1) == 1 and between(self.ends, span.end, span.end + 1) == 1

    def mentions(self, mark: Mark) -> list[Span]:
        """Return where else the words of `mark` stand, as far as the list of all mentions ticks them by their words."""
        return [span for span in _ticked(self.text, mark.span.of(self.text), mark.label) if span != mark.span]


def survey(text: str, *, numbers: bool = True) -> Ground:
    """Return the ground of a text that has a token; without `numbers`, these are not among what is unmarked."""
    found = list(tokens(text))
    sentences = [found[0].start]
    while (following := next_sentence(text, sentences[-1])) > sentences[-1]:
        sentences.append(following)
    return Ground(
        text,
        [token.start for token in found],
        [token.end for token in found],
        sentences,
        [paragraph.start for paragraph in paragraphs(text)],
        list(_unmarked(text, numbers=numbers)),
    )


def _unmarked(text: str, *, numbers: bool) -> Iterator[Span]:
    place = next_unmarked(text, 0, lambda _start, _end: (), numbers=numbers)
    while place is not None:
        yield place
        place = next_unmarked(text, place.start, lambda _start, _end: (), numbers=numbers)


def between(places: Sequence[int], start: int, end: int) -> int:
    """Return how many of the ascending `places` are at or after `start` and before `end`."""
    return max(0, bisect_left(places, end) - bisect_left(places, start))


def around(places: Sequence[int], offset: int, many: int = 2) -> Sequence[int]:
    """Return the `many` places at or before `offset`, and as many after it."""
    middle = bisect_right(places, offset)
    return places[max(0, middle - many) : middle + many]


@lru_cache(maxsize=1024)
def _ticked(text: str, quote: str, label: str) -> Sequence[Span]:
    return [one.span for one in OccurrenceFinder(quote, label).occurrences(text) if one.ticked]
