"""Opening a workspace file: recognising it, refusing what is none, and bringing an older one up to date."""

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
    Locked,
    Missing,
    NoLocks,
    NoRoom,
    NotAWorkspace,
    ReadOnly,
    StoreError,
    TooNew,
)
from glossator.store.read_connection import ReadConnection, state_of
from glossator.store.recovery.copies import beside, copy, free_name, remove
from glossator.store.recovery.disks import cannot_lock
from glossator.store.recovery.file_names import second_name
from glossator.store.recovery.schema_check import check_unaltered, foreign_triggers
from glossator.store.schema import expected
from glossator.text.normalise import flatten

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID: Final = 0x474C4F53
"""What marks the file as a workspace ("GLOS"), where SQLite keeps such marks."""
SCHEMA_VERSION: Final = 6
"""How many migrations this program knows; kept here because reading must not wait for sqlite-utils."""

# Seconds that opening waits for what another program is doing.
_PATIENCE: Final = 2.0
_PAUSE: Final = 0.05
# KiB that each connection keeps of the file; each thread that reads has one, and the system keeps the file anyway.
_CACHE: Final = 512
# The same of a connection that brings much in, and pages that its log may have before they are moved into the file.
_IMPORT_CACHE: Final = 32_000
_IMPORT_LOG: Final = 8_000

_SENSELESS: Final = "text that makes no sense"
REFUSALS: Final = (sqlite3.DatabaseError, UnicodeDecodeError, json.JSONDecodeError)
"""What reading raises: SQLite itself, and Python at a damaged name or text, or at damaged JSON."""

SQLITE_VERSION: Final = sqlite3.sqlite_version
"""Of the SQLite library that Python brings."""


NO_ROOM: Final = ("disk I/O error", "is full")
"""What SQLite says where a disk is full."""
_NO_RIGHT: Final = ("unable to open", "readonly")


def connect_reading(
    path: Path, *, whole: bool = True, untouched: bool = False, trusted: bool = False
) -> ReadConnection:
    """Open the workspace at `path` for reading.

    Where SQLite cannot make its lock files, because the folder cannot be written to or the disk is full, and nothing
    is in a log beside the file, it is read without locks (see `ReadConnection`).

    Args:
        path: the file.
        whole: whether a file that is cut off is refused.
        untouched: whether what is in a log beside the file stays there, as where either may be damaged; else SQLite
            moves it into the file when the last connection closes it.
        trusted: whether a file is opened too whose tables and views are not those of this program, to look at what is
            wrong with it or to take its rows out.

    Raises:
        Missing, NotAWorkspace, Altered, TooNew, Locked: each with one sentence for the analyst.
    """
    if not path.exists():
        raise Missing(f"There is no workspace at {path}; open an article with “glossator FILE”, and it will be made.")
    if path.is_dir():
        raise NotAWorkspace(f"{path} is a folder, not a workspace; name a file with --db.")
    if not path.is_file():
        # A device or a pipe; SQLite would put its journal beside it.
        raise NotAWorkspace(f"{path} is no file that could hold a workspace; name one with --db.")
    with sentences(path):
        keeps_log = untouched and beside(path, "-wal").exists()
        # The log of a file with two names is not all that was written to it.
        writable = os.access(path, os.W_OK) and path.stat().st_nlink == 1
        try:
            return _checked(path, "mode=rw" if writable and not keeps_log else "mode=ro", whole, trusted)
        except sqlite3.OperationalError as error:
            if not any(words in str(error) for words in (*_NO_RIGHT, *NO_ROOM)):
                raise
            state = state_of(path)
            if state is None:
                raise
            snapshot = _checked(path, "immutable=1", whole, trusted)
            # The disk for temporary files may be the same full one.
            snapshot.execute("PRAGMA temp_store = MEMORY")
            snapshot.state = state
            return snapshot


