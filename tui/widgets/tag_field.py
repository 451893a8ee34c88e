"""Typing a tag: those of the codebook that fit are listed, and a new one is made on the spot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui.model.codebook import BadTag, Tag, tag_path
from tui.widgets.article.glyphs import visible


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of the list: a tag, whether it is there already, and whether it would be new."""

    path: str
    present: bool = False
    new: bool = False


def choices(typed: str, tags: Sequence[Tag], present: Sequence[str]) -> list[Choice]:
    """Return what `typed` can mean: tags that begin so, then those with it inside, then a new one.

    Args:
        typed: what stands in the field.
        tags: those of the codebook that are in use.
        present: paths that the subject has already.
    """
    wanted = typed.strip().casefold()
    ranked = []
    for tag in tags:
        path = tag.path.casefold()
        if tag.archived or wanted not in path:
            continue
        rank = 0 if path == wanted else 1 if path.startswith(wanted) else 2 if f"/{wanted}" in path else 3
        ranked.append((rank, -tag.uses if not wanted else 0, path, Choice(tag.path, tag.path in present)))
    found = [choice for *_, choice in sorted(ranked, key=lambda entry: entry[:3])]
    if wanted and not any(choice.path.casefold() == wanted for choice in found):
        found.append(Choice(typed.strip(), new=True))
    return found


class TagField(Vertical):
    """A field for one tag, with the list of what it can mean."""

    DEFAULT_CSS = """
    TagField { height: auto; display: none; }
    TagField.open { display: block; }
    TagField Input { padding: 0 1; background: $panel; }
    TagField OptionList { max-height: 8; background: $panel; background-tint: transparent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("down", "step(1)", "Next", show=False),
        Binding("up", "step(-1)", "Previous", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """A tag to put on, or to take off where it is there already."""

        path: str
        present: bool

    class Left(Message):
        """The field was left without choosing."""

    @dataclass
    class Shown(Message):
        """The field was opened or closed."""

        is_open: bool

    def __init__(self) -> None:
        super().__init__()
        self._tags: Sequence[Tag] = ()
        self._present: Sequence[str] = ()
        self._choices: list[Choice] = []

    def compose(self) -> ComposeResult:
        """Lay out the field over its list."""
        yield Input(placeholder="tag, or one/below", select_on_focus=False, compact=True)
        yield OptionList(markup=False, compact=True)

    def open(self, tags: Sequence[Tag], present: Sequence[str]) -> None:
        """Offer `tags`, of which the subject has those at `present`, and take the keys."""
        self._tags, self._present = tags, present
        self._show(True)
        field = self.query_one(Input)
        field.value = ""
        self._list("")
        self.screen.set_focus(field)

    def _show(self, is_open: bool) -> None:
        self.set_class(is_open, "open")
        self.post_message(self.Shown(is_open))

    def _list(self, typed: str) -> None:
        self._choices = choices(typed, self._tags, self._present)
        options = self.query_one(OptionList)
        options.clear_options()
        for choice in self._choices:
            mark = "✓ " if choice.present else "+ " if choice.new else "  "
            line = Content.assemble(mark, visible(choice.path), ("  new tag" if choice.new else "", "dim"))
            options.add_option(Option(line))
        options.highlighted = 0 if self._choices else None

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what fits."""
        event.stop()
        self._list(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what is highlighted."""
        event.stop()
        self._choose(self.query_one(OptionList).highlighted)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take what was clicked."""
        event.stop()
        self._choose(event.option_index)

    def _choose(self, place: int | None) -> None:
        if place is None or place >= len(self._choices):
            self.action_leave()
            return
        choice = self._choices[place]
        try:
            path = tag_path(choice.path)
        except BadTag as error:
            self.notify(visible(str(error)), severity="warning", markup=False)
            return
        self._show(False)
        self.post_message(self.Chosen(path, choice.present))

    def action_step(self, by: int) -> None:
        """Highlight the next or the previous line of the list."""
        options = self.query_one(OptionList)
        if self._choices:
            options.highlighted = ((options.highlighted or 0) + by) % len(self._choices)

    def action_leave(self) -> None:
        """Go back without choosing."""
        self._show(False)
        self.post_message(self.Left())

    @on(events.DescendantBlur)
    def _close_when_left(self) -> None:
        """Close the list when the keys go elsewhere, by mouse or by Tab."""
        self.call_after_refresh(self._close_unless_inside)

    def _close_unless_inside(self) -> None:
        focused = self.screen.focused
        if focused is None or self not in focused.ancestors:
            self._show(False)
