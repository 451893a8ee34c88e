"""Opening another workspace for merging, without changing the file or anything beside it."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from glossator.store.connection import (
    APPLICATION_ID,
    READ_ERRORS,
    create_or_migrate,
    error_text,
    file_state,
    version_of,
)
from glossator.store.errors import Altered, Damaged, Locked, Missing, NotAWorkspace, Refused, StoreError, TooNew
from glossator.store.files.copies import companion_path
from glossator.store.history.changeset import BadEntry
from glossator.store.schema import SCHEMA_VERSION, expected
from glossator.store.schema.expected import altered, objects_in


def check_files(own: Path, others: list[Path]) -> None:
    """Check that files can be merged into the workspace at `own`.

    Raises:
        Refused: when one is that workspace itself, or is given twice.
        Missing: when one does not exist.
        NotAWorkspace: when one is not a regular file.
    """
    seen: set[tuple[int, int]] = set()
    for path in others:
        if not path.exists():
            raise Missing(f"There is no file {path}; name the colleague's workspace.")
        if not path.is_file():
            raise NotAWorkspace(f"{path} is not a file; name the colleague's workspace.")
        found = path.stat()
        place = (found.st_dev, found.st_ino)
        if own.exists() and own.samefile(path):
            raise Refused(f"{path} is this workspace itself; name the colleague's copy.")
        if place in seen:
            raise Refused(f"{path} is named twice; name each workspace once.")
        seen.add(place)


@contextmanager
def open_other(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the workspace at `path` for reading, for a `with` block; an older one is migrated in a copy.

    Nothing is written to the file or beside it. It must not be written to meanwhile.

    Raises:
        StoreError: when it is not a workspace, damaged, newer, or was written to, as one sentence.
    """
    with _said_of(path):
        if companion_path(path, "-journal").exists():
            raise Locked(
                f"Another program is writing to {path}, or was interrupted; open and close it there, then merge."
            )
        before = _states(path)
        with tempfile.TemporaryDirectory(prefix="glossator-merge-") as folder:
            found = path
            if _needs_copy(path):
                found = Path(folder, "copy.db")
                _copy(path, found)
            with closing(_connected(found)) as connection:
                yield connection
        if _states(path) != before:
            raise Locked(f"Another program wrote to {path} while it was read; close it there, and merge again.")


@contextmanager
def _said_of(path: Path) -> Iterator[None]:
    """Raise errors of reading as sentences about the other file."""
    try:
        yield
    except BadEntry as error:
        raise Damaged(
            f"The history of {path} is damaged, so nothing was merged; run “glossator doctor” on it."
        ) from error
    except sqlite3.IntegrityError:
        # Of this workspace; the other one is not written to.
        raise
    except READ_ERRORS as error:
        raise Damaged(
            f"{path} is not a workspace, or is damaged ({error_text(error)}), so nothing was merged; “glossator doctor "
            "--salvage NEW.db” extracts what can be read."
        ) from error


def _states(path: Path) -> tuple[object, ...]:
    log = companion_path(path, "-wal")
    found = path.stat()
    state = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
    return (*state, log.stat().st_size, log.stat().st_mtime_ns) if log.exists() else state


def _needs_copy(path: Path) -> bool:
    """Return whether a file has a log, or is older, so that only a copy can be read."""
    if file_state(path) is None:
        return True
    with closing(_immutable(path)) as connection:
        _check_kind(connection, path)
        return version_of(connection)[1] < SCHEMA_VERSION


def _immutable(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None)
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def _copy(path: Path, copy: Path) -> None:
    """Copy a file with its log, and migrate the copy where it is older."""
    before = _states(path)
    try:
        shutil.copyfile(path, copy)
        log = companion_path(path, "-wal")
        if log.exists():
            shutil.copyfile(log, companion_path(copy, "-wal"))
    except OSError as error:
        raise StoreError(
            f"{path} cannot be copied to be read ({error.strerror or error}); make room, and merge again."
        ) from error
    if _states(path) != before:
        raise Locked(f"Another program is writing to {path}; close it there, and merge again.")
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        _check_kind(connection, path)
        version = version_of(connection)[1]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    if version < SCHEMA_VERSION:
        try:
            create_or_migrate(copy)
        except StoreError as error:
            # The message names the copy.
            raise Damaged(
                f"{path} was made by an earlier version and cannot be migrated, so nothing was merged; open it with "
                "“glossator doctor --db” first."
            ) from error


def _check_kind(connection: sqlite3.Connection, path: Path) -> None:
    """Raise NotAWorkspace or TooNew when a file is not a workspace of this program, or of a later version."""
    application_id, version = version_of(connection)
    if application_id != APPLICATION_ID:
        raise NotAWorkspace(f"{path} is not a workspace of this program, so nothing was merged; name another file.")
    if version > SCHEMA_VERSION:
        raise TooNew(
            f"{path} was made by a later version of the program (schema {version}, this one knows {SCHEMA_VERSION}); "
            "update glossator to merge it."
        )


def _connected(path: Path) -> sqlite3.Connection:
    connection = _immutable(path)
    try:
        if names := altered(objects_in(connection), expected.current()):
            raise Altered(
                f"The other workspace is not as this program made it ({', '.join(names[:3])}), so nothing was merged; "
                "extract its rows with “glossator doctor --salvage NEW.db”, and merge that."
            )
    except BaseException:
        connection.close()
        raise
    return connection
