"""The commands of plugins, guarded: an error in one is shown, and the program goes on."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from inspect import isawaitable

from glossator.plugins import Plugin, Plugins, describe
from glossator.ui.commands.context import ReaderContext
from glossator.ui.keymap import Command, key_error, key_label


def plugin_commands(plugins: Plugins, known: Sequence[Command[ReaderContext]]) -> list[Command[ReaderContext]]:
    """Return the commands of plugins.

    A command whose key is taken is kept without it, because the palette runs it and the settings can give it another.

    Args:
        plugins: the plugins.
        known: the commands of the program, whose ids and keys are taken.
    """
    owners = {key: command.id for command in known for key in command.keys}
    found = []
    for plugin, command in plugins.additions(
        "register_commands", Command, "command", lambda one: one.id, taken=[one.id for one in known], check=_wrong
    ):
        keys = []
        for key in command.keys:
            taken = f"“{key_label(key)}” is bound to {owners[key]}" if key in owners else ""
            if reason := taken or key_error(key, command.id):
                plugin.problems.append(
                    f"A key of the command “{command.id}” of the plugin {plugin.name} is left out: {reason}. "
                    "Set another under [keys] in the settings."
                )
            else:
                owners[key] = command.id
                keys.append(key)
        found.append(replace(command, keys=tuple(keys), run=partial(_run, plugin, command)))
    return found


def _wrong(command: Command[ReaderContext]) -> str:
    """Return why a command cannot be used; empty if it can."""
    # Bindings have the id in their action.
    return "" if command.id.isidentifier() else "its id must have only letters, digits and underscores"


async def _run(plugin: Plugin, command: Command[ReaderContext], reader: ReaderContext) -> None:
    """Run a command of a plugin, and show an error if it fails."""
    try:
        running = command.run(reader)
        if isawaitable(running):
            await running
    except Exception as error:
        # A plugin may raise anything.
        reader.warn(f"“{command.title}” of the plugin {plugin.name} failed ({describe(error)}).")
