"""The reports: everything is in them, in its place, and nothing in them runs."""

import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from glossator.domain.annotation import Status
from glossator.domain.article import TextFormat
from glossator.domain.export_snapshot import AnnotatedArticle, EntityRecord
from glossator.formats.registry import FORMATS
from glossator.formats.reports.charts import bar_chart, strip_charts
from glossator.formats.reports.counts import periods
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span
from tests.formats.excerpts import Given, annotation, article, excerpts, given_articles, marked

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
        if tag == "p" and self.open[-1:] in (["div"], ["blockquote"]):
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
    page = report("html", given_articles(AnnotatedArticle(article(TEXT, note="read again"), (aurora, inner, gone))))
    seen = Page(page)
    assert seen.paragraphs == ["The ferry Aurora left Port Selby.", "Mira Okafor stayed."]
    in_text = [kind for kind, _ in seen.marks][-4:]
    assert in_text == ["accepted", "accepted", "suggested", "suggested"], "a piece has both"
    for said in ("built 1911", "MV Aurora", "ships", "read again", "The Tidewatch", "<sup>1</sup>"):
        assert said in page
    assert "--tint:#b5a642" in page
    assert "rejected" not in page


def test_the_codebook_the_entities_and_the_charts_are_there() -> None:
    page = report(
        "html",
        given_articles(AnnotatedArticle(article(TEXT), (marked(TEXT, "Aurora", "PRODUCT", entity="MV Aurora"),))),
    )
    assert 'PRODUCT</td><td>Objects, vehicles, weapons, foods</td><td class="number">1</td>' in page
    assert '">Ferry</a> (1)' in page
    assert page.count("<svg ") == 2, "labels and entities; one day is no time"


def test_labels_tags_and_entities_are_drawn_over_time() -> None:
    known = {"tags": ("ships",), "entity": "MV Aurora"}
    texts = ("The Aurora.", "An Aurora.", "Aurora.")
    days = ("2025-12-30", "2026-01-02", "")
    found = [
        AnnotatedArticle(article(text, published_at=day), (marked(text, "Aurora", "PRODUCT", **known),))
        for text, day in zip(texts, days, strict=True)
    ]
    page = report("html", given_articles(*found))
    assert page.count("<svg ") == 6
    for what in ("Labels", "Tags", "Entities"):
        assert f"<figcaption>{what} by the date of the article, but for 1 article without a date" in page
    assert page.count("<title>2025-12-30: 1</title>") == page.count("<title>2026-01-02: 1</title>") == 3


def test_what_is_accepted_is_counted_and_suggestions_only_where_that_is_all() -> None:
    accepted, suggested = marked(TEXT, "Aurora", "PRODUCT"), marked(TEXT, "Selby", "GPE", status=Status.SUGGESTED)
    page = report("html", given_articles(AnnotatedArticle(article(TEXT), (accepted, suggested))))
    assert "1 article, 2 annotations: 1 accepted, 1 suggested and undecided" in page
    assert page.count("Counts of accepted annotations, without the 1 suggested.") == 2, "figures and codebook"
    figures = page.partition('id="figures"')[2]
    assert ">PRODUCT</text>" in figures
    assert ">GPE</text>" not in figures
    only = report("html", given_articles(AnnotatedArticle(article(TEXT), (suggested,))))
    assert "Counts of suggested annotations; none is accepted yet." in only
    assert ">GPE</text>" in only


def test_every_count_says_what_it_counts_and_none_differs_from_another() -> None:
    text = "Selby, Selby, Selby and the Aurora"
    spans = [Span(at, at + 5) for at in (0, 7, 14)]
    ones = [annotation(text, span, "GPE", entity="Port Selby", status=Status.SUGGESTED) for span in spans]
    ones[0] = replace(ones[0], status=Status.ACCEPTED)
    known = Given([AnnotatedArticle(article(text), tuple(ones))], [EntityRecord("e_1", "Port Selby", "GPE")])
    page = report("html", known)
    legend = page.partition('class="legend">')[2].partition("</div>")[0]
    assert re.findall(r">([^<>]+)</mark>([^<]*)<", legend) == [("GPE", ""), ("dotted", " undecided")]
    assert page.count("3 annotations: 1 accepted, 2 suggested") == 2, "at the top, and in the contents"
    for place, number in (("figures", ">1</text>"), ("codebook", ">1</td>"), ("entities", "</a> (1)")):
        section = page.partition(f'<section id="{place}">')[2].partition("</section>")[0]
        assert "Counts of accepted annotations, without the 2 suggested." in section
        assert number in section
    assert "Accepted in this article:" in page


