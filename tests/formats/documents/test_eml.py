"""Single e-mails: which parts are the text, and that all other words are counted."""

from collections import Counter
from email import message_from_bytes
from email.message import EmailMessage
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.domain.article import TextFormat
from glossator.formats.content import Content
from glossator.formats.documents.eml import read
from glossator.formats.errors import Unreadable
from glossator.text.words import word_count, words
from tests.formats.detecting import name_of

_HTML: Final = "<p>Orlin Vance resigned as head of the port authority.</p>"


def mail(*, kind: str = "text/plain", body: bytes | str = "It left.", **headers: str) -> bytes:
    lines = {"From": "Desk <desk@example.org>", "Subject": "Ferry", "Content-Type": kind, **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in lines.items())
    return head.encode() + b"\n" + (body.encode() if isinstance(body, str) else body)


def parts(kind: str, *bodies: tuple[str, str]) -> bytes:
    written = "".join(f"--b\n{head}\n\n{body}\n" for head, body in bodies)
    return mail(kind=f"{kind}; boundary=b", body=f"{written}--b--\n")


def plain(text: str, more: str = "") -> tuple[str, str]:
    return f"Content-Type: text/plain; charset=utf-8{more}", text


def html(text: str) -> tuple[str, str]:
    return "Content-Type: text/html; charset=utf-8", text


def lost(found: Content) -> list[str]:
    return [str(each) for each in found.left_out]


@pytest.mark.parametrize("stub", ["", " \n", "This message has an HTML part. View it in a browser."])
def test_html_is_read_where_plain_text_is_empty_or_something_else(stub: str) -> None:
    found = read(parts("multipart/alternative", plain(stub), html(_HTML)))
    assert (found.text, found.text_format) == ("Orlin Vance resigned as head of the port authority.", TextFormat.HTML)
    assert lost(found) == ([f"{word_count(stub)} words of the plain version"] if word_count(stub) else [])


def test_plain_text_is_read_where_it_is_the_same_text_and_further_words_of_html_are_counted() -> None:
    same = "Orlin Vance resigned as head of the port authority."
    found = read(parts("multipart/alternative", plain(same), html(f"{_HTML}<p>Follow us!</p>")))
    assert (found.text.strip(), found.text_format) == (same, TextFormat.PLAIN)
    assert lost(found) == ["2 words of the HTML version"]


def test_all_texts_shown_in_the_message_are_read_in_order() -> None:
    found = read(
        parts(
            "multipart/mixed",
            plain("First."),
            html("<p>Second.</p>"),
            plain("Third.", "; name=third.txt\nContent-Disposition: inline"),
            plain("Kept apart.", "\nContent-Disposition: attachment; filename*=utf-8''F%C3%A4hre.txt"),
            ("Content-Type: image/png; name=a.png", "x"),
            ("Content-Type: image/png\nContent-ID: <1>", "x"),
            ("Content-Type: application/ms-tnef; name=winmail.dat", "x"),
        )
    )
    assert found.text == "First.\n\nSecond.\n\nThird."
    assert lost(found) == [
        "2 words of the attachment Fähre.txt (text/plain)",
        "1 picture",
        "the attachment a.png (image/png)",
        "the attachment winmail.dat (application/ms-tnef)",
    ]


def test_a_forwarded_message_is_read_below_its_header() -> None:
    sender, stated = (
        "=?utf-8?q?Ida_M=C3=BCller?= <ida@example.org>",
        "Date: Mon, 5 Jan 2026 06:40:00 +0000\nSubject: Late",
    )
    inner = f"From: {sender}\n{stated}\n\nLate."
    found = read(parts("multipart/mixed", plain("See below."), ("Content-Type: message/rfc822", inner)))
    assert found.text == f"See below.\n\nFrom: Ida Müller <ida@example.org>\n{stated}\n\nLate."


