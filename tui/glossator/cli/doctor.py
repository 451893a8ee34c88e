"""What the doctor looks at."""

import os
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from glossator import __version__
from glossator.cli.context import Context
from glossator.cli.progress import ProgressLine
from glossator.cli.tables import print_message, print_table
from glossator.state.locations import settings_file, state_folder, write_error
from glossator.store.connection import SQLITE_VERSION
from glossator.store.errors import Damaged, StoreError
from glossator.store.files import disks
from glossator.store.recovery.backup import backups_of
from glossator.store.recovery.checks import examine
from glossator.store.recovery.salvage import salvage
from glossator.store.recovery.search_index import rebuild
from glossator.text.normalise import printable

# How many of the last errors are told of in a report, and what may be somebody's words.
_BROKEN: Final = 3
_QUOTED: Final = re.compile("“[^”]*”")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Something that was looked at, whether it is sound, and what was seen."""

    what: str
    sound: bool
    seen: str


def findings(context: Context) -> list[CheckResult]:
    """Return what there is to say about the installation and the workspace."""
    wrong = context.no_settings or context.wrong_settings
    settings = CheckResult("settings", not wrong, wrong or str(settings_file()))
    return [*_installation(), settings, _state(), *_workspace(context)]


def _state() -> CheckResult:
    """Return whether a file can be written to the state folder."""
    folder = state_folder()
    reason = write_error(folder)
    if not reason:
        return CheckResult("state", True, str(folder))
    return CheckResult(
        "state",
        False,
        f"{folder} cannot be written to ({reason}), so reading positions and unsaved notes cannot be kept there. "
        "Set HOME or XDG_STATE_HOME to a folder of yours.",
    )


def replay_history(context: Context) -> CheckResult:
    """Replay the history of the workspace, and return whether it leads to what is in the tables."""
    from glossator.store.history.replay import replay

    with ProgressLine() as line:
        try:
            found = replay(
                context.db, lambda done, total: line.show(f"Replaying the history: {done:,} of {total:,} entries")
            )
        except StoreError as error:
            return CheckResult("history", False, str(error))
    if found.misfit is None or found.operation is None:
        older = f"; {found.unknown:,} older ones cannot be replayed" if found.unknown else ""
        return CheckResult("history", True, f"{found.entries:,} entries lead to what is in the tables{older}")
    misfit, by = found.misfit, found.operation
    return CheckResult(
        "history",
        False,
        f"Entry {misfit.entry} of the history does not fit. Operation {by.batch}, “{by.title}” of {by.analyst} "
        f"at {by.at}, {misfit.row}: expected {misfit.expected}, found {misfit.found}.",
    )


def report(context: Context) -> str:
    """Return what a report of a fault needs: what there is to say, and where the program broke last.

    What anybody read or wrote is left out, and so is where their files are.
    """
    lines = [f"{found.what}: {'' if found.sound else 'NOT SOUND, '}{found.seen}" for found in findings(context)]
    for file in sorted(state_folder().glob("error-*.txt"))[-_BROKEN:]:
        # A report that cannot be read any more is done without.
        with suppress(OSError):
            lines += ["", f"{file.name}:", *file.read_text(encoding="utf-8", errors="replace").splitlines()]
    told = _QUOTED.sub("“…”", "\n".join(map(printable, lines)))
    for folder, sign in ((context.db.absolute().parent, "…"), (Path.home(), "~")):
        told = told.replace(str(folder), sign)
    return f"{told}\n"


def _installation() -> Iterator[CheckResult]:
    from glossator.ner.pipelines import NoPipeline, find_pipeline, installed_pipelines

    yield CheckResult("glossator", True, __version__)
    yield CheckResult("python", True, f"{platform.python_version()} on {platform.system()}")
    for name in ("textual", "sqlite-utils", "spacy"):
        yield CheckResult(name, True, version(name))
    yield CheckResult("sqlite", True, SQLITE_VERSION)
    try:
        default = find_pipeline()
        yield CheckResult("default pipeline", True, f"{default.name} {default.version}")
    except NoPipeline as error:
        yield CheckResult("default pipeline", False, str(error))
    yield CheckResult(
        "pipelines", True, ", ".join(f"{found.module} {found.version}" for found in installed_pipelines())
    )
    terminal = f"{os.environ.get('TERM', '')} {os.environ.get('COLORTERM', '')}".strip() or "none"
    yield CheckResult("terminal", True, f"{terminal}, {sys.stdout.encoding}")


def _workspace(context: Context) -> Iterator[CheckResult]:
    damaged = False
    try:
        found = examine(context.db)
        damaged = bool(found.problems)
        yield CheckResult("workspace", not found.problems, f"{context.db}: {found.summary}")
        for problem in found.problems:
            yield CheckResult("problem", False, problem)
    except StoreError as error:
        damaged = isinstance(error, Damaged)
        yield CheckResult("workspace", False, str(error))
    if words := disks.network_warning(context.db):
        yield CheckResult("disk", False, words)
    for copy in backups_of(context.db):
        yield CheckResult("backup", True, str(copy))
    if damaged:
        yield CheckResult("way out", True, "“glossator restore BACKUP”, or “glossator doctor --salvage NEW.db”")


def rebuild_search(context: Context) -> int:
    """Make the indexes of search again."""
    rebuild(context.db)
    print_message(f"The index of search in {context.db} is made again; “glossator doctor” checks it.")
    return 0


def salvage_workspace(context: Context, target: Path) -> int:
    """Take what can be read of the workspace into a new one; 1 when something is lost."""
    salvaged = salvage(context.db, target)
    for sentence in filter(None, (salvaged.how, *salvaged.lost)):
        print_message(sentence)
    print_table([{"table": table, "rows": rows} for table, rows in salvaged.kept.items() if rows], as_json=False)
    lost = f"{len(salvaged.lost)} things could not be, listed above" if salvaged.lost else "nothing was lost"
    print_message(f"What could be read of {context.db} is in {target}; {lost}.")
    return 1 if salvaged.lost or salvaged.how else 0
