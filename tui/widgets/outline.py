"""The annotations of an article as a list, filtered as one types."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.model.annotation import Annotation, Status
from tui.model.listing import Listing
from tui.widgets.article.glyphs import visible
from tui.widgets.line_input import LineInput

SIGNS: Final = {Status.SUGGESTED: "◦", Status.ACCEPTED: "✓", Status.REJECTED: "✗"}
"""What stands for each status where there is room for one cell."""
MOST: Final = 1_000
"""Annotations that the list holds at a time."""


class Outline(Vertical):
    """A field for the filter over the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back to the article"),
        Binding("down", "step(1)", "Next", show=False),
        Binding("up", "step(-1)", "Previous", show=False),
    ]

    @dataclass
    class Pointed(Message):
        """A line was gone to, or chosen when `chosen` is true."""

        annotation: int
        chosen: bool

    @dataclass
    class Asked(Message):
        """The annotations that fit what is typed are to be shown, those around the offset `near`."""

        typed: str
        near: int

    class Left(Message):
        """The list gives the keys back."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self._listing = Listing()
        self._waiting: list[Callable[[], None]] | None = None
        self._from_first = False

    def compose(self) -> ComposeResult:
        """Lay out the field over the count over the list."""
        yield LineInput(placeholder="filter: words, label, status, tag", select_on_focus=False)
        yield Static(id="count")
        yield OptionList(markup=False)

    @property
    def typed(self) -> str:
        """What the filter asks for."""
        return self.query_one(Input).value

    def show(self, listing: Listing, current: int | None) -> None:
        """List annotations, with the line of `current` highlighted, and go on with the keys that waited for them."""
        self._listing = listing
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(_line(annotation)) for annotation in listing.annotations])
        shown = len(listing.annotations)
        part = f", {listing.before + 1:,} to {listing.before + shown:,} shown" if shown < listing.fitting else ""
        self.query_one("#count", Static).update(Content(f"{listing.fitting:,} of {listing.total:,}{part}"))
        same = (place for place, other in enumerate(listing.annotations) if other.id == current)
        place = None if self._from_first else next(same, None)
        self._from_first = False
        with options.prevent(OptionList.OptionHighlighted):
            options.highlighted = place if place is not None else 0 if shown else None
        waiting, self._waiting = self._waiting or (), None
        for act in waiting:
            self._when_listed(act)

    def take_keys(self) -> None:
        """Give the keys to the filter."""
        self.screen.set_focus(self.query_one(Input))

    def _ask(self, near: int) -> None:
        """Ask for the list; what keys are to do with it waits until it is there."""
        self._waiting = []
        self.post_message(self.Asked(self.typed, near))

    def _when_listed(self, act: Callable[[], None]) -> None:
        if self._waiting is None:
            act()
        else:
            self._waiting.append(act)

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        event.stop()
        self._from_first = True
        self._ask(0)

    @on(Input.Submitted)
    def _choose_highlighted(self, event: Input.Submitted) -> None:
        event.stop()
        self._when_listed(lambda: self._point(self.query_one(OptionList).highlighted, chosen=True))

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._point(event.option_index, chosen=False)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._point(event.option_index, chosen=True)

    def _point(self, place: int | None, *, chosen: bool) -> None:
        if place is not None and place < len(self._listing.annotations):
            self.post_message(self.Pointed(self._listing.annotations[place].id, chosen))

    def action_step(self, by: int) -> None:
        """Highlight the next or the previous line, round the ends."""
        self._when_listed(lambda: self._step(by))

    def _step(self, by: int) -> None:
        options, listing = self.query_one(OptionList), self._listing
        shown = len(listing.annotations)
        if not shown:
            return
        place = (options.highlighted or 0) + by
        beyond = listing.before + place
        if not 0 <= place < shown and 0 <= beyond < listing.fitting:
            span = listing.annotations[-1 if by > 0 else 0].span
            self._ask(span.start if span else 0)
            self._when_listed(lambda: self._highlight(beyond))
        else:
            options.highlighted = place % shown

    def _highlight(self, number: int) -> None:
        """Highlight that one of those that fit, where it is listed."""
        place = number - self._listing.before
        if 0 <= place < len(self._listing.annotations):
            self.query_one(OptionList).highlighted = place

    def action_leave(self) -> None:
        """Go back to the article."""
        self.post_message(self.Left())


def _line(annotation: Annotation) -> Content:
    marks = f"{'•' if annotation.note else ' '}{'#' if annotation.tags else ' '}"
    return Content.assemble(
        f"{SIGNS[annotation.status]} {marks} ",
        (f"{visible(annotation.label or '–'):<12}", "dim"),
        visible(annotation.quote[:80]),
    )
