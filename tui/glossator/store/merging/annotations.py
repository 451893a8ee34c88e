"""Merging annotations: what each analyst decided, notes, entities, new ones and deletions."""

import json
import sqlite3
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from glossator.store import rows
from glossator.store.history.removal import creation_changes
from glossator.store.merging.articles import Runs, added_there, deleted_there
from glossator.store.merging.codebook import adopt
from glossator.store.merging.context import MergeContext
from glossator.store.merging.row_map import Unmapped
from glossator.store.merging.three_way import join_notes, latest, merge_verdicts
from glossator.store.operations.common import anchor_columns, attach_tags, delete_annotation, tags_of
from glossator.store.rows import Row
from glossator.store.schema.catalogue import recorded
from glossator.text.anchor import anchor
from glossator.text.normalise import flatten
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span

Choice: TypeAlias = tuple[str, str | None, int | None, int | None, str]
"""What was decided: status, label, start, end, and when."""
_PLACED: Final = ("quote", "prefix", "suffix", "paragraph")
_SUGGESTED: Final = "suggested"
_DECISION: Final = ("status", "label", "start", "end")
_ADJUDICATED: Final = ("status", "label", "start", "end", "note", "analyst", "decided_at")


@dataclass(slots=True)
class _State:
    """An annotation with the decisions on it.

    Attributes:
        row: its row; None where there is none.
        verdicts: by analyst.
        explicit: whether the verdicts are rows of their own.
        adjudication: its row; None without one.
    """

    row: Row | None = None
    verdicts: dict[str, Choice] = field(default_factory=dict)
    explicit: bool = False
    adjudication: Row | None = None


def merge_annotations(merge: MergeContext, new_articles: Collection[int], runs: Runs) -> None:
    """Merge the annotations, with their verdicts and adjudications, but without tags of existing ones."""
    _Annotations(merge, new_articles, runs).merge()


class _Occupied(Exception):
    """The new place of an annotation is that of another one, which may get another place itself."""


