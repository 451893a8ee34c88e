"""A workspace that is created only when something is stored in it."""

from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from glossator.store.workspace import Author, Workspace

if TYPE_CHECKING:
    from glossator.store.history.imports import Import
    from glossator.store.history.operation import Operation

P = ParamSpec("P")
T = TypeVar("T")


class LazyWorkspace:
    """Opens the workspace at a path when it is first needed, and closes it at the end of the `with` block.

    All operations of `add_to_import` are one import, which one undo undoes.
    """

    def __init__(self, path: Path, author: Author, workspace: Workspace | None = None, source: str = "") -> None:
        """Prepare to open the workspace.

        Args:
            path: the file.
            author: who writes.
            workspace: the workspace, where it is open already.
            source: the name of what is imported, for the history.
        """
        self._path = path
        self._author = author
        self._workspace = workspace
        self._source = source
        self._import: Import | None = None

    def add_to_import(self, operation: "Operation[P, T]", /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Submit an operation as a part of the import, and return the future of its result.

        Raises:
            StoreError: when the workspace cannot be opened or created.
        """
        from glossator.store.history.imports import Import

        workspace = self.get()
        self._import = self._import or Import(self._source)
        return workspace.perform(self._import.part(operation), *args, **kwargs)

    def existing(self) -> Workspace | None:
        """Return the workspace, or None where the file does not exist.

        Raises:
            StoreError: when it cannot be opened.
        """
        return self.get() if self._workspace or self._path.exists() else None

    def get(self) -> Workspace:
        """Return the workspace, and create the file where it does not exist.

        Raises:
            StoreError: when it cannot be opened or created.
        """
        if self._workspace is None:
            self._workspace = Workspace(self._path, self._author, create=True)
        return self._workspace

    def __enter__(self) -> "LazyWorkspace":
        return self

    def __exit__(self, *_: object) -> None:
        if self._workspace is not None:
            self._workspace.close()
