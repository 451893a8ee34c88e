"""The page that compares two versions of an article."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.dom import DOMNode
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from glossator.domain.article import Article
from glossator.store.errors import StoreError
from glossator.store.queries.versions import CarriedAnnotation, carried_annotations
from glossator.store.workspace import Workspace
from glossator.text.differences import ComparedParagraph, PieceKind, compare
from glossator.text.pluralize import counted
from glossator.ui.input_queue import LISTING
from glossator.ui.screens.command_page import CommandPage
from glossator.ui.screens.key_help import KeyHelp
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.widgets.article.glyphs import shortened, visible
from glossator.ui.widgets.comparison_view import ComparisonBlock, ComparisonView, change_style
from glossator.ui.widgets.footer import KeyBar

NO_VERSIONS: Final = "This article has no other version. A newer version is recognised when it is imported."
_QUIET: Final = "quiet"
# More changed paragraphs than this are counted, and not shown.
_MOST: Final = 2_000
# Longer pieces are cut in the middle.
_LONGEST_PIECE: Final = 2_000
_KEPT: Final = 400
# Annotations that are named below a paragraph, and characters of each.
_NAMED, _QUOTED = 3, 40
_SIGNS: Final = {(True, True): "~", (True, False): "-", (False, True): "+"}


def version_pair(uid: str, older: str | None, newer: str | None) -> tuple[str, str] | None:
    """Return the uids of an article and its older version, or else its newer one, the older first; None if neither."""
    return (older, uid) if older else (uid, newer) if newer else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of an article, compared.

    Attributes:
        blocks: what is shown.
        places: the offset of each shown change in the newer version.
        changes: the number of all changes.
    """

    older: Article
    newer: Article
    blocks: Sequence[ComparisonBlock]
    places: Sequence[int]
    changes: int
    carried: Sequence[CarriedAnnotation]


class ComparisonPage(CommandPage[tuple[str, int]]):
    """Shows the newer version of an article with what was inserted and deleted; returns a place to go to."""

    CSS_PATH = "comparison.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *page_bindings("next_change", "previous_change"),
        Binding("enter", "open_there", "Open"),
        *page_bindings("leave", "close", "key_help"),
        Binding("down,j", "step(1)", "Down", show=False),
        Binding("up,k", "step(-1)", "Up", show=False),
        Binding("pagedown,ctrl+d", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", show=False),
        Binding("home,g", "end(False)", "Beginning", show=False),
        Binding("end,G", "end(True)", "End", show=False),
    ]

    @dataclass
    class Compared(Message):
        """The versions were compared, or could not be read."""

        comparison: Comparison | None
        problem: str = ""

    def __init__(self, workspace: Workspace, older: str, newer: str) -> None:
        """Compare the articles with these uids."""
        super().__init__()
        self._workspace = workspace
        self._uids = (older, newer)
        self._comparison: Comparison | None = None

    def compose(self) -> ComposeResult:
        """Lay out the title, the text and the footer."""
        yield Static("Versions", id="title")
        yield ComparisonView()
        yield Static("Comparing …", id="said")
        yield KeyBar(last=("leave", "key_help"))

    def on_mount(self) -> None:
        """Compare the versions."""
        self._view.focus()
        self._compare()

    @property
    def _view(self) -> ComparisonView:
        return self.query_one(ComparisonView)

    @work(thread=True, exclusive=True, group=LISTING, exit_on_error=False, description="comparing")
    def _compare(self) -> None:
        worker = get_current_worker()
        try:
            older, newer = (self._workspace.article(uid) for uid in self._uids)
            carried = self._workspace.ask(carried_annotations, older.id, newer.id)
            paragraphs = compare(older.text, newer.text)
            blocks, places = blocks_of(paragraphs, carried)
            changes = sum(one.changes for one in paragraphs)
            compared = self.Compared(Comparison(older, newer, blocks, places, changes, carried))
        except StoreError as error:
            compared = self.Compared(None, str(error))
        if not worker.is_cancelled:
            self.post_message(compared)

    @on(Compared)
    def _compared(self, event: Compared) -> None:
        if event.comparison is None:
            self._say(event.problem)
            return
        self._comparison = found = event.comparison
        dates = " → ".join(version_dates(found.older, found.newer))
        title = f"Versions {dates} · {counted(found.changes, 'change')} · {found.newer.title}"
        self.query_one("#title", Static).update(Content(visible(title)))
        self._view.show(found.blocks)
        if not found.changes:
            self._say("The texts are the same, except for white space between paragraphs.")

    @on(ComparisonView.Moved)
    def _moved(self) -> None:
        found, current = self._comparison, self._view.current
        if found is None or current is None:
            return
        orphans = sum(one.orphan for one in found.carried)
        said = [f"change {current + 1:,} of {found.changes:,}"]
        if found.changes > len(found.places):
            said[0] += f", of which the first {len(found.places):,} are shown"
        said.append(f"{counted(len(found.carried) - orphans, 'annotation')} carried over, {counted(orphans, 'orphan')}")
        self._say(" · ".join(said))

    def _say(self, sentence: str) -> None:
        self.query_one("#said", Static).update(Content(visible(sentence)))

    # Keys

    def command_parts(self) -> Sequence[tuple[DOMNode, str]]:
        """Return the page."""
        return ((self, "Page"),)

    def action_next_change(self) -> None:
        """Go to the next change."""
        if not self._view.step(1) and self._comparison is not None:
            self._say("No next change.")

    def action_previous_change(self) -> None:
        """Go to the previous change."""
        if not self._view.step(-1) and self._comparison is not None:
            self._say("No previous change.")

    def action_open_there(self) -> None:
        """Open the newer version at the current change."""
        if self._comparison is not None:
            current = self._view.current
            places = self._comparison.places
            self.dismiss((self._comparison.newer.uid, 0 if current is None else places[current]))

    def action_step(self, by: int) -> None:
        """Scroll down or up by a line."""
        self._view.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        """Scroll down or up by a screen."""
        self._view.scroll_relative(y=by * max(1, self._view.size.height - 2), animate=False)

    def action_end(self, last: bool) -> None:
        """Go to the beginning or the end."""
        if last:
            self._view.scroll_end(animate=False)
        else:
            self._view.scroll_home(animate=False)

    def action_key_help(self) -> None:
        """Show all keys of this page."""
        self.app.push_screen(KeyHelp("“Versions”", self.commands))

    def action_leave(self) -> None:
        """Close the page."""
        self.dismiss(None)

    def action_close(self) -> None:
        """Close the page."""
        self.dismiss(None)


