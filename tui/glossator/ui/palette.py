"""The command palette: the commands of the screen below it, with their keys and groups, found by fuzzy matching."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Protocol, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import Screen

from glossator.ui.keymap import Command, key_label


class HasPalette(Protocol):
    """An app that has commands for the palette."""

    def palette(self, screen: Screen[Any], /) -> Iterator[tuple[Command[Any], Callable[[Command[Any]], object]]]:
        """Yield the commands of the palette over `screen`, and for each the function that runs it."""
        ...


class CommandProvider(Provider):
    """Offers the commands that the app has for the screen below the palette, best match first."""

    async def discover(self) -> Hits:
        """Yield all commands, as nothing was typed yet."""
        for command, run in self._entries():
            yield DiscoveryHit(_display(Content(command.title), command), run, command.title, _help(command))

    async def search(self, query: str) -> Hits:
        """Yield the commands whose title matches; those of whose help only matches come after them."""
        matcher = self.matcher(query)
        for command, run in self._entries():
            by_title, by_help = matcher.match(command.title), matcher.match(command.help)
            if score := by_title or by_help / 2:
                title = matcher.highlight(command.title) if by_title else Content(command.title)
                yield Hit(score, _display(title, command), run, command.title, _help(command))

    def _entries(self) -> "Iterator[tuple[Command[Any], partial[Any]]]":
        for command, run in cast("HasPalette", self.app).palette(self.screen):
            yield command, partial(run, command)


def _display(title: Content, command: Command[Any]) -> Content:
    return Content.assemble(title, ("  " + " ".join(map(key_label, command.keys)), "dim"))


def _help(command: Command[Any]) -> str:
    return f"{command.group}: {command.help}" if command.group else command.help
