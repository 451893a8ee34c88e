"""Annotations of other programs: out, into an empty workspace, and out again."""

import gc
import io
import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest
from hypothesis import given, settings

from glossator.domain.annotation import Annotation, Origin, Status
from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.formats.annotations.import_builder import MISPLACED
from glossator.services import minhash_worker
from glossator.services.exporting import export
from glossator.services.formats import FORMATS
from glossator.services.importing import annotations, articles
from glossator.services.importing.annotations import ImportedAnnotations, import_annotated
from glossator.services.importing.articles import import_articles
from glossator.services.importing.inputs import Failed, Imported, Outcome, resolve_paths
from glossator.services.near_duplicates import link_near_duplicates
from glossator.store import history, operations
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.queries.near_duplicates import near_duplicates
from glossator.store.queries.records import FlatFilter
from glossator.store.workspace import Workspace
from glossator.text.offsets import Offsets, OffsetUnit
from glossator.text.span import Span
from tests.formats import everything
from tests.formats.detecting import name_of
from tests.formats.excerpts import Given, annotateds, article, excerpts, given_articles, marked
from tests.store.scene import ticking

# spaCy and what only it reads are tested beside it.
ANNOTATED: Final = [
    name for name in FORMATS.import_names if FORMATS[name].read_annotations is not None and name != "spacy"
]
WRITTEN: Final = [name for name in ANNOTATED if FORMATS[name].can_export]
WHOLE: Final = ("prodigy", "doccano", "doccano-codepoints", "label-studio", "web-annotation")


def written(name: str, excerpt: Given) -> bytes:
    return everything.written(FORMATS[name], excerpt)


def brought_in(path: Path, name: str, data: bytes, seed: int = 1) -> list[Outcome]:
    with LazyWorkspace(path, ticking("bo", seed)) as opening:
        return list(import_annotated(opening, "file", data, FORMATS[name]))


@cache
def empty_workspace(seed: int = 1) -> bytes:
    """Return the file of a workspace with nothing in it; making one takes longer than all that follows."""
    with tempfile.TemporaryDirectory() as folder:
        Workspace(Path(folder, "w.db"), ticking("bo", seed), create=True).close()
        return Path(folder, "w.db").read_bytes()


def out_again(path: Path, name: str) -> bytes:
    target = io.BytesIO()
    with Workspace(path, ticking("bo")) as workspace:
        export(workspace, FlatFilter(), FORMATS[name], target)
    return target.getvalue()


def round_trip(name: str, excerpt: Given) -> None:
    first = written(name, excerpt)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "w.db")
        path.write_bytes(empty_workspace())
        outcomes = brought_in(path, name, first)
        if excerpt.found:
            assert not [each for each in outcomes if isinstance(each, Failed) or each.losses], outcomes
        second = out_again(path, name)
    if FORMATS[name].write_files:
        assert unzipped(second) == unzipped(first)
    else:
        assert second.decode("utf-8") == first.decode("utf-8")


def unzipped(data: bytes) -> Mapping[str, str]:
    with ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name).decode("utf-8") for name in packed.namelist()}


@pytest.mark.parametrize("name", [name for name in WRITTEN if name != "refi-qda"])
def test_out_in_and_out_again_is_the_same(name: str) -> None:
    @given(excerpts())
    @settings(max_examples=12)
    def check(excerpt: Given) -> None:
        round_trip(name, excerpt)

    check()


def imported(tmp_path: Path, name: str, data: bytes | str) -> tuple[Workspace, list[Outcome]]:
    """Return a workspace that a file was brought into, and what became of the articles in it."""
    raw = data.encode("utf-8") if isinstance(data, str) else data
    outcomes = brought_in(tmp_path / "w.db", name, raw)
    return Workspace(tmp_path / "w.db", ticking("bo"), create=True), outcomes


def marks(workspace: Workspace, place: int = 0) -> list[Annotation]:
    """Return the annotations of an article."""
    return workspace.annotations(workspace.articles()[place].id)


def summary(found: list[Annotation]) -> list[tuple[str, str | None, str]]:
    return [(one.quote, one.label, str(one.status)) for one in found]