def test_an_article_ends_with_what_is_accepted_in_it_for_paper_without_colours() -> None:
    text = "Okafor, Mira Okafor, Okafor and Selby"
    spans = [(0, 6), (8, 19), (21, 27)]
    ones = [annotation(text, Span(*span), "PERSON") for span in spans]
    ones[1] = replace(ones[1], entity="Capt. Okafor")
    page = report("html", given_articles(AnnotatedArticle(article(text), (*ones, marked(text, "Selby", "GPE")))))
    assert "<div><b>GPE</b> Selby</div><div><b>PERSON</b> Okafor (2), Capt. Okafor</div>" in page


def test_a_text_says_its_language_and_runs_its_own_way() -> None:
    text = "قالت كابول إن"
    page = report(
        "html", given_articles(AnnotatedArticle(article(text, language="ar"), (marked(text, "كابول", "GPE"),)))
    )
    assert 'lang="ar"' in page
    assert '<p dir="auto">' in page


@pytest.mark.parametrize(
    ("dates", "expected", "length"),
    [
        ({"2025-12-30", "2026-01-02"}, ["2025-12-30", "2025-12-31", "2026-01-01", "2026-01-02"], 10),
        ({"2025-11-30", "2026-02-05"}, ["2025-11", "2025-12", "2026-01", "2026-02"], 7),
        ({"2025-12", "2026-01-02"}, ["2025-12", "2026-01"], 7),
        ({"2019-01-01", "2024-02-02"}, ["2019", "2020", "2021", "2022", "2023", "2024"], 4),
        ({"2024", "2025-01-01"}, ["2024", "2025"], 4),
        ({"2024-05-05"}, ["2024-05-05"], 10),
        (set(), [], 10),
    ],
)
def test_time_is_days_months_or_years_without_gaps(dates: set[str], expected: list[str], length: int) -> None:
    assert periods(dates) == (expected, length)


@pytest.mark.parametrize("where", ["text", "title", "note", "tag", "entity", "label", "source"])
def test_nothing_from_outside_is_markup(where: str) -> None:
    text = HOSTILE if where == "text" else TEXT
    known = {where: HOSTILE} if where in ("title", "note", "source") else {"tags": (HOSTILE,)} if where == "tag" else {}
    one = marked(text, text[:5], HOSTILE if where == "label" else "ORG", note=HOSTILE if where == "note" else "",
                 entity=HOSTILE if where == "entity" else None)  # fmt: skip
    page = report("html", given_articles(AnnotatedArticle(article(text, **known), (one,))))
    assert Page(page).seen.isdisjoint({"script", "img", "iframe", "object", "link"})
    rendered = MarkdownIt().render(report("markdown", given_articles(AnnotatedArticle(article(text, **known), (one,)))))
    assert "<script" not in rendered
    assert "<img" not in rendered


def test_marks_of_headings_and_quotations_are_shown_as_what_they_mean() -> None:
    text = "## At the port\n\n> The Aurora left.\n> Selby stayed.\n\n> > # Deep\n\nNo # mark > here."
    found = AnnotatedArticle(
        article(text, text_format=TextFormat.MARKDOWN),
        (
            marked(text, "## At the port\n\n> The Aurora", "EVENT", note="both"),
            marked(text, "left.\n> Selby", "GPE"),
            marked(text, "stayed.\n\n> ", "ORG", note="ends in a mark"),
        ),
    )
    page = report("html", given_articles(found))
    Page(page)
    words = re.sub(r"</?mark[^>]*>", "", page)
    assert '<h4 dir="auto">At the port<sup>1</sup></h4>' in words
    assert '<blockquote><p dir="auto">The Aurora<sup>1</sup> left.\nSelby stayed.<sup>2</sup></p></blockquote>' in words
    assert '<blockquote><blockquote><h3 dir="auto"><sup>2</sup>Deep</h3></blockquote></blockquote>' in words
    assert '<p dir="auto">No # mark &gt; here.</p>' in words
    assert re.search(r"<mark[^>]*GPE[^>]*>left.\n</mark><mark[^>]*GPE[^>]*>Selby</mark> ", page), (
        "words alone are marked"
    )
    plain = report("html", given_articles(AnnotatedArticle(article(text), ())))
    assert '<p dir="auto">## At the port</p>' in plain, "in plain text they are no marks"


