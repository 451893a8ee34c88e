"""An import as one operation: what an undo removes, what stays, and what a redo brings back."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pytest

from glossator.domain.annotation import Status
from glossator.domain.article import Article, ArticleDraft
from glossator.domain.code import Code, CodeKind
from glossator.domain.import_record import AnnotationRecord, ImportRecord
from glossator.matching.minhash import sketch
from glossator.store import history, operations
from glossator.store.errors import Conflict, NothingToDo, Refused
from glossator.store.history.replay import replay
from glossator.store.ingest.annotated import AnchoredAnnotation, add_annotated_articles
from glossator.store.ingest.articles import store_sketches
from glossator.store.ingest.versions import IncomingArticle, IngestedArticle, ingest_articles
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.operations.articles import delete_articles
from glossator.store.operations.codebook_import import add_codes
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.workspace import Workspace
from glossator.text.anchor import anchor
from glossator.text.span import Span
from tests.store.dumps import ask, dump
from tests.store.scene import add, done, outcome, place, ticking

_TEXT: Final = (
    "The ferry Aurora left Port Selby on {}. Captain Mira Okafor waved to the people on the quay, who waved back until "
    "nothing was to be seen of her but smoke."
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday")


class Imports:
    """A workspace into which ann imports, and in which bea works too."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.workspace = Workspace(path, ticking("ann"), create=True)
        self.bea = Workspace(path, ticking("bea", seed=2))

    def opening(self, source: str = "reports/") -> LazyWorkspace:
        return LazyWorkspace(self.path, self.workspace.author, self.workspace, source)

    def take(self, texts: Sequence[str], opening: LazyWorkspace | None = None) -> list[Article]:
        """Import texts, each in a transaction of its own."""
        opening = opening or self.opening()
        taken: list[IngestedArticle] = []
        for number, text in enumerate(texts):
            taken += outcome(
                opening.add_to_import(ingest_articles, [IncomingArticle(ArticleDraft(f"Report {number}", text))])
            )
        return [self.workspace.article(one.uid) for one in taken]

    def take_annotated(
        self, text: str, *ones: AnnotationRecord, tags: tuple[str, ...] = (), note: str = "", title: str = "Annotated"
    ) -> Article:
        placed = [AnchoredAnnotation(one, anchor(text, one.span, [0]) if one.span else None) for one in ones]
        arrival = ImportRecord(ArticleDraft(title, text), tuple(ones), tags=tags, note=note)
        (added,) = outcome(
            self.opening("a.jsonl").add_to_import(add_annotated_articles, [(arrival, placed)], [sketch(text)])
        )
        return self.workspace.article(added.uid)

    def titles(self) -> list[str]:
        return [one.title for one in self.workspace.articles()]

    def recognise(self, article: Article, words: str, label: str = "PRODUCT") -> None:
        suggested = [StoredSuggestion(place(article.text, words), label, 0.1 + 0.2)]
        read = AnalysedPart(article.id, [Span(0, len(article.text))], suggested, finished=True)
        outcome(self.workspace.store_analysis("en_test", "1.0", [read]))


@pytest.fixture
def imports(tmp_path: Path) -> Iterator[Imports]:
    made = Imports(tmp_path / "imports.db")
    yield made
    assert made.workspace.problems() == []
    assert replay(made.path).misfit is None
    made.bea.close()
    made.workspace.close()


def _marked(text: str, words: str, label: str | None, **more: object) -> AnnotationRecord:
    start = text.index(words)
    return AnnotationRecord(Span(start, start + len(words)), label, Status.ACCEPTED, **more)  # type: ignore[arg-type]


def test_an_import_is_one_operation_over_all_its_transactions(imports: Imports) -> None:
    imports.take([_TEXT.format(day) for day in _DAYS])
    (entry,) = imports.workspace.history(9)
    assert (entry.act, entry.changes, entry.quote) == ("article.import", 3, "3 articles from reports/")
    assert done(imports.workspace, history.undo).remark == "Removed 3 articles."
    assert imports.titles() == []
    with pytest.raises(NothingToDo):
        done(imports.workspace, history.undo)


