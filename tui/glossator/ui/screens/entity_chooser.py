"""Finding an entity by typing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual import on, work
from textual.content import Content
from textual.message import Message
from textual.worker import get_current_worker

from glossator.domain.entity import EntityInUse, NameMatch, match_name
from glossator.store.errors import StoreError
from glossator.store.queries.entities import find_entities
from glossator.store.workspace import Workspace
from glossator.text.normalise import flatten
from glossator.ui.screens.blocking_workers import FINDING
from glossator.ui.screens.chooser import Choice, Chooser
from glossator.ui.widgets.article.glyphs import visible

UNLINK: Final = "unlink"
_MOST: Final = 200
_ENTITY, _NEW = "entity:", "new:"


def chosen(value: str) -> int | str:
    """Return the id of the entity that was chosen, or the name of a new one."""
    return int(value.removeprefix(_ENTITY)) if value.startswith(_ENTITY) else value.removeprefix(_NEW)


class EntityChooser(Chooser):
    """Offers the entities whose name or an alias fits what is typed, the best first, and a new one where none is it.

    What it returns, `chosen` understands; `UNLINK` where that was offered and chosen.
    """

    @dataclass
    class Ready(Message):
        """What fits what was typed has been found, or what went wrong."""

        typed: str
        found: Sequence[EntityInUse]
        wrong: str = ""

    def __init__(
        self, workspace: Workspace, title: str, typed: str = "", *, new: bool = True, linked: str = "", but: int = 0
    ) -> None:
        """Look in `workspace`, beginning with what was `typed`.

        Args:
            workspace: what is looked in.
            title: what is asked.
            typed: what is looked for at first.
            new: whether a new entity can be chosen.
            linked: the name of the entity that the link can be taken off from.
            but: the id of an entity that is not offered.
        """
        super().__init__(title, (), typed=typed)
        self._workspace = workspace
        self._new = new
        self._linked = linked
        self._but = but
        self._looked_for: str | None = None
        self._hasty = False

    def on_mount(self) -> None:
        """Offer something at once."""
        self.offer(self._typed)

    def offer(self, typed: str) -> None:
        """Look for what was typed."""
        self._looked_for = typed
        self._look(typed)

    @work(thread=True, exclusive=True, group=FINDING, exit_on_error=False, description="finding entities")
    def _look(self, typed: str) -> None:
        worker = get_current_worker()
        found: Sequence[EntityInUse] = ()
        wrong = ""
        try:
            found = self._workspace.ask(find_entities, typed, _MOST)
        except StoreError as error:
            wrong = str(error)
        if not worker.is_cancelled:
            self.post_message(self.Ready(typed, found, wrong))

    @on(Ready)
    def _ready(self, event: Ready) -> None:
        if event.typed != self._looked_for:
            return
        self._looked_for = None
        if event.wrong:
            self.notify(visible(event.wrong), severity="error", markup=False)
        offered = [use for use in event.found if use.entity.id != self._but]
        self.show_entries([*map(_entry, offered), *self._others(event.typed, offered)])
        if self._hasty:
            self._hasty = False
            self.action_choose()

    def _others(self, typed: str, found: Sequence[EntityInUse]) -> list[Choice]:
        """Return what can be chosen besides the entities that there are."""
        name = flatten(typed)
        fits = [match_name(typed, use.entity.name, use.entity.aliases) for use in found]
        others = []
        if self._new and name and not any(how in (NameMatch.NAME, NameMatch.ALIAS) for how in fits):
            others.append(Choice(_NEW + name, Content.assemble(("new entity ", "dim"), f"“{visible(name)}”")))
        if self._linked:
            others.append(Choice(UNLINK, Content.assemble(("take off ", "dim"), f"“{visible(self._linked)}”")))
        return others

    def action_choose(self) -> None:
        """Choose what is highlighted, once what was typed has been found."""
        if self._looked_for is None:
            super().action_choose()
        else:
            self._hasty = True


def _entry(use: EntityInUse) -> Choice:
    entity = use.entity
    return Choice(
        f"{_ENTITY}{entity.id}",
        Content.assemble(
            f"{visible(entity.name)}  ",
            (f"{visible(entity.label or '')}  {use.mentions:,} in {use.articles:,}  ", "dim"),
            (visible(", ".join(entity.aliases)), "dim"),
        ),
    )
