"""E-mails as they are sent (RFC 5322, MIME): the best version of each text, and all else counted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr
from typing import Final

from glossator.domain.left_out import LeftOut
from glossator.formats.content import Content
from glossator.formats.documents.flowed_text import unflow
from glossator.formats.documents.html_fragments import reading_text
from glossator.formats.documents.mail_charsets import decode_header, decode_text
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
from glossator.formats.documents.signed_content import is_signed, signed_content
from glossator.formats.errors import Unreadable
from glossator.text.words import word_count

# The deepest nesting of parts and messages that is read.
_DEEPEST: Final = 40
# Characters of a header; the parser of the library takes a time that grows with their square.
_LONGEST_HEADER: Final = 50_000
# Bytes of an e-mail; the library needs ten times as much memory.
_LARGEST: Final = 100_000_000
_MESSAGES: Final = ("message/rfc822", "message/global", "message/news")
_SIGNATURES: Final = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
_PACKED: Final = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_ENRICHED: Final = ("text/enriched", "text/richtext")
_READ: Final = ("text/plain", "text/html", *_ENRICHED)
# One of these is in every e-mail.
_HEADERS: Final = ("from", "subject", "date", "to", "message-id", "mime-version", "content-type", "received")
# What a line of the headers is, those that are not, and those that are no words of a text.
_HEADER_LINE: Final = re.compile(rb"[!-9;-~]+:|[ \t]|From |\r?\Z")
_BAD_HEADER: Final = re.compile(rb"^(?!From |[ \t\r\n])(?![!-9;-~]+:)", re.MULTILINE)
_SPACED_COLON: Final = re.compile(rb"^([!-9;-~]+)[ \t]+:", re.MULTILINE)
_KNOWN_HEADER: Final = re.compile(
    rb"(?:from|to|cc|subject|date|message-id|received|return-path|mime-version|content-type):", re.IGNORECASE
)
_BLANK: Final = re.compile(rb"\r?\n\r?\n")
_LONGEST_HEADERS: Final = 200_000
_META: Final = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_BEGINNING: Final = 4_096
_ENRICHED_TAG: Final = re.compile(r"<param>.*?</param>|</?[a-z][\w-]*>", re.IGNORECASE | re.DOTALL)
_SINGLE_BREAK: Final = re.compile(r"(?<!\n)\n(?!\n)")


class _BoundedPolicy(policy.Compat32):
    """The lenient policy of the library, with headers of a bounded length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


_POLICY: Final = _BoundedPolicy()


def read_message(data: bytes, where: str = "", sent_at: str = "") -> Content:
    """Return the article in an e-mail.

    Args:
        data: the e-mail.
        where: its place in its source; empty where the source is one e-mail.
        sent_at: its date where its headers have none.

    Raises:
        Unreadable: when it is not an e-mail, is damaged, or has no text.
    """
    if len(data) > _LARGEST:
        raise Unreadable("The e-mail is larger than 100 MB. Save it without its attachments.")
    try:
        message = _parsed(data)
        stated = _headers(message)
        if not any(stated.get(name) for name in _HEADERS):
            raise Unreadable(
                "This is not an e-mail: it has no From, Subject or Date header. Save it as plain text (.txt)."
            )
        author, piece = _sender(message), _read(message, 0)
    except Unreadable:
        raise
    except RecursionError as error:
        raise Unreadable("The e-mail is nested too deeply. Save its text as a plain text file (.txt).") from error
    except Exception as error:
        # The library raises anything from KeyError to ValueError on damaged e-mails.
        raise Unreadable("The e-mail is damaged. Save its text as a plain text file (.txt).") from error
    return mail_content({"date": sent_at, **stated}, author, piece, where)


def read_piece(data: bytes, *, is_inside: bool) -> MailPiece:
    """Return what a part contributes, or with `is_inside` a whole message, below lines that say whose it is."""
    message = _parsed(data)
    piece = _read(message, 0)
    return forwarded(_headers(message), piece) if is_inside else piece


def decode_html(data: bytes, charset: str) -> str:
    """Return an HTML body as text, in the charset that the message declares, or else the body itself."""
    declared = _META.search(data[:_BEGINNING])
    return decode_text(data, charset or (declared[1].decode("ascii", "ignore") if declared else ""))


def header_fields(data: bytes) -> Mapping[str, str]:
    """Return the decoded headers that `data` begins with, by their names in lower case."""
    return _headers(_parsed(data))


def _parsed(data: bytes) -> Message:
    return BytesParser(policy=_POLICY).parsebytes(_mended(data))


def _mended(data: bytes) -> bytes:
    """Return an e-mail with headers that the library understands, which takes all else for the beginning of the text.

    A space before a colon is left out, and a line that is no header, with headers below it, continues the one above.
    """
    blank = _BLANK.search(data, 0, _LONGEST_HEADERS)
    if blank is None or not _BAD_HEADER.search(data, 0, blank.start()):
        return data
    lines = _SPACED_COLON.sub(rb"\1:", data[: blank.start()]).split(b"\n")
    last = max((number for number, line in enumerate(lines) if _KNOWN_HEADER.match(line)), default=0)
    mended = [
        b" " + line if 0 < number < last and not _HEADER_LINE.match(line) else line for number, line in enumerate(lines)
    ]
    return b"\n".join(mended) + data[blank.start() :]


