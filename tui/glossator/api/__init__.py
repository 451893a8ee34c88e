"""The public API: what `import glossator` offers to scripts and notebooks.

`glossator/__init__.py` names what is public. May import `services` and what is below; only the package imports it.
"""
