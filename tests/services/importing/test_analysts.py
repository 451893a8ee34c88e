"""The work of several analysts in one file or folder, and labels that differ only in case."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest

from glossator.domain.left_out import total_left_out
from glossator.services.exporting import export
from glossator.services.formats import FORMATS
from glossator.services.importing.articles import import_articles
from glossator.services.importing.inputs import Failed, Outcome, resolve_paths
from glossator.store import history, operations
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.queries.records import FlatFilter
from glossator.store.workspace import Workspace
from tests.store.scene import ticking

TEXT: Final = "Ada Vane left Oskel. The union denied it."
BACK: Final = ("prodigy", "doccano", "doccano-codepoints", "label-studio", "brat", "web-annotation", "refi-qda", "csv")


def example(*labels: tuple[int, int, str], text: str = TEXT) -> str:
    return f"{json.dumps({'text': text, 'label': labels})}\n"


def taken(db: Path, *paths: Path, seed: int = 1) -> list[Outcome]:
    with LazyWorkspace(db, ticking("bo", seed)) as opening:
        return list(import_articles(opening, resolve_paths(paths)))


def marks(db: Path) -> list[tuple[str, str | None, str, str]]:
    with Workspace(db, ticking("bo")) as workspace:
        found = [one for article in workspace.articles() for one in workspace.annotations(article.id)]
    return sorted((one.quote, one.label or "", str(one.status), one.analyst) for one in found)


def counts(outcomes: list[Outcome]) -> dict[str, int]:
    found = [each.left_out for each in outcomes if not isinstance(each, Failed)]
    return {each.kind: each.number for each in total_left_out(one for entries in found for one in entries)}


def sessions(*answers: tuple[str, str, str]) -> str:
    """Return tasks of Prodigy with one text: for each the session, the label and the answer."""
    spans = ((who, [{"start": 0, "end": 8, "label": label}], answer) for who, label, answer in answers)
    return "".join(
        f"{json.dumps({'text': TEXT, 'spans': span, 'answer': answer, '_session_id': who})}\n"
        for who, span, answer in spans
    )


def test_different_labels_of_one_span_come_in_with_their_analysts_and_equal_ones_are_counted(tmp_path: Path) -> None:
    path, db = tmp_path / "x.jsonl", tmp_path / "w.db"
    path.write_text(
        sessions(("ida", "PER", "accept"), ("ove", "ORG", "accept"), ("eva", "PER", "accept"), ("jon", "PER", "reject"))
    )
    outcomes = taken(db, path)
    expected = [("Ada Vane", "ORG", "accepted", "ove"), ("Ada Vane", "PER", "accepted", "ida")]
    assert marks(db) == expected
    assert counts(outcomes) == {
        "annotation of another analyst that agrees": 1,
        "decision of another analyst that differs": 1,
    }
    assert counts(taken(db, path)) == counts(outcomes)
    assert marks(db) == expected, "the same file adds nothing"


def test_files_with_the_same_texts_are_called_as_their_annotators(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "ida.jsonl").write_text(example((0, 8, "PER")))
    (folder / "ove.jsonl").write_text(example((0, 8, "ORG")))
    (folder / "eva.jsonl").write_text(example((0, 3, "GPE"), text="Another text."))
    (folder / "all.jsonl").write_text(example((14, 19, "GPE")))
    taken(tmp_path / "w.db", folder)
    assert [(label, analyst) for _, label, _, analyst in marks(tmp_path / "w.db")] == [
        ("ORG", "ove"),
        ("PER", "ida"),
        ("GPE", "bo"),
        ("GPE", "bo"),
    ]


def test_one_file_says_nothing_of_its_annotator(tmp_path: Path) -> None:
    (tmp_path / "ida.jsonl").write_text(example((0, 8, "PER")))
    taken(tmp_path / "w.db", tmp_path / "ida.jsonl")
    assert [analyst for *_, analyst in marks(tmp_path / "w.db")] == ["bo"]


def brat_files(root: str) -> Iterator[tuple[str, str]]:
    for who, label in (("ida", "PER"), ("ove", "ORG")):
        yield f"{root}{who}/one.txt", TEXT
        yield f"{root}{who}/one.ann", f"T1\t{label} 0 8\tAda Vane\n"
        yield f"{root}{who}/two.txt", f"{who} has a text of this name."


@pytest.mark.parametrize("packed", [False, True])
def test_folders_with_the_same_texts_are_called_as_their_annotators(tmp_path: Path, packed: bool) -> None:
    target = tmp_path / ("x.zip" if packed else "x")
    if packed:
        with ZipFile(target, "w") as archive:
            for name, content in brat_files(""):
                archive.writestr(name, content)
    else:
        for name, content in brat_files("x/"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content)
    taken(tmp_path / "w.db", target)
    assert marks(tmp_path / "w.db") == [
        ("Ada Vane", "ORG", "accepted", "ove"),
        ("Ada Vane", "PER", "accepted", "ida"),
    ]


def out(db: Path, name: str) -> bytes:
    target = io.BytesIO()
    with Workspace(db, ticking("bo")) as workspace:
        export(workspace, FlatFilter(), FORMATS[name], target)
    return target.getvalue()


def everything(db: Path) -> dict[str, Any]:
    """Return all that people see of a workspace."""
    with Workspace(db, ticking("bo")) as workspace:
        found = [workspace.article(each.uid) for each in workspace.articles()]
        return {
            "articles": [(one.uid, one.text, one.note, one.tags) for one in found],
            "annotations": [one for article in found for one in workspace.annotations(article.id)],
            "labels": workspace.labels(),
            "tags": workspace.tags(),
        }


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    """A workspace with the work of two analysts, labels in other case than usual, tags, notes and a rejection."""
    path, db = tmp_path / "x.jsonl", tmp_path / "w.db"
    no_label = json.dumps({"text": "Nothing here.", "answer": "accept"})
    path.write_text(f"{no_label}\n{sessions(('ida', 'Person', 'accept'), ('ove', 'Money', 'accept'))}")
    taken(db, path)
    with Workspace(db, ticking("eva", 5)) as workspace:
        article = workspace.articles()[1].id
        first, second = (one.id for one in workspace.annotations(article))
        workspace.perform(operations.tag, first, "Actors/Press").result()
        workspace.perform(operations.write_note, first, "who?").result()
        workspace.perform(operations.reject, [second]).result()
    return db


@pytest.mark.parametrize("name", BACK)
def test_an_export_into_its_own_workspace_adds_and_changes_nothing(worked: Path, tmp_path: Path, name: str) -> None:
    chosen = FORMATS[name]
    path = tmp_path / f"out{chosen.suffix or '.zip'}"
    path.write_bytes(out(worked, name))
    before = everything(worked)
    outcomes = taken(worked, path, seed=7)
    assert not [each for each in outcomes if isinstance(each, Failed)]
    assert everything(worked) == before


@pytest.mark.parametrize("name", ["prodigy", "doccano", "label-studio", "web-annotation", "refi-qda"])
def test_an_export_into_a_new_workspace_keeps_labels_as_they_are_spelt(worked: Path, tmp_path: Path, name: str) -> None:
    path, other = tmp_path / f"out{FORMATS[name].suffix}", tmp_path / "other.db"
    path.write_bytes(out(worked, name))
    outcomes = taken(other, path, seed=7)
    assert not [each for each in outcomes if isinstance(each, Failed) or each.losses]
    kept = [each for each in marks(worked) if name != "refi-qda" or each[2] == "accepted"]
    assert marks(other) == kept
    assert {each[1] for each in marks(other)} <= {"Person", "Money"}
    with Workspace(other, ticking("bo")) as workspace:
        names = [label.name for label in workspace.labels()]
    assert len({name.casefold() for name in names}) == len(names), "one label, whatever its case"


def test_a_label_that_is_used_keeps_its_spelling(tmp_path: Path) -> None:
    db = tmp_path / "w.db"
    for number, label in enumerate(("PERSON", "Person", "person")):
        path = tmp_path / f"{number}.jsonl"
        path.write_text(example((number, 8, label)))
        taken(db, path, seed=number + 1)
    assert {label for _, label, *_ in marks(db)} == {"PERSON"}


def test_a_label_that_took_the_spelling_of_a_file_is_still_known_by_its_old_one(tmp_path: Path) -> None:
    db, path = tmp_path / "w.db", tmp_path / "x.jsonl"
    path.write_text(example((0, 8, "Person")))
    taken(db, path)
    path.write_text(example((14, 19, "PERSON")))
    taken(db, path, seed=2)
    assert {label for _, label, *_ in marks(db)} == {"Person"}


def test_a_project_with_labels_of_two_spellings_adds_nothing_to_its_workspace(tmp_path: Path) -> None:
    """Workspaces of earlier versions may have both."""
    db, path = tmp_path / "w.db", tmp_path / "x.jsonl"
    path.write_text(example((0, 8, "PERSON"), (14, 19, "Other")))
    taken(db, path)
    with Workspace(db, ticking("bo", 3)) as workspace:
        workspace.perform(_spell_again).result()
    project = tmp_path / "p.qdpx"
    project.write_bytes(out(db, "refi-qda"))
    before = everything(db)
    taken(db, project, seed=9)
    assert everything(db) == before


@operation("test.spell_again", "spell again")
def _spell_again(record: Recorder) -> None:
    """Rename a label so that it differs from another only in case, which no operation does."""
    (number,) = record.db.execute("SELECT id FROM labels WHERE name = 'Other'").fetchone()
    record.update("labels", number, name="Person")


def test_undo_takes_all_of_an_import_back(worked: Path, tmp_path: Path) -> None:
    before = everything(worked)
    path = tmp_path / "more.jsonl"
    more = {"text": TEXT, "spans": [{"start": 14, "end": 19, "label": "Gpe"}], "answer": "accept"}
    path.write_text("".join(f"{json.dumps(each)}\n" for each in (more, {**more, "text": f"{TEXT} Again."})))
    taken(worked, path, seed=7)
    assert everything(worked) != before
    with Workspace(worked, ticking("bo", 8)) as workspace:
        workspace.perform(history.undo).result()
    assert everything(worked) == before


def test_many_parts_that_fail_alike_are_told_once(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(example((0, 8, "PER")) + '{"label": []}\n' * 1_000)
    failed = [each.reason for each in taken(tmp_path / "w.db", path) if isinstance(each, Failed)]
    assert len(failed) == 6
    assert failed[0] == "line 2: not an example with a text; repair or remove it"
    assert failed[-1] == "995 more like this, the last line 1001: not an example with a text; repair or remove it"
