"""The history: every act with what it changed, row by row. It is the undo, the redo and the audit trail."""

from glossator.store.history.recorder import Recorder
from glossator.store.history.undo import Undone, import_to_undo, redo, undo, undo_act

__all__ = ["Recorder", "Undone", "import_to_undo", "redo", "undo", "undo_act"]
