"""Similar names in the codebook that may be meant as one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

import regex

from glossator.domain.codebook import SEPARATOR

_DIVIDERS: Final = regex.compile(r"[\s\-‐‑–_.]+")
# Shorter names may differ in one letter and still be two, as war and law.
_FEWEST_LETTERS: Final = 5


class NameDifference(StrEnum):
    """The only difference between two names."""

    CASE = "case"
    DIVIDERS = "spaces and hyphens"
    PLURAL = "plural"
    SPELLING = "one letter"


@dataclass(frozen=True, slots=True)
class SimilarNames:
    """Two similar names, in alphabetical order."""

    first: str
    second: str
    likeness: NameDifference


def similar_names(paths: Iterable[str]) -> list[SimilarNames]:
    """Return the pairs of similar paths, each with its smallest difference.

    Names of at least five letters may differ in one letter: added, missing, replaced, or swapped with the next. Digits
    are not letters.
    """
    known = sorted(set(paths))
    found: dict[tuple[str, str], NameDifference] = {}
    for likeness, key in _KEYS:
        for group in _groups(known, key):
            for pair in combinations(group, 2):
                found.setdefault((pair[0], pair[1]), likeness)
    for pair in _one_letter_apart(known):
        found.setdefault(pair, NameDifference.SPELLING)
    return [SimilarNames(first, second, likeness) for (first, second), likeness in sorted(found.items())]


def _case(path: str) -> str:
    return path.casefold()


def _dividers(path: str) -> str:
    return SEPARATOR.join(_DIVIDERS.sub("", part) for part in _case(path).split(SEPARATOR))


def _plural(path: str) -> str:
    return SEPARATOR.join(_singular(part) for part in _dividers(path).split(SEPARATOR))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


_KEYS: Final = ((NameDifference.CASE, _case), (NameDifference.DIVIDERS, _dividers), (NameDifference.PLURAL, _plural))


def _groups(known: Sequence[str], key: Callable[[str], str]) -> Iterator[list[str]]:
    """Yield the groups of several paths with the same key."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for path in known:
        groups[key(path)].append(path)
    yield from (group for group in groups.values() if len(group) > 1)


def _one_letter_apart(known: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs that differ in one letter: those that are equal after removing one letter of each."""
    without: defaultdict[str, set[int]] = defaultdict(set)
    names = [_dividers(path) for path in known]
    for place, name in enumerate(names):
        if sum(map(str.isalpha, name)) >= _FEWEST_LETTERS:
            for cut in (name, *(name[:at] + name[at + 1 :] for at in range(len(name)) if name[at].isalpha())):
                without[cut].add(place)
    for places in without.values():
        for first, second in combinations(sorted(places), 2):
            if _differ_in_one_letter(names[first], names[second]):
                yield known[first], known[second]


def _differ_in_one_letter(one: str, other: str) -> bool:
    """Return whether one letter is added, replaced or swapped with the next."""
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, other_rest = one[start:], other[start:]
    tails = {(rest[1:], other_rest), (rest, other_rest[1:]), (rest[1:], other_rest[1:])}
    swapped = rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]
    return swapped or any(a == b for a, b in tails)
