"""Every word of a page is stored or counted as left out; a word divided by a line is one word."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from glossator.formats.documents.pdf.document import read_document
from glossator.formats.documents.pdf.engine import open_pdf
from glossator.formats.documents.pdf.hyphens import Hyphens
from glossator.formats.documents.pdf.page import Line
from glossator.formats.documents.pdf.paragraphs import paragraphs
from glossator.formats.documents.pdf.reading_order import in_reading_order
from glossator.formats.documents.pdf.running_heads import split_running_heads
from glossator.text.words import word_count
from tests.formats.documents.pdf.made_pdf import Placed, column, made_pdf, shown

_WORDS = st.sampled_from(
    [
        "ferry",
        "Aurora",
        "govern-",
        "ment",
        "anti-",
        "1998",
        "12",
        "the",
        "Selby.",
        "Page",
        "cod",
        "(see",
        "below)",
        "•",
        "a",
    ]
)
_TEXTS = st.lists(_WORDS, min_size=1, max_size=12).map(" ".join)


@st.composite
def _pages(draw: st.DrawFn) -> list[list[Placed]]:
    """Return pages of one or two columns, perhaps drawn row by row, with heads, numbers and notes."""
    head = draw(st.sampled_from(["", "The Tidewatch", "Annual report 2026"]))
    pages = []
    for number in range(draw(st.integers(1, 4))):
        page = column(draw(st.lists(_TEXTS, max_size=9)), size=draw(st.sampled_from([9, 11])))
        if draw(st.booleans()):
            page += column(draw(st.lists(_TEXTS, max_size=9)), left=draw(st.sampled_from([300, 330])))
        page = draw(st.permutations(page)) if draw(st.booleans()) else page
        if head:
            page = [Placed(head, bottom=800), *page, Placed(f"Page {number + 1}", bottom=40)]
        pages.append(page + column(draw(st.lists(_TEXTS, max_size=2)), top=90, size=7))
    return pages


@settings(max_examples=60, deadline=None)
@given(_pages())
def test_every_word_of_a_document_is_stored_or_counted(pages: list[list[Placed]]) -> None:
    data = made_pdf([shown(page) for page in pages])
    with open_pdf(data) as document:
        read = [document.page(number) for number in range(document.page_count)]
    lines = [page.lines for page in read if page is not None]
    everything = sum(word_count(line.text) for page in lines for line in page)
    assert everything == sum(word_count(one.text) for page in pages for one in page)
    if not everything:
        return
    found = read_document(data)
    kept, running = split_running_heads(lines)
    stored = word_count(found.text) + sum(one.words for one in found.left_out)
    assert everything - stored == _joined(kept)
    assert sum(one.words for one in found.left_out) == sum(word_count(line.text) for line in running)


def _joined(pages: list[list[Line]]) -> int:
    """Return how many words were joined at the ends of lines."""
    ordered = [in_reading_order(page) for page in pages]
    hyphens = Hyphens([line.text for page in ordered for line in page])
    paragraphs(ordered, hyphens)
    return hyphens.words_joined


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            Line,
            st.text("abc- 1", min_size=1).filter(str.strip),
            st.floats(0, 600),
            st.floats(0, 800),
            st.floats(0, 600),
            st.floats(0, 800),
            st.sampled_from([0.0, 8.0, 12.0]),
        ),
        max_size=12,
    )
)
def test_lines_at_any_places_keep_their_characters(lines: list[Line]) -> None:
    ordered = in_reading_order(lines)
    kept, running = split_running_heads([ordered, ordered])
    text = paragraphs(kept, Hyphens([line.text for line in ordered]))

    def characters(texts: list[str]) -> Counter[str]:
        return Counter("".join(texts).replace(" ", "").replace("-", "").replace("\n", ""))

    assert characters([text, *(line.text for line in running)]) == characters([line.text for line in lines] * 2)
