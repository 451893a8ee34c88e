"""The line of keys: as many as there is room for, whole, the most needed first."""

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Footer

from tui._textual_private import FooterKey

# What says how to go back, and where all other keys are, is shown however little room there is.
_ALWAYS: Final = ("leave", "key_help")


class KeyBar(Footer):
    """A footer that leaves out whole keys where the line is short, instead of cutting one off."""

    def __init__(self, last: Sequence[str] = ()) -> None:
        """Show the keys of the actions `last` behind the others, in that order."""
        super().__init__(show_command_palette=False, compact=True)
        self._last = {action: place for place, action in enumerate(last, start=1)}
        self._shown: tuple[tuple[Binding, bool], ...] | None = None

    def compose(self) -> ComposeResult:
        """Yield the keys in their order."""
        keys = [key for key in super().compose() if isinstance(key, FooterKey)]
        yield from sorted(keys, key=lambda key: self._last.get(key.action, 0))

    async def recompose(self) -> None:
        """Show the keys that there are now, unless they are shown: going from field to field tells of them often."""
        if not self.is_attached:
            # Its page has been left meanwhile.
            return
        active = self.screen.active_bindings.values()
        keys = tuple((binding, enabled) for _, binding, enabled, _ in active if binding.show)
        if keys != self._shown:
            self._shown = keys
            await super().recompose()
            self._fit()

    def on_resize(self) -> None:
        """Show more of them, or fewer."""
        self._fit()

    def _fit(self) -> None:
        keys = list(self.query(FooterKey))
        room = self.size.width - sum(_width(key) for key in keys if key.action in _ALWAYS)
        for key in keys:
            if key.action not in _ALWAYS:
                room -= _width(key)
                key.display = room >= 0


def _width(key: FooterKey) -> int:
    """Return the cells that a key takes, with the one before the next."""
    return key.render().cell_len + 1
