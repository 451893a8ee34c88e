"""A dialog that finds an entity by name."""

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
from glossator.ui.input_queue import FINDING
from glossator.ui.screens.chooser import Choice, Chooser
from glossator.ui.widgets.article.glyphs import visible

UNLINK: Final = "unlink"
_MOST: Final = 200
_ENTITY, _NEW = "entity:", "new:"


def parse_choice(value: str) -> int | str:
    """Return the id of the chosen entity, or the name of a new one."""
    return int(value.removeprefix(_ENTITY)) if value.startswith(_ENTITY) else value.removeprefix(_NEW)


class EntityChooser(Chooser):
    """Offers the entities with a matching name or alias, the best first, and a new one if none matches exactly.

    Returns `UNLINK`, or a value for `parse_choice`.
    """

    @dataclass
    class Ready(Message):
        """The matching entities were found, or the search failed."""

        typed: str
        found: Sequence[EntityInUse]
        wrong: str = ""

    def __init__(
        self, workspace: Workspace, title: str, typed: str = "", *, new: bool = True, linked: str = "", but: int = 0
    ) -> None:
        """Search `workspace`, at first for `typed`.

        Args:
            workspace: where the entities are.
            title: the title of the dialog.
            typed: the initial content of the field.
            new: whether a new entity can be chosen.
            linked: the name of the entity that can be unlinked; empty if there is none.
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
        """Search for the initial content of the field."""
        self.offer(self._typed)

    def offer(self, typed: str) -> None:
        """Search for what was typed."""
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
        """Return the choices besides the entities found: a new one, and unlinking."""
        name = flatten(typed)
        fits = [match_name(typed, use.entity.name, use.entity.aliases) for use in found]
        others = []
        if self._new and name and not any(how in (NameMatch.NAME, NameMatch.ALIAS) for how in fits):
            others.append(Choice(_NEW + name, Content.assemble(("new entity ", "dim"), f"“{visible(name)}”")))
        if self._linked:
            others.append(Choice(UNLINK, Content.assemble(("unlink from ", "dim"), f"“{visible(self._linked)}”")))
        return others

    def action_choose(self) -> None:
        """Choose the highlighted entry, after the search has finished."""
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