def test_all_of_an_article_comes_back_with_where_it_came_from(tmp_path: Path) -> None:
    text = "The ferry Aurora left Port Selby."
    known = marked(
        text,
        "Aurora",
        "PRODUCT",
        note="a\nb",
        tags=("sea",),
        entity="MV Aurora",
        score=0.5,
        origin=Origin.MODEL,
        model="en",
    )
    given_one = given_articles(AnnotatedArticle(article(text, note="n", tags=("x",)), (known,)))
    for name in WHOLE:
        path = tmp_path / name
        path.mkdir()
        workspace, (outcome,) = imported(path, name, written(name, given_one))
        with workspace:
            back = workspace.article(given_one.found[0].article.uid)
            (one,) = marks(workspace)
        assert isinstance(outcome, ImportedAnnotations)
        assert (outcome.new, outcome.annotations, outcome.problems) == (True, 1, ())
        assert (back.title, back.source, back.author, back.url) == (
            "Ferry",
            "The Tidewatch",
            "R. Quill",
            "https://example.org/ferry",
        )
        assert (back.published_at, back.note, back.tags) == ("2026-01-01", "n", ("x",))
        assert (one.uid, one.quote, one.label, one.note, one.tags) == (known.uid, "Aurora", "PRODUCT", "a\nb", ("sea",))
        assert (one.entity, one.analyst, one.created_at) == ("MV Aurora", "ann", known.created_at)
        assert (one.origin, one.model) == (Origin.IMPORTED, None)
        assert one.score == (None if name == "web-annotation" else 0.5)


def test_the_same_file_twice_adds_nothing(tmp_path: Path) -> None:
    text = "The ferry Aurora left Port Selby."
    data = written(
        "prodigy", given_articles(AnnotatedArticle(article(text), (marked(text, "Aurora"), marked(text, "Selby"))))
    )
    workspace, _ = imported(tmp_path, "prodigy", data)
    with workspace:
        before = marks(workspace)
    workspace, (outcome,) = imported(tmp_path, "prodigy", data)
    with workspace:
        assert marks(workspace) == before
    assert isinstance(outcome, ImportedAnnotations)
    assert (outcome.new, outcome.annotations, outcome.known) == (False, 0, 2)


def test_undo_takes_back_what_was_brought_in(tmp_path: Path) -> None:
    text = "The ferry Aurora left."
    data = written("prodigy", given_articles(AnnotatedArticle(article(text), (marked(text, "Aurora"),))))
    workspace, _ = imported(tmp_path, "prodigy", data)
    with workspace:
        (one,) = marks(workspace)
        workspace.perform(operations.reject, [one.id]).result()
        workspace.perform(history.undo).result()
        assert marks(workspace)[0].status is Status.ACCEPTED
        assert workspace.perform(history.undo).result().remark == "Removed 1 article."
        assert workspace.articles() == []
        workspace.perform(history.redo).result()
        assert [mark.uid for mark in marks(workspace)] == [one.uid]
        assert [entry.act for entry in workspace.history(9)][-1] == "article.import"


FOREIGN: Final = {
    "prodigy": (
        '{"text":"Uber’s Lesson","meta":{"source":"NYT"},"tokens":[],"spans":[{"start":0,"end":4,"token_start":0,'
        '"token_end":0,"label":"ORG"}],"_input_hash":1,"_view_id":"ner_manual","answer":"accept"}\n'
        '{"text":"No answer yet","spans":[{"start":0,"end":2,"label":"X"}]}\n{"text":"broken\n{"no":"text"}\n',
        [[("Uber", "ORG", "accepted")], [("No", "X", "suggested")]],
        2,
    ),
    "doccano": (
        '{"text":"😀 EU rejects","label":[[3,5,"ORG"]],"id":7,"Comments":[]}\n'
        '{"text":"Old shapes","entities":[[0,3,"PER"]],"username":"x"}\n'
        '{"text":"Older still","annotations":[{"label":7,"start_offset":0,"end_offset":5,"user":1}],"meta":{}}\n'
        '{"text":"With relations","entities":[{"id":0,"start_offset":0,"end_offset":4,"label":"ORG"}],'
        '"relations":[{}]}\n',
        [
            [("EU", "ORG", "accepted")],
            [("Old", "PER", "accepted")],
            [("Older", "7", "accepted")],
            [("With", "ORG", "accepted")],
        ],
        0,
    ),
    "label-studio": (
        json.dumps(
            [
                {
                    "id": 1,
                    "data": {"text": "😀 pure water"},
                    "completions": [
                        {
                            "result": [
                                {
                                    "id": "Dx",
                                    "from_name": "label",
                                    "to_name": "text",
                                    "type": "labels",
                                    "value": {"start": 8, "end": 13, "text": "water", "labels": ["Fact", "Drink"]},
                                    "meta": {"text": ["sic"]},
                                }
                            ]
                        }
                    ],
                }
            ]
        ),
        [[("water", "Fact", "accepted"), ("water", "Drink", "accepted")]],
        0,
    ),
    "conll": (
        "-DOCSTART- -X- O\n\nEU NNP I-NP I-ORG\nrejects VBZ I-VP O\nGerman JJ I-NP I-MISC\nBritish JJ I-NP B-MISC\n\n"
        "Peter\tS-PER\nvan\tB-PER\nDam\tE-PER\n",
        [
            [
                ("EU", "ORG", "accepted"),
                ("German", "MISC", "accepted"),
                ("British", "MISC", "accepted"),
                ("Peter", "PER", "accepted"),
                ("van Dam", "PER", "accepted"),
            ]
        ],
        0,
    ),
}


