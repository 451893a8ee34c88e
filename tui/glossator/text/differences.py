"""Comparing two versions of a text, by paragraphs and then by the words of changed paragraphs.

Equal parts are found at parts that both versions have exactly once, and between those again; only small gaps are
compared part by part. So the time is nearly proportional to the length, also of large texts with many repetitions.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from functools import cached_property
from itertools import pairwise
from typing import Final

from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span, is_boundary
from glossator.text.tokens import tokens

# Gaps with more pairs of parts than this are not compared part by part, nor divided at unique parts more often.
_SMALL: Final = 10_000
_DEEPEST: Final = 12
# Paragraphs are versions of each other if they have at least this share of their words in common.
_ALIKE: Final = 0.4
# Gaps with more words to compare than this pair their paragraphs in order.
_MOST_WORDS: Final = 500_000
# Paragraphs with more characters are compared by whole lines.
_LONG: Final = 500_000


class PieceKind(Enum):
    """What became of a piece of text in the newer version."""

    SAME = "same"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a paragraph: of both versions, or of the newer or the older one."""

    kind: PieceKind
    text: str


@dataclass(frozen=True)
class ComparedParagraph:
    """A paragraph of the newer version, the older version, or both.

    Attributes:
        old, new: its span in the versions; None where it is not there.
        pieces: its pieces, deleted ones before those that replace them; neighbours are of different kinds.
    """

    old: Span | None
    new: Span | None
    pieces: tuple[Piece, ...]

    @cached_property
    def changes(self) -> int:
        """The number of places where the versions differ."""
        kinds = [PieceKind.SAME, *(piece.kind for piece in self.pieces)]
        return sum(one is PieceKind.SAME and other is not PieceKind.SAME for one, other in pairwise(kinds))


def compare(old: str, new: str) -> list[ComparedParagraph]:
    """Return the paragraphs of both versions in their order, deleted ones before what replaces them.

    The paragraphs with an `old` span are all those of the older version, and their same and deleted pieces its text;
    the same holds of the newer version. Differences in white space between paragraphs are none.
    """
    olds, news = paragraphs(old), paragraphs(new)
    old_texts, new_texts = [span.of(old) for span in olds], [span.of(new) for span in news]
    found: list[ComparedParagraph] = []
    a, b = 0, 0
    for i, j in [*_aligned(old_texts, new_texts), (len(olds), len(news))]:
        for x, y in _versions(old_texts[a:i], new_texts[b:j]):
            was, became = (None if x is None else olds[a + x]), (None if y is None else news[b + y])
            found.append(ComparedParagraph(was, became, _pieces(old, was, new, became)))
        if i < len(olds):
            found.append(ComparedParagraph(olds[i], news[j], (Piece(PieceKind.SAME, old_texts[i]),)))
        a, b = i + 1, j + 1
    return found


def _pieces(old: str, was: Span | None, new: str, became: Span | None) -> tuple[Piece, ...]:
    """Return the pieces of a changed paragraph."""
    pieces: list[Piece] = []
    if was is None or became is None:
        _add(pieces, PieceKind.DELETED, was.of(old) if was else "")
        _add(pieces, PieceKind.INSERTED, became.of(new) if became else "")
        return tuple(pieces)
    mine, theirs = was.of(old), became.of(new)
    start = _common_words(mine, theirs)
    end = _common_words(mine[start:][::-1], theirs[start:][::-1])
    _add(pieces, PieceKind.SAME, mine[:start])
    _add_changes(pieces, _words(mine[start : len(mine) - end]), _words(theirs[start : len(theirs) - end]))
    _add(pieces, PieceKind.SAME, mine[len(mine) - end :])
    return tuple(pieces)


