"""The page of the other mentions of an annotation, which a decision can be applied to."""

from collections.abc import Sequence
from functools import partial
from itertools import islice
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content
from textual.worker import get_current_worker

from glossator.domain.annotation import Annotation, Status
from glossator.matching.occurrences import OccurrenceKind
from glossator.services.propagation import Hit, MentionState, Scope, missing_codes, preview
from glossator.store.workspace import Workspace
from glossator.ui.screens.list_items import CONTEXT_WIDTH, ListItems, mention_cell, mention_paragraph
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.select_screen import SelectScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow

_KINDS: Final = {
    OccurrenceKind.EXACT: "",
    OccurrenceKind.POSSESSIVE: "’s",
    OccurrenceKind.CASE: "other case",
    OccurrenceKind.PART: "in a name",
}
_MOST: Final = 20_000


class MentionsPage(SelectScreen[Hit]):
    """Lists the other mentions of the text of an annotation; returns those to apply its decision to."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("Mention", before=CONTEXT_WIDTH),
        ListColumn("Now", 15),
        ListColumn("Where", 12),
    )
    NOTHING: ClassVar[str] = "No other mentions here. Press v to change the scope."
    OBJECT: ClassVar[str] = "mention"
    BINDINGS: ClassVar[list[BindingType]] = [
        *page_bindings("scope"),
    ]

    def __init__(self, workspace: Workspace, source: Annotation, *, just_decided: bool = False) -> None:
        """List the mentions of the text of `source`, at first in its article.

        Args:
            workspace: where to search.
            source: the annotation.
            just_decided: whether it was decided by the last key, so that the cursor has already left it.
        """
        codes = " ".join((source.label or "a highlight", *(f"#{tag}" for tag in source.tags)))
        said = "reject" if source.status is Status.REJECTED else f"mark as {codes}"
        when = ", decided just now" if just_decided else ""
        super().__init__(f"Other mentions of “{visible(source.quote)}”{when}: {visible(said)}")
        self._workspace = workspace
        self._source = source
        self._scope = Scope.ARTICLE
        self._found: dict[Scope, Sequence[Hit]] = {}

    def listed(self, typed: str) -> ListItems[Hit]:
        """Return the mentions that match what was typed."""
        words = typed.casefold().split()
        found: list[tuple[ListRow, Hit]] = []
        for hit in self._mentions(self._scope):
            about = f"{hit.anchor.prefix}{hit.anchor.quote}{hit.anchor.suffix}\n{hit.title}".casefold()
            if all(word in about for word in words):
                key = f"{hit.article}:{hit.anchor.span.start}:{hit.anchor.span.end}"
                found.append((ListRow(key, partial(self._cells, hit), tickable=hit.open), hit))
        return ListItems(found)

    def _mentions(self, scope: Scope) -> Sequence[Hit]:
        """Return all mentions in `scope`; each scope is searched once."""
        if scope not in self._found:
            worker = get_current_worker()
            hits = preview(self._workspace, self._source, scope, cancelled=lambda: worker.is_cancelled)
            found = list(islice(hits, _MOST))
            if worker.is_cancelled:
                return ()
            self._found[scope] = found
        return self._found[scope]

    def _cells(self, hit: Hit) -> tuple[Content, ...]:
        here = hit.article == self._source.article
        return (
            mention_cell(hit.anchor.prefix, hit.anchor.quote, hit.anchor.suffix),
            Content.styled(visible(self._there(hit) or _KINDS[hit.kind]), "dim"),
            Content.styled(f"¶ {hit.anchor.paragraph}" if here else visible(hit.title), "dim"),
        )

    def name_of(self, thing: Hit) -> str:
        """Return the text of the mention."""
        return thing.anchor.quote

    def about(self, thing: Hit) -> Content:
        """Return the mention in its context, and what would be changed."""
        lines = [
            Content.styled(visible(thing.title), "bold"),
            Content.styled(f"¶ {thing.anchor.paragraph}   {_KINDS[thing.kind]}", "dim"),
            Content(""),
            mention_paragraph(thing.anchor.prefix, thing.anchor.quote, thing.anchor.suffix),
            Content(""),
            Content(_WHAT[thing.standing]),
        ]
        if lacking := self._lacks(thing):
            lines.append(Content(visible("  ".join(lacking))))
        return Content("\n").join(lines)

    def _there(self, hit: Hit) -> str:
        """Return the annotation at the mention, or what it would be given."""
        if hit.there is None:
            return ""
        if hit.standing is MentionState.AGREED:
            return f"+ {' '.join(self._lacks(hit))}"
        inside = "in " if hit.standing is MentionState.OVERLAPPED else ""
        return f"{inside}{hit.there.label or 'no label'} {hit.there.status.value}"

    def _lacks(self, hit: Hit) -> tuple[str, ...]:
        return missing_codes(hit.there, self._source) if hit.there and hit.standing is MentionState.AGREED else ()

    def can_be_ticked(self, thing: Hit) -> bool:
        """Return whether nothing different was decided there."""
        return thing.open

    def is_ticked_at_first(self, thing: Hit) -> bool:
        """Return whether the mention probably means the same."""
        return thing.ticked

    def count_ticks(self, ticked: int, hidden: int) -> str:
        """Return the number of ticked rows, and the scope."""
        return f"{super().count_ticks(ticked, hidden)}, in this {self._scope.value}"

    def action_scope(self) -> None:
        """Change the scope: article, workspace, paragraph."""
        scopes = (Scope.ARTICLE, Scope.WORKSPACE, Scope.PARAGRAPH)
        self._scope = scopes[(scopes.index(self._scope) + 1) % len(scopes)]
        self.read_again()


_WHAT: Final = {
    MentionState.FREE: "Not annotated: will be marked.",
    MentionState.SUGGESTED: "A suggestion: will be decided in the same way.",
    MentionState.OVERLAPPED: "Another annotation overlaps: tick it to mark it anyway.",
    MentionState.AGREED: "Already accepted: will get what it lacks:",
    MentionState.DECIDED: "Already decided: will not change.",
}
