"""The search page: a query over the whole workspace, with its hits in context."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content

from glossator.domain.codebook import tag_path
from glossator.domain.mention import FoundIn, Mention, Order
from glossator.domain.query import BadQuery, fields, parse, positive_words
from glossator.store.operations.saved_searches import delete_search, save_search
from glossator.store.operations.tagging import TaggedResults, tag_search_results
from glossator.store.queries.annotations import existing_uids
from glossator.store.queries.saved_searches import SavedSearch, saved_searches
from glossator.store.queries.search_sql import OF_ARTICLES, unknown_terms
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted
from glossator.ui.screens.chooser import Choice, Chooser
from glossator.ui.screens.list_items import CONTEXT_WIDTH, ListItems, mention_cell, mention_paragraph
from glossator.ui.screens.operation_protocol import Perform
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.prompt import Prompt
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow

_MOST: Final = 1_000
_HOW: Final = (
    'Words, "phrases", pre*, AND, OR, NOT; label:ORG  quote:…  tag:actors/state  entity:TTP  source:…  author:…  '
    "after:2025-10-01  status:suggested  has:note  has:tag  has:entity. Words may be anywhere in the article; quote:… "
    "finds them in the annotation itself. Escape, then o runs a saved search."
)
_ANYWHERE: Final = "words may be anywhere in the article; use quote:… to find them in the annotation itself"


class SearchPage(WorkspaceListScreen[Mention, tuple[str, int | None]]):
    """Lists the hits of a query; returns the uid of the article of the chosen one, and the offset in it."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("In", 10),
        ListColumn("Mention", before=CONTEXT_WIDTH),
        ListColumn("Date", 10),
    )
    TICKS: ClassVar[bool] = True
    NOTHING = NO_MATCH = _HOW
    OBJECT: ClassVar[str] = "mention"
    BINDINGS: ClassVar[list[BindingType]] = [
        *page_bindings("sort", "tick", "tag", "save", "saved", "all", delete="Delete saved"),
    ]

    def __init__(self, workspace: Workspace, perform: Perform, query: str = "") -> None:
        """Search `workspace`, at first for `query`; `perform` runs operations."""
        asks = 'words, "phrases", pre*, AND, OR, NOT, label:… quote:… tag:… entity:… source:… after:2025-10 has:note'
        super().__init__(workspace, perform, "Search", asks)
        self._query = query
        self._order = Order.RELEVANCE

    def begin(self) -> None:
        """Focus the query."""
        self.type(self._query)

    def listed(self, typed: str) -> ListItems[Mention]:
        """Return the hits of the query."""
        if not typed.strip():
            return ListItems()
        try:
            query = parse(typed)
            found = list(islice(self.workspace.search(query, self._order), _MOST + 1))
        except BadQuery as error:
            return ListItems(said=str(error))
        more = f"the first {_MOST:,} of more" if len(found) > _MOST else f"{len(found):,} found"
        if not found and (missing := self.workspace.ask(unknown_terms, query)):
            more += f": {missing}"
        said = f"{more}, sorted by {self._order.value}"
        if (
            found
            and positive_words(query)
            and any(field.name not in (*OF_ARTICLES, "quote") for field in fields(query))
        ):
            said += f"  ·  {_ANYWHERE}"
        shown = found[:_MOST]
        rows = [ListRow(key, _cells(mention)) for key, mention in zip(_keys(shown), shown, strict=True)]
        return ListItems(list(zip(rows, shown, strict=True)), said)

    def still_existing(self, ticked: Mapping[str, Mention]) -> Mapping[str, Mention]:
        """Return the hits whose annotation still exists, and those outside annotations."""
        uids = [mention.annotation for mention in ticked.values() if mention.annotation is not None]
        there = self.workspace.ask(existing_uids, uids)
        return {key: one for key, one in ticked.items() if one.annotation is None or one.annotation in there}

    def name_of(self, thing: Mention) -> str:
        """Return the text of the hit."""
        return thing.hit

    def about(self, thing: Mention) -> Content:
        """Return the hit in its context, with the article."""
        mention, article = thing, thing.article
        said = " · ".join(part for part in (article.source, article.published_at[:10]) if part)
        lines = [
            Content.styled(visible(article.title), "bold"),
            Content.styled(visible(said), "dim"),
            Content(""),
            mention_paragraph(mention.left, mention.hit, mention.right),
        ]
        if mention.annotation:
            lines += [Content(""), Content.styled(visible(f"{mention.label or 'no label'}  {mention.status}"), "dim")]
        return Content("\n").join(lines)

    def choose(self, thing: Mention) -> None:
        """Go to the mention."""
        self.dismiss((thing.article.uid, thing.span.start if thing.span else 0))

    def action_sort(self) -> None:
        """Sort by relevance, date, or the words to the left or right."""
        orders = list(Order)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self.relist()

    def action_tag(self) -> None:
        """Tag the mentions."""
        mentions = self.subjects()
        if not mentions:
            return

        async def answer(typed: str | None) -> None:
            if typed is None:
                return
            path = tag_path(typed)
            done = await self.do_to_subjects(f"Tagged {path}", tag_search_results, mentions, path)
            if done is not None:
                one = f" {self.describe(mentions)}:" if len(mentions) == 1 else ""
                self.tell(f"Tagged #{path}:{one} {_told(done.result)}{_undecided(done.result)}.")

        title = f"Tag {self.describe(mentions)}{self.out_of_view(mentions)}"
        self.app.push_screen(Prompt(title, check=tag_path), answer)

    def action_save(self) -> None:
        """Save the search under a name."""
        typed, order = self.typed, self._order
        try:
            parse(typed)
        except BadQuery as error:
            self.tell(str(error))
            return

        async def answer(name: str | None) -> None:
            if name is not None:
                await self.do(f"Saved the search “{name.strip()}”.", save_search, name, typed, order)

        self.app.push_screen(Prompt("Name of the saved search", check=_must_be_named), answer)

    def action_saved(self) -> None:
        """Run a saved search."""

        def answer(name: str | None) -> None:
            found = next((one for one in kept if one.name == name), None)
            if found is not None:
                self._order = found.order
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


