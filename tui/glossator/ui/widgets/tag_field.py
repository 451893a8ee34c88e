"""A field for a tag, with the matching tags of the codebook and a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from glossator.domain.codebook import BadTag, Tag, folded_name, tag_path
from glossator.text.folding import fold
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.line_input import LineInput, pasted_lines
from glossator.ui.widgets.row_list import ListColumn, ListRow, RowList

# Visible lines of the list.
_SEEN: Final = 8


@dataclass(frozen=True, slots=True)
class TagChoice:
    """A tag in the list.

    Attributes:
        present: whether the target already has it.
        new: whether it is not in the codebook yet.
        key: the key that tags with it, after a comma in the article; empty if it has none.
        description: what it is for.
    """

    path: str
    present: bool = False
    new: bool = False
    key: str = ""
    description: str = ""


def tag_choices(typed: str, tags: Sequence[Tag], present: Sequence[str]) -> list[TagChoice]:
    """Return the tags that match: those that start with `typed`, then those that contain it, then a new one.

    Args:
        typed: the content of the field.
        tags: the tags of the codebook.
        present: the paths of the tags that the target already has.
    """
    wanted, there = fold(typed), set(present)
    ranked = []
    for tag in tags:
        path = fold(tag.path)
        if tag.archived or wanted not in path:
            continue
        rank = 0 if path == wanted else 1 if path.startswith(wanted) else 2 if f"/{wanted}" in path else 3
        ranked.append(
            (
                rank,
                -tag.uses if not wanted else 0,
                path,
                TagChoice(tag.path, tag.path in there, key=tag.key, description=tag.description),
            )
        )
    found = [choice for *_, choice in sorted(ranked, key=lambda entry: entry[:3])]
    name = folded_name(typed)
    if name and not any(folded_name(choice.path) == name for choice in found):
        found.append(TagChoice(typed.strip(), new=True))
    return found


class _TagInput(LineInput):
    """A field for a tag; each line of several pasted ones is a tag."""

    @dataclass
    class SeveralPasted(Message):
        """Several lines were pasted; `lines` includes the content of the field."""

        lines: Sequence[str]

    def take_pasted(self, text: str) -> None:
        """Post several lines as tags; insert a single one."""
        start, end = sorted(self.selection)
        if len(pasted_lines(text)) > 1:
            self.post_message(self.SeveralPasted(pasted_lines(self.value[:start] + text + self.value[end:])))
        else:
            super().take_pasted(text)


class _Choices(RowList, can_focus=False):
    """The list below the field, which keeps the focus; one click chooses."""

    def on_click(self, event: events.Click) -> None:
        """Choose the tag under the pointer."""
        event.prevent_default()
        place = int(self.scroll_offset.y) + event.y
        if place < len(self.rows):
            self.post_message(self.Chosen(self.rows[place].key))


class TagField(Vertical):
    """A field for one tag, with the list of matches."""

    DEFAULT_CSS = """
    TagField { height: auto; display: none; }
    TagField.open { display: block; }
    TagField Input { padding: 0 1; background: $panel; }
    TagField RowList { height: 0; background: $panel; }
    TagField RowList > .row-list--highlighted { background: $primary 40%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("down", "step(1)", "Next", show=False),
        Binding("up", "step(-1)", "Previous", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """A tag was chosen, to be added, or removed if it is `present`."""

        path: str
        present: bool

    @dataclass
    class Pasted(Message):
        """Several tags were pasted, to be added."""

        paths: Sequence[str]

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
        self._choices: list[TagChoice] = []

    def compose(self) -> ComposeResult:
        """Lay out the field and the list."""
        yield _TagInput(placeholder="tag, or parent/tag", select_on_focus=False, compact=True)
        yield _Choices((ListColumn(""),))

    def open(self, tags: Sequence[Tag], present: Sequence[str]) -> None:
        """Offer `tags`, of which the target has those with the paths `present`, and focus the field."""
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
        self._choices = tag_choices(typed, self._tags, self._present)
        listed = self.query_one(_Choices)
        listed.styles.height = min(_SEEN, len(self._choices))
        listed.show([ListRow(str(place), partial(_line, choice)) for place, choice in enumerate(self._choices)], "0")

    def on_input_changed(self, event: Input.Changed) -> None:
        """List the matching tags."""
        event.stop()
        self._list(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose the highlighted tag."""
        event.stop()
        self._choose(self.query_one(_Choices).place)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Choose the clicked tag."""
        event.stop()
        self._choose(int(event.key))

    def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        """Stop the message, which is of no interest outside."""
        event.stop()

    def _choose(self, place: int) -> None:
        if not 0 <= place < len(self._choices):
            self.action_leave()
            return
        choice = self._choices[place]
        try:
            path = tag_path(choice.path)
        except BadTag as error:
            self._warn(str(error))
            return
        self._show(False)
        self.post_message(self.Chosen(path, choice.present))

    @on(_TagInput.SeveralPasted)
    def _several_pasted(self, event: _TagInput.SeveralPasted) -> None:
        """Post the pasted tags, unless one of them is invalid."""
        event.stop()
        paths = []
        for number, line in enumerate(event.lines, start=1):
            try:
                paths.append(tag_path(line))
            except BadTag as error:
                self._warn(f"Nothing was tagged: line {number} of the pasted text is not a valid tag. {error}")
                return
        self._show(False)
        self.post_message(self.Pasted(paths))

    def _warn(self, sentence: str) -> None:
        self.notify(visible(sentence), severity="warning", markup=False)

    def action_step(self, by: int) -> None:
        """Go to the next or previous tag."""
        self.query_one(_Choices).action_step(by)

    def action_leave(self) -> None:
        """Close without choosing."""
        self._show(False)
        self.post_message(self.Left())

    @on(events.DescendantBlur)
    def _close_when_left(self) -> None:
        """Close the field when it loses the focus by mouse or Tab."""
        self.call_after_refresh(self._close_unless_inside)

    def _close_unless_inside(self) -> None:
        focused = self.screen.focused
        if focused is None or self not in focused.ancestors:
            self._show(False)


def _line(choice: TagChoice) -> tuple[Content]:
    mark = "✓ " if choice.present else "+ " if choice.new else "  "
    details = ["new tag"] if choice.new else [f",{choice.key}"] if choice.key else []
    details += [choice.description] if choice.description else []
    about = "".join(f"  {visible(detail)}" for detail in details)
    return (Content.assemble(mark, visible(choice.path), (about, "dim")),)
