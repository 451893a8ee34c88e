import logging

import pytest

from glossator.formats.documents import html
from glossator.formats.errors import Unreadable
from glossator.formats.header import Header
from glossator.text.normalise import normalise

PAGE = """<!DOCTYPE html>
<html lang="en_GB"><head><meta charset="utf-8"><title>Ferry to Lumen sails again | The Tidewatch</title>
<meta property="og:title" content="Ferry to Lumen sails again"><meta property="og:site_name" content="The Tidewatch">
<meta name="author" content="Rosa Quill"><meta property="article:published_time" content="2025-10-26T14:05:00+03:00">
<link rel="canonical" href="https://tidewatch.example.org/sea/ferry"></head>
<body><nav><ul><li><a href="/">Front page</a></li><li><a href="/sea">Sea</a></li></ul></nav>
<main><article><h1>Ferry to Lumen sails again</h1>
<p>The ferry <em>Aurora</em> left Port Selby on Monday with <b>Captain
Mira Okafor</b>, said the <a href="https://example.org/trust">Selby Harbour Trust</a>, for once.</p>
<h2>What the <i>crossing</i> costs</h2>
<p>A ticket is 5 * 3 crowns, x &lt; y &amp; snake_case, [in brackets] #ferry, and children travel for nothing.</p>
<blockquote><p>“It is a <em>long</em> way,” said the captain.</p><p>“And it rains.”</p></blockquote>
<blockquote>She would say no more<br>about it than<br><br>that.</blockquote>
<ul><li>Bring a coat</li><li>Bring food<ul><li>for nine hours</li></ul></li></ul>
<table><tr><th>Day</th><th>Boats</th></tr><tr><td>Monday</td><td>1</td></tr></table>
<table><tr><td>Tuesday</td><td>none</td></tr><tr><td>Wednesday</td><td>two</td></tr></table>
<p>The pier at Lumen opened on 12 March 2019, and the boats are to go on sailing until the winter storms begin.</p>
</article></main>
<section class="comments"><p>First! Great article.</p></section>
<footer><p>© 2023 The Tidewatch. Updated 3 May 2024</p></footer></body></html>"""

TEXT = """The ferry Aurora left Port Selby on Monday with Captain Mira Okafor, said the Selby Harbour Trust, for once.

## What the crossing costs

A ticket is 5 * 3 crowns, x < y & snake_case, [in brackets] #ferry, and children travel for nothing.

> “It is a long way,” said the captain.

> “And it rains.”

> She would say no more

> about it than

> that.

- Bring a coat
- Bring food
  - for nine hours

Day | Boats
Monday | 1

Tuesday | none
Wednesday | two

The pier at Lumen opened on 12 March 2019, and the boats are to go on sailing until the winter storms begin."""

PARAGRAPH = "<p>The ferry Aurora left Port Selby on Monday with Captain Mira Okafor and nobody else on board.</p>"


def read(text: str) -> tuple[Header, str]:
    found = html.read(text)
    return found.header, found.text


