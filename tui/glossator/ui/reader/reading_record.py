"""What the analyst has read: positions and reading states, recorded while the article is on the screen."""

from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING

from glossator.state.locations import state_folder
from glossator.state.reading_positions import ReadingPositions
from glossator.ui.session import Session
from glossator.ui.widgets.article.pane import ArticlePane

if TYPE_CHECKING:
    from glossator.state.read_status import ReadStatus


class ReadingRecord:
    """Records the positions and reading states of the articles of a session."""

    def __init__(self, session: Session, positions: ReadingPositions) -> None:
        """Record the articles of `session`, and their `positions`."""
        self._session = session
        self._positions = positions

    @cached_property
    def states(self) -> "ReadStatus":
        """The reading states of the articles."""
        from glossator.state.read_status import ReadStatus

        return ReadStatus(state_folder(), self._session.workspace.path, monotonic)

    @property
    def position(self) -> int:
        """The last position in the open article, in code points."""
        return self._positions.offset(self._session.article.uid)

    def record_opening(self) -> None:
        """Record that the article was opened."""
        self.states.record_opening(self._session.article.uid)

    def record_view(self, pane: ArticlePane) -> None:
        """Record what is in view."""
        article = self._session.article
        if article.uid:
            end_in_view = pane.in_view[1] >= len(article.text.rstrip())
            self.states.record_view(article.uid, len(article.text), end_in_view=end_in_view)

    def record_position(self, pane: ArticlePane) -> None:
        """Store the position of the cursor and the reading state."""
        if self._session.article.uid:
            self._positions.save(self._session.article.uid, pane.offset_in_text)
        self.record_view(pane)
