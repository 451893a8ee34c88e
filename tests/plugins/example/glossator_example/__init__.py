"""An example of a plugin: what it adds is in a module for each thing, imported when the program asks for it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    import click

    from glossator.formats.spec import Format
    from glossator.ner.recogniser import Recogniser
    from glossator.ui.commands.context import ReaderContext
    from glossator.ui.keymap import Command

hookimpl = pluggy.HookimplMarker("glossator")


@hookimpl
def register_formats() -> "Iterable[Format]":
    """Return the format inline."""
    from .inline_format import INLINE

    return [INLINE]


@hookimpl
def register_recognisers() -> "Iterable[Recogniser]":
    """Return the recogniser ships."""
    from .ships import Ships

    return [Ships()]


@hookimpl
def register_commands() -> "Iterable[Command[ReaderContext]]":
    """Return the commands count_words and sources."""
    from .commands import count_words, sources

    return [count_words, sources]


@hookimpl
def register_cli() -> "Iterable[click.Command]":
    """Return the command sources."""
    from .cli import sources

    return [sources]