def version_dates(older: Article, newer: Article) -> tuple[str, str]:
    """Return the days of publication of two versions, or the times of import if those do not tell them apart."""
    days = older.published_at[:10], newer.published_at[:10]
    if all(days) and days[0] != days[1]:
        return days
    imported = [article.added_at.rstrip("Z").replace("T", " ") for article in (older, newer)]
    if imported[0][:10] != imported[1][:10]:
        imported = [time[:10] for time in imported]
    return f"imported {imported[0]}", imported[1]


def blocks_of(
    paragraphs: Sequence[ComparedParagraph], carried: Sequence[CarriedAnnotation]
) -> tuple[list[ComparisonBlock], list[int]]:
    """Return the blocks of a comparison, and the offset of each change in the newer version.

    Unchanged paragraphs are one line. Below a changed paragraph are the annotations that the older version had in it.
    """
    blocks: list[ComparisonBlock] = []
    places: list[int] = []
    shown, end = 0, 0
    starts = [one.place.start for one in carried]
    for is_changed, group in groupby(paragraphs, key=lambda one: one.changes > 0):
        those = list(group)
        if not is_changed:
            end = those[-1].new.end if those[-1].new else end
            blocks.append(_quiet(f"… {counted(len(those), 'unchanged paragraph')}"))
            continue
        for one in those[: max(0, _MOST - shown)]:
            shown += 1
            start = one.new.start if one.new else end
            end = one.new.end if one.new else end
            blocks.append(_changed(one, len(places)))
            places += _offsets(one, start)
            if one.old is not None:
                near = bisect_left(starts, one.old.start), bisect_left(starts, one.old.end)
                blocks += _annotations(carried[slice(*near)])
    return blocks, places


def _quiet(words: str, sign: str = "") -> ComparisonBlock:
    return ComparisonBlock(sign, Content.styled(visible(words), _QUIET))


def _changed(one: ComparedParagraph, number: int) -> ComparisonBlock:
    """Return the block of a changed paragraph, of which the first change has a number."""
    parts: list[Content] = []
    number -= 1
    before = PieceKind.SAME
    for piece in one.pieces:
        text = Content(_cut(piece.text))
        number += before is PieceKind.SAME and piece.kind is not PieceKind.SAME
        if before is PieceKind.DELETED and piece.kind is PieceKind.INSERTED:
            # Or the old and the new word look like one.
            parts.append(Content(" "))
        parts.append(text if piece.kind is PieceKind.SAME else text.stylize(change_style(piece.kind.value, number)))
        before = piece.kind
    return ComparisonBlock(_SIGNS[one.old is not None, one.new is not None], Content("").join(parts))


def _cut(text: str) -> str:
    """Return a piece on lines that are safe to print, cut in the middle if it is long."""
    if len(text) > _LONGEST_PIECE:
        hidden = counted(len(text) - 2 * _KEPT, "character")
        text = f"{text[:_KEPT]} … {hidden} … {text[-_KEPT:]}"
    # `visible` trims, and a space at the end of a piece divides it from the next.
    inner = visible(text)
    return f"{' ' * text[:1].isspace()}{inner}{' ' * (text[-1:].isspace() and bool(inner))}"


def _offsets(one: ComparedParagraph, start: int) -> Iterator[int]:
    """Yield the offset of each change of a paragraph that starts at `start` in the newer version."""
    before = PieceKind.SAME
    for piece in one.pieces:
        if before is PieceKind.SAME and piece.kind is not PieceKind.SAME:
            yield start
        start += len(piece.text) * (piece.kind is not PieceKind.DELETED)
        before = piece.kind


def _annotations(those: Sequence[CarriedAnnotation]) -> list[ComparisonBlock]:
    """Return the line below a changed paragraph with what became of its annotations."""
    parts = []
    for words, found in (
        ("orphaned", [one for one in those if one.orphan]),
        ("carried over", [one for one in those if not one.orphan]),
    ):
        if found:
            quotes = [f"“{shortened(one.quote, _QUOTED)}” {one.label or ''}".rstrip() for one in found[:_NAMED]]
            more = f" and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
            parts.append(f"{words}: {', '.join(quotes)}{more}")
    return [_quiet(" · ".join(parts), "•")] if parts else []