def page(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def test_the_article_in_a_page() -> None:
    known, text = read(PAGE)
    assert text == TEXT
    assert (known.title, known.source, known.author) == ("Ferry to Lumen sails again", "The Tidewatch", "Rosa Quill")
    assert known.url == "https://tidewatch.example.org/sea/ferry"
    assert (known.published_at, known.language) == ("2025-10-26T14:05:00+03:00", "en-GB")


def test_without_metadata_the_heading_is_the_title() -> None:
    known, text = read(page(f"<article><h1>Ferry sails</h1>{PARAGRAPH}</article>"))
    assert known.title == "Ferry sails"
    assert text.startswith("The ferry")


def test_the_host_stands_in_for_the_name_of_the_source() -> None:
    assert read(page(PARAGRAPH, '<link rel="canonical" href="https://example.org/a">'))[0].source == "example.org"


def test_a_fragment_is_read() -> None:
    assert read(PARAGRAPH)[1].startswith("The ferry Aurora")


def test_an_xml_declaration_is_no_obstacle() -> None:
    xhtml = f'<?xml version="1.0" encoding="iso-8859-1"?>\n<html xml:lang="fr"><body>{PARAGRAPH}</body></html>'
    known, text = read(xhtml)
    assert text.startswith("The ferry Aurora")
    assert known.language == "fr"


@pytest.mark.parametrize(
    "stated",
    [
        '<meta name="article:published_time" content="2025-03-04">',
        '<meta itemprop="datePublished" content="2025-03-04">',
        '<meta name="date" content="4 March 2025">',
        '<meta name="DC.date.issued" content="2025-03-04">',
        '<script type="application/ld+json">{"author": "x", "datePublished": "2025-03-04"}</script>',
        '<time itemprop="datePublished" datetime="2025-03-04">now</time>',
        '<time pubdate datetime="2025-03-04">now</time>',
        '<article><time datetime="2025-03-04">now</time></article>',
        '<meta name="date" content="soon"><article><time datetime="2025-03-04">now</time></article>',
    ],
)
def test_a_stated_date_is_found(stated: str) -> None:
    assert read(page(stated + PARAGRAPH))[0].published_at == "2025-03-04"


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        (
            '{"@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", "datePublished": "2025-03-04T10:00:00-0500"}]}',
            "",
        ),
        ('[{"@type": ["Thing", "BlogPosting"], "datePublished": "2025-03-04T10:00:00-0500"}]', ""),
        ('{"@type": "WebPage", "mainEntity": {"@type": "Article", "datePublished": "2025-03-04T10:00-05"}}', ""),
        # The first one is another article, in a list of them.
        (
            '{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "datePublished": "2019-05-06"}],'
            ' "about": {"@type": "NewsArticle", "datePublished": "2025-03-04T10:00-05"}}',
            "",
        ),
        ('{"@type": "NewsArticle", "datePublished": "2025-03-04T10:00-05",}', ""),
        ('{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "datePublished": "2019-05-06"}]}', "none"),
    ],
)
def test_the_date_in_json(stated: str, day: str) -> None:
    known = read(page(PARAGRAPH, f'<script type="application/ld+json">{stated}</script>'))[0]
    assert known.published_at[:10] == ("" if day else "2025-03-04")


TEASERS = (
    '<div class="teasers"><article><a href="/x">Old</a> <time datetime="2019-05-06">6 May 2019</time></article></div>',
    '<div><h3><a href="/x">Old story of the sea</a></h3><time datetime="2019-05-06">6 May 2019</time></div>',
    '<section><a href="/x">Old story</a><time>6 May 2019</time></section>',
    '<section><p>6 May 2019</p><h2><a href="/x">Old story</a></h2></section>',
    '<div class="comments"><p>6 May 2019 by Ann</p></div>',
    "<footer>© 6 May 2019</footer>",
)


@pytest.mark.parametrize("teaser", TEASERS)
def test_the_date_of_another_article_is_none(teaser: str) -> None:
    body = f"<h1>Ferry sails</h1>{PARAGRAPH * 3}"
    assert read(page(f"{teaser}<article>{body}</article>"))[0].published_at == ""
    assert read(page(f"<article>{body}</article>{teaser}"))[0].published_at == ""


@pytest.mark.parametrize(
    "line",
    [
        '<time class="entry-date" datetime="2025-03-04T10:00:00Z">4 March</time>',
        "<p>Published 4 March 2025</p>",
        "<div>Von Rosa Quill, 4. März 2025</div>",
        "<p>04.03.2025 | Rosa Quill</p>",
    ],
)
def test_the_date_beside_the_title(line: str) -> None:
    teaser = TEASERS[0]
    for body in (f"<h1>Ferry sails</h1>{line}{PARAGRAPH * 3}", f"{line}<h1>Ferry sails</h1>{PARAGRAPH * 3}"):
        assert read(page(f"{teaser}<div>{body}</div>"))[0].published_at[:10] == "2025-03-04"


