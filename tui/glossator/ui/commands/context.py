"""What the commands of the reader work with: the open article, its panes, and how operations are run and reported."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeAlias, TypeVar

from glossator.domain.annotation import Annotation

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen, ScreenResultCallbackType

    from glossator.domain.library import LibraryEntry
    from glossator.domain.mention import ChosenMention
    from glossator.state.read_status import ReadStatus
    from glossator.state.settings import Settings
    from glossator.store.history.operation import Operation
    from glossator.text.span import Span
    from glossator.ui.screens.library import LibraryCache
    from glossator.ui.screens.operation_protocol import Done
    from glossator.ui.session import Session
    from glossator.ui.widgets.article.pane import ArticlePane
    from glossator.ui.widgets.editor import Editor, EditTarget

P = ParamSpec("P")
T = TypeVar("T")

OnAnnotation: TypeAlias = Callable[[Annotation], Awaitable[object]]
"""An operation on an annotation, which `repeat` runs on another one."""
OnSelection: TypeAlias = Callable[[], Awaitable[object]]
"""An operation on the selection, or on a word without an annotation."""


@dataclass
class LastOperation:
    """The operation that `repeat` repeats, and the decision that `propagate` refers to.

    Attributes:
        on_annotation: what was done to an annotation; None if nothing was done yet.
        on_selection: what that means for a selection or an unmarked word; None if nothing.
        decided: the id of the annotation that was decided last, while the cursor has not moved since.
    """

    on_annotation: OnAnnotation | None = None
    on_selection: OnSelection | None = None
    decided: int | None = None

    def remember(self, on_annotation: OnAnnotation, on_selection: OnSelection | None = None) -> None:
        """Make `repeat` run `on_annotation`, or `on_selection` on a selection or an unmarked word."""
        self.on_annotation, self.on_selection = on_annotation, on_selection


class ReaderContext(Protocol):
    """The reader, as commands see it.

    Attributes:
        session: the open article and its annotations.
        settings: the settings of the user.
        model: the name of the recogniser for all articles; empty for a choice by language.
        last: what `repeat` and `propagate` refer to.
        passages: the passage that was chosen last on a page, and its list; None after a search in the article.
        inconsistency: the number of the row that was opened last on the page of inconsistencies.
    """

    session: "Session"
    settings: "Settings"
    model: str
    last: LastOperation
    passages: "ChosenMention | None"
    inconsistency: int

    @property
    def app(self) -> "App[Any]":
        """The program, for what needs its terminal."""
        ...

    @property
    def pane(self) -> "ArticlePane":
        """The article with cursor and selection."""
        ...

    @property
    def editor(self) -> "Editor":
        """The editor of tags and notes."""
        ...

    @property
    def read_status(self) -> "ReadStatus":
        """The reading states of the articles."""
        ...

    @property
    def library_cache(self) -> "LibraryCache":
        """What the library read last."""
        ...

    @property
    def in_list(self) -> bool:
        """Whether the list of annotations has the focus, so that operations act on its highlighted row."""
        ...

    @property
    def subject(self) -> Annotation | None:
        """The annotation that operations act on: the one highlighted in a focused list, else the current one."""
        ...

    @property
    def selected_words(self) -> "Span | None":
        """The selection by words, without punctuation at its ends; None for any other selection."""
        ...

    @property
    def analysis_runs(self) -> bool:
        """Whether more suggestions may come in the open article."""
        ...

    # Operations

    def here(self) -> Annotation | None:
        """Return `subject`, with the cursor on it; show a message if there is none."""
        ...

    async def perform(self, operation: "Operation[P, T]", /, *args: P.args, **kwargs: P.kwargs) -> "Done[T] | None":
        """Run an operation, show the changes, and report errors.

        Return None if it failed, or is still waiting for another program; keys do not wait for that.
        """
        ...

    async def perform_and(
        self, follow: Callable[[T], object], operation: "Operation[P, T]", /, *args: P.args, **kwargs: P.kwargs
    ) -> "Done[T] | None":
        """Run an operation like `perform`, then `follow` with its result, in one frame.

        `follow` is not called if keys no longer wait for the operation, because the cursor may have moved since.
        """
        ...

    async def save_note(self, target: "EditTarget", text: str) -> None:
        """Save a note, unless it is being saved; keys wait for that for a limited time."""
        ...

    def show_changes(self, *, asked: bool = True) -> None:
        """Show changes of the article and the state of saving; `asked` is whether the user caused them."""
        ...

    # Messages and pages

    def say(self, sentence: str, *, also: bool = False) -> None:
        """Show a message in the status line for a few seconds; with `also`, before the message that is shown."""
        ...

    def inform(self, sentence: str) -> None:
        """Show a notification that is not an error."""
        ...

    def warn(self, sentence: str) -> None:
        """Show an error as a notification."""
        ...

    def push(self, screen: "Screen[T]", then: "ScreenResultCallbackType[T] | None" = None) -> None:
        """Open a page or dialog, and call `then` with its result."""
        ...

    def say_nothing_highlighted(self) -> None:
        """Show why an operation on the list of annotations does nothing."""
        ...

    # Navigation

    def open_article(self, uid: str | None) -> None:
        """Open another article at its last position; do nothing if `uid` is None."""
        ...

    def go_to(self, uid: str, offset: int | None, annotation: int | None = None) -> None:
        """Open an article if necessary, and go to an offset in it, and to the annotation with this id if it exists."""
        ...

    def open_next(
        self, following: "Callable[[Sequence[LibraryEntry], str], LibraryEntry | None]", nothing: str
    ) -> None:
        """Open the article that `following` finds after the open one; show `nothing` if there is none."""
        ...

    def analyse(self) -> None:
        """Analyse the open article with the recogniser for its language, unless that has analysed it."""
        ...

    def keep_position(self) -> None:
        """Store the position of the cursor and the reading state."""
        ...

    def back_to_article(self) -> None:
        """Focus the article, and show the annotation under the cursor."""
        ...

    def show_editor(self, *, whole_article: bool) -> None:
        """Show the annotation under the cursor, or the article, in the editor."""
        ...

    async def toggle_list(self) -> None:
        """List the annotations of the article, or show the editor again."""
        ...

    async def open_find_bar(self) -> None:
        """Open the find bar."""
        ...

    def go_to_hit(self, *, forward: bool) -> None:
        """Go to the next or previous hit of the search in the article."""
        ...

    def show_keys(self) -> None:
        """Show the keys of all commands."""
        ...

    async def quit(self) -> None:
        """Save what was typed, and exit."""
        ...