@pytest.mark.parametrize("name", list(FOREIGN))
def test_what_other_programs_write_is_read(tmp_path: Path, name: str) -> None:
    data, expected, failed = FOREIGN[name]
    assert name_of(data, "file") == name
    workspace, outcomes = imported(tmp_path, name, data)
    with workspace:
        assert [summary(marks(workspace, place)) for place in range(len(workspace.articles()))] == expected
    assert len([each for each in outcomes if isinstance(each, Failed)]) == failed


def test_offsets_go_through_the_normalisation_and_what_does_not_fit_is_listed(tmp_path: Path) -> None:
    spans = [(0, 1), (3, 4), (3, 9), (4, 3), (2, 3), (1, 4)]
    task = {"text": "a\r\nb c", "spans": [{"start": start, "end": end, "label": "X"} for start, end in spans]}
    workspace, (outcome,) = imported(tmp_path, "prodigy", json.dumps(task))
    with workspace:
        assert [one.quote for one in marks(workspace)] == ["a", "b"]
    assert isinstance(outcome, ImportedAnnotations)
    assert {*map(str, outcome.problems)} == {
        "2 annotations outside the text (first: 'X' at 3 to 9)",
        "1 annotation of white space only (1 to 2)",
    }
    assert [*map(str, outcome.left_out)] == [
        "1 annotation was fitted to whole characters without space around them (“⏎b” to “b”)"
    ]


@pytest.mark.parametrize("unit", [OffsetUnit.CODE_POINT, OffsetUnit.UTF_16, OffsetUnit.UTF_8])
def test_words_tell_what_the_offsets_of_others_count(tmp_path: Path, unit: OffsetUnit) -> None:
    text = "😀 Zoë took the ferry Aurora."
    place = Span(text.index("Aurora"), text.index("Aurora") + 6)
    start, end = Offsets(text, unit).to_source(place)
    spans = [
        {"start": start, "end": end, "label": "SHIP", "text": "Aurora"},
        {"start": start, "end": end, "label": "X", "text": "Boreas"},
    ]
    workspace, (outcome,) = imported(tmp_path, "prodigy", json.dumps({"text": text, "spans": spans}))
    with workspace:
        assert summary(marks(workspace)) == [("Aurora", "SHIP", "suggested")]
    assert isinstance(outcome, ImportedAnnotations)
    assert [(problem.kind, problem.number) for problem in outcome.problems] == [(MISPLACED, 1)]
    assert "“Boreas” at" in outcome.losses[0]


def test_a_quote_that_stands_elsewhere_is_listed_and_left_out(tmp_path: Path) -> None:
    text = "The ferry Aurora left."
    data = written("prodigy", given_articles(AnnotatedArticle(article(text), (marked(text, "Aurora"),))))
    workspace, (outcome,) = imported(tmp_path, "prodigy", data.replace(b'10, "end": 16', b'9, "end": 15'))
    with workspace:
        assert marks(workspace) == []
    assert isinstance(outcome, ImportedAnnotations)
    assert outcome.losses == (
        "line 1: 1 annotation whose quote is not at its offsets (“Aurora” at 9 to 15, where the text is “ Auror”)",
    )


