"""What the commands do. Each returns its exit code."""

import argparse
import dataclasses
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from glossator.cli.context import CommandError, Context
from glossator.cli.tables import print_message, print_table
from glossator.runtime.gc_tuning import disable_gc
from glossator.text.normalise import printable

# Seconds after which a thread that stores or counts gives way to a key. Python’s own 5 ms add up, as a key waits often.
_TURN: Final = 0.0005
# What Textual paints at most in a second. A key that comes just behind a frame, such as one that shows how far the
# machine has read, waits for up to two of its spans, which at Textual’s own 60 are 33 ms.
_FRAMES: Final = "240"
# Values of TERM of terminals on which nothing can be painted.
_WITHOUT_CURSOR: Final = ("dumb", "unknown")
# File descriptors that the reader opens: for the database, its log, the event loop, and the process of the pipeline.
_DESCRIPTORS: Final = 24


def open_reader(context: Context, arguments: argparse.Namespace) -> int:
    """Import what was named, and open the reader."""
    if any(path.parts[:1] in (("http:",), ("https:",)) for path in arguments.paths):
        raise CommandError(
            "a web address is fetched by “glossator import ADDRESS”; “glossator” alone opens the reader then."
        )
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        _must_be_there(arguments.paths)
        raise CommandError("the reader needs a terminal; to bring in a text from a pipe, use “glossator import -”.")
    _check_terminal()
    first = _brought_in(context, arguments.paths) if arguments.paths else None
    if arguments.paths and first is None:
        return 1
    disable_gc()
    sys.setswitchinterval(_TURN)
    os.environ.setdefault("TEXTUAL_FPS", _FRAMES)
    from glossator.ui.app import GlossatorApp

    wrong = context.wrong_settings.rstrip(".")
    news = f"{wrong}; you go on without, as “{context.analyst}”." if wrong else context.no_settings
    app = GlossatorApp(context.db, context.analyst, context.settings, start=first, model=arguments.model, news=news)
    try:
        app.run()
    finally:
        app.close_workspace()
    if app.parting_words:
        for line in f"glossator: {app.parting_words}".splitlines():
            print_message(line)
    return app.return_code or int(bool(app.parting_words))


def _check_terminal() -> None:
    """Check that the terminal and the system can run the reader, before anything is imported.

    Raises:
        Told: when they cannot.
    """
    term = os.environ.get("TERM", "")
    if term in _WITHOUT_CURSOR and os.name != "nt":
        raise CommandError(
            f"the reader needs a terminal that can move its cursor, and TERM is “{printable(term)}”; set it, as in "
            "“TERM=xterm-256color glossator”, or use the other commands, which need none."
        )
    probes: list[int] = []
    try:
        probes.extend(os.dup(2) for _ in range(_DESCRIPTORS))
    except OSError as error:
        raise CommandError(
            f"the reader needs to open {_DESCRIPTORS} files, and the system allows fewer here ({error.strerror}); "
            "close other programs, or allow more with “ulimit -n 256”."
        ) from error
    finally:
        for probe in probes:
            os.close(probe)


def _must_be_there(paths: Sequence[Path]) -> None:
    """Check the paths, of which nothing is read.

    Raises:
        Told: when there is nothing at one of them.
    """
    from glossator.services.importing.inputs import Failed, resolve_paths

    for item in resolve_paths(path for path in paths if not path.exists()):
        if isinstance(item, Failed):
            raise CommandError(f"{item.name}: {item.reason}")


def _brought_in(context: Context, paths: Sequence[Path]) -> str | None:
    """Import `paths`, and return the uid of the first article; None when there is none.

    What failed is said, and what became of annotations.
    """
    from glossator.services.importing.annotation_table import import_any
    from glossator.services.importing.annotations import ImportedAnnotations, import_summary
    from glossator.services.importing.articles import import_articles
    from glossator.services.importing.inputs import Failed, import_title, resolve_paths

    first = None
    annotated: dict[str, list[ImportedAnnotations]] = {}
    with context.opening(import_title(list(map(str, paths)))) as opening:
        for outcome in import_articles(opening, resolve_paths(paths), annotation_importer=import_any):
            if isinstance(outcome, Failed):
                print_message(f"glossator: {outcome.name}: {outcome.reason}")
                continue
            first = first or outcome.uid
            if isinstance(outcome, ImportedAnnotations):
                annotated.setdefault(outcome.name, []).append(outcome)
    # Seen again when the reader is left.
    for name, found in annotated.items():
        print_message(f"glossator: {name}: {import_summary(found)}")
    return first


def doctor(context: Context, arguments: argparse.Namespace) -> int:
    """Check the workspace and the installation; 1 when something is wrong."""
    # It asks about distributions, and importing that takes long; no other command needs it.
    from glossator.cli import doctor as doctor_report

    if arguments.salvage is not None:
        return doctor_report.salvage_workspace(context, arguments.salvage)
    if arguments.rebuild_search:
        return doctor_report.rebuild_search(context)
    if arguments.report:
        print(doctor_report.report(context), end="")
        return 0
    findings = doctor_report.findings(context)
    if arguments.replay:
        findings.append(doctor_report.replay_history(context))
    print_table([dataclasses.asdict(finding) for finding in findings], as_json=arguments.json)
    return 0 if all(finding.sound for finding in findings) else 1


def back_up(context: Context, arguments: argparse.Namespace) -> int:
    """Copy the workspace, and print where to."""
    from glossator.store.recovery import backup

    print(printable(str(backup.back_up(context.db, arguments.file))))
    return 0


def restore(context: Context, arguments: argparse.Namespace) -> int:
    """Make the workspace what a backup is, and say where what was there before is kept."""
    from glossator.store.recovery import backup

    kept = backup.restore(context.db, arguments.file).kept
    print_message(f"{context.db} is what {arguments.file} is{f'; what it was before is in {kept}' if kept else ''}.")
    return 0


def keys(context: Context, arguments: argparse.Namespace) -> int:
    """Print every command with its keys."""
    from glossator.ui.commands import key_label, with_keys

    rows = [
        {
            "id": command.id,
            "key": " ".join(key_label(key) for key in command.keys),
            "title": command.title,
            "where": command.where.value,
        }
        for command in with_keys(context.settings.keys)
    ]
    print_table(rows, as_json=arguments.json)
    return 0


_ACTIONS: Final[dict[str | None, str]] = {
    None: "actions:open_reader",
    "import": "importing:import_files",
    "analyse": "analysis:analyse_articles",
    "archive": "archive:archive",
    "delete": "deletion:delete",
    "compare": "analysis:compare_pipelines",
    "orphans": "versions:orphans",
    "search": "search:search_workspace",
    "export": "exporting:export",
    "lexicon": "lexicon:lexicon",
    "codebook": "codebook:codebook",
    "entities": "entities:entities",
    "history": "operations:history",
    "undo": "operations:undo",
    "stats": "stats:stats",
    "doctor": "actions:doctor",
    "backup": "actions:back_up",
    "restore": "actions:restore",
    "keys": "actions:keys",
}


def action_of(name: str | None) -> Callable[[Context, argparse.Namespace], int]:
    """Return what does the command `name`, or opens the reader where it is None; no other command is imported."""
    module, _, function = _ACTIONS[name].partition(":")
    action: Callable[[Context, argparse.Namespace], int] = getattr(import_module(f"glossator.cli.{module}"), function)
    return action
