"""The page of disputes: what analysts decided differently, in context, and the keys that settle it."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.content import Content

from glossator.domain.annotation import Annotation, Status
from glossator.domain.lexicon import Ruling
from glossator.domain.mention import Mention
from glossator.domain.verdict import Dispute, DisputeSide, LexiconDispute, LexiconVerdict, sides
from glossator.store.operations import adjudication
from glossator.store.queries import verdicts
from glossator.store.queries.assignments import blind_articles
from glossator.store.queries.mentions import mentions_by_id, surroundings
from glossator.store.workspace import Workspace
from glossator.text.folding import fold
from glossator.text.pluralize import counted
from glossator.text.span import Span
from glossator.ui.screens.choices import label_choices
from glossator.ui.screens.chooser import Chooser
from glossator.ui.screens.list_items import CONTEXT_WIDTH, ListItems, mention_cell, surroundings_paragraph
from glossator.ui.screens.operation_protocol import Done, Perform
from glossator.ui.screens.operation_targets import quoted
from glossator.ui.screens.page_keys import page_bindings, side_bindings
from glossator.ui.screens.prompt import Prompt
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow

# Code points of the article on each side of a passage in the details.
_AROUND: Final = 300
_MOST_QUOTED: Final = 80
_RULINGS: Final[Mapping[Ruling, str]] = {
    Ruling.ALWAYS: "always suggest as {}",
    Ruling.NEVER: "never suggest",
    Ruling.FORGOTTEN: "reset",
}


class _Sorting(StrEnum):
    """What the disputes are sorted by."""

    ARTICLE = "article"
    LABEL = "label"
    SCORE = "machine score"
    AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True)
class DisputeSideView:
    """A side of a dispute: the analysts who took it, what they decided, and when the first of them did."""

    analysts: tuple[str, ...]
    says: str
    quote: str
    at: str


@dataclass(frozen=True, slots=True)
class OpenDispute:
    """A dispute as the page lists it.

    Attributes:
        key: the key of its row.
        words: the text before, at and after the place; a form of the lexicon is alone.
        title: the title of the article; empty for a form of the lexicon.
        sides: what was decided, by most analysts first.
        annotation: what is disputed; None for a form of the lexicon.
        article: the uid of its article.
        form: the disputed form of the lexicon.
    """

    key: str
    words: tuple[str, str, str]
    title: str
    sides: tuple[DisputeSideView, ...]
    annotation: Annotation | None = None
    article: str = ""
    form: str = ""

    @property
    def analysts(self) -> int:
        """The number of analysts who decided."""
        return sum(len(side.analysts) for side in self.sides)

    @property
    def majority(self) -> DisputeSideView | None:
        """The side that more than half of the analysts took, if there is one."""
        return self.sides[0] if 2 * len(self.sides[0].analysts) > self.analysts else None


_ORDERS: Final[Mapping[_Sorting, Callable[[OpenDispute], Any]]] = {
    _Sorting.ARTICLE: lambda _: 0,
    _Sorting.LABEL: lambda one: fold((one.annotation.label if one.annotation else "") or ""),
    _Sorting.SCORE: lambda one: 2.0 if one.annotation is None or one.annotation.score is None else one.annotation.score,
    _Sorting.AGREEMENT: lambda one: -len(one.sides[0].analysts) / one.analysts,
}


# The result is also that of the page of a merge, which this one may be over.
class AdjudicationPage(WorkspaceListScreen[OpenDispute, OpenDispute | str]):
    """Lists what analysts decided differently, and settles it; returns the dispute whose place is to be shown."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("Disputed", before=CONTEXT_WIDTH),
        ListColumn("Decided", 30),
        ListColumn("Article", 24, spare=1),
    )
    FITS: ClassVar[bool] = False
    OBJECT: ClassVar[str] = "dispute"
    NOTHING: ClassVar[str] = (
        "No disputes. Annotations that several analysts decided differently are listed here, after their workspaces "
        "were merged."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *side_bindings(),
        *page_bindings("relabel", "reject", "note", "accept_most", "sort", "turn", relabel="Other label", note="Why"),
    ]

    def __init__(self, workspace: Workspace, perform: Perform, begin_at: int | None = None) -> None:
        """List the disputes of `workspace`, with that of the annotation `begin_at` highlighted.

        `perform` runs operations.
        """
        super().__init__(workspace, perform, "Disputes")
        self._begin_at = begin_at
        self._sorting = _Sorting.ARTICLE
        self._reverse = False
        # Why, typed before the decision that it is stored with, by the keys of rows.
        self._notes: dict[str, str] = {}

    # Reading

    def listed(self, typed: str) -> ListItems[OpenDispute]:
        """Return the disputes that match what was typed."""
        words = fold(typed).split()
        found = [one for one in self._read() if all(word in _searched(one) for word in words)]
        found.sort(key=_ORDERS[self._sorting], reverse=self._reverse)
        if self._sorting is _Sorting.ARTICLE and self._reverse:
            found.reverse()
        return ListItems([(ListRow(one.key, partial(_cells, one)), one) for one in found], self._progress())

    def _read(self) -> list[OpenDispute]:
        """Return all disputes, by article and start, those of the lexicon last."""
        found = self.workspace.ask(verdicts.disputes)
        mentions = self.workspace.ask(mentions_by_id, [one.annotation.id for one in found])
        of_text = [_of_annotation(one, mentions[one.annotation.id]) for one in found if one.annotation.id in mentions]
        return [*of_text, *map(_of_form, self.workspace.ask(verdicts.lexicon_disputes))]

    def _progress(self) -> str:
        """Return how many disputes are settled, and how they are sorted."""
        open_, settled = self.workspace.ask(verdicts.count_disputes)
        forms = len(self.workspace.ask(verdicts.lexicon_disputes))
        agreed = self.workspace.ask(verdicts.count_agreed)
        blind = self.workspace.ask(blind_articles, self.workspace.author.analyst)
        unseen = [f"without {counted(blind, 'article')} in which you work blind"] if blind else []
        if not open_ + settled + forms:
            return " · ".join([*([f"{agreed:,} agreed without a key"] if agreed else []), *unseen])
        parts = [f"{settled:,} of {open_ + settled:,} settled", f"{agreed:,} agreed without a key"]
        parts += [f"{counted(forms, 'form')} of the lexicon"] if forms else []
        order = f"by {self._sorting}{', reversed' if self._reverse else ''}"
        return " · ".join((*parts, *unseen, order))

    def before_show(self) -> None:
        """Highlight the dispute to begin at."""
        key, self._begin_at = f"annotation:{self._begin_at}", None
        if key in self.things:
            self.call_next(self.highlight, key)

    def name_of(self, thing: OpenDispute) -> str:
        """Return the disputed text."""
        return thing.words[1]

    def about(self, thing: OpenDispute) -> Content:
        """Return who decided what, what the machine suggested, the note, and the place in its surroundings."""
        lines = [Content.styled(visible(thing.title or "Lexicon"), "bold"), Content("")]
        for number, side in enumerate(thing.sides, start=1):
            digit = (f" {number} ", "bold reverse") if number < 10 else "   "
            lines.append(Content.assemble(digit, " ", (visible(", ".join(side.analysts)), "bold")))
            lines.append(Content.assemble(f"    {visible(side.says)}  ", (_moment(side.at), "dim")))
            if side.quote:
                lines.append(Content.styled(f"    “{visible(side.quote)}”", "dim"))
        if (annotation := thing.annotation) is not None:
            lines += [Content(""), *_machine(annotation)]
            if annotation.note:
                lines += [
                    Content.styled("Note", "dim"),
                    *(Content(visible(one)) for one in annotation.note.split("\n")),
                ]
        why = self._notes.get(thing.key)
        lines += [Content.assemble(("Why  ", "dim"), visible(why))] if why else []
        return Content("\n").join([*lines, *self._surroundings(thing)])

    def _surroundings(self, thing: OpenDispute) -> list[Content]:
        annotation = thing.annotation
        if annotation is None or annotation.span is None:
            return []
        span = annotation.span
        found = self.look_up(partial(self.workspace.ask, surroundings, annotation.article, span, _AROUND))
        if found is None or not found.text:
            return []
        others = [one.span for one in found.annotations if one.span is not None and one.id != annotation.id]
        return [Content(""), surroundings_paragraph(found.text, found.offset, span, others)]

    # Settling

    def choose(self, thing: OpenDispute) -> None:
        """Go to the place in the article, where its boundaries can be changed."""
        if thing.annotation is None:
            self.tell("A form of the lexicon has no place. Press a digit to take a side.")
        else:
            self.dismiss(thing)

    async def action_side(self, number: int) -> None:
        """Settle the dispute as the analysts of this side decided."""
        thing = self.here()
        if thing is None:
            return
        if number > len(thing.sides):
            self.tell(f"{quoted(thing.words[1])} has {len(thing.sides)} sides. Press one of their digits.")
            return
        side = thing.sides[number - 1]
        news = f"Settled {quoted(thing.words[1])}: {side.says}, as {_names(side.analysts)}."
        if thing.annotation is None:
            await self.do(news, adjudication.adjudicate_form, thing.form, side.analysts[0])
        else:
            await self._settled(
                [thing],
                await self.do(
                    news, adjudication.take_side, thing.annotation.id, side.analysts[0], self._notes.get(thing.key, "")
                ),
            )

    async def action_reject(self) -> None:
        """Settle the dispute by rejecting the annotation."""
        thing = self._annotated()
        if thing is not None:
            await self._adjudicate(thing[0], thing[1], Status.REJECTED, thing[1].label, "rejected")

    def action_relabel(self) -> None:
        """Settle the dispute with another label, which you choose."""
        found = self._annotated()
        if found is None:
            return
        thing, annotation = found

        async def answer(label: str | None) -> None:
            if label is not None:
                await self._adjudicate(thing, annotation, Status.ACCEPTED, label or None, label or "no label")

        choices = label_choices(self.look_up(self.workspace.labels) or ())
        self.app.push_screen(
            Chooser(f"Label of {quoted(thing.words[1])}", choices, annotation.label or ""),
            answer,
        )

    async def _adjudicate(
        self, thing: OpenDispute, annotation: Annotation, status: Status, label: str | None, says: str
    ) -> None:
        news = f"Settled {quoted(thing.words[1])}: {says}."
        why = self._notes.get(thing.key, "")
        done = await self.do(news, adjudication.adjudicate, annotation.id, status, label, note=why)
        await self._settled([thing], done)

    def action_note(self) -> None:
        """Type why; the note is stored with the decision that follows."""
        found = self._annotated()
        if found is None:
            return
        thing, _ = found

        async def answer(text: str | None) -> None:
            if text is not None:
                self._notes[thing.key] = text.strip()
                self.tell("The note is stored with your decision. Press a digit to take a side.")
                self.relist_details(thing)

        self.app.push_screen(Prompt(f"Why: {quoted(thing.words[1])}", self._notes.get(thing.key, "")), answer)

    def relist_details(self, thing: OpenDispute) -> None:
        """Show the details of a dispute again, if it is still highlighted."""
        if thing is self.highlighted:
            self.show_details(thing)

    def action_accept_most(self) -> None:
        """Settle all listed disputes in which more than half of the analysts decided alike, after a question."""
        listed = list(self.things.values())
        chosen = [(one, side) for one in listed if one.annotation is not None and (side := one.majority) is not None]
        if not chosen:
            self.tell("In none of these disputes have more than half of the analysts decided alike.")
            return
        votes = Counter(f"{len(side.analysts)} of {one.analysts}" for one, side in chosen)
        by_votes = ", ".join(f"{number:,} where {vote} agree" for vote, number in sorted(votes.items()))
        filtered = " that match the filter" if self.typed else ""

        async def settle() -> None:
            sides_taken = [(one.annotation.id, side.analysts[0]) for one, side in chosen if one.annotation is not None]
            news = f"Settled {counted(len(chosen), 'dispute')} as most analysts decided."
            await self._settled([one for one, _ in chosen], await self.do(news, adjudication.take_sides, sides_taken))

        what = f"{counted(len(chosen), 'dispute')} of {len(listed):,}{filtered}"
        self.confirm(f"Settle {what} as most analysts decided ({by_votes})?", "y", settle)

    async def _settled(self, things: Collection[OpenDispute], done: Done[None] | None) -> None:
        """Drop the notes that were stored."""
        if done is not None:
            for one in things:
                self._notes.pop(one.key, None)

    def _annotated(self) -> tuple[OpenDispute, Annotation] | None:
        """Return the highlighted dispute with its annotation; show a message if there is none."""
        thing = self.here()
        if thing is None:
            return None
        if thing.annotation is None:
            self.tell("A form of the lexicon is settled by a side only. Press a digit.")
            return None
        return thing, thing.annotation

    # Sorting

    def action_sort(self) -> None:
        """Sort by article, label, score of the machine, or agreement."""
        orders = tuple(_Sorting)
        self._sorting = orders[(orders.index(self._sorting) + 1) % len(orders)]
        self.relist()

    def action_turn(self) -> None:
        """Reverse the order."""
        self._reverse = not self._reverse
        self.relist()


