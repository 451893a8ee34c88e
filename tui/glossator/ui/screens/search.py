"""The search page: a query over the whole workspace, with its hits in context, and saved searches."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content

from glossator.domain.mention import Order
from glossator.domain.query import BadQuery, Query, parse
from glossator.store.operations.saved_searches import delete_search, save_search
from glossator.store.queries.saved_searches import SavedSearch, saved_searches
from glossator.store.workspace import Workspace
from glossator.ui.screens.chooser import Choice, Chooser
from glossator.ui.screens.operation_protocol import Perform
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.passages import PassagesPage
from glossator.ui.screens.prompt import Prompt, not_blank
from glossator.ui.widgets.article.glyphs import visible

_HOW: Final = (
    'Words, "phrases", pre*, AND, OR, NOT; label:ORG  quote:…  tag:actors/state  entity:TTP  source:…  author:…  '
    "meta:…  after:2025-10-01  status:suggested  has:note  has:tag  has:entity. Words may be anywhere in the article; "
    "quote:… finds them in the annotation itself. Escape, then B runs a saved search."
)


class SearchPage(PassagesPage):
    """Lists the hits of a query; returns the chosen one."""

    NOTHING = NO_MATCH = _HOW
    OBJECT: ClassVar[str] = "mention"
    ORDERS: ClassVar[Sequence[Order]] = tuple(Order)
    BINDINGS: ClassVar[list[BindingType]] = [
        *page_bindings("save", "saved", delete="Delete saved"),
    ]

    def __init__(self, workspace: Workspace, perform: Perform, query: str = "") -> None:
        """Search `workspace`, first for `query`; `perform` runs operations."""
        asks = 'words, "phrases", pre*, AND, OR, NOT, label:… quote:… tag:… entity:… source:… after:2025-10 has:note'
        super().__init__(workspace, perform, None, "", title="Search", asks=asks)
        self._query = query

    def begin(self) -> None:
        """Focus the query, or its results if there is one."""
        self.type(self._query)
        if self._query:
            self.rows.focus()

    def query_of(self, typed: str) -> tuple[Query, tuple[str, ...]] | None:
        """Return the query that was typed."""
        return (parse(typed), ()) if typed.strip() else None

    def action_save(self) -> None:
        """Save the search under a name."""
        typed, order = self.typed, self.order
        try:
            parse(typed)
        except BadQuery as error:
            self.tell(str(error))
            return

        async def answer(name: str | None) -> None:
            if name is not None:
                await self.do(f"Saved the search “{name.strip()}”.", save_search, name, typed, order)

        self.app.push_screen(Prompt("Name of the saved search", check=not_blank), answer)

    def action_saved(self) -> None:
        """Run a saved search."""

        def answer(name: str | None) -> None:
            found = next((one for one in kept if one.name == name), None)
            if found is not None:
                self.order = found.order
                self.type(found.query)
                self.refresh_rows()
                self.rows.focus()

        kept = self._kept()
        if kept:
            self.app.push_screen(Chooser("Run a saved search", _choices(kept)), answer)

    def action_delete(self) -> None:
        """Delete a saved search."""

        async def answer(name: str | None) -> None:
            if name is not None:
                await self.do(f"Deleted the saved search “{name}”. Press u to undo.", delete_search, name)

        kept = self._kept()
        if kept:
            self.app.push_screen(Chooser("Delete a saved search", _choices(kept)), answer)

    def _kept(self) -> Sequence[SavedSearch]:
        """Return the saved searches; show a message if there are none."""
        kept = self.look_up(lambda: self.workspace.ask(saved_searches))
        if kept == []:
            self.tell("No saved searches. Press b to save this one.")
        return kept or ()


def _choices(kept: Sequence[SavedSearch]) -> list[Choice]:
    return [
        Choice(
            one.name,
            Content.assemble(visible(one.name), (f"  {visible(one.query)}  by {one.order.value}", "dim")),
            about=f"{one.name} {one.query}".casefold(),
        )
        for one in kept
    ]
