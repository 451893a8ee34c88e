"""Files that are no workspace, cannot be written to, or are of another time."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from glossator.domain.article import ArticleDraft
from glossator.domain.codebook import LABELS
from glossator.store import connection as store_connection
from glossator.store import history as turns
from glossator.store import operations
from glossator.store.connection import (
    APPLICATION_ID,
    connect_reading,
    connect_writing,
    create_or_migrate,
    store_error,
)
from glossator.store.errors import Damaged, DiskFull, Locked, Missing, NotAWorkspace, ReadOnly, StoreError, TooNew
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.recovery.backup import back_up
from glossator.store.recovery.checks import examine
from glossator.store.schema import SCHEMA_VERSION
from glossator.store.schema import migrations as schema
from glossator.store.workspace import Author, Workspace
from tests.store.dumps import ask, change, dump, everything, history, tables
from tests.store.scene import Scene, add, done, outcome, set_scene, ticking


@pytest.fixture
def filled(scene: Scene) -> Path:
    """A workspace with something in it, closed."""
    scene.workspace.close()
    return scene.path


def open_(path: Path, *, create: bool = False) -> Workspace:
    return Workspace(path, ticking("ann", seed=5), create=create)


# What is no workspace


@pytest.mark.parametrize("create", [True, False])
def test_a_folder_is_refused(tmp_path: Path, create: bool) -> None:
    with pytest.raises(NotAWorkspace, match=r"is a folder, not a workspace; name a file with --db\.$"):
        open_(tmp_path, create=create)


@pytest.mark.parametrize("create", [True, False])
def test_a_pipe_or_a_device_is_refused_and_nothing_is_put_beside_it(tmp_path: Path, create: bool) -> None:
    os.mkfifo(tmp_path / "pipe.db")
    for path in (tmp_path / "pipe.db", Path(os.devnull)):
        with pytest.raises(NotAWorkspace, match=r"is not a regular file; name another with --db\.$"):
            open_(path, create=create)
    assert [found.name for found in tmp_path.iterdir()] == ["pipe.db"]
    assert not Path(f"{os.devnull}-journal").exists()


def test_damage_in_the_names_of_tables_and_in_texts_is_reported_as_damage(filled: Path) -> None:
    change(filled, "UPDATE articles SET title = CAST(x'bd62' AS TEXT)")
    with (
        open_(filled) as workspace,
        pytest.raises(Damaged, match=r"is damaged .damaged text.; “glossator doc"),
    ):
        workspace.articles()
    assert "Table articles cannot be read to its end: damaged text." in examine(filled).problems
    with closing(sqlite3.connect(filled, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET name = CAST(x'bd62' AS TEXT), sql = 'x' WHERE name = 'runs'")
    for opening in (open_, examine, lambda path: back_up(path, path.with_name("copy.db"))):
        with pytest.raises(Damaged, match=r"is damaged .damaged text.; “glossator doctor” lists backups"):
            opening(filled)


def test_a_missing_file_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(Missing, match=r"There is no workspace at \S+nowhere\.db; open an article"):
        open_(tmp_path / "nowhere.db")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(Missing, match=r"There is no folder \S+gone; make it first"):
        open_(tmp_path / "gone" / "a.db", create=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("create", [True, False])
def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "foreign.db"
    change(path, "CREATE TABLE articles (id INTEGER PRIMARY KEY)")
    before = path.read_bytes()
    with pytest.raises(NotAWorkspace, match="is a SQLite database, but not a workspace of this program"):
        open_(path, create=create)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("content", [b"An article, not a database.\n" * 100, b"\x89PNG\r\n\x1a\n"], ids=["text", "png"])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes, create: bool) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(content)
    with pytest.raises(NotAWorkspace, match="is not a workspace, or is damaged"):
        open_(path, create=create)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_workspace_that_was_cut_off_is_reported(filled: Path) -> None:
    whole = filled.read_bytes()
    filled.write_bytes(whole[: len(whole) // 2])

    def look() -> None:
        with open_(filled) as workspace:
            workspace.problems()

    with pytest.raises(NotAWorkspace, match="damaged"):
        look()


def test_a_workspace_of_a_later_program_is_refused_and_left_alone(filled: Path) -> None:
    change(filled, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = filled.read_bytes()
    for create in (True, False):
        with pytest.raises(
            TooNew, match=f"later version .*schema {SCHEMA_VERSION + 1}, this one knows {SCHEMA_VERSION}"
        ):
            open_(filled, create=create)
    assert filled.read_bytes() == before


def test_a_thread_that_reads_keeps_little_of_the_file_in_memory(filled: Path) -> None:
    with closing(connect_reading(filled)) as connection:
        (kept,) = connection.execute("PRAGMA cache_size").fetchone()
    # Negative are KiB; there may be eight such threads.
    assert -1024 < kept < 0


@pytest.mark.parametrize("create", [True, False])
def test_an_empty_file_becomes_a_workspace(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    with open_(path, create=create) as workspace:
        assert workspace.articles() == []
        assert [label.name for label in workspace.labels()] == [label.name for label in LABELS]


# Making one


def test_a_new_workspace_is_marked_complete_and_empty(workspace: Workspace) -> None:
    assert ask(workspace.path, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert ask(workspace.path, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert ask(workspace.path, "PRAGMA journal_mode") == [("wal",)]
    assert workspace.labels() == list(LABELS)
    assert workspace.problems() == []
    assert set(workspace.counts().values()) == {0}


def test_a_workspace_that_is_there_is_opened_and_not_made_anew(filled: Path) -> None:
    before = everything(filled)
    with open_(filled, create=True) as workspace:
        assert len(workspace.articles()) == 1
    assert everything(filled) == before


def test_opening_reading_and_closing_change_no_byte(filled: Path, tmp_path: Path) -> None:
    before = filled.read_bytes()
    with open_(filled) as workspace:
        workspace.warm_up()
        for summary in workspace.articles():
            workspace.annotations(workspace.article(summary.uid).id)
        workspace.history(10)
    assert filled.read_bytes() == before
    assert [path.name for path in tmp_path.glob("scene*")] == ["scene.db"]


def test_a_closed_workspace_is_complete_in_its_one_file(scene: Scene, tmp_path: Path) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    before = everything(scene.path)
    scene.workspace.close()
    copied = tmp_path / "copy.db"
    shutil.copyfile(scene.path, copied)
    assert everything(copied) == before
    assert not scene.path.with_name("scene.db-wal").exists()


def test_a_workspace_is_made_only_when_there_is_something_to_put_into_it(tmp_path: Path, author: Author) -> None:
    path = tmp_path / "later.db"
    with LazyWorkspace(path, author) as opening:
        assert opening.existing() is None
        assert not path.exists()
        made = opening.get()
        assert path.exists()
        assert opening.get() is made
        assert opening.existing() is made
    with pytest.raises(StoreError, match="closed"):
        done(made, operations.accept, [1])
    with LazyWorkspace(path, author) as opening:
        assert opening.existing() is not None


# Where nothing can be written. Permissions do not bind the superuser, who is nobody for as long as it takes.


@contextmanager
def _as_nobody() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    try:
        os.setresuid(65_534, 65_534, 0)
    except OSError:
        pytest.skip("the superuser of this machine cannot be anybody else")
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def shelf(filled: Path) -> Iterator[Path]:
    """A workspace in a folder that everybody can reach, and that is still this user's own."""
    folder = Path(tempfile.mkdtemp())
    shutil.copyfile(filled, folder / "shelf.db")
    yield folder / "shelf.db"
    folder.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("file", "folder"),
    [(0o444, 0o777), (0o444, 0o555), (0o666, 0o555)],
    ids=["read-only file", "both read-only", "read-only folder"],
)
def test_what_cannot_be_written_to_can_be_read_and_says_so_when_it_is_changed(
    shelf: Path, file: int, folder: int
) -> None:
    before = shelf.read_bytes()
    shelf.chmod(file)
    shelf.parent.chmod(folder)
    with _as_nobody(), open_(shelf) as workspace:
        (article,) = workspace.articles()
        assert article.title == "Ferry to Lumen"
        future = workspace.perform(operations.write_article_note, article.id, "x")
        with pytest.raises(ReadOnly, match="cannot be written to, so nothing was saved; make both writable"):
            outcome(future)
        assert workspace.article(article.uid).note == ""
    assert shelf.read_bytes() == before


