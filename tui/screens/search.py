"""Searching the whole workspace: mentions in their context, to be gone to."""

from collections.abc import Sequence
from itertools import islice
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content

from tui.model.mention import Mention, Order, Place
from tui.model.query import BadQuery, parse
from tui.screens.excerpt import in_context, on_a_line
from tui.screens.register import Listed, Register
from tui.store.workspace import Workspace
from tui.widgets.article.glyphs import visible
from tui.widgets.row_list import Column, Row

_MOST: Final = 1_000
_HOW: Final = (
    'Words, "phrases", pre*, AND, OR, NOT; label:ORG  tag:actors/state  entity:TTP  source:…  after:2025-10-01  '
    "status:suggested  has:note"
)


class SearchPage(Register[Mention, tuple[str, int]]):
    """Lists what a query finds; returns the uid of an article and an offset in it, when one goes there."""

    COLUMNS: ClassVar[Sequence[Column]] = (Column("In", 10), Column("Mention"), Column("Date", 10))
    NOTHING: ClassVar[str] = _HOW
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sort", "Sort"),
    ]

    def __init__(self, workspace: Workspace, query: str = "") -> None:
        """Search `workspace`, beginning with `query`."""
        super().__init__("Search the workspace", asks="words, phrases, label:… tag:… has:note; ? in docs/guide.md")
        self._workspace = workspace
        self._query = query
        self._order = Order.RELEVANCE

    def begin(self) -> None:
        """Ask for the query first."""
        self.type(self._query)

    def listed(self, typed: str) -> Listed[Mention]:
        """Return the mentions that the query finds."""
        if not typed.strip():
            return Listed()
        try:
            found = list(islice(self._workspace.search(parse(typed), self._order), _MOST + 1))
        except BadQuery as error:
            return Listed(said=str(error))
        more = f"the first {_MOST:,} of more" if len(found) > _MOST else f"{len(found):,} found"
        return Listed(
            [(Row(str(number), _cells(mention)), mention) for number, mention in enumerate(found[:_MOST])],
            f"{more}, by {self._order.value}",
        )

    def about(self, thing: Mention) -> Content:
        """Return a mention in full, with the article that it is in."""
        mention, article = thing, thing.article
        said = " · ".join(part for part in (article.source, article.published_at[:10]) if part)
        lines = [
            Content.styled(visible(article.title), "bold"),
            Content.styled(visible(said), "dim"),
            Content(""),
            in_context(mention.left, mention.hit, mention.right),
        ]
        if mention.annotation:
            lines += [Content(""), Content.styled(visible(f"{mention.label or 'no label'}  {mention.status}"), "dim")]
        return Content("\n").join(lines)

    def choose(self, thing: Mention) -> None:
        """Go to the mention."""
        self.dismiss((thing.article.uid, thing.span.start if thing.span else 0))

    def action_sort(self) -> None:
        """Sort by the next of what one can sort by."""
        orders = list(Order)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self.refresh_rows()


def _cells(mention: Mention) -> tuple[Content, ...]:
    kind = mention.label if mention.place is Place.ANNOTATION and mention.label else mention.place.value
    return (
        Content.styled(visible(kind), "dim"),
        on_a_line(mention.left, mention.hit, mention.right),
        Content.styled(mention.article.published_at[:10], "dim"),
    )
