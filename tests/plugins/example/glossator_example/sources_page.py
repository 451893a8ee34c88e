"""The page of sources."""

from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content

from glossator.store.workspace import Workspace
from glossator.ui.screens.list_items import ListItems
from glossator.ui.screens.list_screen import ListScreen
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListColumn, ListRow

from .sources import articles_by_source

Source = tuple[str, int]


class SourcesPage(ListScreen[Source, None]):
    """Lists the sources with the number of their articles."""

    COLUMNS: ClassVar[Sequence[ListColumn]] = (ListColumn("Source"), ListColumn("Articles", 8, right=True))
    OPENS: ClassVar[bool] = False

    def __init__(self, workspace: Workspace) -> None:
        """List the sources of `workspace`."""
        super().__init__("Sources")
        self._workspace = workspace

    def listed(self, typed: str) -> ListItems[Source]:
        """Return the sources that match what was typed."""
        found = [one for one in articles_by_source(self._workspace) if typed.casefold() in one[0].casefold()]
        return ListItems([(ListRow(name, (Content(visible(name)), Content(str(n)))), (name, n)) for name, n in found])

    def about(self, thing: Source) -> Content:
        """Return the source."""
        return Content(visible(thing[0]))
