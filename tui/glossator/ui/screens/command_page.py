"""The base of pages whose actions are commands: for the key help, and for the palette."""

from collections.abc import Sequence
from functools import partial
from inspect import isawaitable
from typing import Any, Generic

from textual.dom import DOMNode
from textual.screen import Screen, ScreenResultType

from glossator.ui.keymap import Command


class CommandPage(Screen[ScreenResultType], Generic[ScreenResultType]):
    """A page that offers its actions, and those of its main widget, as commands."""

    def command_parts(self) -> Sequence[tuple[DOMNode, str]]:
        """Return what has the actions, each with the title of its group."""
        raise NotImplementedError

    @property
    def commands(self) -> list[Command[Any]]:
        """The commands of the page, with their keys."""
        known: dict[str, Command[Any]] = {}
        for node, group in self.command_parts():
            for namespace, binding, *_ in self.active_bindings.values():
                name = binding.action.partition("(")[0]
                action = getattr(node, f"action_{name}", None)
                # Not the actions that every screen or scroll view of Textual has.
                if namespace is node and action is not None and action.__module__.startswith("glossator."):
                    does = (action.__doc__ or binding.description).partition("\n")[0]
                    keys = known[binding.action].keys if binding.action in known else ()
                    run = partial(self._run, node, binding.action)
                    known[binding.action] = Command(
                        binding.action, (*keys, binding.key), binding.description, does, group, run, footer=binding.show
                    )
        return list(known.values())

    async def _run(self, node: DOMNode, action: str, _: object) -> None:
        """Run an action of the page or its widget, as a command."""
        await self.app.run_action(action, node)

    async def run_command(self, command: Command[Any]) -> None:
        """Run a command of the page from the palette."""
        running = command.run(self)
        if isawaitable(running):
            await running
