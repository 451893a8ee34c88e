"""The workspace: one SQLite file. Nothing else in the program speaks SQL.

Reading goes through the standard library's sqlite3, because a first screen cannot wait for sqlite-utils to be imported;
migrations and all writing go through sqlite-utils, on one thread.
"""
