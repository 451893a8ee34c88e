"""Copies of a workspace in which analysts work apart, and merges of them."""

import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from glossator.domain.merge_report import MergeReport
from glossator.services.merging import merge_files
from glossator.store.workspace import Author, Workspace
from tests.store import operations
from tests.store.dumps import ask
from tests.store.scene import Scene, ticking

LATER: Final = "2026-03-01T00:00:00Z"
"""When workspaces are merged: after all work in them."""

_STANDING: Final = """
SELECT t.text_sha256, a.start, a."end", lower(a.label), a.status, a.id IN (SELECT annotation FROM disputes),
    (SELECT group_concat(said, '; ') FROM (
        SELECT analyst || ' ' || status || ' ' || coalesce(lower(label), '') || coalesce(start, '') AS said
        FROM every_verdict AS v WHERE v.annotation = a.id ORDER BY 1))
FROM annotations AS a JOIN articles AS t ON t.id = a.article WHERE a.status <> 'suggested'
"""


@contextmanager
def copy_of(scene: Scene, name: str, analyst: str, seed: int) -> Iterator[Workspace]:
    """Open a copy of a scene, as a colleague has it, beside it."""
    with Workspace(copied(scene.path, name), ticking(analyst, seed)) as workspace:
        yield workspace


def copied(path: Path, name: str) -> Path:
    """Copy the workspace at `path`, and return the path of the copy."""
    ask(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(shutil.copy(path, path.with_name(name)))


def merged(
    own: Path,
    *others: Path,
    analyst: str = "rita",
    at: str = LATER,
    same: Sequence[str] = (),
    renamed: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> list[MergeReport]:
    """Merge workspaces into the one at `own`."""
    author = Author(analyst, clock=lambda: at, chance=random.Random(f"{own.name} {at}"))
    with Workspace(own, author) as workspace:
        return merge_files(workspace, others, same=same, renamed=renamed, dry_run=dry_run)


def work(path: Path, analyst: str, seed: int, count: int) -> None:
    """Do random operations."""
    chance = random.Random(seed)
    with Workspace(path, ticking(analyst, seed)) as workspace:
        for name in operations.some(chance, count):
            with suppress(*operations.REFUSED):
                operations.perform(workspace, name, chance.getrandbits(32))


def standing(path: Path) -> set[tuple[Any, ...]]:
    """Return what is decided about each annotation, by whom, and whether that is disputed, without any ids."""
    return set(ask(path, _STANDING))


def was_imported_again(path: Path) -> bool:
    """Return whether an article was deleted and imported again, by which it became another one."""
    question = (
        "SELECT count(*) - count(DISTINCT json_extract(after, '$.text_sha256')) FROM history "
        "WHERE subject GLOB 'articles:*' AND before IS NULL AND undoes IS NULL"
    )
    return bool(ask(path, question)[0][0])
