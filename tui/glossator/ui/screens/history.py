"""The history page: all operations with their changes, each of which can be undone."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content

from glossator.store.history import undo_operation
from glossator.store.queries.history import ChangeView, HistoryEntry
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted
from glossator.ui.screens.list_items import ListItems
from glossator.ui.screens.operation_protocol import Perform
from glossator.ui.screens.operation_targets import quoted
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow

_MOST: Final = 5_000
_MOST_CHANGES: Final = 60


class HistoryPage(WorkspaceListScreen[HistoryEntry, None]):
    """Lists the operations, newest first."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("#", 6, right=True, spare=True),
        ListColumn("When (UTC)", 16),
        ListColumn("Analyst", 10),
        ListColumn("Operation", 21),
        ListColumn("About"),
        ListColumn("Changes", 7, right=True, spare=True),
    )
    OPENS: ClassVar[bool] = False
    NOTHING: ClassVar[str] = "No operations yet."
    OBJECT: ClassVar[str] = "operation"
    BINDINGS: ClassVar[list[BindingType]] = [*page_bindings(undo="Undo this")]

    def __init__(self, workspace: Workspace, perform: Perform) -> None:
        """List the operations on `workspace`; `perform` runs the undo."""
        super().__init__(workspace, perform, "History")
        self._acts: Sequence[HistoryEntry] = ()
        # The version of the workspace of `_acts`.
        self._at: int | None = None

    def listed(self, typed: str) -> ListItems[HistoryEntry]:
        """Return the operations that match what was typed."""
        words = typed.casefold().split()
        if (at := self.version) != self._at:
            self._acts, self._at = self.workspace.history(_MOST), at
        acts = [entry for entry in self._acts if all(word in _known(entry) for word in words)]
        return ListItems(
            [(ListRow(str(entry.batch), partial(_cells, entry)), entry) for entry in acts],
            counted(len(acts), "operation"),
        )

    def name_of(self, thing: HistoryEntry) -> str:
        """Return the title of the operation."""
        return thing.title

    def about(self, thing: HistoryEntry) -> Content:
        """Return the values before and after the operation."""
        undone = f"undone {_moment(thing.undone)}" if thing.undone else ""
        lines = [
            Content.styled(thing.title, "bold"),
            Content.styled(visible(f"{thing.analyst}  {_moment(thing.at)}  {undone}"), "dim"),
        ]
        changes = self.workspace.changes(thing.batch, most=_MOST_CHANGES)
        for one in changes:
            lines += [Content(""), *_lines(one)]
        if thing.changes > sum(one.rows for one in changes):
            lines += [Content(""), Content.styled("… and more.", "dim")]
        return Content("\n").join(lines)

    async def action_undo(self) -> None:
        """Undo the highlighted operation."""
        act = self.here()
        if act is not None:
            about = f" {quoted(act.quote)}" if act.quote else ""
            news = f"Undid {act.title}{about} of {_moment(act.at)}."
            done = await self.do(news, undo_operation, act.batch)
            if done is not None and done.result.remark:
                self.tell(f"{news} {done.result.remark}")


def _known(entry: HistoryEntry) -> str:
    return f"{entry.batch} {entry.at} {entry.analyst} {entry.title} {entry.quote}".casefold()


def _cells(entry: HistoryEntry) -> tuple[Content, ...]:
    look = "dim strike" if entry.undone else ""
    return (
        Content.styled(str(entry.batch), "dim"),
        Content.styled(_moment(entry.at), "dim"),
        Content(visible(entry.analyst)),
        Content.styled(entry.title, look or "bold"),
        Content.styled(visible(entry.quote), look),
        Content.styled(f"{entry.changes:,}", "dim"),
    )


def _lines(one: ChangeView) -> list[Content]:
    many = f" × {one.rows:,}" if one.rows > 1 else ""
    lines = [Content.assemble((one.kind, "dim"), " ", (visible(one.name), "bold"), many)]
    for field in one.fields:
        change = f"{visible(field.old) or '–'} → {visible(field.new) or '–'}"
        lines.append(Content.assemble("  ", (f"{field.name}: ", "dim"), change))
    return lines


def _moment(instant: str) -> str:
    return f"{instant[:10]} {instant[11:16]}"