def test_a_new_workspace_in_a_read_only_folder_is_refused(shelf: Path) -> None:
    shelf.parent.chmod(0o555)
    with _as_nobody(), pytest.raises(ReadOnly, match="cannot be written to"):
        open_(shelf.with_name("new.db"), create=True)
    assert list(shelf.parent.iterdir()) == [shelf]


def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(shelf: Path) -> None:
    shelf.chmod(0o000)
    shelf.parent.chmod(0o755)
    with _as_nobody(), pytest.raises(StoreError):
        open_(shelf)


def test_an_older_workspace_that_cannot_be_written_to_is_refused(shelf: Path) -> None:
    change(shelf, "PRAGMA user_version = 1")
    shelf.chmod(0o444)
    shelf.parent.chmod(0o555)
    with _as_nobody(), pytest.raises(ReadOnly, match="cannot be written to"):
        open_(shelf)


# While another program is at it


def test_a_workspace_that_another_program_writes_to_can_be_opened_and_read(filled: Path) -> None:
    with closing(sqlite3.connect(filled, isolation_level=None)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        busy.execute("UPDATE articles SET note = 'half done'")
        with open_(filled) as workspace:
            assert workspace.article(workspace.articles()[0].uid).note == ""
        busy.execute("ROLLBACK")


def test_a_workspace_that_another_program_has_to_itself_is_reported(filled: Path) -> None:
    with closing(sqlite3.connect(filled, isolation_level=None)) as busy:
        busy.execute("PRAGMA locking_mode = EXCLUSIVE")
        busy.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Locked, match=r"Another program is writing to \S+; wait until it is done, or close it"):
            open_(filled)


