"""The rows of this workspace that rows of the other one are."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from glossator.domain.codebook import folded_name
from glossator.store.history import Recorder
from glossator.store.merging.timeline import Timeline
from glossator.store.rows import Row
from glossator.store.schema.catalogue import catalogue, recorded

if TYPE_CHECKING:
    from sqlite_utils import Database

_ANALYSTS: Final = {"analyst": "updated_at", "updated_by": "updated_at", "added_by": "added_at"}
"""The columns with the name of an analyst, each with that of the time."""
_TIMES: Final = ("updated_at", "decided_at", "at", "saved_at")


class Unmapped(Exception):
    """A row refers to one that is not here."""


class RowMap:
    """Finds the rows here that rows there are, and translates rows.

    Attributes:
        timeline: the rows there that changed.
        renamed: names of analysts there, and what they are to be called here.
    """

    def __init__(
        self, record: Recorder, there: sqlite3.Connection, timeline: Timeline, renamed: Mapping[str, str]
    ) -> None:
        self.timeline = timeline
        self.renamed = renamed
        self._record = record
        self._there = there
        self._ids: dict[str, dict[int, int | None]] = {
            name: {} for name, table in recorded().items() if "uid" in table.columns
        }
        self._labels: dict[str, str | None] = {}

    @property
    def _db(self) -> "Database":
        return self._record.db

    def learn(self, table: str, number: int, here: int | None) -> None:
        """Store which row here a row there is."""
        self._ids[table][number] = here
        if table == "labels":
            self._labels.clear()

    def forget(self, table: str) -> None:
        """Look up the rows of a table again, because some were merged or renamed."""
        self._ids[table].clear()
        self._labels.clear()

    def is_another(self, table: str, number: int, here: int) -> bool:
        """Return whether a row here is, besides the row `number` there, another row there, of the same name."""
        return any(known == here and other != number for other, known in self._ids[table].items())

    def find(self, table: str, numbers: Iterable[int]) -> None:
        """Look up rows by uid and alias, several at a time, unless they are known."""
        wanted = [number for number in dict.fromkeys(numbers) if number not in self._ids[table]]
        if not wanted:
            return
        uids = self._uids_there(table, wanted)
        found = self._here(table, [uid for uid in uids.values() if uid])
        for number in wanted:
            self._ids[table][number] = found.get(uids.get(number) or "")

    def _uids_there(self, table: str, numbers: list[int]) -> dict[int, str]:
        """Return the uids of rows there, also of deleted ones."""
        question = f"SELECT id, uid FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
        found = dict(self._there.execute(question, (json.dumps(numbers),)).fetchall())
        for number in numbers:
            if number not in found and (row := self.timeline.base(table, (number,))) is not None:
                found[number] = row["uid"]
        return found

    def _here(self, table: str, uids: list[str]) -> dict[str, int]:
        """Return the ids here of rows with some uids, or aliases of those."""
        own = f"SELECT uid, id FROM {table} WHERE uid IN (SELECT value FROM json_each(?))"
        found: dict[str, int] = dict(self._db.execute(own, [json.dumps(uids)]).fetchall())
        missing = {uid: uid for uid in uids if uid not in found}
        # An alias may itself have been merged into another.
        for _ in range(8):
            if not missing:
                break
            among = "foreign_uid IN (SELECT value FROM json_each(?))"
            question = f"SELECT foreign_uid, local_uid FROM uid_aliases WHERE {among}"
            aliases = dict(self._db.execute(question, [json.dumps([*missing.values()])]).fetchall())
            missing = {uid: aliases[known] for uid, known in missing.items() if known in aliases}
            there = dict(self._db.execute(own, [json.dumps([*missing.values()])]).fetchall())
            found |= {uid: there[known] for uid, known in missing.items() if known in there}
            missing = {uid: known for uid, known in missing.items() if known not in there}
        return found

    def id(self, table: str, number: int) -> int | None:
        """Return the id here of a row there; None where it is not here."""
        known = self._ids[table]
        if number not in known:
            self.find(table, [number])
        return known[number]

    def uid(self, uid: str) -> str:
        """Return the uid here of a row with a uid there."""
        row = self._db.execute("SELECT local_uid FROM uid_aliases WHERE foreign_uid = ?", [uid]).fetchone()
        return uid if row is None else str(row[0])

    def label(self, name: str | None) -> str | None:
        """Return the name here of a label there.

        Raises:
            Unmapped: when there is none.
        """
        if name is None:
            return None
        if name not in self._labels:
            self._labels[name] = self._label(name)
        found = self._labels[name]
        if found is None:
            raise Unmapped
        return found

    def _label(self, name: str) -> str | None:
        row = self._there.execute("SELECT uid FROM labels WHERE name = ?", (name,)).fetchone()
        if row is not None:
            here = self._here("labels", [row[0]])
            if here:
                return str(self._db.execute("SELECT name FROM labels WHERE id = ?", [here[row[0]]]).fetchone()[0])
        return named_label(self._db, name)

    def row(
        self, table: str, row: Row | None, base: Row | None = None, run: Callable[[int], int | None] | None = None
    ) -> Row | None:
        """Return a row there as it would be here, without its id; None where there is none.

        Args:
            table: its table.
            row: the row.
            base: the same row at the common ancestor; the names of analysts in what has not changed since stay.
            run: returns the id here of a run.

        Raises:
            Unmapped: when it refers to a row that is not here.
        """
        if row is None:
            return None
        known = catalogue()[table]
        made = {name: value for name, value in row.items() if name != "id" or known.key != ("id",)}
        for column, other in known.references.items():
            if row.get(column) is None:
                continue
            if column in known.labelled:
                made[column] = self.label(row[column])
            elif other == "runs":
                made[column] = run(row[column]) if run else None
            else:
                here = self.id(other, row[column])
                if here is None:
                    raise Unmapped
                made[column] = here
        for column in ("propagated_from", "was"):
            if made.get(column):
                made[column] = self.uid(made[column])
        if self.renamed:
            is_same = base is not None and all(row.get(name) == base.get(name) for name in (*_ANALYSTS, *_TIMES))
            for column in _ANALYSTS:
                if not is_same and made.get(column) in self.renamed:
                    made[column] = self.renamed[made[column]]
        return made


def named_label(db: "Database", name: str) -> str | None:
    """Return the name of the label that has or had a name, or has it in another case; None where there is none."""
    labels = [known for (known,) in db.execute("SELECT name FROM labels").fetchall()]
    if name in labels:
        return name
    former = db.execute("SELECT label FROM former_labels WHERE name = ?", [name]).fetchone()
    if former is not None:
        return str(former[0])
    return next((known for known in labels if folded_name(known) == folded_name(name)), None)
