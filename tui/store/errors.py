"""What can go wrong with a workspace. Each message is one sentence for the analyst, with the way out."""


class StoreError(Exception):
    """Something about the workspace that the analyst has to know."""


class Missing(StoreError):
    """There is no such file, row or act."""


class NotAWorkspace(StoreError):
    """The file is something else, or damaged."""


class TooNew(StoreError):
    """A later version of the program made the file."""


class ReadOnly(StoreError):
    """The file or its folder cannot be written to."""


class Locked(StoreError):
    """Another program holds the write lock, and the time that one is willing to wait is over."""


class Refused(StoreError):
    """An act that makes no sense on what is there now."""


class Conflict(Refused):
    """What an undo or redo would change has been changed since."""
