"""Finding spans of a text again in a newer version of it, or saying that they cannot be found.

What is the same in both versions tells where things went. Paragraphs, then the sentences of those that changed, are
paired where there is no doubt which is which; a span in a pair goes along with it. Any other span is looked for by its
words in what is left over, and stays with the place whose surroundings are the most like its own: only when they are
very much like them, clearly more than those of any other place, and clearly more than those of any other place in the
older text that has the same words. A sentence that both versions have is the place of nothing but itself. So one that
was deleted is never taken for its twin. Whatever is not found this way is lost, with the reason, and at most a place
that is proposed.
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
"""How alike a place has to be where the words stand at several."""
FLOOR_ALONE: Final = 0.75
"""How alike it has to be where they stand at one place only, in what is left over of both versions."""
MARGIN: Final = 0.05
"""By how much it has to be more alike than any other."""
# What the words, those on either side, and how far into the text they stand have to say, out of the sum of these.
_QUOTE, _SIDE, _POSITION = 50, 20, 2
_WHOLE: Final = _QUOTE + 2 * _SIDE + _POSITION
# How much of the surroundings is compared: what is next to the words counts in both.
_WINDOWS: Final = (16, 48)
# Words that stand at more places than this among what changed are not compared place by place.
_MOST_PLACES: Final = 60
# A pair of passages is without doubt when one of its neighbours is a pair too, or when it is as long as this.
_LONG: Final = 80
# The context by which reworded words are found: as many characters of it on either side have to be the same.
_GRIP: Final = 12
_FEW_CHARACTERS: Final = 8
_ALIKE_QUOTE: Final = 0.6


class OrphanReason(StrEnum):
    """Why a span was not found."""

    GONE = "gone"
    SEVERAL = "several places"
    ELSEWHERE = "other surroundings"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Reanchored:
    """Where a span stands in the newer version, and how sure that is, from 0 to 1."""

    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class NotReanchored:
    """A span that was not found; `likely` is a place to look at first, if there is one."""

    reason: OrphanReason
    likely: Span | None = None


def reanchor(old: str, new: str, spans: Sequence[Span]) -> list[Reanchored | NotReanchored]:
    """Return for each span of `old` where it stands in `new`, or why that cannot be told."""
    if old == new:
        return [Reanchored(span, 1.0) for span in spans]
    return list(_Following(old, new).each(spans))


@dataclass(frozen=True, slots=True)
class _MatchedPassage:
    """A passage that both versions have: where it stands in the older, and in the newer."""

    old: Span
    new: Span


class _Following:
    """Two versions of a text, and what they have in common."""

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

    def each(self, spans: Sequence[Span]) -> Iterator[Reanchored | NotReanchored]:
        for span in spans:
            along = self._along(span)
            yield Reanchored(along, 1.0) if along else self._sought(span)

    def _along(self, span: Span) -> Span | None:
        """Return where a span went with the pairs that hold all of it; None where they do not, or fell apart."""
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

    def _sought(self, span: Span) -> Reanchored | NotReanchored:
        """Look for the words of a span among what is left over."""
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
        """Return where words stand among what is left over: in the newer version, and in the older."""
        return (
            list(_standing(self._new, quote, self._taken_new)),
            list(_standing(self._old, quote, self._taken_old)),
        )

    def _score(self, old: Span, new: Span) -> float:
        """Return how alike the surroundings of the same words are in both versions; 0 where they cannot be the same.

        In sentences that are the same, what is around the sentences is compared.
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
        before = _likeness(_before(self._old, old)[::-1], _before(self._new, new)[::-1])
        after = _likeness(_after(self._old, old), _after(self._new, new))
        distance = abs(old.start / len(self._old) - new.start / len(self._new))
        return (_QUOTE + _SIDE * (before + after) + _POSITION * (1 - distance)) / _WHOLE

    def _reworded(self, span: Span) -> Span | None:
        """Return the one place where other words stand between what stood around the span."""
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
    """Stretches of a text that do not overlap."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [span.start for span in ordered]
        self._ends = [span.end for span in ordered]

    def holds(self, span: Span) -> bool:
        """Say whether one of the stretches holds all of `span`."""
        return self.around(span) is not None

    def around(self, span: Span) -> Span | None:
        """Return the stretch that holds all of `span`, if there is one."""
        place = bisect_right(self._starts, span.start) - 1
        if place < 0 or span.end > self._ends[place]:
            return None
        return Span(self._starts[place], self._ends[place])


def _divided(text: str, passages: Sequence[Span], kept: Collection[Span]) -> list[Span]:
    """Return the sentences of passages, those of `kept` undivided among them."""
    found: list[Span] = []
    for passage in passages:
        found += [passage] if passage in kept else sentences(text, passage)
    return found


def _paired(old: str, new: str, olds: Sequence[Span], news: Sequence[Span]) -> tuple[list[_MatchedPassage], list[Span]]:
    """Return the passages that are the same without doubt, and those of the older text that nobody can tell apart.

    A passage is paired with one of the same words that has the same neighbours, then one that has one of them, where
    there is no other such on either side; and where it is long and there is no other at all, whatever its neighbours.
    Of a passage that stood several times in a row, and now more or less often, none can be told from the others.
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
        # Passages that are everywhere, such as a row of stars, are nobody's place.
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
    """Return how many of the two neighbours are the same in both; the ends of the texts are neighbours too."""
    return sum(_at(olds, a + by) == _at(news, b + by) for by in (-1, 1))


def _at(texts: Sequence[str], number: int) -> str | None:
    return texts[number] if 0 <= number < len(texts) else None


def _standing(text: str, quote: str, taken: _Cover) -> Iterator[Span]:
    """Yield where words stand by themselves outside what is taken, one more than are compared at the most."""
    start, found = text.find(quote), 0
    while start >= 0 and found <= _MOST_PLACES:
        span = Span(start, start + len(quote))
        if _whole_words(text, span) and not taken.holds(span):
            found += 1
            yield span
        start = text.find(quote, start + 1)


def _whole_words(text: str, span: Span) -> bool:
    """Say whether neither end of a span is between two letters or digits."""
    return not any(
        0 < edge < len(text) and text[edge - 1].isalnum() and text[edge].isalnum() for edge in (span.start, span.end)
    )


def _before(text: str, span: Span) -> str:
    return text[max(0, span.start - _WINDOWS[-1]) : span.start]


def _after(text: str, span: Span) -> str:
    return text[span.end : span.end + _WINDOWS[-1]]


def _likeness(one: str, other: str) -> float:
    """Return how alike two surroundings are, from the words outwards, as far as both reach."""
    return sum(_ratio(one[:width], other[:width]) for width in _WINDOWS) / len(_WINDOWS)


def _ratio(one: str, other: str) -> float:
    reach = min(len(one), len(other))
    if one[:reach] == other[:reach]:
        return 1.0 if reach or one == other else 0.0
    return SequenceMatcher(None, one[:reach], other[:reach], autojunk=False).ratio()
