"""Mail folders in one file (mbox): each e-mail begins with a line “From ”, and is an article."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parsedate
from typing import Final

from glossator.domain.left_out import LeftOut
from glossator.formats.content import Content, Problem
from glossator.formats.documents.mime_message import header_fields, read_message
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, Format
from glossator.text.normalise import shorten
from glossator.text.words import word_count

# A line “From ” after a blank one begins an e-mail where headers follow it, and so does one with a time after any line;
# otherwise, it is a sentence.
_SEPARATOR: Final = re.compile(
    rb"(?:\A\s*|(?<=\n\n)|(?<=\n\r\n)|(?<=\n)(?=From (?:- *\r?\n|\S+ [^\r\n]*\d\d:\d\d)))"
    rb"From (?P<rest>[^\r\n]*)\r?\n(?=>?From[ :]|[!-9;-~]{1,80}:)"
)
# A header that is in every e-mail, before a blank line.
_KNOWN: Final = re.compile(
    rb"(?:>?From [^\n]*\n)?(?:(?:[!-9;-~]{1,80}:|[ \t])[^\n]*\n){0,300}?"
    rb"(?:from|subject|date|to|received|message-id|return-path|mime-version):",
    re.IGNORECASE,
)
_FIRST: Final = re.compile(r"\s*From [^\r\n]*\r?\n(?:>?From[ :]|[!-9;-~]{1,80}:)")
_QUOTED: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
_BLANK: Final = re.compile(rb"\r?\n\r?\n")
_LENGTH: Final = re.compile(rb"^content-length:[ \t]*(\d{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_NEXT: Final = re.compile(rb"\s*(?:\Z|From )")
# The page that a mail program keeps in the folder for itself.
_INTERNAL: Final = b"FOLDER INTERNAL DATA"
_MOST_HEADERS: Final = 200_000
_LONGEST_SUBJECT: Final = 80


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an e-mail is: its first and last byte, and what the line before it says after “From ”."""

    start: int
    end: int
    rest: bytes


def read(data: bytes) -> Iterator[Content | Problem]:
    """Yield the e-mails of a folder one after the other, each with its number; those that cannot be read are named.

    Raises:
        Unreadable: when there is no e-mail.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    if _separator(data, 0) is None:
        raise Unreadable("This is not a mail folder (mbox): no line in it begins with “From ”, with headers below it.")
    internal: tuple[LeftOut, ...] = ()
    number = 0
    for place in _places(data):
        written = data[place.start : place.end]
        if _INTERNAL in written[:_MOST_HEADERS] and not number:
            internal = (LeftOut("page of the mail program", 1, word_count(written.decode("latin-1"))),)
            continue
        number += 1
        where = f"message {number}"
        try:
            found = read_message(_QUOTED.sub(rb"\1", written), where, _sent_at(place.rest))
        except Unreadable as error:
            yield Problem(f"{where}{_subject(written)}", str(error))
        else:
            yield replace(found, left_out=(*found.left_out, *internal)) if internal else found
            internal = ()


def _places(data: bytes) -> Iterator[_Place]:
    found = _separator(data, 0)
    before = len(data) if found is None else found.start()
    if data[:before].strip():
        yield _Place(0, before, b"")
    while found is not None:
        start = found.end()
        following = _separator(data, _end_by_length(data, start))
        yield _Place(start, len(data) if following is None else following.start(), found["rest"])
        found = following


def _separator(data: bytes, start: int) -> re.Match[bytes] | None:
    """Return the next line “From ” that begins an e-mail."""
    found = _SEPARATOR.search(data, start)
    while found is not None and not _KNOWN.match(data, found.end()):
        found = _SEPARATOR.search(data, found.end())
    return found


def _end_by_length(data: bytes, start: int) -> int:
    """Return where an e-mail ends by its header Content-Length; its start where that is missing or wrong."""
    blank = _BLANK.search(data, start, start + _MOST_HEADERS)
    stated = _LENGTH.search(data, start, blank.start() + 1) if blank else None
    if blank is None or stated is None:
        return start
    end = blank.end() + int(stated[1])
    # The blank line before the next “From ” belongs to the search.
    return max(start, end - 1) if end <= len(data) and _NEXT.match(data, end) else start


def _sent_at(rest: bytes) -> str:
    """Return the date in a line “From ”, in ISO 8601; empty where there is none."""
    _, _, written = rest.decode("ascii", "replace").strip().partition(" ")
    parts = parsedate(written.strip())
    try:
        return datetime(*parts[:6]).isoformat() if parts else ""  # noqa: DTZ001 - the line does not say which zone
    except ValueError:
        return ""


def _subject(written: bytes) -> str:
    """Return the subject of an e-mail in quotation marks; empty where it has none."""
    blank = _BLANK.search(written, 0, _MOST_HEADERS)
    try:
        subject = header_fields(written[: blank.start()] if blank else written[:_MOST_HEADERS]).get("subject", "")
    except Exception:
        # The library raises anything on damaged headers.
        return ""
    return f" (“{shorten(subject, _LONGEST_SUBJECT)}”)" if subject else ""


def _sniff(head: FileHead) -> Evidence:
    """Recognise a line “From ” at the very beginning, with a header below it."""
    return Evidence.CONTENT if _FIRST.match(head.text) else Evidence.NONE


FORMAT: Final = Format(
    name="mbox", title="mail folder (mbox)", suffixes=(".mbox", ".mbx"), sniff=_sniff, read_articles=read
)
