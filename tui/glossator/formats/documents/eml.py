"""Single e-mails: as files of mail programs (.eml), of Apple Mail (.emlx), and of folders in which each is a file."""

import codecs
import re
from typing import Final

from glossator.formats.content import Content
from glossator.formats.documents.mime_message import read_message
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, Format, one_article

# Apple Mail puts the length before the e-mail, and a property list after it.
_LENGTH: Final = re.compile(rb"(\d{1,12})[ \t]*\r?\n")
_HEADER: Final = re.compile(r"([!-9;-~]{1,60}):[ \t]?(.*)")
# Headers that only programs write; with them, a file needs no suffix.
_TECHNICAL: Final = frozenset(("received", "return-path", "message-id", "mime-version", "delivered-to"))
_ADDRESSED: Final = frozenset(("from", "to", "subject", "date"))
_LOOKED_AT: Final = 60


def read(data: bytes) -> Content:
    """Return the article in an e-mail.

    Raises:
        Unreadable: when it is not an e-mail, is damaged, or has no text.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", "replace").encode()
    data = data.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")
    if length := _LENGTH.match(data):
        data = data[length.end() : length.end() + int(length[1])]
    return read_message(data)


def _sniff(head: FileHead) -> Evidence:
    """Recognise headers of an e-mail in the first lines, of which one is written by programs only."""
    found = set[str]()
    for line in head.text.lstrip("\r\n").split("\n", _LOOKED_AT)[:_LOOKED_AT]:
        if header := _HEADER.match(line):
            found.add(header[1].lower())
        elif not line.startswith((" ", "\t")):
            break
    return Evidence.SHAPE if found & _TECHNICAL and len(found & _ADDRESSED) > 1 else Evidence.NONE


FORMAT: Final = Format(
    name="email", title="e-mail", suffixes=(".eml", ".emlx"), sniff=_sniff, read_articles=one_article(read)
)
