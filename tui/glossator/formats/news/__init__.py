"""Deliveries of news databases: one file with many articles, each read from its text lines.

`lines` makes lines of any file (text, web page, Word), `delivery` has what the databases share, and each database is a
module with its `Format`.
"""
