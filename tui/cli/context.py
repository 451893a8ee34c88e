"""What every command works with."""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

from tui.locations import settings_file
from tui.settings import Settings, login_name, read_settings
from tui.store.opening import Opening
from tui.store.workspace import Author, Workspace


class Told(Exception):
    """A refusal that is the command line's own; the message is one sentence with the way out."""


@dataclass(frozen=True, slots=True)
class Context:
    """Which workspace, whose acts, and the user's settings."""

    db: Path
    analyst: str
    settings: Settings

    def workspace(self) -> Workspace:
        """Open the workspace, for a `with` statement.

        Raises:
            StoreError: when it cannot be opened.
        """
        return Workspace(self.db, Author(self.analyst))

    def opening(self) -> Opening:
        """Return the workspace for a `with` statement, opened or made when it is needed."""
        return Opening(self.db, Author(self.analyst))


def context_for(arguments: argparse.Namespace) -> Context:
    """Return the context that the arguments, then the environment, then the settings ask for.

    Raises:
        BadSettings: when the settings cannot be used.
    """
    settings = read_settings(settings_file())
    db = Path(arguments.db or os.environ.get("GLOSSATOR_DB") or "annotations.db")
    analyst = getattr(arguments, "by", None) or settings.analyst or login_name()
    return Context(db, " ".join(analyst.split()), settings)
