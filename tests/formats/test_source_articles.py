import io
import re
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossator.domain.article import TextFormat
from glossator.formats.content import Problem
from glossator.formats.documents.html_fragments import reading_text
from glossator.formats.errors import Unreadable
from glossator.formats.source_articles import SourceArticle
from glossator.formats.unsupported import known_by_suffix
from glossator.formats.zip_archive import ZipMember, members
from glossator.services.formats import FORMATS
from tests.formats.detecting import articles_of, detected
from tests.formats.office_documents import docx
from tests.formats.sample_documents import ATOM, EMAIL, FEED, epub, pdf, zipped


def one(data: bytes, name: str = "-", format_name: str = "") -> SourceArticle:
    (found,) = articles_of(data, name, format_name)
    assert isinstance(found, SourceArticle)
    return found


def losses(found: SourceArticle) -> tuple[str, ...]:
    return tuple(map(str, found.left_out))


PARAGRAPHS = [
    "The ferry Aurora left Port Selby on Monday morning with the cap-",
    "tain on board, and came back on Tuesday evening with nobody at",
    "all, as the harbour trust called the weather.",
    "Cod is dear.",
    "The pier at Lumen is open again, and the gulls have come back to",
    "it from the north, where they had been.",
]


def test_a_pdf_gives_its_paragraphs_without_headers_and_page_numbers() -> None:
    pages = [["The Tidewatch", *PARAGRAPHS[:3], "Page 1"], ["The Tidewatch", PARAGRAPHS[3], "Page 2"]]
    pages.append(["The Tidewatch", *PARAGRAPHS[4:], "Page 3"])
    found = one(pdf(pages, "Ferry"), "x.pdf")
    assert (found.draft.title, found.draft.published_at) == ("Ferry", "")
    assert losses(found) == ("6 running heads and feet (12 words)",)
    first, second, third = found.draft.text.split("\n\n")
    assert first.startswith("The ferry Aurora left Port Selby on Monday morning with the captain on board")
    assert first.endswith("weather.")
    assert second == "Cod is dear."
    assert third.endswith("where they had been.")
    assert "Tidewatch" not in found.draft.text


def test_a_pdf_of_pictures_says_what_to_do() -> None:
    with pytest.raises(Unreadable, match="OCR"):
        list(articles_of(pdf([[]]), "x.pdf"))


def test_an_e_book_gives_its_chapters_in_order() -> None:
    chapters = {
        "b.xhtml": "<html><body><h1>One</h1><p>The ferry left.</p></body></html>",
        "a.xhtml": "<p>It is open.</p>",
    }
    found = one(epub(chapters))
    assert (found.draft.title, found.draft.author, found.draft.published_at) == (
        "The Ferry Book",
        "R. Quill",
        "2026-01-05",
    )
    assert found.draft.text == "# One\n\nThe ferry left.\n\nIt is open."
    assert losses(found) == ("1 picture",)


def test_an_e_mail_gives_its_body_and_tells_of_attachments() -> None:
    found = one(EMAIL.encode(), "x.eml")
    assert (found.draft.title, found.draft.author) == ("The ferry — late", "R. Quill")
    assert found.draft.published_at == "2026-01-05T06:40:00+00:00"
    assert found.draft.text == "The ferry is late.\n\nAgain."
    assert losses(found) == ("the attachment table.pdf (application/pdf)",)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_letters_beyond_ascii_that_stand_in_the_headers_of_an_e_mail_as_they_are(encoding: str) -> None:
    mail = 'From: "Jürgen Müller" <j@example.org>\nSubject: Die Fähre\n\nIt left.\n'.encode(encoding)
    (read,) = articles_of(mail, "a.eml")
    assert isinstance(read, SourceArticle)
    assert (read.draft.author, read.draft.title) == ("Jürgen Müller", "Die Fähre")


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_a_date_that_could_be_two_is_left_out_and_reported(name: str) -> None:
    data = b"date,text\n01/02/2026,It left.\n" if name == "a.csv" else b"Title: Ferry\nDate: 01/02/2026\n\nIt left."
    (read,) = articles_of(data, name)
    assert isinstance(read, SourceArticle)
    assert read.draft.published_at == ""
    assert losses(read) == ("the date “01/02/2026” (write it like 2026-10-25)",)


