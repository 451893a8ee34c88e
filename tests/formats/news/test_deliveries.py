"""Deliveries of news databases: each article with what is said about it, and everything else counted."""

from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.domain.article import ArticleDraft
from glossator.formats.content import Problem
from glossator.formats.news import factiva, nexis, proquest
from glossator.formats.source_articles import SourceArticle
from glossator.text.words import word_count
from tests.formats.detecting import articles_of, name_of
from tests.formats.news.samples import (
    EUROPRESSE,
    FACTIVA,
    NEW_NEXIS,
    OLD_NEXIS,
    PLAIN_FACTIVA,
    PROQUEST,
    RULE,
)
from tests.formats.office_documents import docx


def word(*paragraphs: str) -> bytes:
    return docx("".join(f"<w:p><w:r><w:t>{escape(each)}</w:t></w:r></w:p>" for each in paragraphs))


def found_in(data: bytes | str, name: str = "x.txt") -> list[SourceArticle]:
    found = list(articles_of(data.encode() if isinstance(data, str) else data, name))
    assert not [each for each in found if isinstance(each, Problem)]
    return [each for each in found if isinstance(each, SourceArticle)]


def about(draft: ArticleDraft) -> tuple[str, str, str, str, str]:
    return draft.title, draft.source, draft.author, draft.published_at[:10], draft.language


def left_out(found: SourceArticle) -> dict[str, int]:
    return {each.kind: each.words for each in found.left_out}


def test_the_older_layout_of_nexis() -> None:
    assert name_of(OLD_NEXIS, "x.txt") == "nexis"
    first, second = found_in(OLD_NEXIS)
    assert about(first.draft) == (
        "The ferry and the pier",
        "The Selby Tidewatch (Selby)",
        "ADA VANE",
        "2025-03-04",
        "en",
    )
    assert first.draft.text == (
        "The ferry to Lumen left the old pier of Selby on Tuesday morning, and the mayor Orla Quill watched it from "
        "the sea wall.\n\nNOTE that nobody waved."
    )
    assert dict(first.draft.metadata) == {
        "date line": "March 4, 2025 Tuesday Late Edition",
        "section": "HARBOUR; Pg. 3",
        "length": "33 words",
        "load date": "2025-03-05",
        "correction": "An earlier text; misspelt her name.",
        "publication type": "Newspaper",
    }
    assert left_out(first) == {
        "cover page": 6,
        "line of the database": 4,
        "the classification": 5,
        "copyright line": 7,
    }
    assert about(second.draft) == ("Zweiter Titel", "Lumen Post", "", "2025-03-05", "de")
    assert second.draft.text == "Die Fähre kam zurück."
    assert second.where == "article 2"


def rich(*paragraphs: str) -> bytes:
    """Return an RTF document."""
    escaped = ("".join(each if ord(each) < 128 else f"\\u{ord(each)}?" for each in text) for text in paragraphs)
    return ("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}\n" + "\\par\n".join(escaped) + "\\par\n}").encode("ascii")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (rich(*NEW_NEXIS), "x.rtf"),
        (word(*NEW_NEXIS), "x.docx"),
        ("\n\n".join(NEW_NEXIS), "x.txt"),
        ("\n".join(NEW_NEXIS), "x.txt"),
    ],
    ids=["RTF", "Word", "text", "text without blank lines"],
)
def test_the_newer_layout_of_nexis(data: bytes | str, name: str) -> None:
    assert name_of(data, name) == "nexis"
    first, second = found_in(data, name)
    assert about(first.draft) == ("The ferry", "The Selby Tidewatch", "Ada Vane", "2025-03-04", "")
    assert first.draft.text.split() == ["The", "ferry", "left", "Selby.", "Load", "times", "were", "long."]
    assert ("highlight", "It left.") in first.draft.metadata
    assert left_out(first)["cover page"] == word_count(" ".join(NEW_NEXIS[:6]))
    assert about(second.draft) == ("The pier", "Lumen Post", "", "2025-03-05", "")
    assert second.draft.text == "The pier stayed."
    assert ("graphic", "A photograph of Orla Quill") in second.draft.metadata


def test_factiva_with_codes() -> None:
    page = f"<!DOCTYPE html><html><head><title>Factiva</title></head><body><h1>Factiva</h1>{FACTIVA}</body></html>"
    assert name_of(page, "x.html") == "factiva"
    first, second = found_in(page, "x.html")
    assert about(first.draft)[:3] == ("The ferry", "The Selby Tidewatch", "Ada Vane")
    assert first.draft.text == "The ferry left.\n\nIN Lumen it came.\n\nPD\n\nThe end."
    assert dict(first.draft.metadata)["id"] == "SELB0020250304e1"
    assert left_out(first)["the classification"] == 2
    assert about(second.draft) == ("The pier", "Lumen Post", "", "2025-03-05", "")


