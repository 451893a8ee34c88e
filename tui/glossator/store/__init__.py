"""The workspace: one SQLite file. Only this package uses SQL; `workspace.Workspace` is its interface.

Reading uses sqlite3, because the first frame must not wait for the import of sqlite-utils; migrations and all writing
use sqlite-utils, on one thread.
"""
