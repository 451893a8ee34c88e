"""REFI-QDA projects: out, into an empty workspace, and out again; and those of other programs."""

import io
import tempfile
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings

from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.services.importing.annotations import ImportedAnnotations
from glossator.services.importing.inputs import Failed
from glossator.store import history, operations
from glossator.store.operations import labels, tags
from glossator.store.workspace import Workspace
from tests.formats.detecting import name_of
from tests.formats.excerpts import Given, article, excerpts, given_articles, marked
from tests.services.importing.test_annotations import (
    brought_in,
    empty_workspace,
    imported,
    marks,
    out_again,
    unzipped,
    written,
)
from tests.store.scene import ticking


@given(excerpts())
@example(given_articles(AnnotatedArticle(article("\ufeffAurora"), (marked("\ufeffAurora", "Aurora"),))))
@settings(max_examples=12)
def test_a_project_out_in_and_out_again_is_the_same_with_its_codebook(excerpt: Given) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder, "first.db"), Path(folder, "second.db")
        first.write_bytes(empty_workspace())
        # One that has nothing of the other, not even what its labels are called inside.
        second.write_bytes(empty_workspace(seed=3))
        brought_in(first, "prodigy", written("prodigy", excerpt))
        with Workspace(first, ticking("ann", seed=2)) as workspace:
            workspace.perform(tags.make_tag, "never/used", "What “nobody” <used> & why\nyet").result()
            workspace.perform(labels.colour_label, "PERSON", "#123456").result()
            workspace.perform(labels.describe_label, "ORG", " who\nacts ").result()
            workspace.perform(tags.archive_tag, "never").result()
            workspace.perform(operations.write_tag_note, "never/used", "to be\nasked \ufffe").result()
        out = out_again(first, "refi-qda")
        outcomes = brought_in(second, "refi-qda", out, seed=4)
        if excerpt.found:
            assert not [each for each in outcomes if isinstance(each, Failed) or each.losses], outcomes
        again = out_again(second, "refi-qda")
    assert unzipped(again) == unzipped(out)


def test_a_project_may_be_larger_than_other_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glossator.formats.xml._MOST", 1_000)
    text = "Aurora left."
    data = written("refi-qda", given_articles(AnnotatedArticle(article(text), (marked(text, "Aurora"),))))
    workspace, outcomes = imported(tmp_path, "refi-qda", data)
    with workspace:
        assert [type(each) for each in outcomes] == [ImportedAnnotations]
        assert [one.quote for one in marks(workspace)] == ["Aurora"]


_FOREIGN_PROJECT: Final = """<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Ports" origin="Another 3.1">
<Users><User guid="{00000000-0000-4000-8000-000000000001}" name="Bo Ærø"/></Users>
<CodeBook><Codes>
 <Code guid="00000000-0000-4000-8000-00000000000a" name="Actors" isCodable="true" color="#ABC">
  <Description>who acts</Description><NoteRef targetGUID="00000000-0000-4000-8000-0000000000f2"/>
  <Code guid="00000000-0000-4000-8000-00000000000b" name="Banks; all" isCodable="true"/></Code>
</Codes></CodeBook>
<Variables><Variable guid="00000000-0000-4000-8000-0000000000e1" name="published" typeOfVariable="Date"/></Variables>
<Sources>
 <TextSource guid="00000000-0000-4000-8000-0000000000c1" name="One" plainTextPath="internal://ONE.TXT">
  <PlainTextSelection guid="00000000-0000-4000-8000-0000000000d1" startPosition="2" endPosition="10"
    creatingUser="{00000000-0000-4000-8000-000000000001}" creationDateTime="2025-03-01T12:00:00.5+02:00">
   <Coding guid="00000000-0000-4000-8000-0000000000d2"><CodeRef
     targetGUID="{00000000-0000-4000-8000-00000000000B}"/></Coding>
   <NoteRef targetGUID="00000000-0000-4000-8000-0000000000f1"/>
   <NoteRef targetGUID="00000000-0000-4000-8000-0000000000f2"/>
  </PlainTextSelection>
  <PlainTextSelection guid="00000000-0000-4000-8000-0000000000d3" startPosition="90" endPosition="95"/>
  <VariableValue><VariableRef targetGUID="00000000-0000-4000-8000-0000000000e1"/><DateValue>2025-02-03</DateValue>
  </VariableValue>
 </TextSource>
 <TextSource guid="00000000-0000-4000-8000-0000000000c2" name="Lost" plainTextPath="internal://two.txt"/>
 <TextSource guid="00000000-0000-4000-8000-0000000000c3" name="Three"><PlainTextContent>Inside it.</PlainTextContent>
  <Coding guid="00000000-0000-4000-8000-0000000000d4"><CodeRef
    targetGUID="00000000-0000-4000-8000-00000000000a"/></Coding></TextSource>
 <PDFSource guid="00000000-0000-4000-8000-0000000000c4" name="Scan" path="internal://scan.pdf"/>
</Sources>
<Notes>
 <Note guid="00000000-0000-4000-8000-0000000000f1" name="n"><PlainTextContent>first</PlainTextContent></Note>
 <Note guid="00000000-0000-4000-8000-0000000000f2" name="m" plainTextPath="internal://m.txt"/>
</Notes></Project>"""


