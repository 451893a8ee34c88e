"""The page of passages in context: those of a code, grouped and sorted, with operations on them, and as a file."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import ClassVar, Final

from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from glossator.domain.annotation import Status, is_doubtful
from glossator.domain.codebook import tag_path
from glossator.domain.mention import ChosenMention, FoundIn, Grouping, Mention, MentionGroup, Order, grouped
from glossator.domain.query import FIELDS, And, BadQuery, Not, Query, QueryField, fields, parse, positive_words
from glossator.services.atomic_output import ExportRefused
from glossator.services.passages import PassageView, chart, check_name, count_by_month, find_passages, write_passages
from glossator.store.errors import StoreError
from glossator.store.history.operation import Operation
from glossator.store.operations import decisions, notes
from glossator.store.operations.tagging import TaggedResults, tag_search_results
from glossator.store.queries.annotations import annotation_ids, existing_uids
from glossator.store.queries.mentions import surroundings
from glossator.store.queries.search import is_about_annotations, passages_by_month
from glossator.store.queries.search_sql import OF_ARTICLES, unknown_terms
from glossator.store.workspace import Workspace
from glossator.text.context import after, before
from glossator.text.folding import fold
from glossator.text.pluralize import counted
from glossator.text.span import Span
from glossator.ui.screens.choices import label_choices
from glossator.ui.screens.chooser import Chooser
from glossator.ui.screens.list_items import (
    CONTEXT_WIDTH,
    ListItems,
    mention_cell,
    mention_paragraph,
    surroundings_paragraph,
)
from glossator.ui.screens.note import NotePage
from glossator.ui.screens.operation_protocol import Done, Perform
from glossator.ui.screens.operation_targets import quoted
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.prompt import Prompt
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow

# Hits of words and passages of codes that are listed. Words take longer, because each further page ranks all matches.
_MOST_HITS: Final = 1_000
_MOST_PASSAGES: Final = 20_000
# Passages that are listed first, while the others are read: more than a window has lines.
_FIRST: Final = 100
# Lines of surroundings in the details, in a wide window and in a narrow one.
_LINES, _FEW_LINES = 10, 4
_PASSAGE: Final = ListColumn("Passage", before=CONTEXT_WIDTH)
_COLUMNS: Final[Mapping[Grouping, Sequence[ListColumn]]] = {
    Grouping.ARTICLE: (ListColumn("", 5, right=True), _PASSAGE, ListColumn("Codes", 20, spare=1), ListColumn("", 3)),
    Grouping.CODE: (ListColumn("", 5, right=True), _PASSAGE, ListColumn("Article", 28, spare=1), ListColumn("", 3)),
    Grouping.NONE: (
        *(_PASSAGE, ListColumn("Codes", 14, spare=2), ListColumn("Article", 28, spare=1)),
        ListColumn("", 3),
    ),
}
_SIGNS: Final[Mapping[str, str]] = {Status.ACCEPTED: "✓", Status.SUGGESTED: "◦", Status.REJECTED: "✗"}
_DOUBTFUL: Final = "?"
_IS_QUERY: Final = re.compile(rf"(?:^|[\s(])(?:(?:{'|'.join(FIELDS)}):|score\s*[<>])", re.IGNORECASE)
_ANYWHERE: Final = "words may be anywhere in the article; use quote:… to find them in the annotation itself"


@dataclass(frozen=True, slots=True)
class PassageItems(ListItems[Mention]):
    """The passages that are listed, with what the title says of them; the cells of the rows are for a grouping."""

    summary: str = ""
    grouping: Grouping = Grouping.ARTICLE


class PassagesPage(WorkspaceListScreen[Mention, ChosenMention]):
    """Lists passages in context; returns the chosen one.

    Attributes:
        ORDERS: the orders of the list, the first one at first.
    """

    COLUMNS: ClassVar[Sequence[ListColumn]] = _COLUMNS[Grouping.ARTICLE]
    FITS: ClassVar[bool] = False
    TICKS: ClassVar[bool] = True
    OBJECT: ClassVar[str] = "passage"
    NOTHING: ClassVar[str] = (
        "No passages yet. In the article, press t to tag an annotation, r to label it, or i to link it to an entity. "
        "Rejected annotations are listed by the filter status:rejected."
    )
    ORDERS: ClassVar[Sequence[Order]] = (Order.DATE, Order.LEFT, Order.RIGHT, Order.TITLE, Order.SCORE)
    BINDINGS: ClassVar[list[BindingType]] = [
        *page_bindings(
            *("accept", "reject", "relabel", "tag", "note", "sort", "group", "export", "tick", "turn", "all"),
        ),
    ]

    @dataclass
    class Exported(Message):
        """Passages were written to a file, or not; `said` is the message about it."""

        said: str

    def __init__(
        self,
        workspace: Workspace,
        perform: Perform,
        scope: Query | None,
        name: str,
        *,
        title: str = "Passages",
        asks: str = "/ to filter: words, or a query such as status:suggested after:2025-10 has:note",
    ) -> None:
        """List passages of `workspace`.

        Args:
            workspace: where they are.
            perform: runs operations.
            scope: the query that finds them, without the rejected ones; None where the filter is the whole query.
            name: what they are of, such as a tag.
            title: the kind of page, at the start of its title.
            asks: the hint in the filter.
        """
        super().__init__(workspace, perform, f"{title}   {visible(name)}", asks)
        self.scope = scope
        self.named = name
        self.order = self.ORDERS[0]
        self._kind = title
        self._reverse = False
        self._grouping = Grouping.ARTICLE

    # The list

    def query_of(self, typed: str) -> tuple[Query, tuple[str, ...]] | None:
        """Return the query that lists what was typed, and folded words that filter its passages; None for no list.

        Raises:
            BadQuery: when it has a syntax error.
        """
        assert self.scope is not None, "a page without a scope has a query of its own"
        further = parse(typed) if _IS_QUERY.search(typed) else None
        parts = [self.scope] if further is None else [self.scope, further]
        if further is None or all(field.name != "status" for field in fields(further)):
            parts.append(Not(QueryField("status", Status.REJECTED)))
        return And(tuple(parts)), () if further else tuple(fold(typed).split())

    def _view(self, typed: str) -> PassageView | None:
        found = self.query_of(typed)
        return None if found is None else PassageView(*found, self.order, self._reverse, self._grouping)

    def read_part(self, typed: str, highlighted: str | None) -> ListItems[Mention] | None:
        """Return the first passages, if the page has just opened and there are many."""
        if typed or highlighted is not None or self.things or (view := self._view(typed)) is None:
            return None
        found = list(islice(find_passages(self.workspace, view), _FIRST))
        if len(found) < _FIRST:
            return None
        return PassageItems(list(_rows(found, view.grouping, counts=False)), after=1, grouping=view.grouping)

    def listed(self, typed: str) -> ListItems[Mention]:
        """Return the passages that match what was typed."""
        try:
            view = self._view(typed)
            return ListItems() if view is None else self._found(view)
        except BadQuery as error:
            return ListItems(said=str(error))

    def _found(self, view: PassageView) -> PassageItems:
        worker = get_current_worker()
        most = _MOST_PASSAGES if is_about_annotations(view.query) else _MOST_HITS
        found: list[Mention] = []
        for one in find_passages(self.workspace, view):
            if len(found) > most or worker.is_cancelled:
                break
            found.append(one)
        rows = list(_rows(found[:most], view.grouping))
        if len(found) <= most:
            articles = len({one.article.id for one in found})
            summary = _summary(len(found), articles, count_by_month(found))
            said = f"{len(found):,} found"
        else:
            summary = ""
            said = f"the first {most:,} of more"
            if is_about_annotations(view.query) and not view.words:
                months = self.workspace.ask(passages_by_month, view.query)
                total = sum(passages for passages, _ in months.values())
                articles = sum(articles for _, articles in months.values())
                summary = _summary(total, articles, {month: passages for month, (passages, _) in months.items()})
                said = f"the first {most:,} of {total:,}"
            said += "; R exports all"
        if not found and (missing := self.workspace.ask(unknown_terms, view.query)):
            said += f": {missing}"
        said += f", sorted by {_way(view)}"
        if view.grouping is not Grouping.NONE:
            said += f", grouped by {view.grouping.value}"
        if found and positive_words(view.query) and _has_other_field(view.query):
            said += f"  ·  {_ANYWHERE}"
        return PassageItems(rows, said, summary=summary, grouping=view.grouping)

    def before_show(self) -> None:
        """Show the columns of the grouping, and the counts and the chart in the title."""
        if isinstance(self._listed, PassageItems):
            self.rows.set_columns(_COLUMNS[self._listed.grouping])
            parts = (self._kind, visible(self.named), self._listed.summary)
            self.query_one("#title", Static).update(Content("   ".join(filter(None, parts))))

    def still_existing(self, ticked: Mapping[str, Mention]) -> Mapping[str, Mention]:
        """Return the passages whose annotation still exists, and those outside annotations."""
        uids = [mention.annotation for mention in ticked.values() if mention.annotation is not None]
        there = self.workspace.ask(existing_uids, uids)
        return {key: one for key, one in ticked.items() if one.annotation is None or one.annotation in there}

    def name_of(self, thing: Mention) -> str:
        """Return the text of the passage."""
        return thing.hit

    def about(self, thing: Mention) -> Content:
        """Return the passage in its surroundings, what was decided and written about it, and its article."""
        article = thing.article
        paragraph = Content.styled(f"¶{thing.paragraph}  ", "dim") if thing.paragraph else Content()
        score = "" if thing.score is None else f"score {thing.score:.2f}"
        known = (thing.label or "no label", thing.status, score, thing.analyst, thing.updated_at[:10])
        facts = [Content(visible(" · ".join(filter(None, known))))] if thing.annotation else []
        text = [paragraph + self._surroundings(thing)]
        # A narrow window has few lines for all of it.
        lines = [*facts, *text] if self.has_class("-narrow") else [*text, Content(""), *facts]
        lines += [Content(visible(f"#{tag}")) for tag in thing.tags]
        lines += [Content.styled(visible(f"= {thing.entity}"), "dim")] if thing.entity else []
        if thing.note:
            lines += [Content.assemble(("Note  ", "dim"), Content("\n").join(map(_line, thing.note.splitlines())))]
        origin = " · ".join(filter(None, (article.source, article.published_at[:10])))
        lines += [Content(""), Content.styled(visible(article.title), "bold"), Content.styled(visible(origin), "dim")]
        return Content("\n").join(lines)

    def _surroundings(self, thing: Mention) -> Content:
        """Return some lines of the article around a passage, with its other annotations."""
        span = thing.span
        if span is None:
            return mention_paragraph(thing.left, thing.hit, thing.right)
        lines = _FEW_LINES if self.has_class("-narrow") else _LINES
        width = max(0, lines * self.query_one("#about Static").size.width - len(thing.hit)) // 2
        found = self.look_up(lambda: self.workspace.ask(surroundings, thing.article.id, span, width + 1))
        if found is None or not found.text:
            return mention_paragraph(thing.left, thing.hit, thing.right)
        here = Span(span.start - found.offset, span.end - found.offset)
        left, right = before(found.text, here, width), after(found.text, here, width)
        others = [one.span for one in found.annotations if one.span and one.status is not Status.REJECTED]
        text = f"{left}{here.of(found.text)}{right}"
        start = span.start - len(left)
        ends = "" if here.end + len(right) == len(found.text) else " …"
        return Content.assemble("… " if start else "", surroundings_paragraph(text, start, span, others), ends)

    def choose(self, thing: Mention) -> None:
        """Go to the passage."""
        mentions = list(self.things.values())
        place = next(place for place, mention in enumerate(mentions) if mention is thing)
        self.dismiss(ChosenMention(mentions, place, self.named or self.typed))

    def action_sort(self) -> None:
        """Sort by the next order: date, the words to the left or right, title."""
        self.order = self.ORDERS[(self.ORDERS.index(self.order) + 1) % len(self.ORDERS)]
        self._reverse = False
        self.relist()

    def action_turn(self) -> None:
        """Reverse the order."""
        self._reverse = not self._reverse
        self.relist()

    def action_group(self) -> None:
        """Group by article, by code, or not at all."""
        groupings = list(Grouping)
        self._grouping = groupings[(groupings.index(self._grouping) + 1) % len(groupings)]
        self.relist()

    # Operations

    async def action_accept(self) -> None:
        """Accept the annotations."""
        await self._decide("Accept", "Accepted", decisions.accept)

    async def action_reject(self) -> None:
        """Reject the annotations."""
        await self._decide("Reject", "Rejected", decisions.reject)

    async def _decide(self, verb: str, news: str, act: Operation[[Sequence[int]], int]) -> None:
        meant = self.subjects()
        annotations = [one for one in meant if one.annotation]

        async def decide(passages: Sequence[Mention]) -> None:
            if ids := self._ids(passages):
                await self.do_to_subjects(f"{news} {self.describe(passages)}.", act, ids)

        if annotations:
            await self.act_on(verb, annotations, decide)
        elif meant:
            self._say_not_annotated(meant)

    def action_relabel(self) -> None:
        """Choose another label for the highlighted annotation; accepts a suggestion."""
        found = self._annotation_here()
        if found is None:
            return
        thing, number = found

        async def answer(label: str | None) -> None:
            if label is not None:
                news = f"Changed the label of {quoted(thing.hit)} to {label}." if label else "Removed the label."
                await self.do(news, decisions.relabel, number, label or None)

        choices = label_choices(self.look_up(self.workspace.labels) or ())
        self.app.push_screen(Chooser(f"Label of {quoted(thing.hit)}", choices, thing.label), answer)

    def action_note(self) -> None:
        """Edit the note of the highlighted annotation."""
        found = self._annotation_here()
        if found is None:
            return
        thing, number = found

        def read() -> str:
            annotation = self.look_up(partial(self.workspace.annotation, number))
            return annotation.note if annotation else ""

        async def write(text: str, batch: int | None, instead_of: Collection[str]) -> Done[int | None] | None:
            return await self.do("", notes.write_note, number, text, batch, instead_of)

        self.app.push_screen(NotePage(f"Note on {quoted(thing.hit)}", read, write))

    def _annotation_here(self) -> tuple[Mention, int] | None:
        """Return the highlighted passage with the id of its annotation; show a message if there is none."""
        thing = self.here()
        if thing is None:
            return None
        if thing.annotation is None:
            self._say_not_annotated([thing])
            return None
        ids = self._ids([thing])
        return (thing, ids[0]) if ids else None

    def _ids(self, passages: Sequence[Mention]) -> Sequence[int]:
        uids = dict.fromkeys(one.annotation for one in passages if one.annotation)
        return self.look_up(partial(self.workspace.ask, annotation_ids, list(uids))) or ()

    def _say_not_annotated(self, passages: Sequence[Mention]) -> None:
        self.tell(f"Not an annotation: {self.describe(passages)}. Press t to tag text, which marks it.")

    def action_tag(self) -> None:
        """Tag the passages."""
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
                self.tell(f"Tagged #{path}:{one} {_tagged_in_words(done.result)}{_undecided(done.result)}.")

        title = f"Tag {self.describe(mentions)}{self.out_of_view(mentions)}"
        self.app.push_screen(Prompt(title, check=tag_path), answer)

    # Export

    def action_export(self) -> None:
        """Export the ticked passages, or all, as they are listed, to a CSV, Markdown or HTML file."""
        try:
            view = self._view(self.typed)
        except BadQuery as error:
            self.tell(str(error))
            return
        if view is None or not self.things:
            self.tell("Nothing to export: the list is empty.")
            return
        chosen = self.ticked

        def answer(name: str | None) -> None:
            if name is not None:
                self.tell("Exporting …")
                self._export(view, chosen, Path(name).expanduser())

        what = counted(len(chosen), "ticked passage") if chosen else "these passages"
        title = f"Export {what} to a file that ends in .csv, .md or .html"
        self.app.push_screen(Prompt(title, "passages.csv", check_name), answer)

    @work(thread=True, exclusive=True, group="exporting", exit_on_error=False, description="exporting")
    def _export(self, view: PassageView, chosen: Sequence[Mention], path: Path) -> None:
        try:
            found = list(chosen or find_passages(self.workspace, view))
            title = " ".join(filter(None, (self._kind, self.named)))
            write_passages(grouped(found, view.grouping), title, path)
        except (ExportRefused, StoreError) as error:
            self.post_message(self.Exported(str(error)))
        else:
            self.post_message(self.Exported(f"Exported {counted(len(found), 'passage')} to {path}."))

    @on(Exported)
    def _exported(self, event: Exported) -> None:
        self.tell(event.said)


def _way(view: PassageView) -> str:
    """Return how a view is sorted, in words."""
    if view.order is Order.SCORE:
        return f"score, {'highest' if view.reverse else 'lowest'} first"
    if view.order is Order.DATE:
        return f"date, {'oldest' if view.reverse else 'newest'} first"
    return f"{view.order.value}, reversed" if view.reverse else view.order.value


def _has_other_field(query: Query) -> bool:
    """Return whether a query has a field of annotations that does not search their text."""
    return any(field.name not in (*OF_ARTICLES, "quote") for field in fields(query))


def _summary(passages: int, articles: int, months: Mapping[str, int]) -> str:
    if not passages:
        return ""
    return "   ".join(filter(None, (f"{passages:,} in {counted(articles, 'article')}", chart(months))))


def _rows(mentions: Sequence[Mention], by: Grouping, *, counts: bool = True) -> Iterator[tuple[ListRow, Mention]]:
    """Yield the rows of mentions with the headings of their groups, in which `counts` are known or not."""
    keys = {id(one): key for key, one in zip(_keys(mentions), mentions, strict=True)}
    listed: set[str] = set()
    for number, group in enumerate(grouped(mentions, by)):
        if group.name or by is not Grouping.NONE:
            cells = partial(_heading, group, by, counts=counts)
            yield ListRow(f"group {number}", cells, tickable=False, heading=True), group.mentions[0]
        for one in group.mentions:
            key = keys[id(one)]
            # A passage in several groups.
            key = f"{group.name} {key}" if key in listed else key
            listed.add(key)
            yield ListRow(key, partial(_cells, one, by)), one


def _keys(mentions: Sequence[Mention]) -> Iterator[str]:
    """Yield the key of the row of each mention, which does not depend on the order."""
    known: Counter[tuple[object, ...]] = Counter()
    for one in mentions:
        what = (one.article.uid, one.place.value, one.annotation, one.span, one.left, one.hit, one.right)
        known[what] += 1
        yield repr((*what, known[what]))


def _heading(group: MentionGroup, by: Grouping, *, counts: bool) -> tuple[Content, ...]:
    article = group.mentions[0].article
    origin = [article.source, article.published_at[:10]] if by is Grouping.ARTICLE else []
    count = f"{len(group.mentions):>5,}" if counts else " " * 5
    said = "".join(f"{visible(part)}   " for part in origin if part)
    return Content(visible(group.name) or "Untitled"), Content.assemble((said, "dim"), count)


def _cells(one: Mention, by: Grouping) -> tuple[Content, ...]:
    passage = mention_cell(one.left, one.hit, one.right)
    sign = _DOUBTFUL if is_doubtful(one.status, one.score) else _SIGNS.get(one.status, "")
    marks = Content.styled(f"{sign}{'✎' if one.note else ''}", "dim")
    codes = " ".join(filter(None, (one.label, *(f"#{tag}" for tag in one.tags))))
    if one.place is not FoundIn.ANNOTATION or not codes:
        codes = " ".join((one.place.value, codes))
    article = f"{one.article.published_at[:10]} {one.article.title}".strip()
    dim_codes, dim_article = (Content.styled(visible(text), "dim") for text in (codes, article))
    if by is Grouping.NONE:
        return passage, dim_codes, dim_article, marks
    paragraph = Content.styled(f"¶{one.paragraph}" if one.paragraph else "", "dim")
    return paragraph, passage, dim_codes if by is Grouping.ARTICLE else dim_article, marks


def _line(text: str) -> Content:
    return Content(visible(text))


def _tagged_in_words(tagged: TaggedResults) -> str:
    """Return how much was tagged, in words."""
    made = f", {tagged.made:,} of them new" if tagged.made else ""
    parts = [f"{counted(tagged.annotations, 'annotation')}{made}"] if tagged.annotations else []
    parts += [counted(tagged.articles, "article")] if tagged.articles else []
    return " and ".join(parts) or "nothing changed"


def _undecided(tagged: TaggedResults) -> str:
    """Return how many of the annotations that were tagged nobody has decided on, in words; empty where none."""
    return f"; {tagged.suggestions:,} of them are still suggestions" if tagged.suggestions else ""
