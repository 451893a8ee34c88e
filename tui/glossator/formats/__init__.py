"""Readers and writers of file formats, one module a format: bytes in, domain objects out, and back.

Each module has a `Format` (`spec`), and `registry` lists them all; `detection` recognises the format of a file, and
`unsupported` the formats that cannot be imported. Nothing here opens the user's files, and libraries that are slow to
import are imported where they are used. Services, cli and ui may import this package.
"""
