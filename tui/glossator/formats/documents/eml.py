"""E-mails (.eml): the body as text; what hangs on it is told and left out."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.parser import HeaderParser
from email.utils import parsedate_to_datetime
from typing import Final

from glossator.formats.content import Content
from glossator.formats.documents.html_fragments import reading_text
from glossator.formats.encodings import decode
from glossator.formats.header import header
from glossator.formats.unreadable import Unreadable

_BLANK_LINE: Final = re.compile(rb"\r?\n\r?\n|\r\r")


def read(data: bytes) -> Content:
    """Return the article that an e-mail holds: its plain body, or else the words of its HTML one.

    Raises:
        Unreadable: when it is no e-mail, or has no text.
    """
    try:
        message = message_from_bytes(data, policy=policy.default)
        assert isinstance(message, EmailMessage)
        stated = _headers(data)
        if not any(message.get(name) for name in ("From", "Subject", "Date")):
            raise Unreadable(
                "This is no e-mail: it says neither who sent it, nor when, nor what it is about; save it as plain "
                "text (.txt)."
            )
        body = message.get_body(("plain", "html"))
        text = "" if body is None else str(body.get_content())
        if body is not None and body.get_content_type() == "text/html":
            text = reading_text(text)
        attachments = tuple(
            f"the attachment {part.get_filename() or part.get_content_type()}" for part in message.iter_attachments()
        )
        known = header(
            {
                "title": str(stated.get("Subject", "")),
                "source": str(stated.get("List-Id", "")).partition("<")[0].strip(' "'),
                "author": _sender(stated),
                "date": _date(str(stated.get("Date", ""))),
            }
        )
    except Unreadable:
        raise
    except Exception as error:
        # E-mails are hostile, and the library raises anything from KeyError to RecursionError on broken ones.
        raise Unreadable("The e-mail is damaged; save its text as a plain text file (.txt).") from error
    if not text.strip():
        raise Unreadable("The e-mail has no text of its own, so there is nothing to import.")
    return Content(known, text, dropped=attachments)


def _headers(data: bytes) -> Message:
    """Return the headers alone, read as a text: many programs leave letters beyond ASCII in them as they are."""
    head = _BLANK_LINE.split(data, maxsplit=1)[0]
    return HeaderParser(policy=policy.default).parsestr(decode(head)[0])


def _sender(stated: Message) -> str:
    """Return the name that headers say a message is from, or else the address."""
    sender = stated.get("From")
    for address in getattr(sender, "addresses", ()):
        return str(address.display_name or address.addr_spec)
    return str(sender or "")


def _date(stated: str) -> str:
    try:
        return parsedate_to_datetime(stated).isoformat()
    except (ValueError, TypeError, IndexError):
        return ""
