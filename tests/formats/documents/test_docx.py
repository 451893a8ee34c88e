"""Word documents: every word of the body is in the text, in reading order, or counted as left out."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossator.formats.content import Content
from glossator.formats.documents.docx import read
from glossator.formats.errors import Unreadable
from glossator.text.words import word_count
from tests.formats.office_documents import compound, docx, word_part


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def cell(inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def cells(*texts: str) -> str:
    return row(*(cell(paragraph(run(text))) for text in texts))


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def control(inside: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def field(instruction: str, result: str) -> str:
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return marks[0] + instruction + marks[1] + result + marks[2]


def instruction(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def box(inside: str) -> str:
    return f"<w:r><w:drawing><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></w:drawing></w:r>"


def old_box(inside: str) -> str:
    return f"<w:r><w:pict><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></w:pict></w:r>"


def either(choice: str, fallback: str) -> str:
    return (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{choice}</mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )


def left_out(found: Content) -> list[str]:
    return list(map(str, found.left_out))


INLINE = [
    (f'<w:smartTag w:element="City">{run("Port")}</w:smartTag>{run(" Selby")}', "Port Selby", []),
    (f"{run('It ')}<w:ins>{run('never ')}</w:ins>{run('left')}", "It never left", []),
    (
        f"{run('It ')}<w:del><w:r><w:delText>never </w:delText></w:r></w:del>{run('left')}",
        "It left",
        ["1 word of deleted text"],
    ),
    (f"<w:moveTo>{run('here ')}</w:moveTo>{run('not there')}", "here not there", []),
    (
        f"<w:moveFrom>{run('here ')}</w:moveFrom>{run('there')}",
        "there",
        ["1 word of text at the place that it was moved from"],
    ),
    (control(run("Port")) + run(" Selby"), "Port Selby", []),
    (control(run("Click here"), "<w:showingPlcHdr/>") + run("x"), "x", ["2 words of placeholder text"]),
    (f"<w:hyperlink>{run('Port')}</w:hyperlink><w:customXml>{run(' Selby')}</w:customXml>", "Port Selby", []),
    (field(instruction('HYPERLINK "x.example"'), run("Selby")), "Selby", []),
    (
        field(instruction("IF ") + field(instruction("MERGEFIELD a"), run("inner")), run("outer")),
        "outer",
        ["1 word of field instructions"],
    ),
    (f'<w:fldSimple w:instr="DATE">{run("Monday")}</w:fldSimple>', "Monday", []),
    ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>", "a\tb\nc", []),
    ("<w:r><w:t>cod</w:t><w:noBreakHyphen/><w:t>like</w:t><w:softHyphen/><w:t>ly</w:t></w:r>", "cod-likely", []),
    ('<w:r><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>', "α→", []),
    (f'{run("x")}<w:r><w:sym w:font="Wingdings" w:char="F001"/></w:r>', "x", ["1 symbol"]),
    (
        f"<w:r><w:ruby><w:rt>{run('kana')}</w:rt><w:rubyBase>{run('字')}</w:rubyBase></w:ruby></w:r>",
        "字",
        ["1 word of pronunciation guides"],
    ),
    (f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>{run('x')}", "x", ["1 word of hidden text"]),
    (f'<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>open</w:t></w:r>{run("x")}', "openx", []),
    (run("a") + box(paragraph(run("box"))) + run("b"), "ab\n\nbox", []),
    (run("a") + old_box(table(cells("x", "x"))), "a\n\nx | x", []),
    (run("a") + either(box(paragraph(run("box"))), old_box(paragraph(run("box")))), "a\n\nbox", []),
    (run("a") + either("<w:r><w:drawing/></w:r>", old_box(paragraph(run("box")))), "a\n\nbox", []),
    (f"{run('a')}<w:r><w:drawing><a:blip/></w:drawing></w:r>", "a", ["1 picture"]),
    (
        "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>",
        "a/b",
        [],
    ),
]


@pytest.mark.parametrize(("inside", "text", "lost"), INLINE)
def test_a_paragraph_has_all_that_is_shown(inside: str, text: str, lost: list[str]) -> None:
    for strict in (False, True):
        found = read(docx(paragraph(inside), strict=strict))
        assert (found.text, left_out(found)) == (text, lost)


BLOCKS = [
    (table(cells("Harrow Quay", "12", "12", "3")), "Harrow Quay | 12 | 12 | 3"),
    (table(cells("a", ""), cells("", "b")), "a | \n | b"),
    (
        table(
            row(cell(paragraph(run("a")), "<w:vMerge w:val='restart'/>"), cell(paragraph(run("b")))),
            row(cell(paragraph(""), "<w:vMerge/>"), cell(paragraph(run("c")), '<w:gridSpan w:val="2"/>')),
        ),
        "a | b\nc",
    ),
    (table(row(cell(table(cells("in", "side")) + paragraph("")), cell(paragraph(run("out"))))), "in | side | out"),
    (table(row(cell(paragraph(run("One")) + paragraph(run("Two"))))), "One\n\nTwo"),
    (table(control(row(control(cell(paragraph(run("a")))), cell(paragraph(run("b")))))), "a | b"),
    (control(paragraph(run("a")) + table(cells("b", "c"))), "a\n\nb | c"),
    (f"<w:customXml>{paragraph(run('a'))}</w:customXml>", "a"),
    (paragraph(run("Aur"), '<w:framePr w:dropCap="drop"/>') + paragraph(run("ora left")), "Aurora left"),
    (paragraph(run("one "), "<w:rPr><w:del/></w:rPr>") + paragraph(run("two")), "one two"),
    (paragraph(run("a"), '<w:outlineLvl w:val="2"/>'), "### a"),
    (paragraph(run("a"), '<w:pStyle w:val="berschrift2"/>'), "## a"),
    (paragraph(run("a"), '<w:pStyle w:val="House"/>'), "## a"),
    (paragraph(run("a"), '<w:pStyle w:val="Plain"/>'), "a"),
    (paragraph(run("a"), '<w:pStyle w:val="Round"/>'), "a"),
    (paragraph(run("a"), '<w:numPr><w:numId w:val="3"/></w:numPr>'), "- a"),
    (paragraph(run("a"), '<w:pStyle w:val="Points"/>'), "- a"),
    (paragraph(run("a"), '<w:pStyle w:val="Points"/><w:numPr><w:numId w:val="0"/></w:numPr>'), "a"),
]
STYLES = (
    '<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:styleId="House"><w:name w:val="House style"/><w:basedOn w:val="berschrift2"/></w:style>'
    '<w:style w:styleId="Plain"><w:name w:val="x"/><w:basedOn w:val="House"/>'
    '<w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>'
    '<w:style w:styleId="Round"><w:name w:val="x"/><w:basedOn w:val="Round"/></w:style>'
    '<w:style w:styleId="Kopf"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="Points"><w:name w:val="Aufzählung"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    "</w:style>"
)


@pytest.mark.parametrize(("body", "text"), BLOCKS)
def test_blocks_keep_their_form(body: str, text: str) -> None:
    assert read(docx(body, styles=STYLES)).text == text


NOTES = (
    '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    f'<w:footnote w:id="2">{paragraph(run("The note."))}</w:footnote>'
    f'<w:footnote w:id="3">{paragraph(run("Never mentioned."))}</w:footnote>'
)


def test_notes_follow_the_paragraph_that_mentions_them() -> None:
    body = paragraph(run("It left") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(".")) + paragraph(run("End."))
    found = read(docx(body, {"word/footnotes.xml": word_part("footnotes", NOTES)}))
    assert found.text == "It left.\n\nThe note.\n\nEnd."
    assert left_out(found) == ["2 words of footnotes without a mark in the text"]


def test_a_note_of_a_cell_follows_the_table() -> None:
    mentioning = cell(paragraph(run("a") + '<w:r><w:footnoteReference w:id="2"/></w:r>'))
    body = table(row(mentioning, cell(paragraph(run("b")))), cells("c", "d"))
    found = read(docx(body, {"word/footnotes.xml": word_part("footnotes", NOTES)}))
    assert found.text == "a | b\nc | d\n\nThe note."


def test_what_is_around_the_body_is_counted_by_kind() -> None:
    comments = "".join(f'<w:comment w:id="{n}">{paragraph(run("Who says so?"))}</w:comment>' for n in range(2))
    found = read(
        docx(
            paragraph(run("Body.")) + '<w:altChunk r:id="c"/><w:altChunk r:id="none"/>',
            {
                "word/comments.xml": word_part("comments", comments),
                "word/header1.xml": word_part("hdr", paragraph(run("The Tidewatch"))),
                "word/header2.xml": word_part("hdr", paragraph("")),
                "word/footer1.xml": word_part("ftr", paragraph(run("Page 3"))),
                "word/charts/chart1.xml": "<c:chartSpace xmlns:c='x' xmlns:a='http://schemas.openxmlformats.org/"
                "drawingml/2006/main'><a:p><a:r><a:t>Cod by year</a:t></a:r></a:p></c:chartSpace>",
                "word/footnotes.xml": "<w:footnotes",
                "word/embeddings/table.xlsx": b"PK",
                "word/chunk.html": "<p>From the web</p>",
            },
            related={"c": "chunk.html"},
        )
    )
    assert found.text == "Body.\n\nFrom the web"
    assert sorted(left_out(found)) == [
        "1 chart (3 words)",
        "1 damaged part",
        "1 embedded file",
        "1 inserted document",
        "1 page footer (2 words)",
        "1 page header (2 words)",
        "2 comments (6 words)",
    ]


def test_properties_of_the_file_are_no_date_and_templates_name_nobody() -> None:
    core = (
        "<dc:title>Microsoft Word - a.docx</dc:title><dc:creator>python-docx</dc:creator><cp:keywords>cod</cp:keywords>"
    )
    titled = paragraph(run("x")) + paragraph(run("The Ferry"), '<w:pStyle w:val="Kopf"/>')
    known = read(docx(titled, core=core, styles=STYLES)).header
    assert (known.title, known.author, known.published_at, known.unparsed_date) == ("The Ferry", "", "", "")
    assert known.metadata == (("keywords", "cod"),)
    core = "<dc:title>Cod</dc:title><dc:creator>R. Quill</dc:creator><dc:language>en-GB</dc:language>"
    known = read(docx(titled, core=core, styles=STYLES)).header
    assert (known.title, known.author, known.language) == ("Cod", "R. Quill", "en-GB")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (compound("EncryptedPackage"), "locked with a password"),
        (compound("WordDocument"), "Old Word documents"),
        (docx("<w:p>"), "damaged"),
        (docx(paragraph(run("x")), {"_rels/.rels": "<x/>"}, name="word/other.xml"), "damaged"),
        (docx("<w:p>" + "<w:ins>" * 1_000 + "</w:ins>" * 1_000 + "</w:p>"), "nests elements"),
        (docx(paragraph(run("x" * 30_000_000))), "zip bomb"),
        (docx("", {"word/document.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}), "XML entities"),
    ],
    ids=["locked", "old", "cut", "no body", "deep", "bomb", "entities"],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read(data)


@pytest.mark.parametrize("wrap", ["ins", "del", "sdt", "txbxContent", "tbl", "p"])
def test_deep_nesting_is_read_as_far_as_xml_is(wrap: str) -> None:
    depth = 180
    read(docx("<w:p>" + f"<w:{wrap}>" * depth + run("x") + f"</w:{wrap}>" * depth + "</w:p>"))


def test_many_text_boxes_are_read_once_each() -> None:
    number = 3_000
    boxes = "".join(either(box(paragraph(run(f"b{n}"))), old_box(paragraph(run(f"b{n}")))) for n in range(number))
    assert read(docx(paragraph(boxes))).text.split() == [f"b{n}" for n in range(number)]


# The words of any document


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """Return the body and the further parts of a document in which each text is a word of its own."""
    numbers = count()
    notes: list[str] = []

    def text() -> str:
        return f" w{next(numbers)} "

    def note() -> str:
        notes.append(f'<w:footnote w:id="{len(notes)}">{paragraph(run(text()))}</w:footnote>')
        # Some are never mentioned.
        return f'<w:r><w:footnoteReference w:id="{draw(st.sampled_from([len(notes) - 1, 99]))}"/></w:r>'

    def boxed(depth: int) -> str:
        inside = blocks(depth - 1)
        return draw(st.sampled_from([box(inside), either(box(inside), old_box(inside)), either("", box(inside))]))

    def wrapped(depth: int) -> str:
        name = draw(
            st.sampled_from(["ins", "del", "moveTo", "moveFrom", "smartTag", "hyperlink", "customXml", "other"])
        )
        return f"<w:{name}>{inline(depth - 1)}</w:{name}>"

    def inline(depth: int) -> str:
        simple = [
            lambda: run(text()),
            lambda: f"<w:r><w:delText>{text()}</w:delText></w:r>",
            lambda: f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{text()}</w:t></w:r>",
            lambda: f"<m:oMath><m:sSup><m:e><m:r><m:t>{text()}</m:t></m:r></m:e></m:sSup></m:oMath>",
            note,
        ]
        nested = [
            lambda: wrapped(depth),
            lambda: boxed(depth),
            lambda: control(inline(depth - 1), draw(st.sampled_from(["", "<w:showingPlcHdr/>"]))),
            lambda: field(run(text()), inline(depth - 1)),
            lambda: f"<w:r><w:ruby><w:rt>{run(text())}</w:rt><w:rubyBase>{run(text())}</w:rubyBase></w:ruby></w:r>",
        ]
        chosen = draw(st.lists(st.sampled_from(simple + nested if depth else simple), max_size=3))
        return "".join(make() for make in chosen)

    def grid(depth: int) -> str:
        properties = st.sampled_from(["", "<w:vMerge/>", '<w:gridSpan w:val="2"/>', "<w:cellDel/>"])
        made = [
            row(
                *(cell(blocks(depth - 1), draw(properties)) for _ in range(draw(st.integers(0, 3)))),
                properties=draw(st.sampled_from(["", "", "<w:del/>"])),
            )
            for _ in range(draw(st.integers(0, 2)))
        ]
        return table(*made)

    def blocks(depth: int) -> str:
        properties = st.sampled_from(["", "<w:rPr><w:del/></w:rPr>", '<w:outlineLvl w:val="1"/>'])
        kinds: list[Callable[[], str]] = [lambda: paragraph(inline(max(0, depth)), draw(properties))]
        if depth > 0:
            kinds += [lambda: grid(depth), lambda: control(blocks(depth - 1))]
        chosen: list[Callable[[], str]] = draw(st.lists(st.sampled_from(kinds), max_size=3))
        return "".join(make() for make in chosen)

    body = blocks(3)
    parts = {
        "word/footnotes.xml": word_part("footnotes", "".join(notes)),
        "word/header1.xml": word_part("hdr", blocks(1)),
        "word/comments.xml": word_part("comments", f"<w:comment>{blocks(1)}</w:comment>"),
    }
    return body, parts


@settings(max_examples=80)
@given(documents())
def test_every_word_is_stored_once_or_counted_as_left_out(made: tuple[str, dict[str, str]]) -> None:
    body, parts = made
    # Of a text that is written in two ways, each word counts once.
    texts = set(re.findall(r"> (w\d+) <", "".join([body, *parts.values()])))
    found = read(docx(body, parts))
    assert Counter(re.findall(r"\w+", found.text)) <= Counter(texts)
    assert word_count(found.text) + sum(one.words for one in found.left_out) == len(texts)
