"""Articles with their annotations in the formats of annotation tools, written and read, a module a format.

`import_builder` makes articles of what a file says, `metadata` is what we store in formats that have no place for it.
Listed in `formats.registry`.
"""
