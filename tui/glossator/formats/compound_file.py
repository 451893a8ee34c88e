"""Compound files (OLE), in which older office programs save documents and newer ones save what has a password."""

from typing import Final

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A file is made of pieces of a multiple of this length, and each entry of its directory has just that length.
_ENTRY: Final = 128
_LOCKED: Final = "The document is locked with a password. Open it in its program and save a copy without one."
_KINDS: Final = (
    ("WordDocument", "Old Word documents cannot be imported. Save it as .docx or .txt first."),
    ("Workbook", "Spreadsheets cannot be imported. Save it as .csv first."),
    ("Book", "Spreadsheets cannot be imported. Save it as .csv first."),
    ("PowerPoint Document", "Presentations cannot be imported. Save it as .pdf first."),
)


def has_entry(data: bytes, name: str) -> bool:
    """Return whether a compound file has a stream or storage of that name."""
    wanted = name.encode("utf-16-le") + b"\0\0"
    place = data.find(wanted)
    while place >= 0:
        if place % _ENTRY == 0:
            return True
        place = data.find(wanted, place + 1)
    return False


def refusal(data: bytes) -> str:
    """Return why the document in a compound file is not read and what to do; empty for any other file."""
    if not data.startswith(SIGNATURE):
        return ""
    # Programs differ in the case of this name; it is in no other kind of file, wherever it stands.
    if "encryptedpackage".encode("utf-16-le") in data.lower():
        return _LOCKED
    return next((sentence for name, sentence in _KINDS if has_entry(data, name)), "")