def _headers(message: Message) -> Mapping[str, str]:
    """Return the decoded headers by their names in lower case; of several with a name, the first that is not empty."""
    stated: dict[str, str] = {}
    for name, value in message.raw_items():
        key = name.lower()
        if not stated.get(key):
            stated[key] = decode_header(value)
    return stated


def _sender(message: Message) -> str:
    raw = next((value for name, value in message.raw_items() if name.lower() == "from" and value.strip()), "")
    # The name is decoded after the address is parsed, because it may have a comma in it.
    name, address = parseaddr(raw if raw.isascii() else decode_header(raw))
    return decode_header(name) or address or decode_header(raw)


def _read(part: Message, depth: int) -> MailPiece:
    """Return what a part contributes, with the parts in it."""
    kind = part.get_content_type()
    if depth > _DEEPEST:
        return MailPiece(left_out=(TOO_DEEP,))
    if kind.startswith("message/"):
        return _message(part, kind, depth)
    if part.is_multipart():
        return _several(part, kind, depth)
    # A multipart without its boundary is a text.
    if kind in _READ or (kind.startswith("multipart/") and kind != "multipart/encrypted"):
        return _text_or_attachment(part, kind)
    if kind in _PACKED:
        return _packed(part, depth)
    if kind in _SIGNATURES:
        return MailPiece(left_out=(LeftOut("digital signature", 1),))
    return _attachment(part, kind)


def _several(part: Message, kind: str, depth: int) -> MailPiece:
    parts = _parts(part)
    if kind == "multipart/encrypted":
        return MailPiece(left_out=(LeftOut(ENCRYPTED, 1),))
    pieces = [_read(each, depth + 1) for each in parts]
    piece = best_version(pieces) if kind == "multipart/alternative" else in_order(pieces)
    return in_order((piece, MailPiece(left_out=tuple(_around(part)))))


def _around(part: Message) -> Iterator[LeftOut]:
    """Yield the text before the first part, unless it only says that there are parts, and after the last one."""
    for text in (part.preamble, part.epilogue):
        if isinstance(text, str) and (number := word_count(text)) and "MIME" not in text.upper():
            yield LeftOut("text between its parts", 0, number)


def _parts(part: Message) -> Sequence[Message]:
    found = part.get_payload()
    return [each for each in found if isinstance(each, Message)] if isinstance(found, list) else []


def _message(part: Message, kind: str, depth: int) -> MailPiece:
    """Return a message inside another one, or count a report about one."""
    inside = _parts(part)
    if kind not in _MESSAGES or len(inside) != 1:
        number = sum(word_count(str(each)) for each in inside)
        return MailPiece(left_out=(attachment(decode_header(part.get_filename() or ""), kind, number),))
    (nested,) = inside
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() in ("base64", "quoted-printable"):
        nested["Content-Transfer-Encoding"] = part["Content-Transfer-Encoding"]
        nested = _parsed(_bytes_of(nested))
    return forwarded(_headers(nested), _read(nested, depth + 1))


def _text_or_attachment(part: Message, kind: str) -> MailPiece:
    if part.get_content_disposition() == "attachment":
        return _attachment(part, kind)
    data = _bytes_of(part)
    charset = part.get_content_charset() or ""
    if kind == "text/html":
        text = decode_html(data, charset)
        return MailPiece(reading_text(text), True, plain_piece(text).left_out)
    text = decode_text(data, charset)
    if kind in _ENRICHED:
        return plain_piece(_without_commands(text))
    if str(part.get_param("format", "")).lower() == "flowed":
        text = unflow(text, delete_spaces=str(part.get_param("delsp", "")).lower() == "yes")
    return plain_piece(text)


def _without_commands(text: str) -> str:
    """Return enriched text (RFC 1896) without its commands; a single line break in it is a space."""
    return _SINGLE_BREAK.sub(" ", _ENRICHED_TAG.sub("", text.replace("\r\n", "\n")).replace("<<", "<"))


def _packed(part: Message, depth: int) -> MailPiece:
    """Return what a container of S/MIME contributes: what is signed in it; what is encrypted is counted."""
    data = _bytes_of(part)
    if not is_signed(data):
        return MailPiece(left_out=(LeftOut(ENCRYPTED, 1),))
    signature = MailPiece(left_out=(LeftOut("digital signature", 1),))
    inside = signed_content(data)
    return in_order((_read(_parsed(inside), depth + 1), signature)) if inside else signature


def _attachment(part: Message, kind: str) -> MailPiece:
    name = decode_header(part.get_filename() or "")
    if not name and kind.startswith("image/"):
        return MailPiece(left_out=(LeftOut("picture", 1),))
    is_text = kind.startswith("text/")
    number = word_count(decode_text(_bytes_of(part), part.get_content_charset() or "")) if is_text else 0
    return MailPiece(left_out=(attachment(name, kind, number),))


def _bytes_of(part: Message) -> bytes:
    """Return the decoded content of a part without parts."""
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""