def test_a_feed_gives_its_entries() -> None:
    first, second = articles_of(FEED.encode(), "x.xml")
    assert isinstance(first, SourceArticle)
    draft = first.draft
    assert (draft.title, draft.source, draft.author, draft.url) == (
        *("Ferry & pier", "The Tidewatch"),
        *("R. Quill", "https://example.org/1"),
    )
    assert (draft.published_at, draft.language, draft.file_sha256) == ("2026-01-05T06:40:00+00:00", "en", "")
    assert draft.text == "The ferry left.\n\nIt is open."
    assert second == Problem("entry 2", "it has no text; import the page that it links to")
    atom = one(ATOM.encode()).draft
    assert (atom.title, atom.text, atom.url) == ("Cod", "## Dear\n\nCod is dear.", "https://example.org/cod")
    assert (atom.author, atom.language) == ("M. Lund", "en")


def test_a_fault_in_a_feed_leaves_its_other_entries() -> None:
    items = "<item><title>One</title><description>The port&nbsp;met &amp; AT&T agreed.</description></item>{}"
    feed = f"<rss><channel><title>Post</title>{items}</channel></rss>"
    two = "<item><description>Two <b>of</description></item><item><description>Three.</description></item>"
    first, *_ = articles_of(feed.format("").encode(), "x.rss")
    assert isinstance(first, SourceArticle)
    assert first.draft.text == "The port\xa0met & AT&T agreed."
    first, second, third = articles_of(feed.format(two).encode(), "x.rss")
    assert isinstance(first, SourceArticle)
    assert isinstance(third, SourceArticle)
    assert (first.draft.source, third.draft.text, second) == ("Post", "Three.", Problem("entry 2", "it is damaged"))


def test_the_texts_of_an_entry_that_are_not_stored_are_counted() -> None:
    item = (
        "<item><title>One</title><category>Sea</category><description>Another teaser.</description>"
        "<content>The ferry left Port Selby.</content><transcript>Words of a film</transcript></item>"
    )
    (found,) = articles_of(f"<rss><channel>{item}</channel></rss>".encode(), "x.rss")
    assert isinstance(found, SourceArticle)
    assert found.draft.metadata == (("categories", "Sea"),)
    assert losses(found) == ("1 field transcript (4 words)", "1 summary (2 words)")


def test_a_missing_part_of_a_book_is_counted() -> None:
    book = epub({"a.xhtml": "<p>One.</p>", "b.xhtml": "<p>Two.</p>"})
    with zipfile.ZipFile(io.BytesIO(book)) as whole:
        parts = {name: whole.read(name) for name in whole.namelist() if not name.endswith("b.xhtml")}
    found = one(zipped(parts))
    assert found.draft.text == "One."
    assert losses(found) == ("1 missing part of the book", "1 picture")


def test_a_table_of_contents_of_a_book_is_counted() -> None:
    book = epub({"a.xhtml": "<p>One.</p>", "b.xhtml": "<nav>Chapter one</nav>"})
    with zipfile.ZipFile(io.BytesIO(book)) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    parts["OEBPS/book.opf"] = parts["OEBPS/book.opf"].replace(b'id="c1"', b'id="c1" properties="nav"')
    assert losses(one(zipped(parts))) == ("1 table of contents (2 words)", "1 picture")