def test_doccano_has_no_encoding_to_guess() -> None:
    text = "The café of 東京 🚢 burnt."
    data = written("doccano", given_articles(AnnotatedArticle(article(text), (marked(text, "東京"),))))
    assert data.isascii()
    assert json.loads(data)["text"] == text


def test_what_doccanos_users_added_and_took_away_counts(tmp_path: Path) -> None:
    text = "The ferry Aurora left Port Selby."
    given_one = given_articles(
        AnnotatedArticle(
            article(text),
            (
                marked(text, "Aurora", note="kept"),
                marked(text, "Port Selby", "GPE"),
                marked(text, "left", status=Status.REJECTED),
            ),
        )
    )
    example = json.loads(written("doccano", given_one))
    example["label"] = [[10, 16, "ORG"], [0, 3, "DET"]]
    workspace, _ = imported(tmp_path, "doccano", json.dumps(example))
    with workspace:
        found = marks(workspace)
    assert summary(found) == [("The", "DET", "accepted"), ("Aurora", "ORG", "accepted"), ("left", "ORG", "rejected")]
    assert found[1].note == "kept"


def test_brat_reads_its_own_kinds_of_lines_and_lists_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "brat"
    folder.mkdir()
    (folder / "one.txt").write_text("Citibank and\nthe bank moved.", encoding="utf-8")
    (folder / "one.ann").write_text(
        "T1\tOrganization 0 8\tCitibank\nT2\tOrganization 9 12;13 21\tand the bank\nT3\tX 0 3;9 12\tCit and\n"
        "T4\tX 0 3\tWrong\nE1\tMove:T3 Who:T1\nA1\tNegation T1\nN1\tReference T1 Wikidata:Q1\tCiti\n"
        "#1\tAnnotatorNotes T1\ta \\n note\n*\tAlias T1 T1\n",
        encoding="utf-8",
    )
    with LazyWorkspace(tmp_path / "w.db", ticking("bo")) as opening:
        name = str(folder / "one.ann")
        (outcome,) = import_articles(opening, resolve_paths([Path(name)]))
        found = opening.get().annotations(1)
    assert summary(found) == [
        ("Citibank", "Organization", "accepted"),
        ("Cit", "X", "accepted"),
        ("and\nthe bank", "Organization", "accepted"),
    ]
    assert (found[0].note, found[0].entity) == ("a \\n note", "Citi")
    assert isinstance(outcome, ImportedAnnotations)
    assert [*map(str, outcome.problems)] == [
        "1 annotation whose quote is not at its offsets (“Wrong” at 0 to 3, where the text is “Cit”)"
    ]


def test_a_folder_of_brat_files_is_imported_as_such(tmp_path: Path) -> None:
    files = {"a.txt": "Aurora left.\n", "a.ann": "T1\tSHIP 0 6\tAurora\n", "b.txt": "Cod is dear.\n"}
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    annotated, plain = _imported_from(tmp_path, tmp_path / "w.db")
    assert isinstance(annotated, ImportedAnnotations)
    assert (Path(annotated.name).name, annotated.annotations) == ("a.ann", 1)
    assert isinstance(plain, Imported)
    assert Path(plain.name).name == "b.txt"


@pytest.mark.parametrize("name", ANNOTATED)
@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"{", b"[[[[", b"null", b"[1]", b'{"text": 1}', b"PK\x03\x04junk", b"[" * 9_999]
)
def test_nonsense_is_reported_and_stores_nothing(tmp_path: Path, name: str, data: bytes) -> None:
    outcomes = brought_in(tmp_path / "w.db", name, data)
    assert outcomes
    assert all(isinstance(each, Failed) and each.reason for each in outcomes) or name == "conll"


@given(annotateds())
@settings(max_examples=15)
def test_what_is_written_is_recognised(found: AnnotatedArticle) -> None:
    for name in WRITTEN:
        assert name_of(written(name, given_articles(found)), "x") == name


def _lines() -> bytes:
    """Return a file with a mark at its start, an empty line, lines that are none, and the same story twice."""
    story = " ".join(f"word{place}" for place in range(60))
    texts = ["The ferry Aurora left Port Selby.", f"{story} and more", f"{story} and other words"]
    tasks = [{"text": text, "spans": [{"start": 4, "end": 9, "label": "ORG"}], "answer": "accept"} for text in texts]
    lines = ["", json.dumps(tasks[0]), "{}", *map(json.dumps, tasks[1:]), "no task", '{"text": " ", "spans": []}']
    return b"\xef\xbb\xbf" + "\n".join(lines).encode()