class _Annotations:
    """The merge of annotations."""

    def __init__(self, merge: MergeContext, new_articles: Collection[int], runs: Runs) -> None:
        self._merge = merge
        self._runs = runs
        self._new_articles = new_articles
        self._texts: dict[int, tuple[str, list[int]]] = {}
        # The annotations that others were merged into.
        self._unified: set[int] = set()
        # Changes that are stored together.
        self._changes: dict[int, Row] = {}
        self._new_verdicts: list[Row] = []
        self._changed_verdicts: dict[int, Row] = {}

    def merge(self) -> None:
        """Merge all that changed there."""
        merge = self._merge
        numbers = self._candidates()
        listed = json.dumps(numbers)
        now = _by_id(merge.there, "annotations", "id", listed)
        merge.rows.find("annotations", numbers)
        merge.rows.find("articles", {row["article"] for row in now.values()})
        verdicts = _grouped(merge.there, listed)
        adjudications = _by_id(merge.there, "adjudications", "annotation", listed)
        base_verdicts = self._base_verdicts(verdicts)
        mine = self._states_here(numbers)
        new: list[tuple[int, _State]] = []
        gone = deleted_there(merge)
        self._waiting = {here for number in numbers if (here := merge.rows.id("annotations", number)) is not None}
        queue = deque((number, True) for number in numbers)
        while queue:
            number, can_wait = queue.popleft()
            theirs = _state(now.get(number), verdicts.get(number, ()), adjudications.get(number))
            base = _state(
                merge.timeline.base("annotations", (number,))
                if (number,) in merge.timeline.keys("annotations")
                else now.get(number),
                base_verdicts.get(number, ()),
                merge.timeline.base("adjudications", (number,))
                if (number,) in merge.timeline.keys("adjudications")
                else adjudications.get(number),
            )
            if number not in self._known_before:
                base = _State()
            here = merge.rows.id("annotations", number)
            state = mine.get(here or 0)
            if here is not None and here in self._unified:
                self._flush()
                state = self._read_here([here]).get(here)
            if theirs.row is None:
                if base.row is not None and here is not None and state is not None and state.row is not None:
                    self._delete(here, state.row, gone)
                continue
            if state is None or state.row is None:
                # Deleted here; what has changed there since comes back.
                if base != theirs or theirs.row["article"] in self._new_articles:
                    new.append((number, theirs))
            else:
                self._waiting.discard(int(state.row["id"]))
                try:
                    self._combine(state, base, theirs, can_wait=can_wait)
                except _Occupied:
                    queue.append((number, False))
        self._flush()
        self._add(new)
        self._flush()

    def _flush(self) -> None:
        """Store the changes so far."""
        record = self._merge.record
        record.update_all("annotations", self._changes)
        record.insert_all("verdicts", self._new_verdicts)
        record.update_all("verdicts", self._changed_verdicts)
        self._changes, self._new_verdicts, self._changed_verdicts = {}, [], {}

    def _candidates(self) -> list[int]:
        """Return the annotations there that may differ from those here, by id."""
        merge = self._merge
        touched = {key[0] for key in merge.timeline.keys("annotations")}
        for table in ("verdicts", "adjudications"):
            for key in merge.timeline.keys(table):
                row = merge.timeline.now(table, key) or merge.timeline.base(table, key)
                touched |= {row["annotation"]} if row else set()
        self._known_before = set(touched)
        added = set(added_there(merge, "annotations"))
        if self._new_articles:
            question = "SELECT id FROM annotations WHERE article IN (SELECT value FROM json_each(?))"
            listed = json.dumps(sorted(self._new_articles))
            added.update(number for (number,) in merge.there.execute(question, (listed,)))
        # Those that were added without an entry, by an analysis or an import, and are here already, are as they were.
        merge.rows.find("annotations", added - touched)
        missing = {number for number in added - touched if merge.rows.id("annotations", number) is None}
        return sorted(touched | missing)

    def _base_verdicts(self, now: Mapping[int, Sequence[Row]]) -> dict[int, list[Row]]:
        """Return the rows of `verdicts` at the common ancestor, by annotation."""
        merge = self._merge
        changed = {key[0] for key in merge.timeline.keys("verdicts")}
        found = {number: [row for row in given if row["id"] not in changed] for number, given in now.items()}
        for key in merge.timeline.keys("verdicts"):
            row = merge.timeline.base("verdicts", key)
            if row is not None:
                found.setdefault(row["annotation"], []).append(row)
        return found

    def _states_here(self, numbers: Iterable[int]) -> dict[int, _State]:
        ids = [here for number in numbers if (here := self._merge.rows.id("annotations", number)) is not None]
        return self._read_here(ids)

    def _read_here(self, ids: Iterable[int]) -> dict[int, _State]:
        listed = json.dumps(list(ids))
        connection = self._merge.db.conn
        found = _by_id(connection, "annotations", "id", listed)
        verdicts = _grouped(connection, listed)
        adjudications = _by_id(connection, "adjudications", "annotation", listed)
        return {
            number: _state(row, verdicts.get(number, ()), adjudications.get(number)) for number, row in found.items()
        }

    def _translated(self, state: _State, base: _State | None) -> _State:
        """Return a state there as it would be here."""
        merge = self._merge
        if state.row is None:
            return state
        row = self._row(state.row, None if base is None else base.row)
        verdicts = {}
        for analyst, choice in state.verdicts.items():
            is_same = base is None or base.verdicts.get(analyst) == choice
            verdicts[analyst if is_same else merge.rows.renamed.get(analyst, analyst)] = (
                choice[0],
                self._label(choice[1]),
                *choice[2:],
            )
        adjudication = None
        if state.adjudication is not None:
            adjudication = {name: state.adjudication[name] for name in _ADJUDICATED}
            adjudication["label"] = self._label(adjudication["label"])
            if base is not None and base.adjudication != state.adjudication:
                who = adjudication["analyst"]
                adjudication["analyst"] = merge.rows.renamed.get(who, who)
        return _State(row, verdicts, state.explicit, adjudication)

    def _row(self, row: Row, base: Row | None) -> Row:
        if row["entity"] is not None:
            adopt(self._merge, "entities", row["entity"])
        try:
            made = self._merge.rows.row("annotations", row, base, self._runs.id)
        except Unmapped:
            # The entity was deleted on both sides.
            made = self._merge.rows.row("annotations", {**row, "entity": None}, base, self._runs.id)
        assert made is not None
        return made

    def _label(self, name: str | None) -> str | None:
        try:
            return self._merge.rows.label(name)
        except Unmapped:
            return None

    def _delete(self, here: int, row: Row, gone: Collection[int]) -> None:
        """Delete an annotation that was deleted there, unless it has changed here."""
        merge = self._merge
        if row["article"] in gone:
            return
        if here in self._changed_here():
            merge.list(f"“{_quote(row)}” was deleted there and changed here; it stays.")
            return
        delete_annotation(merge.record, here)
        merge.counts.taken += 1

    def _changed_here(self) -> set[int]:
        """Return the annotations here that changed, with their tags and verdicts, since the common ancestor."""
        if not hasattr(self, "_changed"):
            self._changed = changed_annotations(self._merge)
        return self._changed

    # Both have it

    def _combine(self, mine: _State, base: _State, theirs: _State, *, can_wait: bool = False) -> None:
        """Merge an annotation that is here and there.

        Raises:
            _Occupied: when it `can_wait`, and another one that is still to be merged has its new place.
        """
        merge = self._merge
        assert mine.row is not None
        assert theirs.row is not None
        here = int(mine.row["id"])
        try:
            was = self._translated(base, None)
        except Unmapped:
            was = _State()
        new = self._translated(theirs, base)
        if merge.was_merged_there and here not in self._changed_here():
            was = mine
        assert new.row is not None
        merged = merge_verdicts(was.verdicts, new.verdicts, mine.verdicts)
        adjudication = _adjudicated(was.adjudication, new.adjudication, mine.adjudication)
        values, is_agreed, joined = self._undecided_values(was.row, new.row, mine.row)
        values |= self._decided_values(was, new, mine, merged, adjudication)
        twin = self._twin(here, mine.row, values)
        if twin is not None and can_wait and twin in self._waiting:
            raise _Occupied
        if twin is not None:
            self._unify(here, twin, mine.row, values, merged)
            return
        merge.counts.joined += joined
        for name in _DECISION:
            if name in values and values[name] == mine.row[name]:
                del values[name]
        if {"start", "end"} & values.keys():
            values |= self._placed(
                mine.row["article"], values.get("start", mine.row["start"]), values.get("end", mine.row["end"])
            )
        is_changed = self._store(here, mine, values, merged, adjudication, explicit=mine.explicit or new.explicit)
        if mine.verdicts and new.verdicts != was.verdicts and len(merged) > 1:
            # Both decided; where they differ, it is a dispute.
            merge.counts.agreed += len({choice[:-1] for choice in merged.values()}) == 1
        else:
            merge.counts.taken += is_changed
            merge.counts.agreed += not is_changed and (is_agreed or new.verdicts != was.verdicts)

    def _undecided_values(self, was: Row | None, new: Row, mine: Row) -> tuple[Row, bool, bool]:
        """Return new note, entity and stamps, whether both made the same change, and whether notes were joined."""
        merge = self._merge
        values: Row = {}
        is_joined = False
        is_agreed = was is not None and new["note"] == mine["note"] != was["note"]
        if new["note"] != mine["note"] and (was is None or new["note"] != was["note"]):
            before = "" if was is None else was["note"]
            note = join_notes(before, new["note"], mine["note"], new["analyst"] or merge.author, mine["analyst"])
            if note != mine["note"]:
                values["note"] = note
            is_joined = bool(mine["note"] and new["note"]) and note not in (new["note"], mine["note"])
        if new["entity"] != mine["entity"] and (was is None or new["entity"] != was["entity"]):
            is_later = (new["updated_at"], new["analyst"]) > (mine["updated_at"], mine["analyst"])
            if was is not None and mine["entity"] not in (was["entity"], None) and new["entity"] is not None:
                merge.list(f"“{_quote(mine)}” is linked to different entities; the later link stays.")
                if is_later:
                    values["entity"] = new["entity"]
            elif (was is not None and mine["entity"] == was["entity"]) or mine["entity"] is None:
                values["entity"] = new["entity"]
        if was is None or (new["analyst"], new["updated_at"]) != (was["analyst"], was["updated_at"]):
            later = max((new["updated_at"], new["analyst"]), (mine["updated_at"], mine["analyst"]))
            if was is not None and _same(was, mine, ("analyst", "updated_at")):
                later = (new["updated_at"], new["analyst"])
            values |= {"updated_at": later[0], "analyst": later[1]}
        source = "propagated_from"
        if was is not None and mine[source] == was[source] != new[source]:
            values[source] = new[source]
        return values, is_agreed, is_joined

    def _decided_values(
        self, was: _State, new: _State, mine: _State, merged: Mapping[str, Choice], adjudication: Row | None
    ) -> Row:
        """Return the status, label and span that stand."""
        assert new.row is not None
        assert mine.row is not None
        is_theirs_old = merged == mine.verdicts and adjudication == mine.adjudication
        if adjudication is not None:
            return {name: adjudication[name] for name in _DECISION}
        if is_theirs_old and len(merged) == 1:
            return {}
        if merged:
            is_mine_old = mine.verdicts == was.verdicts and merged == new.verdicts
            if is_mine_old and was.row is not None and _same(was.row, mine.row, _DECISION):
                return {name: new.row[name] for name in _DECISION}
            return dict(zip(_DECISION, latest(merged)[1][:-1], strict=True))
        if was.row is not None and _same(was.row, mine.row, _DECISION) and not _same(was.row, new.row, _DECISION):
            return {name: new.row[name] for name in _DECISION}
        if mine.verdicts and not merged:
            # The only decision was withdrawn.
            return {name: new.row[name] for name in _DECISION} | {"status": _SUGGESTED}
        return {}

    def _placed(self, article: int, start: int | None, end: int | None) -> Row:
        """Return the columns of an anchor."""
        if start is None or end is None:
            return {"start": None, "end": None, "quote": "", "prefix": "", "suffix": "", "paragraph": None}
        if article not in self._texts:
            (text,) = self._merge.db.execute("SELECT text FROM articles WHERE id = ?", [article]).fetchone()
            self._texts[article] = (text, [part.start for part in paragraphs(text)])
        text, starts = self._texts[article]
        return anchor_columns(anchor(text, Span(start, end), starts))

    def _twin(self, here: int, mine: Row, values: Row) -> int | None:
        """Return another annotation that has the span and label that this one is to get."""
        place = {name: values.get(name, mine[name]) for name in ("start", "end", "label")}
        if place["start"] is None or _same(place, mine, place):
            return None
        twin = self._merge.db.execute(
            'SELECT id FROM annotations WHERE article = ? AND start = ? AND "end" = ? AND label IS ? AND id <> ? '
            "ORDER BY coalesce(run, 0) <> coalesce(?, 0), status = 'suggested', id LIMIT 1",
            [mine["article"], place["start"], place["end"], place["label"], here, mine["run"]],
        ).fetchone()
        return None if twin is None else int(twin[0])

    def _unify(self, here: int, into: int, mine: Row, values: Row, merged: Mapping[str, Choice]) -> None:
        """Merge an annotation into another one that has its new span and label."""
        merge = self._merge
        self._flush()
        self._unified.add(into)
        state = self._read_here([into])[into]
        assert state.row is not None
        note = join_notes("", str(values.get("note", mine["note"])), state.row["note"])
        changes = {} if note == state.row["note"] else {"note": note}
        both = merge_verdicts({}, dict(merged), state.verdicts)
        if both and state.adjudication is None:
            changes |= {"status": latest(both)[1][0]}
            who, choice = latest(both)
            changes |= {"analyst": who, "updated_at": choice[-1]}
        attach_tags(merge.record, [into], tags_of(merge.record, here))
        uid = merge.db.execute("SELECT uid FROM annotations WHERE id IN (?, ?) ORDER BY id = ?", [here, into, into])
        own, other = (row[0] for row in uid.fetchall())
        delete_annotation(merge.record, here)
        merge.record.insert("uid_aliases", {"foreign_uid": own, "local_uid": other})
        merge.rows.forget("annotations")
        self._store(into, state, changes, both, state.adjudication, explicit=state.explicit)
        merge.counts.taken += 1

    def _store(
        self,
        here: int,
        mine: _State,
        values: Row,
        verdicts: Mapping[str, Choice],
        adjudication: Row | None,
        *,
        explicit: bool,
    ) -> bool:
        """Store an annotation with its verdicts, and return whether anything but its stamps has changed."""
        merge = self._merge
        assert mine.row is not None
        row = {**mine.row, **values}
        stamps = ("analyst", "updated_at")
        is_changed = any(mine.row[name] != value for name, value in values.items() if name not in stamps)
        is_decided = row["status"] != _SUGGESTED and row["analyst"]
        own = {row["analyst"]: tuple(row[name] for name in _DECISION)} if is_decided else {}
        fits = own == {who: choice[:-1] for who, choice in verdicts.items()}
        stored = {} if fits and not explicit else dict(verdicts)
        if not is_changed and not mine.explicit and not stored and own.keys() == mine.verdicts.keys():
            # Only who touched it last, which is no change by itself.
            return self._adjudicate(here, mine.adjudication, adjudication)
        if values.keys() & {"start", "label"}:
            # At once, as the next one may get the place that this one had.
            merge.record.update("annotations", here, **values)
        elif values:
            self._changes[here] = values
        known = mine.verdicts if mine.explicit else {}
        if stored != known:
            is_changed = True
            question = "SELECT analyst, id FROM verdicts WHERE annotation = ?"
            ids = dict(merge.db.execute(question, [here]).fetchall()) if mine.explicit else {}
            for analyst in sorted(ids.keys() - stored.keys()):
                merge.record.delete("verdicts", ids[analyst])
            for analyst, choice in sorted(stored.items()):
                given = dict(zip((*_DECISION, "at"), choice, strict=True))
                if analyst not in ids:
                    self._new_verdicts.append({"annotation": here, "analyst": analyst, **given})
                elif known.get(analyst) != choice:
                    self._changed_verdicts[ids[analyst]] = given
        return self._adjudicate(here, mine.adjudication, adjudication) or is_changed

    def _adjudicate(self, here: int, mine: Row | None, wanted: Row | None) -> bool:
        record = self._merge.record
        if mine == wanted:
            return False
        if wanted is None:
            record.delete("adjudications", here)
        elif mine is None:
            record.insert("adjudications", {"annotation": here, **wanted})
        else:
            record.update("adjudications", here, **wanted)
        return True

    # New here

    def _add(self, new: Sequence[tuple[int, _State]]) -> None:
        """Add annotations; one with the span and label of an annotation here is that annotation."""
        merge = self._merge
        made: list[tuple[int, Row, _State]] = []
        places: dict[tuple[Any, ...], int] = {}
        again: list[tuple[int, _State, int]] = []
        number_here = rows.next_id(merge.db, "annotations")
        there = self._places_here([state.row["article"] for _, state in new if state.row is not None])
        for number, state in new:
            try:
                theirs = self._translated(state, _State())
            except Unmapped:
                if state.row is not None:
                    merge.list(f"“{_quote(state.row)}” was left out, because its article is not here.")
                continue
            row = theirs.row
            assert row is not None
            if not self._is_text_there(row):
                merge.list(f"“{_quote(row)}” does not fit the text here and was left out.")
                continue
            place = (
                row["article"],
                row["start"],
                row["end"],
                row["label"],
                row["note"] if row["start"] is None else "",
            )
            twin = there.get(place)
            if twin is None and place in places:
                again.append((number, state, places[place]))
                continue
            if twin is not None:
                again.append((number, state, twin))
                continue
            places[place] = number_here
            made.append((number, {"id": number_here, **row}, theirs))
            number_here += 1
        self._insert(made)
        for number, state, here in again:
            assert state.row is not None
            merge.rows.learn("annotations", number, here)
            self._flush()
            mine = self._read_here([here])[here]
            assert mine.row is not None
            uid = state.row["uid"]
            if (
                uid != mine.row["uid"]
                and not merge.db.execute("SELECT 1 FROM uid_aliases WHERE foreign_uid = ?", [uid]).fetchone()
            ):
                merge.record.insert("uid_aliases", {"foreign_uid": uid, "local_uid": mine.row["uid"]})
            tags = merge.there.execute("SELECT tag FROM annotation_tags WHERE annotation = ? ORDER BY tag", (number,))
            mapped = [adopt(merge, "tags", tag) for (tag,) in tags.fetchall()]
            attach_tags(merge.record, [here], [tag for tag in dict.fromkeys(mapped) if tag is not None])
            if state.row["status"] != _SUGGESTED or state.row["note"] or state.row["analyst"]:
                self._combine(mine, _State(), state)

    def _insert(self, made: Sequence[tuple[int, Row, _State]]) -> None:
        merge = self._merge
        if not made:
            return
        names = list(recorded()["annotations"].columns)
        rows.insert_values(merge.db, "annotations", names, [tuple(row[name] for name in names) for _, row, _ in made])
        for number, row, _ in made:
            merge.rows.learn("annotations", number, row["id"])
        merge.rows.find("annotations", [number for number, *_ in made])
        listed = json.dumps([number for number, *_ in made])
        tagged = []
        for annotation, tag in merge.there.execute(
            "SELECT annotation, tag FROM annotation_tags WHERE annotation IN (SELECT value FROM json_each(?)) "
            "ORDER BY annotation, tag",
            (listed,),
        ).fetchall():
            here = adopt(merge, "tags", tag)
            if here is not None:
                tagged.append((merge.rows.id("annotations", annotation), here))
        rows.insert_values(merge.db, "annotation_tags", ("annotation", "tag"), list(dict.fromkeys(tagged)))
        merge.record.log(creation_changes(merge.db, [row["id"] for _, row, _ in made]))
        merge.record.insert_all(
            "verdicts",
            [
                {"annotation": row["id"], "analyst": who, **dict(zip((*_DECISION, "at"), choice, strict=True))}
                for _, row, state in made
                if state.explicit
                for who, choice in sorted(state.verdicts.items())
            ],
        )
        merge.record.insert_all(
            "adjudications",
            [{"annotation": row["id"], **state.adjudication} for _, row, state in made if state.adjudication],
        )
        merge.counts.annotations += len(made)
        merge.counts.taken += len(made)

    def _places_here(self, articles: Iterable[int]) -> dict[tuple[Any, ...], int]:
        """Return the annotations here in some articles there by what they are recognised by, decided ones first."""
        ids = {here for number in set(articles) if (here := self._merge.rows.id("articles", number)) is not None}
        found = self._merge.db.execute(
            "SELECT article, start, \"end\", label, iif(start IS NULL, note, ''), id FROM annotations "
            "WHERE article IN (SELECT value FROM json_each(?)) ORDER BY status = 'suggested' DESC, id DESC",
            [json.dumps(sorted(ids))],
        )
        return {tuple(place): number for *place, number in found.fetchall()}

    def _is_text_there(self, row: Row) -> bool:
        if row["start"] is None:
            return True
        self._placed(row["article"], 0, 1)
        return bool(self._texts[row["article"]][0][row["start"] : row["end"]] == row["quote"])


