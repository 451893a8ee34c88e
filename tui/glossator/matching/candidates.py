"""Candidates: unmarked places that look like a name or a number.

A name is a run of capitalised words, an account, or a few words in a script without capitals; a number has digits or is
a number word. A word capitalised only as the start of a sentence is not a name if it is common, or written in small
letters nearby.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator
from typing import Final

import regex

from glossator.text.span import Span

_WORD: Final = r"\p{Lu}[\p{L}\p{M}\p{N}]*+(?:[-‐‑'’](?!s\b)[\p{L}\p{N}][\p{L}\p{M}\p{N}]*+)*+"
_WITHIN: Final = r"(?:(?:of|for|and|the|de|da|do|dos|del|della|di|du|la|le|van|von|der|bin|ibn|al|el|ul|y)[ \n]){0,2}"
_CASELESS: Final = (
    r"\p{Arabic}\p{Hebrew}\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Devanagari}\p{Bengali}\p{Tamil}"
)
_CASELESS_WORD: Final = rf"[{_CASELESS}][{_CASELESS}\p{{M}}\u200c\u200d・·ー]*+"
_NUMBER: Final = (
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-[a-z]+|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|hundreds?|thousands?|millions?|billions?|dozens?|half|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
)
_CANDIDATE: Final = regex.compile(
    rf"""(?<![\p{{L}}\p{{M}}\p{{N}}_@-])(?:
      (?P<number>(?i:{_NUMBER})(?![\w-])(?:[ ](?i:{_NUMBER})(?![\w-]))*+ | [$€£¥₹]?\p{{N}}[\p{{N}}.,:]*(?<=\p{{N}})%?)
      | (?P<name>{_WORD}(?:[ \n]{_WITHIN}{_WORD})*+)
      | @\w++
      | (?P<caseless>{_CASELESS_WORD}(?:[ ]{_CASELESS_WORD})*+)
    )""",
    regex.VERBOSE,
)
# More words than these in a script without capitals are a sentence, not a name.
_MOST_CASELESS: Final = 4
_STARTS_A_SENTENCE: Final = regex.compile(r"(?r)(?:\A|\n|[.!?:…—–][”’\"')\]]*\s*|[“‘\"(\[]|[-*•#]\s)[“‘\"]?")
_COMMON_WORDS: Final = """
  a about above across after again against all almost along already also although among an and another any anyone
  anything are around as asked at away back because been before behind being below between both but by can could despite
  did do does down during each either else even every everyone everything everybody few finally first for from further
  given had has have having he her here hers herself him himself his how however i if in indeed inside instead into is
  it its itself just last later least less let like many may me meanwhile might more most much must my near neither
  never next no nobody none nor not nothing now of off officials on once only or other others our out outside over own
  perhaps rather same she should since so some somebody someone something soon still such take than that the their them
  then there these they this those though through throughout thus to together too toward towards under until up upon us
  very was we well were what when where whether which while who whom whose why will with within without would yes yet
  you your