def test_an_ambiguous_date_beside_the_title_is_none() -> None:
    assert (
        read(page(f"<article><h1>Ferry</h1><p>Published 03/04/2025</p>{PARAGRAPH * 3}</article>"))[0].published_at == ""
    )


def test_the_day_in_the_address() -> None:
    link = '<link rel="canonical" href="https://example.org/2025/03/04/ferry-20190506/">'
    assert read(page(PARAGRAPH, link))[0].published_at == "2025-03-04"


@pytest.mark.parametrize("author", ["The Tidewatch", "tidewatch", "admin", "Redaktion", "https://x.org/a", "Share"])
def test_what_names_no_author_is_dropped(author: str) -> None:
    assert read(PAGE.replace("Rosa Quill", author))[0].author == ""


def test_marks_of_the_text_are_kept() -> None:
    other = "".join(PARAGRAPH.replace("Monday", day) for day in ("Monday", "Tuesday", "Wednesday", "Thursday"))
    words = (
        "Berliner*innen and Freund*innen met `the` *new* __init__ of <b>N</b>orth<i>sea</i>-Line, she <em>said</em>."
    )
    assert (
        words.replace("<b>N</b>orth<i>sea</i>", "Northsea").replace("<em>said</em>", "said")
        in read(page(f"<article>{other}<p>{words}</p></article>"))[1]
    )


def test_no_date_is_guessed_from_the_text() -> None:
    footer = "<footer><p>© 2023 The Tidewatch. Updated 3 May 2024</p></footer>"
    assert read(page(f"<article>{PARAGRAPH}<p>It opened on 12 March 2019.</p></article>{footer}"))[0].published_at == ""


@pytest.mark.parametrize(
    "source", [page("", "<title>Ferry</title>"), page("<script>alert(1)</script>"), "<html></html>", page("<!-- x -->")]
)
def test_a_page_without_an_article_is_refused(source: str) -> None:
    with pytest.raises(Unreadable, match=r"No article text.*plain text"):
        read(source)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (page("<div>" * 300 + PARAGRAPH), "nests elements 256 deep"),
        (page("<b>" * 100_000 + PARAGRAPH), "nests elements 256 deep"),
        (page("<p>" + "<b>x</b> " * 6_000 + "</p>"), "too many elements in one paragraph"),
        (page("<p>" + "x" * 10_000_000 + "</p>"), "larger than 10 MB"),
    ],
    ids=["deep", "deeper", "wide", "large"],
)
def test_a_page_that_would_break_or_take_for_ever_is_refused(source: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=rf"{sentence}.*plain text"):
        read(source)


def test_a_deep_page_that_the_parser_keeps_whole_is_read() -> None:
    assert read(page("<div>" * 200 + PARAGRAPH))[1].startswith("The ferry Aurora")


def test_unclosed_paragraphs_and_long_lists_are_not_deep_or_wide() -> None:
    text = read(page("".join(f"<p>Paragraph number {number} has some words in it." for number in range(300))))[1]
    assert text.count("\n\n") == 299


def test_what_the_libraries_raise_becomes_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    with pytest.raises(Unreadable, match="cannot be parsed"):
        read(PAGE)


def test_the_libraries_say_nothing(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(Unreadable):
        read(page(""))
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "start",
    [
        "<!DOCTYPE html>",
        "\n  <HTML lang='en'>",
        "<?xml version='1.0'?>\n<!doctype HTML>",
        "<!-- a --><!-- b -->\n<html>",
    ],
)
def test_a_page_is_known_by_its_start(start: str) -> None:
    assert html.is_document(f"{start}<body>Text")


@pytest.mark.parametrize("start", ["", "Text <html>", "<htmlish>", "<p>Text</p>", "<?xml version='1.0'?><rss>"])
def test_other_starts_are_none_of_a_page(start: str) -> None:
    assert not html.is_document(start)


@pytest.mark.timeout(5)
def test_a_page_of_comments_takes_no_time() -> None:
    assert not html.is_document("<!---->" * 2_000)
    assert not html.is_document("<!--" * 2_000)


def test_the_text_is_normalised_already() -> None:
    assert normalise(TEXT) == TEXT
