"""Readers of articles: texts, web pages, PDF, Word, e-books, e-mails and feeds.

`text_formats` lists those of texts; the others are listed by `formats.source_registry`, which imports this package.
"""
