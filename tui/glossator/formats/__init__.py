"""Reading and writing other tools' files, one small module a format. Bytes in, the model's words out, and the reverse.

To add a format that articles are read from: write a module with `read(data)` that returns a `Content`, or yields each
`Content` or `Problem`, name it in `SourceFormat`, and enter it with its suffixes in `SOURCES` of `sources`; folder
imports and detection follow from that entry. Texts whose encoding has to be found out are in `READERS` of `reading`.
Formats that annotations come in or leave by are entered in `exports`. What cannot be read raises `Unreadable`. Nothing
here opens a file by itself, and libraries that take long to import are imported inside the functions that need them.
"""
