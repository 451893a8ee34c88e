"""The reader: the article at the left, the editor of the annotation under the cursor at the right."""

from glossator.ui.screens.reader.screen import ReaderScreen

__all__ = ["ReaderScreen"]
