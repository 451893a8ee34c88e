"""Saved pages (MHTML) and web archives (WARC)."""

import gzip
from functools import partial

import pytest

from glossator.formats.content import Content, Problem
from glossator.formats.detection import detect
from glossator.formats.documents import mhtml, warc
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.services.formats import FORMATS
from tests.formats.sample_documents import MHTML, PAGE_WORDS, warc_record

packed = partial(gzip.compress, mtime=0)
PAGE = f"<html><head><title>Ferry</title></head><body><h1>Ferry</h1>{PAGE_WORDS}</body></html>"


def response(body: bytes, content_type: str = "text/html", status: str = "200 OK", headers: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{headers}\r\n".encode()
    return warc_record("response", "https://example.org/ferry", head + body)


ARCHIVE = b"".join(
    (
        warc_record("warcinfo", "", b"software: test\r\n"),
        warc_record("request", "https://example.org/ferry", b"GET /ferry HTTP/1.1\r\n\r\n"),
        response(PAGE.encode()),
        response(b"\x89PNG", "image/png"),
        response(b"", status="301 Moved"),
        response("Паром".encode("cp1251").join(PAGE.encode().split(b"Aurora")), "text/html; charset=windows-1251"),
        response(packed(PAGE.encode()), headers="Content-Encoding: gzip\r\n"),
        response(
            b"5\r\n<html\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE) - 5, PAGE.encode()[5:]),
            headers="Transfer-Encoding: chunked\r\n",
        ),
        response(b"<html><body></body></html>"),
        warc_record("revisit", "https://example.org/ferry", b"HTTP/1.1 200 OK\r\n\r\n"),
    )
)


@pytest.mark.parametrize("data", [ARCHIVE, packed(ARCHIVE)], ids=["plain", "gzip"])
def test_each_page_of_an_archive_is_an_article(data: bytes) -> None:
    found = list(warc.read(data))
    pages = [one for one in found if isinstance(one, Content)]
    assert [one.where for one in found] == ["record 3", "record 6", "record 7", "record 8", "record 9"]
    assert ["Паром" in one.text for one in pages] == [False, True, False, False]
    assert all("left Port Selby" in one.text for one in pages)
    assert {one.header.url for one in pages} == {"https://example.org/ferry"}
    assert {one.header.published_at for one in pages} == {""}
    assert {one.header.metadata for one in pages} == {(("fetched", "2025-03-04T10:00:00Z"),)}
    assert isinstance(found[-1], Problem)
    assert "No article text" in found[-1].reason


ONE_PAGE = b"".join(
    (
        response(PAGE.encode()),
        warc_record("warcinfo", "", b"software: test\r\n"),
        warc_record("request", "https://example.org/ferry", b"GET /ferry HTTP/1.1\r\n\r\n"),
    )
)


def test_other_records_are_counted_with_the_last_page() -> None:
    (last,) = warc.read(ONE_PAGE)
    assert isinstance(last, Content)
    assert [str(one) for one in last.left_out] == ["1 record about the archive", "1 request"]


def test_the_pages_before_the_cut_of_an_archive_are_read(capfd: pytest.CaptureFixture[str]) -> None:
    for data in (ONE_PAGE + ONE_PAGE[:400], packed(ONE_PAGE) + packed(ONE_PAGE)[:60]):
        first, *_, last = warc.read(data)
        assert isinstance(first, Content)
        assert isinstance(last, Problem)
        assert "archive" in last.reason
    assert capfd.readouterr() == ("", "")


def test_an_archive_that_expands_too_much_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "_MOST_IN_ALL", 2_000)
    first, last = warc.read(packed(response(PAGE.encode()) + response(b"x" * 9_000, "image/png")))
    assert isinstance(first, Content)
    assert isinstance(last, Problem)
    assert "expands beyond" in last.reason


@pytest.mark.parametrize(
    "data",
    [warc_record("warcinfo", "", b"x: y\r\n"), b"WARC/1.0\r\n", packed(b"x")[:9]],
    ids=["no page", "no record", "cut off"],
)
def test_an_archive_without_pages_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="web archive"):
        list(warc.read(data))


def test_the_root_of_a_saved_page_is_read() -> None:
    found = mhtml.read(MHTML.encode())
    assert found.text.startswith("The ferry Aurora left Port Selby – with café")
    assert (found.header.title, found.header.url) == ("Ferry", "https://example.org/ferry")
    assert {str(one) for one in found.left_out} == {
        "1 picture",
        "1 style sheet, script or font",
        "1 embedded page (3 words)",
        "2 words of menus",
    }


@pytest.mark.parametrize(
    "data",
    [b"", b"MIME-Version: 1.0\n\nText", MHTML.encode().replace(b"text/html", b"text/css")],
    ids=["empty", "text", "styles"],
)
def test_an_archive_without_a_page_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="no web page"):
        mhtml.read(data)


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a", ARCHIVE, "warc"),
        ("a.gz", packed(ARCHIVE), "warc"),
        ("a.gz", packed(b"text"), ""),
        ("a", MHTML.encode(), "mhtml"),
        ("a.mht", b"no headers", "mhtml"),
        ("a.eml", b"From: Ann\nContent-Type: multipart/related\n\nx", "email"),
    ],
    ids=["warc", "packed warc", "gzip", "mhtml", "mht by name", "mail"],
)
def test_archives_are_recognised(name: str, data: bytes, expected: str) -> None:
    found = detect(FileHead(name, data), FORMATS.values()).format
    assert (found.name if found else "") == expected
