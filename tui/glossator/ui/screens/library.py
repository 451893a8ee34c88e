"""The library page: all articles, sorted and filtered, with operations on several at once."""

import re
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.worker import Worker, get_current_worker

from glossator.domain.codebook import folded_name, tag_path
from glossator.domain.languages import language_code, language_name
from glossator.domain.library import (
    NEW,
    Library,
    LibraryEntry,
    ReadingState,
    explain_filter,
    next_undecided,
    next_unread,
    with_states,
)
from glossator.domain.library import LibraryColumn as By
from glossator.state.library_filters import LibraryFilter, LibraryFilters
from glossator.state.locations import state_folder
from glossator.state.read_status import ReadStatus
from glossator.store.operations.articles import archive_articles, delete_articles, restore_articles, set_language
from glossator.store.operations.tagging import tag_articles, untag_articles
from glossator.store.queries.annotations import articles_by_score
from glossator.store.queries.article_languages import stated_languages
from glossator.store.queries.deletion_impact import deletion_impact
from glossator.store.queries.library import article_beginning, library, library_section
from glossator.store.queries.near_duplicates import near_duplicates
from glossator.store.queries.records import article_metadata
from glossator.store.queries.versions import versions
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted
from glossator.text.span import Span
from glossator.ui.screens.analysis_worker import AnalysisProgress, analyse_articles
from glossator.ui.screens.chooser import Choice, Chooser
from glossator.ui.screens.comparison import NO_VERSIONS, ComparisonPage, version_pair
from glossator.ui.screens.language_prompt import checked_tag, language_news, language_prompt
from glossator.ui.screens.list_items import ListItems
from glossator.ui.screens.operation_protocol import Perform
from glossator.ui.screens.orphans import OrphansPage
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.prompt import Prompt, not_blank
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow

if TYPE_CHECKING:
    from glossator.ner.recogniser_choice import RecogniserPreferences

_ORDERS: Final = (
    *(By.ADDED, By.TITLE, By.SOURCE, By.DATE, By.LENGTH, By.UNDECIDED),
    *(By.TAGS, By.NOTE, By.COPIES, By.STATE, By.AUTHOR),
)
# Articles before and after the open one that are listed first, while the rest is read: more than a window has lines.
_SEEN: Final = 100
# These start in descending order.
_UPPER_FIRST: Final = frozenset((By.DATE, By.LENGTH, By.UNDECIDED, By.TAGS, By.NOTE, By.COPIES))


# Characters of the text in the details of an article.
_PREVIEWED: Final = 600
# The mark of each reading state at the start of a row.
_STATES: Final = {
    ReadingState.UNREAD: "●",
    ReadingState.BEGUN: "◐",
    ReadingState.READ: "○",
    ReadingState.DECIDED: "✓",
}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# The beginning of the value of a choice that deletes a filter.
_DELETE: Final = "-"
_UNKEPT: Final = "The state folder cannot be written; “glossator doctor” shows where it is."
# Steps of the bar that shows how much is decided.
_BAR: Final = 4


@dataclass(slots=True)
class LibraryCache:
    """What the library read from the workspace, kept while the page is closed.

    Attributes:
        at: the version of the workspace of `entries`.
        entries: the articles, without reading states.
        known: the version and the reading states of `library` and `listable`.
        library: the articles with their states, for filtering and sorting.
        listable: the row of each article, by uid.
    """

    at: object = None
    entries: Sequence[LibraryEntry] = ()
    known: tuple[object, ...] = ()
    library: Library = field(default_factory=lambda: Library(()))
    listable: dict[str, tuple[ListRow, LibraryEntry]] = field(default_factory=dict)


