"""Re-anchoring: finding the spans of a text in a newer version of it.

Paragraphs, and then the sentences of changed paragraphs, are paired if their pairing is unambiguous, and spans inside a
pair move with it. Any other span is searched by its words in the unpaired text. It is re-anchored at the place with the
most similar context, if that is very similar, and clearly more similar than every other place with these words, in both
versions. A sentence that both versions have never stands for another, so a deleted sentence is not mistaken for its
twin. Other spans are not re-anchored; the result has the reason and possibly a proposed place.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from typing import Final

from glossator.text.paragraphs import paragraphs
from glossator.text.sentences import sentences
from glossator.text.span import Span

FLOOR: Final = 0.9
"""The least score of a place if the words occur at several."""
FLOOR_ALONE: Final = 0.75
"""The least score if the words occur at one place only in the unpaired text of each version."""
MARGIN: Final = 0.05
"""The least difference between the best score and the next."""
# The weights of the words, of the context on each side, and of the relative position.
_QUOTE, _SIDE, _POSITION = 50, 20, 2
_TOTAL: Final = _QUOTE + 2 * _SIDE + _POSITION
# The widths of context that are compared; what is next to the words counts in both.
_WINDOWS: Final = (16, 48)
# Words at more places than this are not compared place by place.
_MOST_PLACES: Final = 60
# A passage of this length is paired with its only counterpart, whatever its neighbours.
_LONG: Final = 80
# Reworded text is found by this much equal context on each side, less at the ends of the text, and by its similarity.
_GRIP: Final = 12
_FEW_CHARACTERS: Final = 8
_ALIKE_QUOTE: Final = 0.6


class OrphanReason(StrEnum):
    """Why a span was not re-anchored."""

    GONE = "gone"
    SEVERAL = "several places"
    ELSEWHERE = "other surroundings"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Reanchored:
    """The place of a span in the newer version, with its score, from 0 to 1."""

    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class NotReanchored:
    """A span that was not re-anchored; `likely` is a proposed place, if any."""

    reason: OrphanReason
    likely: Span | None = None


def reanchor(old: str, new: str, spans: Sequence[Span]) -> list[Reanchored | NotReanchored]:
    """Return, for each span of `old`, its place in `new`, or why it has none."""
    if old == new:
        return [Reanchored(span, 1.0) for span in spans]
    versions = _Versions(old, new)
    return [versions.reanchor(span) for span in spans]


@dataclass(frozen=True, slots=True)
class _MatchedPassage:
    """A passage that both versions have, with its places in them."""

    old: Span
    new: Span


class _Versions:
    """Two versions of a text, with their paired passages."""

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = old, new
        olds, news = paragraphs(old), paragraphs(new)
        pairs, doubtful = _paired(old, new, olds, news)
        olds = _divided(old, olds, {pair.old for pair in pairs})
        news = _divided(new, news, {pair.new for pair in pairs})
        parts, doubtful_parts = _paired(old, new, olds, news)
        self._pairs = sorted({*pairs, *parts}, key=lambda pair: pair.old)
        self._of_old, self._of_new = _Cover(olds), _Cover(news)
        self._old_texts, self._new_texts = ({span.of(old) for span in olds}, {span.of(new) for span in news})
        self._doubtful = _Cover((*doubtful, *doubtful_parts))
        self._starts = [pair.old.start for pair in self._pairs]
        self._taken_old = _Cover(pair.old for pair in self._pairs)
        self._taken_new = _Cover(pair.new for pair in self._pairs)
        self._places = lru_cache(maxsize=1_024)(self._places_of)

    def reanchor(self, span: Span) -> Reanchored | NotReanchored:
        moved = self._moved(span)
        return Reanchored(moved, 1.0) if moved else self._search(span)

    def _moved(self, span: Span) -> Span | None:
        """Return the new place of a span that lies within adjacent pairs that moved together; else None."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        last = bisect_left(self._starts, span.end)
        held = self._pairs[first:last]
        if not held or span.start < held[0].old.start or span.end > held[-1].old.end:
            return None
        shift = held[0].new.start - held[0].old.start
        if any(pair.new.start - pair.old.start != shift for pair in held):
            return None
        moved = Span(span.start + shift, span.end + shift)
        return moved if moved.of(self._new) == span.of(self._old) else None

    def _search(self, span: Span) -> Reanchored | NotReanchored:
        """Search for the words of a span in the unpaired text."""
        if self._doubtful.holds(span):
            return NotReanchored(OrphanReason.SEVERAL)
        quote = span.of(self._old)
        there, rivals = self._places(quote)
        if not there:
            likely = self._reworded(span)
            return NotReanchored(OrphanReason.REWORDED, likely) if likely else NotReanchored(OrphanReason.GONE)
        if len(there) > _MOST_PLACES or len(rivals) > _MOST_PLACES:
            return NotReanchored(OrphanReason.SEVERAL)
        scores = sorted(((score, place) for place in there if (score := self._score(span, place))), reverse=True)
        if not scores:
            return NotReanchored(OrphanReason.GONE)
        best, place = scores[0]
        of_others = [score for rival in rivals if rival != span and (score := self._score(rival, place))]
        second = max([score for score, _ in scores[1:]] + of_others, default=0.0)
        if best - second < MARGIN:
            beaten = max(of_others, default=0.0) > best
            return (
                NotReanchored(OrphanReason.GONE) if beaten and len(scores) == 1 else NotReanchored(OrphanReason.SEVERAL)
            )
        floor = FLOOR_ALONE if len(scores) == 1 and not of_others else FLOOR
        return Reanchored(place, best) if best >= floor else NotReanchored(OrphanReason.ELSEWHERE, place)

    def _places_of(self, quote: str) -> tuple[list[Span], list[Span]]:
        """Return the places of words in the unpaired text of the newer version, and of the older."""
        return (
            list(_find_words(self._new, quote, self._taken_new)),
            list(_find_words(self._old, quote, self._taken_old)),
        )

    def _score(self, old: Span, new: Span) -> float:
        """Return the similarity of the contexts of equal words in both versions; 0 if they cannot be the same.

        In equal sentences, the contexts of the sentences are compared.
        """
        was, became = self._of_old.around(old), self._of_new.around(new)
        if was is not None and became is not None:
            mine, theirs = was.of(self._old), became.of(self._new)
            if mine == theirs:
                if old.start - was.start != new.start - became.start:
                    return 0.0
                old, new = was, became
            elif mine in self._new_texts or theirs in self._old_texts:
                return 0.0
        before = likeness(_before(self._old, old)[::-1], _before(self._new, new)[::-1])
        after = likeness(_after(self._old, old), _after(self._new, new))
        distance = abs(old.start / len(self._old) - new.start / len(self._new))
        return (_QUOTE + _SIDE * (before + after) + _POSITION * (1 - distance)) / _TOTAL

    def _reworded(self, span: Span) -> Span | None:
        """Return the only place where similar words stand in the context of the span; else None."""
        before, after = self._old[: span.start][-_GRIP:], self._old[span.end :][:_GRIP]
        if len(before) < _FEW_CHARACTERS or len(after) < _FEW_CHARACTERS:
            return None
        found: list[Span] = []
        reach = 2 * len(span) + _GRIP
        start = self._new.find(before)
        while start >= 0 and len(found) < 2:
            begin = start + len(before)
            end = self._new.find(after, begin, begin + reach + len(after))
            if end > begin:
                place = Span(begin, end)
                alike = SequenceMatcher(None, span.of(self._old), place.of(self._new), autojunk=False).ratio()
                if alike >= _ALIKE_QUOTE and not self._taken_new.holds(place):
                    found.append(place)
            start = self._new.find(before, start + 1)
        return found[0] if len(found) == 1 else None


