"""What can go wrong with a workspace. Each message is one sentence for the analyst, with the way out."""


class StoreError(Exception):
    """Something about the workspace that the analyst has to know."""


class Missing(StoreError):
    """There is no such file, row or act."""


class NothingThere(Missing):
    """There is nothing left that could be done: no failure, and only told for information."""


class NotAWorkspace(StoreError):
    """The file is something else."""


class Damaged(NotAWorkspace):
    """The file was a workspace, as far as anybody can tell, and SQLite cannot read it."""


class SearchDamaged(StoreError):
    """The full-text index is damaged, or does not find what is in the texts."""


class Altered(Damaged):
    """The tables or views of the workspace are not those that the program made."""


class TooNew(StoreError):
    """A later version of the program made the file."""


class NoLocks(StoreError):
    """The file system does not let programs lock files, so that two of them could damage the workspace."""


class NoRoom(StoreError):
    """The disk is full, or failing."""


class ReadOnly(StoreError):
    """The file or its folder cannot be written to."""


class WorkspaceReplaced(StoreError):
    """The file that was opened is no longer the one at its path."""


class Locked(StoreError):
    """Another program holds the write lock, and the time that one is willing to wait is over."""


class Refused(StoreError):
    """An act that makes no sense on what is there now."""


class NoteChanged(Refused):
    """Somebody has written a note that was about to be written over.

    Attributes:
        note: what it is now.
        analyst: whose it is.
    """

    def __init__(self, note: str, analyst: str) -> None:
        super().__init__(f"{analyst} has changed the note since you saw it; both texts are kept when you save again.")
        self.note = note
        self.analyst = analyst


class Conflict(Refused):
    """What an undo or redo would change has been changed since."""
