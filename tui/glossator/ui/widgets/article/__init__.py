"""The article pane, in layers: glyphs (what a cluster looks like), layout (which line and cell it is in), places (the
annotations there), paint (styles and marks), motions (where keys lead), and the widget on top.
"""

from glossator.ui.widgets.article.pane import ArticlePane

__all__ = ["ArticlePane"]
