"""What the commands share: the workspace, the analyst, the settings, and input and output files."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from glossator.cli.errors import CommandError
from glossator.cli.output import print_message, standard_output
from glossator.state.locations import access_error, settings_file
from glossator.state.settings import BadSettings, Check, Settings, is_blank, login_name, read_settings

if TYPE_CHECKING:
    from glossator.ner.recogniser_choice import RecogniserPreferences
    from glossator.store.lazy_workspace import LazyWorkspace
    from glossator.store.workspace import Workspace

# The analyst of the reader and the doctor if no name is usable.
_NAMELESS: Final = "analyst"


@dataclass(frozen=True, slots=True)
class Context:
    """The workspace, the analyst, and the settings.

    Attributes:
        wrong_settings: the message about settings that cannot be used; the others hold.
        no_settings: the message about an inaccessible settings folder; the defaults hold.
    """

    db: Path
    analyst: str
    settings: Settings
    wrong_settings: str = ""
    no_settings: str = ""

    @contextmanager
    def workspace(self) -> "Iterator[Workspace]":
        """Open the workspace for a `with` statement; at its end, warn if it is not writable.

        Raises:
            StoreError: when it cannot be opened.
        """
        from glossator.store.workspace import Author, Workspace

        with Workspace(self.db, Author(self.analyst)) as workspace:
            yield workspace
        if workspace.unwritable:
            print_message(f"glossator: warning: {workspace.unwritable}")

    def opening(self, source: str = "") -> "LazyWorkspace":
        """Return the workspace for a `with` statement, opened or created when needed.

        Args:
            source: what is imported, as the history names it.
        """
        from glossator.store.lazy_workspace import LazyWorkspace
        from glossator.store.workspace import Author

        return LazyWorkspace(self.db, Author(self.analyst), source=source)

    def preferences(self, model: str = "") -> "RecogniserPreferences":
        """Return which recognisers are wanted; `model` is that of --model, for all articles."""
        from glossator.services.article_recognisers import preferences_of

        return preferences_of(self.settings, model)


def context_for(db: str | None, analyst: str | None, *, tolerant: bool = False) -> Context:
    """Return the context given by the command line, then the environment, then the settings.

    Args:
        db, analyst: the workspace and the analyst on the command line.
        tolerant: whether unusable settings are ignored and described in the context.

    Raises:
        BadSettings, CommandError: when the settings or the analyst's name cannot be used, unless `tolerant`.
    """
    wrong = missing = ""
    file = settings_file()
    try:
        if reason := access_error(file):
            settings = Settings()
            missing = (
                f"The settings folder {file.parent} cannot be used ({reason}), so the default settings are used. "
                "Set HOME or XDG_CONFIG_HOME to a folder of yours."
            )
        else:
            settings = read_settings(file, SETTING_CHECKS)
    except BadSettings as error:
        if not tolerant:
            raise
        settings, wrong = error.usable, str(error)
    analyst = analyst or settings.analyst or login_name()
    if is_blank(analyst):
        blank = "The login name is blank, and your work is stored under a name. Set analyst in the settings."
        if not tolerant:
            raise CommandError(blank)
        wrong, analyst = wrong or blank, _NAMELESS
    return Context(workspace_path(db), " ".join(analyst.split()), settings, wrong, missing)


def workspace_path(db: str | None) -> Path:
    """Return the path of the workspace, given by the command line, then the environment."""
    return Path(db or os.environ.get("GLOSSATOR_DB") or "annotations.db")


def read_input(name: str | None) -> bytes:
    """Return the content of a file to import, or of standard input if it is “-”.

    Raises:
        CommandError: when there is no name, or the file cannot be read.
    """
    if name is None:
        raise CommandError("name the file to import, or - for standard input.")
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} cannot be read ({error.strerror or error}). Name another file.") from error


@contextmanager
def output_file(path: Path | None, *, force: bool) -> Iterator[BinaryIO]:
    """Open a file to export to, which is written completely or not at all; standard output if `path` is None.

    Raises:
        CommandError: when it exists, unless `force`, or cannot be written.
    """
    from glossator.services.atomic_output import ExportRefused, new_file

    if path is None:
        yield standard_output()
        return
    try:
        with new_file(path, force=force) as target:
            yield target
    except ExportRefused as error:
        raise CommandError(str(error)) from error


# The checks of settings whose values other rooms define; they import those only if the setting is there, because the
# first frame waits for the settings.


def _wrong_keys(keys: Mapping[str, str]) -> str:
    from glossator.ui.commands import BadKeys, with_keys

    try:
        with_keys(keys)
    except BadKeys as error:
        return str(error)
    return ""


def _wrong_profiles(profiles: Mapping[str, Mapping[str, Any]]) -> str:
    from glossator.formats.tables.profiles import BadProfile, own_profile

    for name, profile in profiles.items():
        try:
            own_profile(profile)
        except BadProfile as error:
            return f"in the profile “{name}”, {error}"
    return ""


def _wrong_rules(tidying: Mapping[str, bool]) -> str:
    from glossator.ner.postprocessing import RETIRED, RULES

    unknown = [name for name in tidying if name not in (*RULES, *RETIRED)]
    return f"unknown rule “{unknown[0]}” in tidying (available: {', '.join(RULES)})" if unknown else ""


def _wrong_recognisers(recognisers: Mapping[str, Mapping[str, Any]]) -> str:
    from glossator.ner.programs import BadProgram, configured_program

    for name, table in recognisers.items():
        try:
            configured_program(name, table)
        except BadProgram as error:
            return f"in the recogniser “{name}”, {error}"
    return ""


def _wrong_models(models: Mapping[str, str]) -> str:
    from glossator.domain.languages import is_language_tag, language_code

    for tag in models:
        if not is_language_tag(tag) or language_code(tag) != tag:
            return f"“{tag}” in models is no language; write its code in small letters, such as fr, ur or es"
    return ""


SETTING_CHECKS: Final[Mapping[str, Check]] = {
    "keys": _wrong_keys,
    "profiles": _wrong_profiles,
    "tidying": _wrong_rules,
    "recognisers": _wrong_recognisers,
    "models": _wrong_models,
}