def test_what_is_removed_is_brought_back_as_it_was(imports: Imports) -> None:
    before = dump(imports.path)
    text = _TEXT.format("Monday")
    crew = _marked(text, "Mira Okafor", "CREW", tags=("people/crew",), entity="Okafor", note="who", score=0.1 + 0.2)
    article = imports.take_annotated(text, crew, tags=("sea",), note="read first")
    imports.recognise(article, "Aurora", "VESSEL")
    done(imports.workspace, store_sketches, [(add(imports.bea, ArticleDraft("X", f"{text} Y.")).id, sketch(text))])
    imports.take([_TEXT.format("Tuesday")])
    imported = dump(imports.path)
    assert imported["near_duplicates"]
    assert imported["finds"]
    for _ in range(2):
        done(imports.workspace, history.undo)
        assert done(imports.workspace, history.undo).remark == "Removed 1 article."
        after = dump(imports.path)
        assert after["annotations"] == after["annotation_tags"] == after["runs"] == after["finds"] == []
        assert after["tags"] == after["entities"] == after["near_duplicates"] == []
        # What a machine has put into the codebook is not the import's.
        assert {row[2] for row in after["labels"]} - {row[2] for row in before["labels"]} == {"VESSEL"}
        done(imports.workspace, history.redo)
        done(imports.workspace, history.redo)
        assert dump(imports.path) == imported


def test_what_somebody_has_worked_on_stays_and_the_message_says_why(imports: Imports) -> None:
    articles = imports.take([_TEXT.format(day) for day in _DAYS])
    imports.recognise(articles[1], "Aurora")
    imports.recognise(articles[2], "Aurora")
    (suggested,) = imports.bea.annotations(articles[1].id)
    done(imports.bea, operations.accept, [suggested.id])
    assert done(imports.workspace, history.undo).remark == (
        "Removed 2 of 3 articles; “Report 1” was kept, because bea has changed it since (“accept”, operation 2)."
    )
    assert imports.titles() == ["Report 1"]
    assert imports.workspace.annotations(articles[1].id)[0].status is Status.ACCEPTED
    entries = {one.act: one for one in imports.workspace.history(9)}
    assert [(act, bool(one.undone)) for act, one in entries.items()] == [
        ("history.undo", False),
        ("annotation.accept", False),
        ("article.import", True),
    ]
    assert entries["history.undo"].quote == "3 articles from reports/"
    with pytest.raises(NothingToDo):
        done(imports.workspace, history.undo)
    done(imports.workspace, history.redo)
    assert sorted(imports.titles()) == ["Report 0", "Report 1", "Report 2"]
    assert done(imports.bea, history.undo).act == "accept"
    assert done(imports.workspace, history.undo).remark == "Removed 3 articles."
    assert imports.titles() == []


@pytest.mark.parametrize("act", [operations.tag_article, operations.write_article_note])
def test_nothing_is_undone_where_all_was_worked_on(imports: Imports, act: object) -> None:
    (article,) = imports.take([_TEXT.format("Monday")])
    if act is operations.tag_article:
        done(imports.bea, operations.tag_article, article.id, "sea")
    else:
        done(imports.bea, operations.write_article_note, article.id, "Mine.", None, ("",))
    before = dump(imports.path), ask(imports.path, "SELECT * FROM history ORDER BY id")
    with pytest.raises(Conflict, match=r"cannot be undone: “Report 0” was kept, because bea has changed it since"):
        done(imports.workspace, history.undo)
    assert (dump(imports.path), ask(imports.path, "SELECT * FROM history ORDER BY id")) == before


def test_labels_and_tags_alone_are_not_taken_back_where_all_articles_stay(imports: Imports) -> None:
    opening = imports.opening()
    outcome(opening.add_to_import(add_codes, [Code(CodeKind.TAG, "fresh")]))
    (article,) = imports.take([_TEXT.format("Monday")], opening)
    done(imports.bea, operations.tag_article, article.id, "sea")
    with pytest.raises(Conflict, match="bea has changed it"):
        done(imports.workspace, history.undo)
    assert [tag.path for tag in imports.workspace.tags()] == ["fresh", "sea"]
    done(imports.bea, history.undo)
    assert done(imports.workspace, history.undo).remark == "Removed 1 article."
    assert imports.workspace.tags() == []