def _imported_from(path: Path, at: Path) -> list[Outcome]:
    """Return what becomes of a file, without the names that chance gives."""
    with LazyWorkspace(at, ticking("bo")) as opening:
        outcomes = import_articles(opening, resolve_paths([path]))
        return [replace(each, uid="") if isinstance(each, Imported) else each for each in outcomes]


def test_a_large_file_of_lines_is_not_read_as_a_whole_and_comes_to_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "tasks.jsonl"
    path.write_bytes(_lines())
    whole = _imported_from(path, tmp_path / "whole.db")
    assert [type(each) for each in whole] == [ImportedAnnotations, Failed, *[ImportedAnnotations] * 2, Failed, Failed]
    monkeypatch.setattr(articles, "_LARGE", 0)
    # Each is stored by itself, while those behind it are compared and read.
    monkeypatch.setattr(annotations, "_AT_ONCE", 1)
    monkeypatch.setattr(minhash_worker, "_FEW", 0)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read as a whole"))
    assert _imported_from(path, tmp_path / "lines.db") == whole
    path.write_bytes(_lines() + b"\xff")
    assert _imported_from(path, tmp_path / "none.db") == [
        Failed(str(path), "The file is not UTF-8. Save it as UTF-8 first.")
    ]
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("data", [b"[]", b"", b"The ferry left.", b'[\n{"text": "a", "spans": []}\n]'])
def test_a_large_file_that_has_no_lines_with_articles_is_read_as_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(data)
    expected = _imported_from(path, tmp_path / "whole.db")
    monkeypatch.setattr(articles, "_LARGE", 0)
    assert _imported_from(path, tmp_path / "lines.db") == expected


def test_what_comes_in_is_compared_with_all_that_is_there(tmp_path: Path) -> None:
    workspace, outcomes = imported(tmp_path, "prodigy", _lines())
    with workspace:
        (pair,) = [each for each in outcomes[2:4] if isinstance(each, Imported)][:1]
        (found,) = workspace.ask(near_duplicates, [pair.uid])
        assert found.other == getattr(outcomes[3], "uid", "")
        assert link_near_duplicates(workspace) == 0
        assert len(workspace.ask(near_duplicates, [pair.uid])) == 1


def test_what_does_not_fit_is_reported_with_its_line_and_what_to_do(tmp_path: Path) -> None:
    long = "The ferry Aurora left. " * 9
    lines: tuple[dict[str, object], ...] = (
        {"text": "Fine."},
        {"text": long, "spans": [{"start": 0, "end": 190, "label": "EVENT", "text": "The cod"}]},
        {"text": "The ferry", "spans": [{"start": 3, "end": 4, "label": "ORG"}, {"start": 3, "end": 99, "label": "X"}]},
        {"text": " ", "spans": []},
        {"spans": []},
    )
    data = "\n".join(json.dumps(line) for line in lines).encode()
    first, second, third, *failed = brought_in(tmp_path / "a.db", "prodigy", data)
    assert isinstance(first, ImportedAnnotations)
    assert isinstance(second, ImportedAnnotations)
    assert isinstance(third, ImportedAnnotations)
    assert first.problems == ()
    assert second.losses == (
        "line 2: 1 annotation whose quote is not at its offsets (“The cod” at 0 to 190, where the text is “The ferry "
        "Aurora left. The ferry Aurora left. The ferry Aur…”)",
    )
    assert third.losses == (
        "line 3: 1 annotation outside the text ('X' at 3 to 99)",
        "1 annotation of white space only (3 to 4)",
    )
    assert [one.reason for one in failed if isinstance(one, Failed)] == [
        "line 4: has no text; add one or remove it",
        "line 5: not a task with a text; repair or remove it",
    ]


def test_no_garbage_is_looked_for_while_articles_come_and_go(tmp_path: Path) -> None:
    path = tmp_path / "tasks.jsonl"
    path.write_bytes(_lines())
    with LazyWorkspace(tmp_path / "made.db", ticking("bo")) as opening:
        looked = [gc.isenabled() for _ in import_articles(opening, resolve_paths([path]))]
    assert not any(looked[:-1])
    assert gc.isenabled()