def test_a_feed_that_is_made_to_burst_is_refused() -> None:
    declared = '<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
    bomb = f"{declared}<rss><channel><item><title>&b;</title></item></channel></rss>"
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(Unreadable, match="declares XML entities"):
            list(articles_of(bomb.encode(encoding), "x.rss", "feed"))
    with pytest.raises(Unreadable, match=r"^The feed nests elements more than 200 deep"):
        list(articles_of(b"<rss>" + b"<a>" * 300 + b"</a>" * 300 + b"</rss>", "x.rss"))
    with pytest.raises(Unreadable, match="damaged"):
        list(articles_of(FEED.encode()[:300], "x.rss"))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_table_gives_an_article_a_row(separator: str) -> None:
    rows = [
        ["Headline", "Body", "Date", "Outlet"],
        ["Ferry", '"It\nleft."', "25 Oct 2025", "Tidewatch"],
        ["Cod", "", "", ""],
    ]
    data = "\r\n".join(separator.join(row) for row in [*rows, ["a", "b", "", "", "e"]]).encode("utf-8-sig")
    ferry, empty, long = articles_of(data, "x.csv")
    assert isinstance(ferry, SourceArticle)
    assert (ferry.draft.title, ferry.draft.text, ferry.draft.published_at, ferry.draft.source, ferry.where) == (
        *("Ferry", "It\nleft.", "2025-10-25", "Tidewatch", "row 2"),
    )
    assert empty == Problem("row 3", "its cell under Body is empty; add a text or remove the row")
    assert long == Problem("row 4", "it has 5 cells for 4 headings; put its text in quotation marks")


def test_columns_have_many_names() -> None:
    data = b"Subject,Maintext,Domain,Byline,Pubdate,Href,Lang\nFerry,It left.,Tidewatch,R. Quill,2025-10-25,x:y,en\n"
    (found,) = articles_of(data, "x.csv")
    assert isinstance(found, SourceArticle)
    draft = found.draft
    assert (draft.title, draft.text, draft.source, draft.author) == ("Ferry", "It left.", "Tidewatch", "R. Quill")
    assert (draft.published_at, draft.url, draft.language) == ("2025-10-25", "x:y", "en")


def test_a_table_without_a_text_says_how_to_name_it() -> None:
    with pytest.raises(Unreadable, match="the heading text, body"):
        list(articles_of(b"a,b\n1,2\n", "x.csv"))


def test_lines_of_json_give_an_article_each_and_broken_ones_are_reported() -> None:
    lines = [
        '{"text": "The ferry left.", "meta": {"source": "Tidewatch", "title": "Ferry"}, "spans": [{"start": 0}]}',
        "[1]",
        "",
        '{"text": 5}',
        '{"text": "Cod is dear.", "url": "https://example.org/cod"}',
        '{"text": "cut of',
    ]
    found = list(articles_of("\n".join(lines).encode(), "x.jsonl", "jsonl"))
    first, last = (entry for entry in found if isinstance(entry, SourceArticle))
    assert (first.draft.title, first.draft.source, losses(first)) == ("Ferry", "Tidewatch", ("the data under “spans”",))
    assert (last.draft.url, last.where) == ("https://example.org/cod", "line 5")
    assert [entry.where for entry in found if isinstance(entry, Problem)] == ["line 2", "line 4", "line 6"]


def test_a_web_page_tells_how_much_was_left_out() -> None:
    page = (
        "<!doctype html><html><head><title>Ferry</title></head><body><nav>Home News Sport Weather</nav><article>"
        + "<p>The ferry Aurora left Port Selby on Monday with the captain on board, and came back.</p>" * 4
        + "</article><footer>All rights reserved by the Tidewatch</footer></body></html>"
    )
    assert losses(one(page.encode())) == ("6 words of page footers", "4 words of menus")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a.doc", "Old Word documents cannot be imported. Save it as .docx or .txt first."),
        ("a/b.xlsx", "Spreadsheets cannot be imported. Save it as .csv first."),
        ("a.pst", "Mail folders of Outlook cannot be imported. Save each mail as .msg or .eml first."),
    ],
)
@pytest.mark.parametrize("data", [b"Words, as it seems.", zipped({"content.xml": "<x/>", "b.txt": "Words."})])
def test_what_is_known_and_not_read_is_refused_with_what_to_save_it_as(name: str, sentence: str, data: bytes) -> None:
    assert not detected(data, name).is_archive
    with pytest.raises(Unreadable) as refused:
        list(articles_of(data, name))
    assert str(refused.value) == sentence