def _must_be_named(typed: str) -> str:
    if not typed.strip():
        raise ValueError("Enter a name for the saved search.")
    return typed


def _choices(kept: Sequence[SavedSearch]) -> list[Choice]:
    return [
        Choice(
            one.name,
            Content.assemble(visible(one.name), (f"  {visible(one.query)}  by {one.order.value}", "dim")),
            about=f"{one.name} {one.query}".casefold(),
        )
        for one in kept
    ]


def _told(tagged: TaggedResults) -> str:
    """Return how much was tagged, in words."""
    made = f", {tagged.made:,} of them new" if tagged.made else ""
    parts = [f"{counted(tagged.annotations, 'annotation')}{made}"] if tagged.annotations else []
    parts += [counted(tagged.articles, "article")] if tagged.articles else []
    return " and ".join(parts) or "nothing changed"


def _keys(mentions: Sequence[Mention]) -> Iterator[str]:
    """Yield the key of the row of each hit, which does not depend on the order."""
    known: Counter[tuple[object, ...]] = Counter()
    for one in mentions:
        what = (one.article.uid, one.place.value, one.annotation, one.span, one.left, one.hit, one.right)
        known[what] += 1
        yield repr((*what, known[what]))


def _undecided(tagged: TaggedResults) -> str:
    """Return how many of the annotations that were tagged nobody has decided on, in words; empty where none."""
    return f"; {tagged.suggestions:,} of them are still suggestions" if tagged.suggestions else ""


def _cells(mention: Mention) -> tuple[Content, ...]:
    kind = mention.label if mention.place is FoundIn.ANNOTATION and mention.label else mention.place.value
    return (
        Content.styled(visible(kind), "dim"),
        mention_cell(mention.left, mention.hit, mention.right),
        Content.styled(mention.article.published_at[:10], "dim"),
    )