def test_an_annotation_of_the_analyst_s_own_that_was_deleted_is_work_too(imports: Imports) -> None:
    text = _TEXT.format("Monday")
    article = imports.take_annotated(text, _marked(text, "Aurora", "ORG"))
    done(imports.bea, operations.delete, imports.workspace.annotations(article.id)[0].id)
    with pytest.raises(Conflict, match="bea has changed it"):
        done(imports.workspace, history.undo)


def test_what_was_taken_back_is_no_work(imports: Imports) -> None:
    (article,) = imports.take([_TEXT.format("Monday")])
    done(imports.bea, operations.tag_article, article.id, "sea")
    done(imports.bea, operations.annotate, article.id, place(article.text, "Aurora"), "ORG")
    done(imports.workspace, history.undo_operation, 2)
    done(imports.bea, history.undo)
    # The act that took back the tag is ann's last.
    assert done(imports.workspace, history.undo_operation, 1).remark == "Removed 1 article."
    assert imports.titles() == []


def test_what_it_brought_to_other_articles_goes_and_what_was_decided_there_stays(imports: Imports) -> None:
    text = _TEXT.format("Monday")
    article = add(imports.bea, ArticleDraft("Mine", text))
    ones = [_marked(text, words, "CREW", tags=("people",)) for words in ("Aurora", "Port Selby", "Mira Okafor")]
    before = dump(imports.path)
    imports.take_annotated(text, *ones, tags=("sea",), note="theirs")
    assert imports.workspace.history(1)[0].quote == "3 annotations from a.jsonl"
    assert done(imports.workspace, history.undo).remark == "Removed 3 annotations."
    assert dump(imports.path) == before
    done(imports.workspace, history.redo)
    done(imports.bea, operations.reject, [imports.workspace.annotations(article.id)[1].id])
    remark = done(imports.workspace, history.undo).remark
    assert remark == (
        "Removed 2 annotations; some changes in other articles were kept, because bea has changed them since "
        "(“reject”, operation 4); 2 of its labels, tags and entities were kept, because they are used."
    )
    assert [one.quote for one in imports.workspace.annotations(article.id)] == ["Port Selby"]
    assert [tag.path for tag in imports.workspace.tags()] == ["people"]
    done(imports.workspace, history.redo)
    assert len(imports.workspace.annotations(article.id)) == 3


def test_what_another_import_brought_to_its_articles_stays(imports: Imports) -> None:
    text = _TEXT.format("Monday")
    imports.take_annotated(text, _marked(text, "Aurora", "ORG"))
    with LazyWorkspace(imports.path, ticking("bea", seed=5), imports.bea, "b.jsonl") as opening:
        one = _marked(text, "Port Selby", "GPE")
        placed = [AnchoredAnnotation(one, anchor(text, one.span, [0]) if one.span else None)]
        outcome(
            opening.add_to_import(add_annotated_articles, [(ImportRecord(ArticleDraft("B", text), (one,)), placed)])
        )
        with pytest.raises(Conflict, match="bea has changed it since"):
            done(imports.workspace, history.undo)
        assert done(imports.bea, history.undo).remark == "Removed 1 annotation."
        imports.bea = Workspace(imports.path, ticking("bea", seed=3))
    assert done(imports.workspace, history.undo).remark == "Removed 1 article."


def test_a_newer_version_goes_with_what_was_carried_over_to_it(imports: Imports) -> None:
    (older,) = imports.take([_TEXT.format("Monday")])
    done(imports.workspace, operations.annotate, older.id, place(older.text, "Aurora"), "PRODUCT")
    done(imports.workspace, operations.annotate, older.id, place(older.text, "smoke"), None)
    before = dump(imports.path)
    newer = _TEXT.format("Friday").replace("smoke", "steam")
    coming = IncomingArticle(ArticleDraft("Newer", newer), version_of=older.uid)
    (taken,) = outcome(imports.opening().add_to_import(ingest_articles, [coming]))
    assert taken.carried is not None
    assert (taken.carried.carried, taken.carried.orphans) == (1, 1)
    imported = dump(imports.path)
    assert done(imports.workspace, history.undo).remark == "Removed 1 article."
    assert dump(imports.path) == before
    done(imports.workspace, history.redo)
    assert dump(imports.path) == imported


