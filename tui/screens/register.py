"""A page that lists things in full: filtered as one types, with what is known of the one that is highlighted."""

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from tui.widgets.article.glyphs import visible
from tui.widgets.row_list import Column, Row, RowList

Result = TypeVar("Result")


class Register(Screen[Result], Generic[Result]):
    """A title over a filter over rows, beside what is known of one of them; each kind says what its rows are."""

    CSS_PATH = "register.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  (Textual declares it so)
    COLUMNS: ClassVar[Sequence[Column]] = ()
    TICKS: ClassVar[bool] = False
    NOTHING: ClassVar[str] = "Nothing here."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back"),
        Binding("q", "leave", "Back", show=False),
        Binding("slash", "filter", "Filter"),
    ]

    rows = getters.query_one(RowList)

    def __init__(self, title: str) -> None:
        """Show nothing yet; `title` says what is listed."""
        super().__init__()
        self._title = title

    # What each kind says

    def listed(self, typed: str) -> Sequence[Row]:
        """Return the rows that fit what was typed."""
        raise NotImplementedError

    def about(self, key: str) -> Content:
        """Return what is known of a row."""
        raise NotImplementedError

    def chosen(self, key: str) -> None:
        """Do what choosing a row does."""

    # The page

    def compose(self) -> ComposeResult:
        """Lay out the title over the filter over the rows, and beside them what is known of one."""
        yield Static(Content(self._title), id="title")
        yield Input(placeholder="/ to filter", id="filter", select_on_focus=False)
        with Horizontal():
            yield RowList(self.COLUMNS, ticks=self.TICKS)
            with VerticalScroll(id="about", can_focus=False):
                yield Static()
        yield Static(id="said")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show the rows, and give them the keys."""
        self.refresh_rows()
        self.rows.focus()

    def refresh_rows(self, highlighted: str | None = None) -> None:
        """Show the rows as they are now; the same one stays highlighted, or `highlighted` is."""
        now = self.rows.highlighted
        rows = self.listed(self.query_one("#filter", Input).value)
        self.rows.show(rows, highlighted or (now.key if now else None))

    def say(self, sentence: str) -> None:
        """Say something below the rows."""
        self.query_one("#said", Static).update(Content(visible(sentence)))

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        known = Content.styled(self.NOTHING, "dim") if event.key is None else self.about(event.key)
        self.query_one("#about Static", Static).update(known)
        self.query_one("#about").scroll_home(animate=False)

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.chosen(event.key)

    @on(Input.Changed, "#filter")
    def _filtered(self) -> None:
        self.refresh_rows()

    @on(Input.Submitted, "#filter")
    def _filter_left(self) -> None:
        self.rows.focus()

    def action_filter(self) -> None:
        """Give the keys to the filter."""
        self.query_one("#filter").focus()

    def action_leave(self) -> None:
        """Leave the filter for the rows, or the page."""
        if self.focused is self.rows or self.focused is None:
            self.dismiss(None)
        else:
            self.rows.focus()
