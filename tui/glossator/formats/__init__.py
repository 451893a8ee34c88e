"""Readers and writers of other programs' file formats, one module a format: bytes in, domain objects out, and back.

`source_registry` lists what articles are read from; add a module whose `read(data)` yields `Content` or `Problem`, and
an entry there. `export_registry` lists what results are written in. Nothing here opens the user's files, and libraries
that are slow to import are imported where they are used. Services, cli and ui may import this package.
"""
