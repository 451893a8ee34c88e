"""The operation that merges other workspaces into this one."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from glossator.domain.merge_report import MergeCounts, MergeReport
from glossator.domain.uid import random_name
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.merged_runs import delete_unused_runs
from glossator.store.merging.annotations import merge_annotations
from glossator.store.merging.articles import Runs, add_articles, delete_articles, find_articles, merge_articles
from glossator.store.merging.by_article import MergeStart, changes_by_article, disputed
from glossator.store.merging.codebook import delete_codes, merge_codebook, merge_lexicon, merge_saved_searches
from glossator.store.merging.context import MergeContext
from glossator.store.merging.foreign_history import analysts_of, take_operations
from glossator.store.merging.links import merge_links
from glossator.store.merging.other_file import check_files, open_other
from glossator.store.merging.row_map import RowMap
from glossator.store.merging.timeline import (
    Point,
    Timeline,
    common_point,
    digest_at,
    end_of,
    events_since,
    extensions,
    merged_point,
    stands,
)
from glossator.store.operation import MERGE, SUGGEST
from glossator.store.rows import Key

_CACHE: Final = 64_000


class MergeDryRun(Exception):
    """The end of a merge of which nothing is kept; `reports` say what it would have done."""

    def __init__(self, reports: Sequence[MergeReport]) -> None:
        super().__init__()
        self.reports = reports


@operation("workspace.merge", "merge workspace")
def merge_workspaces(
    record: Recorder,
    own: Path,
    others: Sequence[Path],
    *,
    same: Sequence[str] = (),
    renamed: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> list[MergeReport]:
    """Merge other workspaces into this one, one after the other, and return what was done for each.

    Args:
        record: the recorder.
        own: the file of this workspace.
        others: the files of the others, which are only read.
        same: names of analysts who worked in both files and are one person.
        renamed: other names for analysts of the other files.
        dry_run: whether to raise MergeDryRun with the reports at the end, so that nothing is kept.

    Raises:
        StoreError: when a file cannot be merged; then none is.
        Refused: when an analyst's name may be shared by two people.
    """
    check_files(own, list(others))
    reports = [_merge_file(record, path, same, renamed or {}) for path in others]
    if dry_run:
        raise MergeDryRun(reports)
    return reports


def _merge_file(record: Recorder, path: Path, same: Sequence[str], renamed: Mapping[str, str]) -> MergeReport:
    with open_other(path) as there, _large_cache(there):
        start = common_point(record.db.conn, there)
        point = merged_point(record.db.conn, there, start)
        seen = merged_point(there, record.db.conn, start)
        _check_names(record, there, start, point, path, same, renamed)
        events = [*events_since(there, point)]
        extended = [*extensions(record.db.conn, there, start)]
        timeline = Timeline(there, [*extended, *events], whole=not start.entry and point == start)
        names = [name for name in analysts_of(there, point.entry, (MERGE, SUGGEST)) if name]
        called = tuple(dict.fromkeys(renamed.get(name, name) for name in names))
        merge = MergeContext(
            record=record,
            there=there,
            timeline=timeline,
            rows=RowMap(record, there, timeline, renamed),
            counts=MergeCounts(),
            changed_here=_changed_here(record, seen) if seen != start or timeline.has_deletions() else frozenset(),
            was_merged_there=seen != start,
            known=point,
            has_ancestor=bool(start.entry),
            author=called[-1] if called else path.stem,
        )
        _check_clock(merge, point)
        before = MergeStart.now(record.db.conn)
        row = _begin(merge)
        parsed = {event.entry.id: event.entry for event in events}
        operations = take_operations(record.db, there, row, start.entry, renamed, parsed)
        runs = Runs(merge)
        _merge_rows(merge, runs)
        _end(merge, row, runs, operations)
        counts = merge.counts
        return MergeReport(
            source=path.name,
            analysts=called,
            operations=operations,
            articles=counts.articles,
            annotations=counts.annotations,
            taken=counts.taken,
            agreed=counts.agreed,
            disputed=len(disputed(record.db.conn) - before.disputed) + counts.lexicon_disputes,
            joined=counts.joined,
            listed=tuple(counts.listed),
            proposed=tuple(counts.proposed),
            has_ancestor=merge.has_ancestor,
            by_article=changes_by_article(record.db.conn, before),
        )


def _changed_here(record: Recorder, since: Point) -> set[tuple[str, Key]]:
    """Return the rows here that have changed since a point."""
    return Timeline(record.db.conn, [*events_since(record.db.conn, since)], whole=False).differing()


def _merge_rows(merge: MergeContext, runs: Runs) -> None:
    """Merge all tables, each after those that it refers to, and deletions last."""
    merge_codebook(merge)
    merge_lexicon(merge)
    new = find_articles(merge)
    add_articles(merge, new, runs)
    merge_articles(merge)
    merge_annotations(merge, new, runs)
    merge_links(merge, new)
    merge_saved_searches(merge)
    delete_articles(merge)
    delete_codes(merge)


@contextmanager
def _large_cache(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")
    yield


def _check_names(
    record: Recorder,
    there: sqlite3.Connection,
    start: Point,
    point: Point,
    path: Path,
    same: Sequence[str],
    renamed: Mapping[str, str],
) -> None:
    """Refuse a merge when somebody of the same name has worked in both files since they were copied."""
    mine = set(analysts_of(record.db.conn, start.entry, (MERGE, SUGGEST)))
    known = {name.casefold() for name in same}
    for name in analysts_of(there, point.entry, (MERGE, SUGGEST)):
        if name in mine and name not in renamed and name.casefold() not in known:
            raise Refused(
                f"“{name}” has worked in this workspace and in {path}. If that is one person, add --same “{name}”; if "
                f"they are two, add --rename “{name}=OTHER NAME” for the one in {path.name}."
            )


def _check_clock(merge: MergeContext, point: Point) -> None:
    """List that the clocks of the two computers disagree, because of two decisions of an analyst the later counts."""
    late, newest = merge.there.execute(
        "SELECT count(DISTINCT batch), max(at) FROM history WHERE id > ? AND at > ?", (point.entry, merge.record.at)
    ).fetchone()
    if late:
        merge.list(
            f"The clock there is ahead: {late:,} operation{'' if late == 1 else 's'} up to {newest}, and it is "
            f"{merge.record.at} here; check which decision stands where you disagree."
        )


def _begin(merge: MergeContext) -> int:
    """Add the row of `merged` for a merge that is going on, unless there is nothing new, and return its id."""
    end = end_of(merge.there)
    (workspace,) = merge.there.execute("SELECT max(uid) FROM workspaces").fetchone()
    merge.db.execute(
        "INSERT INTO merged (batch, workspace, up_to, event, digest, merged_at, articles, annotations, runs) "
        "VALUES (0, ?, ?, ?, ?, ?, ?, ?, '[]')",
        [
            *(workspace or "", end.entry, end.event, digest_at(merge.there, end), merge.record.at),
            *(end.articles, end.annotations),
        ],
    )
    return int(merge.db.execute("SELECT last_insert_rowid()").fetchone()[0])


def _end(merge: MergeContext, row: int, runs: Runs, operations: int) -> None:
    """Complete the row of `merged`, or delete it when nothing was new."""
    db = merge.db
    batch = merge.record.batch or 0
    db.execute("UPDATE merged SET batch = ?, runs = ? WHERE id = ?", [batch, json.dumps(runs.added), row])
    delete_unused_runs(db)
    if not operations and not batch:
        db.execute("DELETE FROM merged WHERE id = ?", [row])
        db.execute("UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'merged'")
        return
    if not db.execute("SELECT uid FROM workspaces").fetchone():
        db.execute("INSERT INTO workspaces VALUES (?)", [random_name("w", merge.record.chance)])
    known: set[tuple[Any, ...]] = set(db.execute("SELECT up_to, event, digest FROM merged").fetchall())
    for values in merge.there.execute(
        "SELECT workspace, up_to, event, digest, merged_at, articles, annotations "
        f"FROM merged WHERE {stands('merged')} ORDER BY id"
    ).fetchall():
        # What they had merged is merged here, too.
        if values[1:4] not in known:
            db.execute(
                "INSERT INTO merged (batch, workspace, up_to, event, digest, merged_at, articles, annotations, runs) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, '[]')",
                [batch, *values],
            )
