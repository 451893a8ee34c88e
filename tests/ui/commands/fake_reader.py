"""A reader without a screen, for the tests of commands."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, cast

from glossator.domain.annotation import Annotation
from glossator.store.errors import StoreError
from glossator.store.workspace import Workspace
from glossator.text.span import Span
from glossator.ui.commands.context import LastOperation, ReaderContext
from glossator.ui.screens.operation_protocol import Done
from glossator.ui.session import Session
from glossator.ui.widgets.article.motions import Step


@dataclass
class FakePane:
    """The article pane: where the cursor is, and where it was sent."""

    session: Session
    current: Annotation | None = None
    selection: Span | None = None
    count: int = 1
    moves: list[str] = field(default_factory=list)

    offset_in_text = 0
    in_view = (0, 10_000)
    first_in_view = 0
    stack = (0, 0)
    selected_from = None
    paragraph_starts = (0,)

    @property
    def marked_span(self) -> Span | None:
        return self.selection

    def take_count(self) -> int:
        count, self.count = self.count, 1
        return count

    def go_to(self, annotation: Annotation) -> None:
        self.current = annotation

    def go_to_neighbour(self, *, forward: bool, undecided: bool = False, doubtful: bool = False) -> Step:
        offset = self.current.span.start if self.current and self.current.span else 0
        found = self.session.neighbour(offset, self.current, forward=forward, undecided=undecided, doubtful=doubtful)
        self.current = found
        return Step.NONE if found is None else Step.ON

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: self.moves.append(name)


@dataclass
class FakeReader:
    """The reader: it runs operations on a workspace, and records messages, pages and places."""

    session: Session
    pane: FakePane
    last: LastOperation = field(default_factory=LastOperation)
    said: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    pages: list[object] = field(default_factory=list)
    answers: list[Callable[[Any], Awaitable[None]]] = field(default_factory=list)
    opened: list[str | None] = field(default_factory=list)
    analyses: int = 0

    in_list = False
    selected_words = None
    analysis_runs = False
    inconsistency = 0
    passages = None

    def here(self) -> Annotation | None:
        return self.pane.current

    @property
    def subject(self) -> Annotation | None:
        return self.pane.current

    async def perform(self, operation: Any, *args: Any, **kwargs: Any) -> Done[Any] | None:
        return await self.perform_and(lambda _: None, operation, *args, **kwargs)

    async def perform_and(
        self, follow: Callable[[Any], object], operation: Any, *args: Any, **kwargs: Any
    ) -> Done[Any] | None:
        try:
            result = await asyncio.wrap_future(self.session.workspace.perform(operation, *args, **kwargs))
            self.session.reload()
        except StoreError as error:
            self.warnings.append(str(error))
            return None
        follow(result)
        return Done(result)

    def say(self, sentence: str, *, also: bool = False) -> None:
        self.said.append(f"{sentence} {self.said.pop()}" if also and self.said else sentence)

    def warn(self, sentence: str) -> None:
        self.warnings.append(sentence)

    def push(self, screen: object, then: Any = None) -> None:
        self.pages.append(screen)
        self.answers.append(then)

    def go_to(self, uid: str, offset: int | None, annotation: int | None = None) -> None:
        self.opened.append(uid)

    def analyse(self) -> None:
        self.analyses += 1

    def open_article(self, uid: str | None) -> None:
        self.opened.append(uid)


def context(reader: FakeReader) -> ReaderContext:
    """Return the reader as commands take it; what a test does not need is not there."""
    return cast("ReaderContext", reader)


def fake_reader(workspace: Workspace, uid: str) -> FakeReader:
    """Return a reader with an article of `workspace` open, and the cursor on no annotation."""
    session = Session(workspace, uid)
    return FakeReader(session, FakePane(session))
