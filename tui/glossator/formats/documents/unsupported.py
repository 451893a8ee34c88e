"""Files that are known by their endings and not read as articles: what they are, and what to save them as instead."""

from pathlib import PurePath
from typing import Final

_AS_TEXT: Final = "save it as .docx or .txt"
_AS_TABLE: Final = "save it as .csv"
_AS_PAGES: Final = "save it as .pdf"
_AS_BOOK: Final = "get it as .epub"
_AS_PAGE: Final = "save the page as .html"
_UNPACK: Final = "unpack it"
_KNOWN: Final = {
    **dict.fromkeys((".doc", ".dot"), ("an old Word document", _AS_TEXT)),
    ".rtf": ("an RTF document", _AS_TEXT),
    **dict.fromkeys((".odt", ".ott", ".fodt"), ("an OpenDocument text", _AS_TEXT)),
    ".pages": ("a Pages document", _AS_TEXT),
    ".wpd": ("a WordPerfect document", _AS_TEXT),
    **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".ods", ".fods", ".numbers"), ("a spreadsheet", _AS_TABLE)),
    **dict.fromkeys((".ppt", ".pptx", ".odp", ".fodp", ".key"), ("a presentation", _AS_PAGES)),
    **dict.fromkeys((".ps", ".eps"), ("a PostScript document", _AS_PAGES)),
    ".djvu": ("a scanned document", _AS_PAGES),
    **dict.fromkeys((".mobi", ".azw", ".azw3", ".fb2"), ("an e-book", _AS_BOOK)),
    **dict.fromkeys((".mht", ".mhtml", ".webarchive"), ("a web archive", _AS_PAGE)),
    ".msg": ("a mail of Outlook", "save it as .eml"),
    **dict.fromkeys((".mbox", ".pst"), ("a folder of mails", "save each as .eml")),
    **dict.fromkeys((".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar"), ("an archive", _UNPACK)),
}


def refusal(name: str) -> str:
    """Return why a file of that name is not read and what to do, in one sentence; empty where that is not known."""
    kind, way_out = _KNOWN.get(PurePath(name).suffix.lower(), ("", ""))
    return f"This is {kind}, which cannot be read; {way_out} first." if kind else ""
