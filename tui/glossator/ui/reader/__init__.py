"""The reader: the article on the left, the editor of the annotation under the cursor on the right.

`screen.ReaderScreen` lays out and shows; what commands do is in `ui.commands`, which it runs with itself as their
context. Its parts: `operation_runner` (operations), `article_search` (find), `analysis` (suggestions), and
`reading_record` (positions and reading states).
"""
