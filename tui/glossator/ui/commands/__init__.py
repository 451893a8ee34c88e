"""The commands of the reader, one module per group; each declares id, keys, title, help and code in one place.

Commands take a `context.ReaderContext`, which the reader implements; they may open pages (`ui.screens`). The reader
(`ui.reader`) makes bindings, footer, palette and key help of `COMMANDS`. To add one, write a function with
`@command(…)` in the module of its group.
"""

from collections.abc import Mapping
from typing import Final

from glossator.ui import keymap
from glossator.ui.commands import articles, boundaries, coding, deciding, entities, finding, moving, selecting
from glossator.ui.commands.context import ReaderContext
from glossator.ui.keymap import BadKeys, Command, Where, commands_of, key_label

__all__ = ["COMMANDS", "BadKeys", "Command", "Where", "key_label", "with_keys"]

COMMANDS: Final[tuple[Command[ReaderContext], ...]] = tuple(
    command
    for module in (moving, selecting, deciding, boundaries, coding, entities, finding, articles)
    for command in commands_of(vars(module))
)
"""All commands, in the order of the key help."""


def with_keys(wanted: Mapping[str, str]) -> tuple[Command[ReaderContext], ...]:
    """Return the commands with the user's keys, which are separated by spaces, by command id.

    Raises:
        BadKeys: if an id or a key is unknown, a key cannot be bound, or two commands have the same key.
    """
    return keymap.with_keys(COMMANDS, wanted)
