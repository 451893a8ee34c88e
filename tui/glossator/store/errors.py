"""Errors of the store. Each message is one sentence for the analyst that says what to do."""


class StoreError(Exception):
    """The base of all errors of the store."""


class Missing(StoreError):
    """The file, row or operation does not exist."""


class NothingToDo(Missing):
    """There is nothing to undo, redo or change; shown as information, not as a failure."""


class NotAWorkspace(StoreError):
    """The file is not a workspace."""


class Damaged(NotAWorkspace):
    """SQLite cannot read the file, which seems to be a workspace."""


class SearchDamaged(StoreError):
    """The full-text index is damaged or incomplete."""


class Altered(Damaged):
    """The tables or views of the workspace are not those of the program."""


class TooNew(StoreError):
    """A later version of the program made the file."""


class NoLocks(StoreError):
    """The file system does not support file locks, so two programs could damage the workspace."""


class DiskFull(StoreError):
    """The disk is full or failing."""


class ReadOnly(StoreError):
    """The file or its folder cannot be written to."""


class WorkspaceReplaced(StoreError):
    """The file at the path is not the one that was opened."""


class Locked(StoreError):
    """Another program held the lock for too long."""


class Refused(StoreError):
    """The operation does not fit the current state of the workspace."""


class NoteChanged(Refused):
    """Somebody else has changed the note that was to be replaced.

    Attributes:
        note: the current text.
        analyst: who wrote it.
    """

    def __init__(self, note: str, analyst: str) -> None:
        super().__init__(f"{analyst} has changed the note since you saw it. Save again to keep both texts.")
        self.note = note
        self.analyst = analyst


class Conflict(Refused):
    """A later operation prevents an undo or redo."""
