"""The lexicon page: entries that were learned from decisions or made by analysts."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content

from glossator.domain.lexicon import EntryOrigin, LexiconEntry, Ruling, lexicon_form
from glossator.store import operations
from glossator.store.history.operation import Operation
from glossator.store.queries.lexicon import deviating_suggestions, suggestions_of_form
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted
from glossator.ui.screens.choices import label_choices
from glossator.ui.screens.chooser import Chooser
from glossator.ui.screens.list_items import ListItems
from glossator.ui.screens.operation_protocol import Perform
from glossator.ui.screens.operation_targets import quoted
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow

_MEANS: Final = {
    Ruling.ALWAYS: "Suggested with this label in every article that is analysed from now on.",
    Ruling.NEVER: "Never suggested.",
    Ruling.FORGOTTEN: "Deleted: not suggested by the lexicon, whatever was decided.",
}


class LexiconPage(WorkspaceListScreen[LexiconEntry, None]):
    """Lists the entries with their labels, and the decisions for and against them."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("Text"),
        ListColumn("Label", 14),
        ListColumn("Source", 8),
        ListColumn("For", 6, right=True),
        ListColumn("Against", 7, right=True),
    )
    OPENS: ClassVar[bool] = False
    NOTHING: ClassVar[str] = "No entries. Accept suggestions to learn some, or press + to create one."
    OBJECT: ClassVar[str] = "entry"
    BINDINGS: ClassVar[list[BindingType]] = [
        *page_bindings("make", "relabel", "never", "propagate", "learn_again", "delete"),
    ]

    def __init__(self, workspace: Workspace, perform: Perform) -> None:
        """List the lexicon of `workspace`; `perform` runs operations."""
        super().__init__(workspace, perform, "Lexicon")

    def listed(self, typed: str) -> ListItems[LexiconEntry]:
        """Return the entries that match what was typed."""
        words = typed.casefold().split()
        entries = self.workspace.lexicon()
        shown = [entry for entry in entries if all(word in _text(entry) for word in words)]
        written = sum(entry.source is not EntryOrigin.LEARNT for entry in entries)
        return ListItems(
            [(ListRow(entry.form, _cells(entry)), entry) for entry in shown],
            f"{len(entries):,} entries, {written:,} of them made by analysts",
        )

    def name_of(self, thing: LexiconEntry) -> str:
        """Return the text of the entry."""
        return thing.form

    def about(self, thing: LexiconEntry) -> Content:
        """Return the label of an entry, and the decisions behind it."""
        lines = [
            Content.styled(visible(thing.form), "bold"),
            Content.styled(visible(_stands_for(thing)), "dim"),
            Content(""),
            Content(_MEANS[thing.ruling]),
            Content(f"Decisions: {thing.agreeing:,} for, {thing.against:,} against."),
        ]
        if others := self._others(thing):
            lines.append(
                Content(f"Differing suggestions in all articles: {others:,}. Press p to apply the entry to them.")
            )
        if thing.ruling is Ruling.ALWAYS:
            lines.append(Content("Press Q in the article to list places where it is unmarked."))
        if thing.analyst:
            lines.append(Content.styled(visible(f"{thing.source.value} by {thing.analyst}, {thing.at[:10]}"), "dim"))
        return Content("\n").join(lines)

    def _others(self, entry: LexiconEntry) -> int:
        """Return how many undecided suggestions differ from the entry."""
        if entry.ruling is Ruling.FORGOTTEN:
            return 0
        return len(self.look_up(partial(self.workspace.ask, deviating_suggestions, entry.form, entry.label)) or ())

    def action_propagate(self) -> None:
        """Apply the entry to the undecided suggestions of all articles."""
        entry = self.here()
        if entry is None:
            return
        others = self._others(entry)
        if not others:
            self.tell(f"Nothing to apply: all undecided suggestions of {quoted(entry.form)} agree with the entry.")
            return
        named = f"{counted(others, 'suggestion')} of “{entry.form}”"
        if entry.label is None:
            question, news = f"Reject {named} in all articles?", f"Rejected {named}"
        else:
            question = f"Relabel {named} as {entry.label} in all articles?"
            news = f"Relabelled {named} as {entry.label}"

        async def apply() -> None:
            await self.do(f"{news}. Press u to undo.", operations.apply_lexicon, entry.form)

        self.confirm(visible(question), "e", apply)

    def action_make(self) -> None:
        """Create an entry: a text and its label."""

        async def choose(form: str) -> None:
            self._choose_label(lexicon_form(form))

        self.ask("Text of the new entry, as in the articles", "", choose, lexicon_form)

    def action_relabel(self) -> None:
        """Change the label of the entry."""
        entry = self.here()
        if entry is not None:
            self._choose_label(entry.form, entry.label or "")

    def _choose_label(self, form: str, now: str = "") -> None:
        async def answer(label: str | None) -> None:
            if label:
                await self.do(f"{quoted(form)} is always suggested as {label}.", operations.always_suggest, form, label)
                self.refresh_rows(form)

        offered = [choice for choice in label_choices(self.workspace.labels()) if choice.value]
        self.app.push_screen(Chooser(f"Label of “{visible(form)}”", offered, now), answer)

    def action_never(self) -> None:
        """Never suggest this text again."""
        entry = self.here()
        if entry is None:
            return
        undecided = self.look_up(partial(self.workspace.ask, suggestions_of_form, entry.form))
        if undecided is None:
            return

        async def never() -> None:
            done = await self.do(
                f"{quoted(entry.form)} is never suggested again.", operations.never_suggest, entry.form
            )
            if done is not None and done.result:
                self.tell(
                    f"{quoted(entry.form)} is never suggested again. Rejected {counted(done.result, 'suggestion')}."
                )

        self.confirm(never_question(entry.form, len(undecided)), "X", never)

    async def action_delete(self) -> None:
        """Remove the form from the lexicon."""
        await self._rule(operations.forget_form, "Deleted")

    async def action_learn_again(self) -> None:
        """Learn the form from decisions again."""
        await self._rule(operations.relearn_form, "Reset")

    async def _rule(self, act: Operation[[str], None], done: str) -> None:
        entry = self.here()
        if entry is not None:
            await self.do(f"{done} the entry {quoted(entry.form)}.", act, entry.form)


def never_question(form: str, undecided: int) -> str:
    """Return the question that is asked before a text is never suggested again."""
    also = f", and reject {counted(undecided, 'suggestion')} in all articles" if undecided else ""
    return f"Never suggest “{form}” again{also}?"


def _text(entry: LexiconEntry) -> str:
    return f"{entry.form} {_stands_for(entry)} {entry.source.value} {entry.analyst}".casefold()


def _stands_for(entry: LexiconEntry) -> str:
    if entry.ruling is Ruling.ALWAYS:
        return entry.label or ""
    return "never" if entry.ruling is Ruling.NEVER else "deleted"


def _cells(entry: LexiconEntry) -> tuple[Content, ...]:
    look = "" if entry.ruling is Ruling.ALWAYS else "dim"
    return (
        Content.styled(visible(entry.form), look),
        Content.styled(visible(_stands_for(entry)), look or "bold"),
        Content.styled(entry.source.value, "dim"),
        Content.styled(f"{entry.agreeing:,}", "dim"),
        Content.styled(f"{entry.against:,}" if entry.against else "", "dim"),
    )
