"""Disks that are full and file systems without locks: said at once, and saved once it can be."""

import errno
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from glossator.domain.article import ArticleDraft
from glossator.store import connection as store_connection
from glossator.store import operations
from glossator.store.connection import reading_connection, store_error
from glossator.store.errors import DiskFull, Locked, NoLocks, StoreError
from glossator.store.files.disks import cannot_lock, network_of, network_warning
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.recovery.salvage import salvage
from glossator.store.workspace import Workspace
from tests.cli.conftest import Ran, run_process
from tests.faults.limits import lift_limit, limit_files, room_for
from tests.journeys.conftest import Start
from tests.journeys.ready import ARTICLE
from tests.journeys.steps import edits, leave, no, offers, rows, statuses, write
from tests.store.dumps import ask, change, everything
from tests.store.scene import Scene, add, done, outcome, ticking


def test_when_the_disk_is_full_it_is_said_and_what_is_typed_is_saved_when_there_is_room(
    start: Start, ready: Path
) -> None:
    # Python would keep the beginning of what it compiles.
    reader = start(PYTHONDONTWRITEBYTECODE="1")
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.press("space")
    reader.wait_for(edits("Hartness Point"))
    # A quota stands for the full disk, which nobody may make without being the superuser.
    limit_files(reader.pid, 4_096)
    reader.press("a")
    reader.wait_for("is full or failing", offers("not saved"))
    write(reader, "n", "No room for this.")
    reader.wait_for("The note was not saved", edits("No room for this."), offers("not saved"))
    assert statuses(ready)["Hartness Point"] == "suggested"
    lift_limit(reader.pid)
    reader.type(" Now there is.")
    reader.wait_for(edits("No room for this. Now there is."), offers("saved"), no("not saved"))
    leave(reader)
    reader.press("a")
    reader.wait_for("1 of 13 decided")
    reader.press("q")
    assert reader.exit_code() == 0
    assert rows(ready, "SELECT note, status FROM annotations WHERE note <> ''") == [
        ("No room for this. Now there is.", "accepted")
    ]
    assert rows(ready, "PRAGMA integrity_check") == [("ok",)]


_WITHOUT_ROOM = (
    ("search", "Norway"),
    ("export",),
    ("stats",),
    ("history",),
    ("codebook",),
    ("doctor",),
)


@pytest.mark.parametrize("words", _WITHOUT_ROOM)
def test_without_any_room_all_that_reads_works(ready: Path, words: tuple[str, ...]) -> None:
    usual = run_process(*words, "--db", ready)
    before = ready.read_bytes()
    ran = _without_room(*words, "--db", ready)
    assert (ran.code, ran.out, ran.err) == (usual.code, usual.out, usual.err)
    assert usual.code == 0
    assert ready.read_bytes() == before
    written = _without_room("import", ARTICLE.with_name("ready.py"), "--format", "plain", "--db", ready)
    assert "is full or failing, so nothing was saved; make room" in written.refusal
    # With room, it goes on as if nothing had been.
    assert run_process(*words, "--db", ready).out == usual.out


