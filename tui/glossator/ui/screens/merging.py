"""The page that merges the workspace of a colleague: what it would do, then what it did."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import get_current_worker

from glossator.domain.merge_report import ArticleChanges, MergeReport
from glossator.services.merging import merge_files
from glossator.store.errors import StoreError
from glossator.store.workspace import Workspace
from glossator.text.folding import fold
from glossator.text.pluralize import counted
from glossator.ui.screens.adjudication import AdjudicationPage, OpenDispute
from glossator.ui.screens.list_items import ListItems
from glossator.ui.screens.operation_protocol import Perform
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.path_prompt import PathPrompt
from glossator.ui.screens.prompt import not_blank
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow

_ANSWER: Final = " Press e to say so here: NAME=NAME for one person, NAME=OTHER NAME for two."
_REPORT, _LISTED, _ARTICLES = "Report", "Decided without asking", "Articles"


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A row of the page.

    Attributes:
        section: the heading above it.
        name: what it is about.
        number: how often, or how many annotations.
        explanation: what it means, in a sentence.
        article: the article, in the section of articles.
    """

    section: str
    name: str
    number: int
    explanation: str
    article: ArticleChanges | None = None


def ask_what_to_merge(
    push: Callable[..., object],
    workspace: Workspace,
    perform: Perform,
    then: Callable[[OpenDispute | str | None], None],
) -> None:
    """Ask for the workspace of a colleague, and open the page that merges it.

    Args:
        push: opens a screen, and calls a function with its result.
        workspace: what to merge into.
        perform: runs operations.
        then: called with the dispute or the uid of the article to go to, or None.
    """

    def answer(typed: str | None) -> None:
        if typed is not None:
            push(MergePage(workspace, perform, Path(typed.strip()).expanduser()), then)

    push(PathPrompt("Merge the workspace of a colleague (a file .db)", _must_be_a_file), answer)


def _must_be_a_file(typed: str) -> None:
    """Check that what was typed is a file.

    Raises:
        ValueError: if it is not.
    """
    if not typed.strip():
        raise ValueError("Nothing to merge. Type the path of a workspace, such as ben.db.")
    path = Path(typed.strip()).expanduser()
    if not path.is_file():
        raise ValueError(f"There is no file {typed.strip()}.")


