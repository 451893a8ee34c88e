"""Messages of Outlook (.msg): properties in a compound file (MS-OXMSG)."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Final

from glossator.domain.left_out import LeftOut
from glossator.formats.content import Content
from glossator.formats.documents.html_fragments import reading_text
from glossator.formats.documents.mail_charsets import decode_text
from glossator.formats.documents.mail_parts import (
    ENCRYPTED,
    TOO_DEEP,
    MailPiece,
    attachment,
    best_version,
    forwarded,
    in_order,
    mail_content,
    plain_piece,
)
from glossator.formats.documents.mime_message import decode_html, header_fields, read_piece
from glossator.formats.documents.rtf_body import body_of, decompressed
from glossator.formats.errors import Unreadable
from glossator.formats.spec import Format, one_article
from glossator.text.words import word_count

if TYPE_CHECKING:
    from olefile import OleFileIO

_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DAMAGED: Final = "The message is damaged. Save it from Outlook again, or its text as a plain text file (.txt)."
_DEEPEST: Final = 20
_PROPERTIES: Final = "__properties_version1.0"
# The bytes before the properties of fixed length, and of one of them.
_HEADER_OF_MESSAGE: Final = 32
_HEADER_OF_EMBEDDED: Final = 24
_HEADER_OF_ATTACHMENT: Final = 8
_ENTRY: Final = 16
_ATTACHMENTS: Final = "__attach_version1.0_#"
# Attachments that are looked at, because finding one takes a time that grows with their number.
_MOST_READ: Final = 500
_MESSAGE: Final = "__substg1.0_3701000D"
_TEXT: Final = "001F"
_NARROW_TEXT: Final = "001E"
_BINARY: Final = "0102"
_CLASS: Final = "001A"
_BODY: Final = "1000"
_HTML: Final = "1013"
_RTF: Final = "1009"
_SENT: Final = 0x0039
_DELIVERED: Final = 0x0E06
_INTERNET_CODEPAGE: Final = 0x3FDE
_CODEPAGE: Final = 0x3FFD
_METHOD: Final = 0x3705
_HIDDEN: Final = 0x7FFE
_EMBEDDED: Final = 5
_SENDER_NAMES: Final = ("0042", "0C1A")
_SENDER_ADDRESSES: Final = ("5D02", "5D01", "0065", "0C1F")
_NAMES_OF_FILE: Final = ("3707", "3704", "3001")
_MEDIA_TYPE: Final = "370E"
_DATA: Final = "3701"
_HEADER_TEXT: Final = "007D"
# Headers by the properties that have them too.
_STATED: Final = {"subject": "0037", "to": "0E04", "cc": "0E03", "message-id": "1035", "in-reply-to": "1042"}
_MAIL: Final = ("message/rfc822", "message/global")
_ENCRYPTED_CLASS: Final = "IPM.NOTE.SMIME"
# What rights management puts in place of a body.
_PROTECTED: Final = "message.rpmsg"
_CHARSETS: Final = {65001: "utf-8", 20127: "us-ascii", 28591: "iso-8859-1", 1200: "utf-16-le", 54936: "gb18030"}
_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)
_LARGEST: Final = 100_000_000


def read(data: bytes) -> Content:
    """Return the article in a message: the best version of its body, with messages that are attached to it.

    Raises:
        Unreadable: when it is not a message of Outlook, is damaged, encrypted, or has no text.
    """
    if not data.startswith(_MAGIC):
        raise Unreadable("This is not a message of Outlook. If it is an e-mail, rename it to .eml.")
    # Imported here, because few need it.
    from olefile import OleFileIO

    try:
        with OleFileIO(BytesIO(data)) as file:
            message = _Message(file)
            if not message.is_one:
                raise Unreadable("This is another kind of Office document, not a message of Outlook. Save it as .docx.")
            return mail_content(message.stated(), message.sender, message.piece())
    except Unreadable:
        raise
    except Exception as error:
        # The library raises anything on damaged files.
        raise Unreadable(_DAMAGED) from error


class _Storage:
    """The properties in one storage of the file: of a message, or of an attachment."""

    def __init__(self, file: "OleFileIO[str]", place: tuple[str, ...], header: int) -> None:
        self.file = file
        self.place = place
        self.fixed = dict(_fixed(self.stream(_PROPERTIES), header))

    def has(self, name: str) -> bool:
        """Return whether there is a stream or storage of that name."""
        return bool(self.file.exists([*self.place, name]))

    def stream(self, name: str) -> bytes:
        """Return a stream; empty where there is none."""
        if not self.has(name) or self.file.get_size([*self.place, name]) > _LARGEST:
            return b""
        return self.file.openstream([*self.place, name]).read()

    def binary(self, tag: str) -> bytes:
        """Return a binary property; empty where there is none."""
        return self.stream(f"__substg1.0_{tag}{_BINARY}")

    def text(self, *tags: str) -> str:
        """Return the first text property of `tags` that is not empty."""
        for tag in tags:
            wide = self.stream(f"__substg1.0_{tag}{_TEXT}")
            narrow = self.stream(f"__substg1.0_{tag}{_NARROW_TEXT}")
            found = wide.decode("utf-16-le", "replace") if wide else decode_text(narrow, self.charset) if narrow else ""
            if found := found.strip("\0"):
                return found
        return ""

    @property
    def charset(self) -> str:
        """The charset of its narrow texts and of HTML; empty where it is not stated."""
        for tag in (_INTERNET_CODEPAGE, _CODEPAGE):
            if number := int.from_bytes(self.fixed.get(tag, b"")[:4], "little"):
                return _CHARSETS.get(number, f"cp{number}")
        return ""

    def number(self, tag: int) -> int:
        """Return a number; 0 where there is none."""
        return int.from_bytes(self.fixed.get(tag, b"")[:4], "little")


class _Message(_Storage):
    """A message, or one that is attached to another."""

    def __init__(self, file: "OleFileIO[str]", place: tuple[str, ...] = ()) -> None:
        super().__init__(file, place, _HEADER_OF_EMBEDDED if place else _HEADER_OF_MESSAGE)

    @property
    def is_one(self) -> bool:
        """Whether the file is a message."""
        return self.has(_PROPERTIES)

    @property
    def sender(self) -> str:
        """The name of the sender, or the address."""
        return self.text(*_SENDER_NAMES, *_SENDER_ADDRESSES)

    def stated(self) -> Mapping[str, str]:
        """Return what it says about itself, by the names of headers in lower case."""
        headers = self.text(_HEADER_TEXT)
        known = dict(header_fields(headers.encode("utf-8", "replace"))) if headers else {}
        known |= {name: found for name, tag in _STATED.items() if (found := self.text(tag))}
        known.setdefault("date", self._instant(_SENT) or self._instant(_DELIVERED))
        known.setdefault("from", self.sender)
        return known

    def piece(self, depth: int = 0) -> MailPiece:
        """Return its text, and what is left out of it."""
        if depth > _DEEPEST:
            return MailPiece(left_out=(TOO_DEEP,))
        return in_order((best_version(list(self._versions())), *self._attached(depth)))

    def _instant(self, tag: int) -> str:
        """Return a time, which is stored as tenths of microseconds since 1601, in ISO 8601; empty without one."""
        ticks = int.from_bytes(self.fixed.get(tag, b""), "little")
        try:
            return (_EPOCH + timedelta(microseconds=ticks // 10)).replace(microsecond=0).isoformat() if ticks else ""
        except OverflowError:
            return ""

    def _versions(self) -> Iterator[MailPiece]:
        """Yield the versions of its body: plain, and as HTML, which may be inside RTF."""
        yield plain_piece(self.text(_BODY))
        html = self.binary(_HTML)
        if markup := decode_html(html, self.charset) if html else self.text(_HTML):
            yield MailPiece(reading_text(markup), is_html=True)
        elif rtf := self.binary(_RTF):
            text, is_html = body_of(decompressed(rtf))
            yield MailPiece(reading_text(text), is_html=True) if is_html else MailPiece(text)

    def _attached(self, depth: int) -> Iterator[MailPiece]:
        """Yield the pieces of its attachments."""
        here = len(self.place)
        names = sorted(
            {
                path[here]
                for path in self.file.listdir()
                if tuple(path[:here]) == self.place and path[here].startswith(_ATTACHMENTS)
            }
        )
        for name in names[:_MOST_READ]:
            yield self._attachment(_Storage(self.file, (*self.place, name), _HEADER_OF_ATTACHMENT), depth)
        if more := len(names) - _MOST_READ:
            yield MailPiece(left_out=(LeftOut("further attachment", more),) if more > 0 else ())

    def _attachment(self, one: _Storage, depth: int) -> MailPiece:
        name, media_type = one.text(*_NAMES_OF_FILE), one.text(_MEDIA_TYPE).lower()
        if one.number(_METHOD) == _EMBEDDED and one.has(_MESSAGE):
            inside = _Message(self.file, (*one.place, _MESSAGE))
            return forwarded(inside.stated(), inside.piece(depth + 1))
        if media_type == "multipart/signed" or media_type in _MAIL:
            return read_piece(one.binary(_DATA), is_inside=media_type in _MAIL)
        if self.text(_CLASS).upper() == _ENCRYPTED_CLASS or name.lower() == _PROTECTED:
            return MailPiece(left_out=(LeftOut(ENCRYPTED, 1),))
        if one.number(_HIDDEN) and media_type.startswith("image/"):
            return MailPiece(left_out=(LeftOut("picture", 1),))
        number = word_count(decode_text(one.binary(_DATA))) if media_type.startswith("text/") else 0
        return MailPiece(left_out=(attachment(name or "without a name", media_type, number),))


def _fixed(stream: bytes, header: int) -> Iterator[tuple[int, bytes]]:
    """Yield the properties of fixed length, each as its number and its eight bytes."""
    for start in range(header, len(stream) - _ENTRY + 1, _ENTRY):
        yield int.from_bytes(stream[start + 2 : start + 4], "little"), stream[start + 8 : start + _ENTRY]


FORMAT: Final = Format(
    name="outlook", title="message of Outlook", suffixes=(".msg",), read_articles=one_article(read), is_text=False
)
