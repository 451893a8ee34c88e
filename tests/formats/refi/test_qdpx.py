"""REFI-QDA projects, by the rules of the exchange format."""

import random
import re
from typing import Final
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from glossator.domain.annotation import Status
from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.domain.uid import new_uid
from glossator.formats.refi import qdc as refi_qdc
from glossator.formats.refi.guids import guid_uid, named_guid, note_guid, uid_guid
from glossator.formats.refi.qdpx import write
from tests.formats.excerpts import Given, MemoryFiles, article, excerpts, given_articles, marked
from tests.formats.refi_schema import PROJECT, broken_rules

NAMES: Final = {"q": "urn:QDA-XML:project:1.0"}
TEXT: Final = "The ferry Aurora left Port Selby."
GUID: Final = re.compile(r"[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}")


def project(excerpt: Given) -> tuple[ET.Element, dict[str, bytes]]:
    files = MemoryFiles()
    write(excerpt, files)
    data = files.written.pop("project.qde")
    assert data.startswith(b"<?xml"), "no byte order mark"
    return ET.fromstring(data.decode("utf-8")), files.written


def ferry() -> Given:
    aurora = marked(TEXT, "Aurora", "PRODUCT", tags=("actors/state", "ships"), note="built\n<1911>")
    gone = marked(TEXT, "Selby", "GPE", status=Status.REJECTED)
    return given_articles(AnnotatedArticle(article(TEXT, tags=("sea",), note="read again"), (aurora, gone)))


def test_what_was_coded_is_there_with_its_place_and_its_codes() -> None:
    root, sources = project(ferry())
    (source,) = root.findall("q:Sources/q:TextSource", NAMES)
    assert sources == {f"sources/{source.get('guid')}.txt": TEXT.encode("utf-8")}
    assert source.get("plainTextPath") == f"internal://{source.get('guid')}.txt"
    (selection,) = source.findall("q:PlainTextSelection", NAMES)
    assert (selection.get("startPosition"), selection.get("endPosition"), selection.get("name")) == (
        "10",
        "16",
        "Aurora",
    )
    names = {code.get("guid"): code.get("name") for code in root.iter(f"{{{NAMES['q']}}}Code")}
    coded = [names[ref.get("targetGUID")] for ref in selection.findall("q:Coding/q:CodeRef", NAMES)]
    assert coded == ["PRODUCT", "state", "ships"]
    notes = {
        note.get("guid"): note.findtext("q:PlainTextContent", "", NAMES)
        for note in root.findall("q:Notes/q:Note", NAMES)
    }
    (ref,) = selection.findall("q:NoteRef", NAMES)
    assert notes[ref.get("targetGUID")] == "built\n<1911>"
    assert sorted(notes.values()) == ["built\n<1911>", "read again"]


def test_tags_stand_below_their_parents() -> None:
    root, _ = project(ferry())
    (parent,) = [code for code in root.findall("q:CodeBook/q:Codes/q:Code", NAMES) if code.get("name") == "actors"]
    assert parent.get("isCodable") == "false", "no tag of that name was used"
    assert [code.get("name") for code in parent.findall("q:Code", NAMES)] == ["state"]


def test_the_same_work_has_the_same_guids() -> None:
    files, again = MemoryFiles(), MemoryFiles()
    write(ferry(), files)
    write(ferry(), again)
    assert files.written == again.written


@given(excerpts())
@settings(max_examples=25)
def test_every_project_keeps_the_rules(excerpt: Given) -> None:
    root, sources = project(excerpt)
    assert list(broken_rules(root, NAMES["q"], PROJECT)) == []
    guids = [guid for each in root.iter() if (guid := each.get("guid"))]
    assert len(guids) == len(set(guids))
    assert all(map(GUID.fullmatch, guids))
    refs = [each.get(name) for each in root.iter() for name in ("targetGUID", "creatingUser") if each.get(name)]
    assert set(refs) <= set(guids)
    for source, found in zip(root.findall("q:Sources/q:TextSource", NAMES), excerpt.found, strict=True):
        text = sources[f"sources/{source.get('guid')}.txt"].decode("utf-8-sig")
        kept = [one for one in found.annotations if one.status is Status.ACCEPTED]
        places = source.findall("q:PlainTextSelection", NAMES)
        assert [text[int(each.get("startPosition", "")) : int(each.get("endPosition", ""))] for each in places] == [
            one.quote for one in kept
        ]


def test_what_is_known_of_an_article_are_variables_of_its_text() -> None:
    root, _ = project(ferry())
    names = {one.get("guid"): one.get("name") for one in root.findall("q:Variables/q:Variable", NAMES)}
    values = {
        names[value.find("q:VariableRef", NAMES).get("targetGUID")]: value.findtext("q:TextValue", "", NAMES)  # type: ignore[union-attr]  # the rules say that it is there
        for value in root.iter(f"{{{NAMES['q']}}}VariableValue")
    }
    assert values == {
        "Source": "The Tidewatch",
        "Author": "R. Quill",
        "Published": "2026-01-01",
        "Address": "https://example.org/ferry",
        "Language": "en",
    }


def test_a_list_with_nothing_in_it_is_left_out() -> None:
    root, _ = project(given_articles())
    assert [each.tag.partition("}")[2] for each in root] == ["CodeBook", "Variables", "Sets"]
    plain, _ = project(given_articles(AnnotatedArticle(article(TEXT), (marked(TEXT, "Aurora", analyst=""),))))
    assert [each.tag.partition("}")[2] for each in plain] == ["CodeBook", "Variables", "Sources", "Sets"]


@given(st.sampled_from(["articles", "annotations", "tags", "labels"]), st.integers(0, 1 << 30))
def test_a_guid_tells_the_uid_that_it_was_made_of(table: str, seed: int) -> None:
    uid = new_uid(table, random.Random(seed))
    assert (guid_uid(uid_guid(uid)), guid_uid(f"{{{uid_guid(uid).lower()}}}")) == (uid, uid)
    assert note_guid(uid) != uid_guid(uid)
    assert guid_uid(note_guid(uid)) == guid_uid(named_guid("x", uid)) == guid_uid("none") == ""


def test_the_codes_are_those_of_the_codebook_that_is_exported_alone() -> None:
    root, _ = project(ferry())
    book = ET.fromstring(refi_qdc.write(ferry().codes, "test"))
    alone = {(code.get("guid"), code.get("name")) for code in book.iter("{urn:QDA-XML:codebook:1.0}Code")}
    assert {(code.get("guid"), code.get("name")) for code in root.iter(f"{{{NAMES['q']}}}Code")} == alone
