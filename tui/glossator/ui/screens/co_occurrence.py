"""The page of codes that occur together: a matrix of labels or tags, whose cells lead to the passages of a pair."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from rich.cells import cell_len, set_cell_size
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from glossator.domain.code import CodeKind
from glossator.domain.mention import ChosenMention
from glossator.domain.query import Query, Together, Unit
from glossator.services.atomic_output import ExportRefused
from glossator.services.passages import write_matrix
from glossator.store.queries.code_matrix import CodeMatrix, MatrixCode, code_matrix
from glossator.store.workspace import Workspace
from glossator.text.folding import fold
from glossator.text.pluralize import counted
from glossator.ui.screens.list_items import ListItems
from glossator.ui.screens.operation_protocol import Perform
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.passages import PassagesPage
from glossator.ui.screens.prompt import Prompt
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow, RowList

_AXES: Final = (
    (CodeKind.TAG, CodeKind.TAG),
    (CodeKind.LABEL, CodeKind.LABEL),
    (CodeKind.LABEL, CodeKind.TAG),
)
_NAME: Final = ListColumn("", 26)
# Cells of a number or of the name over it, and the gap before it.
_WIDE: Final = 8
# Codes that the details name for a row.
_MOST_OTHERS: Final = 10
_IN: Final = {
    Unit.PASSAGE: "in the same or overlapping passages",
    Unit.PARAGRAPH: "in the same paragraph",
    Unit.ARTICLE: "in the same article",
}


class CoOccurrencePage(WorkspaceListScreen[MatrixCode, ChosenMention]):
    """Shows how often codes occur together; returns the passage that was chosen on the page of a pair."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (_NAME, ListColumn(""))
    NOTHING: ClassVar[str] = (
        "No codes to compare. In the article, press t to tag an annotation or r to label it. Here, C changes what is "
        "compared: tags with tags, labels with labels, or labels with tags."
    )
    FITS: ClassVar[bool] = False
    OBJECT: ClassVar[str] = "code"
    BINDINGS: ClassVar[list[BindingType]] = [
        *page_bindings("export", compare="Tags or labels", scope="Within"),
        Binding("right", "across(1)", "Right", show=False),
        Binding("left", "across(-1)", "Left", show=False),
    ]

    def __init__(self, workspace: Workspace, perform: Perform) -> None:
        """Compare the codes of `workspace`; `perform` runs operations."""
        super().__init__(workspace, perform, "Code matrix", "/ to filter the rows")
        self._axes = _AXES[0]
        self._unit = Unit.PASSAGE
        self._matrix = CodeMatrix((), (), {})
        # What the matrix was asked for, and the version of the workspace then.
        self._asked: tuple[object, ...] = ()
        # The highlighted column, and the first one that is shown.
        self._column = 0
        self._first = 0

    def listed(self, typed: str) -> ListItems[MatrixCode]:
        """Return the rows that match what was typed."""
        asked = (self._axes, self._unit, self.version)
        if asked != self._asked:
            self._matrix = self.workspace.ask(code_matrix, *self._axes, self._unit)
            self._asked = asked
        words = fold(typed).split()
        shown = [code for code in self._matrix.rows if all(word in fold(code.name) for word in words)]
        rows, columns = self._axes
        said = f"{rows.value}s with {columns.value}s {_IN[self._unit]}"
        said += "; a tag includes the tags below it" if CodeKind.TAG in self._axes else ""
        return ListItems([(ListRow(_key(code), partial(self._cells, code)), code) for code in shown], said)

    def before_show(self) -> None:
        """Keep the highlighted column within the matrix, and show the names of the columns."""
        self._column = max(0, min(self._column, len(self._matrix.columns) - 1))
        self._show_columns()
        # At first the rows have no width yet.
        self.call_after_refresh(self._show_if_there)

    def on_resize(self) -> None:
        """Show as many columns as fit."""
        # When the rows have their width.
        self.call_after_refresh(self._show_if_there)

    def _show_if_there(self) -> None:
        if self.query(RowList):
            self._show_columns()

    def name_of(self, thing: MatrixCode) -> str:
        """Return the name of a code."""
        return thing.name

    @property
    def _other(self) -> MatrixCode | None:
        """The code of the highlighted column."""
        return self._matrix.columns[self._column] if self._column < len(self._matrix.columns) else None

    def about(self, thing: MatrixCode) -> Content:
        """Return what the highlighted cell counts, and with which codes that of the row occurs most."""
        counts, other = self._matrix.counts, self._other
        lines = []
        if other is not None:
            number = counts.get((thing.id, other.id), 0)
            names = _code(thing) if thing == other else f"{_code(thing)} with {_code(other)}"
            lines += [Content.styled(visible(names), "bold"), Content(self._counted(number, alone=thing == other))]
            lines += [Content.styled("Press Enter to list the passages.", "dim")] if number else []
        others = sorted(
            (code for code in self._matrix.columns if code != thing and (thing.id, code.id) in counts),
            key=lambda code: -counts[thing.id, code.id],
        )
        if others:
            lines += [Content(""), Content.styled(visible(f"{_code(thing)} occurs most with"), "dim")]
            lines += [
                Content(f"{counts[thing.id, code.id]:>7,}  {visible(_code(code))}") for code in others[:_MOST_OTHERS]
            ]
        return Content("\n").join(lines)

    def _counted(self, number: int, *, alone: bool) -> str:
        """Return what a cell counts; with itself `alone`, a code has passages instead of pairs of them."""
        if self._unit is Unit.PASSAGE and not alone:
            return f"{counted(number, 'pair')} of passages that are the same or overlap"
        return counted(number, self._unit.value)

    def choose(self, thing: MatrixCode) -> None:
        """List the passages of the highlighted pair of codes."""
        other = self._other
        if other is None:
            return
        alone = thing == other
        scope: Query = thing.field if alone else Together(thing.field, other.field, self._unit)
        name = _code(thing) if alone else f"{_code(thing)} with {_code(other)} {_IN[self._unit]}"

        self.open_over(PassagesPage(self.workspace, self.perform, scope, name))

    # Columns

    @property
    def _fitting(self) -> int:
        """The number of columns that fit."""
        return max(1, (self.rows.scrollable_content_region.width - _NAME.width - 4) // (_WIDE + 1))

    def _show_columns(self) -> None:
        """Show the columns around the highlighted one, under their names."""
        self._first = max(min(self._first, self._column), self._column - self._fitting + 1)
        names = [_fitted(visible(code.name.rpartition("/")[2])) for code in self._shown]
        self.rows.set_columns((_NAME, ListColumn(" ".join(names))))

    @property
    def _shown(self) -> Sequence[MatrixCode]:
        return self._matrix.columns[self._first : self._first + self._fitting]

    def _cells(self, code: MatrixCode) -> tuple[Content, ...]:
        here = self.rows.highlighted is not None and self.rows.highlighted.key == _key(code)
        parts = []
        for other in self._shown:
            number = self._matrix.counts.get((code.id, other.id), 0)
            text = f"{number:,}" if number else "·"
            is_cell = here and other is self._other
            look = "bold reverse" if is_cell else "dim" if code == other or not number else ""
            parts += [Content(" " * max(0, _WIDE - len(text))), Content.styled(text, look), Content(" ")]
        return Content(visible(code.name)), Content.assemble(*parts)

    def action_across(self, by: int) -> None:
        """Go to the next or previous column."""
        if self._matrix.columns:
            self._column = (self._column + by) % len(self._matrix.columns)
            self._show_columns()
            if (code := self.highlighted) is not None:
                self.query_one("#about Static", Static).update(self.about(code))

    def action_compare(self) -> None:
        """Compare tags with tags, labels with labels, or labels with tags."""
        self._axes = _AXES[(_AXES.index(self._axes) + 1) % len(_AXES)]
        self.relist()

    def action_scope(self) -> None:
        """Count what is in the same passage, paragraph or article."""
        units = list(Unit)
        self._unit = units[(units.index(self._unit) + 1) % len(units)]
        self.relist()

    def action_export(self) -> None:
        """Export the whole matrix to a CSV file."""
        if not self._matrix.rows:
            self.tell("Nothing to export: the matrix is empty.")
            return

        def answer(name: str | None) -> None:
            if name is not None:
                path = Path(name).expanduser()
                try:
                    write_matrix(self._matrix, path)
                except ExportRefused as error:
                    self.tell(str(error))
                else:
                    self.tell(f"Exported {counted(len(self._matrix.rows), 'row')} to {path}.")

        self.app.push_screen(Prompt("Export the matrix to a CSV file", "co-occurrence.csv"), answer)


def _key(code: MatrixCode) -> str:
    return f"{code.kind.value}:{code.id}"


def _code(code: MatrixCode) -> str:
    return f"#{code.name}" if code.kind is CodeKind.TAG else code.name


def _fitted(name: str) -> str:
    """Return the name of a column at the right of its cells, cut where it is too long."""
    if (width := cell_len(name)) <= _WIDE:
        return " " * (_WIDE - width) + name
    return f"{set_cell_size(name, _WIDE - 1)}…"
