"""The page of all entities, filtered and sorted."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.content import Content

from glossator.domain.entity import EntityInUse
from glossator.domain.mention import ChosenMention
from glossator.store.errors import StoreError
from glossator.store.queries.entities import entities
from glossator.store.workspace import Workspace
from glossator.text.folding import fold
from glossator.text.pluralize import counted
from glossator.ui.screens.entity import MentionsOfEntityPage
from glossator.ui.screens.list_items import ListItems
from glossator.ui.screens.operation_protocol import Perform
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow


class EntityOrder(StrEnum):
    """The orders of the list."""

    MENTIONS = "mentions"
    NAME = "name"
    LABEL = "label"
    ARTICLES = "articles"
    FIRST = "first seen"
    LAST = "last seen"


_ORDERS: Final[dict[EntityOrder, Callable[[EntityInUse], Any]]] = {
    EntityOrder.MENTIONS: lambda use: -use.mentions,
    EntityOrder.NAME: lambda use: fold(use.entity.name),
    EntityOrder.LABEL: lambda use: (use.entity.label is None, use.entity.label or ""),
    EntityOrder.ARTICLES: lambda use: -use.articles,
    # Entities without a date come last.
    EntityOrder.FIRST: lambda use: (not use.first_seen, use.first_seen),
    EntityOrder.LAST: lambda use: use.last_seen,
}


class EntitiesPage(WorkspaceListScreen[EntityInUse, ChosenMention]):
    """Lists the entities; Enter opens the page of one, and the mention that is chosen there is returned."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("Entity"),
        ListColumn("Label", 11),
        ListColumn("Mentions", 8, right=True),
        ListColumn("Articles", 8, right=True, spare=1),
        ListColumn("First seen", 10, spare=3),
        ListColumn("Last seen", 10, spare=2),
        ListColumn("", 1),
    )
    NOTHING: ClassVar[str] = "No entities. In the article, press i to link a mention to one, or Y to group mentions."
    OBJECT: ClassVar[str] = "entity"
    BINDINGS: ClassVar[list[BindingType]] = [*page_bindings("sort", "turn")]

    def __init__(self, workspace: Workspace, perform: Perform) -> None:
        """List the entities of `workspace`; `perform` runs operations."""
        super().__init__(workspace, perform, "Entities", "/ to filter: name, alias, label, note")
        self._by = EntityOrder.MENTIONS
        self._descending = False
        self._found: Sequence[EntityInUse] = ()
        # The version of the workspace of `_found`.
        self._at: int | None = None

    def listed(self, typed: str) -> ListItems[EntityInUse]:
        """Return the entities that match what was typed, ignoring case and accents."""
        words, by, at = fold(typed).split(), self._by, self.version
        if at != self._at:
            self._found, self._at = self.workspace.ask(entities), at
        found = self._found
        shown = [use for use in found if all(word in _text(use) for word in words)] if words else found
        shown = sorted(shown, key=_ORDERS[by], reverse=(by is EntityOrder.LAST) is not self._descending)
        return ListItems(
            [(ListRow(use.entity.uid, partial(_cells, use)), use) for use in shown],
            f"{len(shown):,} of {len(found):,}, sorted by {by.value}",
        )

    def name_of(self, thing: EntityInUse) -> str:
        """Return the name of an entity."""
        return thing.entity.name

    def about(self, thing: EntityInUse) -> Content:
        """Return counts, dates, aliases and note of an entity."""
        called = thing.entity
        facts = [f"{counted(thing.mentions, 'mention')} in {counted(thing.articles, 'article')}"]
        if thing.last_seen:
            facts.append(f"seen {thing.first_seen[:10]} to {thing.last_seen[:10]}")
        facts += [f"aliases: {', '.join(called.aliases)}"] if called.aliases else []
        facts += [f"identifier: {called.reference}"] if called.reference else []
        lines = [Content.styled(visible(called.name), "bold"), Content.styled(visible(called.label or ""), "dim")]
        lines += [Content(""), *(Content(visible(fact)) for fact in facts)]
        lines += [Content(""), *(Content(visible(line)) for line in called.note.splitlines())] if called.note else []
        return Content("\n").join([*lines, Content(""), Content.styled(visible(called.uid), "dim")])

    def choose(self, thing: EntityInUse) -> None:
        """Show the entity and its mentions."""

        try:
            page = MentionsOfEntityPage(self.workspace, self.perform, thing.entity.id)
        except StoreError as error:
            self.tell(str(error))
        else:
            self.open_over(page)

    def action_turn(self) -> None:
        """Reverse the order."""
        self._descending = not self._descending
        self.relist()

    def action_sort(self) -> None:
        """Sort by the next column."""
        self._descending = False
        orders = list(EntityOrder)
        self._by = orders[(orders.index(self._by) + 1) % len(orders)]
        self.relist()


def _text(use: EntityInUse) -> str:
    called = use.entity
    return fold(" ".join((called.name, *called.aliases, called.label or "", called.note, called.reference)))


def _cells(use: EntityInUse) -> tuple[Content, ...]:
    return (
        Content(visible(use.entity.name)),
        Content.styled(visible(use.entity.label or ""), "dim"),
        Content(f"{use.mentions:,}"),
        Content.styled(f"{use.articles:,}", "dim"),
        Content.styled(visible(use.first_seen[:10]), "dim"),
        Content.styled(visible(use.last_seen[:10]), "dim"),
        Content("✎" if use.entity.note else ""),
    )
