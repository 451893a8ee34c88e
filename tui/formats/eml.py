"""E-mails (.eml): the body as text; what hangs on it is told and left out."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from tui.formats.content import Content
from tui.formats.header import header
from tui.formats.markup import reading_text
from tui.formats.unreadable import Unreadable


def read(data: bytes) -> Content:
    """Return the article that an e-mail holds: its plain body, or else the words of its HTML one.

    Raises:
        Unreadable: when it is no e-mail, or has no text.
    """
    try:
        message = message_from_bytes(data, policy=policy.default)
        assert isinstance(message, EmailMessage)
        if not any(message.get(name) for name in ("From", "Subject", "Date")):
            raise Unreadable("This is no e-mail: it says neither who sent it, nor when, nor what it is about.")
        body = message.get_body(("plain", "html"))
        text = "" if body is None else str(body.get_content())
        if body is not None and body.get_content_type() == "text/html":
            text = reading_text(text)
        attachments = tuple(
            f"the attachment {part.get_filename() or part.get_content_type()}" for part in message.iter_attachments()
        )
        known = header(
            {
                "title": str(message.get("Subject", "")),
                "source": str(message.get("List-Id", "")).partition("<")[0].strip(' "'),
                "author": _sender(message),
                "date": _date(str(message.get("Date", ""))),
            }
        )
    except Unreadable:
        raise
    except Exception as error:
        # E-mails are hostile, and the library raises anything from KeyError to RecursionError on broken ones.
        raise Unreadable("The e-mail is damaged; save its text as a plain text file (.txt).") from error
    if not text.strip():
        raise Unreadable("The e-mail has no text of its own.")
    return Content(known, text, dropped=attachments)


def _sender(message: EmailMessage) -> str:
    """Return the name that a message says it is from, or else the address."""
    stated = message.get("From")
    for address in getattr(stated, "addresses", ()):
        return str(address.display_name or address.addr_spec)
    return str(stated or "")


def _date(stated: str) -> str:
    try:
        return parsedate_to_datetime(stated).isoformat()
    except (ValueError, TypeError, IndexError):
        return ""
