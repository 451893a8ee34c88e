"""Comparing texts: occurrences of a quote, re-anchoring in a new version, entity groups, near-duplicates.

Pure functions over texts and names, without the store. May import `domain`, `text` and `runtime`; `store`, `services`
and `ui` import it.
"""
