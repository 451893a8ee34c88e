"""What is done in a program that has the table `sightings` besides: see `test_new_table`. It is given a workspace."""

import importlib
import io
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from glossator.domain.annotation import Annotation
from glossator.formats.tables.profiles import EXACT
from glossator.services.exporting import export, formats
from glossator.store import history, operations
from glossator.store.errors import Conflict
from glossator.store.history.operation import Operation
from glossator.store.history.replay import replay
from glossator.store.operations import labels
from glossator.store.operations.articles import delete_articles
from glossator.store.queries.history import ChangeView, FieldChange
from glossator.store.queries.records import FlatFilter
from glossator.store.recovery.salvage import salvage
from glossator.store.workspace import Workspace
from tests.store.dumps import Dump, ask, dump
from tests.store.scene import done, ticking

_PAGE: Final = 4096
_ROWS: Final = "SELECT id, annotation, place, label, analyst FROM sightings"


def _operation(name: str) -> Operation[..., Any]:
    module = importlib.import_module("glossator.store.operations.sightings")
    (found,) = [one for one in vars(module).values() if isinstance(one, Operation) and one.id == name]
    return found


def _captain(workspace: Workspace) -> Annotation:
    """Return the annotation that is seen at places."""
    (found,) = [one for one in workspace.annotations(1) if one.quote == "Mira Okafor"]
    return found


def _undone_and_redone(workspace: Workspace, before: Dump) -> None:
    """Undo the last operation, which leads to `before`, and redo it."""
    after = dump(workspace.path)
    done(workspace, history.undo)
    assert dump(workspace.path) == before
    done(workspace, history.redo)
    assert dump(workspace.path) == after


def _work(workspace: Workspace, other: Workspace) -> None:
    """Add, change and remove sightings, and undo and redo that."""
    path = workspace.path
    captain = _captain(workspace)
    before = dump(path)
    done(workspace, _operation("sighting.create"), captain.id, "Lumen Bay", "PRODUCT")
    entry = workspace.history(1)[0]
    assert (entry.title, entry.quote, entry.changes) == ("add sighting", "Lumen Bay", 1)
    fields = (
        FieldChange("annotation", "", captain.quote),
        FieldChange("place", "", "Lumen Bay"),
        FieldChange("label", "", "PRODUCT"),
    )
    assert workspace.changes(entry.batch) == [ChangeView("sighting", "Lumen Bay", 1, fields)]
    _undone_and_redone(workspace, before)

    # A label is known by its id, whatever it is called.
    before = dump(path)
    done(workspace, _operation("sighting.move"), 1, "Port Selby", None)
    assert ask(path, _ROWS) == [(1, captain.id, "Port Selby", None, "ann")]
    done(workspace, labels.rename_label, "PRODUCT", "VESSEL")
    done(workspace, history.undo_operation, workspace.history(2)[1].batch)
    assert ask(path, _ROWS) == [(1, captain.id, "Lumen Bay", "VESSEL", "ann")]
    done(workspace, history.undo)
    done(workspace, history.undo)
    done(workspace, history.undo)
    assert dump(path) == before

    # What took the place of a row is named.
    done(workspace, _operation("sighting.move"), 1, "Port Selby", "GPE")
    done(other, _operation("sighting.create"), captain.id, "lumen bay", None)
    with pytest.raises(Conflict, match="by “add sighting” of bea"):
        done(workspace, history.undo)

    # It goes with the annotation, and with the article.
    removals: tuple[tuple[Operation[..., Any], object], ...] = (
        (operations.delete, captain.id),
        (delete_articles, [1]),
    )
    for remove, what in removals:
        before = dump(path)
        done(workspace, remove, what)
        assert ask(path, _ROWS) == []
        _undone_and_redone(workspace, before)
        done(workspace, history.undo)

    # The codebook knows of the reference.
    done(workspace, labels.merge_labels, "GPE", "LOC")
    assert ask(path, f"{_ROWS} WHERE id = 1") == [(1, captain.id, "Port Selby", "LOC", "ann")]


def _without_tables(path: Path) -> Path:
    """Copy a workspace without the pages that say which tables there are."""
    data = path.read_bytes()
    pages = [data[start : start + _PAGE] for start in range(0, len(data), _PAGE)]
    lost = path.with_name("lost.db")
    lost.write_bytes(b"".join(b"\x55" * _PAGE if at and b"CREATE " in page else page for at, page in enumerate(pages)))
    return lost


def run(path: Path) -> None:
    """Do it all in the workspace at `path`, which is of the schema before."""
    with Workspace(path, ticking("ann")) as workspace, Workspace(path, ticking("bea", seed=2)) as other:
        _work(workspace, other)
        assert workspace.problems() == []
        assert replay(path).misfit is None
        written = io.BytesIO()
        export(workspace, FlatFilter(), formats(EXACT)["sightings"], written)
        uid = _captain(workspace).uid
        lines = [f"{uid},Port Selby,LOC,ann", f"{uid},lumen bay,,bea"]
        assert written.getvalue().decode().splitlines() == ["annotation_id,place,label,analyst", *lines]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    for damaged in (path, _without_tables(path)):
        new = path.with_name(f"salvaged {damaged.name}")
        salvage(damaged, new)
        assert ask(new, _ROWS) == ask(path, _ROWS) != []


if __name__ == "__main__":
    run(Path(sys.argv[1]))
