"""OpenDocument texts: every word of the body is in the text, in reading order, or counted as left out."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossator.formats.content import Content
from glossator.formats.documents.odt import read
from glossator.formats.errors import Unreadable
from glossator.text.words import word_count
from tests.formats.office_documents import flat_odt, odt
from tests.formats.sample_documents import zipped


def p(inside: str) -> str:
    return f"<text:p>{inside}</text:p>"


def note(inside: str) -> str:
    return f"<text:note><text:note-citation>1</text:note-citation><text:note-body>{inside}</text:note-body></text:note>"


def box(inside: str) -> str:
    return f"<draw:frame><draw:text-box>{inside}</draw:text-box></draw:frame>"


def cell(inside: str, properties: str = "") -> str:
    return f"<table:table-cell {properties}>{inside}</table:table-cell>"


def table(*rows: str) -> str:
    written = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f"<table:table><table:table-column/>{written}</table:table>"


def left_out(found: Content) -> list[str]:
    return list(map(str, found.left_out))


COVERED = "<table:covered-table-cell/>"
BODIES = [
    (p("It <text:span>left</text:span><text:s text:c='2'/>a<text:tab/>b<text:line-break/>c"), "It left  a\tb\nc", []),
    (p("It\n      left"), "It left", []),
    ("<text:h text:outline-level='2'>Part</text:h>" + p("x"), "## Part\n\nx", []),
    ("<text:p text:style-name='P1'>Ferry</text:p>", "# Ferry", []),
    (f"<text:list><text:list-item>{p('a')}{p('b')}</text:list-item></text:list>" + p("c"), "- a\n\nb\n\nc", []),
    (p("It left" + note(p("Source: <text:a>Lumen</text:a>")) + ".") + p("End."), "It left.\n\nSource: Lumen\n\nEnd.",
     ["1 word of note marks"]),
    (p("a" + box(p("in the box")) + "b"), "ab\n\nin the box", []),
    (p(f"a<draw:g><draw:rect>{p('in')}</draw:rect></draw:g>"), "a\n\nin", []),
    (p("a<draw:frame><draw:image/><svg:desc>A gull</svg:desc></draw:frame>"), "a",
     ["2 words of descriptions of pictures", "1 picture"]),
    (table(cell(p("Harrow Quay")) + cell(p("12"), "table:number-columns-repeated='2'") + cell(p("3"))),
     "Harrow Quay | 12 | 12 | 3", []),
    (table(cell(p("a"), "table:number-columns-spanned='2'") + COVERED + cell(p("b")), cell(p("c"))),
     "a | b\nc", []),
    (table(cell(p("a") + table(cell(p("in")) + cell(p("side")))) + cell(p("b"))), "a in | side | b", []),
    (table(cell("", "table:number-columns-repeated='16384'") + cell(p("b"))), " | b", []),
    (table(cell(p("a" + note(p("why")))) + cell(p("b"))) + p("c"), "a | b\n\nwhy\n\nc", ["1 word of note marks"]),
    ("<table:table><table:title>Cod</table:title></table:table>" + p("x"), "x", ["1 word of descriptions of tables"]),
    ("<text:tracked-changes><text:changed-region><text:deletion><dc:creator>Ida</dc:creator>"
     f"{p('never')}</text:deletion></text:changed-region></text:tracked-changes>" + p("It left"), "It left",
     ["1 word of deleted text"]),
    (p(f"It<office:annotation><dc:creator>Ida</dc:creator>{p('Who says so?')}</office:annotation> left"), "It left",
     ["1 comment (3 words)"]),
    (f"<text:section text:display='none'>{p('secret')}</text:section><text:section>{p('x')}</text:section>", "x",
     ["1 word of hidden text"]),
    ("<text:table-of-content><text:table-of-content-source><text:index-title-template>No</text:index-title-template>"
     f"</text:table-of-content-source><text:index-body>{p('Part 3')}</text:index-body></text:table-of-content>",
     "Part 3", []),
    (p("<text:ruby><text:ruby-base>字</text:ruby-base><text:ruby-text>kana</text:ruby-text></text:ruby>"), "字",
     ["1 word of pronunciation guides"]),
]  # fmt: skip
STYLES = "<style:style style:name='P1' style:family='paragraph' style:parent-style-name='Title'/>"


@pytest.mark.parametrize(("body", "text", "lost"), BODIES)
def test_a_document_has_all_that_is_shown(body: str, text: str, lost: list[str]) -> None:
    found = read(odt(body, automatic=STYLES))
    assert (found.text, left_out(found)) == (text, lost)


def test_a_document_in_one_file_is_read_too() -> None:
    binary = "<draw:frame><draw:image><office:binary-data>QUJD</office:binary-data></draw:image></draw:frame>"
    found = read(flat_odt(p(f"It left{binary}")).encode())
    assert (found.text, left_out(found)) == ("It left", ["1 picture"])


def test_equations_are_text_and_charts_are_counted() -> None:
    math = "http://www.w3.org/1998/Math/MathML"
    equation = f"<math xmlns='{math}'><semantics><mfrac><mi>a</mi><mrow><mi>b</mi></mrow></mfrac><annotation>a over b"
    names = "urn:oasis:names:tc:opendocument:xmlns"
    frames = "".join(f"<draw:frame><draw:object xlink:href='./Object {n}'/><draw:image/></draw:frame>" for n in (1, 2))
    found = read(
        odt(
            p(f"It is {frames}"),
            more={
                "Object 1/content.xml": f"{equation}</annotation></semantics></math>",
                "Object 2/content.xml": (
                    f"<office:document-content xmlns:office='{names}:office:1.0' xmlns:text='{names}:text:1.0'>"
                    "<office:body><office:chart><text:p>Cod by year</text:p></office:chart></office:body>"
                    "</office:document-content>"
                ),
            },
        )
    )
    assert (found.text, left_out(found)) == ("It is a/b", ["1 embedded file (3 words)"])


def test_headers_are_counted_and_properties_used() -> None:
    pages = f"<style:master-page><style:header>{p('The Tidewatch')}</style:header><style:footer/></style:master-page>"
    meta = "<dc:title>Untitled 1</dc:title><meta:initial-creator>R. Quill</meta:initial-creator>"
    meta += "<dc:creator>user</dc:creator><meta:creation-date>2024-01-05T10:00:00</meta:creation-date>"
    body = p("x") + "<text:p text:style-name='P1'>The Ferry</text:p>"
    found = read(odt(body, meta=meta, automatic=STYLES, styles=f"<office:master-styles>{pages}</office:master-styles>"))
    assert left_out(found) == ["1 page header (2 words)"]
    assert (found.header.title, found.header.author, found.header.published_at) == ("The Ferry", "R. Quill", "")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (odt("", more={"META-INF/manifest.xml": "<encryption-data/>"}), "locked with a password"),
        (zipped({"mimetype": "x", "encrypted-package": b"\0"}), "locked with a password"),
        (zipped({"mimetype": "x"}), "damaged"),
        (odt("<text:p>"), "damaged"),
        (odt("<text:span>" * 1_000 + "</text:span>" * 1_000), "nests elements"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "XML entities"),
    ],
    ids=["locked", "locked as a whole", "no body", "cut", "deep", "entities"],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read(data)


@pytest.mark.parametrize("name", ["text:span", "text:list-item", "text:note", "draw:rect", "text:deletion"])
def test_deep_nesting_is_read_as_far_as_xml_is(name: str) -> None:
    read(odt(f"<{name}>" * 190 + p("x") + f"</{name}>" * 190))


def test_a_cell_that_is_repeated_without_end_is_written_once() -> None:
    many = "table:number-columns-repeated='999999999'"
    assert read(odt(table(cell(p("a"), many) + cell(p("b"))))).text == "a | b"


# The words of any document


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Return the body of a document in which each text is a word of its own."""
    numbers = count()

    def text() -> str:
        return f" w{next(numbers)} "

    def inline(depth: int) -> str:
        simple = [
            text,
            lambda: (
                f"<text:ruby><text:ruby-base>{text()}</text:ruby-base><text:ruby-text>{text()}</text:ruby-text></text:ruby>"
            ),
            lambda: f"<draw:frame><draw:image/><svg:title>{text()}</svg:title></draw:frame>",
            lambda: f"<office:annotation>{p(text())}</office:annotation>",
        ]
        nested = [
            lambda: f"<text:span>{inline(depth - 1)}</text:span>",
            lambda: note(blocks(depth - 1)),
            lambda: box(blocks(depth - 1)),
            lambda: f"<draw:custom-shape>{blocks(depth - 1)}</draw:custom-shape>",
            lambda: f"<text:unknown>{inline(depth - 1)}</text:unknown>",
        ]
        chosen: list[Callable[[], str]] = draw(
            st.lists(st.sampled_from(simple + nested if depth else simple), max_size=3)
        )
        return "".join(make() for make in chosen)

    def grid(depth: int) -> str:
        names = st.sampled_from(["table-cell", "table-cell", "covered-table-cell"])
        rows = []
        for _ in range(draw(st.integers(0, 2))):
            made = [(draw(names), blocks(depth - 1)) for _ in range(draw(st.integers(0, 3)))]
            rows.append("".join(f"<table:{name}>{inside}</table:{name}>" for name, inside in made))
        return table(*rows)

    def blocks(depth: int) -> str:
        kinds: list[Callable[[], str]] = [
            lambda: p(inline(max(0, depth))),
            lambda: f"<text:h>{inline(max(0, depth))}</text:h>",
        ]
        if depth > 0:
            kinds += [
                lambda: grid(depth),
                lambda: f"<text:list><text:list-item>{blocks(depth - 1)}</text:list-item></text:list>",
                lambda: f"<text:section text:display='none'>{blocks(depth - 1)}</text:section>",
                lambda: (
                    f"<text:tracked-changes><text:deletion>{blocks(depth - 1)}</text:deletion></text:tracked-changes>"
                ),
            ]
        chosen: list[Callable[[], str]] = draw(st.lists(st.sampled_from(kinds), max_size=3))
        return "".join(make() for make in chosen)

    return blocks(3)


@settings(max_examples=80)
@given(documents())
def test_every_word_is_stored_once_or_counted_as_left_out(body: str) -> None:
    texts = re.findall(r"\bw\d+\b", body)
    marks = body.count("<text:note-citation>")
    found = read(odt(body))
    assert Counter(re.findall(r"\w+", found.text)) <= Counter(texts)
    assert word_count(found.text) + sum(one.words for one in found.left_out) == len(texts) + marks
