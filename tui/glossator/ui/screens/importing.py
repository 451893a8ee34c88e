"""Importing from the reader: a dialog for the path, and a page that lists the articles as they are imported."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import get_current_worker

from glossator.domain.left_out import LeftOutCounter, left_out_summary
from glossator.domain.web_address import is_web_address
from glossator.services.importing.annotations import ImportedAnnotations, refused_summary
from glossator.services.importing.articles import import_articles
from glossator.services.importing.inputs import Failed, Imported, ImportedFile, Outcome, import_title, resolve
from glossator.services.importing.skipped import SkippedFiles
from glossator.services.near_duplicates import link_near_duplicates
from glossator.store.errors import StoreError
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.queries.near_duplicates import near_duplicates
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted
from glossator.ui.screens.list_items import ListItems
from glossator.ui.screens.list_screen import ListScreen
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.path_prompt import PathPrompt
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow

if TYPE_CHECKING:
    from textual.worker import Worker

# Seconds between two refreshes of the list, because keys wait for each.
_BETWEEN: Final = 0.5
_STOPS: Final = "Press ctrl+k to stop; closing the page stops, too."


def ask_what_to_import(
    push: Callable[..., object], workspace: Workspace, then: Callable[[tuple[str, int | None] | None], None]
) -> None:
    """Ask for a file, folder or address, and import it; call `then` with the article to open, or None.

    `push` opens a screen, and calls a function with its result.
    """

    def answer(typed: str | None) -> None:
        if typed is not None:
            push(ImportPage(workspace, _home(typed)), then)

    push(PathPrompt("Import a file, folder, pattern or web address", _must_be_there), answer)


def _home(typed: str) -> str:
    """Return what was typed, with ~ expanded."""
    typed = typed.strip()
    return str(Path(typed).expanduser()) if typed.startswith("~") else typed


def _must_be_there(typed: str) -> None:
    """Check that what was typed can be imported.

    Raises:
        ValueError: if it cannot.
    """
    if not typed.strip():
        raise ValueError("Nothing to import. Type a path or a web address.")
    wanted = _home(typed)
    if not is_web_address(wanted) and (first := next(resolve(wanted), None)) is not None and isinstance(first, Failed):
        raise ValueError(f"{first.reason[:1].upper()}{first.reason[1:]}.")


class ImportPage(ListScreen[Outcome, tuple[str, int | None]]):
    """Imports articles and lists them with the result; returns the uid of the one to open."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("", 6),
        ListColumn("Article"),
        ListColumn("Details", 28, spare=1),
    )
    NOTHING: ClassVar[str] = "No articles yet."
    OBJECT: ClassVar[str] = "article"
    BINDINGS: ClassVar[list[BindingType]] = [*page_bindings("stop")]

    @dataclass
    class SomeCame(Message):
        """Articles were imported.

        Attributes:
            sentence: the progress, for the status line.
            over: whether the import has ended.
        """

        sentence: str
        over: bool = False

    def __init__(self, workspace: Workspace, typed: str) -> None:
        """Import the file, folder, pattern or address `typed` into `workspace`."""
        super().__init__(f"Importing {visible(typed)}")
        self._workspace = workspace
        self._typed = typed
        self._came: list[tuple[ListRow, Outcome]] = []
        self._progress = _STOPS
        self._over = False
        self._importing: Worker[None] | None = None

    def on_mount(self) -> None:
        """Start the import."""
        self._importing = self._import()

    # The list

    def listed(self, typed: str) -> ListItems[Outcome]:
        """Return the processed articles that match what was typed."""
        words = typed.casefold().split()
        came = self._came[:]
        shown = [one for one in came if all(word in _text(one[1]) for word in words)] if words else came
        return ListItems(shown, self._progress)

    def name_of(self, thing: Outcome) -> str:
        """Return the name of a file or the title of an article."""
        return thing.name

    def about(self, thing: Outcome) -> Content:
        """Return the result of an article, with everything that was left out."""
        lines = [Content.styled(visible(thing.name), "bold"), Content("")]
        if isinstance(thing, Failed):
            return Content("\n").join([*lines, Content(visible(thing.reason))])
        if isinstance(thing, ImportedFile):
            lost = [Content(visible(f"left out: {part}")) for part in thing.losses]
            return Content("\n").join([*lines, Content(visible(thing.summary)), *lost])
        lines.append(Content("imported; Enter opens it" if thing.new else "already in the workspace; Enter opens it"))
        if carried := thing.carried:
            lines.append(Content(visible(f"newer version of {carried.older}")))
            lines.append(Content(f"{counted(carried.carried, 'annotation')} re-anchored"))
            waiting = f"{counted(carried.orphans, 'orphan')}; press o in the library"
            lines += [Content(waiting)] if carried.orphans else []
        lines += [Content(visible(thing.summary))] if isinstance(thing, ImportedAnnotations) else []
        lines += [Content(visible(f"left out: {part}")) for part in thing.losses]
        if isinstance(thing, ImportedAnnotations) and thing.refused:
            lines += [Content(visible(f"refused: {reason}")) for reason in thing.refused]
            lines += [Content(refused_summary(len(thing.refused)))]
        return Content("\n").join([*lines, Content(""), Content.styled(visible(thing.uid), "dim")])

    # Operations

    def choose(self, thing: Outcome) -> None:
        """Open the article."""
        if isinstance(thing, Imported):
            self.dismiss((thing.uid, None))

    def action_stop(self) -> None:
        """Stop the import; imported articles stay, and the same import continues from there."""
        if self._importing is not None and not self._over:
            self._importing.cancel()
            self.tell("Stopping …")

    @on(SomeCame)
    def _show_more(self, event: SomeCame) -> None:
        self._progress, self._over, self._news = event.sentence, event.over, ""
        self.refresh_rows()

    @work(thread=True, group="importing", exit_on_error=False, description="importing")
    def _import(self) -> None:
        worker = get_current_worker()
        skipped = SkippedFiles(self._workspace.path)
        counts: Counter[str] = Counter()
        new: list[str] = []
        details: list[str] = []
        left_out = LeftOutCounter()
        shown = time.monotonic()
        try:
            items = resolve(self._typed, skipped.count)
            opening = LazyWorkspace(
                self._workspace.path, self._workspace.author, self._workspace, source=import_title([self._typed])
            )
            for outcome in import_articles(opening, items, on_skipped=skipped.count):
                state = _state(outcome)
                counts[state] += 1
                left_out.add_all(() if isinstance(outcome, Failed) else outcome.left_out)
                counts["refused"] += len(outcome.refused) if isinstance(outcome, ImportedAnnotations) else 0
                new += [outcome.uid] if isinstance(outcome, Imported) and outcome.new else []
                self._came.append((ListRow(str(len(self._came)), partial(_cells, outcome)), outcome))
                if worker.is_cancelled:
                    break
                if time.monotonic() - shown > _BETWEEN:
                    self.post_message(self.SomeCame(f"{len(self._came):,} processed. {_STOPS}"))
                    shown = time.monotonic()
            so_far = f"{len(self._came):,} processed. Searching for near-duplicates. {_STOPS}"
            self.post_message(self.SomeCame(so_far))
            link_near_duplicates(self._workspace, cancelled=lambda: worker.is_cancelled)
            details += ["stopped"] if worker.is_cancelled else []
            alike = len({pair.article for pair in self._workspace.ask(near_duplicates, new)})
            details += [f"{counted(alike, 'near-duplicate')}, has:copies in the library lists them"] if alike else []
            details += [sentence.rstrip(".") for sentence in skipped.summaries()]
            details += [refused_summary(counts["refused"]).rstrip(".")] if counts["refused"] else []
            details += [left_out_summary(left_out.entries)] if left_out.entries else []
        except StoreError as error:
            details.append(str(error))
        summary = f"{counts['new']:,} new, {counts['known']:,} known already, {counts['failed']:,} failed"
        self.post_message(self.SomeCame("  ·  ".join([summary, *details]), over=True))


def _state(outcome: Outcome) -> str:
    if isinstance(outcome, Failed):
        return "failed"
    if isinstance(outcome, ImportedFile):
        return "file"
    return "new" if outcome.new else "known"


def _with_it(outcome: Outcome) -> str:
    """Return what was imported with an article, or why it failed."""
    if isinstance(outcome, Failed):
        return outcome.reason
    if isinstance(outcome, ImportedAnnotations | ImportedFile):
        number = sum(one.number or 1 for one in (*outcome.left_out, *outcome.problems))
        return f"{outcome.summary}; {number:,} left out" if number else outcome.summary
    return f"left out: {'; '.join(outcome.losses)}" if outcome.losses else ""


def _text(outcome: Outcome) -> str:
    return f"{_state(outcome)} {outcome.name} {_with_it(outcome)}".casefold()


def _cells(outcome: Outcome) -> tuple[Content, ...]:
    state = _state(outcome)
    return (
        Content.styled(state, "bold" if state == "failed" else "dim"),
        Content(visible(outcome.name)),
        Content.styled(visible(_with_it(outcome)), "dim"),
    )
