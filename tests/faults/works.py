"""What programs are in the middle of when they are killed: each yields a line for whatever it would show as saved."""

import hashlib
import json
import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from glossator.services.exporting import export, formats
from glossator.services.importing import articles, inputs
from glossator.services.merging import merge_files
from glossator.store import operations as store_operations
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.queries.records import FlatFilter
from glossator.store.recovery.backup import back_up, restore
from glossator.store.workspace import Author, Workspace
from tests.faults import script
from tests.spared_disk import spared_disk
from tests.store import operations
from tests.store.scene import done, ticking

FILES: Final = 12
"""How many files are brought in."""
_AT_ONCE: Final = 3
REDO: Final = "redo"
"""What is shown before what was undone is done again."""
MERGES: Final = 3
"""How many workspaces are merged."""
RESTORES: Final = 4
"""How often a backup is put back."""


def _work(folder: Path, seed: int) -> Iterator[object]:
    yield from script.steps(folder / "annotations.db", seed)


def _beside(folder: Path, seed: int) -> Iterator[object]:
    """Work where others do too: the line says what the history has of this analyst."""
    analyst = f"analyst {seed}"
    with Workspace(folder / "annotations.db", ticking(analyst, seed)) as workspace:
        chance = random.Random(seed)
        for number in range(1, script.STEPS + 1):
            redoes, do = script.choose(workspace, chance, number)
            if redoes:
                # Once done it looks as if the undo before it were lost.
                yield REDO
            do()
            yield workspace.ask(traces, analyst)


def traces(connection: sqlite3.Connection, analyst: str, most: int = -1) -> str:
    """Return how many changes of an analyst the history has, and what is in the first `most` of them.

    The second word is of what never changes, the third of what undo and redo change too.
    """
    rows = connection.execute(
        "SELECT batch, at, act, subject, before, after, undone, dropped FROM history WHERE analyst = ? "
        "ORDER BY id LIMIT ?",
        [analyst, most],
    ).fetchall()
    lasting, whole = (hashlib.sha256(repr(shown).encode()).hexdigest() for shown in ([row[:6] for row in rows], rows))
    return f"{len(rows)} {lasting} {whole}"


def _migrate(folder: Path, seed: int) -> Iterator[object]:
    with Workspace(folder / "annotations.db", Author("ann")):
        yield 1


def write_files(folder: Path) -> None:
    """Put files into the folder that they are brought in from."""
    (folder / "in").mkdir()
    for number in range(FILES):
        (folder / "in" / f"{number:02}.txt").write_text(f"{script.TEXT}\n\nFile {number}.", encoding="utf-8")


def _import(folder: Path, seed: int) -> Iterator[object]:
    """Bring in a folder of files, a few in a transaction."""
    articles._AT_ONCE = _AT_ONCE  # type: ignore[misc]  # otherwise all would be there at once
    with LazyWorkspace(folder / "annotations.db", ticking("importer", seed)) as opening:
        for outcome in articles.import_articles(opening, inputs.resolve_paths([folder / "in"])):
            assert isinstance(outcome, inputs.Imported), outcome
            yield outcome.name


def _export(folder: Path, seed: int) -> Iterator[object]:
    """Write a table over the one before, and a folder, again and again, each with a note that tells them apart."""
    with Workspace(folder / "annotations.db", ticking("exporter", seed)) as workspace:
        article = workspace.articles()[0].id
        for number in range(1, script.STEPS + 1):
            done(workspace, store_operations.write_article_note, article, f"Step {number}.")
            export(workspace, FlatFilter(), formats()["csv"], folder / "out.csv", force=True)
            export(workspace, FlatFilter(), formats()["brat"], folder / f"out-{number}")
            yield number


def _backup(folder: Path, seed: int) -> Iterator[object]:
    with Workspace(folder / "annotations.db", ticking("keeper", seed)) as workspace:
        article = workspace.articles()[0].id
        for number in range(1, script.STEPS + 1):
            done(workspace, store_operations.write_article_note, article, f"Step {number}.")
            back_up(workspace.path, folder / f"copy-{number}.db")
            yield number


