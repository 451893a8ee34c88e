"""What the parts of a merge share."""

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from glossator.domain.merge_report import MergeCounts
from glossator.store.history import Recorder
from glossator.store.merging.row_map import RowMap
from glossator.store.merging.timeline import Point, Timeline
from glossator.store.rows import Key, Row

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(slots=True)
class MergeContext:
    """A merge that is going on.

    Attributes:
        record: the recorder of this workspace.
        there: the other workspace.
        timeline: the rows there that changed since the common ancestor, or since they were last merged.
        rows: the rows here that rows there are.
        counts: what was done so far.
        changed_here: the rows here that changed since the common ancestor, or since the other workspace last merged
            this one; empty where nothing depends on it.
        was_merged_there: whether the other workspace has merged this one.
        known: the point up to which the other workspace was merged before.
        has_ancestor: whether they are copies of one workspace.
        author: the analyst there whom to name where the rows do not say.
    """

    record: Recorder
    there: sqlite3.Connection
    timeline: Timeline
    rows: RowMap
    counts: MergeCounts
    changed_here: Collection[tuple[str, Key]]
    was_merged_there: bool
    known: Point
    has_ancestor: bool
    author: str

    @property
    def db(self) -> "Database":
        """This workspace."""
        return self.record.db

    def base(self, table: str, here: int, base: Row | None, mine: Row) -> Row | None:
        """Return the row of the ancestor; the row here where nothing has changed it since it was merged there."""
        is_known_there = self.was_merged_there and (table, (here,)) not in self.changed_here
        return mine if is_known_there else base

    def list(self, sentence: str) -> None:
        """Report something that was decided without asking."""
        if sentence not in self.counts.listed:
            self.counts.listed.append(sentence)
