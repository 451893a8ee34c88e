"""The page of agreement between analysts: measures, pairs, and the labels and articles that pull it down."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import ClassVar, Final

from textual.content import Content

from glossator.agreement.measure import Figure
from glossator.domain.mention import ChosenMention
from glossator.domain.query import DISPUTED
from glossator.services.agreement import (
    Agreement,
    AnalystComparison,
    ArticleAgreement,
    LabelAgreement,
    Spans,
    agreement,
)
from glossator.store.queries.agreement import judged_articles
from glossator.store.queries.verdicts import deciding_analysts
from glossator.store.workspace import Workspace
from glossator.text.folding import fold
from glossator.text.pluralize import counted
from glossator.ui.screens.list_items import ListItems
from glossator.ui.screens.operation_protocol import Perform
from glossator.ui.screens.search import SearchPage
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow

# What a pair is listed by; all its figures are in the details.
_OF_PAIRS: Final = ("F1 exact", Spans.ALL)
_NO_LABEL: Final = "(no label)"
# Confused labels in the details of a label.
_MOST_CONFUSED: Final = 12
# Cells of a column in the matrix of pairs.
_WIDE: Final = 10
_ORDERS: Final = {
    "Pairs of analysts": "exact spans of both",
    "Labels": "exact spans, most unmatched first",
    "Articles": "exact spans, most disagreements first",
}
_DISPUTES: Final = f"is:{DISPUTED}"


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """A row of the page.

    Attributes:
        section: the heading above it.
        name: what it is of.
        unit: what the figure is of, or why it is listed.
        figure: the figure that is shown.
        details: returns the lines that explain it.
        query: finds the disputes behind it.
    """

    section: str
    name: str
    unit: str
    figure: Figure
    details: Callable[[], list[Content]]
    query: str


class AgreementPage(WorkspaceListScreen[AgreementRow, ChosenMention]):
    """Shows how far analysts agree; returns the disputed passage that was chosen from there."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("Measure, label or article"),
        ListColumn("Unit", 22),
        ListColumn("Items", 7, right=True, spare=1),
        ListColumn("Value", 17, right=True),
        ListColumn("95 %", 11, right=True, spare=2),
    )
    FITS: ClassVar[bool] = False
    OBJECT: ClassVar[str] = "row"
    NOTHING: ClassVar[str] = (
        "Fewer than two analysts have decided on annotations here. Merge the workspace of a colleague with "
        "“glossator merge”, then compare."
    )

    def __init__(self, workspace: Workspace, perform: Perform) -> None:
        """Compare the analysts of `workspace`; `perform` runs operations."""
        super().__init__(workspace, perform, "Agreement")
        self._found: Agreement | None = None
        # The version of the workspace that was compared.
        self._compared: object = None

    def listed(self, typed: str) -> ListItems[AgreementRow]:
        """Return the rows whose names match what was typed."""
        if self._compared != self.version:
            analysts = self.workspace.ask(deciding_analysts)
            self._found = None
            if len(analysts) > 1:
                articles = self.workspace.ask(lambda connection: list(judged_articles(connection)))
                self._found = agreement(articles, analysts, idle=False)
            self._compared = self.version
        if self._found is None:
            return ListItems()
        words = fold(typed).split()
        rows = [row for row in _rows(self._found) if all(word in fold(f"{row.name} {row.unit}") for word in words)]
        return ListItems(list(_with_headings(rows)), _summary(self._found))

    def name_of(self, thing: AgreementRow) -> str:
        """Return the name of a row."""
        return thing.name

    def about(self, thing: AgreementRow) -> Content:
        """Return what the figure is of, and what explains it."""
        figure = thing.figure
        lines = [
            Content.styled(visible(thing.name), "bold"),
            Content(f"{figure.measure}, of {figure.items:,} {figure.unit}"),
            Content(_value(figure)),
        ]
        if figure.interval is not None:
            interval = figure.interval
            lines.append(
                Content.styled(
                    f"95 %: {interval.low:.3f} to {interval.high:.3f}, by {interval.method} over "
                    f"{counted(interval.articles, 'article')}",
                    "dim",
                )
            )
        more = thing.details()
        return Content("\n").join([*lines, *([Content("")] if more else []), *more])

    def choose(self, thing: AgreementRow) -> None:
        """List the disputes behind a row."""
        self.open_over(SearchPage(self.workspace, self.perform, thing.query))


def _summary(found: Agreement) -> str:
    """Return who was compared, and in which articles."""
    together = found.together
    said = f"{', '.join(together.analysts)}: {together.articles:,} of {counted(found.decided, 'article')} done by all"
    if not together.articles:
        said += ". An article is done when an analyst has decided on all that is suggested in it"
    others = [name for name in found.done if name not in together.analysts]
    return f"{said}; not compared: {', '.join(others)}" if others else said