class MergePage(WorkspaceListScreen[MergeRow, OpenDispute | str]):
    """Shows what merging a workspace would change, merges it on a key, and then shows what it changed.

    Returns the dispute, or the uid of the article, to go to.
    """

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("What"),
        ListColumn("Number", 9, right=True),
        ListColumn("Disputed", 9, right=True),
    )
    FITS: ClassVar[bool] = False
    OBJECT: ClassVar[str] = "row"
    NOTHING: ClassVar[str] = "Nothing to merge."
    BINDINGS: ClassVar[list[BindingType]] = [*page_bindings("merge", "disputes", rename="Names")]

    @dataclass
    class Compared(Message):
        """The report of a merge, or why it cannot be done; `done` is whether it was done."""

        report: MergeReport | None
        trouble: str
        done: bool

    def __init__(self, workspace: Workspace, perform: Perform, path: Path) -> None:
        """Merge the file `path` into `workspace`, once the key is pressed; `perform` runs other operations."""
        super().__init__(workspace, perform, f"Merge {visible(path.name)}")
        self._path = path
        self._report: MergeReport | None = None
        self._trouble = "Comparing the two workspaces …"
        self._is_done = False
        # Other names for analysts of the other file, and those who are the same person here.
        self._renamed: dict[str, str] = {}
        self._same: list[str] = []

    def on_mount(self) -> None:
        """Compare the files."""
        self._merge(dry_run=True)

    @work(thread=True, exclusive=True, group="merging", exit_on_error=False, description="merging")
    def _merge(self, *, dry_run: bool) -> None:
        worker = get_current_worker()
        try:
            (report,) = merge_files(
                self.workspace, [self._path], same=self._same, renamed=self._renamed, dry_run=dry_run
            )
            found = self.Compared(report, "", not dry_run)
        except (StoreError, CancelledError) as error:
            how = _ANSWER if "--same" in str(error) else ""
            found = self.Compared(None, f"{error}{how}", done=False)
        if not worker.is_cancelled:
            self.post_message(found)

    @on(Compared)
    def _compared(self, event: Compared) -> None:
        self._report, self._trouble, self._is_done = event.report, event.trouble, event.done
        self._news = ""
        self.changed()
        self.refresh_rows()

    def listed(self, typed: str) -> ListItems[MergeRow]:
        """Return the rows that match what was typed."""
        report = self._report
        if report is None:
            return ListItems(said=self._trouble)
        words = fold(typed).split()
        rows = [row for row in _rows(report) if all(word in fold(row.name) for word in words)]
        nothing = not (report.operations or report.taken or report.agreed or report.disputed or report.joined)
        if nothing and not self._is_done:
            said = f"{report.source} has nothing new"
        elif self._is_done:
            said = f"Merged {report.summary}. Press @ for the disputes, u to undo all of it"
        else:
            said = f"{report.summary}. Press & to merge; nothing is stored yet"
        if not report.has_ancestor:
            said += ". It is not a copy of this workspace: annotations are matched by text and span"
        return ListItems(list(_with_headings(rows)), f"{said}.")

    def name_of(self, thing: MergeRow) -> str:
        """Return the name of a row."""
        return thing.name

    def about(self, thing: MergeRow) -> Content:
        """Return what a row means."""
        return Content("\n").join(
            [Content.styled(visible(thing.name), "bold"), Content(""), Content(visible(thing.explanation))]
        )

    def choose(self, thing: MergeRow) -> None:
        """Go to the article, unless it comes with the merge only."""
        if thing.article is None:
            self.tell(thing.explanation)
        elif thing.article.is_added and not self._is_done:
            self.tell("This article comes with the merge. Press & to merge first.")
        else:
            self.dismiss(thing.article.uid)

    def action_merge(self) -> None:
        """Merge the workspace, as one operation."""
        if self._is_done:
            self.tell("It is merged. Press u to undo that.")
        elif self._report is None:
            self.tell(self._trouble)
        else:
            self._news = "Merging …"
            self.say("")
            self._merge(dry_run=False)

    def action_disputes(self) -> None:
        """List all disputes, and settle them."""
        self.open_over(AdjudicationPage(self.workspace, self.perform))

    def action_rename(self) -> None:
        """Give an analyst of the other file another name, or confirm that a name is of one person."""

        async def answer(typed: str) -> None:
            old, _, new = (part.strip() for part in typed.partition("="))
            if old == new:
                self._same.append(old)
            else:
                self._renamed[old] = new
            self._merge(dry_run=True)

        if self._is_done:
            self.tell("It is merged. Press u to undo that first.")
        else:
            self.ask("Name of an analyst there, and the name to use here: OLD=NEW", "", answer, _a_renaming)

    async def action_undo(self) -> None:
        """Undo your most recent operation, such as the merge, and compare again."""
        await super().action_undo()
        self._compare_again()

    async def action_redo(self) -> None:
        """Redo the operation that you undid last, and compare again."""
        await super().action_redo()
        self._compare_again()

    def _compare_again(self) -> None:
        self._report, self._trouble, self._is_done = None, "Comparing the two workspaces …", False
        self._merge(dry_run=True)


def _a_renaming(typed: str) -> str:
    old, _, new = (part.strip() for part in typed.partition("="))
    if not old or not new:
        raise ValueError("Write the name there, “=” and the name to use here, such as Ben=Ben K.")
    return not_blank(typed)


_SENTENCES: Final = (
    ("taken", "Changes of theirs, of annotations, tags, notes, links and codes, that nobody here contradicts."),
    ("agreed", "Changes that both of you made alike."),
    ("disputed", "Annotations and forms of the lexicon on which analysts now disagree. Both decisions are kept."),
    ("joined", "Notes that both of you wrote: both texts are kept, each under its name."),
    ("operations", "Operations of theirs that come into the history, under their names and times."),
)
_NAMES: Final = {"joined": "notes joined", "operations": "operations in the history"}


def _rows(report: MergeReport) -> Iterator[MergeRow]:
    """Yield the rows of all sections."""
    for name, explanation in _SENTENCES:
        yield MergeRow(_REPORT, _NAMES.get(name, name), getattr(report, name), explanation)
    for number, sentence in enumerate((*report.listed, *report.proposed), start=1):
        yield MergeRow(_LISTED, sentence, number, sentence)
    for article in report.by_article:
        new = "It comes with the merge: " if article.is_added else ""
        said = f"{new}{counted(article.annotations, 'annotation')} added or changed, {article.disputed:,} disputed."
        yield MergeRow(_ARTICLES, article.title or "Untitled", article.annotations, said, article)


def _with_headings(rows: Sequence[MergeRow]) -> Iterator[tuple[ListRow, MergeRow]]:
    """Yield the rows, with a heading above those of each section."""
    section = ""
    for number, row in enumerate(rows):
        if row.section != section:
            section = row.section
            yield ListRow(section, (Content(section), Content("")), tickable=False, heading=True), row
        of_article = row.article
        cells = (
            Content(visible(row.name)),
            Content("" if row.section == _LISTED else f"{row.number:,}"),
            Content(f"{of_article.disputed:,}" if of_article and of_article.disputed else ""),
        )
        yield ListRow(f"{row.section} {of_article.uid if of_article else number}", cells, tickable=False), row
