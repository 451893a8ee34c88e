"""A workspace that is made only when there is something to put into it."""

from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from glossator.store.operation import Operation
from glossator.store.workspace import Author, Workspace

if TYPE_CHECKING:
    from glossator.store.history.imports import Import

P = ParamSpec("P")
T = TypeVar("T")


class LazyWorkspace:
    """Opens the workspace at a path when it is first asked for, and closes it at the end of the `with` block.

    All that is stored through `bring_in` of one opening is one import, which one undo takes back.
    """

    def __init__(self, path: Path, author: Author, workspace: Workspace | None = None, source: str = "") -> None:
        """Open the workspace when it is asked for.

        Args:
            path: the file.
            author: who writes.
            workspace: what is there, where it is open already.
            source: what is imported, as the history names it.
        """
        self._path = path
        self._author = author
        self._workspace = workspace
        self._source = source
        self._import: Import | None = None

    def bring_in(self, act: Operation[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Hand in an act as a part of the one import, and return where its result will be.

        Raises:
            StoreError: when the workspace cannot be opened or made.
        """
        from glossator.store.history.imports import Import

        workspace = self.made()
        self._import = self._import or Import(self._source)
        return workspace.perform(self._import.part(act), *args, **kwargs)

    def existing(self) -> Workspace | None:
        """Return the workspace, or None while there is no file.

        Raises:
            StoreError: when there is one that cannot be opened.
        """
        return self.made() if self._workspace or self._path.exists() else None

    def made(self) -> Workspace:
        """Return the workspace; the file is made when there is none.

        Raises:
            StoreError: when it cannot be opened or made.
        """
        if self._workspace is None:
            self._workspace = Workspace(self._path, self._author, create=True)
        return self._workspace

    def __enter__(self) -> "LazyWorkspace":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._workspace is not None:
            self._workspace.close()
