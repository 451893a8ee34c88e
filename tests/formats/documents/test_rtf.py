"""RTF documents: text in all the ways in which the format writes it, and what is left out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossator.formats.content import Content
from glossator.formats.documents.rtf import read
from glossator.formats.errors import Unreadable

FONTS = (
    rb"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset2 Symbol;}{\f3\fcharset128 MS Mincho;}"
    rb"{\f4\fcharset2 Wingdings{\*\falt Signs};}{\f5\cpg1250 Arial CE;}}"
    rb"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 heading 2;}{\s9 Title;}{\*\cs10 Other;}}"
)


def rtf(body: bytes, head: bytes = b"") -> bytes:
    return rb"{\rtf1\ansi\ansicpg1252\deff0" + head + FONTS + rb"\pard\plain\f0 " + body + b"}"


def left_out(found: Content) -> list[str]:
    return list(map(str, found.left_out))


TEXTS = [
    (rb"It\'92s caf\'e9", "It’s café"),
    (rb"\u8216?so\u8217\'92 \uc0\u8212 yes \uc2\u233\'65\'01!", "‘so’ —yes é!"),
    (rb"\u-10180?\u-8448?", "🌀"),
    (rb"{\f2\u-3999 ?}x", "αx"),
    (rb"{\f1\'cf\'e0\'f0\'ee\'ec} left", "Паром left"),
    (rb"{\f3\'93\'fa\'96\'7b} x", "日本 x"),
    (rb"{\f2 a}{\f4\'e0}", "α→"),
    (rb"{\f5\'b3\'f3d}", "łód"),
    (rb"co\-operate\_now\~then\{\}\\", "cooperate-now\xa0then{}\\"),
    (b"two\r\nlines \\line of\\tab one\\emdash\\ldblquote x\\rdblquote", "twolines \nof\tone—“x”"),
    (rb"one\par two\sect three\page four", "one\n\ntwo\n\nthree\n\nfour"),
    (rb"\pard\s1 Part\par\pard\s2 Sub\par\pard\outlinelevel2 Third\par\pard x", "# Part\n\n## Sub\n\n### Third\n\nx"),
    (rb"{\pntext\'b7\tab}gull\par\pard{\listtext 2.\tab}\ls1 cod\par\pard x", "- gull\n\n2. cod\n\nx"),
    (rb"{\field{\*\fldinst HYPERLINK x.example}{\fldrslt Selby}} left", "Selby left"),
    (rb"It left{\footnote\pard See \i Lumen.\par} at dawn\par End", "It left at dawn\n\nSee Lumen.\n\nEnd"),
    (
        rb"a{\shp{\*\shpinst{\sp{\sn x}{\sv 7}}{\shptxt\pard in a box\par}}{\shprslt{\*\do{\dptxbxtext no}}}}\par",
        "a\n\nin a box",
    ),
    (rb"a{\*\do\dobx{\dptxbx{\dptxbxtext\pard in a box\par}}}", "a\n\nin a box"),
    (rb"{\upr{cafe}{\*\ud{caf\u233?}}}", "café"),
    (rb"{\*\unknown gone}{\*\htmltag <b>}x", "x"),
    (rb"{\object{\*\objclass Excel}{\*\objdata 0a}{\result{Cod by year}}}", "Cod by year"),
    (rb"{\mmath{\*\moMath{\mf{\mfPr{\mtype bar}}{\mnum{\mr a}}{\mden{\mr b}}}}{\*\mmathPict x}}", "ab"),
    (
        rb"\trowd\cellx1\cellx2\intbl Harrow Quay\cell 12\cell 12\cell\row"
        rb"\trowd\clvmrg\cellx1\cellx2\intbl\cell b\par c\cell\row\pard after",
        "Harrow Quay | 12 | 12\nb c\n\nafter",
    ),
    (
        rb"\trowd\intbl{\itap2 in\nestcell side\nestcell{\*\nesttableprops\trowd\cellx9\nestrow}}\cell x\cell\row",
        "in side | x",
    ),
    (rb"\bin5 }}}}}x", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "text"), TEXTS)
def test_text_is_read_in_all_its_forms(body: bytes, text: str) -> None:
    found = read(rtf(body))
    assert found.text == text


@pytest.mark.parametrize(
    ("body", "text", "lost"),
    [
        (rb"It {\deleted never }left", "It left", ["1 word of deleted text"]),
        (rb"It left{\v secret words}", "It left", ["2 words of hidden text"]),
        (rb"It{\pict\wmetafile8 0102ff} left{\*\shppict{\pict 01}}{\nonshppict{\pict 01}}", "It left", ["2 pictures"]),
        (rb"{\header\pard The Tidewatch\par}{\footerr\par}x", "x", ["1 page header (2 words)"]),
        (rb"x{\*\atnid RQ}{\*\annotation{\*\atnref 1}\pard Who says so?}", "x", ["1 comment (3 words)"]),
        (rb"x{\xe cod}", "x", ["1 word of index entries"]),
        (rb"x{\object\objemb{\*\objdata 00}{\result{\pict 00}}}", "x", ["1 embedded file"]),
        (rb"x} and more", "x", ["2 words of text behind the end of the document"]),
    ],
)
def test_what_is_not_in_the_text_is_counted(body: bytes, text: str, lost: list[str]) -> None:
    found = read(rtf(body))
    assert (found.text, left_out(found)) == (text, lost)


def test_a_file_that_is_cut_off_is_read_and_said_to_be() -> None:
    found = read(rtf(b"It left")[:-1])
    assert (found.text, left_out(found)) == ("It left", ["the end of the file, which is cut off"])


def test_properties_are_used_and_the_day_of_creation_is_no_date() -> None:
    info = rb"{\info{\title Untitled}{\upr{\author V?}{\*\ud{\author V\u225?}}}{\creatim\yr2013}{\keywords cod}}"
    known = read(rtf(rb"x\par\pard\s9 The Ferry\par", info)).header
    assert (known.title, known.author, known.published_at) == ("The Ferry", "Vá", "")
    assert known.metadata == (("keywords", "cod"),)
    assert read(rtf(b"x", rb"{\info{\title Cod}}")).header.title == "Cod"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (rb"{\rtf1\mac caf\'8e}", "café"),
        (rb"{\rtf1\ansi\ansicpg1251 \'cf\'e0}", "Па"),
        (rb"{\rtf1\ansi\ansicpg99999 caf\'e9}", "café"),
        ("{\\rtf1\\ansi Łódź}".encode(), "Łódź"),
        (b"\xef\xbb\xbf \n{\\rtf1 x}", "x"),
    ],
)
def test_the_bytes_of_a_document_are_in_the_code_page_that_it_states(data: bytes, text: str) -> None:
    assert read(data).text == text


def test_other_files_and_endless_groups_are_refused() -> None:
    with pytest.raises(Unreadable, match="not an RTF document"):
        read(b"{\\rt is no more than text")
    with pytest.raises(Unreadable, match="nests groups"):
        read(rb"{\rtf1" + b"{" * 20_000)


KINDS = ["", "b", "i\\f1", "pard", "footnote", "header", "deleted"]
WORDS = st.text("abcdefghäßЖ本𐌲", min_size=1, max_size=8)


def written(text: str) -> bytes:
    units = text.encode("utf-16-le")
    codes = [int.from_bytes(units[place : place + 2], "little", signed=True) for place in range(0, len(units), 2)]
    return b"".join(rb"\u%d?" % code if not 0 <= code < 128 else bytes([code]) for code in codes)


@settings(max_examples=60)
@given(st.lists(st.tuples(WORDS, st.sampled_from(KINDS)), max_size=8))
def test_every_word_is_stored_once_or_counted_as_left_out(parts: list[tuple[str, str]]) -> None:
    body = b"".join(rb"{\%s %s }" % (kind.encode() or b"plain", written(word)) for word, kind in parts)
    found = read(rtf(body))
    shown = [word for word, kind in parts if kind not in ("header", "deleted")]
    assert sorted(found.text.split()) == sorted(shown)
    assert sum(one.words for one in found.left_out) == len(parts) - len(shown)
