"""Importing files, folders, archives and web pages, as plain articles or with annotations of other programs.

May import `formats`, `ner` and `store`; `ui` and `cli` import it.
"""