def test_factiva_with_codes_in_the_table_of_an_rtf_document() -> None:
    rows = (
        ("HD", "The ferry"),
        ("PD", "4 March 2025"),
        ("LP", "It left."),
        ("AN", "Document SELB000020250304e1340000a"),
    )
    cells = "\n".join(rf"\trowd\cellx900\cellx9000\intbl {code}\cell {value}\cell\row" for code, value in rows)
    data = f"{{\\rtf1\\ansi {cells}\n\\pard }}".encode()
    assert name_of(data, "x.rtf") == "factiva"
    (found,) = found_in(data, "x.rtf")
    assert about(found.draft) == ("The ferry", "", "", "2025-03-04", "")
    assert found.draft.text == "It left."


@pytest.mark.parametrize("name", ["x.txt", "x.rtf"])
def test_factiva_without_codes(name: str) -> None:
    data = rich(*PLAIN_FACTIVA.split("\n")) if name == "x.rtf" else PLAIN_FACTIVA
    assert name_of(data, name) == "factiva"
    first, second = found_in(data, name)
    assert about(first.draft) == ("The ferry", "The Selby Tidewatch", "Ada Vane", "2025-03-04", "en")
    assert first.draft.text == "The ferry left.\n\nEnglish is spoken."
    assert dict(first.draft.metadata) == {
        "section": "Harbour",
        "length": "33 words",
        "time": "09:30",
        "source code": "SELB",
        "edition": "3",
        "id": "SELB000020250304e1340000a",
    }
    assert about(second.draft) == ("The pier", "Lumen Post", "", "2025-03-05", "en")
    assert second.draft.text == "It stayed."


def test_proquest() -> None:
    assert name_of(PROQUEST, "x.txt") == "proquest"
    first, second = found_in(PROQUEST)
    assert about(first.draft) == ("The ferry", "The Selby Tidewatch", "Vane, Ada", "2025-03-04", "en")
    assert first.draft.url == "https://www.proquest.example/docview/3100000001"
    assert first.draft.text == "The ferry left.\n\nSubject: nobody knows.\n\nThe end."
    assert ("id", "3100000001") in first.draft.metadata
    assert left_out(first)["the abstract"] == 2
    assert second.draft.text == "It stayed."
    assert "the full text (the file holds only the abstract)" in left_out(second)


def test_europresse() -> None:
    assert name_of(EUROPRESSE, "x.html") == "europresse"
    first, second = found_in(EUROPRESSE, "x.html")
    assert about(first.draft) == ("Le bac", "La Marée", "Ada Vane", "2025-03-04", "")
    assert first.draft.text == "Copyright est un mot.\n\nLe bac est parti."
    assert dict(first.draft.metadata)["id"] == "news·20250304·LM·1"
    assert dict(first.draft.metadata)["page"] == "16"
    assert left_out(first) == {"copyright line": 6, "line of the database": 4}
    assert second.draft.text == "Il est resté."


def test_an_article_without_text_is_a_problem_with_its_title() -> None:
    found = list(articles_of(OLD_NEXIS.replace("Die Fähre kam zurück.", "").encode(), "x.txt"))
    assert isinstance(found[1], Problem)
    assert "“Zweiter Titel”" in found[1].reason


@pytest.mark.parametrize(
    "text",
    [
        "A report on archives.\n\nEach file has 1 of 2 DOCUMENTS in it.\n",
        "End of Document\n\nis a line in some files.\n",
        "We read Document A1 and then ProQuest document ID lists.\n",
    ],
)
def test_an_article_about_databases_is_none(text: str) -> None:
    assert name_of(text, "x.txt") == "plain"


_LINES = st.lists(
    st.sampled_from(
        (
            *(
                "1 of 2 DOCUMENTS",
                "End of Document",
                "Body",
                "",
                "LENGTH: 3 words",
                "LOAD-DATE: March 1, 2025",
                "March 4, 2025",
            ),
            *(
                "The ferry left.",
                "HD",
                "LP",
                "AN",
                "Document SELB000020250304e1340000a",
                "12 words",
                "Copyright 2025 Selby",
            ),
            *(RULE, "Full text: It left.", "Title: Ferry", "ProQuest document ID: 1", "Subject: sea"),
        )
    ),
    max_size=14,
)


@given(_LINES)
@pytest.mark.parametrize("read", [nexis.read_lines, factiva.read_lines, proquest.read_lines])
def test_any_lines_are_read_and_sentences_never_vanish(read: object, lines: list[str]) -> None:
    assert callable(read)
    delivery = read(lines)
    kept = "\n".join(
        "\n".join((each.text, *each.stated.values(), *each.metadata.values())) for each in delivery.articles
    )
    counted = sum(entry.words for each in delivery.articles for entry in each.left_out.entries)
    sentences = sum(line == "The ferry left." for line in lines)
    if delivery.articles and any(each.text.strip() for each in delivery.articles):
        list(delivery.contents(""))
        counted = sum(entry.words for each in delivery.articles for entry in each.left_out.entries)
        assert kept.count("The ferry left.") * 3 + counted >= sentences * 3
