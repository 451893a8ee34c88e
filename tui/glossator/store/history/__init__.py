"""The history: each operation and the rows that it changed, for undo, redo and audit.

Operations import `Recorder` from here; `queries` must not import this package.
"""

from glossator.store.history.recorder import Recorder
from glossator.store.history.undo import UndoResult, import_to_undo, redo, undo, undo_operation

__all__ = ["Recorder", "UndoResult", "import_to_undo", "redo", "undo", "undo_operation"]
