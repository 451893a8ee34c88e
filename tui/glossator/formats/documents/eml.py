"""E-mails (.eml): the body as text; attachments are counted as left out."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.parser import HeaderParser
from typing import Final

from glossator.domain.left_out import LeftOut
from glossator.formats.content import Content
from glossator.formats.dates import email_date
from glossator.formats.documents.html_fragments import reading_text
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.header import make_header
from glossator.formats.spec import Format, one_article

_BLANK_LINE: Final = re.compile(rb"\r?\n\r?\n|\r\r")


def read(data: bytes) -> Content:
    """Return the article in an e-mail: its plain body, or else the text of its HTML body.

    Raises:
        Unreadable: when it is not an e-mail, is damaged, or has no text.
    """
    try:
        message = message_from_bytes(data, policy=policy.default)
        assert isinstance(message, EmailMessage)
        stated = _headers(data)
        if not any(message.get(name) for name in ("From", "Subject", "Date")):
            raise Unreadable(
                "This is not an e-mail: it has no From, Subject or Date header. Save it as plain text (.txt)."
            )
        body = message.get_body(("plain", "html"))
        text = "" if body is None else str(body.get_content())
        if body is not None and body.get_content_type() == "text/html":
            text = reading_text(text)
        attachments = tuple(
            LeftOut(f"the attachment {part.get_filename() or part.get_content_type()}")
            for part in message.iter_attachments()
        )
        known = make_header(
            {
                "title": str(stated.get("Subject", "")),
                "source": str(stated.get("List-Id", "")).partition("<")[0].strip(' "'),
                "author": _sender(stated),
                "date": email_date(str(stated.get("Date", ""))),
            }
        )
    except Unreadable:
        raise
    except Exception as error:
        # The library raises anything from KeyError to RecursionError on damaged e-mails.
        raise Unreadable("The e-mail is damaged. Save its text as a plain text file (.txt).") from error
    if not text.strip():
        raise Unreadable("The e-mail has no text to import.")
    return Content(known, text, left_out=attachments)


def _headers(data: bytes) -> Message:
    """Return the headers, decoded as text first, because many programs leave letters beyond ASCII in them unencoded."""
    head = _BLANK_LINE.split(data, maxsplit=1)[0]
    return HeaderParser(policy=policy.default).parsestr(decode(head)[0])


def _sender(stated: Message) -> str:
    sender = stated.get("From")
    for address in getattr(sender, "addresses", ()):
        return str(address.display_name or address.addr_spec)
    return str(sender or "")


FORMAT: Final = Format(name="email", title="e-mail", suffixes=(".eml",), read_articles=one_article(read))
