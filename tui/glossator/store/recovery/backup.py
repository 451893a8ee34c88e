"""Backups of a workspace, and putting one back."""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from glossator.store.connection import connect_reading, connect_writing, reading_connection, sentences, version_of
from glossator.store.errors import Damaged, ReadOnly, Refused, StoreError, TooNew
from glossator.store.recovery.copies import copy, free_name
from glossator.store.recovery.file_names import second_name
from glossator.text.normalise import flatten

_PATIENCE: Final = 10.0
_EMPTY: Final = "empty"


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of a restore: where what was there before is kept, if there was anything."""

    kept: Path | None


def back_up(path: Path, target: Path | None = None) -> Path:
    """Copy the workspace at `path` as it is at this moment, also while it is used, and return where the copy is.

    Args:
        path: the workspace.
        target: a file that is not there yet; one beside the workspace, named for the moment, where it is None.

    Raises:
        StoreError: with one sentence for the analyst.
    """
    if target is None:
        target = free_name(path, f"{datetime.now(UTC):%Y-%m-%dT%H%MZ}.backup")
    if target.exists():
        raise Refused(f"{target} is there already; name a file that is not.")
    if not target.parent.is_dir():
        raise Refused(f"There is no folder {target.parent}; make it first, or name a file elsewhere.")
    with reading_connection(path) as connection:
        if said := _unsound(connection, path):
            raise Damaged(f"{path} is {said}, and so would its backup be; “glossator doctor” tells more.")
        _copy(connection, path, target)
    return target


def backups_of(path: Path) -> list[Path]:
    """Return the backups beside the workspace at `path`, the newest first."""
    return sorted(path.parent.glob(f"{path.name}.*.backup"), key=lambda found: found.stat().st_mtime, reverse=True)


def restore(path: Path, backup: Path) -> Restored:
    """Make the workspace at `path` what `backup` is, and keep what was there before beside it.

    Other windows that have the workspace open see it change as they see any change. A file that is damaged is moved
    aside, and the windows that had it open say that it has gone. Where `path` is a symbolic link, all this is done to
    the file that it points to, and the link stays.

    Raises:
        StoreError: with one sentence for the analyst; then nothing has changed.
    """
    path = Path(os.path.realpath(path)) if path.is_symlink() else path
    with closing(_sound(backup)) as source:
        if not path.exists():
            _copy(source, backup, path)
            return Restored(None)
        if said := second_name(path, has_log=True):
            raise ReadOnly(said)
        try:
            kept = _kept(path)
        except (Damaged, TooNew):
            kept = _moved_aside(path)
            _copy(source, backup, path)
            return Restored(kept)
        with sentences(path), closing(connect_writing(path, _PATIENCE)) as db:
            # A copy waits for ever for a lock; this does not.
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")
            source.backup(db.conn)
    return Restored(kept)


def _sound(backup: Path) -> sqlite3.Connection:
    """Open a backup that is worth putting back."""
    connection = connect_reading(backup)
    try:
        if said := _unsound(connection, backup):
            raise Damaged(f"The backup {backup} is {said} itself; take another one.")
    except BaseException:
        connection.close()
        raise
    return connection


def _unsound(connection: sqlite3.Connection, path: Path) -> str:
    """Return what is wrong with the file of a workspace, in words that follow on "is"; nothing where it is sound."""
    with sentences(path):
        if not version_of(connection)[1]:
            return _EMPTY
        ((said, *_), *_) = connection.execute("PRAGMA quick_check(1)").fetchall()
    return "" if said == "ok" else f"damaged ({flatten(said)})"


def _kept(path: Path) -> Path:
    """Copy what is to be replaced, and return where to."""
    with reading_connection(path) as connection:
        if (said := _unsound(connection, path)) not in ("", _EMPTY):
            raise Damaged(f"{path} is {said}.")
        kept = free_name(path, "before-restore.backup")
        _copy(connection, path, kept)
    return kept


def _moved_aside(path: Path) -> Path:
    """Move a file that is no sound workspace out of the way with what SQLite keeps beside it, and return where to."""
    kept = free_name(path, "before-restore.damaged")
    for ending in ("-wal", "-shm", ""):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(kept.with_name(kept.name + ending))
    return kept


def _copy(connection: sqlite3.Connection, path: Path, target: Path) -> None:
    """Copy the workspace at `path` that `connection` has open, with the permissions of the file."""
    try:
        with sentences(path):
            copy(connection, path, target)
    except OSError as error:
        raise ReadOnly(f"{target} cannot be written ({error.strerror or error}); name a file elsewhere.") from error
    except StoreError as error:
        raise type(error)(f"{target} was not made: {error}") from error
