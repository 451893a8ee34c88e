"""The same for all mentions: a preview in which each can be ticked."""

from collections.abc import Sequence
from functools import partial
from itertools import islice
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.worker import get_current_worker

from glossator.domain.annotation import Annotation, Status
from glossator.matching.occurrences import OccurrenceKind
from glossator.services.propagation import Hit, MentionState, Scope, missing_codes, preview
from glossator.store.workspace import Workspace
from glossator.ui.screens.context_line import LEFT, in_context, on_a_line
from glossator.ui.screens.list_items import ListItems
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
    """Lists every other mention of what an annotation marks; returns those to decide on as on that one."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("Mention", before=LEFT),
        ListColumn("There", 15),
        ListColumn("Where", 12),
    )
    NOTHING: ClassVar[str] = "No other mention here; s looks further."
    OBJECT: ClassVar[str] = "mention"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "scope", "Scope"),
    ]

    def __init__(self, workspace: Workspace, source: Annotation, *, just_decided: bool = False) -> None:
        """Look in `workspace` for what `source` marks, in its article at first; it may have been left just now."""
        label = source.label or "a highlight"
        said = (
            "rejected" if source.status is Status.REJECTED else f"{label}{''.join(f' #{tag}' for tag in source.tags)}"
        )
        when = ", decided on just now" if just_decided else ""
        super().__init__(f"The same for every mention of “{visible(source.quote)}”{when}: {visible(said)}")
        self._workspace = workspace
        self._source = source
        self._scope = Scope.ARTICLE
        self._found: dict[Scope, Sequence[Hit]] = {}

    def listed(self, typed: str) -> ListItems[Hit]:
        """Return the mentions, and of those what fits what was typed."""
        words = typed.casefold().split()
        found: list[tuple[ListRow, Hit]] = []
        for hit in self._mentions(self._scope):
            about = f"{hit.anchor.prefix}{hit.anchor.quote}{hit.anchor.suffix}\n{hit.title}".casefold()
            if all(word in about for word in words):
                key = f"{hit.article}:{hit.anchor.span.start}:{hit.anchor.span.end}"
                found.append((ListRow(key, partial(self._cells, hit), tickable=hit.open), hit))
        return ListItems(found)

    def _mentions(self, scope: Scope) -> Sequence[Hit]:
        """Return what there is in `scope`; it is looked for once, and then only filtered."""
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
            on_a_line(hit.anchor.prefix, hit.anchor.quote, hit.anchor.suffix),
            Content.styled(visible(self._there(hit) or _KINDS[hit.kind]), "dim"),
            Content.styled(f"¶ {hit.anchor.paragraph}" if here else visible(hit.title), "dim"),
        )

    def title_of(self, thing: Hit) -> str:
        """Return the words of a mention."""
        return thing.anchor.quote

    def about(self, thing: Hit) -> Content:
        """Return a mention in its context, and what becomes of it."""
        lines = [
            Content.styled(visible(thing.title), "bold"),
            Content.styled(f"¶ {thing.anchor.paragraph}   {_KINDS[thing.kind]}", "dim"),
            Content(""),
            in_context(thing.anchor.prefix, thing.anchor.quote, thing.anchor.suffix),
            Content(""),
            Content(_WHAT[thing.standing]),
        ]
        if lacking := self._lacks(thing):
            lines.append(Content(visible("  ".join(lacking))))
        return Content("\n").join(lines)

    def _there(self, hit: Hit) -> str:
        """Return what stands there, or what that would be given."""
        if hit.there is None:
            return ""
        if hit.standing is MentionState.AGREED:
            return f"+ {' '.join(self._lacks(hit))}"
        inside = "in " if hit.standing is MentionState.OVERLAPPED else ""
        return f"{inside}{hit.there.label or 'no label'} {hit.there.status.value}"

    def _lacks(self, hit: Hit) -> tuple[str, ...]:
        return missing_codes(hit.there, self._source) if hit.there and hit.standing is MentionState.AGREED else ()

    def can_be_ticked(self, thing: Hit) -> bool:
        """Say whether nobody has decided there otherwise."""
        return thing.open

    def ticked_at_first(self, thing: Hit) -> bool:
        """Say whether it is probably meant."""
        return thing.ticked

    def count_ticks(self, ticked: int, hidden: int) -> str:
        """Return the count of ticked rows, and where they were looked for."""
        return f"{super().count_ticks(ticked, hidden)}, in this {self._scope.value}"

    def action_scope(self) -> None:
        """Look in the article, then in the workspace, then in the paragraph alone."""
        scopes = (Scope.ARTICLE, Scope.WORKSPACE, Scope.PARAGRAPH)
        self._scope = scopes[(scopes.index(self._scope) + 1) % len(scopes)]
        self.look_again()


_WHAT: Final = {
    MentionState.FREE: "Nothing stands here yet: it would be marked.",
    MentionState.SUGGESTED: "A suggestion stands here: it would be decided on in the same way.",
    MentionState.OVERLAPPED: "Another annotation overlaps: tick it to mark it all the same.",
    MentionState.AGREED: "This was accepted already, and would get what it lacks:",
    MentionState.DECIDED: "This was decided on already, and stays as it is.",
}
