"""Articles on their way into a workspace: new ones, newer versions, annotated ones, and edited tables of annotations.

Uses `operations`; only services import this package.
"""
