import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.formats.documents.html_encoding import HEAD_LENGTH, declared_charset, decode_page
from glossator.formats.errors import Unreadable

HEAD = b'<!doctype html><html><head><meta charset="%s"><title>K</title></head><body>'
WORDS = "The café of Łódź, “never” closed – said Björn Ångström."


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta charset="windows-1251">', "cp1251"),
        ("<META http-equiv=Content-Type content='text/html; charset=ISO-8859-1'>", "cp1252"),
        ('<?xml version="1.0" encoding="gb2312"?>', "gb18030"),
        ("<meta charset=shift_jis>", "cp932"),
        ("<meta charset=koi8-r>", "koi8-r"),
        ("<meta charset=utf-8>", ""),
        ("<meta charset=utf-16>", ""),
        ("<meta charset=unicode_escape>", ""),
        ("<meta charset=bogus>", ""),
        ("<title>charset=big5</title>", ""),
        ("<p>" * HEAD_LENGTH + "<meta charset=big5>", ""),
    ],
)
def test_the_declared_encoding(head: str, name: str) -> None:
    assert declared_charset(head.encode()) == name


@pytest.mark.parametrize(
    ("data", "stated", "encoding"),
    [
        (WORDS.encode(), "", "utf-8"),
        (codecs.BOM_UTF8 + WORDS.encode(), "windows-1251", "utf-8-sig"),
        (codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"), "", "utf-16"),
        (("<p>" + WORDS).encode("utf-16-le"), "", "utf-16-le"),
        (HEAD % b"windows-1250" + WORDS.replace("Å", "A").encode("cp1250"), "", "cp1250"),
        # The server is right where it differs from the page.
        (HEAD % b"windows-1251" + WORDS.replace("Å", "A").encode("cp1250"), "windows-1250", "cp1250"),
        (HEAD % b"iso-8859-1" + WORDS.replace("Łódź", "Vigo").encode("cp1252"), "", "cp1252"),
        # A page that states another encoding than UTF-8, and is UTF-8.
        (HEAD % b"iso-8859-1" + WORDS.encode(), "iso-8859-1", "utf-8"),
    ],
)
def test_the_encoding_of_a_page(data: bytes, stated: str, encoding: str) -> None:
    found = decode_page(data, stated)
    assert found.encoding == encoding
    assert "“never” closed – said Björn" in found.text
    assert found.left_out == ()


def test_a_bad_byte_is_replaced_and_counted() -> None:
    found = decode_page(HEAD % b"utf-8" + WORDS.encode() + b"K\xdcCHE \0 \x01</body>")
    assert f"{WORDS}K\ufffdCHE \ufffd" in found.text
    assert list(map(str, found.left_out)) == ["2 bytes that are no text", "1 control character"]


def test_a_bad_byte_of_a_declared_encoding_is_replaced() -> None:
    found = decode_page(HEAD % b"gb2312" + "朱镕基与陈喀喜。".encode("gb18030") + b"\xff</body>")
    assert "朱镕基与陈喀喜。\ufffd" in found.text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"%PDF-1.7 <html>", "a PDF document"), (bytes(range(256)) * 8, "binary data, not a web page")],
)
def test_what_is_no_page_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        decode_page(data)


@given(st.binary(max_size=8), st.integers(0, len(WORDS.encode())), st.sampled_from(["", "gb2312", "utf-8", "bogus"]))
def test_no_few_bytes_refuse_a_page(bad: bytes, place: int, charset: str) -> None:
    words = WORDS.encode()
    data = HEAD % charset.encode() + words[:place] + bad + words[place:] + b"The ferry left. " * 40
    assert "The ferry left." in decode_page(data).text