def _zipped(**files: bytes) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return target.getvalue()


def _foreign_project() -> bytes:
    return _zipped(
        **{
            "project.qde": _FOREIGN_PROJECT.encode("utf-8"),
            # A byte order mark and line ends of two characters, in which the offsets count.
            "Sources/one.txt": b"\xef\xbb\xbf\r\nCitibank moved.",
            "Sources/m.txt": b"second",
        }
    )


def test_a_project_of_another_program_is_read(tmp_path: Path) -> None:
    data = _foreign_project()
    assert name_of(data, "ports.zip") == "refi-qda"
    workspace, outcomes = imported(tmp_path, "refi-qda", data)
    with workspace:
        first, third = (workspace.article(one.uid) for one in workspace.articles())
        (one,) = marks(workspace)
        tagged = {tag.path: (tag.description, tag.colour, tag.note) for tag in workspace.tags()}
    assert (first.title, first.published_at, third.title, third.tags) == ("One", "2025-02-03", "Three", ("Actors",))
    assert (one.quote, one.label, one.tags, one.note) == ("Citibank", None, ("Actors/Banks, all",), "first\n\nsecond")
    assert (one.analyst, one.created_at) == ("Bo Ærø", "2025-03-01T10:00:00Z")
    assert tagged["Actors"] == ("who acts", "#aabbcc", "second")
    assert [each.reason for each in outcomes if isinstance(each, Failed)] == [
        "“Lost”: its text is missing; export the project with its sources",
        "skipped “Scan”, which is not a text; import its text separately",
    ]
    assert next(each.losses for each in outcomes if isinstance(each, ImportedAnnotations)) == (
        "“One”: 1 annotation outside the text (one at 90 to 95)",
    )


def test_a_workspace_that_is_worked_in_keeps_its_own_codebook(tmp_path: Path) -> None:
    workspace, _ = imported(tmp_path, "prodigy", '{"text": "Citibank", "spans": []}')
    with workspace:
        workspace.perform(tags.make_tag, "actors", "mine").result()
    brought_in(tmp_path / "w.db", "refi-qda", _foreign_project(), seed=2)
    with Workspace(tmp_path / "w.db", ticking("bo")) as workspace:
        assert [(tag.path, tag.description) for tag in workspace.tags()] == [
            ("actors", "mine"),
            ("actors/Banks, all", ""),
        ]
        assert workspace.perform(history.undo).result().act == "import"
        assert [tag.path for tag in workspace.tags()] == ["actors"]
        assert workspace.perform(history.undo).result().act == "create tag"
        assert workspace.tags() == []


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"project.qde": b"<Other/>"}, "not a REFI-QDA project"),
        ({"project.qde": b"<Project"}, "damaged"),
        ({"project.qde": b'<!DOCTYPE x [<!ENTITY a "b">]><Project/>'}, "declares XML entities"),
        ({"notes.txt": b""}, "not a REFI-QDA project"),
    ],
)
def test_a_damaged_project_is_reported(tmp_path: Path, files: dict[str, bytes], reason: str) -> None:
    (outcome,) = brought_in(tmp_path / "w.db", "refi-qda", _zipped(**files))
    assert isinstance(outcome, Failed)
    assert reason in outcome.reason
