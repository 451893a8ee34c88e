"""The base of list pages that return the ticked rows."""

from collections.abc import Sequence
from typing import ClassVar, Generic

from textual.binding import BindingType
from textual.widgets import Input

from glossator.ui.screens.list_items import Thing
from glossator.ui.screens.list_screen import ListScreen
from glossator.ui.screens.page_keys import page_bindings


class SelectScreen(ListScreen[Thing, Sequence[Thing]], Generic[Thing]):
    """Returns the ticked things; subclasses define which are ticked at first."""

    TICKS: ClassVar[bool] = True
    APPLY: ClassVar[str] = "Apply to"
    BINDINGS: ClassVar[list[BindingType]] = [
        *page_bindings("apply", priority=True),
        *page_bindings("tick", "all"),
    ]

    def __init__(self, title: str) -> None:
        """Start without rows; `title` is that of the page."""
        super().__init__(title)
        self._known: set[str] = set()
        self._listing = True
        self._hasty = False

    def is_ticked_at_first(self, thing: Thing) -> bool:  # noqa: ARG002  (for subclasses)
        """Return whether a thing is ticked when it is first listed."""
        return True

    def count_ticks(self, ticked: int, hidden: int) -> str:
        """Return the number of ticked rows, also if it is 0, because they are the result."""
        of_all = "" if self.typed else f" of {len(self.things):,}"
        return f"{ticked:,}{of_all} ticked" + (f", {hidden:,} {self._where_hidden}" if hidden else "")

    def read_again(self) -> None:
        """Read the rows again; Enter waits for them."""
        self._listing = True
        self.say("Searching …")
        self.refresh_rows()

    def before_show(self) -> None:
        """Tick the rows that are ticked at first."""
        self._listing = False
        for key, thing in self.things.items():
            if key not in self._known and self.is_ticked_at_first(thing):
                self.rows.ticked.add(key)
        self._known.update(self.things)
        if self._hasty:
            self._hasty = False
            self.call_next(self.action_apply)

    def tick_lost(self, key: str) -> None:
        """Tick the row again if it comes back into the list."""
        self._known.discard(key)

    async def action_apply(self) -> None:
        """Apply to the ticked rows."""
        if isinstance(self.focused, Input):
            self.rows.focus()
        elif self._listing:
            self._hasty = True
        else:
            await self.act_on(self.APPLY, self.ticked, self._return)

    async def _return(self, ticked: Sequence[Thing]) -> None:
        self.dismiss(ticked)
