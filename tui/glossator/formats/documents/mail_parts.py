"""What the parts of an e-mail contribute to its article, and how they are put together; for all formats of e-mail."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from glossator.domain.article import TextFormat
from glossator.domain.left_out import LeftOut, total_left_out
from glossator.formats.content import Content
from glossator.formats.dates import email_date
from glossator.formats.errors import Unreadable
from glossator.formats.header import make_header
from glossator.text.normalise import shorten
from glossator.text.words import words

# Attachments of one e-mail that are named; all others are only counted.
_MOST_NAMED: Final = 20
# Characters of an address list that are stored.
_LONGEST_VALUE: Final = 1_000
_ATTACHMENT: Final = "the attachment "
ENCRYPTED: Final = "encrypted part"
"""The kind of parts that nobody can read without a key."""
TOO_DEEP: Final = LeftOut("part nested too deeply", 1, plural="parts nested too deeply")
"""The entry of a part, or a message, inside too many others."""
_ARMOURED: Final = re.compile(
    r"^-----BEGIN PGP (MESSAGE|SIGNATURE)-----\s*?$.*?(?:^-----END PGP \1-----\s*?$|\Z)", re.MULTILINE | re.DOTALL
)
_SIGNED: Final = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\r?\n(?:\w+: .*\r?\n)*", re.MULTILINE)
_UUENCODED: Final = re.compile(
    r"^begin [0-7]{3,4} ?(?P<name>.*)\r?\n(?:[!-`][ -`]{0,84}\r?\n)*?[` ]?\r?\n?end[ \t]*$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class MailPiece:
    """What a part contributes: its text, and what is left out of it.

    Attributes:
        is_html: whether lines of the text that begin with # are headings.
    """

    text: str = ""
    is_html: bool = False
    left_out: tuple[LeftOut, ...] = ()


def plain_piece(text: str) -> MailPiece:
    """Return the piece of a plain text, without files, signatures and encrypted messages that are written into it."""
    left_out = []

    def armoured(found: re.Match[str]) -> str:
        left_out.append(LeftOut(ENCRYPTED if found[1] == "MESSAGE" else "digital signature", 1))
        return ""

    def encoded(found: re.Match[str]) -> str:
        left_out.append(attachment(found["name"].strip() or "without a name", ""))
        return ""

    if "-----BEGIN PGP " in text:
        text = _ARMOURED.sub(armoured, _SIGNED.sub("", text))
    if "\nend" in text:
        text = _UUENCODED.sub(encoded, text)
    if undecodable := text.count("\ufffd"):
        left_out.append(
            LeftOut("character that cannot be decoded", undecodable, plural="characters that cannot be decoded")
        )
    return MailPiece(text, left_out=tuple(left_out))


def attachment(name: str, media_type: str, number_of_words: int = 0) -> LeftOut:
    """Return the entry of an attachment, which is named."""
    named = f"{name} ({media_type})" if name and media_type else name or media_type
    return LeftOut(f"{_ATTACHMENT}{named}", 0, number_of_words)


def in_order(pieces: Iterable[MailPiece]) -> MailPiece:
    """Return pieces one after the other."""
    all_pieces = list(pieces)
    shown = [piece for piece in all_pieces if piece.text.strip()]
    return MailPiece(
        "\n\n".join(piece.text.strip("\n") for piece in shown),
        bool(shown) and all(piece.is_html for piece in shown),
        tuple(entry for piece in all_pieces for entry in piece.left_out),
    )


def best_version(versions: Sequence[MailPiece]) -> MailPiece:
    """Return the fullest of several versions of a text: the plain one, unless it lacks half of the words of another.

    Words that only another version has are counted as left out.
    """
    shown = [piece for piece in versions if piece.text.strip()]
    if not shown:
        return in_order(versions)
    plain = next((piece for piece in shown if not piece.is_html), shown[-1])
    rich = next((piece for piece in reversed(shown) if piece.is_html), plain)
    of_rich, lacking = _vocabulary(rich.text), _vocabulary(rich.text) - _vocabulary(plain.text)
    best = rich if 2 * lacking.total() > of_rich.total() else plain
    missing = Counter[str]()
    for piece in shown:
        missing |= _vocabulary(piece.text) - _vocabulary(best.text)
    left_out = [entry for piece in versions for entry in piece.left_out]
    if missing:
        left_out.append(LeftOut("the plain version" if best.is_html else "the HTML version", 0, missing.total()))
    return MailPiece(best.text, best.is_html, tuple(left_out))


def _vocabulary(text: str) -> Counter[str]:
    return Counter(words(text.casefold()))


def forwarded(stated: Mapping[str, str], piece: MailPiece) -> MailPiece:
    """Return the piece of a message inside another one, below lines that say whose it is."""
    names = (("From", "from"), ("Date", "date"), ("Subject", "subject"))
    lines = [f"{title}: {stated[name]}" for title, name in names if stated.get(name)]
    return in_order((MailPiece("\n".join(lines), is_html=piece.is_html), piece))


def mail_content(stated: Mapping[str, str], author: str, piece: MailPiece, where: str = "") -> Content:
    """Return the article of an e-mail.

    Args:
        stated: its decoded headers, by their names in lower case.
        author: the name of its sender.
        piece: all of its parts.
        where: its place in its source.

    Raises:
        Unreadable: when there is no text.
    """
    if not piece.text.strip():
        if any(entry.kind == ENCRYPTED for entry in piece.left_out):
            raise Unreadable("The e-mail is encrypted. Decrypt it in your mail program, and save its text.")
        if TOO_DEEP in piece.left_out:
            raise Unreadable("The e-mail is nested too deeply. Save its text as a plain text file (.txt).")
        raise Unreadable(f"The e-mail has no text to import{_instead(piece.left_out)}.")
    further = {
        "to": stated.get("to", ""),
        "cc": stated.get("cc", ""),
        "message id": stated.get("message-id", "").strip("<> "),
        "in reply to": stated.get("in-reply-to", "").strip("<> "),
        "list": stated.get("list-id", ""),
        "newsgroups": stated.get("newsgroups", ""),
    }
    header = make_header(
        {
            "title": stated.get("subject", ""),
            "source": stated.get("list-id", "").partition("<")[0].strip(' "'),
            "author": author,
            "date": email_date(stated.get("date", "")),
        },
        {name: shorten(value, _LONGEST_VALUE) for name, value in further.items()},
    )
    text_format = TextFormat.HTML if piece.is_html else TextFormat.PLAIN
    return Content(header, piece.text, text_format, left_out=total_left_out(_named(piece.left_out)), where=where)


def _instead(left_out: Sequence[LeftOut]) -> str:
    named = [entry.kind.removeprefix(_ATTACHMENT) for entry in left_out if entry.kind.startswith(_ATTACHMENT)]
    return f", only {', '.join(named[:3])}{' and others' if len(named) > 3 else ''}" if named else ""


def _named(left_out: Sequence[LeftOut]) -> tuple[LeftOut, ...]:
    """Return the entries, of which only the first attachments are named."""
    attachments = [entry for entry in left_out if entry.kind.startswith(_ATTACHMENT)]
    more = attachments[_MOST_NAMED:]
    if not more:
        return tuple(left_out)
    others = [entry for entry in left_out if not entry.kind.startswith(_ATTACHMENT)]
    rest = LeftOut("further attachment", len(more), sum(entry.words for entry in more))
    return (*attachments[:_MOST_NAMED], rest, *others)
