"""The vocabulary: frozen dataclasses and pure functions.

Nothing here reads a file, draws a screen, or knows a database or a language model. Offsets are Unicode code points
of an article's stored text, `end` exclusive.
"""