@pytest.fixture
def waiting(filled: Path) -> Path:
    """A workspace that another tool has rewritten, so that reading it waits for who writes."""
    with closing(sqlite3.connect(filled, isolation_level=None)) as connection:
        assert connection.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    return filled


def test_a_workspace_that_another_tool_has_written_anew_is_read_while_others_write(waiting: Path) -> None:
    with open_(waiting) as workspace:
        assert ask(waiting, "PRAGMA journal_mode") == [("wal",)]
        before = workspace.articles()
        with closing(sqlite3.connect(waiting, isolation_level=None)) as busy:
            busy.execute("BEGIN EXCLUSIVE")
            assert workspace.articles() == before


@pytest.mark.parametrize("work", ["SELECT count(*) FROM articles", "UPDATE articles SET note = 'Typed elsewhere'"])
def test_one_that_others_are_at_work_on_is_refused_as_keys_would_wait_for_them(
    waiting: Path, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    monkeypatch.setattr("glossator.store.connection._PATIENCE", 0.01)
    with closing(sqlite3.connect(waiting, isolation_level=None)) as busy:
        busy.execute("BEGIN")
        busy.execute(work).fetchall()
        with pytest.raises(Locked, match=r"is writing to .* and blocks readers; wait until it is done, or close it"):
            open_(waiting)
        busy.execute("ROLLBACK")
    with open_(waiting) as workspace:
        assert workspace.articles()
    assert ask(waiting, "PRAGMA journal_mode") == [("wal",)]


def test_one_that_others_are_done_with_soon_is_waited_for(waiting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(waiting, isolation_level=None)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr("glossator.store.connection.time.sleep", lambda _: busy.execute("COMMIT"))
        with open_(waiting) as workspace:
            assert workspace.articles()
    assert ask(waiting, "PRAGMA journal_mode") == [("wal",)]


def test_one_that_may_not_be_written_to_is_read_as_it_is(waiting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def may_not(path: Path, *_: object, **__: object) -> None:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr("glossator.store.connection.connect_writing", may_not)
    with open_(waiting) as workspace:
        assert workspace.articles()
    assert ask(waiting, "PRAGMA journal_mode") == [("delete",)]


# Older ones


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A workspace as the first version of the program left it, with something in it."""
    path = tmp_path / "older.db"
    with closing(connect_writing(path, create=True)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        schema.migrations.apply(db, stop_before="0002_decide_once")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")
    change(path, "INSERT INTO history VALUES (1, 1, '', 'ann', 'x', 'articles:1', NULL, '{}', NULL, 0)")
    change(path, "INSERT INTO entities VALUES (1, 'e_1', 'Meridian', 'ORG', '', '')")
    return path


def _shape(path: Path) -> list[tuple[str, str]]:
    return [(table, name) for table in tables(path) for _, name, *_ in ask(path, f"PRAGMA table_xinfo({table})")]


def _version(path: Path) -> int:
    ((version,),) = ask(path, "PRAGMA user_version")
    return int(version)


def test_an_older_workspace_is_backed_up_and_brought_up_to_date(older: Path) -> None:
    before = dump(older)
    with open_(older) as workspace:
        assert workspace.problems() == []
    assert _version(older) == SCHEMA_VERSION
    labels = ask(older, "SELECT name, colour, key, description FROM labels ORDER BY name")
    assert {name: rows for name, rows in {**dump(older), "labels": labels}.items() if name in before} == before
    assert [row[:9] for row in history(older)] == [(1, 1, "", "ann", "x", "articles:1", None, "{}", None)]
    backup = older.with_name("older.db.schema1.backup")
    assert _version(backup) == 1
    assert dump(backup) == before


def test_a_migrated_workspace_works_like_a_new_one(older: Path, draft: ArticleDraft) -> None:
    with open_(older) as workspace:
        scene = set_scene(workspace, draft)
        done(workspace, operations.accept, [scene.ship])
        done(workspace, turns.undo)
        done(workspace, turns.redo)
        assert workspace.problems() == []
        new = Workspace(older.with_name("new.db"), ticking("ann"), create=True)
        with new:
            assert _shape(older) == _shape(new.path)


def test_a_workspace_is_migrated_once(older: Path) -> None:
    for _ in range(2):
        open_(older).close()
    assert len(list(older.parent.glob("*.backup"))) == 1


def test_no_backup_is_ever_written_over(older: Path) -> None:
    taken = older.with_name("older.db.schema1.backup")
    taken.write_bytes(b"of an earlier time")
    assert create_or_migrate(older) == older.with_name("older.db.schema1-1.backup")
    assert taken.read_bytes() == b"of an earlier time"


def test_a_complete_file_that_says_it_is_of_no_version_keeps_everything(filled: Path) -> None:
    before = everything(filled)
    change(filled, "PRAGMA user_version = 0")
    with open_(filled) as workspace:
        assert workspace.problems() == []
    assert everything(filled) == before
    assert _version(filled) == SCHEMA_VERSION


def test_a_migration_that_fails_leaves_the_file_as_it_was(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Migrations("glossator")
    for one in schema.migrations.applied(Database(filled)):
        steps(name=one.name)(lambda _: None)

    @steps(name="9999_breaks")
    def _breaks(db: Database) -> None:
        db.execute("ALTER TABLE articles ADD COLUMN half TEXT")
        db.execute("DELETE FROM annotation_tags")
        db.execute("INSERT INTO nowhere VALUES (1)")

    monkeypatch.setattr(schema, "migrations", steps)
    monkeypatch.setattr(store_connection, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    monkeypatch.setattr("glossator.store.workspace.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    before = everything(filled)
    with pytest.raises(StoreError, match="no such table: nowhere"):
        open_(filled)
    assert everything(filled) == before
    assert _version(filled) == SCHEMA_VERSION
    assert everything(filled.with_name(f"scene.db.schema{SCHEMA_VERSION}.backup")) == before


# Connections


def test_reading_connections_cannot_write(filled: Path) -> None:
    with closing(connect_reading(filled)) as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM saved_searches")


def test_the_writing_connection_holds_references_and_waits_for_the_disk(filled: Path) -> None:
    with closing(connect_writing(filled)) as db:
        assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("database is locked", Locked),
        ("database table is locked", Locked),
        ("attempt to write a readonly database", ReadOnly),
        ("unable to open database file", ReadOnly),
        ("file is not a database", Damaged),
        ("database disk image is malformed", Damaged),
        ("Could not decode to UTF-8 column 'title' with text '\ufffd'", Damaged),
        ("database or disk is full", DiskFull),
        ("disk I/O error", DiskFull),
    ],
)
def test_what_sqlite_says_becomes_one_sentence_about_the_file(said: str, kind: type[StoreError]) -> None:
    error = store_error(sqlite3.OperationalError(said), Path("/somewhere/a.db"))
    assert type(error) is kind
    assert "/somewhere/a.db" in str(error)
    assert str(error).endswith(".")
    assert "\n" not in str(error)


def test_an_article_can_be_added_to_a_workspace_that_was_just_made(workspace: Workspace, draft: ArticleDraft) -> None:
    assert add(workspace, draft).text == draft.text