def _of_annotation(dispute: Dispute, mention: Mention) -> OpenDispute:
    """Return the dispute about an annotation, as the page lists it."""
    spans = {one.span for one in dispute.verdicts if one.status is Status.ACCEPTED}
    return OpenDispute(
        f"annotation:{dispute.annotation.id}",
        (mention.left, mention.hit, mention.right),
        dispute.title,
        tuple(_side(one, mention, with_quote=len(spans) > 1) for one in sides(dispute.verdicts)),
        dispute.annotation,
        dispute.article,
    )


def _side(side: DisputeSide, mention: Mention, *, with_quote: bool) -> DisputeSideView:
    verdict = side.verdict
    accepted = verdict.status is Status.ACCEPTED
    says = f"{verdict.label or 'no label'} accepted" if accepted else "rejected"
    quote = _words_at(mention, verdict.span) if with_quote and accepted else ""
    return DisputeSideView(side.analysts, says, quote, verdict.at)


def _words_at(mention: Mention, span: Span | None) -> str:
    """Return the words at a span near a mention, as far as its context has them."""
    if span is None or mention.span is None:
        return ""
    text, offset = f"{mention.left}{mention.hit}{mention.right}", mention.span.start - len(mention.left)
    words = text[max(0, span.start - offset) : max(0, span.end - offset)]
    return words if len(words) <= _MOST_QUOTED else f"{words[:_MOST_QUOTED]}…"


