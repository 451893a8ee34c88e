"""The codebook as CSV and as REFI-QDA: there and back, and from other tools."""

import io
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.domain.code import BadCode, Code, CodeKind, parse_code
from glossator.domain.codebook import BadName, folded_name
from glossator.formats.errors import Unreadable
from glossator.formats.refi import qdc as refi_qdc
from glossator.formats.tables import codebook_csv
from tests.formats.refi_schema import CODEBOOK, broken_rules
from tests.text.strategies import texts

_parts = st.sampled_from(["a", "B c", "=cmd()", "'x", "é", "@handle", "\ufffe", "«»", '"q"'])
_paths = st.lists(_parts, min_size=1, max_size=3).map("/".join)


@st.composite
def _codes(draw: st.DrawFn) -> Code:
    kind = draw(st.sampled_from(CodeKind))
    try:
        return parse_code(
            kind,
            draw(_paths if kind is CodeKind.TAG else _parts),
            description=draw(texts),
            colour=draw(st.sampled_from(["#5a9bd4", "#fff"])),
            key=draw(st.sampled_from(["", "s", "="])),
            archived=draw(st.booleans()),
            note=draw(texts),
        )
    except BadName:
        return parse_code(kind, "x", archived=False)


def _legible(text: str) -> str:
    """Return a text as XML can hold it."""
    return text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


_books = st.lists(_codes(), max_size=8, unique_by=lambda one: (one.kind, folded_name(_legible(one.name))))


@given(_books)
def test_a_codebook_comes_back_from_csv_as_it_was(codes: list[Code]) -> None:
    target = io.BytesIO()
    assert codebook_csv.write([(one, 3, 2) for one in codes], target) == len(codes)
    assert codebook_csv.read(target.getvalue()) == (codes, [])


@given(_books)
def test_a_codebook_comes_back_from_refi_qda_but_for_keys_and_notes(codes: list[Code]) -> None:
    found, broken = refi_qdc.read(refi_qdc.write(codes, "glossator 1"))
    assert broken == []
    assert sorted(found, key=repr) == sorted((_held(one) for one in codes), key=repr)


@given(_books.filter(len))
def test_a_codebook_keeps_the_rules_of_the_schema(codes: list[Code]) -> None:
    book = ET.fromstring(refi_qdc.write(codes, "glossator 1"))
    assert list(broken_rules(book, "urn:QDA-XML:codebook:1.0", CODEBOOK)) == []


def test_a_codebook_keeps_what_its_codes_are_called_inside() -> None:
    codes = [
        Code(CodeKind.LABEL, "A", archived=False, uid="l_222222222223"),
        Code(CodeKind.TAG, "B/C", archived=False, uid="c_zzzzzzzzzzzz"),
    ]
    assert refi_qdc.read(refi_qdc.write(codes, "x")) == (codes, [])


def _held(one: Code) -> Code:
    """Return what REFI-QDA keeps of a code."""
    return replace(one, name=_legible(one.name), description=_legible(one.description), key="", note="")


def _write(*codes: Code) -> str:
    target = io.BytesIO()
    codebook_csv.write([(one, 0, 0) for one in codes], target)
    return target.getvalue().decode("utf-8-sig")


def test_the_first_columns_are_those_of_taguette() -> None:
    header = _write().splitlines()[0]
    assert header.startswith("tag,description,number of highlights,number of documents,")
    codes, broken = codebook_csv.read(b"tag,description,number of highlights\r\nactors/state,Who governs,12\r\n")
    assert (codes, broken) == ([Code(CodeKind.TAG, "actors/state", "Who governs")], [])


def test_what_a_spreadsheet_would_run_is_guarded() -> None:
    assert "'=cmd()" in _write(Code(CodeKind.TAG, "=cmd()"))


@pytest.mark.parametrize(
    "table",
    [
        "\ufeffpath;description;hotkey;Color\r\na/b;x;s;#ABC\r\n",
        "name\tmemo\tkey\tcolour\na/b\tx\ts\t#aabbcc\n",
        "kind,path,parent,name,description,colour,key,archived\ntag,a/b,a,b,x,#aabbcc,s,\n",
    ],
)
def test_tables_of_other_make_are_read(table: str) -> None:
    assert codebook_csv.read(table.encode()) == ([Code(CodeKind.TAG, "a/b", "x", "#aabbcc", "s")], [])


def test_broken_lines_are_reported_by_number_and_the_rest_is_read() -> None:
    lines = ["good,,,,", "a;bad,,,,", "x,thing,,,", "y,,blue,,", "", "z,,,maybe,", "w,,,,long", "last,label,,yes,"]
    table = "\n".join(["tag,kind,colour,archived,key", *lines])
    codes, broken = codebook_csv.read(table.encode())
    assert [one.name for one in codes] == ["good", "last"]
    assert [(one.place, re.split("[;,] ?", one.reason)[0]) for one in broken] == [
        ("row 3", "A tag cannot contain a semicolon"),
        ("row 4", "Unknown kind “thing”. Write label or tag."),
        ("row 5", "“blue” is not a colour. Write it as #5a9bd4."),
        ("row 7", "Unknown value “maybe” for archived. Write yes or no."),
        ("row 8", "A key is one character"),
    ]


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"%PDF-1.4", b"\x00\x01\x02\x03" * 50])
def test_what_is_no_codebook_table_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        codebook_csv.read(data)


def test_guids_are_the_same_each_time_and_those_of_what_has_one_name_differ() -> None:
    codes = [
        Code(CodeKind.LABEL, "A", uid="l_1"),
        Code(CodeKind.TAG, "A", uid="c_1"),
        Code(CodeKind.TAG, "B/C", uid="c_2"),
    ]
    renamed = [replace(one, name=f"{one.name}2") for one in codes]
    guids = [
        [element.get("guid") for element in ET.fromstring(refi_qdc.write(book, "x")).iter() if element.get("name")]
        for book in (codes, codes, renamed)
    ]
    assert guids[0] == guids[1]
    assert len({*guids[0]}) == len(guids[0]) == 5
    # The group B has no uid; all else keeps its GUID under another name.
    assert [one == other for one, other in zip(guids[0], guids[2], strict=True)] == [True, True, True, True, True]


def test_a_codebook_of_another_tool_is_read() -> None:
    document = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Another 2.0"><Codes>
 <Code guid="{a}" name="Actors" isCodable="false">
  <Code guid="{b}" name=" State/government; all" isCodable="true" color="#A1b2C3"><Description>Who
governs</Description></Code>
  <Code guid="{c}" name="state-government, ALL" isCodable="true"/>
  <Code guid="{d}" name="" isCodable="true"/>
 </Code>
 <Code guid="{e}" name="Old" isCodable="false"/>
</Codes><Sets><Set guid="{f}" name="Group"><MemberCode guid="{e}"/></Set></Sets></CodeBook>"""
    codes, broken = refi_qdc.read(document.encode())
    assert codes == [
        Code(CodeKind.TAG, "Actors/State-government, all", "Who\ngoverns", "#a1b2c3", archived=False),
        Code(CodeKind.TAG, "Old", archived=True),
    ]
    assert broken[0].reason.startswith("“Actors/” has an empty part")
    assert broken[1] == BadCode(
        "code “Actors/state-government, ALL”", "Another code has this name; the first is taken. Rename the other."
    )


@pytest.mark.parametrize(
    "data",
    [
        b"<CodeBook><Codes>",
        b"<Project><Codes/></Project>",
        b"<CodeBook/>",
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><CodeBook><Codes/></CodeBook>',
        b"",
    ],
)
def test_what_is_no_refi_qda_codebook_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        refi_qdc.read(data)
