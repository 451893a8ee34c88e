"""The text of e-mails: charsets as mail programs take them, encoded headers, and flowed lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.formats.documents.flowed_text import unflow
from glossator.formats.documents.mail_charsets import decode_header, decode_text


@pytest.mark.parametrize(
    ("text", "sent_as", "declared"),
    [
        ("“never” – Belmora’s port", "cp1252", "iso-8859-1"),
        ("“never”", "cp1252", "us-ascii"),
        ("朱镕基与陈喀喜。", "gb18030", "GB2312"),
        ("펲시콜라 회사", "cp949", "ks_c_5601-1987"),
        ("﨑山と髙橋", "cp932", "Shift_JIS"),
        ("Şile’de gemi", "cp1254", "iso-8859-9"),
        ("Die Fähre", "utf-8", "iso-8859-1"),
        ("Die Fähre legte ab.", "utf-8", "x-unknown"),
        ("Die Fähre legte ab.", "utf-8-sig", ""),
        ("フェリー", "iso2022_jp", ""),
        ("フェリー", "iso2022_jp", "us-ascii"),
        ("Déjà vu – été", "cp1252", "utf-8"),
        ("Паром ушёл из порта в шесть часов.", "koi8_r", "koi8-r"),
        ("Паром ушёл", "utf-7", "unicode-1-1-utf-7"),
        ("plain", "ascii", "base64"),
        ("plain", "ascii", "nowhere\0"),
    ],
)
def test_text_is_decoded_as_what_was_meant(text: str, sent_as: str, declared: str) -> None:
    assert decode_text(text.encode(sent_as), declared) == text


def test_a_few_bad_bytes_do_not_make_it_another_encoding() -> None:
    assert decode_text("Die Fähre “Aurora” – spät".encode() + b"\xff", "utf-8") == "Die Fähre “Aurora” – spät\ufffd"


@given(st.binary(max_size=60), st.sampled_from(["", "utf-8", "gb2312", "iso-8859-1", "utf-7", "x", "utf-16"]))
def test_any_bytes_are_decoded(data: bytes, declared: str) -> None:
    decode_text(data, declared)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("=?utf-8?q?Belmora=E2=80=99s_port?=", "Belmora’s port"),
        ("Re: =?iso-8859-1?Q?=93Never=94?= again", "Re: “Never” again"),
        ("=?utf-8?B?RMOpasOg?=\r\n =?utf-8?B?IHZ1?=", "Déjà vu"),
        # A character that is in two words.
        ("=?utf-8?q?F=C3?= =?utf-8?q?=A4hre?=", "Fähre"),
        ("=?utf-8*de?Q?F=C3=A4hre?=", "Fähre"),
        # A character of GB18030 only.
        ("=?gb2312?B?1uzpRg==?=", "朱镕"),
        ("=?utf-8?Q?with spaces?=", "with spaces"),
        ("=?utf-8?B?a?= broken", "a broken"),
        ("a =?b c", "a =?b c"),
        ("folded\r\n\tline", "folded line"),
        ("F\udcc3\udca4hre", "Fähre"),
    ],
)
def test_headers_are_decoded(written: str, text: str) -> None:
    assert decode_header(written) == text


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ("The council of Harrow \nQuay met.\n\nIt left.", "The council of Harrow Quay met.\n\nIt left."),
        ("> quoted \n> text\n>> deeper\nmine", "> quoted text\n>> deeper\nmine"),
        (" From here \n  indented", "From here  indented"),
        ("It left. \n-- \nIda", "It left.\n-- \nIda"),
        ("> open \nanswer", "> open\nanswer"),
        ("", ""),
    ],
)
def test_flowed_lines_are_joined(sent: str, text: str) -> None:
    assert unflow(sent) == text


def test_spaces_are_deleted_where_the_sender_has_added_them() -> None:
    assert unflow("https://example.org/a \nb and  \nwords", delete_spaces=True) == "https://example.org/ab and words"
    assert unflow("フェリ \nー", delete_spaces=True) == "フェリー"
    # Nobody has added any: those that are there divide words.
    assert unflow("the ferry is \nlate", delete_spaces=True) == "the ferry is late"


@given(st.lists(st.text("ab >-", max_size=6), max_size=8))
def test_flowing_keeps_all_that_is_no_space(lines: list[str]) -> None:
    kept = [line.lstrip(">") for line in lines]
    assert "".join(unflow("\n".join(lines)).replace(">", "").split()) == "".join("".join(kept).replace(">", "").split())