def test_the_older_version_of_what_stays_stays_too(imports: Imports) -> None:
    opening = imports.opening()
    (older,) = imports.take([_TEXT.format("Monday")], opening)
    coming = IncomingArticle(ArticleDraft("Newer", _TEXT.format("Friday")), version_of=older.uid)
    (taken,) = outcome(opening.add_to_import(ingest_articles, [coming]))
    imports.take([_TEXT.format("Sunday")], opening)
    newer = imports.workspace.article(taken.uid)
    done(imports.bea, operations.annotate, newer.id, place(newer.text, "Aurora"), None)
    remark = done(imports.workspace, history.undo).remark
    assert remark.startswith("Removed 1 of 3 articles; “Report 0” was kept, because bea")
    assert imports.titles() == ["Report 0", "Newer"]


def test_any_import_is_taken_back_by_whoever_wants_it_and_that_is_taken_back(imports: Imports) -> None:
    imports.take([_TEXT.format(day) for day in _DAYS])
    imported = dump(imports.path)
    done(imports.bea, history.undo_operation, 1)
    assert imports.titles() == []
    with pytest.raises(Refused, match="was undone already"):
        done(imports.bea, history.undo_operation, 1)
    assert done(imports.bea, history.undo).act == "undo import"
    assert dump(imports.path) == imported
    assert done(imports.workspace, history.undo).remark == "Removed 3 articles."
    assert imports.titles() == []


def test_what_goes_on_after_it_was_undone_is_another_import(imports: Imports) -> None:
    opening = imports.opening()
    imports.take([_TEXT.format("Monday")], opening)
    done(imports.workspace, history.undo)
    imports.take([_TEXT.format("Tuesday")], opening)
    assert [(one.act, bool(one.undone)) for one in imports.workspace.history(9)] == [
        ("article.import", False),
        ("history.undo", False),
        ("article.import", True),
    ]


def test_work_meanwhile_does_not_end_the_import(imports: Imports) -> None:
    opening = imports.opening()
    (article,) = imports.take([_TEXT.format("Monday")], opening)
    done(imports.workspace, operations.tag_article, article.id, "sea")
    imports.take([_TEXT.format("Tuesday")], opening)
    assert [one.act for one in imports.workspace.history(9)] == ["article.tag", "article.import"]
    assert done(imports.workspace, history.undo).act == "tag article"
    assert done(imports.workspace, history.undo).remark == "Removed 2 articles."


def test_a_text_that_came_in_again_is_in_the_way_of_a_redo(imports: Imports) -> None:
    imports.take([_TEXT.format("Monday")])
    done(imports.workspace, history.undo)
    add(imports.bea, ArticleDraft("Again", _TEXT.format("Monday")))
    with pytest.raises(Conflict, match="cannot be redone"):
        done(imports.workspace, history.redo)
    assert imports.titles() == ["Again"]


def test_what_was_deleted_since_is_neither_removed_nor_said_to_stay(imports: Imports) -> None:
    articles = imports.take([_TEXT.format(day) for day in _DAYS])
    done(imports.bea, delete_articles, [articles[0].id])
    assert done(imports.workspace, history.undo).remark == "Removed 2 articles."
    assert imports.titles() == []
    assert done(imports.bea, history.undo).act == "delete articles"
    assert imports.titles() == ["Report 0"]


def test_what_a_machine_makes_of_an_article_that_is_gone_is_dropped(imports: Imports) -> None:
    (article,) = imports.take([_TEXT.format("Monday")])
    done(imports.workspace, history.undo)
    imports.recognise(article, "Aurora")
    done(imports.workspace, store_sketches, [(article.id, sketch(article.text))])
    assert dump(imports.path)["runs"] == dump(imports.path)["sketches"] == []


