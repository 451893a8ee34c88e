"""The page of inconsistent annotations: different labels, unmarked text, similar tags."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice, takewhile
from typing import ClassVar, Final, NamedTuple

from textual.binding import BindingType
from textual.content import Content
from textual.worker import get_current_worker

from glossator.domain.mention import Mention
from glossator.matching.similar_names import SimilarNames
from glossator.services.consistency import UnmarkedForm, unmarked_forms
from glossator.services.propagation import Scope
from glossator.store.queries.consistency import LabelConflict, label_conflicts, similar_tags
from glossator.store.queries.lexicon import Decision, decisions
from glossator.store.queries.mentions import mentions_by_id
from glossator.store.workspace import Workspace
from glossator.ui.screens.codebook import CodebookPage
from glossator.ui.screens.list_items import ListItems, mention_paragraph
from glossator.ui.screens.operation_protocol import Perform
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow

# Unmarked places that are listed; typing filters all of them.
_MOST: Final = 1_000


class Inconsistency(NamedTuple):
    """An inconsistency.

    Attributes:
        key: the key of its row.
        kind: labels, unmarked or tags.
        quoted: returns the text before, at and after the place; called when the row is painted or filtered.
        says: the label at the place.
        why: what differs elsewhere.
        title: the title of the article; empty for tags.
        place: the uid of the article and the offset; None for tags.
        annotation: the id of the annotation at the place, if there is one.
        tag: the path of one of the tags; empty for a place.
    """

    key: str
    kind: str
    quoted: Callable[[], tuple[str, str, str]]
    says: str
    why: str
    title: str = ""
    place: tuple[str, int] | None = None
    annotation: int | None = None
    tag: str = ""

    @property
    def words(self) -> tuple[str, str, str]:
        """The text before, at and after the place."""
        return self.quoted()


class _Found(NamedTuple):
    """The inconsistencies of each kind, and the sentence with their numbers."""

    two_ways: Sequence[Inconsistency] = ()
    unsaid: Sequence[Inconsistency] = ()
    alike: Sequence[Inconsistency] = ()
    said: str = ""

    @property
    def more(self) -> bool:
        """Whether there may be more unmarked places than are listed."""
        return len(self.unsaid) == _MOST


class ConsistencyPage(WorkspaceListScreen[Inconsistency, tuple[Inconsistency, int]]):
    """Lists text with different labels, text that is marked elsewhere but not here, and tags with similar names.

    Returns the chosen inconsistency and the number of its row.
    """

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("", 10),
        ListColumn("Mention"),
        ListColumn("Here", 8),
        ListColumn("Elsewhere", 14),
    )
    NOTHING: ClassVar[str] = "None here. Press v to check all articles, or this article again."
    OBJECT: ClassVar[str] = "place"
    BINDINGS: ClassVar[list[BindingType]] = [*page_bindings("scope")]

    def __init__(self, workspace: Workspace, perform: Perform, article: int, begin_at: int = 0) -> None:
        """Check `workspace`, and `article` for unmarked text, with the row of number `begin_at` highlighted.

        `perform` runs the operations of the codebook page, which opens over this one.
        """
        super().__init__(workspace, perform, "Inconsistencies")
        self._article = article
        self._scope = Scope.ARTICLE
        self._begin_at = begin_at
        self._found = _Found()
        # The scope and the version of the workspace of `_found`.
        self._asked: tuple[Scope, int] | None = None

    def listed(self, typed: str) -> ListItems[Inconsistency]:
        """Return the inconsistencies that match what was typed.

        If not all unmarked places are listed, search the rest, too.
        """
        words = typed.casefold().split()
        found = self._looked()
        unsaid = self._places(None, words) if words and found.more else found.unsaid
        shown = [one for one in (*found.two_ways, *unsaid, *found.alike) if _fits(one, words)]
        return ListItems([(ListRow(one.key, partial(_cells, one)), one) for one in shown], found.said)

    def _looked(self) -> "_Found":
        """Return all inconsistencies; they are searched again only when the scope or the workspace has changed."""
        asked = (self._scope, self.version)
        if asked != self._asked:
            decided = self.workspace.ask(decisions)
            ways = self.workspace.ask(label_conflicts, decided)
            ids = [number for one in ways for _, numbers in one.labels for number in numbers]
            known = self.workspace.ask(mentions_by_id, ids)
            two_ways = [finding for one in ways for finding in _two_ways(one, known)]
            unsaid = self._places(decided)
            alike = [_alike(one) for one in self.workspace.ask(similar_tags)]
            said = (
                f"different labels: {len(ways):,}, unmarked in this {asked[0].value}: "
                f"{'the first ' if len(unsaid) == _MOST else ''}{len(unsaid):,}, similar tags: {len(alike):,}"
            )
            if get_current_worker().is_cancelled:
                return _Found()
            self._found, self._asked = _Found(two_ways, unsaid, alike, said), asked
        return self._found

    def _places(self, known: Sequence[Decision] | None, words: Sequence[str] = ()) -> Sequence[Inconsistency]:
        """Return the first unmarked places that match the words."""
        worker = get_current_worker()
        article = self._article if self._scope is Scope.ARTICLE else None
        found = unmarked_forms(self.workspace, article, known=known, cancelled=lambda: worker.is_cancelled)
        wanted = takewhile(lambda _: not worker.is_cancelled, map(_unmarked, found))
        return list(islice((one for one in wanted if _fits(one, words)), _MOST))

    def name_of(self, thing: Inconsistency) -> str:
        """Return the text at the place, or the names of the tags."""
        return thing.words[1]

    def before_show(self) -> None:
        """Highlight the row that was chosen last."""
        keys, begin_at = list(self.things), self._begin_at
        self._begin_at = 0
        if begin_at and keys:
            self.call_next(self.highlight, keys[min(begin_at, len(keys) - 1)])

    def about(self, thing: Inconsistency) -> Content:
        """Return the place in its context, and what differs elsewhere."""
        return Content("\n").join(
            [
                Content.styled(visible(thing.title or thing.kind), "bold"),
                Content(""),
                mention_paragraph(*thing.words),
                Content(""),
                Content(visible(thing.says)),
                Content.styled(visible(thing.why), "dim"),
            ]
        )

    def choose(self, thing: Inconsistency) -> None:
        """Go to the place, or show the tag in the codebook."""
        if thing.place is None:
            self.app.push_screen(CodebookPage(self.workspace, self.perform, thing.tag))
        else:
            self.dismiss((thing, list(self.things).index(thing.key)))

    def action_scope(self) -> None:
        """Check all articles for unmarked text, or only this one."""
        self._scope = Scope.WORKSPACE if self._scope is Scope.ARTICLE else Scope.ARTICLE
        self.say("Checking …")
        self.refresh_rows()


def _two_ways(one: LabelConflict, known: dict[int, Mention]) -> Iterator[Inconsistency]:
    """Yield the first place that has the label that the form has most often, and all that have another."""
    for number, (label, ids) in enumerate(one.labels):
        others = ", ".join(f"{len(numbers):,} {other}" for other, numbers in one.labels if other != label)
        for annotation in ids[:1] if number == 0 else ids:
            mention = known.get(annotation)
            if mention is not None and mention.span is not None:
                yield Inconsistency(
                    f"annotation:{annotation}",
                    "labels",
                    partial(_words_of, mention),
                    label,
                    others,
                    mention.article.title,
                    (mention.article.uid, mention.span.start),
                    annotation,
                )


def _words_of(mention: Mention) -> tuple[str, str, str]:
    return mention.left, mention.hit, mention.right


def _unmarked(one: UnmarkedForm) -> Inconsistency:
    return Inconsistency(
        f"place:{one.article}:{one.start}",
        "unmarked",
        one.words,
        "nothing",
        f"{one.entry.agreeing:,} {one.entry.label}" if one.entry.agreeing else f"{one.entry.label} in the lexicon",
        one.title,
        (one.uid, one.start),
    )


def _alike(pair: SimilarNames) -> Inconsistency:
    words = f"{pair.first} · {pair.second}"
    return Inconsistency(f"tags:{words}", "tags", lambda: ("", words, ""), "", pair.likeness.value, tag=pair.first)


def _fits(one: Inconsistency, words: Sequence[str]) -> bool:
    """Return whether an inconsistency contains all the words."""
    if not words:
        return True
    text = f"{one.kind} {''.join(one.words)} {one.says} {one.why} {one.title}".casefold()
    return all(word in text for word in words)


def _cells(one: Inconsistency) -> tuple[Content, ...]:
    _, words, after = one.words
    gap = " " if after[:1].isspace() else ""
    return (
        Content.styled(one.kind, "dim"),
        Content.assemble((visible(words), "bold"), (gap + visible(after), "dim")),
        Content.styled(visible(one.says), "bold"),
        Content.styled(visible(one.why), "dim"),
    )