@contextmanager
def reading_connection(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the workspace at `path` for reading, for a `with` statement, and close it.

    Raises:
        StoreError: as `connect_reading`, or when the file was written to while it was read without locks.
    """
    with closing(connect_reading(path)) as connection:
        yield connection
        if connection.is_outdated(path):
            raise Locked(f"Another program has written to {path} while it was read without locks; try again.")


def _checked(path: Path, mode: str, whole: bool, trusted: bool) -> ReadConnection:
    """Open `path` and make sure that it is a workspace this program can read.

    All is asked of SQLite: to open and close the file oneself would let go of every lock that this process has on it,
    and another program could then take away the log that this one goes on writing to.
    """
    # Each thread uses its own; only closing, when all are done, happens on another.
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
        # No function or virtual table with effects runs because a view or an index of the file names it.
        connection.execute("PRAGMA trusted_schema = OFF")
        _defend(connection)
        if not whole:
            # Otherwise SQLite refuses a file that is shorter than it says, and already when it is told of its cache.
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
    """Have SQLite check each page that it reads, and refuse what only damages a file, where Python can tell it to."""
    connection.execute("PRAGMA cell_size_check = ON")
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)


def obstacle(connection: sqlite3.Connection, path: Path) -> str:
    """Return why nothing may be written to the workspace that `connection` has open; empty when it may be.

    Either what is saved could get lost, or something else than what was asked for would be written.
    """
    if not os.access(path, os.W_OK):
        # SQLite itself refuses to write to it.
        return ""
    if said := second_name(path, has_log=not waits_for_writers(connection)):
        return said
    if version_of(connection)[1] != SCHEMA_VERSION:
        return ""
    return foreign_triggers(connection, path, expected.current())


def check_writable(connection: sqlite3.Connection, path: Path) -> None:
    """Make sure that the workspace may be written to.

    Raises:
        Altered, ReadOnly: when it may not.
    """
    if said := obstacle(connection, path):
        raise ReadOnly(said)
    if version_of(connection)[1] == SCHEMA_VERSION:
        check_unaltered(connection, path, expected.current())


def version_of(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return the application id and the number of migrations that the file has been through."""
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(application_id), int(version)


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells the file at `path` from any other that is put in its place; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _is_empty(connection: sqlite3.Connection) -> bool:
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return int(objects) == 0


def connect_writing(path: Path, timeout: float = 0.25, *, create: bool = False) -> "Database":
    """Open the workspace at `path` for writing, on the thread that calls.

    Args:
        path: the file.
        timeout: seconds that a statement waits for another process's lock.
        create: whether to make the file when there is none.

    The schema is trusted here: some releases of SQLite let no trigger write to a full-text index otherwise. The writer
    calls `check_writable` first, by which all triggers on the program's tables are the program's own.
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


def make_room(db: "Database") -> None:
    """Let a connection that brings much in keep much of the file at hand, as it goes all over the indexes."""
    db.execute(f"PRAGMA cache_size = -{_IMPORT_CACHE}")
    db.execute(f"PRAGMA wal_autocheckpoint = {_IMPORT_LOG}").fetchall()


def bring_up_to_date(path: Path) -> Path | None:
    """Make the workspace at `path`, or migrate an older one, and return where the backup of an older one is.

    All steps happen in one transaction that holds the write lock from its start, so two programs cannot both migrate,
    and a failure leaves the file as it was.

    Raises:
        StoreError: with one sentence for the analyst.
    """
    if not path.parent.is_dir():
        raise Missing(f"There is no folder {path.parent}; make it first, or name another --db.")
    is_new = not path.exists()
    try:
        return _brought_up_to_date(path)
    except (NoLocks, NoRoom):
        if is_new:
            remove(path)
        raise


def _brought_up_to_date(path: Path) -> Path | None:
    from glossator.store.schema.migrations import migrations
    from glossator.store.spelling_index import read_spellings

    with sentences(path), closing(connect_writing(path, timeout=10, create=True)) as db:
        backup = None
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN IMMEDIATE")
        try:
            before = version_of(db.conn)[1]
            if said := second_name(path, has_log=True):
                raise ReadOnly(said)
            if before < SCHEMA_VERSION:
                _check_older(db.conn, path, before)
                # While the lock is held, so that all that was written before is in it.
                backup = _back_up(path, before) if before else None
                migrations.apply(db)
                read_spellings(db.conn)
                db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            db.commit()
        except BaseException:
            db.rollback()
            raise
    return backup


def _check_older(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Make sure that a workspace of an earlier schema is as it was made, so that migrating it does what it should.

    Raises:
        Altered, ReadOnly: when it is not.
    """
    if not version:
        return
    wanted = expected.at_version(version)
    check_unaltered(connection, path, wanted)
    if said := foreign_triggers(connection, path, wanted):
        raise ReadOnly(said)


def waits_for_writers(connection: sqlite3.Connection) -> bool:
    """Say whether reading the file waits for whoever writes to it."""
    ((mode,),) = connection.execute("PRAGMA journal_mode").fetchall()
    return str(mode) != "wal"


def stop_waiting_for_writers(path: Path) -> None:
    """Have the workspace at `path` read while others write, as one is made; another tool may have undone that.

    It stays as it is where it may not be written to.

    Raises:
        Locked: when others are at work on it, so that it cannot be done now and keys would wait for them.
    """
    asked = time.monotonic()
    while True:
        try:
            with sentences(path), closing(connect_writing(path)) as db:
                db.execute("PRAGMA journal_mode = WAL")
        except Locked as error:
            # SQLite itself does not wait for the lock that this needs.
            if time.monotonic() - asked >= _PATIENCE:
                raise Locked(
                    f"Another program is at work on {path} in a way that has readers wait for it; wait until it is "
                    "done, or close it, and try again."
                ) from error
            time.sleep(_PAUSE)
        except StoreError:
            return
        else:
            return


def _back_up(path: Path, version: int) -> Path:
    """Write a copy of the workspace beside it, named for its schema, and return where it is."""
    backup = free_name(path, f"schema{version}.backup")
    try:
        with reading_connection(path) as connection:
            copy(connection, path, backup)
    except OSError as error:
        raise ReadOnly(
            f"The older workspace {path} is copied before it is brought up to date, and there is no room or right for "
            f"that ({error.strerror or error}); make some, or work on a copy with --db."
        ) from error
    return backup


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the file at `path` into a sentence for the analyst.

    Raises:
        StoreError: in place of each of `REFUSALS`.
    """
    try:
        yield
    except REFUSALS as error:
        said = told(error, path)
        if isinstance(error, sqlite3.OperationalError) and cannot_lock(path.parent):
            said = _no_locks(path)
        raise said from error


def words_of(error: sqlite3.DatabaseError | ValueError) -> str:
    """Return what was said on reading, without the damaged text itself, which may be somebody's words."""
    senseless = isinstance(error, ValueError) or "decode to UTF-8" in str(error)
    return _SENSELESS if senseless else flatten(str(error))


def _no_locks(path: Path) -> NoLocks:
    return NoLocks(
        f"The file system that holds {path} does not let programs lock files, so nothing is written there; "
        "copy the file to a disk of this machine."
    )


def told(error: sqlite3.DatabaseError | ValueError, path: Path) -> StoreError:
    """Return the error to raise in place of what SQLite said about the file at `path`."""
    said = words_of(error)
    if "locking protocol" in said:
        return _no_locks(path)
    if "locked" in said or "busy" in said:
        return Locked(f"Another program is writing to {path}; wait until it is done, or close it, and try again.")
    if "readonly" in said or "unable to open" in said:
        return ReadOnly(
            f"{path} or its folder cannot be written to, so nothing could be saved; "
            "make both writable, or work on a copy with --db."
        )
    if "not a database" in said or "malformed" in said or said == _SENSELESS:
        return Damaged(
            f"{path} is not a workspace, or is damaged ({said}); “glossator doctor” lists backups, with --salvage "
            "NEW.db it takes out what can be read; --db names another."
        )
    if "full" in said:
        return NoRoom(f"The disk that holds {path} is full, so nothing was saved; make room, and try again.")
    if "disk I/O error" in said:
        return NoRoom(
            f"The disk that holds {path} is full or failing, so nothing was saved; make room or copy the file "
            "elsewhere, and try again."
        )
    return StoreError(f"SQLite refused to work on {path}: {said}.")
