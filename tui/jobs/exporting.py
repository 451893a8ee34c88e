"""Writing results out of a workspace."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tui.formats import annotations_csv
from tui.store.reading import FlatFilter
from tui.store.workspace import Workspace


class ExportRefused(Exception):
    """An export that was not written; the message is one sentence with the way out."""


def export_csv(workspace: Workspace, wanted: FlatFilter, target: BinaryIO, *, raw: bool) -> annotations_csv.Written:
    """Write the wanted rows of the flat view as the analysts' CSV, and return the counts.

    Args:
        workspace: what to export from.
        wanted: which rows.
        target: where the bytes go.
        raw: for machines: no BOM, nothing flattened or guarded.
    """
    return annotations_csv.write(workspace.flat(wanted), target, raw=raw)


@contextmanager
def new_file(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """Open a file that appears at `path` complete, or not at all.

    Args:
        path: where it will be.
        force: whether a file that is there already may be replaced.

    Raises:
        ExportRefused: when there is one and it may not, or when the place cannot be written.
    """
    if path.is_dir():
        raise ExportRefused(f"{path} is a folder; name a file in it.")
    if path.exists() and not path.is_file():
        raise ExportRefused(
            f"{path} is no ordinary file, and would be replaced by one; leave it out for standard output."
        )
    if not path.parent.is_dir():
        raise ExportRefused(f"There is no folder {path.parent}; make it first, or name a file elsewhere.")
    if path.exists() and not force:
        raise ExportRefused(f"{path} is there already; name another file, or replace it with --force.")
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        beside.replace(path)
    except OSError as error:
        raise ExportRefused(f"{path} cannot be written ({error.strerror or error}).") from error
    finally:
        beside.unlink(missing_ok=True)
