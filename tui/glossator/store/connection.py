"""Opening a workspace file: recognising it, refusing other files, and migrating older ones."""

import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from glossator.store.errors import (
    Damaged,
    DiskFull,
    Locked,
    Missing,
    NoLocks,
    NotAWorkspace,
    ReadOnly,
    StoreError,
    TooNew,
)
from glossator.store.files.copies import companion_path, copy_database, free_name, remove_database
from glossator.store.files.disks import cannot_lock
from glossator.store.files.file_names import second_name_problem
from glossator.store.schema import SCHEMA_VERSION, expected
from glossator.store.schema.expected import check_unaltered, foreign_trigger_problem
from glossator.text.normalise import flatten

if TYPE_CHECKING:
    from sqlite_utils import Database


APPLICATION_ID: Final = 0x474C4F53
"""SQLite's application id of a workspace: "GLOS"."""

# Seconds that opening waits for another program.
_PATIENCE: Final = 2.0
_PAUSE: Final = 0.05
# KiB of cache of a connection; each reading thread has one, and the system caches the file anyway.
_CACHE: Final = 512
# The same while importing, and the pages of the log from which on SQLite moves them into the file.
_IMPORT_CACHE: Final = 32_000
_IMPORT_LOG: Final = 8_000

_SENSELESS: Final = "damaged text"
READ_ERRORS: Final = (sqlite3.DatabaseError, UnicodeDecodeError, json.JSONDecodeError)
"""The errors of reading: from SQLite, and from Python where a name, text or JSON is damaged."""

SQLITE_VERSION: Final = sqlite3.sqlite_version
"""The version of the SQLite library that Python uses."""

DISK_FULL: Final = ("disk I/O error", "is full")
"""Parts of the messages of SQLite when a disk is full."""
_NO_RIGHT: Final = ("unable to open", "readonly")


class ReadConnection(sqlite3.Connection):
    """A connection for reading, possibly without locks.

    Without locks, what is read is consistent only as long as nobody writes to the file.

    Attributes:
        state: the state of the file when it was opened without locks; None for a connection that takes locks.
        checked_for_blindness: the version of the file for which it was checked what the analyst may see; 0 for none.
    """

    state: tuple[int, ...] | None = None
    checked_for_blindness: int = 0

    def is_outdated(self, path: Path) -> bool:
        """Return whether the workspace at `path` was written to since it was opened without locks."""
        return self.state is not None and file_state(path) != self.state


def file_state(path: Path) -> tuple[int, ...] | None:
    """Return values that change with each write to the file; None where the file is gone or has a write-ahead log."""
    try:
        if _has_log(path):
            return None
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _has_log(path: Path) -> bool:
    log = companion_path(path, "-wal")
    return log.exists() and log.stat().st_size > 0


def connect_reading(
    path: Path, *, whole: bool = True, untouched: bool = False, trusted: bool = False
) -> ReadConnection:
    """Open the workspace at `path` for reading.

    Where SQLite cannot create its lock files, because the folder is read-only or the disk is full, and the file has no
    write-ahead log, it is read without locks.

    Args:
        path: the file.
        whole: whether to refuse a truncated file.
        untouched: whether to leave a write-ahead log as it is, as either may be damaged; else SQLite moves it into the
            file when the last connection is closed.
        trusted: whether to open a file whose tables and views are not those of this program, to check or salvage it.

    Raises:
        Missing, NotAWorkspace, Altered, TooNew, Locked: when it cannot be opened.
    """
    if not path.exists():
        raise Missing(f"There is no workspace at {path}; open an article with “glossator FILE”, and it will be made.")
    if path.is_dir():
        raise NotAWorkspace(f"{path} is a folder, not a workspace; name a file with --db.")
    if not path.is_file():
        # A device or a pipe; SQLite would put its journal beside it.
        raise NotAWorkspace(f"{path} is not a regular file; name another with --db.")
    with translate_errors(path):
        keeps_log = untouched and companion_path(path, "-wal").exists()
        # The log of a file with two names is not all that was written to it.
        writable = os.access(path, os.W_OK) and path.stat().st_nlink == 1
        try:
            return _checked(path, "mode=rw" if writable and not keeps_log else "mode=ro", whole, trusted)
        except sqlite3.OperationalError as error:
            if not any(words in str(error) for words in (*_NO_RIGHT, *DISK_FULL)):
                raise
            state = file_state(path)
            if state is None:
                raise
            snapshot = _checked(path, "immutable=1", whole, trusted)
            # The disk for temporary files may be the same full one.
            snapshot.execute("PRAGMA temp_store = MEMORY")
            snapshot.state = state
            return snapshot