class LibraryPage(WorkspaceListScreen[LibraryEntry, tuple[str, int | None]]):
    """Lists the articles; returns the uid of the one to open, and an offset in it, or None."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("", 1),
        ListColumn("Title"),
        ListColumn("Source", 20, spare=2),
        ListColumn("Date", 10, spare=1),
        ListColumn("Decided", 16, right=True),
        ListColumn("Tags", 24, spare=5),
        ListColumn("", 5, spare=3),
    )
    TICKS: ClassVar[bool] = True
    NOTHING: ClassVar[str] = "No articles. Press J to import some."
    OBJECT: ClassVar[str] = "article"
    BINDINGS: ClassVar[list[BindingType]] = [
        *page_bindings(
            *("tick", "tag", "analyse", "read", "archive", "export", "import", "sort", "orphans", "only_new"),
            *("all", "turn", "delete", "language", "versions", "next_unread", "next_to_decide"),
            save="Save filter",
            saved="Saved filters",
        ),
    ]

    def __init__(
        self,
        workspace: Workspace,
        perform: Perform,
        states: ReadStatus,
        here: str,
        *,
        preferences: "RecogniserPreferences",
        tidying: Collection[str],
        export: Callable[[Sequence[str]], object],
        bring_in: Callable[[Callable[[tuple[str, int | None] | None], None]], object],
        selected: tuple[str, Span] | None = None,
        shelf: LibraryCache | None = None,
    ) -> None:
        """List the articles of `workspace`, with the open one highlighted.

        Args:
            workspace: where the articles are.
            perform: runs operations.
            states: the reading states.
            here: the uid of the open article.
            preferences: which recognisers are wanted.
            tidying: the names of the rules that are applied to suggestions.
            export: opens the export page for the articles with these uids.
            bring_in: asks what to import, and passes on the article to open.
            selected: the uid of the open article and the selection in it, for placing orphans.
            shelf: what the library read when it was open last.
        """
        asks = "/ to filter: words, state:unread has:undecided is:new source:… date:… tag:… has:note is:archived"
        super().__init__(workspace, perform, "Library", asks=asks)
        self._states = states
        self._kept = states.states()
        self._looked = states.last_visit
        self._here = here
        self._preferences = preferences
        self._tidying = tidying
        self._export = export
        self._bring_in = bring_in
        self._selected = selected
        self._by = By.ADDED
        self._descending = False
        self._reading: Worker[None] | None = None
        # One thread at a time fills the cache.
        self._asking = threading.Lock()
        self._shelf = shelf or LibraryCache()
        self._filters = LibraryFilters(state_folder())

    def on_mount(self) -> None:
        """Store the time of this look at the library."""
        self._states.set_last_visit(self.workspace.author.clock())

    # The list

    def listed(self, typed: str) -> ListItems[LibraryEntry]:
        """Return the articles that match what was typed; the workspace is read only when it has changed."""
        with self._asking:
            shelf, at, kept = self._shelf, self.version, self._kept
            if at != shelf.at:
                shelf.entries, shelf.at = self.workspace.ask(library), at
                shelf.known = ()
            if (at, kept) != shelf.known:
                shelf.library = Library(
                    with_states(shelf.entries, kept),
                    self._looked,
                    self.workspace.author.analyst,
                    lambda bound: self.workspace.ask(articles_by_score, bound),
                )
                shelf.library.prepare()
                year = _common_year(shelf.library.entries)
                shelf.listable = {
                    entry.uid: (ListRow(entry.uid, partial(_cells, entry, year)), entry)
                    for entry in shelf.library.entries
                }
                shelf.known = (at, kept)
            here, listable = shelf.library, shelf.listable
        found = here.filter(typed, self._by, descending=self._descending)
        said = self._counts(len(found), len(here), len(here.entries) - len(here))
        if NEW in typed.casefold().split():
            said = f"New since {self._looked[:10] or 'ever'}: {said}"
        elif self._looked and here.new:
            said += f"  ·  {here.new:,} new since {self._looked[:10]}, press w to list them"
        if not found and (wrong := explain_filter(typed)):
            said = f"{wrong}  ·  {said}"
        return ListItems([listable[entry.uid] for entry in found], said)

    def read_part(self, typed: str, highlighted: str | None) -> ListItems[LibraryEntry] | None:
        """Return the articles around the open one, if the page has just opened and there are many."""
        if typed or highlighted != self._here or self.things or self.version == self._shelf.at:
            return None
        seen = self.workspace.ask(library_section, self._here, _SEEN)
        if not seen.before + seen.after:
            return None
        entries = with_states(seen.entries, self._kept)
        total = seen.before + len(entries) + seen.after
        rows = [(ListRow(entry.uid, partial(_cells, entry)), entry) for entry in entries]
        return ListItems(rows, self._counts(total, total, seen.away), seen.before, seen.after)

    def _counts(self, found: int, of: int, away: int) -> str:
        counts = f"{found:,} of {of:,}, sorted by {self._by.value}, {'descending' if self._descending else 'ascending'}"
        return f"{counts}  ·  {away:,} archived or superseded" if away else counts

    def still_existing(self, ticked: Mapping[str, LibraryEntry]) -> Mapping[str, LibraryEntry]:
        """Return the articles that still exist, also archived ones."""
        with self._asking:
            return {uid: self._shelf.listable[uid][1] for uid in ticked if uid in self._shelf.listable}

    def name_of(self, thing: LibraryEntry) -> str:
        """Return the title of an article."""
        return thing.title

    def refresh_rows(self, highlighted: str | None = None, *, asked: bool = True) -> None:
        """Refresh the rows; at first the open article is highlighted."""
        super().refresh_rows(highlighted or (None if self.things else self._here), asked=asked)

    def about(self, thing: LibraryEntry) -> Content:
        """Return the metadata, counts, tags, near-duplicates and note of an article."""
        byline = "  ".join(part for part in (thing.source, thing.author, thing.published_at[:10]) if part)
        facts = [
            f"{_STATES[thing.state]} {thing.state.value}, {thing.length:,} characters, imported {thing.added_at[:10]}",
            f"{thing.decided:,} of {thing.annotations:,} annotations decided"
            if thing.annotations
            else "no annotations",
        ]
        facts += ["archived; press z to restore"] if thing.archived else []
        facts += [f"{counted(thing.orphans, 'orphan')}; press o"] if thing.orphans else []
        older, newer = self.workspace.ask(versions, thing.id)
        facts += [f"newer version of {older}; press ~ to compare"] if older else []
        facts += [f"superseded by {newer}; press ~ to compare"] if newer else []
        lines = [Content.styled(visible(thing.title), "bold"), Content.styled(visible(byline), "dim"), Content("")]
        further = self.look_up(lambda: self.workspace.ask(article_metadata, thing.id)) or ()
        stated = self.look_up(lambda: self.workspace.ask(stated_languages, [thing.uid])) or {}
        if tag := stated.get(thing.uid):
            facts.insert(0, f"in {language_name(language_code(tag))}")
        lines += [Content.styled(visible(f"{name}: {value}"), "dim") for name, value in further]
        lines += [Content(visible(fact)) for fact in facts]
        lines += [Content(visible(f"#{tag}")) for tag in thing.tags]
        for other in self.workspace.ask(near_duplicates, [thing.uid]) if thing.copies else ():
            copy = f"≈ {other.likeness:.0%} {other.title}  {other.source}"
            lines.append(Content.styled(visible(copy), "dim"))
        lines += [Content(""), *(Content(visible(line)) for line in thing.note.splitlines())] if thing.note else []
        beginning = self.look_up(lambda: self.workspace.ask(article_beginning, thing.id, _PREVIEWED)) or ""
        if thing.length > _PREVIEWED:
            # Whole words.
            beginning = beginning.rpartition(" ")[0] or beginning
            beginning += " …"
        lines += [Content(""), *(Content(visible(line)) for line in beginning.split("\n"))]
        return Content("\n").join([*lines, Content(""), Content.styled(visible(thing.uid), "dim")])

    # Operations

    def choose(self, thing: LibraryEntry) -> None:
        """Open the article."""
        self.dismiss((thing.uid, None))

    def action_sort(self) -> None:
        """Sort by the next column."""
        self._by = _ORDERS[(_ORDERS.index(self._by) + 1) % len(_ORDERS)]
        self._descending = self._by in _UPPER_FIRST
        self.relist()

    def action_turn(self) -> None:
        """Reverse the order."""
        self._descending = not self._descending
        self.relist()

    def action_only_new(self) -> None:
        """List only articles imported since your last look at the library, or all."""
        words = self.typed.split()
        others = [word for word in words if word.casefold() != NEW]
        # The trailing space lets the analyst type on.
        self.set_filter(" ".join([*others, NEW, ""] if others == words else others))

    def action_save(self) -> None:
        """Save the filter and the order under a name."""
        typed, by, descending = self.typed, self._by, self._descending
        if not typed.strip():
            self.tell("There is no filter to save. Press / to type one.")
            return

        def answer(name: str | None) -> None:
            if name is not None:
                kept = self._filters.save(LibraryFilter(name.strip(), typed, by.value, descending))
                self.tell(f"Saved the filter “{visible(name.strip())}”." if kept else _UNKEPT)

        self.app.push_screen(Prompt("Name of the filter", check=not_blank), answer)

    def action_saved(self) -> None:
        """Apply a saved filter, or delete one."""
        kept = {one.name: one for one in self._filters.all()}
        if not kept:
            self.tell("No saved filters. Type a filter, then press b to save it.")
            return

        def answer(chosen: str | None) -> None:
            deletes, name = (chosen or "")[:1] == _DELETE, (chosen or "")[1:]
            if deletes:
                self.tell(f"Deleted the filter “{visible(name)}”." if self._filters.delete(name) else _UNKEPT)
            elif chosen is not None:
                found = kept[name]
                self._by = next((column for column in By if column.value == found.column), By.ADDED)
                self._descending = found.descending
                self.set_filter(found.typed)
                self.relist()

        rows = [
            Choice(
                f" {name}", Content.assemble(visible(name), (f"  {visible(one.typed)}", "dim")), about=name.casefold()
            )
            for name, one in kept.items()
        ]
        rows += [
            Choice(
                f"{_DELETE}{name}",
                Content.styled(f"delete “{visible(name)}”", "dim"),
                about=f"delete {name.casefold()}",
            )
            for name in kept
        ]
        self.app.push_screen(Chooser("Saved filters", rows), answer)

    def action_next_unread(self) -> None:
        """Go to the next unread article."""
        self._go_to(next_unread, "No other unread article in this list.")

    def action_next_to_decide(self) -> None:
        """Go to the next article with suggestions."""
        self._go_to(next_undecided, "No other article with suggestions in this list.")

    def _go_to(self, following: Callable[[Sequence[LibraryEntry], str], LibraryEntry | None], nothing: str) -> None:
        if (here := self.here()) is None:
            return
        found = following(list(self.things.values()), here.uid)
        if found is None:
            self.tell(nothing)
        else:
            self.highlight(found.uid)

    def action_tag(self) -> None:
        """Tag the articles, or remove a tag that all of them have."""
        if not (entries := self.subjects()):
            return

        async def answer(typed: str | None) -> None:
            if typed is None:
                return
            path = tag_path(typed)
            name = folded_name(path)
            without = [entry for entry in entries if name not in map(folded_name, entry.tags)]
            if without:
                ids = [entry.id for entry in without]
                await self.do_to_subjects(f"Tagged {self.describe(without)} #{path}.", tag_articles, ids, path)
            else:
                ids = [entry.id for entry in entries]
                news = f"Removed the tag #{path} from {self.describe(entries)}."
                await self.do_to_subjects(news, untag_articles, ids, path)

        title = f"Tag {self.describe(entries)}{self.out_of_view(entries)} (a tag that all have is removed)"
        self.app.push_screen(Prompt(title, check=tag_path), answer)

    def action_export(self) -> None:
        """Export the articles."""
        if entries := self.subjects():
            self._export([entry.uid for entry in entries])

    def action_import(self) -> None:
        """Import files, a folder or a web page."""

        def go(place: tuple[str, int | None] | None) -> None:
            if place is None:
                self.changed()
                self.refresh_rows()
            else:
                self.dismiss(place)

        self._bring_in(go)

    async def action_read(self) -> None:
        """Mark as read or unread."""
        entries = self.subjects()
        state = "unread" if all(self._kept.get(entry.uid) is ReadingState.READ for entry in entries) else "read"

        async def mark(entries: Sequence[LibraryEntry]) -> None:
            uids = [entry.uid for entry in entries]
            if state == "unread":
                self._states.mark_unread(*uids)
            else:
                self._states.mark_read(*uids)
            self._kept = self._states.states()
            self._news = f"Marked {self.describe(entries)} as {state}."
            self.clear_ticks()
            self.refresh_rows()

        if entries:
            await self.act_on(f"Mark as {state}:", entries, mark)

    async def action_archive(self) -> None:
        """Archive or restore."""
        if not (entries := self.subjects()):
            return

        async def archive(entries: Sequence[LibraryEntry]) -> None:
            news = f"Archived {self.describe(entries)}. To list archived articles, filter by is:archived."
            await self.do_to_subjects(news, archive_articles, [entry.id for entry in entries])

        async def restore(entries: Sequence[LibraryEntry]) -> None:
            ids = [entry.id for entry in entries]
            await self.do_to_subjects(f"Restored {self.describe(entries)}.", restore_articles, ids)

        if to_archive := [entry for entry in entries if not entry.archived]:
            await self.act_on("Archive", to_archive, archive)
        else:
            await self.act_on("Restore", entries, restore)

    def action_language(self) -> None:
        """State the language of the articles, or have it detected."""
        if not (entries := self.subjects()):
            return
        tags = self.look_up(lambda: self.workspace.ask(stated_languages, [entry.uid for entry in entries])) or {}
        stated = set(tags.values())

        async def answer(typed: str | None) -> None:
            if typed is not None:
                language = checked_tag(typed)
                ids = [entry.id for entry in entries]
                news = language_news(language, self.describe(entries))
                await self.do_to_subjects(news, set_language, ids, language)

        before = stated.pop() if len(stated) == 1 else ""
        self.app.push_screen(language_prompt(f"{self.describe(entries)}{self.out_of_view(entries)}", before), answer)

    def action_delete(self) -> None:
        """Delete the articles with their annotations, notes and tags."""
        entries = self.subjects()
        ids = [entry.id for entry in entries]
        if not entries or (lost := self.look_up(lambda: self.workspace.ask(deletion_impact, ids))) is None:
            return
        with_it = f" with {lost}" if lost.is_work else ""

        async def delete() -> None:
            news = f"Deleted {self.describe(entries)}{with_it}. Press u to undo."
            await self.do_to_subjects(news, delete_articles, ids)

        nothing = "" if lost.is_work else " No analyst has worked on them."
        self.confirm(f"Delete {self.describe(entries)}{self.out_of_view(entries)}{with_it}?{nothing}", "D", delete)

    def action_orphans(self) -> None:
        """List the orphans of the articles, or of all articles if these have none."""
        meant = self.ticked or ([self.highlighted] if self.highlighted else [])
        waiting = [entry for entry in meant if entry.orphans]

        def go(place: tuple[str, int] | None) -> None:
            if place is not None:
                self.dismiss(place)

        self.app.push_screen(OrphansPage(self.workspace, self.perform, waiting, self._selected), go)

    def action_versions(self) -> None:
        """Compare the article with its older version, or else its newer one."""
        if (here := self.here()) is None:
            return
        pair = version_pair(here.uid, *self.workspace.ask(versions, here.id))
        if pair is None:
            self.tell(NO_VERSIONS)
            return

        def go(place: tuple[str, int] | None) -> None:
            if place is not None:
                self.dismiss(place)

        self.app.push_screen(ComparisonPage(self.workspace, *pair), go)

    async def action_analyse(self) -> None:
        """Analyse the articles, or stop analysing."""
        if self._reading is not None:
            self._reading.cancel()
            self.tell("Stopping …")
        elif entries := self.subjects():
            await self.act_on("Analyse", entries, self._start_analysis)

    async def _start_analysis(self, entries: Sequence[LibraryEntry]) -> None:
        self._reading = self._analyse(entries)
        self.clear_ticks()

    @work(thread=True, group="analysing", exit_on_error=False, description="analysing")
    def _analyse(self, entries: Sequence[LibraryEntry]) -> None:
        worker = get_current_worker()
        analyse_articles(
            self.workspace,
            entries,
            self._preferences,
            tidying=self._tidying,
            cancelled=lambda: worker.is_cancelled,
            post=self.post_message,
        )

    @on(AnalysisProgress)
    def _read_so_far(self, event: AnalysisProgress) -> None:
        if event.over:
            self._reading = None
            self.refresh_rows(asked=False)
        self.tell(event.sentence)


def _common_year(entries: Sequence[LibraryEntry]) -> str:
    """Return the year in which all dated articles were published, or an empty text."""
    years = {entry.published_at[:4] for entry in entries if entry.published_at}
    return years.pop() if len(years) == 1 else ""


def _date(published_at: str, year: str) -> str:
    """Return a date, such as 2025-10-26, or 26 Oct if it is in `year`."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", published_at[:10])
    if found is None or found[1] != year or not 1 <= int(found[2]) <= len(_MONTHS):
        return published_at[:10]
    return f"{int(found[3])} {_MONTHS[int(found[2]) - 1]}"


def _cells(entry: LibraryEntry, year: str = "") -> tuple[Content, ...]:
    """Return the cells of an article; dates are without the year if all are in `year`."""
    look = "bold" if entry.state is ReadingState.UNREAD else ""
    marks = f"{'✎' if entry.note else ' '} {f'≈{entry.copies}' if entry.copies else ''}".rstrip()
    return (
        Content.styled(_STATES[entry.state], look),
        Content.styled(visible(entry.title), look),
        Content.styled(visible(entry.source), "dim"),
        Content.styled(visible(_date(entry.published_at, year)), "dim"),
        Content(_decided(entry)),
        Content.styled(visible(" ".join(entry.tags)), "dim"),
        Content(marks),
    )


def _decided(entry: LibraryEntry) -> str:
    """Return how many annotations are decided, with a bar."""
    if not entry.annotations:
        return ""
    if entry.decided == entry.annotations:
        return "done " + "▆" * _BAR
    full = entry.decided * _BAR // entry.annotations
    return f"{entry.decided:,}/{entry.annotations:,} {'▆' * full}{'▁' * (_BAR - full) if entry.decided else ' ' * _BAR}"
