"""The reports: everything is in them, in its place, and nothing in them runs."""

import io
from html.parser import HTMLParser
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from tests.formats.excerpts import Given, article, excerpts, given_articles, marked
from tui.formats.charts import bars
from tui.formats.exports import FORMATS
from tui.model.annotation import Status
from tui.model.excerpt import Annotated
from tui.model.paragraphs import paragraphs

HOSTILE: Final = "</style></mark><script>alert(1)</script><img src=x onerror=alert(1)> & \"'"
TEXT: Final = "The ferry Aurora left Port Selby.\n\nMira Okafor stayed."


def report(name: str, excerpt: Given) -> str:
    target = io.BytesIO()
    write = FORMATS[name].write
    assert write is not None
    write(excerpt, target)
    return target.getvalue().decode("utf-8")


class Page(HTMLParser):
    """What a browser would see: the elements, well nested, and the text of the articles' paragraphs."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.paragraphs: list[str] = []
        self.marks: list[tuple[str, str]] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag == "p" and self.open[-1:] == ["div"]:
            self.paragraphs.append("")
        if tag == "mark":
            self.marks.append((str(dict(attrs)["class"]), ""))
        if tag not in ("meta", "rect"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("meta", "rect"):
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "div" in self.open and "p" in self.open and "sup" not in self.open:
            self.paragraphs[-1] += data


def test_the_text_is_there_with_its_marks_and_the_notes_beside_them() -> None:
    aurora = marked(TEXT, "ferry Aurora", "PRODUCT", note="built 1911", entity="MV Aurora", tags=("ships",))
    inner = marked(TEXT, "Aurora left", "EVENT", status=Status.SUGGESTED)
    gone = marked(TEXT, "Selby", "GPE", status=Status.REJECTED)
    page = report("html", given_articles(Annotated(article(TEXT, note="read again"), (aurora, inner, gone))))
    seen = Page(page)
    assert seen.paragraphs == ["The ferry Aurora left Port Selby.", "Mira Okafor stayed."]
    assert [kind for kind, _ in seen.marks] == ["accepted", "accepted", "suggested", "suggested"], "a piece has both"
    for said in ("built 1911", "MV Aurora", "ships", "read again", "The Tidewatch", "<sup>1</sup>"):
        assert said in page
    assert "--tint:#b5a642" in page
    assert "rejected" not in page


def test_the_codebook_the_entities_and_the_charts_are_there() -> None:
    page = report(
        "html", given_articles(Annotated(article(TEXT), (marked(TEXT, "Aurora", "PRODUCT", entity="MV Aurora"),)))
    )
    assert '<td>PRODUCT</td><td>Objects, vehicles, weapons, foods</td><td class="number">1</td>' in page
    assert '">Ferry</a> (1)' in page
    assert page.count("<svg ") == 3, "labels, entities, months"
    assert "2026-01" in page


@pytest.mark.parametrize("where", ["text", "title", "note", "tag", "entity", "label", "source"])
def test_nothing_from_outside_is_markup(where: str) -> None:
    text = HOSTILE if where == "text" else TEXT
    known = {where: HOSTILE} if where in ("title", "note", "source") else {"tags": (HOSTILE,)} if where == "tag" else {}
    one = marked(text, text[:5], HOSTILE if where == "label" else "ORG", note=HOSTILE if where == "note" else "",
                 entity=HOSTILE if where == "entity" else None)  # fmt: skip
    page = report("html", given_articles(Annotated(article(text, **known), (one,))))
    assert Page(page).seen.isdisjoint({"script", "img", "iframe", "object", "link"})
    rendered = MarkdownIt().render(report("markdown", given_articles(Annotated(article(text, **known), (one,)))))
    assert "<script" not in rendered
    assert "<img" not in rendered


def test_nothing_is_fetched_and_nothing_runs() -> None:
    page = report("html", given_articles(Annotated(article(TEXT), (marked(TEXT, "Aurora"),))))
    assert "default-src 'none'" in page
    assert Page(page).attributes.isdisjoint({"src", "onclick", "onload", "srcset", "action"})
    assert "//" not in page.replace("https://example.org/ferry", "")


@given(excerpts())
@settings(max_examples=30)
def test_every_text_is_whole_in_a_page_that_is_well_nested(excerpt: Given) -> None:
    seen = Page(report("html", excerpt))
    # A parser takes an escaped NUL and lone carriage returns for others; stored text has neither.
    expected = [part.of(each.article.text) for each in excerpt.found for part in paragraphs(each.article.text)]
    assert seen.paragraphs == expected
    MarkdownIt().render(report("markdown", excerpt))


def test_markdown_has_each_quote_with_what_is_said_of_it() -> None:
    one = marked(TEXT, "Aurora", "PRODUCT", note="built\n1911", entity="MV Aurora", tags=("ships",))
    lines = report("markdown", given_articles(Annotated(article(TEXT), (one,)))).splitlines()
    assert "## Ferry" in lines
    assert "- “Aurora” (¶ 1): PRODUCT, \\= MV Aurora, ships" in lines
    assert lines[-3:] == ["  > built", "  > 1911", ""]


def test_a_chart_is_an_image_of_its_numbers() -> None:
    drawn = bars("Labels", [("<ORG>", 4, "#112233"), ("x" * 40, 2, "#445566")])
    figure = ET.fromstring(drawn)
    widths = [rect.get("width") for rect in figure.iter("rect")]
    assert widths == ["380.0", "190.0"]
    assert [text.text for text in figure.iter("text")] == ["<ORG>", "4", f"{'x' * 31}…", "2"]
    assert bars("Nothing", []) == ""