def _of_form(dispute: LexiconDispute) -> OpenDispute:
    """Return the dispute about a form of the lexicon, as the page lists it."""
    found: dict[tuple[Ruling, str | None], list[LexiconVerdict]] = {}
    for verdict in dispute.verdicts:
        found.setdefault((verdict.ruling, verdict.label), []).append(verdict)
    views = [
        DisputeSideView(tuple(one.analyst for one in alike), _RULINGS[ruling].format(label or ""), "", alike[0].at)
        for (ruling, label), alike in found.items()
    ]
    views.sort(key=lambda view: -len(view.analysts))
    return OpenDispute(f"form:{dispute.form}", ("", dispute.form, ""), "", tuple(views), form=dispute.form)


def _searched(one: OpenDispute) -> str:
    said = " ".join(f"{' '.join(side.analysts)} {side.says}" for side in one.sides)
    return fold(f"{''.join(one.words)} {one.title} {said} {'' if one.annotation else 'lexicon'}")


def _cells(one: OpenDispute) -> tuple[Content, ...]:
    decided = " / ".join(f"{_names(side.analysts)} {side.says.removesuffix(' accepted')}" for side in one.sides)
    return mention_cell(*one.words), Content(visible(decided)), Content.styled(visible(one.title or "Lexicon"), "dim")


def _names(analysts: Sequence[str]) -> str:
    """Return names in as little room as possible."""
    return analysts[0] if len(analysts) == 1 else f"{analysts[0]} +{len(analysts) - 1}"


def _machine(annotation: Annotation) -> list[Content]:
    if annotation.model is None:
        return []
    score = "" if annotation.score is None else f"  {annotation.score:.2f}"
    return [Content.styled(visible(f"machine: {annotation.model}{score}"), "dim")]


def _moment(instant: str) -> str:
    return f"{instant[:10]} {instant[11:16]}"
