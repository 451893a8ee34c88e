import hashlib
import subprocess
import sys

import pytest
from hypothesis import given

from glossator.domain.article import ArticleDraft, TextFormat
from glossator.formats.documents import text_formats
from glossator.formats.errors import Unreadable
from glossator.text.normalise import normalise
from tests.formats.detecting import draft_of
from tests.text.strategies import texts

PAGE = (
    "<!DOCTYPE html><html><head><meta charset='{charset}'><title>Паром</title></head><body><article>"
    "<p>Паром «Аврора» вышел из порта в понедельник с капитаном на борту и вернулся во вторник вечером.</p>"
    "</article></body></html>"
)


def read_article(data: bytes, name: str, text_format: TextFormat | None = None) -> ArticleDraft:
    return draft_of(data, name, str(text_format or ""))


@pytest.mark.parametrize(
    ("name", "text_format"),
    [
        ("a.txt", TextFormat.PLAIN),
        ("a.TEXT", TextFormat.PLAIN),
        ("-", TextFormat.PLAIN),
        ("some/folder.html/a", TextFormat.PLAIN),
        ("a.log", TextFormat.PLAIN),
        ("a.md", TextFormat.MARKDOWN),
        ("A.MARKDOWN", TextFormat.MARKDOWN),
        ("a.html", TextFormat.HTML),
        ("a.HTM", TextFormat.HTML),
        ("a.xhtml", TextFormat.HTML),
    ],
)
def test_the_suffix_names_the_format(name: str, text_format: TextFormat) -> None:
    assert read_article(b"The ferry *left* Port Selby at dawn.", name).text_format is text_format


@pytest.mark.parametrize("name", ["-", "page.txt", "page"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_page_is_recognised_by_its_content(name: str, encoding: str) -> None:
    found = read_article(PAGE.format(charset="utf-8").encode(encoding), name)
    assert (found.text_format, found.title) == (TextFormat.HTML, "Паром")


def test_front_matter_gives_markdown_away() -> None:
    assert read_article(b"---\ntitle: Ferry\n---\nIt *left*.", "-").text == "It left."
    assert read_article(b"---\nname: Ferry\n---\nIt *left*.", "-").text_format is TextFormat.PLAIN


def test_a_format_that_is_asked_for_wins() -> None:
    found = read_article(b"# Ferry\n\nIt *left*.", "a.txt", TextFormat.MARKDOWN)
    assert (found.title, found.text) == ("Ferry", "It left.")
    assert read_article(b"<html><p>x</p>", "a.html", TextFormat.PLAIN).text == "<html><p>x</p>"


@pytest.mark.parametrize("name", ["a.html", "-"])
def test_a_page_is_read_in_the_encoding_that_it_declares(name: str) -> None:
    # Too short, and in the wrong language, for a guess.
    source = "<html><head><meta charset='{}'></head><body><p>Tallinn, õhtu: ñ</p></body></html>"
    for declared, encoding in (("windows-1257", "cp1257"), ("iso-8859-1", "cp1252")):
        data = source.format(declared).replace("ñ", "").encode(encoding)
        found = read_article(data, name)
        assert (found.encoding, found.text) == (encoding, "Tallinn, õhtu:")


def test_a_plain_text_that_speaks_of_charsets_declares_nothing() -> None:
    assert read_article("<meta charset=koi8-r> is how a café says it.".encode("cp1252"), "a.txt").encoding == "cp1252"


def test_the_draft_says_what_the_header_says() -> None:
    top = b"Title: Ferry\r\nSource: Tidewatch\r\nAuthor: R. Quill\r\nDate: 25 Oct 2025\r\nURL: x:y\r\nLanguage: en\r\n"
    data = b"\xef\xbb\xbf" + top + b"\r\nIt\tleft.\r\n"
    found = read_article(data, "a.txt")
    assert (found.title, found.source, found.author, found.url) == ("Ferry", "Tidewatch", "R. Quill", "x:y")
    assert (found.published_at, found.language, found.encoding) == ("2025-10-25", "en", "utf-8-sig")
    assert found.text == "It left."
    assert found.file_sha256 == hashlib.sha256(data).hexdigest()


def test_only_blank_lines_at_the_ends_go() -> None:
    assert read_article(b"\n \n  Ferry\n\n\nIt left.  \n\n  \n", "a").text == "  Ferry\n\n\nIt left.  "


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ferry\n\nIt left.", "Ferry"),
        ("* * *\n\n  - The   ferry - left\n", "The ferry - left"),
        ("x" * 120, "x" * 120),
        ("x" * 121, "x" * 119 + "…"),
        ("word " * 40, "word " * 23 + "word…"),
        ("👩\u200d🚒" * 50, "👩\u200d🚒" * 39 + "…"),
        ("…", "a note"),
    ],
)
def test_without_a_title_the_first_line_with_words_is_it_and_then_the_name(text: str, title: str) -> None:
    found = read_article((text if text != "👩\u200d🚒" * 50 else "a" + text).encode(), "folder/a note.txt")
    assert found.title.removeprefix("a") == title.removeprefix("a")
    assert len(found.title) <= 120


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.txt", "file is empty"),
        (b" \r\n\t\n", "a.md", "file is empty"),
        (b"\xef\xbb\xbf", "-", "file is empty"),
        (b"Title: Ferry\n\n \n", "a.txt", "no text below its header"),
        (b"Title: Ferry\n\n  ", "a.txt", "no text below its header"),
        (b"---\ntitle: Ferry\n---\n<!-- soon -->\n", "a.md", "no text below its header"),
        (b"<html><body></body></html>", "a.html", "No article text"),
        (b"%PDF-1.4", "a.pdf", "PDF"),
    ],
)
def test_a_file_without_an_article_is_refused(data: bytes, name: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence) as refusal:
        read_article(data, name)
    assert name not in str(refusal.value)


@given(texts)
def test_every_text_comes_out_normalised_with_a_title_on_one_line(text: str) -> None:
    for text_format in (TextFormat.PLAIN, TextFormat.MARKDOWN):
        try:
            found = read_article(text.encode(), "-", text_format)
        except Unreadable:
            assert (
                text_format is TextFormat.MARKDOWN or not text.strip("\ufeff \n\u00a0\u3000\u2009") or not text.strip()
            )
            continue
        assert normalise(found.text) == found.text
        assert found.text.strip()
        assert found.title
        assert normalise(found.title) == found.title
        assert "\n" not in found.title
        if text_format is TextFormat.PLAIN:
            assert found.text in text


def test_every_entity_is_normalised_too() -> None:
    found = read_article(b"# A&#10;B\n\none&#9;two&#8233;three&#8232;four", "a.md")
    assert (found.title, found.text) == ("A B", "one two\nthree\nfour")


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys; from glossator.services.formats import FORMATS; [*FORMATS.values()];"
        "print({'trafilatura', 'lxml', 'charset_normalizer', 'markdown_it', 'pypdfium2', 'spacy', 'xlsxwriter'}"
        " & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_a_text_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_formats, "_MOST", 20)
    assert [*text_formats.read_plain(b"x" * 20)]
    with pytest.raises(Unreadable, match="Split it into articles"):
        [*text_formats.read_plain(b"x" * 21)]
    with pytest.raises(Unreadable, match="Split it into articles"):
        text_formats.read_text(TextFormat.MARKDOWN, b"x" * 21)
