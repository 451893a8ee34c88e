"""The footer: as many keys as fit, none cut off, the most important first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.visual import VisualType
from textual.widget import Widget

# Commands that are always shown: how to go back, and where all keys are listed.
_ALWAYS: Final = ("leave", "key_help")
# Cells between a key and its title, and between two keys.
_SPACE, _GAP = 1, 2


@dataclass(frozen=True, slots=True)
class FooterKey:
    """A key in the footer.

    Attributes:
        id: the id of its command, or the action.
        key: its name in Textual.
        written: how it is shown.
        does: the title of its command.
        enabled: whether it can be pressed now.
        more: the tooltip.
    """

    id: str
    key: str
    written: str
    does: str
    enabled: bool
    more: str

    @property
    def width(self) -> int:
        """Its width in cells, with the gap to the next."""
        return cell_len(self.written) + _SPACE + cell_len(self.does) + _GAP


class KeyBar(Widget):
    """A line with the keys of the focused widget, which can also be clicked; keys that do not fit are left out."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        height: 1;
        padding: 0 2;
        text-wrap: nowrap;
        color: $footer-description-foreground;
        background: $footer-background;
        pointer: pointer;
    }
    """

    offered: reactive[tuple[FooterKey, ...]] = reactive(())

    def __init__(self, last: Sequence[str] = ()) -> None:
        """Show the keys of the commands `last` after the others, in that order."""
        super().__init__()
        self._last = {action: place for place, action in enumerate(last, start=1)}

    def on_mount(self) -> None:
        """Update the keys when the bindings change."""
        self.screen.bindings_updated_signal.subscribe(self, self.look)

    def look(self, screen: Screen[Any]) -> None:
        """Show the current keys of `screen`, unless it was closed meanwhile."""
        if not (self.is_attached and screen is self.screen and screen.app.app_focus):
            return
        found: dict[str, FooterKey] = {}
        for _, binding, enabled, more in screen.active_bindings.values():
            id_ = binding.id or binding.action
            if binding.show and id_ not in found:
                written = self.app.get_key_display(binding)
                found[id_] = FooterKey(id_, binding.key, written, binding.description, enabled, more)
        self.offered = tuple(sorted(found.values(), key=lambda key: self._last.get(key.id, 0)))

    @property
    def fitting(self) -> list[FooterKey]:
        """The keys that fit."""
        room = self.size.width + _GAP - sum(key.width for key in self.offered if key.id in _ALWAYS)
        shown = []
        for key in self.offered:
            if key.id not in _ALWAYS:
                room -= key.width
            if key.id in _ALWAYS or room >= 0:
                shown.append(key)
        return shown

    def render(self) -> VisualType:
        """Return the line."""
        return Content(" " * _GAP).join(
            Content.assemble(
                (key.written, "bold $footer-key-foreground" if key.enabled else "bold dim $footer-key-foreground"),
                " " * _SPACE,
                (key.does, "" if key.enabled else "dim"),
            )
            for key in self.fitting
        )

    def _under(self, event: events.MouseEvent) -> FooterKey | None:
        """Return the key under the pointer."""
        place = event.get_content_offset(self)
        end = 0
        for key in self.fitting if place else ():
            end += key.width
            if place and place.x < end:
                return key
        return None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show the tooltip of the key under the pointer."""
        key = self._under(event)
        self.tooltip = key.more or None if key else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the key under the pointer."""
        key = self._under(event)
        if key is not None and key.enabled:
            self.app.simulate_key(key.key)
        elif key is not None:
            self.app.bell()
