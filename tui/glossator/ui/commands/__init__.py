"""The commands of the reader, one module per group; each declares id, keys, title, help and code in one place.

Commands take a `context.ReaderContext`, which the reader implements; they may open pages (`ui.screens`). The reader
(`ui.reader`) makes bindings, footer, palette and key help of `all_commands()`. To add one, write a function with
`@command(…)` in the module of its group.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from glossator.plugins import installed_plugins
from glossator.ui import keymap
from glossator.ui.commands import articles, boundaries, coding, deciding, entities, finding, moving, selecting, team
from glossator.ui.commands.context import ReaderContext
from glossator.ui.keymap import BadKeys, Command, Where, commands_of, key_label

__all__ = ["COMMANDS", "BadKeys", "Command", "Where", "all_commands", "key_label", "with_keys"]

COMMANDS: Final[tuple[Command[ReaderContext], ...]] = tuple(
    command
    for module in (moving, selecting, deciding, boundaries, coding, entities, team, finding, articles)
    for command in commands_of(vars(module))
)
"""The commands of the program, in the order of the key help."""


@cache
def all_commands() -> tuple[Command[ReaderContext], ...]:
    """Return the commands of the program, and those of plugins after them."""
    plugins = installed_plugins()
    if not plugins.plugins:
        return COMMANDS
    from glossator.ui.commands.plugin_commands import plugin_commands

    return (*COMMANDS, *plugin_commands(plugins, COMMANDS))


def with_keys(wanted: Mapping[str, str]) -> tuple[Command[ReaderContext], ...]:
    """Return all commands with the user's keys, which are separated by spaces, by command id.

    Raises:
        BadKeys: if an id or a key is unknown, a key cannot be bound, or two commands have the same key.
    """
    return keymap.with_keys(all_commands(), wanted)
