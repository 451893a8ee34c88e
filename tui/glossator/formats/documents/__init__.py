"""Readers of articles: texts, web pages, PDF, Word, e-books, e-mails and feeds.

`text_formats` reads texts, and makes articles of what was read in any format. Listed in `formats.registry`; those of
Markdown and web pages are in `formats.reports`, because they are also written.
"""
