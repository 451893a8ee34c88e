"""Backing up and restoring a workspace."""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from glossator.store.connection import (
    connect_reading,
    connect_writing,
    reading_connection,
    translate_errors,
    version_of,
)
from glossator.store.errors import Damaged, ReadOnly, Refused, StoreError, TooNew
from glossator.store.files.copies import copy_database, free_name
from glossator.store.files.file_names import second_name_problem
from glossator.text.normalise import flatten

_PATIENCE: Final = 10.0
_EMPTY: Final = "empty"


@dataclass(frozen=True, slots=True)
class Restored:
    """The result of a restore: the path of the previous file, if there was one."""

    kept: Path | None


def back_up(path: Path, target: Path | None = None) -> Path:
    """Copy the workspace at `path`, which may be in use, and return the path of the copy.

    Args:
        path: the workspace.
        target: a file that does not exist; None for one beside the workspace, named for the time.

    Raises:
        StoreError: when it cannot be copied.
    """
    if target is None:
        target = free_name(path, f"{datetime.now(UTC):%Y-%m-%dT%H%MZ}.backup")
    if target.exists():
        raise Refused(f"{target} exists already; name another file.")
    if not target.parent.is_dir():
        raise Refused(f"There is no folder {target.parent}; make it first, or name a file elsewhere.")
    with reading_connection(path) as connection:
        if said := _unsound(connection, path):
            raise Damaged(f"{path} is {said}, and so would its backup be; run “glossator doctor” for details.")
        _copy(connection, path, target)
    return target


def backups_of(path: Path) -> list[Path]:
    """Return the backups beside the workspace at `path`, the newest first."""
    return sorted(path.parent.glob(f"{path.name}.*.backup"), key=lambda found: found.stat().st_mtime, reverse=True)


def restore(path: Path, backup: Path) -> Restored:
    """Replace the content of the workspace at `path`, or of the file that it links to, by a backup.

    The previous content is kept beside it. Other windows that have the workspace open see the change. A damaged file is
    moved aside instead, and windows that have it open say that it is gone.

    Raises:
        StoreError: when it cannot be restored; then nothing has changed.
    """
    path = Path(os.path.realpath(path)) if path.is_symlink() else path
    with closing(_sound(backup)) as source:
        if not path.exists():
            _copy(source, backup, path)
            return Restored(None)
        if said := second_name_problem(path, has_log=True):
            raise ReadOnly(said)
        try:
            kept = _copy_aside(path)
        except (Damaged, TooNew):
            kept = _move_aside(path)
            _copy(source, backup, path)
            return Restored(kept)
        with translate_errors(path), closing(connect_writing(path, _PATIENCE)) as db:
            # Unlike a backup, this does not wait forever for a lock.
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")
            source.backup(db.conn)
    return Restored(kept)


def _sound(backup: Path) -> sqlite3.Connection:
    """Open a backup, and check that it is sound."""
    connection = connect_reading(backup)
    try:
        if said := _unsound(connection, backup):
            raise Damaged(f"The backup {backup} is {said} itself; choose another.")
    except BaseException:
        connection.close()
        raise
    return connection


def _unsound(connection: sqlite3.Connection, path: Path) -> str:
    """Return what is wrong with a workspace, to follow "is" in a sentence; empty where it is sound."""
    with translate_errors(path):
        if not version_of(connection)[1]:
            return _EMPTY
        ((said, *_), *_) = connection.execute("PRAGMA quick_check(1)").fetchall()
    return "" if said == "ok" else f"damaged ({flatten(said)})"


def _copy_aside(path: Path) -> Path:
    """Copy the workspace that is to be replaced, and return the path."""
    with reading_connection(path) as connection:
        if (said := _unsound(connection, path)) not in ("", _EMPTY):
            raise Damaged(f"{path} is {said}.")
        kept = free_name(path, "before-restore.backup")
        _copy(connection, path, kept)
    return kept


def _move_aside(path: Path) -> Path:
    """Rename a damaged file and those that SQLite keeps beside it, and return the path."""
    kept = free_name(path, "before-restore.damaged")
    for ending in ("-wal", "-shm", ""):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(kept.with_name(kept.name + ending))
    return kept


def _copy(connection: sqlite3.Connection, path: Path, target: Path) -> None:
    """Copy the workspace at `path`, which `connection` has open, with its permissions."""
    try:
        with translate_errors(path):
            copy_database(connection, path, target)
    except OSError as error:
        raise ReadOnly(f"{target} cannot be written ({error.strerror or error}); name a file elsewhere.") from error
    except StoreError as error:
        raise type(error)(f"{target} was not created: {error}") from error