def _common_words(one: str, other: str) -> int:
    """Return the length of the longest beginning that two texts have in common and that ends with white space."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    while low and not (one[low - 1].isspace() and is_boundary(one, low) and is_boundary(other, low)):
        low -= 1
    return low


def _add_changes(pieces: list[Piece], mine: Sequence[str], theirs: Sequence[str]) -> None:
    """Add the pieces of two sequences of words."""
    a, b = 0, 0
    deleted: list[str] = []
    inserted: list[str] = []
    end = (len(mine), len(theirs))
    for (i, j), following in pairwise([*_aligned(mine, theirs), end, end]):
        deleted += mine[a:i]
        inserted += theirs[b:j]
        a, b = i + 1, j + 1
        same = mine[i] if i < len(mine) and j < len(theirs) else ""
        # White space between changed words belongs to the change, so that a replaced phrase stays in one piece.
        if same.isspace() and (deleted or inserted) and following != (a, b):
            deleted.append(same)
            inserted.append(same)
            continue
        _add(pieces, PieceKind.DELETED, "".join(deleted))
        _add(pieces, PieceKind.INSERTED, "".join(inserted))
        _add(pieces, PieceKind.SAME, same)
        deleted, inserted = [], []


def _add(pieces: list[Piece], kind: PieceKind, text: str) -> None:
    if not text:
        return
    if pieces and pieces[-1].kind is kind:
        text = pieces.pop().text + text
    pieces.append(Piece(kind, text))


def _words(text: str) -> list[str]:
    """Return the words, marks and white space of a text, or the lines of a very long one."""
    if len(text) > _LONG:
        return text.splitlines(keepends=True)
    words: list[str] = []
    end = 0
    for token in tokens(text):
        if token.start > end:
            words.append(text[end : token.start])
        words.append(token.of(text))
        end = token.end
    if end < len(text):
        words.append(text[end:])
    return words


def _versions(olds: Sequence[str], news: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Return which paragraphs of a gap are versions of each other, with all others, in an order that both have."""
    pairs = [*_similar(olds, news), (len(olds), len(news))]
    found: list[tuple[int | None, int | None]] = []
    a, b = 0, 0
    for i, j in pairs:
        found += [(x, None) for x in range(a, i)]
        found += [(None, y) for y in range(b, j)]
        if i < len(olds):
            found.append((i, j))
        a, b = i + 1, j + 1
    return found


def _similar(olds: Sequence[str], news: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs of paragraphs in order that have most words in common, only those that are alike."""
    words = [[Counter(text.split()) for text in texts] for texts in (olds, news)]
    sizes = [[one.total() for one in counts] for counts in words]
    if sum(sizes[0]) * len(news) + sum(sizes[1]) * len(olds) > _MOST_WORDS:
        likely = zip(range(len(olds)), range(len(news)), strict=False) if len(olds) == len(news) else ()
        return [(i, j) for i, j in likely if _likeness(words[0][i], words[1][j]) >= _ALIKE]
    # The best sum of likenesses of the first i and j paragraphs.
    best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    alike = [[_likeness(one, other) for other in words[1]] for one in words[0]]
    for i, row in enumerate(alike):
        for j, likeness in enumerate(row):
            paired = best[i][j] + likeness if likeness >= _ALIKE else 0.0
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], paired)
    i, j = len(olds), len(news)
    pairs: list[tuple[int, int]] = []
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs[::-1]


def _likeness(one: "Counter[str]", other: "Counter[str]") -> float:
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs of indices of equal parts of both sequences, ascending in both."""
    return sorted(_aligned_between(old, new, range(len(old)), range(len(new)), 0))


def _aligned_between(
    old: Sequence[str], new: Sequence[str], olds: range, news: range, depth: int
) -> Iterator[tuple[int, int]]:
    """Yield pairs of indices of equal parts within two stretches, in any order."""
    a, b, c, d = olds.start, news.start, olds.stop, news.stop
    while a < c and b < d and old[a] == new[b]:
        yield a, b
        a, b = a + 1, b + 1
    while a < c and b < d and old[c - 1] == new[d - 1]:
        c, d = c - 1, d - 1
        yield c, d
    if a == c or b == d:
        return
    anchors = _ascending(_unique_pairs(old, new, range(a, c), range(b, d))) if depth < _DEEPEST else []
    if anchors:
        yield from anchors
        for (i, j), (k, m) in pairwise([(a - 1, b - 1), *anchors, (c, d)]):
            if i + 1 < k and j + 1 < m:
                yield from _aligned_between(old, new, range(i + 1, k), range(j + 1, m), depth + 1)
    elif (c - a) * (d - b) <= _SMALL:
        matcher = SequenceMatcher(None, old[a:c], new[b:d], autojunk=False)
        for block in matcher.get_matching_blocks():
            yield from ((a + block.a + by, b + block.b + by) for by in range(block.size))


def _unique_pairs(old: Sequence[str], new: Sequence[str], olds: range, news: range) -> list[tuple[int, int]]:
    """Return the places of the parts that are in both stretches exactly once, by place in the older text."""
    there, here = Counter(old[olds.start : olds.stop]), Counter(new[news.start : news.stop])
    places = {new[place]: place for place in news if here[new[place]] == 1}
    return [(place, places[old[place]]) for place in olds if there[old[place]] == 1 and old[place] in places]


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest selection of pairs that ascends in both places; the first places ascend already."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(at[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        at[length : length + 1] = [number]
    found: list[tuple[int, int]] = []
    number = at[-1] if at else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]