def test_reports_signatures_and_encoded_files_are_counted() -> None:
    found = read(
        parts(
            "multipart/report",
            plain("It bounced.\n\nbegin 644 plan.bin\n#0V%T\n`\nend\n"),
            ("Content-Type: message/delivery-status", "Reporting-MTA: dns; a.example\n\nAction: failed\n"),
            ("Content-Type: application/pgp-signature", "-----BEGIN PGP SIGNATURE-----"),
        )
    )
    assert found.text.split() == ["It", "bounced."]
    assert lost(found) == [
        "7 words of the attachment message/delivery-status",
        "1 digital signature",
        "the attachment plan.bin",
    ]


def test_what_is_signed_inline_is_read_without_its_armour() -> None:
    signature = "-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"
    armoured = f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nIt left.\n{signature}"
    found = read(mail(body=armoured))
    assert (found.text.strip(), lost(found)) == ("It left.", ["1 digital signature"])


def _container(kind: str, content: bytes) -> bytes:
    """Return a container of S/MIME: of signed data, with the content in two pieces and lengths that are not stated."""

    def element(tag: int, inside: bytes) -> bytes:
        return bytes((tag, len(inside))) + inside

    def open_element(tag: int, inside: bytes) -> bytes:
        return bytes((tag, 0x80)) + inside + b"\0\0"

    pieces = open_element(0x24, element(4, content[:9]) + element(4, content[9:]))
    data = element(6, bytes.fromhex("2a864886f70d010701")) + open_element(0xA0, pieces)
    signed = element(2, b"\1") + element(0x31, b"") + open_element(0x30, data) + element(0x31, b"")
    identifier = element(6, bytes.fromhex(f"2a864886f70d0107{kind}"))
    return open_element(0x30, identifier + open_element(0xA0, open_element(0x30, signed)))


def test_what_is_signed_in_a_container_is_read() -> None:
    content = b"Content-Type: text/plain\r\n\r\nThe ferry left at six."
    found = read(mail(kind="application/pkcs7-mime; smime-type=signed-data", body=_container("02", content)))
    assert (found.text, lost(found)) == ("The ferry left at six.", ["1 digital signature"])


@pytest.mark.parametrize(
    "data",
    [
        mail(kind="application/pkcs7-mime", body=_container("03", b"x" * 20)),
        mail(kind="application/pkcs7-mime; smime-type=enveloped-data", body=b"\x30\x80"),
        parts("multipart/encrypted", ("Content-Type: application/octet-stream", "x")),
        mail(body="-----BEGIN PGP MESSAGE-----\n\nhQ==\n-----END PGP MESSAGE-----\n"),
    ],
)
def test_an_encrypted_e_mail_is_refused_as_that(data: bytes) -> None:
    with pytest.raises(Unreadable, match="encrypted"):
        read(data)


def test_headers_become_what_is_known_of_the_article() -> None:
    found = read(
        mail(
            From='"Quill, R." <quill@example.org>',
            To="=?utf-8?q?Ida_M=C3=BCller?= <ida@example.org>,\n ove@example.org",
            Cc="desk@example.org",
            Message_ID="<1@example.org>",
            In_Reply_To="<0@example.org>",
            List_Id='"Tide Post" <tide.example.org>',
            Date="Mon, 05 Jan 2026 06:40:00 +0100",
        )
    )
    header = found.header
    assert (header.title, header.author, header.source) == ("Ferry", "Quill, R.", "Tide Post")
    assert header.published_at == "2026-01-05T06:40:00+01:00"
    assert dict(header.metadata) == {
        "to": "Ida Müller <ida@example.org>, ove@example.org",
        "cc": "desk@example.org",
        "message id": "1@example.org",
        "in reply to": "0@example.org",
        "list": '"Tide Post" <tide.example.org>',
    }


def test_headers_that_are_not_written_by_the_rules_are_read_nevertheless() -> None:
    found = read(b"Received: by x\nlost words\nFrom : Ida <ida@example.org>\nSubject: Ferry\n\nIt left.")
    assert (found.header.title, found.header.author, found.text) == ("Ferry", "Ida", "It left.")
    # Without headers below it, such a line begins the text.
    assert read(b"Subject: Ferry\nIt left.\n\nIt came.").text == "It left.\n\nIt came."


