"""The title bar and the status line of the reader."""

from dataclasses import dataclass
from typing import Final

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.visual import VisualType
from textual.widget import Widget

from glossator.ui.widgets.article.glyphs import visible

_BAR: Final = 18
_STEP: Final = 4
_GAP: Final = Content("   ")


class TitleBar(Widget):
    """Shows title, source, date and tags of the article, and how many annotations are decided."""

    heading: reactive[str] = reactive("")
    byline: reactive[str] = reactive("")
    tags: reactive[tuple[str, ...]] = reactive(())
    decided: reactive[int] = reactive(0)
    total: reactive[int] = reactive(0)

    def render(self) -> VisualType:
        """Return the line: the title, shortened to fit, the tags, and the progress on the right."""
        roomy, cramped = self.size.width >= 100, self.size.width < 60
        counted = f"{self.decided}/{self.total}" if cramped else f"{self.decided} of {self.total} decided  "
        counted = counted if self.total else ""
        filled = round(_BAR * self.decided / self.total) if self.total else 0
        progress = Content.assemble(
            counted, *((("━" * filled, "$accent"), ("─" * (_BAR - filled), "dim")) if roomy and self.total else ())
        )
        room = max(0, self.size.width - progress.cell_length - 2)
        tags = self._tags(room // 2)
        title = Content.assemble((visible(self.heading), "bold"), "  ", (visible(self.byline), "dim"))
        title = title.truncate(max(0, room - tags.cell_length), ellipsis=True, pad=True)
        return Content.assemble(title, tags, "  ", progress)

    def _tags(self, room: int) -> Content:
        """Return as many tags as fit into `room` cells, and the number of the others."""
        shown = Content("")
        for number, tag in enumerate(self.tags):
            left = len(self.tags) - number - 1
            more = f" +{left}" if left else ""
            following = Content.assemble(shown, "  " if number == 0 else " ", (f"#{visible(tag)}", "$accent"))
            if following.cell_length + len(more) > room:
                rest = Content.assemble(shown, f" +{left + 1}") if number else Content(f"  #{len(self.tags)}")
                return rest if number else following.truncate(room - len(more), ellipsis=True) + Content(more)
            shown = following
        return shown


@dataclass(frozen=True, slots=True)
class SaveState:
    """The state of saving.

    Attributes:
        unsaved: whether text was typed that is not submitted yet.
        pending: whether writes are pending.
        waiting: whether another program holds the lock.
        failed: whether the last write failed.
    """

    unsaved: bool = False
    pending: bool = False
    waiting: bool = False
    failed: bool = False

    @property
    def word(self) -> Content:
        """The word in the status line."""
        if self.failed:
            return Content.styled("not saved", "bold $error")
        if self.waiting:
            return Content.styled("waiting for another program", "bold $warning")
        if self.unsaved or self.pending:
            return Content.styled("saving", "$warning")
        return Content.styled("saved", "$success")


class StatusLine(Widget):
    """Shows the state of saving, the analyst, the annotation if no editor shows it, the analysis, and a message."""

    saving: reactive[SaveState] = reactive(SaveState)
    analyst: reactive[str] = reactive("")
    here: reactive[str] = reactive("")
    machine: reactive[str] = reactive("")
    said: reactive[str] = reactive("")

    _limit = 0
    _room = (0, 1)

    def render(self) -> VisualType:
        """Return the line."""
        return self._line()

    def _line(self) -> Content:
        """Return all parts if there is room, else only the state of saving and the last message.

        The message may wrap, because its end often says what to do next.
        """
        word = self.saving.word
        # “saved” takes as much room as “saving”, so that nothing moves.
        word = word.pad_right(max(0, len("saving") - word.cell_length))
        said = [Content(visible(self.said))] if self.said else []
        others = [Content(visible(part)) for part in (self.here, self.machine) if part]
        line = _GAP.join([word, Content.styled(visible(self.analyst), "dim"), *others, *said])
        if not self._limit or line.cell_length <= self._limit:
            return line
        return _GAP.join([word, *said]) if said else line.truncate(self._limit, ellipsis=True)

    def get_content_width(self, container: Size, *_: object) -> int:
        """Return the width of the line in cells, rounded up, so that the footer beside it moves rarely."""
        self._limit = container.width
        self._room = self._wanted()
        return self._room[0]

    def _wanted(self) -> tuple[int, int]:
        """Return the width of the line in cells, rounded up, and its number of rows."""
        line = self._line()
        width = -(-line.cell_length // _STEP) * _STEP
        if not self._limit or line.cell_length <= self._limit:
            return width, 1
        return self._limit, len(line.wrap(self._limit))

    def _make_room(self) -> None:
        """Lay out again if the line needs more or less room."""
        if self._wanted() != self._room:
            self.refresh(layout=True)

    watch_saving = watch_analyst = watch_here = watch_machine = watch_said = _make_room
