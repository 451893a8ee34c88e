"""The page of orphans: annotations of an older version that could not be re-anchored in the newer one."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content

from glossator.domain.library import LibraryEntry
from glossator.matching.reanchor import OrphanReason
from glossator.store.operations.versions import drop_orphans, place_orphans
from glossator.store.queries.versions import Orphan, orphans
from glossator.store.workspace import Workspace
from glossator.text.anchor import Anchor, BadSpan, anchor
from glossator.text.context import after, before
from glossator.text.paragraphs import paragraphs
from glossator.text.pluralize import counted
from glossator.text.span import Span
from glossator.ui.screens.list_items import CONTEXT_WIDTH, ListItems, mention_cell, mention_paragraph
from glossator.ui.screens.operation_protocol import Perform
from glossator.ui.screens.operation_targets import quoted
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.prompt import Prompt
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow

_WHY: Final = {
    OrphanReason.GONE: "The newer version does not contain its text, or only in places that the older one had, too.",
    OrphanReason.SEVERAL: "The newer version contains its text at several places; none is certain.",
    OrphanReason.ELSEWHERE: "The newer version contains its text, but in another context.",
    OrphanReason.REWORDED: "The newer version has other text at its place.",
}


class OrphansPage(WorkspaceListScreen[Orphan, tuple[str, int]]):
    """Lists orphans; returns the uid of the newer version and an offset to go to."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("Older version", before=CONTEXT_WIDTH),
        ListColumn("Label", 9),
        ListColumn("Reason", 18),
        ListColumn("Newer version", 18, spare=1),
    )
    TICKS: ClassVar[bool] = True
    NOTHING: ClassVar[str] = "No orphans: all annotations were re-anchored."
    OBJECT: ClassVar[str] = "orphan"
    BINDINGS: ClassVar[list[BindingType]] = [
        *page_bindings("tick", "all", "at_selection", "at_words", accept="Place", reject="Drop"),
    ]

    def __init__(
        self,
        workspace: Workspace,
        perform: Perform,
        articles: Sequence[LibraryEntry],
        selected: tuple[str, Span] | None = None,
    ) -> None:
        """List the orphans of `articles`, or of all articles.

        Args:
            workspace: where the orphans are.
            perform: runs operations.
            articles: the articles; all if empty.
            selected: the uid of the open article and the selection in it.
        """
        which = f"“{articles[0].title}”" if len(articles) == 1 else f"{len(articles):,} articles"
        where = f" in {which}" if articles else ""
        super().__init__(workspace, perform, visible(f"Orphans{where}: annotations that could not be re-anchored"))
        self._articles = frozenset(entry.id for entry in articles)
        self._selected = selected
        self._texts: dict[int, str] = {}

    def listed(self, typed: str) -> ListItems[Orphan]:
        """Return the orphans that match what was typed."""
        words = typed.casefold().split()
        found = [one for one in self.workspace.ask(orphans) if not self._articles or one.article in self._articles]
        fitting = [one for one in found if all(word in _text(one) for word in words)]
        return ListItems([(ListRow(str(one.id), _cells(one)), one) for one in fitting], counted(len(found), "orphan"))

    def name_of(self, thing: Orphan) -> str:
        """Return the text of the orphan in the older version."""
        return thing.quote

    def about(self, thing: Orphan) -> Content:
        """Return the orphan in the older version, why it was not re-anchored, and its proposed place."""
        said = "  ".join(filter(None, (thing.label or "no label", thing.status, thing.entity, thing.analyst)))
        lines = [
            Content.styled("In the older version", "dim"),
            mention_paragraph(thing.prefix, thing.quote, thing.suffix),
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
                Content.styled("Proposed place in the newer version; press a to place it here", "dim"),
                mention_paragraph(before(text, place), place.of(text), after(text, place)),
            ]
        if self._selected is not None and self._selected[0] == thing.uid:
            words = self._selected[1].of(self._text_of(thing))
            lines += [Content(""), Content.styled(visible(f"Press _ to place it at the selection “{words}”"), "dim")]
        return Content("\n").join(lines)

    def choose(self, thing: Orphan) -> None:
        """Go to the proposed place in the newer version."""
        self.dismiss((thing.uid, thing.likely.start if thing.likely else 0))

    async def action_accept(self) -> None:
        """Place the orphans at their proposed places."""
        if not (meant := self.subjects()):
            return

        async def place(orphans: Sequence[Orphan]) -> None:
            places = [(one, one.likely) for one in orphans if one.likely is not None]
            if anchors := self._anchors(places):
                await self.do_to_subjects(f"Placed {self.describe(orphans)}.", place_orphans, anchors)

        if proposed := [one for one in meant if one.likely is not None]:
            await self.act_on("Place", proposed, place)
        else:
            what = "these orphans" if len(meant) > 1 else quoted(meant[0].quote)
            self.tell(f"No place is proposed for {what}. Select its text in the article, or press f to type it.")

    async def action_at_selection(self) -> None:
        """Place the highlighted orphan at the selection in the open article."""
        thing = self.here()
        if thing is None:
            return
        if self._selected is None or self._selected[0] != thing.uid:
            self.tell("Nothing is selected in its newer version. Press Enter to go there and select its text.")
        else:
            await self._place(thing, self._selected[1])

    def action_at_words(self) -> None:
        """Place the highlighted orphan at words that you type."""
        thing = self.here()
        if thing is None:
            return
        text = self._text_of(thing)

        def check(typed: str) -> None:
            found = _standing(text, typed)
            if len(found) != 1:
                many = f"The newer version has these words {len(found):,} times. Type more words, or select them."
                raise ValueError(
                    many if found else "The newer version does not have these words. Type them as it has them."
                )

        async def answer(typed: str | None) -> None:
            if typed is not None:
                await self._place(thing, _standing(text, typed)[0])

        self.app.push_screen(Prompt("Words in the newer version", thing.quote, check), answer)

    async def action_reject(self) -> None:
        """Drop the orphans; the older version keeps its annotations."""

        async def drop(things: Sequence[Orphan]) -> None:
            news = f"Dropped {self.describe(things)}. The older version keeps its annotations."
            await self.do_to_subjects(news, drop_orphans, [thing.id for thing in things])

        if things := self.subjects():
            await self.act_on("Drop", things, drop)

    async def _place(self, thing: Orphan, span: Span) -> None:
        if anchors := self._anchors([(thing, span)]):
            await self.do(f"Placed {quoted(thing.quote)}.", place_orphans, anchors)

    def _anchors(self, places: Sequence[tuple[Orphan, Span]]) -> list[tuple[int, Anchor]]:
        """Return the anchors of orphans by id; show the error and return none if one place is invalid."""
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
        """Return the text of the newer version, which never changes, so it is read once."""
        if thing.article not in self._texts:
            found = self.look_up(lambda: self.workspace.text_of(thing.article))
            self._texts[thing.article] = found.text if found else ""
        return self._texts[thing.article]


def _standing(text: str, words: str) -> list[Span]:
    """Return all occurrences of `words` in a text."""
    found, start = [], text.find(words) if words else -1
    while start >= 0:
        found.append(Span(start, start + len(words)))
        start = text.find(words, start + 1)
    return found


def _text(one: Orphan) -> str:
    return f"{one.prefix}{one.quote}{one.suffix} {one.label} {one.reason} {one.title} {one.note}".casefold()


def _cells(one: Orphan) -> tuple[Content, ...]:
    return (
        mention_cell(one.prefix, one.quote, one.suffix),
        Content(visible(one.label or "")),
        Content.styled(visible(one.reason), "dim"),
        Content.styled(visible(one.title), "dim"),
    )