def _restore(folder: Path, seed: int) -> Iterator[object]:
    """Put back the one and the other of two backups in turn."""
    for number in range(1, RESTORES + 1):
        restore(folder / "annotations.db", folder / f"backup-{number % 2}.db")
        yield number


def _merge(folder: Path, seed: int) -> Iterator[object]:
    """Merge the workspaces of colleagues, each by itself; then undo the last merge."""
    with Workspace(folder / "annotations.db", ticking("merger", seed)) as workspace:
        for number in range(MERGES):
            merge_files(workspace, [folder / f"colleague-{number}.db"])
            yield number + 1


def _team(names: Sequence[str] = ()) -> Callable[[Path, int], Iterator[object]]:
    """Return what does random operations without end, of these names or of any, and tells what of it is stored."""

    def work(folder: Path, seed: int) -> Iterator[object]:
        path, chance = folder / "annotations.db", random.Random(seed)
        # A kill does not need the disk to have all; a power cut would.
        with spared_disk(), Workspace(path, ticking(f"analyst {seed % 3}", seed)) as workspace:
            seen = Stored()
            workspace.ask(seen.new)
            while True:
                for name in operations.some(chance, 20, names):
                    with suppress(*operations.REFUSED):
                        operations.perform(workspace, name, chance.getrandbits(32))
                    yield json.dumps(workspace.ask(seen.new))

    return work


@dataclass
class Stored:
    """How much of what is stored has been seen."""

    entry: int = 0
    event: int = 0
    article: int = 0
    run: int = 0

    def new(self, connection: sqlite3.Connection) -> list[list[object]]:
        """Return what is new, each as its kind, its number and what never changes of it."""
        found = [
            *(["entry", *row] for row in connection.execute(f"{_ENTRIES} WHERE id > ?", [self.entry])),
            *(["event", *row] for row in connection.execute(f"{_EVENTS} WHERE id > ?", [self.event])),
            *(["article", *row] for row in connection.execute(f"{_ARTICLES} WHERE id > ?", [self.article])),
            *(["run", *row] for row in connection.execute(f"{_RUNS} WHERE id > ?", [self.run])),
        ]
        self.entry, self.event, self.article, self.run = (
            max((int(row[1]) for row in found if row[0] == kind), default=before)
            for kind, before in (
                ("entry", self.entry),
                ("event", self.event),
                ("article", self.article),
                ("run", self.run),
            )
        )
        # A note that is typed back to what it was leaves no entry.
        return [row for row in found if row[0] != "entry" or row[3] not in GOING_ON]


_ENTRIES: Final = "SELECT id, batch, act, analyst, subject, coalesce(length(before), 0) FROM history"
_EVENTS: Final = "SELECT id, event, batch, entry, analyst FROM undo_events"
# What was deleted is kept.
_ARTICLES: Final = (
    "SELECT id, length FROM (SELECT id, length FROM articles UNION SELECT article, length FROM removed_articles)"
)
_RUNS: Final = (
    "SELECT id, article, pipeline, version FROM (SELECT * FROM runs UNION ALL SELECT one.value ->> '$[0]', article, "
    "one.value ->> '$[1]', one.value ->> '$[2]', '', '', '' FROM removed_articles, json_each(rest, '$.runs') AS one)"
)
GOING_ON: Final = ("annotation.note", "article.note", "entity.note", "tag.note", "article.import")
"""Operations of several transactions, of which a later one may change the entries of one before."""

WORKS: Final[dict[str, Callable[[Path, int], Iterator[object]]]] = {
    "work": _work,
    "beside": _beside,
    "migrate": _migrate,
    "import": _import,
    "export": _export,
    "backup": _backup,
    "restore": _restore,
    "merge": _merge,
    "operations": _team(),
    "imports": _team(("import", "ingest_articles", "add_annotated_article", "import_rows")),
    "analyses": _team(("analyse",)),
}
"""What a program does in a folder, by name; the seed makes it the same each time."""
