from collections import Counter
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.formats.content import Content
from glossator.formats.documents import html
from glossator.text.words import word_count

SENTENCE = (
    "In week {0} the harbour of Port Selby sent boat {0} across the sound, said Captain Okafor, and {0} came back."
)


def paragraph(number: int) -> str:
    return f"<p>{SENTENCE.format(number)}</p>"


def page(body: str) -> str:
    return f"<!doctype html><html><head><title>Port</title><style>p {{}}</style></head><body>{body}</body></html>"


class _Words(HTMLParser):
    """Counts the words that a page shows, independently: each tag of the tests separates words."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in ("head", "script", "template")
        self.text += " "

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in ("head", "script", "template")

    def handle_data(self, data: str) -> None:
        self.text += "" if self._unseen else f" {data} "


def words_of(source: str) -> int:
    words = _Words()
    words.feed(source)
    return word_count(words.text)


def stored(found: Content, source: str) -> int:
    """Return the number of words in an article of a page; its title counts where the page shows it."""
    shown = f"<h1>{found.header.title}</h1>" in source
    return word_count(found.text) + (word_count(found.header.title) if shown else 0)


def kinds(found: Content) -> set[str]:
    return {one.kind for one in found.left_out}


REGIONS = {
    "<nav><ul><li>Home</li><li>Sea and shore</li></ul></nav>": "menus",
    "<div class='main-menu'>Weather Tides</div>": "menus",
    "<header><span>The Tidewatch</span></header>": "page headers",
    "<footer><p>All rights reserved by the Tidewatch.</p></footer>": "page footers",
    "<aside><a href='/a'>Cod is dear again</a></aside>": "teasers and related links",
    "<div class='related-posts'><a href='/a'>Cod is dear again</a></div>": "teasers and related links",
    f"<section id='comments'>{paragraph(90)}</section>": "readers’ comments",
    "<form><label>Search</label><button>Go now</button></form>": "forms and buttons",
    "<div style='display:none'>Not shown at all</div>": "hidden text",
    "<div class='cookie-notice'>We use cookies</div>": "notices and advertisements",
    "<div class='share'><a href='/s'>Send it on</a></div>": "sharing links",
    "<div class='x'><a href='/z'>Sea</a></div>": "links",
    "<div class='x'>Rosa Quill</div>": "dates, names and other short lines",
    "<script>var words = 'none of these'</script>": "",
}


@given(st.lists(st.sampled_from(sorted(REGIONS)), max_size=6, unique=True), st.integers(4, 9), st.integers(0, 6))
def test_each_word_is_stored_or_counted_by_its_region(regions: list[str], paragraphs: int, place: int) -> None:
    article = f"<article><h1>Boats of the sound</h1>{''.join(map(paragraph, range(paragraphs)))}</article>"
    source = page("".join([*regions[:place], article, *regions[place:]]))
    found = html.read(source)
    assert stored(found, source) + sum(one.words for one in found.left_out) == words_of(source)
    assert all(SENTENCE.format(number) in found.text for number in range(paragraphs))
    left = {region for region in regions if REGIONS[region]}
    assert kinds(found) <= {REGIONS[region] for region in left}


_TEXTS = st.sampled_from(
    ["Sea", "Rosa Quill said so.", SENTENCE.format(7), "3 < 4 & a*b_c", "Ünïcode 朱镕基", "\ufffd", "…"]
)
_TAGS = st.sampled_from(
    ["p", "div", "li", "ul", "h2", "td", "table", "section", "article", "blockquote", "a", "aside", "pre"]
)
_TREES = st.recursive(
    _TEXTS,
    lambda inner: st.tuples(_TAGS, st.lists(inner, max_size=4)).map(
        lambda node: f"<{node[0]}> {' '.join(node[1])} </{node[0]}>"
    ),
    max_leaves=20,
)


@given(_TREES)
def test_no_word_of_a_nasty_page_is_lost_unsaid(tree: str) -> None:
    source = page(f"<h1>Boats of the sound</h1>{paragraph(1)}{tree}{paragraph(2)}{paragraph(3)}").replace(
        "3 < 4 &", "3 &lt; 4 &amp;"
    )
    found = html.read(source)
    everything = _Words()
    everything.feed(source)
    left = sum(one.words for one in found.left_out)
    missing = Counter(everything.text.split()) - Counter(f"{found.header.title} {found.text}".split())
    assert word_count(found.text) + word_count(found.header.title) + left >= words_of(source)
    assert left or not missing.keys() & {"Quill", "harbour"}


def test_the_chunks_of_an_article_are_put_together() -> None:
    chunk = "<div class='grid'><div class='body article__body'><div>{}</div></div><aside>Advertisement</aside></div>"
    groups = [chunk.format("".join(map(paragraph, range(first, first + 4)))) for first in (1, 5, 9)]
    found = html.read(page(f"<h1>Boats of the sound</h1><div class='article__chunks'>{''.join(groups)}</div>"))
    places = [found.text.index(SENTENCE.format(number)) for number in range(1, 13)]
    assert places == sorted(places)
    assert kinds(found) == {"teasers and related links"}


def test_paragraphs_of_another_article_are_left_out_by_name() -> None:
    body = "".join(map(paragraph, range(6)))
    words = "Cod is dear this winter, as the boats of Lumen stay in port, said the traders there."
    other = f"<div class='teaser'><p>{words}</p></div>"
    found = html.read(page(f"<article><h1>Boats</h1>{body}</article>{other}"))
    assert "Cod" not in found.text
    assert [str(one) for one in found.left_out] == ["1 paragraph outside the article (17 words)"]


@pytest.mark.parametrize("tag", ["p", "li", "blockquote"])
def test_the_second_place_of_repeated_words_is_counted(tag: str) -> None:
    body = "".join(map(paragraph, range(4)))
    again = f"<aside><{tag}>{SENTENCE.format(0)}</{tag}></aside>"
    for source in (page(f"<article>{body}</article>{again}"), page(f"{again}<article>{body}</article>")):
        found = html.read(source)
        assert found.text.count(SENTENCE.format(0)) == 1
        assert sum(one.words for one in found.left_out) == word_count(SENTENCE.format(0))