def test_what_is_only_named_as_another_is_read_as_what_it_is() -> None:
    page = b"<!doctype html><html><body><article><p>The ferry left Port Selby on Monday.</p></article></body></html>"
    assert one(page, "a.doc").draft.text_format is TextFormat.HTML
    assert one(docx("<w:p><w:r><w:t>Cod.</w:t></w:r></w:p>"), "a.doc").draft.text == "Cod."
    assert one(b"{\\rt is no more than text", "a.rtf", "plain").draft.text == "{\\rt is no more than text"


def test_no_suffix_is_both_read_and_refused() -> None:
    suffixes = [suffix for name in FORMATS.import_names for suffix in FORMATS[name].suffixes]
    assert [suffix for suffix in suffixes if known_by_suffix(f"a{suffix}")] == []


def test_an_archive_gives_its_files_and_refuses_what_leads_out_of_it() -> None:
    inside, outside = {"b.txt": "B", "a/c.txt": "C"}, {"../evil.txt": "E", "/etc/x.txt": "F", "C:\\x.txt": "G"}
    data = zipped({**inside, **outside, ".hidden": ""})
    assert detected(data).is_archive
    found = list(members(data))
    assert {member.name for member in found if isinstance(member, ZipMember)} == set(inside)
    assert {problem.where for problem in found if isinstance(problem, Problem)} == set(outside)


def test_an_archive_that_is_made_to_burst_is_not_unpacked() -> None:
    (found,) = members(zipped({"zeros.txt": b"\0" * 20_000_000}))
    assert isinstance(found, Problem)
    assert "like a zip bomb" in found.reason
    large = bytearray(zipped(dict.fromkeys("abcde", "x")))
    for entry in re.finditer(b"PK\x01\x02", bytes(large)):
        large[entry.start() + 24 : entry.start() + 28] = (40_000_001).to_bytes(4, "little")
    with pytest.raises(Unreadable, match="expands beyond 200 MB"):
        list(members(bytes(large)))
    lying = bytearray(zipped({"a.txt": "a" * 5000}))
    place = bytes(lying).index(b"PK\x01\x02") + 24
    lying[place : place + 4] = (10).to_bytes(4, "little")
    (reported,) = members(bytes(lying))
    assert isinstance(reported, Problem)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("<p>a <b>b</b>c</p><p>d</p>", "a bc\n\nd"),
        ("a<br>b", "a\nb"),
        ("<h3>A\nB</h3>c", "### A B\n\nc"),
        ("<ul><li>a<li>b</ul>", "- a\n\n- b"),
        ("<style>x</style><p>a<!-- b --></p><script>if (a < b) x</script>c", "a\n\nc"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("1 < 2 <b", "1 < 2 <b"),
    ],
)
def test_markup_is_read(markup: str, text: str) -> None:
    assert reading_text(markup) == text


_WHOLE = [pdf([PARAGRAPHS]), epub({"a.xhtml": "<p>x</p>"}), FEED.encode(), EMAIL.encode(), b'{"text": "a"}\n']


_READ = [name for name in FORMATS.import_names if FORMATS[name].read_articles is not None]


@settings(max_examples=60)
@given(st.sampled_from(_WHOLE), st.sampled_from(_READ), st.data())
def test_damaged_sources_are_refused_and_nothing_else_is_raised(whole: bytes, kind: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(whole)))
    broken = whole[:start] + data.draw(st.binary(max_size=8)) + whole[data.draw(st.integers(start, len(whole))) :]
    with suppress(Unreadable):
        for found in articles_of(broken, "-", kind):
            assert isinstance(found, SourceArticle | Problem)
    chosen = detected(broken).format
    if chosen is not None and chosen.read_articles is not None:
        with suppress(Unreadable):
            assert all(isinstance(found, SourceArticle | Problem) for found in articles_of(broken))
