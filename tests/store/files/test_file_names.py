"""A second name of a workspace, by which what is saved could be lost."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from glossator.store import operations
from glossator.store.connection import write_obstacle
from glossator.store.errors import ReadOnly
from glossator.store.files import file_names
from glossator.store.files.file_names import second_name_problem
from glossator.store.recovery import backup
from glossator.store.recovery.search_index import rebuild
from glossator.store.workspace import Workspace
from tests.store.dumps import everything
from tests.store.scene import Scene, done, outcome, ticking

_TWO = r"scene.db has 2 names \(hard links: also second.db\), and what is saved under one can be lost .* “glossator bac"


def test_under_two_names_a_workspace_is_read_and_not_written_to(scene: Scene, tmp_path: Path) -> None:
    made = backup.back_up(scene.path)
    scene.workspace.close()
    (tmp_path / "second.db").hardlink_to(scene.path)
    before = everything(scene.path)
    with Workspace(scene.path, ticking("ann")) as workspace:
        assert len(workspace.annotations(1)) == 4
        with pytest.raises(ReadOnly, match=_TWO):
            outcome(workspace.perform(operations.write_note, scene.ship, "Lost?"))
        assert "scene.db has 2 names" in "\n".join(workspace.problems())
    for write in (lambda: backup.restore(scene.path, made), lambda: rebuild(scene.path)):
        with pytest.raises(ReadOnly, match=_TWO):
            write()
    assert everything(scene.path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["scene.db", "second.db", made.name])
    copy = backup.back_up(scene.path, tmp_path / "copy.db")
    with Workspace(copy, ticking("ann")) as workspace:
        done(workspace, operations.write_note, scene.ship, "Kept.")
    (tmp_path / "second.db").unlink()
    with Workspace(scene.path, ticking("ann")) as workspace:
        done(workspace, operations.write_note, scene.ship, "Kept.")


def test_a_name_that_is_added_while_it_is_open_is_refused_to_others(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "second.db").hardlink_to(scene.path)
    with Workspace(tmp_path / "second.db", ticking("bea")) as workspace:
        assert "also scene.db" in workspace.unwritable


_LOCKS = """1: POSIX  ADVISORY  READ 71 {main} 1073741826 1073742335
2: POSIX  ADVISORY  READ 71 {beside} 128 128
2: -> POSIX  ADVISORY  WRITE 75 {main} 1073741826 1073742335
3: POSIX  ADVISORY  READ 72 {main} 1073741826 1073742335
4: FLOCK  ADVISORY  WRITE 73 {main} 0 EOF
5: POSIX  ADVISORY  READ -1 {main} 1073741826 1073742335
"""


def _place(path: Path) -> str:
    found = path.stat()
    return f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"


def test_a_program_that_has_the_file_open_under_another_name_is_noticed(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = scene.path.with_name("scene.db-shm")
    locks = tmp_path / "locks"
    monkeypatch.setattr(file_names, "_LOCKS", locks)
    monkeypatch.setattr(file_names, "_PAUSE", 0.0)
    written = _LOCKS.format(main=_place(scene.path), beside=_place(shared))
    locks.write_text(written, encoding="ascii")
    assert "is open in another program under another name" in second_name_problem(scene.path, has_log=True)
    assert second_name_problem(scene.path, has_log=False) == "", "without a log, all is in the file itself"
    with closing(sqlite3.connect(scene.path)) as connection:
        assert "under another name" in write_obstacle(connection, scene.path)
    locks.write_text("".join(line for line in written.splitlines(keepends=True) if " 72 " not in line), "ascii")
    assert second_name_problem(scene.path, has_log=True) == ""


def test_where_nobody_tells_of_locks_the_names_are_counted_alone(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_names, "_LOCKS", Path("/nowhere/locks"))
    assert second_name_problem(scene.path, has_log=True) == ""