@pytest.mark.parametrize("name", ["html", "markdown"])
def test_a_date_is_the_day_wherever_it_stands(name: str) -> None:
    page = report(name, given_articles(AnnotatedArticle(article(TEXT, published_at="2026-01-15T10:00:00Z"), ())))
    assert "2026-01-15" in page
    assert "10:00" not in page


@given(st.lists(st.sampled_from(["", "# ", "> ", "> > ", "## ", ">", "> ## "]), min_size=1, max_size=6))
@settings(max_examples=30)
def test_every_text_with_marks_makes_a_page_that_is_well_nested(starts: list[str]) -> None:
    text = "\n\n".join(f"{start}The Aurora\n{start}left" if start == "> " else f"{start}Aurora" for start in starts)
    ones = tuple(annotation(text, Span(at, min(at + 9, len(text.rstrip())))) for at in range(0, len(text) - 1, 5))
    found = AnnotatedArticle(article(text, text_format=TextFormat.MARKDOWN), ones)
    Page(report("html", given_articles(found)))


def test_nothing_is_fetched_and_nothing_runs() -> None:
    page = report("html", given_articles(AnnotatedArticle(article(TEXT), (marked(TEXT, "Aurora"),))))
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
    lines = report("markdown", given_articles(AnnotatedArticle(article(TEXT), (one,)))).splitlines()
    assert "## Ferry" in lines
    assert "- “Aurora” (¶ 1): PRODUCT, = MV Aurora, ships" in lines
    assert lines[-3:] == ["  > built", "  > 1911", ""]


@pytest.mark.parametrize(
    "note",
    ["1. one", "2) two", "- dash", "+ plus", "= x\n=== ", "# no", "a [b](c) ![d](e)", "| a | b |", "www.example.org",
     "https://example.org", "\\", "`x` *y* _z_ ~q~", "<b>", "&amp;", "--- x", "a  \nb", "1986\\. A year"],
)  # fmt: skip
def test_markdown_takes_nothing_in_a_note_for_a_mark(note: str) -> None:
    page = report("markdown", given_articles(AnnotatedArticle(article(TEXT, note=note, title="T"), ())))
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(page)
    quoted = ET.fromstring(f"<x>{rendered}</x>".replace("<br />", "").replace("<hr />", "")).find("blockquote")
    assert quoted is not None
    assert [child.tag for child in quoted.iter()] == ["blockquote", "p"], rendered
    assert "".join(quoted.itertext()).split() == note.split()


def test_markdown_leaves_plain_words_as_they_are() -> None:
    page = report("markdown", given_articles(AnnotatedArticle(article(TEXT, note="At 6:40 p.m. (UTC) - so: yes!"), ())))
    assert "> At 6:40 p.m. (UTC) - so: yes!\n" in page


def test_a_chart_is_an_image_of_its_numbers() -> None:
    drawn = bar_chart("Labels", [("<ORG>", 4, "#112233"), ("x" * 40, 2, "#445566")])
    figure = ET.fromstring(drawn)
    widths = [rect.get("width") for rect in figure.iter("rect")]
    assert widths == ["380.0", "190.0"]
    assert [text.text for text in figure.iter("text")] == ["<ORG>", "4", f"{'x' * 31}…", "2"]
    assert bar_chart("Nothing", []) == ""


def test_strips_have_one_scale_and_a_bar_for_each_period_with_something_in_it() -> None:
    drawn = strip_charts(
        "T", ["2025", "2026"], [("<a>", {"2025": 4, "2026": 1}, "#112233"), ("b", {"2026": 2}, "#445566")]
    )
    figure = ET.fromstring(drawn)
    assert [rect.get("height") for rect in figure.iter("rect")] == ["20.0", "5.0", "10.0"]
    texts = [text.text for text in figure.iter("text")]
    assert texts == ["<a>", "5", "b", "2", "2025", "2026", "highest bar: 4"]
    assert strip_charts("T", [], []) == strip_charts("T", ["2025"], []) == ""