def test_an_e_mail_without_text_names_what_it_has() -> None:
    with pytest.raises(Unreadable, match=r"no text to import, only plan.pdf \(application/pdf\)"):
        read(parts("multipart/mixed", ("Content-Type: application/pdf; name=plan.pdf", "x")))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"Return-Path: <a@b>\nReceived: by x\n\tfor y\nFrom: a@b\nSubject: Ferry\n\nIt left.", "1736.M1P2.host:2,S"),
        (mail(), "a.eml"),
        (b"57\n" + mail() + b"<?xml version='1.0'?><plist/>", "a.emlx"),
    ],
)
def test_files_of_mail_programs_are_recognised(data: bytes, name: str) -> None:
    assert name_of(data, name) == "email"


def test_what_apple_mail_adds_is_no_text() -> None:
    data = mail()
    assert read(f"{len(data)}\n".encode() + data + b"<plist>x</plist>").text == "It left."


def test_a_text_that_begins_like_a_letter_is_no_e_mail() -> None:
    assert name_of(b"From: Ida\nTo: Ove\nSubject: Ferry\n\nIt left.", "letter.txt") == "plain"


def test_thousands_of_attachments_deep_nesting_and_endless_headers_are_bounded() -> None:
    attachment = ("Content-Type: image/png; name=a.png", "x")
    many = read(parts("multipart/mixed", plain("It left."), *[attachment] * 10_000))
    assert lost(many)[-1] == "the attachment a.png (image/png)"
    assert "9,980 further attachments" in lost(many)
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1_000))
    for levels in (deep, deep[:4_000]):
        with pytest.raises(Unreadable, match="nested too deeply"):
            read(b"Subject: Ferry\n" + levels + b"\nInside.")
    with pytest.raises(Unreadable, match="nested too deeply"):
        read(b"From: " + b"(" * 10_000 + b"\n\nIt left.")
    endless = b"".join(b" more%d@example.org,\n" % n for n in range(50_000))
    found = read(b"From: Ida\nTo: a,\n" + endless + b"X: " + b"x" * 2_000_000 + b"\n\nIt left.")
    assert len(dict(found.header.metadata)["to"]) <= 1_000
    assert found.text == "It left."


_WORDS: Final = st.lists(st.sampled_from(["ferry", "left", "six", "Selby", "port", "late"]), min_size=1, max_size=6)


@st.composite
def _messages(draw: st.DrawFn, depth: int = 0) -> EmailMessage:
    """Return an e-mail with texts, files and other e-mails in it."""
    made = EmailMessage()
    made["Subject"] = "Ferry"
    made.set_content(" ".join(draw(_WORDS)), cte=draw(st.sampled_from(["7bit", "quoted-printable", "base64"])))
    for number in range(draw(st.integers(0, 2))):
        made.add_attachment(
            " ".join(draw(_WORDS)), filename=f"{number}.txt", subtype=draw(st.sampled_from(["plain", "csv"]))
        )
    if depth < 2 and draw(st.booleans()):
        made.add_attachment(draw(_messages(depth + 1)))
    return made


def _all_words(made: Any) -> Counter[str]:
    """Return the words of all texts in an e-mail, by the library's own account."""
    leaves = (part for part in made.walk() if part.get_content_maintype() == "text")
    return Counter(word for part in leaves for word in words(part.get_payload(decode=True).decode()))


@given(_messages())
def test_no_word_is_lost(made: EmailMessage) -> None:
    data = made.as_bytes()
    found = read(data)
    stored = Counter(words(found.text)) - Counter(words("Subject: Ferry " * found.text.count("Subject: Ferry")))
    expected = _all_words(message_from_bytes(data))
    assert not stored - expected
    assert stored.total() + sum(each.words for each in found.left_out) == expected.total()
