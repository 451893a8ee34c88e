"""Backups while one works, and putting them back."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from glossator.store import operations
from glossator.store.errors import Damaged, Locked, Missing, NotAWorkspace, ReadOnly, Refused, TooNew
from glossator.store.files.copies import free_name
from glossator.store.recovery import backup
from glossator.store.schema import SCHEMA_VERSION
from glossator.store.workspace import Workspace
from tests.store.dumps import ask, change, everything
from tests.store.samples import SAMPLES, make_sample
from tests.store.scene import Scene, done, ticking


def test_a_backup_is_what_the_workspace_is_while_it_is_used(scene: Scene) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    with closing(sqlite3.connect(scene.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE articles SET note = 'half done'")
        made = backup.back_up(scene.path)
        other.execute("ROLLBACK")
    assert everything(made) == everything(scene.path)
    assert ask(made, "PRAGMA integrity_check") == [("ok",)]
    assert made.parent == scene.path.parent
    assert backup.backups_of(scene.path) == [made]
    assert not list(made.parent.glob(".*"))


def test_a_backup_may_be_read_by_nobody_who_may_not_read_the_workspace(scene: Scene) -> None:
    scene.path.chmod(0o600)
    assert stat.S_IMODE(backup.back_up(scene.path).stat().st_mode) == 0o600


def test_no_backup_replaces_another(scene: Scene) -> None:
    made = {backup.back_up(scene.path) for _ in range(3)}
    assert len(made) == 3
    with pytest.raises(Refused, match=r"exists already; name another file\.$"):
        backup.back_up(scene.path, made.pop())
    with pytest.raises(Refused, match="There is no folder"):
        backup.back_up(scene.path, scene.path.parent / "gone" / "a.backup")


def test_a_backup_that_cannot_be_written_is_refused_and_leaves_nothing(scene: Scene) -> None:
    target = scene.path.parent / ("x" * 252)
    with pytest.raises(ReadOnly, match="cannot be written"):
        backup.back_up(scene.path, target)


def test_restoring_shows_in_the_windows_that_are_open_and_keeps_what_was_there(scene: Scene) -> None:
    made = backup.back_up(scene.path)
    before = everything(scene.path)
    done(scene.workspace, operations.accept, [scene.ship])
    after = everything(scene.path)
    version = scene.workspace.version()
    kept = backup.restore(scene.path, made).kept
    assert everything(scene.path) == before
    assert scene.workspace.version() != version
    assert scene.now(scene.ship).status == "suggested"
    assert kept is not None
    assert everything(kept) == after
    done(scene.workspace, operations.reject, [scene.ship])
    assert scene.workspace.problems() == []


def test_restoring_where_nothing_is_makes_the_workspace(scene: Scene, tmp_path: Path) -> None:
    made = backup.back_up(scene.path)
    assert backup.restore(tmp_path / "new.db", made).kept is None
    assert everything(tmp_path / "new.db") == everything(scene.path)


@pytest.mark.parametrize("state", ["sound", "damaged", "gone"])
def test_restoring_through_a_symbolic_link_replaces_what_it_points_to(scene: Scene, tmp_path: Path, state: str) -> None:
    made = backup.back_up(scene.path)
    before = everything(made)
    done(scene.workspace, operations.write_note, scene.ship, "Later.")
    scene.workspace.close()
    desk = tmp_path / "desk"
    desk.mkdir()
    link = desk / "linked.db"
    link.symlink_to(scene.path)
    if state == "damaged":
        scene.path.write_bytes(b"not a database")
    elif state == "gone":
        scene.path.unlink()
    kept = backup.restore(link, made).kept
    assert link.is_symlink()
    assert everything(scene.path) == before
    assert list(desk.iterdir()) == [link]
    assert kept is None or kept.parent == scene.path.parent


def test_a_damaged_workspace_is_moved_aside_for_its_backup(scene: Scene) -> None:
    made = backup.back_up(scene.path)
    scene.workspace.close()
    before = everything(scene.path)
    scene.path.write_bytes(b"\xff" * 10_000)
    kept = backup.restore(scene.path, made).kept
    assert everything(scene.path) == before
    assert kept is not None
    assert kept.read_bytes() == b"\xff" * 10_000


def test_restoring_waits_for_no_other_program_for_ever(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "_PATIENCE", 0.0)
    made = backup.back_up(scene.path)
    done(scene.workspace, operations.accept, [scene.ship])
    before = everything(scene.path)
    with closing(sqlite3.connect(scene.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Locked, match="Another program is writing"):
            backup.restore(scene.path, made)
    assert everything(scene.path) == before


def test_what_is_no_sound_backup_is_not_restored(scene: Scene, tmp_path: Path) -> None:
    before = everything(scene.path)
    foreign, newer = tmp_path / "foreign.db", backup.back_up(scene.path)
    change(foreign, "CREATE TABLE diary (entry TEXT)")
    change(newer, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    for wrong, error in ((tmp_path / "no.db", Missing), (foreign, NotAWorkspace), (newer, TooNew)):
        with pytest.raises(error):
            backup.restore(scene.path, wrong)
    damaged = backup.back_up(scene.path)
    data = bytearray(damaged.read_bytes())
    data[4096 * 3 : 4096 * 9] = b"\x55" * 4096 * 6
    damaged.write_bytes(data)
    with pytest.raises(NotAWorkspace, match="damaged"):
        backup.restore(scene.path, damaged)
    assert everything(scene.path) == before


def test_what_is_empty_or_damaged_is_neither_copied_nor_put_back(scene: Scene, tmp_path: Path) -> None:
    empty, damaged = tmp_path / "empty.db", backup.back_up(scene.path)
    empty.touch()
    data = bytearray(damaged.read_bytes())
    data[4096 * 3 : 4096 * 9] = b"\x55" * 4096 * 6
    damaged.write_bytes(data)
    before = everything(scene.path)
    for wrong, what in ((empty, "empty"), (damaged, "damaged")):
        with pytest.raises(Damaged, match=rf"is {what}.*, and so would its backup be; run “glossator doctor” for"):
            backup.back_up(wrong, tmp_path / "copy.db")
        with pytest.raises(Damaged, match=rf"The backup .* is {what}.* itself; choose another"):
            backup.restore(scene.path, wrong)
    assert everything(scene.path) == before
    assert not (tmp_path / "copy.db").exists()
    assert list(tmp_path.glob("*before-restore*")) == []


def test_what_was_never_a_workspace_is_not_moved_aside_for_a_backup(scene: Scene, tmp_path: Path) -> None:
    made = backup.back_up(scene.path)
    foreign, folder = tmp_path / "foreign.db", tmp_path / "folder"
    change(foreign, "CREATE TABLE diary (entry TEXT)")
    folder.mkdir()
    before = sorted(tmp_path.iterdir())
    for wrong in (foreign, folder):
        with pytest.raises(NotAWorkspace, match="not a workspace"):
            backup.restore(wrong, made)
    assert sorted(tmp_path.iterdir()) == before


def test_an_older_backup_is_brought_up_to_date_when_it_is_opened(tmp_path: Path) -> None:
    make_sample(tmp_path / "older.db", SAMPLES[-1])
    made = backup.back_up(tmp_path / "older.db")
    backup.restore(tmp_path / "new.db", made)
    with Workspace(tmp_path / "new.db", ticking("ann")) as workspace:
        assert workspace.problems() == []
    assert ask(tmp_path / "new.db", "PRAGMA user_version") == [(SCHEMA_VERSION,)]


def test_a_name_that_is_free_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    for expected in ("a.db.old.backup", "a.db.old-1.backup", "a.db.old-2.backup"):
        name = free_name(path, "old.backup")
        assert name.name == expected
        name.touch()
