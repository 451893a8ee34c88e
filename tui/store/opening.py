"""A workspace that is made only when there is something to put into it."""

from pathlib import Path
from types import TracebackType

from tui.store.workspace import Author, Workspace


class Opening:
    """Opens the workspace at a path when it is first asked for, and closes it at the end of the `with` block."""

    def __init__(self, path: Path, author: Author, workspace: Workspace | None = None) -> None:
        """Open `path` for `author` when asked; `workspace` is what is there, where it is open already."""
        self._path = path
        self._author = author
        self._workspace = workspace

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

    def __enter__(self) -> "Opening":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._workspace is not None:
            self._workspace.close()
