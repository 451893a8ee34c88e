"""A page from which those of the things it lists are taken that are ticked."""

from collections.abc import Sequence
from typing import ClassVar, Generic

from textual.binding import Binding, BindingType
from textual.widgets import Input

from glossator.ui.screens.list_items import Thing
from glossator.ui.screens.list_screen import ListScreen


class SelectScreen(ListScreen[Thing, Sequence[Thing]], Generic[Thing]):
    """Returns the things that are ticked; each kind says which are at first."""

    TICKS: ClassVar[bool] = True
    APPLY: ClassVar[str] = "Apply to"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "apply", "Apply", priority=True),
        Binding("space", "tick", "Tick"),
        Binding("a", "all", "All or none"),
    ]

    def __init__(self, title: str) -> None:
        """Tick what is ticked at first when it is first listed; `title` says what is listed."""
        super().__init__(title)
        self._known: set[str] = set()
        self._listing = True
        self._hasty = False

    def ticked_at_first(self, thing: Thing) -> bool:  # noqa: ARG002  (for those that know)
        """Say whether a thing is ticked when it is first listed."""
        return True

    def count_ticks(self, ticked: int, hidden: int) -> str:
        """Return the count of ticked rows, also where there are none: they are what is returned."""
        of_all = "" if self.typed else f" of {len(self.things):,}"
        return f"{ticked:,}{of_all} ticked" + (f", {hidden:,} {self._where_hidden}" if hidden else "")

    def look_again(self) -> None:
        """List what there is now; nothing is taken before that is listed."""
        self._listing = True
        self.say("looking …")
        self.refresh_rows()

    def arrived(self) -> None:
        """Tick what is ticked at first."""
        self._listing = False
        for key, thing in self.things.items():
            if key not in self._known and self.ticked_at_first(thing):
                self.rows.ticked.add(key)
        self._known.update(self.things)
        if self._hasty:
            self._hasty = False
            self.call_next(self.action_apply)

    def untick(self, key: str) -> None:
        """Take what comes back into the list as not known yet."""
        self._known.discard(key)

    async def action_apply(self) -> None:
        """Return the ticked rows, once all are listed."""
        if isinstance(self.focused, Input):
            self.rows.focus()
        elif self._listing:
            self._hasty = True
        else:
            await self.act_on(self.APPLY, self.ticked, self._return)

    async def _return(self, ticked: Sequence[Thing]) -> None:
        self.dismiss(ticked)
