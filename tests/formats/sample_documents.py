"""Small documents of other programs, made by hand."""

import io
import zipfile
from collections.abc import Mapping, Sequence


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive of files by name, the same bytes whenever it is made: they name tests."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def pdf(pages: Sequence[Sequence[str]], title: str = "") -> bytes:
    """Return a PDF document of pages of lines."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, lines in enumerate(pages):
        shown = b" ".join(
            b"(%s) Tj T*" % line.replace("(", r"\(").replace(")", r"\)").encode("latin-1") for line in lines
        )
        content = b"BT /F1 11 Tf 14 TL 50 800 Td " + shown + b" ET"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 850] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    objects.append(b"<< /Title (%s) /CreationDate (D:20260105120000Z) >>" % title.encode("latin-1"))
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, size - 1, len(out))
    )


def epub(chapters: Mapping[str, str], title: str = "The Ferry Book") -> bytes:
    """Return an e-book of chapters, name and XHTML."""
    items = "".join(f'<item id="c{n}" href="text/{name}"/>' for n, name in enumerate(chapters))
    refs = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": (
                '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
                '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
            ),
            "OEBPS/book.opf": (
                '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
                f"<dc:title>{title}</dc:title><dc:creator>R. Quill</dc:creator><dc:date>2026-01-05</dc:date>"
                f"<dc:language>en</dc:language></metadata><manifest>{items}</manifest><spine>{refs}</spine></package>"
            ),
            "OEBPS/cover.png": b"\x89PNG",
            **{f"OEBPS/text/{name}": text for name, text in chapters.items()},
        }
    )


FEED = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Tidewatch</title><language>en</language>
<item><title>Ferry &amp; pier</title><link>https://example.org/1</link><dc:creator>R. Quill</dc:creator>
<pubDate>Mon, 05 Jan 2026 06:40:00 +0000</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>The ferry <b>left</b>.</p><script>x</script><p>It is open.</p>]]></content:encoded></item>
<item><title>Only a headline</title><link>https://example.org/2</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Tide Post</title>
<entry><title>Cod</title><link rel="alternate" href="https://example.org/cod"/><updated>2026-01-06T10:00:00Z</updated>
<author><name>M. Lund</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><h2>Dear</h2><p>Cod is dear.</p></div></content></entry>
</feed>"""

EMAIL = """From: "R. Quill" <quill@example.org>
Subject: =?utf-8?q?The_ferry_=E2=80=94_late?=
Date: Mon, 05 Jan 2026 06:40:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/html; charset=utf-8

<p>The ferry is <i>late</i>.</p><p>Again.</p>
--x
Content-Type: application/pdf; name=table.pdf
Content-Disposition: attachment; filename=table.pdf

%PDF
--x--
"""


PAGE_WORDS = "<p>The ferry Aurora left Port Selby on Monday with Captain Mira Okafor and nobody else on board.</p>" * 3
"""Paragraphs that are an article of a web page."""


def warc_record(kind: str, address: str, block: bytes) -> bytes:
    """Return a record of a web archive."""
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": "<urn:uuid:1>",
        "WARC-Date": "2025-03-04T10:00:00Z",
        "WARC-Target-URI": address,
        "Content-Type": "application/http",
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


MHTML = f"""From: <Saved by a browser>
Snapshot-Content-Location: https://example.org/ferry
Subject: Ferry
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="x"

--x
Content-Type: text/html; charset=windows-1252
Content-Transfer-Encoding: quoted-printable
Content-Location: https://example.org/ferry

<html><head><title>Ferry</title></head><body><h1>Ferry</h1><nav>Front page</nav><p>The ferry Aurora left =
Port Selby =96 with caf=E9 and captain, who said that it would come back.</p>{PAGE_WORDS}</body></html>
--x
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: https://example.org/a.png

iVBORw0KGgo=
--x
Content-Type: text/css

p {{}}
--x
Content-Type: text/html

<p>Buy more fish</p>
--x--
"""
