"""The annotations of an article as a list, filtered as one types."""

from collections.abc import Sequence
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
from tui.widgets.article.glyphs import visible

SIGNS: Final = {Status.SUGGESTED: "◦", Status.ACCEPTED: "✓", Status.REJECTED: "✗"}
"""What stands for each status where there is room for one cell."""
_SHOWN: Final = 2_000


def matches(annotation: Annotation, typed: str) -> bool:
    """Say whether each word typed is in the quote, the note, the label, the status or a tag, whatever its case."""
    about = "\n".join(
        (annotation.quote, annotation.note, annotation.label or "", annotation.status.value, *annotation.tags)
    ).casefold()
    return all(word in about for word in typed.casefold().split())


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

    class Left(Message):
        """The list gives the keys back."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name for it)
        super().__init__(id=id)
        self._annotations: Sequence[Annotation] = ()
        self._shown: list[Annotation] = []

    def compose(self) -> ComposeResult:
        """Lay out the field over the count over the list."""
        yield Input(placeholder="filter: words, label, status, tag", select_on_focus=False)
        yield Static(id="count")
        yield OptionList(markup=False)

    def show(self, annotations: Sequence[Annotation], current: int | None) -> None:
        """List `annotations`, with the line of `current` highlighted."""
        self._annotations = annotations
        self._list(current)

    def take_keys(self) -> None:
        """Give the keys to the filter."""
        self.screen.set_focus(self.query_one(Input))

    def _list(self, current: int | None) -> None:
        typed = self.query_one(Input).value
        fitting = [annotation for annotation in self._annotations if matches(annotation, typed)]
        self._shown = fitting[:_SHOWN]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(_line(annotation)) for annotation in self._shown])
        more = f", the first {_SHOWN} shown" if len(fitting) > _SHOWN else ""
        self.query_one("#count", Static).update(Content(f"{len(fitting)} of {len(self._annotations)}{more}"))
        place = next((place for place, shown in enumerate(self._shown) if shown.id == current), None)
        with options.prevent(OptionList.OptionHighlighted):
            options.highlighted = place if place is not None else 0 if self._shown else None

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        event.stop()
        self._list(None)

    @on(Input.Submitted)
    def _choose_highlighted(self, event: Input.Submitted) -> None:
        event.stop()
        self._point(self.query_one(OptionList).highlighted, chosen=True)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._point(event.option_index, chosen=False)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._point(event.option_index, chosen=True)

    def _point(self, place: int | None, *, chosen: bool) -> None:
        if place is not None and place < len(self._shown):
            self.post_message(self.Pointed(self._shown[place].id, chosen))

    def action_step(self, by: int) -> None:
        """Highlight the next or the previous line."""
        options = self.query_one(OptionList)
        if self._shown:
            options.highlighted = ((options.highlighted or 0) + by) % len(self._shown)

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
