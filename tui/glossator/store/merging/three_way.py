"""Comparing a row of the ancestor with what became of it there and here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from glossator.store.rows import Row

T = TypeVar("T", bound=tuple[Any, ...])

NOTES: Final = ("note", "description")
"""The columns of which both texts are kept."""


@dataclass(slots=True)
class Outcome:
    """What becomes of a row here.

    Attributes:
        values: the columns that change, with their new values.
        conflicts: the columns that both changed differently, where the value here stays.
        joined: the number of notes that have both texts.
        is_agreed: whether both made the same change of some column.
    """

    values: Row = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    joined: int = 0
    is_agreed: bool = False


def merge_columns(
    base: Row | None, theirs: Row, mine: Row, names: Sequence[str], authors: tuple[str, str] = ("", "")
) -> Outcome:
    """Return what becomes of a row.

    Args:
        base: the row at the common ancestor; None where there was none.
        theirs: the row there, translated.
        mine: the row here.
        names: the columns to compare.
        authors: who wrote the notes there and here, for notes that are joined.
    """
    outcome = Outcome()
    for name in names:
        was = None if base is None else base.get(name)
        new, now = theirs[name], mine[name]
        if new == now:
            outcome.is_agreed |= base is not None and new != was
        elif base is not None and new == was:
            continue
        elif name in NOTES:
            joined = join_notes(was or "", new, now, *authors)
            if joined != now:
                outcome.values[name] = joined
            outcome.joined += bool(now) and bool(new) and joined not in (now, new)
        elif (base is not None and now == was) or (base is None and now in (None, "", 0)):
            outcome.values[name] = new
        elif base is not None:
            outcome.conflicts.append(name)
    return outcome


def join_notes(base: str, theirs: str, mine: str, their_author: str = "", my_author: str = "") -> str:
    """Return a note with both texts, each under its name, unless one has the other or replaces what the other was."""
    if not theirs or not mine:
        # Deleted on one side: what the other changed stays.
        return (theirs or mine) if base not in (theirs, mine) else (mine if theirs == base else theirs)
    if mine == base or _has(theirs, mine):
        return theirs
    if _has(mine, theirs):
        return mine
    for part in (f"{their_author}: {base}", base):
        if base and _has(mine, part):
            return _replaced(mine, part, part.removesuffix(base) + theirs)
    named = mine if not my_author or mine.startswith(f"{my_author}: ") else f"{my_author}: {mine}"
    return f"{named}\n\n{their_author}: {theirs}" if their_author else f"{named}\n\n{theirs}"


def _has(note: str, part: str) -> bool:
    """Return whether whole paragraphs of a note are `part`."""
    return f"\n\n{part}\n\n" in f"\n\n{note}\n\n"


def _replaced(note: str, part: str, new: str) -> str:
    return f"\n\n{note}\n\n".replace(f"\n\n{part}\n\n", f"\n\n{new}\n\n", 1)[2:-2]


def merge_verdicts(base: Mapping[str, T], theirs: Mapping[str, T], mine: Mapping[str, T]) -> dict[str, T]:
    """Return the verdicts by analyst; the last value of each is its time.

    A verdict that only one side changed or withdrew is as it left it; of two new ones, the later counts.
    """
    merged: dict[str, T] = {}
    for analyst in sorted({*theirs, *mine}):
        was, new, now = base.get(analyst), theirs.get(analyst), mine.get(analyst)
        if new == was or new is None:
            kept = now if new == was or now != was else None
        elif now == was or now is None:
            kept = new
        else:
            kept = max(new, now, key=_by_time)
        if kept is not None:
            merged[analyst] = kept
    return merged


def latest(verdicts: Mapping[str, T]) -> tuple[str, T]:
    """Return the verdict that stands while nobody adjudicates: the latest, whatever the direction of the merge."""
    return max(verdicts.items(), key=lambda item: (item[1][-1], item[0]))


def _by_time(verdict: tuple[Any, ...]) -> tuple[str, str]:
    return verdict[-1], repr(verdict)
