"""What is left behind by programs that were killed, compared with what they had shown as saved."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from glossator.services.importing.articles import import_articles
from glossator.services.importing.inputs import Imported, resolve_paths
from glossator.store import operations
from glossator.store.errors import StoreError
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.workspace import Workspace
from glossator.text.normalise import fingerprint
from tests.faults import script
from tests.faults.works import FILES, MERGES, REDO, WORKS, traces, write_files
from tests.store.dumps import ask, change, everything
from tests.store.samples import SAMPLES, make_sample
from tests.store.scene import done, ticking


@dataclass
class Left:
    """What came of one kill.

    Attributes:
        complaints: a sentence for each thing that is not as it was shown.
        cut_short: steps that nobody had been notified of, and that are not there.
    """

    complaints: list[str] = field(default_factory=list)
    cut_short: int = 0

    def check(self, fine: bool, complaint: str) -> None:
        """Note the complaint where all is not fine."""
        if not fine:
            self.complaints.append(complaint)


Look: TypeAlias = Callable[[Left, Path, int, list[str]], None]
"""Looks at a folder in which a program with a seed had reported some lines."""


def prepare(folder: Path, kinds: tuple[str, ...], seed: int, set_up: Path) -> None:
    """Put into a folder what programs of these kinds find there."""
    path = folder / "annotations.db"
    if "migrate" in kinds:
        make_sample(path, _version(seed))
        return
    shutil.copyfile(set_up, path)
    shutil.copyfile(set_up, folder / "set-up.db")
    if "import" in kinds:
        write_files(folder)
    if "merge" in kinds:
        for number in range(MERGES):
            shutil.copyfile(set_up, colleague := folder / f"colleague-{number}.db")
            for _ in script.steps(colleague, seed * 10 + number):
                pass
            (shared,) = ask(set_up, "SELECT max(id) FROM history")[0]
            change(colleague, "UPDATE history SET analyst = ? WHERE id > ?", [f"colleague {number}", shared])
    if "restore" in kinds:
        for number in range(2):
            shutil.copyfile(set_up, backup := folder / f"backup-{number}.db")
            with Workspace(backup, ticking("ann", 2)) as workspace:
                done(workspace, operations.write_article_note, workspace.articles()[0].id, f"Backup {number}.")


def look(folder: Path, kinds: tuple[str, ...], seeds: list[int], shown: list[list[str]], set_up: Path) -> Left:
    """Return what is left of programs in a folder, with the lines that each had printed."""
    left = Left()
    for lines in shown:
        left.complaints += [f"it broke: {line[1:]}" for line in lines if line.startswith("!")]
    path = folder / "annotations.db"
    alone = len(kinds) == 1
    try:
        for kind, seed, lines in zip(kinds, seeds, shown, strict=True):
            if alone and kind == "work":
                _work(left, folder, seed, lines, set_up)
            elif alone and kind == "export":
                _export(left, folder, seed, lines, set_up)
            else:
                _LOOKS[kind](left, folder, seed, lines)
        left.complaints += unsound(path)
    except (sqlite3.Error, StoreError, OSError) as error:
        left.complaints.append(f"it cannot be read any more: {error}")
    return left


def unsound(path: Path) -> Iterator[str]:
    """Open the workspace as the program does, and yield what is wrong with it."""
    with Workspace(path, ticking("ann")) as workspace:
        yield from workspace.problems()
    if ask(path, "PRAGMA integrity_check") != [("ok",)] or ask(path, "PRAGMA foreign_key_check"):
        yield f"SQLite finds {path.name} damaged"


def _work(left: Left, folder: Path, seed: int, shown: list[str], set_up: Path) -> None:
    oracle, reported = folder / "oracle.db", len(shown)
    shutil.copyfile(set_up, oracle)
    # What the same steps come to when nobody kills: up to the last that was shown, and up to the one after it.
    wanted = [everything(oracle)] if not reported else []
    wanted += [everything(oracle) for number in script.steps(oracle, seed) if number in (reported, reported + 1)]
    now = everything(folder / "annotations.db")
    left.check(now in wanted, f"{reported} steps were shown as saved, and the file is neither as after them nor one on")
    left.cut_short += len(wanted) == 2 and now == wanted[0] != wanted[1]


def _beside(left: Left, folder: Path, seed: int, shown: list[str]) -> None:
    """See that all is there that was shown as saved, whatever others did, and that nothing of it was undone."""
    lines = [line for line in shown if line != REDO]
    if not lines:
        return
    count, lasting, whole = lines[-1].split()
    with closing(sqlite3.connect(folder / "annotations.db")) as connection:
        now = traces(connection, f"analyst {seed}", int(count)).split()
        all_now = traces(connection, f"analyst {seed}").split()
    left.check(now[:2] == [count, lasting], f"of {count} changes that were shown as saved, {now[0]} are as they were")
    earlier = {line.split()[2] for line in lines} - {whole}
    left.check(shown[-1] == REDO or all_now[2] not in earlier, "what was shown as undone or redone is not")
    left.cut_short += all_now[2] == whole and len(lines) < script.STEPS


def _version(seed: int) -> int:
    return SAMPLES[seed % len(SAMPLES)]


def _migrate(left: Left, folder: Path, seed: int, shown: list[str]) -> None:
    path, before, after = folder / "annotations.db", folder / "before.db", folder / "after.db"
    if not before.exists():
        for made in (before, after):
            make_sample(made, _version(seed // 10))
        Workspace(after, ticking("ann")).close()
        now = ask(path, "PRAGMA user_version")
        left.cut_short += now == ask(before, "PRAGMA user_version")
        left.check(everything(path) in (everything(before), everything(after)), "it is neither old nor new")
        for backup in folder.glob("annotations.db.*.backup"):
            left.check(everything(backup) == everything(before), f"{backup.name} is not what was there before")
    if shown:
        left.check(
            ask(path, "PRAGMA user_version") == ask(after, "PRAGMA user_version"),
            "it was shown as brought up to date and is not",
        )
    # The next start finishes what was cut off.
    Workspace(path, ticking("ann")).close()
    left.check(everything(path) == everything(after), "the next start did not bring it up to date")


def _import(left: Left, folder: Path, seed: int, shown: list[str]) -> None:
    path = folder / "annotations.db"
    files = {str(file): fingerprint(file.read_text("utf-8")) for file in sorted((folder / "in").iterdir())}

    def there() -> list[str]:
        return [found for (found,) in ask(path, "SELECT text_sha256 FROM articles") if found in files.values()]

    now = there()
    left.check(
        {files[name] for name in shown if name in files} <= set(now), "a file was shown as brought in and is not"
    )
    left.cut_short += len(now) < FILES
    # The same again goes on where it stopped.
    with LazyWorkspace(path, ticking("importer", seed + 5)) as opening:
        again = list(import_articles(opening, resolve_paths([folder / "in"])))
    left.check(all(isinstance(one, Imported) for one in again), "what is left cannot be brought in")
    left.check(sorted(there()) == sorted(files.values()), "not every file is there once")


def _export(left: Left, folder: Path, seed: int, shown: list[str], set_up: Path) -> None:
    oracle = folder / "oracle"
    oracle.mkdir()
    shutil.copyfile(set_up, oracle / "annotations.db")
    tables = [b""]
    for number in WORKS["export"](oracle, seed):
        tables.append((oracle / "out.csv").read_bytes())
        if number == len(shown) + 1:
            break
    target = folder / "out.csv"
    now = target.read_bytes() if target.exists() else b""
    reported = len(shown)
    left.check(now in tables[reported : reported + 2], "the table is not that of the last step shown, nor of the next")
    left.cut_short += now == tables[reported]
    _exported(left, folder, seed, shown)
    for found in folder.glob("out-*"):
        left.check(_files(found) == _files(oracle / found.name), f"the folder {found.name} is half written")


def _exported(left: Left, folder: Path, seed: int, shown: list[str]) -> None:
    """See that what an export left beside others at work is whole."""
    for number in range(1, len(shown) + 1):
        left.check((folder / f"out-{number}").is_dir(), f"the folder of step {number} was shown and is not there")
    target = folder / "out.csv"
    if shown or target.exists():
        left.check(target.exists() and target.read_bytes().endswith(b"\r\n"), "the table is gone, or half written")
    for found in folder.glob("out-*"):
        texts, marks = ({file.stem for file in found.glob(f"*.{end}")} for end in ("txt", "ann"))
        left.check(bool(texts) and texts == marks, f"the folder {found.name} is half written")


def _files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()} if folder.is_dir() else {}


def _backup(left: Left, folder: Path, seed: int, shown: list[str]) -> None:
    for number in range(1, len(shown) + 1):
        left.check((folder / f"copy-{number}.db").exists(), f"backup {number} was shown and is not there")
    made = list(folder.glob("copy-*.db"))
    left.cut_short += len(made) == len(shown)
    for copy in made:
        left.complaints += unsound(copy)
        step = copy.stem.removeprefix("copy-")
        notes = ask(copy, "SELECT note FROM articles ORDER BY id LIMIT 1")
        # Beside others the note may be theirs; it is never of a step before.
        steps = [f"Step {other}." for other in range(1, script.STEPS + 1) if str(other) != step]
        left.check(len(notes) == 1 and notes[0][0] not in steps, f"{copy.name} is not of the moment it was made")


def _merge(left: Left, folder: Path, seed: int, shown: list[str]) -> None:
    """See that each merge is there as a whole or not at all, and that the colleagues' files are as they were."""
    path, reported = folder / "annotations.db", len(shown)
    oracle = folder / "oracle"
    oracle.mkdir()
    for number in range(MERGES):
        shutil.copyfile(folder / f"colleague-{number}.db", oracle / f"colleague-{number}.db")
    shutil.copyfile(folder / "set-up.db", oracle / "annotations.db")
    wanted = [everything(oracle / "annotations.db")] if not reported else []
    wanted += [
        everything(oracle / "annotations.db")
        for number in WORKS["merge"](oracle, seed)
        if number in (reported, reported + 1)
    ]
    now = everything(path)
    left.check(now in wanted, f"{reported} merges were shown as stored, and the file is as after none or one more")
    left.cut_short += len(wanted) == 2 and now == wanted[0] != wanted[1]
    left.check(not [*folder.glob("colleague-*.db-*")], "a file was left beside a colleague's workspace")


def _restore(left: Left, folder: Path, seed: int, shown: list[str]) -> None:
    states = [everything(folder / f"backup-{number}.db") for number in range(2)]
    now, reported = everything(folder / "annotations.db"), len(shown)
    left.cut_short += bool(reported) and now == states[reported % 2]
    if reported:
        left.check(now in states, "it is neither of the two backups")
    for kept in folder.glob("*.before-restore*.backup"):
        left.complaints += unsound(kept)
    left.check(not list(folder.glob("*.damaged")), "a sound workspace was taken for a damaged one")


_LOOKS: Final[dict[str, Look]] = {
    "beside": _beside,
    "migrate": _migrate,
    "import": _import,
    "export": _exported,
    "backup": _backup,
    "restore": _restore,
    "merge": _merge,
}
