"""What every command works with."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from glossator.cli.setting_checks import SETTING_CHECKS
from glossator.cli.tables import print_message
from glossator.state.locations import access_error, settings_file
from glossator.state.settings import BadSettings, Settings, is_blank, login_name, read_settings
from glossator.store.workspace import Author, Workspace

if TYPE_CHECKING:
    from glossator.store.lazy_workspace import LazyWorkspace

# Whom the reader and the doctor work for where nobody has a name.
_NAMELESS: Final = "analyst"


class CommandError(Exception):
    """A refusal that is the command line's own; the message is one sentence with the way out."""


@dataclass(frozen=True, slots=True)
class Context:
    """Which workspace, whose acts, and the user's settings.

    Attributes:
        wrong_settings: a sentence about what in them cannot be used; the others hold.
        no_settings: a sentence about why none could be looked for; the defaults hold.
    """

    db: Path
    analyst: str
    settings: Settings
    wrong_settings: str = ""
    no_settings: str = ""

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """Open the workspace, for a `with` statement; at its end, warn when nothing could have been written to it.

        Raises:
            StoreError: when it cannot be opened.
        """
        with Workspace(self.db, Author(self.analyst)) as workspace:
            yield workspace
        if workspace.unwritable:
            print_message(f"glossator: warning: {workspace.unwritable}")

    def opening(self, source: str = "") -> "LazyWorkspace":
        """Return the workspace for a `with` statement, opened or made when it is needed.

        Args:
            source: what is imported, as the history names it.
        """
        from glossator.store.lazy_workspace import LazyWorkspace

        return LazyWorkspace(self.db, Author(self.analyst), source=source)


def context_for(arguments: argparse.Namespace, *, whatever_the_settings: bool = False) -> Context:
    """Return the context that the arguments, then the environment, then the settings ask for.

    Args:
        arguments: of the command line.
        whatever_the_settings: whether what cannot be used in the settings is done without, and said.

    Raises:
        BadSettings: when the settings cannot be used.
    """
    wrong = missing = ""
    file = settings_file()
    try:
        if reason := access_error(file):
            settings = Settings()
            missing = (
                f"The settings folder {file.parent} cannot be used ({reason}), so the defaults hold; "
                "set HOME or XDG_CONFIG_HOME to a folder of yours."
            )
        else:
            settings = read_settings(file, SETTING_CHECKS)
    except BadSettings as error:
        if not whatever_the_settings:
            raise
        settings, wrong = error.usable, str(error)
    db = Path(arguments.db or os.environ.get("GLOSSATOR_DB") or "annotations.db")
    analyst = getattr(arguments, "by", None) or settings.analyst or login_name()
    if is_blank(analyst):
        blank = "The login name is blank, and what is done is kept under a name; set analyst in the settings."
        if not whatever_the_settings:
            raise CommandError(blank)
        wrong, analyst = wrong or blank, _NAMELESS
    return Context(db, " ".join(analyst.split()), settings, wrong, missing)
