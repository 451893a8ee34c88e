"""The lexicon: forms that were learnt from decisions or written, to be looked through and overruled."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content

from glossator.domain.lexicon import EntryOrigin, LexiconEntry, Ruling, lexicon_form
from glossator.store import operations
from glossator.store.operation import Operation
from glossator.store.queries.same_text import suggested_as, suggested_otherwise
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted
from glossator.ui.screens.choices import label_choices
from glossator.ui.screens.chooser import Chooser
from glossator.ui.screens.list_items import ListItems
from glossator.ui.screens.operation_protocol import Perform
from glossator.ui.screens.operation_targets import quoted
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow

_MEANS: Final = {
    Ruling.ALWAYS: "Suggested so in every article that is read from now on, before the model is asked.",
    Ruling.NEVER: "Suggested nowhere.",
    Ruling.FORGOTTEN: "Stands for nothing, whatever was decided.",
}


class LexiconPage(WorkspaceListScreen[LexiconEntry, None]):
    """Lists the forms with what they stand for, and what speaks for and against it."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("Form"),
        ListColumn("Stands for", 14),
        ListColumn("From", 8),
        ListColumn("For", 6, right=True),
        ListColumn("Against", 7, right=True),
    )
    OPENS: ClassVar[bool] = False
    NOTHING: ClassVar[str] = "Nothing learnt yet: what is accepted teaches it. n writes a form."
    OBJECT: ClassVar[str] = "form"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "make", "New"),
        Binding("r", "relabel", "Relabel"),
        Binding("x", "never", "Never an entity"),
        Binding("e", "apply_ruling", "Apply to the undecided"),
        Binding("d", "forget", "Forget"),
        Binding("z", "learn_again", "As learnt"),
    ]

    def __init__(self, workspace: Workspace, perform: Perform) -> None:
        """List the lexicon of `workspace`; acts are handed to `perform`."""
        super().__init__(workspace, perform, "Lexicon")

    def listed(self, typed: str) -> ListItems[LexiconEntry]:
        """Return the forms that fit what was typed."""
        words = typed.casefold().split()
        entries = self.workspace.lexicon()
        shown = [entry for entry in entries if all(word in _text(entry) for word in words)]
        written = sum(entry.source is not EntryOrigin.LEARNT for entry in entries)
        return ListItems(
            [(ListRow(entry.form, _cells(entry)), entry) for entry in shown],
            f"{len(entries):,} forms, {written:,} of them written",
        )

    def title_of(self, thing: LexiconEntry) -> str:
        """Return the form."""
        return thing.form

    def about(self, thing: LexiconEntry) -> Content:
        """Return what a form stands for, and why."""
        lines = [
            Content.styled(visible(thing.form), "bold"),
            Content.styled(visible(_stands_for(thing)), "dim"),
            Content(""),
            Content(_MEANS[thing.ruling]),
            Content(f"Decisions: {thing.agreeing:,} for it, {thing.against:,} against."),
        ]
        if others := self._others(thing):
            lines.append(Content(f"Undecided otherwise, in articles read before: {others:,}; e changes that."))
        if thing.ruling is Ruling.ALWAYS:
            lines.append(Content("Where it has no mark, Q lists it."))
        if thing.analyst:
            lines.append(Content.styled(visible(f"{thing.source.value} by {thing.analyst}, {thing.at[:10]}"), "dim"))
        return Content("\n").join(lines)

    def _others(self, entry: LexiconEntry) -> int:
        """Return how many undecided suggestions are not what a form stands for."""
        if entry.ruling is Ruling.FORGOTTEN:
            return 0
        return len(self.look_up(partial(self.workspace.ask, suggested_otherwise, entry.form, entry.label)) or ())

    def action_apply_ruling(self) -> None:
        """Have the undecided suggestions in articles read before be what the form stands for."""
        entry = self.here()
        if entry is None:
            return
        others = self._others(entry)
        if not others:
            self.tell(f"No undecided suggestion of {quoted(entry.form)} is otherwise.")
            return
        named = f"{others:,} undecided “{entry.form}”"
        if entry.label is None:
            question, news = f"Reject the {named}, in all articles?", f"Rejected {named}"
        else:
            question, news = f"Make the {named} {entry.label}, in all articles?", f"{named} are {entry.label} now"

        async def apply() -> None:
            await self.do(f"{news}. Press u to undo.", operations.apply_ruling, entry.form)

        self.confirm(visible(question), "e", apply)

    def action_make(self) -> None:
        """Write a form, and what it stands for."""

        async def choose(form: str) -> None:
            self._choose_label(lexicon_form(form))

        self.ask("A form, as it stands in articles", "", choose, lexicon_form)

    def action_relabel(self) -> None:
        """Have the form stand for another label."""
        entry = self.here()
        if entry is not None:
            self._choose_label(entry.form, entry.label or "")

    def _choose_label(self, form: str, now: str = "") -> None:
        async def answer(label: str | None) -> None:
            if label:
                await self.do(f"{quoted(form)} is {label} from now on.", operations.always, form, label)
                self.refresh_rows(form)

        offered = [choice for choice in label_choices(self.workspace.labels()) if choice.value]
        self.app.push_screen(Chooser(f"“{visible(form)}” is always", offered, now), answer)

    def action_never(self) -> None:
        """Have the form suggested nowhere."""
        entry = self.here()
        if entry is None:
            return
        undecided = self.look_up(partial(self.workspace.ask, suggested_as, entry.form))
        if undecided is None:
            return

        async def never() -> None:
            done = await self.do(f"{quoted(entry.form)} is never an entity.", operations.never, entry.form)
            if done is not None and done.result:
                self.tell(f"{quoted(entry.form)} is never an entity. {counted(done.result, 'suggestion')} rejected.")

        self.confirm(never_question(entry.form, len(undecided)), "X", never)

    async def action_forget(self) -> None:
        """Have the form stand for nothing."""
        await self._rule(operations.forget, "stands for nothing")

    async def action_learn_again(self) -> None:
        """Have the form stand for what decisions teach."""
        await self._rule(operations.learn_again, "stands for what decisions teach")

    async def _rule(self, act: Operation[[str], None], what: str) -> None:
        entry = self.here()
        if entry is not None:
            await self.do(f"{quoted(entry.form)} {what}.", act, entry.form)


def never_question(form: str, undecided: int) -> str:
    """Return the question that is asked before a form is suggested nowhere any more."""
    also = f" and reject the {undecided:,} undecided" if undecided else ""
    return f"Never suggest “{form}” anywhere{also}?"


def _text(entry: LexiconEntry) -> str:
    return f"{entry.form} {_stands_for(entry)} {entry.source.value} {entry.analyst}".casefold()


def _stands_for(entry: LexiconEntry) -> str:
    if entry.ruling is Ruling.ALWAYS:
        return entry.label or ""
    return "never" if entry.ruling is Ruling.NEVER else "nothing"


def _cells(entry: LexiconEntry) -> tuple[Content, ...]:
    look = "" if entry.ruling is Ruling.ALWAYS else "dim"
    return (
        Content.styled(visible(entry.form), look),
        Content.styled(visible(_stands_for(entry)), look or "bold"),
        Content.styled(entry.source.value, "dim"),
        Content.styled(f"{entry.agreeing:,}", "dim"),
        Content.styled(f"{entry.against:,}" if entry.against else "", "dim"),
    )
