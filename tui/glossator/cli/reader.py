"""The reader: checks of the terminal, and import of the named files."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from glossator import __version__
from glossator.cli.command import FILE, model_option
from glossator.cli.context import Context
from glossator.cli.errors import CommandError
from glossator.cli.output import print_message
from glossator.cli.program import ReaderCommand, complete_path_or_command
from glossator.runtime.gc_tuning import disable_gc
from glossator.text.normalise import printable

# The switch interval of threads in seconds; a key waits for several, so Python's 5 ms add up.
_SWITCH_INTERVAL: Final = 0.0005
# Textual's frames per second. A key just after a frame, such as one with progress, waits for up to two frames, which
# take 33 ms at Textual's default of 60.
_FRAMES: Final = "240"
# Values of TERM for terminals without cursor movement.
_WITHOUT_CURSOR: Final = ("dumb", "unknown")
# File descriptors that the reader needs: for the database, its log, the event loop and the pipeline's process.
_DESCRIPTORS: Final = 24


@click.command("glossator", cls=ReaderCommand, tolerant=True, epilog="“glossator COMMAND --help” describes each.")
@click.argument(
    "paths",
    nargs=-1,
    metavar="[PATH]...",
    type=FILE,
    shell_complete=complete_path_or_command,
    help="files and folders to import and open",
)
@click.version_option(__version__, message="glossator %(version)s", help="print the version and exit")
@model_option
def open_reader(context: Context, paths: tuple[Path, ...], model: str) -> int:
    """Read articles, annotate entities and passages, tag, take notes, and export.

    Without the name of a command, open the reader; import PATH first if given.
    """
    if any(path.parts[:1] in (("http:",), ("https:",)) for path in paths):
        raise CommandError("to import a web page, run “glossator import ADDRESS”, and then “glossator”.")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        _check_paths(paths)
        raise CommandError("the reader needs a terminal. To import a text from a pipe, run “glossator import -”.")
    _check_terminal()
    first = _import(context, paths) if paths else None
    if paths and first is None:
        return 1
    disable_gc()
    sys.setswitchinterval(_SWITCH_INTERVAL)
    os.environ.setdefault("TEXTUAL_FPS", _FRAMES)
    from glossator.plugins import plugin_news
    from glossator.ui.app import GlossatorApp

    wrong = context.wrong_settings.rstrip(".")
    news = [f"{wrong}. Continuing without it as “{context.analyst}”." if wrong else context.no_settings, *plugin_news()]
    app = GlossatorApp(
        context.db,
        context.analyst,
        context.settings,
        start=first,
        model=model,
        news=" ".join(filter(None, news)),
        # Checked above. It may be closed before the app is ready to notice.
        in_terminal=True,
    )
    try:
        app.run()
    finally:
        app.close_workspace()
    if app.parting_words:
        for line in f"glossator: {app.parting_words}".splitlines():
            print_message(line)
    return app.return_code or int(bool(app.parting_words))


def _check_terminal() -> None:
    """Raise CommandError if the terminal or the system cannot run the reader."""
    term = os.environ.get("TERM", "")
    if term in _WITHOUT_CURSOR and os.name != "nt":
        raise CommandError(
            f"the reader needs a terminal with cursor movement, and TERM is “{printable(term)}”. Set it, as in "
            "“TERM=xterm-256color glossator”, or use the other commands, which need none."
        )
    probes: list[int] = []
    try:
        probes.extend(os.dup(2) for _ in range(_DESCRIPTORS))
    except OSError as error:
        raise CommandError(
            f"the reader needs {_DESCRIPTORS} open files, and the system allows fewer ({error.strerror}). "
            "Close other programs, or allow more with “ulimit -n 256”."
        ) from error
    finally:
        for probe in probes:
            os.close(probe)


def _check_paths(paths: Sequence[Path]) -> None:
    """Raise CommandError if one of the paths does not exist."""
    from glossator.services.importing.inputs import Failed, resolve_paths

    for item in resolve_paths(path for path in paths if not path.exists()):
        if isinstance(item, Failed):
            raise CommandError(f"{item.name}: {item.reason}")


def _import(context: Context, paths: Sequence[Path]) -> str | None:
    """Import `paths`, print failures and imported annotations, and return the uid of the first article, if any."""
    from glossator.services.importing.annotations import ImportedAnnotations, import_summary
    from glossator.services.importing.articles import import_articles
    from glossator.services.importing.inputs import Failed, ImportedFile, import_title, resolve_paths

    first = None
    annotated: dict[str, list[ImportedAnnotations]] = {}
    with context.opening(import_title(list(map(str, paths)))) as opening:
        for outcome in import_articles(opening, resolve_paths(paths)):
            if isinstance(outcome, Failed):
                print_message(f"glossator: {outcome.name}: {outcome.reason}")
                continue
            if isinstance(outcome, ImportedFile):
                if outcome.losses:
                    print_message(f"glossator: {outcome.name}: left out: {'; '.join(outcome.losses)}")
                continue
            first = first or outcome.uid
            if isinstance(outcome, ImportedAnnotations):
                annotated.setdefault(outcome.name, []).append(outcome)
    # Visible again when the reader ends.
    for name, found in annotated.items():
        print_message(f"glossator: {name}: {import_summary(found)}")
    return first
