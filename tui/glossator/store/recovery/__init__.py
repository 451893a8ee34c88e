"""Backups, checks, salvage of damaged files, and repair of the search index.

Only commands and `Workspace` import this package.
"""