class _Cover:
    """Spans of a text that do not overlap."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [span.start for span in ordered]
        self._ends = [span.end for span in ordered]

    def holds(self, span: Span) -> bool:
        """Return whether one of the spans contains `span`."""
        return self.around(span) is not None

    def around(self, span: Span) -> Span | None:
        """Return the span that contains `span`, if any."""
        place = bisect_right(self._starts, span.start) - 1
        if place < 0 or span.end > self._ends[place]:
            return None
        return Span(self._starts[place], self._ends[place])


def _divided(text: str, passages: Sequence[Span], kept: Collection[Span]) -> list[Span]:
    """Return the sentences of passages; those in `kept` are not divided."""
    found: list[Span] = []
    for passage in passages:
        found += [passage] if passage in kept else sentences(text, passage)
    return found


def _paired(old: str, new: str, olds: Sequence[Span], news: Sequence[Span]) -> tuple[list[_MatchedPassage], list[Span]]:
    """Return the unambiguous pairs of equal passages, and the passages of the older text that are indistinguishable.

    Passages are paired if they alone have both neighbours in common, then one. A long passage is paired
    with its only counterpart, whatever its neighbours. Repetitions in a row are indistinguishable if their number has
    changed.
    """
    old_texts, new_texts = [span.of(old) for span in olds], [span.of(new) for span in news]
    there, here = _numbers(old_texts), _numbers(new_texts)
    pairs: list[_MatchedPassage] = []
    doubtful: list[Span] = []
    for text, mine in there.items():
        theirs = here.get(text, [])
        if len(mine) == len(theirs) == 1 and len(text) >= _LONG:
            pairs.append(_MatchedPassage(olds[mine[0]], news[theirs[0]]))
            continue
        if len(mine) != len(theirs):
            in_a_row = [number for number in mine if text in (_at(old_texts, number - 1), _at(old_texts, number + 1))]
            doubtful += [olds[number] for number in in_a_row]
            mine = [number for number in mine if number not in in_a_row]
        # Frequent passages, such as a row of stars, are not paired.
        if not theirs or len(mine) * len(theirs) > _MOST_PLACES**2:
            continue
        shared = {(a, b): _shared(old_texts, a, new_texts, b) for a in mine for b in theirs}
        for wanted in (2, 1):
            fitting = [pair for pair, number in shared.items() if number >= wanted]
            first, second = Counter(a for a, _ in fitting), Counter(b for _, b in fitting)
            for a, b in fitting:
                if first[a] == second[b] == 1:
                    pairs.append(_MatchedPassage(olds[a], news[b]))
                    shared = {pair: number for pair, number in shared.items() if pair[0] != a and pair[1] != b}
    return pairs, doubtful


def _numbers(texts: Sequence[str]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        found[text].append(number)
    return found


def _shared(olds: Sequence[str], a: int, news: Sequence[str], b: int) -> int:
    """Return how many of the two neighbours are equal; the ends of the texts count as neighbours."""
    return sum(_at(olds, a + by) == _at(news, b + by) for by in (-1, 1))


def _at(texts: Sequence[str], number: int) -> str | None:
    return texts[number] if 0 <= number < len(texts) else None


def _find_words(text: str, quote: str, taken: _Cover) -> Iterator[Span]:
    """Yield the places of whole words outside `taken`, up to one more than are compared."""
    start, found = text.find(quote), 0
    while start >= 0 and found <= _MOST_PLACES:
        span = Span(start, start + len(quote))
        if is_whole_words(text, span) and not taken.holds(span):
            found += 1
            yield span
        start = text.find(quote, start + 1)


def is_whole_words(text: str, span: Span) -> bool:
    """Return whether neither end of a span is between two letters or digits."""
    return not any(
        0 < edge < len(text) and text[edge - 1].isalnum() and text[edge].isalnum() for edge in (span.start, span.end)
    )


def _before(text: str, span: Span) -> str:
    return text[max(0, span.start - _WINDOWS[-1]) : span.start]


def _after(text: str, span: Span) -> str:
    return text[span.end : span.end + _WINDOWS[-1]]


def likeness(one: str, other: str) -> float:
    """Return the similarity of two contexts, read outwards, as far as both reach."""
    return sum(_ratio(one[:width], other[:width]) for width in _WINDOWS) / len(_WINDOWS)


def _ratio(one: str, other: str) -> float:
    reach = min(len(one), len(other))
    if one[:reach] == other[:reach]:
        return 1.0 if reach or one == other else 0.0
    return SequenceMatcher(None, one[:reach], other[:reach], autojunk=False).ratio()