def _rows(found: Agreement) -> Iterator[AgreementRow]:
    """Yield the rows of all sections."""
    together, pairs = found.together, found.pairs
    for figure in together.figures:
        yield AgreementRow("Measures", figure.measure, figure.unit, figure, partial(_matrix, pairs, figure), _DISPUTES)
    for pair in pairs if len(pairs) > 1 else ():
        name, figure = ", ".join(pair.analysts), pair.figure(*_OF_PAIRS)
        yield AgreementRow("Pairs of analysts", name, figure.unit, figure, partial(_figures, pair), _DISPUTES)
    for label in together.labels:
        name, unit = label.label or _NO_LABEL, f"{label.unmatched:,} unmatched"
        query = f"{_DISPUTES} label:{_quoted(label.label)}" if label.label else _DISPUTES
        yield AgreementRow("Labels", name, unit, label.exact, partial(_label, together, label), query)
    for article in together.worst:
        unit, query = counted(article.disagreements, "disagreement"), f"{_DISPUTES} {_quoted(article.title)}"
        yield AgreementRow("Articles", article.title, unit, article.spans, partial(_article, article), query)


def _quoted(text: str) -> str:
    """Return a text as a phrase of a query."""
    return f'"{text.replace(chr(34), " ")}"'


def _with_headings(rows: Sequence[AgreementRow]) -> Iterator[tuple[ListRow, AgreementRow]]:
    """Yield the rows, with a heading above those of each section."""
    for section, group in groupby(rows, key=lambda row: row.section):
        for number, row in enumerate(group):
            if number == 0:
                yield (
                    ListRow(
                        section, (Content(section), Content(_ORDERS.get(section, ""))), tickable=False, heading=True
                    ),
                    row,
                )
            interval = row.figure.interval
            cells = (
                Content(visible(row.name)),
                Content.styled(visible(row.unit), "dim"),
                Content(f"{row.figure.items:,}"),
                Content(_value(row.figure)),
                Content.styled("" if interval is None else f"{interval.low:.3f}–{interval.high:.3f}", "dim"),
            )
            yield ListRow(f"{section} {number}", cells, tickable=False), row


def _value(figure: Figure) -> str:
    return figure.reason if figure.value is None else f"{figure.value:.3f}"


def _matrix(pairs: Sequence[AnalystComparison], figure: Figure) -> list[Content]:
    """Return a measure of each two analysts, one line an analyst; nothing for one pair."""
    if len(pairs) < 2:
        return []
    names = list(dict.fromkeys(name for pair in pairs for name in pair.analysts))
    values = {pair.analysts: _of_pair(pair, figure) for pair in pairs}
    lines = [Content.styled("Pairs of analysts", "dim")]
    lines.append(Content(" " * _WIDE + "".join(f"{_cut(name):>{_WIDE}}" for name in names[1:])))
    for row, name in enumerate(names[:-1]):
        cells = [values.get((name, other), "") if column >= row else "" for column, other in enumerate(names[1:])]
        lines.append(Content(f"{_cut(name):<{_WIDE}}" + "".join(f"{cell:>{_WIDE}}" for cell in cells)))
    return lines


def _of_pair(pair: AnalystComparison, figure: Figure) -> str:
    """Return a measure of one pair; a dash where it has none."""
    found = [one for one in pair.figures if (one.measure, one.unit) == (figure.measure, figure.unit)]
    return f"{found[0].value:.3f}" if found and found[0].value is not None else "–"


def _cut(name: str) -> str:
    shown = visible(name)
    return shown if len(shown) < _WIDE else f"{shown[: _WIDE - 2]}…"


def _figures(pair: AnalystComparison) -> list[Content]:
    """Return all figures of a pair."""
    lines = [Content.styled(f"{counted(pair.articles, 'article')} done by both", "dim")]
    return [*lines, *(Content(f"{_value(one):>18}  {one.measure}, {one.unit}") for one in pair.figures)]


def _label(found: AnalystComparison, label: LabelAgreement) -> list[Content]:
    """Return what a label meets at the same boundaries."""
    lines = [
        Content(f"{_value(label.overlapping)}  F1 overlapping"),
        Content(f"{label.unmatched:,} of {counted(label.spans, 'span')} without an equal of the other analyst"),
    ]
    met = [
        (one.times, one.other if one.label == label.label else one.label)
        for one in found.confusion
        if label.label in (one.label, one.other)
    ]
    if met:
        lines += [Content(""), Content.styled("At the same boundaries, the other analyst has", "dim")]
        lines += [
            Content(f"{times:>7,}  {'no span' if other is None else visible(other) or _NO_LABEL}")
            for times, other in met[:_MOST_CONFUSED]
        ]
    return lines


def _article(article: ArticleAgreement) -> list[Content]:
    """Return how much of an article is disputed."""
    return [
        Content(f"{article.disagreements:,} of {counted(article.annotations, 'annotation')} decided differently"),
        Content(f"{_value(article.suggestions)}  {article.suggestions.measure}, {article.suggestions.unit}"),
    ]