def _without_room(*words: str | Path) -> Ran:
    """Run a command that can make files, and put nothing into them."""
    return run_process(
        *words,
        env={"PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY)),
    )


@pytest.fixture
def full(tmp_path: Path, ready: Path) -> Iterator[Path]:
    """A workspace on a disk of its own that has no byte free."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("only the superuser may mount a disk")
    try:
        shutil.copy(ready, disk / "annotations.db")
        with suppress(OSError), (disk / "fill").open("wb", buffering=0) as fill:
            while fill.write(bytes(4_096)):
                pass
        yield disk / "annotations.db"
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def test_from_a_full_disk_all_is_exported_and_backed_up_to_another(full: Path, ready: Path, tmp_path: Path) -> None:
    names = sorted(path.name for path in full.parent.iterdir())
    for words in (("backup", tmp_path / "b.db"), ("export", "-o", tmp_path / "e.csv"), ("search", "Norway")):
        ran = run_process(*words, "--db", full, env={"PYTHONDONTWRITEBYTECODE": "1"})
        assert ran.code == 0, ran
    assert everything(tmp_path / "b.db") == everything(ready)
    for words in (("backup", full.with_name("b.db")), ("doctor", "--salvage", full.with_name("s.db"))):
        refused = run_process(*words, "--db", full, env={"PYTHONDONTWRITEBYTECODE": "1"}).refusal
        assert str(full.parent) in refused
    left = {path.name for path in full.parent.iterdir()} - {"annotations.db-wal", "annotations.db-shm"}
    assert sorted(left) == names


def test_what_is_read_without_locks_is_read_again_once_somebody_has_written(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.workspace.close()
    with room_for(0), Workspace(scene.path, ticking("ann")) as late:
        assert late.article(scene.article.uid).note == ""
        ((mode,),) = late.ask(lambda connection: connection.execute("PRAGMA journal_mode").fetchall())
        lift_limit(0)
        with Workspace(scene.path, ticking("bea")) as other:
            done(other, operations.write_article_note, scene.article.id, "There is room.")
            assert late.article(scene.article.uid).note == "There is room."
        assert late.article(scene.article.uid).note == "There is room."
        assert mode


def test_a_copy_made_without_locks_is_refused_when_somebody_has_written(scene: Scene) -> None:
    scene.workspace.close()

    def read_while_it_is_written_to() -> None:
        with room_for(0), reading_connection(scene.path):
            lift_limit(0)
            change(scene.path, "UPDATE articles SET note = 'meanwhile'")

    with pytest.raises(Locked, match="was read without locks; try again"):
        read_while_it_is_written_to()


@pytest.mark.parametrize("room", [0, 8_192, 200_000])
def test_a_salvage_for_which_there_is_no_room_leaves_nothing_and_can_be_tried_again(
    scene: Scene, tmp_path: Path, room: int
) -> None:
    for number in range(20):
        add(scene.workspace, ArticleDraft(f"Long {number}", f"{number} much to say. " * 1_000))
    scene.workspace.close()
    before = sorted(path.name for path in tmp_path.iterdir())
    with room_for(room), pytest.raises(DiskFull, match=r"The disk that holds .*new.db is full"):
        salvage(scene.path, tmp_path / "new.db")
    # SQLite leaves empty files beside what it could not open as usual, and removes them the next time.
    left = {path.name for path in tmp_path.iterdir()} - {"scene.db-wal", "scene.db-shm"}
    assert sorted(left) == before
    assert salvage(scene.path, tmp_path / "new.db").lost == []
    assert everything(tmp_path / "new.db") == everything(scene.path)


def test_an_act_for_which_there_is_no_room_leaves_nothing_behind(scene: Scene) -> None:
    before = everything(scene.path)

    @operation("test.small", "small")
    def small(record: Recorder) -> None:
        pages = record.db.execute("PRAGMA page_count").fetchone()[0]
        record.db.execute(f"PRAGMA max_page_count = {pages}")
        record.update("articles", scene.article.id, note="much to say " * 100_000)

    @operation("test.roomy", "roomy")
    def roomy(record: Recorder) -> None:
        record.db.execute("PRAGMA max_page_count = 1000000")

    with pytest.raises(StoreError, match=r"The disk that holds .* is full, so nothing was saved; make room"):
        outcome(scene.workspace.perform(small))
    assert "is full" in scene.workspace.writer.failed
    assert everything(scene.path) == before
    done(scene.workspace, roomy)
    done(scene.workspace, operations.accept, [scene.ship])
    assert ask(scene.path, "PRAGMA integrity_check") == [("ok",)]


def test_a_file_system_without_locks_is_reported_with_the_way_out() -> None:
    sentence = str(store_error(sqlite3.OperationalError("locking protocol"), Path("/net/a.db")))
    assert sentence == (
        "The file system of /net/a.db does not support file locks, so nothing is written there; copy the file to a "
        "local disk."
    )


@pytest.mark.parametrize("said", ["database is locked", "disk I/O error"])
@pytest.mark.parametrize("refused", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_whatever_sqlite_makes_of_missing_locks_they_are_reported_and_no_file_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, refused: int
) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(refused, "")

    def failing(path: Path, *_: object, **__: object) -> None:
        path.touch()
        raise sqlite3.OperationalError(said)

    monkeypatch.setattr("fcntl.lockf", no_locks)
    monkeypatch.setattr(store_connection, "connect_writing", failing)
    with pytest.raises(NoLocks, match=r"does not support file locks.*; copy the file to a local disk"):
        Workspace(tmp_path / "new.db", ticking("ann"), create=True)
    assert list(tmp_path.iterdir()) == []


def test_where_files_can_be_locked_or_nobody_can_tell_it_is_not_said_that_they_cannot(tmp_path: Path) -> None:
    assert not cannot_lock(tmp_path)
    assert not cannot_lock(tmp_path / "gone")


_MOUNTS = r"""22 1 0:1 / / rw,relatime shared:1 - ext4 /dev/root rw
31 22 0:27 / /proc rw - proc proc rw
45 22 0:40 / /srv/our\040desk rw,relatime shared:9 - nfs4 host:/desk rw
46 45 0:41 / /srv/our\040desk/local rw - ext4 /dev/b rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ann/annotations.db", ""),
        ("/srv/our desk/annotations.db", "nfs4"),
        ("/srv/our desk/local/annotations.db", ""),
        ("/srv/our desktop.db", ""),
    ],
)
def test_a_network_file_system_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, kind: str
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(_MOUNTS, encoding="utf-8")
    monkeypatch.setattr("glossator.store.files.disks._MOUNTS", mounts)
    assert network_of(Path(path)) == kind
    assert bool(network_warning(Path(path))) == bool(kind)


def test_where_nobody_can_tell_the_file_system_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glossator.store.files.disks._MOUNTS", tmp_path / "nowhere")
    assert network_warning(tmp_path / "a.db") == ""


def test_of_a_path_that_leads_round_in_a_circle_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.db").symlink_to(tmp_path / "b.db")
    (tmp_path / "b.db").symlink_to(tmp_path / "a.db")
    assert network_warning(tmp_path / "a.db") == ""
