"""The list of the annotations of an article, with a filter."""

import sys
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from glossator.domain.annotation import Annotation, AnnotationPage, Status
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.line_input import LineInput
from glossator.ui.widgets.row_list import ListColumn, ListRow, RowList

SIGNS: Final = {Status.SUGGESTED: "◦", Status.ACCEPTED: "✓", Status.REJECTED: "✗"}
"""The sign of each status, one cell wide."""
_DOUBTFUL: Final = "?"
MOST: Final = 1_000
"""The most annotations that the list holds at a time."""
# An offset after the end of any text.
_END: Final = sys.maxsize


class Outline(Vertical):
    """A filter, a count, and the annotations as rows.

    The list may hold only a part of the annotations; moving past its ends requests the next part.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back"),
        Binding("q", "close", "Close", show=False),
        Binding("slash", "filter", "Filter"),
        Binding("down", "step(1)", "Next", show=False),
        Binding("up", "step(-1)", "Previous", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
    ]

    rows = getters.query_one(RowList)

    @dataclass
    class Pointed(Message):
        """An annotation is highlighted, or was chosen.

        Attributes:
            annotation: its id.
            chosen: whether the user opened it in the article.
            moved: whether the user moved the highlight, rather than a change of the list.
        """

        annotation: int
        chosen: bool
        moved: bool = True

    @dataclass
    class Asked(Message):
        """Requests the annotations that match `typed`, around the offset `near`, or the cursor if None."""

        typed: str
        near: int | None

    class Left(Message):
        """The user left the list."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self._listing = AnnotationPage()
        # The number of the annotation to highlight when the requested part arrives.
        self._aim: int | None = None
        self._from_first = False

    def compose(self) -> ComposeResult:
        """Lay out filter, count and list."""
        yield LineInput(placeholder="/ to filter: text, label, status, tag", select_on_focus=False)
        yield Static(id="count")
        yield RowList((ListColumn(""),))

    @property
    def typed(self) -> str:
        """The content of the filter."""
        return self.query_one(Input).value

    @property
    def highlighted(self) -> int | None:
        """The id of the highlighted annotation; None if there is none, or it was not painted yet."""
        row = self.rows.highlighted
        return int(row.key) if row is not None and self.rows.seen else None

    @property
    def follows_cursor(self) -> bool:
        """Whether the next part is to be highlighted at the cursor of the article."""
        return self._aim is None and not self._from_first

    def show(self, listing: AnnotationPage, current: int | None, offset: int, *, asked: bool = True) -> None:
        """Show annotations, and highlight one of them.

        Args:
            listing: the part of the annotations to show.
            current: the id of the annotation to highlight.
            offset: its offset; if it is not listed, the next one from there is highlighted.
            asked: whether the user did something that changes the list.
        """
        annotations, shown = listing.annotations, len(listing.annotations)
        part = f", {listing.before + 1:,} to {listing.before + shown:,} shown" if shown < listing.fitting else ""
        self.query_one("#count", Static).update(Content(f"{listing.fitting:,} of {listing.total:,}{part}"))
        ids = [one.id for one in annotations]
        if ids and self._aim is not None:
            current = ids[min(max(0, self._aim - listing.before), shown - 1)]
        elif ids and self._from_first:
            current = ids[0]
        elif current not in ids:
            behind = (one.id for one in annotations if one.span is not None and one.span.start >= offset)
            current = next(behind, ids[-1] if ids else None)
        self._listing, self._aim, self._from_first = listing, None, False
        rows = [ListRow(str(one.id), (_line(one),), tickable=False) for one in annotations]
        part_of = (listing.before, listing.fitting)
        self.rows.show(rows, None if current is None else str(current), asked=asked, part_of=part_of)

    def point_to(self, annotation: int) -> None:
        """Highlight an annotation if it is listed."""
        place = next((place for place, one in enumerate(self._listing.annotations) if one.id == annotation), None)
        if place is not None:
            self.rows.go(place)

    def take_keys(self) -> None:
        """Focus the list."""
        self.screen.set_focus(self.rows)

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        event.stop()
        self._aim, self._from_first = None, bool(event.value)
        self.post_message(self.Asked(event.value, 0 if event.value else None))

    @on(Input.Submitted)
    def _filter_left(self, event: Input.Submitted) -> None:
        event.stop()
        self.take_keys()

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        if event.key is not None:
            self.post_message(self.Pointed(int(event.key), chosen=False, moved=event.moved))

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.post_message(self.Pointed(int(event.key), chosen=True))

    @on(RowList.Beyond)
    def _beyond(self, event: RowList.Beyond) -> None:
        """Request the part of the list with the annotation of this number."""
        event.stop()
        listing = self._listing
        edge = listing.annotations[0 if event.number < listing.before else -1].span
        ends = {0: 0, listing.fitting - 1: _END}
        near = ends.get(event.number, edge.start if edge else 0)
        self._aim = event.number
        self.post_message(self.Asked(self.typed, near))

    def action_step(self, by: int) -> None:
        """Go to the next or previous annotation, wrapping around at the ends."""
        self.rows.action_step(by)

    def action_page(self, by: int) -> None:
        """Go down or up by a screen."""
        self.rows.action_page(by)

    def action_filter(self) -> None:
        """Focus the filter."""
        self.screen.set_focus(self.query_one(Input))

    def action_leave(self) -> None:
        """Clear the filter, then go back to the article."""
        field = self.query_one(Input)
        if field.value or field.has_focus:
            field.value = ""
            self.take_keys()
        else:
            self.action_close()

    def action_close(self) -> None:
        """Go back to the article."""
        self.post_message(self.Left())


def _line(annotation: Annotation) -> Content:
    marks = f"{'•' if annotation.note else ' '}{'#' if annotation.tags else ' '}"
    return Content.assemble(
        f"{_DOUBTFUL if annotation.is_doubtful else SIGNS[annotation.status]} {marks} ",
        (f"{visible(annotation.label or '–'):<12}", "dim"),
        visible(annotation.quote[:80]),
    )