def changed_annotations(merge: MergeContext) -> set[int]:
    """Return the annotations here that changed, or of which tags, verdicts or adjudications changed."""
    found = set()
    for table, key in merge.changed_here:
        if table in ("annotations", "annotation_tags", "adjudications", "carried_over"):
            found.add(key[0])
        elif table == "verdicts":
            row = merge.db.execute("SELECT annotation FROM verdicts WHERE id = ?", [key[0]]).fetchone()
            found |= set() if row is None else {row[0]}
    return found


def _state(row: Row | None, verdicts: Sequence[Row], adjudication: Row | None) -> _State:
    if row is None:
        return _State()
    given: dict[str, Choice] = {
        one["analyst"]: (one["status"], one["label"], one["start"], one["end"], one["at"]) for one in verdicts
    }
    if not given and row["status"] != _SUGGESTED and row["analyst"]:
        given = {row["analyst"]: (row["status"], row["label"], row["start"], row["end"], row["updated_at"])}
    kept = None if adjudication is None else {name: adjudication[name] for name in _ADJUDICATED}
    return _State(row, given, bool(verdicts), kept)


def _adjudicated(base: Row | None, theirs: Row | None, mine: Row | None) -> Row | None:
    """Return what was adjudicated: what one side changed, or of two, the later, with both notes."""
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    if theirs is None or mine is None:
        return theirs or mine
    later, earlier = sorted((theirs, mine), key=lambda row: (row["decided_at"], row["analyst"]), reverse=True)
    return {**later, "note": join_notes("", earlier["note"], later["note"])}


def _same(one: Row, other: Row, names: Iterable[str]) -> bool:
    return all(one[name] == other[name] for name in names)


def _quote(row: Row) -> str:
    return flatten(row["quote"]) or "a note about the article"


def _by_id(connection: sqlite3.Connection, table: str, column: str, listed: str) -> dict[int, Row]:
    names = list(recorded()[table].columns)
    found = connection.execute(
        f"SELECT {rows.column_list(names)} FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", (listed,)
    )
    return {row[column]: row for row in (dict(zip(names, one, strict=True)) for one in found.fetchall())}


def _grouped(connection: sqlite3.Connection, listed: str) -> dict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in _all_verdicts(connection, listed):
        found[row["annotation"]].append(row)
    return dict(found)


def _all_verdicts(connection: sqlite3.Connection, listed: str) -> list[Row]:
    names = list(recorded()["verdicts"].columns)
    question = f"SELECT {rows.column_list(names)} FROM verdicts WHERE annotation IN (SELECT value FROM json_each(?))"
    return [dict(zip(names, one, strict=True)) for one in connection.execute(question, (listed,)).fetchall()]
