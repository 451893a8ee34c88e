"""Messages of Outlook: their properties, the best version of their body, and all that is attached."""

import struct
from typing import Final

import pytest

from glossator.domain.article import TextFormat
from glossator.formats.documents.outlook import read
from glossator.formats.documents.rtf_body import body_of, decompressed
from glossator.formats.errors import Unreadable
from glossator.formats.source_articles import SourceArticle
from tests.formats.compound_file import Storage, compound_file
from tests.formats.detecting import articles_of

_SENT: Final = 133_800_000_000_000_000
_HTML_IN_RTF: Final = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset204 Arial;}}"
    rb"{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 The ferry \'93Aurora\'94 left {\f1\'cc\'e8\'f0} at six.\htmlrtf \par}"
    rb"\htmlrtf0 "
    rb"{\*\htmltag72 </p>}{\*\mhtmltag84 <img>}{\pntext 1.}}"
)


def properties(header: int, fixed: dict[int, bytes]) -> bytes:
    entries = (struct.pack("<HHI8s", 3, tag, 6, value) for tag, value in fixed.items())
    return bytes(header) + b"".join(entries)


def message(
    *,
    header: int = 32,
    fixed: dict[int, bytes] | None = None,
    parts: dict[str, Storage] | None = None,
    **texts: str | bytes,
) -> dict[str, "bytes | Storage"]:
    """Return the streams of a message: text properties and binary ones, by t and their tag."""
    streams: dict[str, bytes | Storage] = {"__properties_version1.0": properties(header, fixed or {})}
    for name, value in texts.items():
        tag = name[1:]
        is_text = isinstance(value, str)
        streams[f"__substg1.0_{tag}{'001F' if is_text else '0102'}"] = (
            value.encode("utf-16-le") if isinstance(value, str) else value
        )
    for number, part in enumerate((parts or {}).values()):
        streams[f"__attach_version1.0_#{number:08X}"] = part
    return streams


def attached(name: str, media_type: str, data: bytes = b"x", **more: "bytes | Storage") -> Storage:
    return {
        "__properties_version1.0": properties(8, {0x3705: struct.pack("<Q", 5 if more else 1)}),
        "__substg1.0_3707001F": name.encode("utf-16-le"),
        "__substg1.0_370E001F": media_type.encode("utf-16-le"),
        "__substg1.0_37010102": data,
        **more,
    }


def test_a_message_gives_its_text_sender_date_and_addresses() -> None:
    fixed = {0x0039: struct.pack("<Q", _SENT)}
    data = compound_file(
        message(
            fixed=fixed,
            t0037="Ferry late",
            t0042="R. Quill",
            t1000="The ferry Aurora is late.\r\n\r\n" + "It left. " * 600,
            t0E04="Ida Berg; Ove Lund",
            t1035="<one@example.org>",
        )
    )
    (found,) = articles_of(data, "x.msg")
    assert isinstance(found, SourceArticle)
    draft = found.draft
    assert (draft.title, draft.author, draft.published_at) == ("Ferry late", "R. Quill", "2024-12-30T02:40:00+00:00")
    assert draft.text.startswith("The ferry Aurora is late.\n\nIt left.")
    assert draft.metadata == (("to", "Ida Berg; Ove Lund"), ("message id", "one@example.org"))
    assert found.left_out == ()


def test_html_is_read_where_the_plain_text_is_a_stub_and_in_the_charset_of_the_message() -> None:
    html = "<html><body><p>Die Fähre “Aurora” legte ab.</p></body></html>".encode("cp1252")
    found = read(
        compound_file(message(fixed={0x3FDE: struct.pack("<Q", 1252)}, t1000="See the web version.", t1013=html))
    )
    assert (found.text, found.text_format) == ("Die Fähre “Aurora” legte ab.", TextFormat.HTML)
    assert [str(each) for each in found.left_out] == ["4 words of the plain version"]


def test_text_that_is_only_there_as_rtf_is_read_as_what_it_was_made_of() -> None:
    assert read(compound_file(message(t1009=_uncompressed(_HTML_IN_RTF)))).text == "The ferry “Aurora” left Мир at six."
    shown = rb"It left.\par \u8220?Late\u8221?, \'e9t\'e9\tab \u-10179?\u-8482?"
    plain = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator x}" + shown + b"}"
    assert read(compound_file(message(t1009=_uncompressed(plain)))).text == "It left.\n“Late”, été\t🛞"
    assert body_of(rb"{\rtf1 {\pict 00ff}a\{b}}") == ("a{b", False)


def _uncompressed(rtf: bytes) -> bytes:
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf


def test_compressed_rtf_may_refer_to_the_dictionary_and_to_what_it_writes() -> None:
    written = bytes.fromhex(
        "43000000550000004c5a467537990f5b03000a007263706731323502320af3205468652066a104907279206c01712c0f5f3e2000700ea0108405"
        "400090782e0d0aa27d0a801240"
    )
    text = b"The ferry left, left, left, left and left at six."
    assert decompressed(written) == b"{\\rtf1\\ansi\\ansicpg1252\\pard " + text + b"\\par}\r\n"
    assert decompressed(written[:40]).startswith(b"{\\rtf1\\ansi")
    for damaged in (b"", b"x" * 40, struct.pack("<II4sI", 9, 2**31, b"LZFu", 0)):
        with pytest.raises(Unreadable):
            decompressed(damaged)


def test_attached_messages_are_read_and_everything_else_is_counted() -> None:
    inside = message(header=24, t0037="Older", t0042="Ida Berg", t1000="It was late on Monday, too.")
    parts: dict[str, Storage] = {
        "a": attached("plan.pdf", "application/pdf"),
        "b": attached("Older", "", b"", **{"__substg1.0_3701000D": inside}),
        "c": attached("list.txt", "text/plain", b"three more words"),
        "d": attached("mail.eml", "message/rfc822", b"From: Ove\nSubject: Oldest\n\nEarly."),
    }
    found = read(compound_file(message(t0037="Ferry", t1000="See below.", parts=parts)))
    older = "From: Ida Berg\nSubject: Older\n\nIt was late on Monday, too."
    assert found.text == f"See below.\n\n{older}\n\nFrom: Ove\nSubject: Oldest\n\nEarly."
    assert {str(each) for each in found.left_out} == {
        "3 words of the attachment list.txt (text/plain)",
        "the attachment plan.pdf (application/pdf)",
    }


def test_what_is_encrypted_damaged_or_something_else_is_refused_by_name() -> None:
    locked = message(t0037="Ferry", t001A="IPM.Note.SMIME", parts={"a": attached("smime.p7m", "multipart/mixed")})
    whole = compound_file(message(t0037="Ferry", t1000="It left."))
    for data, reason in (
        (compound_file(locked), "encrypted"),
        (compound_file({"WordDocument": b"x"}), "another kind of Office document"),
        (compound_file(message(t0037="Ferry")), "no text"),
        (b"Subject: Ferry\n\nIt left.", "not a message of Outlook"),
        (whole[:700], "damaged"),
    ):
        with pytest.raises(Unreadable, match=reason):
            read(data)


def test_messages_that_contain_each_other_deeply_end() -> None:
    inside = message(header=24, t1000="Innermost.")
    for number in range(30):
        part = {"a": attached("x", "", b"", **{"__substg1.0_3701000D": inside})}
        inside = message(header=24, t0037=f"Level {number}", t1000="Once more.", parts=part)
    found = read(compound_file({**inside, "__properties_version1.0": properties(32, {})}))
    assert "Innermost" not in found.text
    assert [str(each) for each in found.left_out] == ["1 part nested too deeply"]