@contextmanager
def reading_connection(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the workspace at `path` for reading and close it at the end of the `with` block.

    Raises:
        StoreError: as `connect_reading`, or when the file was written to while it was read without locks.
    """
    with closing(connect_reading(path)) as connection:
        yield connection
        if connection.is_outdated(path):
            raise Locked(f"Another program has written to {path} while it was read without locks; try again.")


def _checked(path: Path, mode: str, whole: bool, trusted: bool) -> ReadConnection:
    """Open `path` and check that it is a workspace that this program can read.

    Only SQLite opens the file: closing it in any other way would release all locks that this process has on it, and
    another program could then delete the log that this one is writing to.
    """
    # Each thread uses its own connection, but another may close it.
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        isolation_level=None,
        timeout=_PATIENCE,
        check_same_thread=False,
        factory=ReadConnection,
    )
    try:
        connection.execute("PRAGMA query_only = ON")
        # Views and indexes of the file must not run functions with side effects.
        connection.execute("PRAGMA trusted_schema = OFF")
        _defend(connection)
        if not whole:
            # Otherwise SQLite refuses a truncated file as soon as the cache is set.
            connection.execute("PRAGMA writable_schema = ON")
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        application_id, version = version_of(connection)
        if application_id != APPLICATION_ID and not _is_empty(connection):
            raise NotAWorkspace(f"{path} is a SQLite database, but not a workspace of this program; name another --db.")
        if version > SCHEMA_VERSION:
            raise TooNew(
                f"{path} was made by a later version of the program (schema {version}, this one knows "
                f"{SCHEMA_VERSION}); update glossator to open it."
            )
        if version == SCHEMA_VERSION and not trusted:
            check_unaltered(connection, path, expected.current())
    except BaseException:
        connection.close()
        raise
    return connection


def _defend(connection: sqlite3.Connection) -> None:
    """Make SQLite check each page that it reads, and refuse statements that can damage a file (Python 3.12 on)."""
    connection.execute("PRAGMA cell_size_check = ON")
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)


def write_obstacle(connection: sqlite3.Connection, path: Path) -> str:
    """Return why the workspace must not be written to, as a sentence; empty where it may be.

    The reasons are a second name, by which saved work could get lost, and triggers of others.
    """
    if not os.access(path, os.W_OK):
        # SQLite refuses it with a message of its own.
        return ""
    if said := second_name_problem(path, has_log=not waits_for_writers(connection)):
        return said
    if version_of(connection)[1] != SCHEMA_VERSION:
        return ""
    return foreign_trigger_problem(connection, path, expected.current())


def check_writable(connection: sqlite3.Connection, path: Path) -> None:
    """Raise Altered or ReadOnly when the workspace must not be written to."""
    if said := write_obstacle(connection, path):
        raise ReadOnly(said)
    if version_of(connection)[1] == SCHEMA_VERSION:
        check_unaltered(connection, path, expected.current())


def version_of(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return the application id and the version of the schema."""
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(application_id), int(version)


def identity(path: Path) -> tuple[int, int] | None:
    """Return the device and inode of the file at `path`, by which a replacement is noticed; None where it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _is_empty(connection: sqlite3.Connection) -> bool:
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return int(objects) == 0


def connect_writing(path: Path, timeout: float = 0.25, *, create: bool = False) -> "Database":
    """Open the workspace at `path` for writing, to be used on this thread only.

    The schema is trusted, because otherwise some versions of SQLite do not let triggers write to a full-text index. The
    writer calls `check_writable`, which refuses triggers of others.

    Args:
        path: the file.
        timeout: seconds that a statement waits for another process's lock.
        create: whether to create the file when it does not exist.
    """
    from sqlite_utils import Database

    mode = "rwc" if create else "rw"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=timeout
    )
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    _defend(connection)
    return Database(connection, execute_plugins=False)


def enlarge_cache(db: "Database") -> None:
    """Give a connection that imports a large cache and a long log, because it writes all over the indexes."""
    db.execute(f"PRAGMA cache_size = -{_IMPORT_CACHE}")
    db.execute(f"PRAGMA wal_autocheckpoint = {_IMPORT_LOG}").fetchall()


def create_or_migrate(path: Path) -> Path | None:
    """Create the workspace at `path`, or migrate an older one and return the path of its backup.

    All migrations run in one transaction that holds the write lock from its start, so two programs cannot both migrate,
    and a failure leaves the file as it was.
    """
    if not path.parent.is_dir():
        raise Missing(f"There is no folder {path.parent}; make it first, or name another --db.")
    is_new = not path.exists()
    try:
        return _brought_up_to_date(path)
    except (NoLocks, DiskFull):
        if is_new:
            remove_database(path)
        raise


def _brought_up_to_date(path: Path) -> Path | None:
    from glossator.store.schema.migrations import migrations
    from glossator.store.spelling_index import index_spellings

    with translate_errors(path), closing(connect_writing(path, timeout=10, create=True)) as db:
        backup = None
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN IMMEDIATE")
        try:
            before = version_of(db.conn)[1]
            if said := second_name_problem(path, has_log=True):
                raise ReadOnly(said)
            if before < SCHEMA_VERSION:
                _check_older(db.conn, path, before)
                # With the lock held, so that the backup has all that was written.
                backup = _back_up(path, before) if before else None
                migrations.apply(db)
                index_spellings(db.conn)
                db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            db.commit()
        except BaseException:
            db.rollback()
            raise
    return backup


def _check_older(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Raise Altered or ReadOnly when a workspace of an earlier schema must not be migrated."""
    if not version:
        return
    wanted = expected.at_version(version)
    check_unaltered(connection, path, wanted)
    if said := foreign_trigger_problem(connection, path, wanted):
        raise ReadOnly(said)


def waits_for_writers(connection: sqlite3.Connection) -> bool:
    """Return whether reading the file waits for writers, as it is not in WAL mode."""
    ((mode,),) = connection.execute("PRAGMA journal_mode").fetchall()
    return str(mode) != "wal"


def switch_to_wal(path: Path) -> None:
    """Switch the workspace at `path`, where it can be written to, back to WAL mode, which another tool has changed.

    Raises:
        Locked: when another program uses the file, so that the mode cannot be changed and reading would wait.
    """
    asked = time.monotonic()
    while True:
        try:
            with translate_errors(path), closing(connect_writing(path)) as db:
                db.execute("PRAGMA journal_mode = WAL")
        except Locked as error:
            # SQLite does not wait for this lock by itself.
            if time.monotonic() - asked >= _PATIENCE:
                raise Locked(
                    f"Another program is writing to {path} and blocks readers; wait until it is done, or close it, "
                    "and try again."
                ) from error
            time.sleep(_PAUSE)
        except StoreError:
            return
        else:
            return


def _back_up(path: Path, version: int) -> Path:
    """Copy the workspace to a file beside it, named for its schema, and return the path."""
    backup = free_name(path, f"schema{version}.backup")
    try:
        with reading_connection(path) as connection:
            copy_database(connection, path, backup)
    except OSError as error:
        raise ReadOnly(
            f"The older workspace {path} cannot be copied before it is migrated ({error.strerror or error}); make room "
            "and its folder writable, or work on a copy with --db."
        ) from error
    return backup


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """Raise a StoreError with a sentence about the file at `path` in place of each of `READ_ERRORS`."""
    try:
        yield
    except READ_ERRORS as error:
        said = store_error(error, path)
        if isinstance(error, sqlite3.OperationalError) and cannot_lock(path.parent):
            said = _no_locks(path)
        raise said from error


def error_text(error: sqlite3.DatabaseError | ValueError) -> str:
    """Return the message of an error of reading, without the damaged text, which may be private."""
    senseless = isinstance(error, ValueError) or "decode to UTF-8" in str(error)
    return _SENSELESS if senseless else flatten(str(error))


def _no_locks(path: Path) -> NoLocks:
    return NoLocks(
        f"The file system of {path} does not support file locks, so nothing is written there; copy the file to a "
        "local disk."
    )


def store_error(error: sqlite3.DatabaseError | ValueError, path: Path) -> StoreError:
    """Return the StoreError for an error of SQLite about the file at `path`."""
    said = error_text(error)
    if "locking protocol" in said:
        return _no_locks(path)
    if "locked" in said or "busy" in said:
        return Locked(f"Another program is writing to {path}; wait until it is done, or close it, and try again.")
    if "readonly" in said or "unable to open" in said:
        return ReadOnly(
            f"{path} or its folder cannot be written to, so nothing was saved; make both writable, or work on a copy "
            "with --db."
        )
    if "not a database" in said or "malformed" in said or said == _SENSELESS:
        return Damaged(
            f"{path} is not a workspace, or is damaged ({said}); “glossator doctor” lists backups, and with --salvage "
            "NEW.db extracts what can be read; --db names another."
        )
    if "full" in said:
        return DiskFull(f"The disk that holds {path} is full, so nothing was saved; make room, and try again.")
    if "disk I/O error" in said:
        return DiskFull(
            f"The disk that holds {path} is full or failing, so nothing was saved; make room or copy the file "
            "elsewhere, and try again."
        )
    return StoreError(f"SQLite refused to work on {path}: {said}.")
