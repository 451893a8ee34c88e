"""Annotations with quotes, placed in the articles of a workspace: which article, which place, once, and back."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from glossator.domain.annotation import Annotation
from glossator.services.importing.annotations import ImportedAnnotations
from glossator.services.importing.articles import import_articles
from glossator.services.importing.inputs import Failed, Outcome, resolve_paths
from glossator.services.importing.quoted import title_key
from glossator.store import history
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.operations.articles import archive_articles
from glossator.store.operations.notes import write_note
from glossator.store.workspace import Workspace
from tests.formats.annotations.test_hypothesis import PAGE, quote, row
from tests.store.scene import done, ticking

TEXT: Final = (
    "Title: Ferry Nights\nURL: http://www.paper.example/1/?utm_source=x\n\n"
    "Ada Vane left Oskel on Monday. The union of the ferrymen said that Ada Vane was late, as she had been all year.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ferry.txt").write_text(TEXT)
    taken(tmp_path, "ferry.txt")
    return tmp_path


def taken(folder: Path, *files: str) -> list[Outcome]:
    seed = len(list(folder.iterdir()))
    with LazyWorkspace(folder / "w.db", ticking("bo", seed), source=files[0]) as opening:
        return list(import_articles(opening, resolve_paths([folder / file for file in files])))


def imported(folder: Path, rows: Any, name: str = "h.json") -> list[Outcome]:
    (folder / name).write_text(rows if isinstance(rows, str) else json.dumps(rows))
    return taken(folder, name)


def stored(folder: Path) -> list[Annotation]:
    with Workspace(folder / "w.db", ticking("bo")) as workspace:
        return [one for article in workspace.articles() for one in workspace.annotations(article.id)]


def note(folder: Path) -> str:
    with Workspace(folder / "w.db", ticking("bo")) as workspace:
        return workspace.article(workspace.articles()[0].uid).note


def test_annotations_come_to_the_article_with_that_address_once(folder: Path) -> None:
    rows = [row(1, quote("Ada Vane", "said that ", " was late"), tags=["people"]), row(2)]
    (outcome,) = imported(folder, rows)
    assert isinstance(outcome, ImportedAnnotations)
    assert (outcome.new, outcome.annotations, outcome.losses) == (False, 1, ())
    (one,) = stored(folder)
    assert one.span is not None
    assert one.span.start == 67
    assert (one.quote, one.note, one.tags, one.analyst) == ("Ada Vane", "note 1", ("people",), "ida@notes.example")
    assert (one.created_at, one.updated_at) == ("2026-03-01T10:01:00Z", "2026-03-02T10:01:00Z")
    assert note(folder) == "ida@notes.example: note 2"
    (again,) = imported(folder, rows)
    assert isinstance(again, ImportedAnnotations)
    assert (again.annotations, again.known) == (0, 1)
    assert stored(folder) == [one]
    assert note(folder) == "ida@notes.example: note 2"


def test_later_replies_and_notes_are_added_to_what_analysts_have_written(folder: Path) -> None:
    rows = [row(1, quote("Oskel")), row(2)]
    imported(folder, rows)
    with Workspace(folder / "w.db", ticking("bo")) as workspace:
        done(workspace, write_note, stored(folder)[0].id, "mine\n\nnote 1")
    imported(folder, [*rows, row(3, references=["n1"], tags=["late"]), row(4)])
    (one,) = stored(folder)
    assert one.note == "mine\n\nnote 1\n\nida@notes.example: note 3"
    assert one.tags == ("late",)
    assert note(folder) == "ida@notes.example: note 2\n\nida@notes.example: note 4"


def test_one_undo_takes_the_import_back(folder: Path) -> None:
    imported(folder, [row(1, quote("Oskel"), tags=["people"]), row(2), row(3, quote("Monday"))])
    with Workspace(folder / "w.db", ticking("bo")) as workspace:
        done(workspace, history.undo)
        assert workspace.tags() == []
    assert stored(folder) == []
    assert note(folder) == ""


def test_annotations_of_several_people_at_one_place_are_one_with_all_notes(folder: Path) -> None:
    rows = [row(1, quote("Oskel")), row(2, quote("Oskel"), user="acct:ove@notes.example", tags=["x"])]
    (outcome,) = imported(folder, rows)
    (one,) = stored(folder)
    assert (one.analyst, one.tags) == ("ida@notes.example", ("x",))
    assert one.note == "note 1\n\nove@notes.example: note 2"
    assert isinstance(outcome, ImportedAnnotations)
    assert outcome.losses == ("“Ferry Nights”: 1 annotation of another analyst that agrees",)


def test_what_has_no_sure_place_is_counted_by_kind_and_the_rest_comes_in(folder: Path) -> None:
    rows = [
        row(1, quote("Ada Vane")),
        row(2, quote("Port Selby")),
        row(3, quote("late", "elsewhere ", " there")),
        row(4, quote("Oskel")),
    ]
    (outcome,) = imported(folder, rows)
    assert isinstance(outcome, ImportedAnnotations)
    assert outcome.annotations == 1
    assert {(each.kind, each.example) for each in outcome.problems} == {
        ("annotation whose quote is at several places in the article", "“Ada Vane”"),
        ("annotation whose quote is not in the article", "“Port Selby”"),
        ("annotation whose quote is among other words in the article", "“late”"),
    }


def test_annotations_of_articles_that_are_not_here_are_refused_with_their_number(folder: Path) -> None:
    rows = [row(number, quote("Oskel"), uri=f"https://paper.example/{number + 1}") for number in range(1, 9)]
    outcomes = imported(folder, [*rows, row(9, quote("Oskel"), uri=rows[0]["uri"])])
    assert all(isinstance(each, Failed) for each in outcomes)
    reasons = [each.reason for each in outcomes if isinstance(each, Failed)]
    assert reasons[0] == (
        "Hypothesis annotations, JSON: no article here has the address “https://paper.example/2” (2 annotations); "
        "import its text first, then this file again"
    )
    assert len(reasons) == 6
    assert reasons[-1].startswith("3 more like this")
    assert stored(folder) == []


def test_without_a_workspace_none_is_made(tmp_path: Path) -> None:
    (outcome,) = imported(tmp_path, [row(1, quote("Oskel"))])
    assert isinstance(outcome, Failed)
    assert not (tmp_path / "w.db").exists()


def test_titles_are_found_and_an_article_with_another_address_is_another(folder: Path) -> None:
    kindle = "FERRY nights (Kern, Ida)\n- Your Highlight at location 1 | Added on x\n\nleft Oskel\n==========\n"
    imported(folder, kindle, "c.txt")
    assert [one.quote for one in stored(folder)] == ["left Oskel"]
    same_title = row(1, quote("Monday"), uri="https://other.example/", document={"title": ["Ferry Nights"]})
    (refused,) = imported(folder, [same_title])
    assert isinstance(refused, Failed)


def test_of_several_articles_with_one_title_the_one_with_the_words_is_meant(folder: Path) -> None:
    (folder / "b.txt").write_text("Title: Ferry Nights\n\nAda Vane came back to Oskel.\n")
    taken(folder, "b.txt")
    header = "Highlight,Book Title\n"
    imported(folder, f"{header}came back,Ferry Nights\n", "r.csv")
    assert [one.quote for one in stored(folder)] == ["came back"]
    (refused,) = imported(folder, f"{header}Oskel,Ferry Nights\n", "r.csv")
    assert isinstance(refused, Failed)
    assert "may be any of 2 articles here (1 annotation)" in refused.reason


def test_a_document_is_found_by_the_file_beside_the_table(folder: Path) -> None:
    (folder / "texts.txt").write_text("Another first line.\n\nThe mayor left Selby.\n")
    taken(folder, "texts.txt")
    table = "id,document,tag,content\n1,texts.txt,people,mayor\n1,texts.txt,who,mayor\n2,texts.txt,places,Selby\n"
    (outcome,) = imported(folder, table, "t.csv")
    assert not isinstance(outcome, Failed)
    assert [(one.quote, one.tags) for one in stored(folder)] == [("mayor", ("people", "who")), ("Selby", ("places",))]


def test_a_long_passage_shows_the_article_only_if_all_passages_are_there(folder: Path) -> None:
    long = "The union of the ferrymen said that Ada Vane was late, as she had been"
    table = f'id,document,tag,content\n1,interview 7,x,"{long}"\n2,interview 7,x,Oskel\n'
    (refused,) = imported(folder, f"{table}3,interview 7,x,Selby\n", "t.csv")
    assert isinstance(refused, Failed)
    imported(folder, table, "t.csv")
    assert [one.quote for one in stored(folder)] == ["Oskel", long]


def test_title_keys() -> None:
    assert title_key("Ferry_Nights: a novel.docx") == title_key("ferry nights – A Novel") == "ferry nights a novel"
    assert title_key("Version 2.0 of it") == "version 2 0 of it"


def test_inactive_articles_are_not_meant(folder: Path) -> None:
    with Workspace(folder / "w.db", ticking("bo")) as workspace:
        done(workspace, archive_articles, [workspace.articles()[0].id])
    (refused,) = imported(folder, [row(1, quote("Oskel"))])
    assert isinstance(refused, Failed)
    assert PAGE in refused.reason
