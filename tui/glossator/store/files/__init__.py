"""A workspace as a file: copies, names and links, and the disk that it is on.

Imports nothing else of the store; connections and recovery build on it.
"""
