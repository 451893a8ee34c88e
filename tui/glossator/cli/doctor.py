"""The commands doctor, backup and restore."""

import dataclasses
import os
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from glossator import __version__
from glossator.cli.command import FILE, WorkspaceCommand, json_option
from glossator.cli.context import Context
from glossator.cli.output import ProgressLine, print_message, print_table
from glossator.state.locations import settings_file, state_folder, write_error
from glossator.store.connection import SQLITE_VERSION
from glossator.store.errors import Damaged, StoreError
from glossator.store.files import disks
from glossator.store.recovery import backup
from glossator.store.recovery.checks import examine
from glossator.store.recovery.salvage import salvage
from glossator.store.recovery.search_index import rebuild
from glossator.text.normalise import printable

# The most crash reports in a report, and quotes that may contain a user's text.
_MOST_CRASHES: Final = 3
_QUOTED: Final = re.compile("“[^”]*”")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Something that was checked, whether it is sound, and what was found."""

    what: str
    sound: bool
    seen: str


@click.command(
    "doctor", cls=WorkspaceCommand, tolerant=True, exclusive=("as_report", "target", "rebuild_search", "replay")
)
@click.option("--report", "as_report", is_flag=True, help="text for a bug report, without your texts")
@click.option("--salvage", "target", type=FILE, metavar="NEW.db", help="new workspace for what can still be read")
@click.option("--rebuild-search", is_flag=True, help="rebuild the search index")
@click.option("--replay", is_flag=True, help="also compare the replayed history with the tables")
@json_option
def doctor(
    context: Context, as_report: bool, target: Path | None, rebuild_search: bool, replay: bool, as_json: bool
) -> int:
    """Check the workspace and the installation."""
    if target is not None:
        return _salvage(context, target)
    if rebuild_search:
        rebuild(context.db)
        print_message(f"Rebuilt the search index of {context.db}. To check it, run “glossator doctor”.")
        return 0
    if as_report:
        print(report(context), end="")
        return 0
    results = findings(context)
    if replay:
        results.append(replay_history(context))
    print_table([dataclasses.asdict(result) for result in results], as_json=as_json)
    return 0 if all(result.sound for result in results) else 1


@click.command("backup", cls=WorkspaceCommand)
@click.argument("file", required=False, metavar="[FILE]", type=FILE, help="backup file (default: beside the workspace)")
def back_up(context: Context, file: Path | None) -> int:
    """Copy the workspace, also while it is open."""
    print(printable(str(backup.back_up(context.db, file))))
    return 0


@click.command("restore", cls=WorkspaceCommand)
@click.argument("file", metavar="FILE", type=FILE, help="backup file")
def restore(context: Context, file: Path) -> int:
    """Restore the workspace from a backup.

    Its previous content is kept beside it.
    """
    kept = backup.restore(context.db, file).kept
    previous = f" Its previous content is in {kept}." if kept else ""
    print_message(f"Restored {context.db} from {file}.{previous}")
    return 0


def findings(context: Context) -> list[CheckResult]:
    """Return the results of checking the installation and the workspace."""
    wrong = context.no_settings or context.wrong_settings
    settings = CheckResult("settings", not wrong, wrong or str(settings_file()))
    return [*_installation(), *_plugins(), *_programs(context), settings, _state(), *_workspace(context)]


def _state() -> CheckResult:
    """Check whether the state folder is writable."""
    folder = state_folder()
    reason = write_error(folder)
    if not reason:
        return CheckResult("state", True, str(folder))
    return CheckResult(
        "state",
        False,
        f"{folder} is not writable ({reason}), so reading positions and unsaved notes cannot be stored. "
        "Set HOME or XDG_STATE_HOME to a folder of yours.",
    )


def replay_history(context: Context) -> CheckResult:
    """Check whether replaying the history of the workspace gives its tables."""
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
        return CheckResult("history", True, f"{found.entries:,} entries replayed; they agree with the tables{older}")
    misfit, by = found.misfit, found.operation
    return CheckResult(
        "history",
        False,
        f"Entry {misfit.entry} of the history does not fit. Operation {by.batch}, “{by.title}” of {by.analyst} "
        f"at {by.at}, {misfit.row}: expected {misfit.expected}, found {misfit.found}.",
    )


def report(context: Context) -> str:
    """Return the text for a bug report: all check results and the last crash reports, without texts and folders."""
    lines = [f"{found.what}: {'' if found.sound else 'NOT SOUND, '}{found.seen}" for found in findings(context)]
    for file in sorted(state_folder().glob("error-*.txt"))[-_MOST_CRASHES:]:
        # An unreadable report is left out.
        with suppress(OSError):
            lines += ["", f"{file.name}:", *file.read_text(encoding="utf-8", errors="replace").splitlines()]
    text = _QUOTED.sub("“…”", "\n".join(map(printable, lines)))
    for folder, sign in ((context.db.absolute().parent, "…"), (Path.home(), "~")):
        text = text.replace(str(folder), sign)
    return f"{text}\n"


def _installation() -> Iterator[CheckResult]:
    from importlib.metadata import version

    from glossator.domain.languages import language_name
    from glossator.ner.pipelines import NoPipeline, explain_default, find_pipeline, installed_pipelines

    yield CheckResult("glossator", True, __version__)
    yield CheckResult("python", True, f"{platform.python_version()} on {platform.system()}")
    for name in ("textual", "sqlite-utils", "spacy"):
        yield CheckResult(name, True, version(name))
    yield CheckResult("sqlite", True, SQLITE_VERSION)
    try:
        default = find_pipeline()
        yield CheckResult(
            "default pipeline", True, f"{default.name} {default.version}, because {explain_default(default)}"
        )
    except NoPipeline as error:
        yield CheckResult("default pipeline", False, str(error))
    by_language: dict[str, list[str]] = {}
    for found in installed_pipelines():
        name = language_name(found.language) or "unknown language"
        by_language.setdefault(name, []).append(f"{found.module} {found.version}")
    listed = (f"{language}: {', '.join(pipelines)}" for language, pipelines in sorted(by_language.items()))
    yield CheckResult("pipelines", True, "; ".join(listed) or "none")
    terminal = f"{os.environ.get('TERM', '')} {os.environ.get('COLORTERM', '')}".strip() or "none"
    yield CheckResult("terminal", True, f"{terminal}, {sys.stdout.encoding}")


def _plugins() -> Iterator[CheckResult]:
    """Yield each plugin with what it adds, and each thing of it that is left out."""
    from glossator.cli.program import plugin_commands
    from glossator.ner.plugin_recognisers import plugin_recognisers
    from glossator.plugins import installed_plugins
    from glossator.services.formats import FORMATS
    from glossator.ui.commands import all_commands

    # What plugins add is known when it was asked for.
    for ask in (plugin_commands, plugin_recognisers, all_commands, lambda: len(FORMATS)):
        ask()
    for plugin in installed_plugins().plugins:
        added = ", ".join(plugin.adds) or "nothing"
        yield CheckResult("plugin", not plugin.problems, f"{plugin.name} adds {added}")
    for problem in installed_plugins().news():
        yield CheckResult("problem", False, problem)


def _programs(context: Context) -> Iterator[CheckResult]:
    """Yield name and version of the recogniser for each language, and of each program of the settings, or the error.

    Programs are started.
    """
    from glossator.domain.languages import language_name
    from glossator.ner.pipelines import NoPipeline
    from glossator.ner.recognisers import find_recogniser

    for tag, name in context.settings.models.items():
        try:
            found = find_recogniser(name, context.settings.recognisers)
            yield CheckResult("model", True, f"{language_name(tag)}: {found.name} {found.version}")
        except NoPipeline as error:
            yield CheckResult("model", False, f"In the settings, in [models], {tag}: {error}")
    for name in context.settings.recognisers:
        try:
            found = find_recogniser(name, context.settings.recognisers)
            yield CheckResult("recogniser", True, f"{name}: {found.version}")
        except NoPipeline as error:
            yield CheckResult("recogniser", False, str(error))


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
    for copy in backup.backups_of(context.db):
        yield CheckResult("backup", True, str(copy))
    if damaged:
        yield CheckResult("repair", True, "“glossator restore BACKUP”, or “glossator doctor --salvage NEW.db”")


def _salvage(context: Context, target: Path) -> int:
    """Copy what can be read of the workspace into a new one; return 1 if something is lost."""
    salvaged = salvage(context.db, target)
    for sentence in filter(None, (salvaged.how, *salvaged.lost)):
        print_message(sentence)
    print_table([{"table": table, "rows": rows} for table, rows in salvaged.kept.items() if rows], as_json=False)
    lost = f"{len(salvaged.lost)} losses are listed above" if salvaged.lost else "nothing was lost"
    print_message(f"Salvaged {context.db} into {target}; {lost}.")
    return 1 if salvaged.lost or salvaged.how else 0
