"""What the doctor looks at."""

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

from tui import __version__
from tui.cli.context import Context
from tui.locations import settings_file, state_folder
from tui.store.connecting import SQLITE_VERSION
from tui.store.errors import StoreError


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was looked at, whether it is sound, and what was seen."""

    what: str
    sound: bool
    seen: str


def findings(context: Context) -> list[Finding]:
    """Return what there is to say about the installation and the workspace."""
    return [*_installation(), *_workspace(context)]


def _installation() -> Iterator[Finding]:
    from tui.recognition.pipelines import NoPipeline, find_pipeline, installed_pipelines

    yield Finding("glossator", True, __version__)
    yield Finding("python", True, f"{platform.python_version()} on {platform.system()}")
    for name in ("textual", "sqlite-utils", "spacy"):
        yield Finding(name, True, version(name))
    yield Finding("sqlite", True, SQLITE_VERSION)
    try:
        default = find_pipeline()
        yield Finding("default pipeline", True, f"{default.name} {default.version}")
    except NoPipeline as error:
        yield Finding("default pipeline", False, str(error))
    yield Finding("pipelines", True, ", ".join(f"{found.module} {found.version}" for found in installed_pipelines()))
    terminal = f"{os.environ.get('TERM', '')} {os.environ.get('COLORTERM', '')}".strip() or "none"
    yield Finding("terminal", True, f"{terminal}, {sys.stdout.encoding}")
    yield Finding("settings", True, str(settings_file()))
    yield Finding("state", True, str(state_folder()))


def _workspace(context: Context) -> Iterator[Finding]:
    try:
        with context.workspace() as workspace:
            counts = workspace.counts()
            problems = workspace.problems()
    except StoreError as error:
        yield Finding("workspace", False, str(error))
        return
    size = f"{counts['articles']} articles, {counts['annotations']} annotations"
    yield Finding("workspace", not problems, f"{context.db}: {size}")
    for problem in problems:
        yield Finding("problem", False, problem)
