"""The article pane, in layers: `glyphs` (what a cluster looks like), `layout` (lines and cells), `annotation_index`,
`palette` and `paint` (styles and marks), `motions`, and the widget (`view`, `cursor` and `pane`).
"""
