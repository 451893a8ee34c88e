"""The reader: the article on the left, the editor of the annotation under the cursor on the right."""

from glossator.ui.screens.reader.screen import ReaderScreen

__all__ = ["ReaderScreen"]
