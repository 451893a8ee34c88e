"""What is read from a workspace, and how much of it at a time."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

import glossator
from glossator.store.queries import records
from tests.cli.conftest import run_process

T = TypeVar("T")
U = TypeVar("U")


def quotes(annotations: Iterator[glossator.Annotation]) -> list[str]:
    return [annotation.quote for annotation in annotations]


def test_queries_select_as_on_the_command_line(opened: glossator.Workspace, here: Path) -> None:
    opened.note_article(next(opened.articles()), "about ships")
    for query in ("", "status:suggested", "label:PERSON OR has:tag", "captain", "has:note", "label:GPE nowhere"):
        exported = run_process("export", "--where", query, "--raw") if query else run_process("export", "--raw")
        rows = [line.split(",")[0] for line in exported.lines[1:] if line.startswith(("a_", "t_"))]
        table = opened.to_pandas(query)
        assert list(table["annotation_id"]) == rows, query
        assert [each.uid for each in opened.annotations(query)] == [uid for uid in rows if uid.startswith("a_")], query


def test_articles_keep_their_note_and_tags_when_only_an_annotation_matches(opened: glossator.Workspace) -> None:
    opened.tag_article(opened.note_article(next(opened.articles()), "about ships"), "ferries")
    (article,) = opened.articles("label:PERSON")
    assert (article.note, article.tags) == ("about ships", ("ferries",))
    assert list(opened.articles("label:ORG")) == []


def test_archived_articles_are_left_out_unless_asked_for(opened: glossator.Workspace) -> None:
    assert opened.archive(opened.articles()) == 1
    assert list(opened.annotations()) == []
    assert len(list(opened.annotations("is:any label:PERSON"))) == 1
    assert len(opened.to_pandas("is:archived")) == 4
    assert opened.restore(opened.articles("is:archived")) == 1
    assert len(list(opened.annotations())) == 4


def test_a_syntax_error_is_raised_at_once(opened: glossator.Workspace) -> None:
    for read in (opened.annotations, opened.articles, opened.to_pandas, opened.search, opened.analyse):
        with pytest.raises(glossator.BadQuery):
            read("(label:GPE")
    with pytest.raises(glossator.BadQuery):
        opened.docs(query="(label:GPE")


def test_an_article_is_read_when_its_turn_comes(opened: glossator.Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    opened.import_files("letters")
    read: list[object] = []

    def seen(question: Callable[[sqlite3.Connection, T], U]) -> Callable[[sqlite3.Connection, T], U]:
        def asked(connection: sqlite3.Connection, which: T) -> U:
            read.append(which)
            return question(connection, which)

        return asked

    monkeypatch.setattr(records, "annotations", seen(records.annotations))
    monkeypatch.setattr(records, "article", seen(records.article))
    found = opened.annotations()
    assert read == []
    next(found)
    assert len(read) == 2, "the article and its annotations"
    read.clear()
    next(opened.articles())
    assert len(read) == 1


def test_annotations_can_be_changed_while_they_are_read(opened: glossator.Workspace) -> None:
    for annotation in opened.annotations("status:suggested"):
        assert opened.accept(annotation) == 1
    assert quotes(opened.annotations("status:accepted")) == ["Aurora", "Port Selby", "Mira Okafor", "nine hours"]


def test_one_annotation_or_article_is_read_by_uid(opened: glossator.Workspace) -> None:
    (ship,) = opened.annotations("label:PRODUCT")
    assert opened.annotation(ship.uid) == ship
    article = opened.article(ship)
    assert opened.article(article.uid) == opened.article(article) == article
    with pytest.raises(glossator.Missing, match="no annotation a_none"):
        opened.annotation("a_none")
    with pytest.raises(glossator.Missing, match="no article t_none"):
        opened.article("t_none")
    opened.delete_articles(article)
    with pytest.raises(glossator.Missing, match="“Aurora”"):
        opened.article(ship)


def test_a_search_is_sorted_as_asked(opened: glossator.Workspace) -> None:
    left = [mention.left[-5:] for mention in opened.search("Selby", sort="left")]
    assert [each.strip() for each in left] == ["Port", "the", "ed."]
    assert [mention.right[:6] for mention in opened.search("Selby", "right")] == [" at 6:", " Harbo", " Harbo"]