"""
_COMMON: Final = frozenset(_COMMON_WORDS.split())
_ADDRESS: Final = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "sir"})
# Code points around a word in which it is searched in small letters, and those analysed at a time.
_AROUND: Final = 4_000
_BLOCK: Final = 4_000
_PAUSE: Final = regex.compile(r"[.,;:!?…”)\]]\s")
_PAUSE_BEFORE: Final = regex.compile(r"(?r)[.,;:!?…”)\]]\s")
# The most blocks searched for one key, which nobody has to wait for.
_MOST_BLOCKS: Final = 10
REACH: Final = _BLOCK * _MOST_BLOCKS
"""About how many code points are searched for one key."""

MarkedSpans = Callable[[int, int], Collection[Span]]
"""Returns the marked spans between two offsets."""


def next_unmarked(text: str, offset: int, taken: MarkedSpans, *, numbers: bool = True) -> Span | None:
    """Return the first candidate after `offset`, within about `REACH`, that overlaps no marked span.

    Without `numbers`, only names are candidates.
    """
    start = _line_start(text, offset)
    for _ in range(_MOST_BLOCKS):
        end = _break(text, max(start, offset) + _BLOCK)
        for span in _free(text, start, end, taken, numbers=numbers):
            if span.start > offset:
                return span
        if end >= len(text):
            break
        start = end
    return None


def previous_unmarked(text: str, offset: int, taken: MarkedSpans, *, numbers: bool = True) -> Span | None:
    """Return the last candidate that starts before `offset`, within about `REACH`, and overlaps no marked span.

    Without `numbers`, only names are candidates.
    """
    end = _break(text, offset)
    for _ in range(_MOST_BLOCKS):
        start = _line_start(text, max(0, min(end, offset) - _BLOCK))
        found = [span for span in _free(text, start, end, taken, numbers=numbers) if span.start < offset]
        if found:
            return found[-1]
        if start == 0:
            break
        end = start
    return None


def _free(text: str, start: int, end: int, taken: MarkedSpans, *, numbers: bool) -> Iterator[Span]:
    """Yield the candidates between two breaks of the text that overlap no marked span."""
    candidates = list(_candidates(text, start, end, numbers=numbers))
    if not candidates:
        return
    marked = sorted(taken(candidates[0].start, candidates[-1].end))
    # The greatest end of the spans up to each.
    reach = 0
    reached = [reach := max(reach, span.end) for span in marked]
    for span in candidates:
        before = bisect_left(marked, span.end, key=lambda other: other.start)
        if before == 0 or reached[before - 1] <= span.start:
            yield span


def _candidates(text: str, start: int, end: int, *, numbers: bool) -> Iterator[Span]:
    for match in _CANDIDATE.finditer(text, start, end):
        first, last = match.span()
        if match["number"] is not None and not numbers:
            continue
        if match["caseless"] is not None and match["caseless"].count(" ") >= _MOST_CASELESS:
            continue
        if match["name"] is not None:
            first = _past_common(text, first, last)
            if last - first < 2 or text[first:last].casefold() in _ADDRESS:
                continue
        yield Span(first, last)


def _past_common(text: str, start: int, end: int) -> int:
    """Return the start of a run of capitalised words without a word that is only the start of a sentence."""
    if not _STARTS_A_SENTENCE.match(text, max(0, start - 8), start):
        return start
    word = text[start:end].split(maxsplit=1)[0]
    if word.casefold() in _COMMON or (word[1:].islower() and _is_written_small(text, word, start)):
        start += len(word)
        return start + len(text[start:end]) - len(text[start:end].lstrip())
    return start


def _is_written_small(text: str, word: str, near: int) -> bool:
    small, end = word.lower(), near + _AROUND
    place = text.find(small, max(0, near - _AROUND), end)
    while place >= 0:
        if not (text[place - 1 : place].isalnum() or text[place + len(small) : place + len(small) + 1].isalnum()):
            return True
        place = text.find(small, place + 1, end)
    return False


def _line_start(text: str, offset: int) -> int:
    """Return an offset at or before `offset` that is inside no name: after a line end, a mark, or else a space."""
    floor = max(0, offset - _BLOCK)
    place = text.rfind("\n", floor, max(floor, offset)) + 1
    if place > 0 or floor == 0:
        return place
    pause = _PAUSE_BEFORE.search(text, floor, offset)
    return pause.end() if pause else text.rfind(" ", floor, offset) + 1 or floor


def _break(text: str, offset: int) -> int:
    """Return an offset at or after `offset` that is inside no name: after a line end, a mark, or else a space."""
    if offset >= len(text):
        return len(text)
    limit = min(len(text), offset + _BLOCK)
    line = text.find("\n", offset, limit)
    if line >= 0:
        return line + 1
    pause = _PAUSE.search(text, offset, limit)
    return pause.end() if pause else text.find(" ", offset, limit) + 1 or limit