def test_what_was_done_before_an_import_is_undone_after_the_import_was(imports: Imports) -> None:
    text = _TEXT.format("Monday")
    article = add(imports.bea, ArticleDraft("Mine", text))
    before = dump(imports.path)
    done(imports.workspace, operations.tag_article, article.id, "sea")
    done(imports.workspace, operations.annotate, article.id, place(text, "Aurora"), None)
    annotated = dump(imports.path)
    imports.take_annotated(text, _marked(text, "Aurora", "ORG"), tags=("people",), note="theirs")
    imported = dump(imports.path)
    for act in ("import", "annotate", "tag article"):
        assert done(imports.workspace, history.undo).act == act
    assert dump(imports.path) == before
    for after in (None, annotated, imported):
        done(imports.workspace, history.redo)
        assert after is None or dump(imports.path) == after
    with pytest.raises(NothingToDo):
        done(imports.workspace, history.redo)


def test_tags_on_an_article_that_another_has_changed_since_stay(imports: Imports) -> None:
    text = _TEXT.format("Monday")
    article = add(imports.bea, ArticleDraft("Mine", text))
    imports.take_annotated(text, _marked(text, "Aurora", "ORG"), tags=("sea",))
    done(imports.bea, operations.write_article_note, article.id, "Of the sea.", None, ("",))
    assert "some changes in other articles were kept" in done(imports.workspace, history.undo).remark
    assert imports.workspace.article(article.uid).tags == ("sea",)
    assert imports.workspace.annotations(article.id) == []


def test_another_takes_back_an_undo_of_an_import(imports: Imports) -> None:
    imports.take([_TEXT.format("Monday")])
    imported = dump(imports.path)
    done(imports.workspace, history.undo)
    (undoing, _) = imports.workspace.history(9)
    assert done(imports.bea, history.undo_operation, undoing.batch).act == "undo import"
    assert dump(imports.path) == imported
    with pytest.raises(NothingToDo):
        done(imports.workspace, history.redo)
    assert done(imports.bea, history.undo).act == "redo import"
    assert imports.titles() == []
    assert done(imports.workspace, history.undo).act == "undo import"
    assert dump(imports.path) == imported


def test_each_undo_of_an_import_removes_what_there_is_then(imports: Imports) -> None:
    opening = imports.opening()
    (article,) = imports.take([_TEXT.format("Monday")], opening)
    done(imports.workspace, history.undo)
    done(imports.workspace, history.redo)
    imports.recognise(article, "Aurora")
    imports.take([_TEXT.format("Tuesday")], opening)
    imported = dump(imports.path)
    assert done(imports.workspace, history.undo).remark == "Removed 2 articles."
    done(imports.workspace, history.redo)
    assert dump(imports.path) == imported


def test_what_a_machine_relabels_is_no_work(imports: Imports) -> None:
    (article,) = imports.take([_TEXT.format("Monday")])
    imports.recognise(article, "Aurora")
    (suggested,) = imports.workspace.annotations(article.id)
    done(imports.bea, operations.accept, [suggested.id])
    done(imports.bea, history.undo)
    relabelled = [StoredSuggestion(place(article.text, "Aurora"), "ORG", None)]
    outcome(imports.workspace.store_analysis("en_test", "1.0", [AnalysedPart(article.id, [], relabelled=relabelled)]))
    assert imports.workspace.history(1)[0].title == "analyse"
    assert done(imports.workspace, history.undo).remark == "Removed 1 article."


def test_nothing_is_undone_where_nothing_of_it_is_left(imports: Imports) -> None:
    (article,) = imports.take([_TEXT.format("Monday")])
    done(imports.bea, delete_articles, [article.id])
    with pytest.raises(Conflict, match="everything that it added has been deleted"):
        done(imports.workspace, history.undo)


def test_an_article_that_was_there_and_became_a_newer_version_is_left_as_it_was(imports: Imports) -> None:
    newer = add(imports.bea, ArticleDraft("Newer", _TEXT.format("Friday")))
    before = dump(imports.path)
    opening = imports.opening()
    (older,) = imports.take([_TEXT.format("Monday")], opening)
    outcome(
        opening.add_to_import(
            ingest_articles, [IncomingArticle(ArticleDraft("Newer", newer.text), version_of=older.uid)]
        )
    )
    imported = dump(imports.path)
    assert imported["article_versions"]
    assert done(imports.workspace, history.undo).remark == "Removed 1 article."
    assert dump(imports.path) == before
    done(imports.workspace, history.redo)
    assert dump(imports.path) == imported
