"""What was said of an older version of an article and found no sure place in the newer one: each to be decided on."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content

from glossator.domain.library import LibraryEntry
from glossator.matching.reanchor import OrphanReason
from glossator.store.operations.versions import drop_orphans, place_orphans
from glossator.store.queries.versions import Orphan, orphans
from glossator.store.workspace import Workspace
from glossator.text.anchor import Anchor, BadSpan, anchor
from glossator.text.context import after, before
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span
from glossator.ui.screens.context_line import LEFT, in_context, on_a_line
from glossator.ui.screens.list_items import ListItems
from glossator.ui.screens.operation_protocol import Perform
from glossator.ui.screens.operation_targets import quoted
from glossator.ui.screens.prompt import Prompt
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow

_WHY: Final = {
    OrphanReason.GONE: "Its words are not in the newer version, or only where they were in the older one.",
    OrphanReason.SEVERAL: "Its words are at several places, and none of them is clearly its own.",
    OrphanReason.ELSEWHERE: "Its words are there, but what is around them is something else.",
    OrphanReason.REWORDED: "Where it was, other words are now.",
}


class OrphansPage(WorkspaceListScreen[Orphan, tuple[str, int]]):
    """Lists annotations that wait for a place; returns the uid of an article and an offset when one goes there."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("As it was", before=LEFT),
        ListColumn("Label", 9),
        ListColumn("Why", 18),
        ListColumn("Newer version", 18, spare=1),
    )
    TICKS: ClassVar[bool] = True
    NOTHING: ClassVar[str] = "Nothing waits for a place."
    OBJECT: ClassVar[str] = "orphan"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "place", "Place as proposed"),
        Binding("s", "select", "At the selection"),
        Binding("w", "words", "At these words"),
        Binding("x", "drop", "Drop"),
        Binding("space", "tick", "Tick"),
        Binding("A", "all", "Tick all or none", show=False),
    ]

    def __init__(
        self,
        workspace: Workspace,
        perform: Perform,
        articles: Sequence[LibraryEntry],
        selected: tuple[str, Span] | None = None,
    ) -> None:
        """List what waits in `workspace`, in these `articles` or in all.

        Args:
            workspace: where it is.
            perform: has acts done.
            articles: whose orphans are listed; those of all where there is none.
            selected: the uid of the open article and what is selected in it.
        """
        which = f"“{articles[0].title}”" if len(articles) == 1 else f"{len(articles):,} articles"
        where = f" in {which}" if articles else ""
        super().__init__(workspace, perform, visible(f"What found no sure place{where}"))
        self._articles = frozenset(entry.id for entry in articles)
        self._selected = selected
        self._texts: dict[int, str] = {}

    def listed(self, typed: str) -> ListItems[Orphan]:
        """Return what waits, and of that what fits what was typed."""
        words = typed.casefold().split()
        found = [one for one in self.workspace.ask(orphans) if not self._articles or one.article in self._articles]
        fitting = [one for one in found if all(word in _text(one) for word in words)]
        return ListItems(
            [(ListRow(str(one.id), _cells(one)), one) for one in fitting], f"{len(found):,} to place, drop, or leave"
        )

    def title_of(self, thing: Orphan) -> str:
        """Return the words of an orphan in the older version."""
        return thing.quote

    def about(self, thing: Orphan) -> Content:
        """Return what an annotation was, why it has no place, and which it may have."""
        said = "  ".join(filter(None, (thing.label or "no label", thing.status, thing.entity, thing.analyst)))
        lines = [
            Content.styled("In the older version", "dim"),
            in_context(thing.prefix, thing.quote, thing.suffix),
            Content.styled(visible(said), "dim"),
            *(Content(visible(f"#{tag}")) for tag in thing.tags),
            *(Content(visible(line)) for line in thing.note.splitlines()),
            Content(""),
            Content(
                _WHY.get(OrphanReason(thing.reason), "")
                if thing.reason in list(OrphanReason)
                else visible(thing.reason)
            ),
        ]
        if thing.likely is not None:
            text = self._text_of(thing)
            place = thing.likely
            lines += [
                Content(""),
                Content.styled("Perhaps here in the newer version; p places it", "dim"),
                in_context(before(text, place), place.of(text), after(text, place)),
            ]
        if self._selected is not None and self._selected[0] == thing.uid:
            words = self._selected[1].of(self._text_of(thing))
            lines += [Content(""), Content.styled(visible(f"s places it at “{words}”"), "dim")]
        return Content("\n").join(lines)

    def choose(self, thing: Orphan) -> None:
        """Go to where it may have to stand in the newer version."""
        self.dismiss((thing.uid, thing.likely.start if thing.likely else 0))

    async def action_place(self) -> None:
        """Place the orphans where it is proposed."""
        if not (meant := self.subjects()):
            return

        async def place(orphans: Sequence[Orphan]) -> None:
            places = [(one, one.likely) for one in orphans if one.likely is not None]
            if anchors := self._anchors(places):
                await self.do_to_subjects(f"Placed {self.spoken(orphans)}.", place_orphans, anchors)

        if proposed := [one for one in meant if one.likely is not None]:
            await self.act_on("Place", proposed, place)
        else:
            what = "these orphans" if len(meant) > 1 else quoted(meant[0].quote)
            self.tell(f"No place is proposed for {what}. Select its words in the article, or type them after w.")

    async def action_select(self) -> None:
        """Have the highlighted one stand where the open article has its selection."""
        thing = self.here()
        if thing is None:
            return
        if self._selected is None or self._selected[0] != thing.uid:
            self.tell("Its newer version is not the open article; Enter goes there, to select its words.")
        else:
            await self._place(thing, self._selected[1])

    def action_words(self) -> None:
        """Ask for words of the newer version, at which the highlighted one is to stand."""
        thing = self.here()
        if thing is None:
            return
        text = self._text_of(thing)

        def check(typed: str) -> None:
            found = _standing(text, typed)
            if len(found) != 1:
                many = f"These words are there {len(found):,} times; type more of what is around them, or select them."
                raise ValueError(
                    many if found else "These words are not there; type them as the newer version has them."
                )

        async def answer(typed: str | None) -> None:
            if typed is not None:
                await self._place(thing, _standing(text, typed)[0])

        self.app.push_screen(Prompt("Its words in the newer version", thing.quote, check), answer)

    async def action_drop(self) -> None:
        """Drop the orphans; the older version keeps them."""

        async def drop(things: Sequence[Orphan]) -> None:
            news = f"Dropped {self.spoken(things)}. The older version keeps what was said there."
            await self.do_to_subjects(news, drop_orphans, [thing.id for thing in things])

        if things := self.subjects():
            await self.act_on("Drop", things, drop)

    async def _place(self, thing: Orphan, span: Span) -> None:
        if anchors := self._anchors([(thing, span)]):
            await self.do(f"Placed {quoted(thing.quote)}.", place_orphans, anchors)

    def _anchors(self, places: Sequence[tuple[Orphan, Span]]) -> list[tuple[int, Anchor]]:
        """Return where to place orphans, by their ids; say so, and return none, when one cannot be placed there."""
        anchors: list[tuple[int, Anchor]] = []
        for one, span in places:
            text = self._text_of(one)
            try:
                anchors.append((one.id, anchor(text, span, [part.start for part in paragraphs(text)])))
            except BadSpan as error:
                self.tell(str(error))
                return []
        return anchors

    def _text_of(self, thing: Orphan) -> str:
        """Return the text of the newer version; it never changes, so it is asked for once."""
        if thing.article not in self._texts:
            found = self.look_up(lambda: self.workspace.text_of(thing.article))
            self._texts[thing.article] = found.text if found else ""
        return self._texts[thing.article]


def _standing(text: str, words: str) -> list[Span]:
    """Return where words stand in a text, as they are written."""
    found, start = [], text.find(words) if words else -1
    while start >= 0:
        found.append(Span(start, start + len(words)))
        start = text.find(words, start + 1)
    return found


def _text(one: Orphan) -> str:
    return f"{one.prefix}{one.quote}{one.suffix} {one.label} {one.reason} {one.title} {one.note}".casefold()


def _cells(one: Orphan) -> tuple[Content, ...]:
    return (
        on_a_line(one.prefix, one.quote, one.suffix),
        Content(visible(one.label or "")),
        Content.styled(visible(one.reason), "dim"),
        Content.styled(visible(one.title), "dim"),
    )
