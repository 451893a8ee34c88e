"""`glossator agree`: how far analysts agree, from what they decided in one workspace."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from glossator.store import operations
from glossator.store.queries.agreement import JudgedArticle, judged_articles
from glossator.store.workspace import Author, Workspace
from tests.cli.conftest import Run
from tests.store.scene import done, place


def figures(found: dict[str, Any]) -> dict[tuple[str, str], tuple[float | str, int]]:
    return {
        (one["measure"], one["unit"]): (one["reason"] or round(one["value"], 3), one["items"])
        for one in found["figures"]
    }


def suggestions(workspace: Workspace) -> dict[str, int]:
    (article,) = workspace.articles()
    return {one.quote: one.id for one in workspace.annotations(article.id)}


def tag(workspace: Workspace, *paths: str) -> None:
    (article,) = workspace.articles()
    for path in paths:
        done(workspace, operations.tag_article, article.id, path)


@pytest.fixture
def decided(ready: Path) -> Path:
    """The workspace of 13 suggestions, on all of which Amina and then Ben have decided.

    Amina rejects Karachi, relabels Norway and moves the end of Hamburg; Ben rejects Karachi and Poland. Amina marks one
    span more. Both tag the article.
    """
    with Workspace(ready, Author("Amina")) as amina:
        found = suggestions(amina)
        (article,) = amina.articles()
        text = amina.article(article.uid).text
        done(amina, operations.accept, list(found.values()))
        done(amina, operations.reject, [found["Karachi"]])
        done(amina, operations.relabel, found["Norway"], "LOC")
        done(amina, operations.annotate, article.id, place(text, "Saturday"), "DATE")
        tag(amina, "talks", "risk")
    with Workspace(ready, Author("Ben")) as ben:
        done(ben, operations.accept, list(found.values()))
        done(ben, operations.relabel, found["Norway"], "GPE")
        done(ben, operations.reject, [found["Karachi"], found["Poland"]])
        tag(ben, "trade")
        done(ben, operations.untag_article, article.id, "risk")
    return ready


def test_the_measures_are_printed_with_their_units(glossator: Run, decided: Path) -> None:
    ran = glossator("agree")
    assert ran.code == 0
    assert ran.lines[0].split() == ["measure", "unit", "items", "value", "interval"]
    assert ran.lines[1].split() == ["observed", "agreement", "suggestions", "13", "0.846"]
    assert ran.err == "Amina, Ben: 1 of 1 article done by all.\n"


def test_the_measures_as_json(glossator: Run, decided: Path) -> None:
    found = json.loads(glossator("agree", "--json").out)
    assert found | {"figures": []} == {
        "analysts": ["Amina", "Ben"],
        "articles": 1,
        "decided": 1,
        "done": {"Amina": 1, "Ben": 1},
        "figures": [],
    }
    by_unit = figures(found)
    assert by_unit["observed agreement", "suggestions"] == (0.846, 13)
    # Amina has 13 spans, Ben 11, and 10 are the same.
    assert by_unit["F1 exact", "spans"] == (0.833, 14)
    assert by_unit["F1 boundaries only", "spans"] == (0.917, 14)
    assert by_unit["F1 exact", "spans nobody suggested"] == (0.0, 1)
    # An article has a tag once, so that Ben could not have given Amina's.
    assert ("observed agreement", "tags of articles") not in by_unit


def test_labels_articles_and_pairs(glossator: Run, decided: Path) -> None:
    labels = json.loads(glossator("agree", "--by", "label", "--json").out)
    assert {one["label"]: (one["spans"], one["unmatched"]) for one in labels["labels"] if one["unmatched"]} == {
        "GPE": (5, 2),
        "LOC": (1, 1),
        "DATE": (1, 1),
    }
    assert {"label": "GPE", "other": "LOC", "times": 1} in labels["confusion"]
    (article,) = json.loads(glossator("agree", "--by", "article", "--json").out)["worst"]
    assert (article["disagreements"], article["annotations"]) == (3, 14)
    (pair,) = json.loads(glossator("agree", "--by", "pair", "--json").out)["pairs"]
    assert (pair["analysts"], figures(pair)["F1 exact", "spans"]) == (["Amina", "Ben"], (0.833, 14))
    assert [glossator("agree", "--by", by).lines[0].split()[0] for by in ("label", "article", "pair")] == [
        "label",
        "uid",
        "analysts",
    ]


def test_what_is_undone_does_not_count(glossator: Run, decided: Path) -> None:
    """Ben's last three operations are two on tags and the rejections."""
    for _ in range(3):
        assert glossator("undo", "--analyst", "Ben").code == 0
    found = figures(json.loads(glossator("agree", "--json").out))
    assert found["F1 exact", "spans"] == (0.846, 15)


def test_analysts_who_have_done_nothing_are_left_out_unless_named(glossator: Run, decided: Path) -> None:
    with Workspace(decided, Author("Cem")) as cem:
        done(cem, operations.reject, [suggestions(cem)["Norway"]])
    assert glossator("agree").err == "Amina, Ben: 1 of 1 article done by all. Not compared: Cem.\n"
    three = glossator(
        "agree", "--by", "pair", *(word for name in ("Amina", "Ben", "Cem") for word in ("--analyst", name))
    )
    assert [line.split()[:3] for line in three.lines[1:]] == [
        ["Amina,", "Ben", "1"],
        ["Amina,", "Cem", "0"],
        ["Ben,", "Cem", "0"],
    ]


def test_only_articles_of_the_query_are_compared(glossator: Run, decided: Path) -> None:
    assert json.loads(glossator("agree", "--json", "--where", "Norway").out)["articles"] == 1
    none = glossator("agree", "--json", "--where", "Reykjavik")
    assert json.loads(none.out)["articles"] == 0
    assert none.err.startswith("No article is done by all of Amina, Ben. Of 0 articles: Amina 0, Ben 0. ")
    assert glossator("agree", "--where", "foo:x").refusal.startswith("at character 1 of the query")


def test_an_article_with_an_undecided_suggestion_is_not_done(glossator: Run, ready: Path) -> None:
    for name, most in (("Amina", 13), ("Ben", 12)):
        with Workspace(ready, Author(name)) as workspace:
            done(workspace, operations.accept, sorted(suggestions(workspace).values())[:most])
    ran = glossator("agree")
    assert "nothing in common" in ran.lines[1]
    assert ran.err.startswith("No article is done by all of Amina, Ben. Of 1 article: Amina 1, Ben 0. ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--analyst", "Zoe"), "Zoe has decided on nothing here. Analysts: Amina, Ben."),
        (("--analyst", "Ben"), "One analyst cannot be compared. Name another one. Analysts: Amina, Ben."),
    ],
)
def test_analysts_who_cannot_be_compared(glossator: Run, decided: Path, words: tuple[str, ...], said: str) -> None:
    assert glossator("agree", *words).refusal == said


def test_a_workspace_of_one_analyst(glossator: Run, ready: Path) -> None:
    assert glossator("agree").refusal.startswith("Nobody has decided on annotations here. Merge a colleague's")
    with Workspace(ready, Author("Amina")) as workspace:
        done(workspace, operations.accept, list(suggestions(workspace).values()))
    assert glossator("agree").refusal.startswith("Only Amina has decided on annotations here. Merge a colleague's")


def test_the_query_reads_decisions_with_what_was_suggested(decided: Path) -> None:
    with Workspace(decided, Author("Cem")) as workspace:
        (article,) = workspace.ask(lambda connection: list(judged_articles(connection)))
    assert isinstance(article, JudgedArticle)
    assert article.undecided == 0
    assert article.tags == {}
    (norway,) = [one for one in article.annotations if {given.label for given in one.decisions} == {"LOC", "GPE"}]
    assert (norway.proposed, [given.analyst for given in norway.decisions]) == ("GPE", ["Amina", "Ben"])


def test_what_was_suggested_is_known_after_all_have_relabelled_it(decided: Path) -> None:
    with Workspace(decided, Author("Ben")) as ben:
        done(ben, operations.relabel, suggestions(ben)["Norway"], "LOC")
        (article,) = ben.ask(lambda connection: list(judged_articles(connection)))
    (norway,) = [one for one in article.annotations if {given.label for given in one.decisions} == {"LOC"}]
    assert norway.proposed == "GPE"


def test_tags_are_compared_after_a_merge(glossator: Run, decided: Path) -> None:
    """Dan's operations came from another workspace, in which he had the tags to himself."""
    with Workspace(decided, Author("Cem")) as cem:
        tag(cem, "risk")
        tags = dict(cem.ask(lambda connection: connection.execute("SELECT path, uid FROM tags").fetchall()))
        (article,) = cem.articles()
    assert glossator("undo", "--analyst", "Cem").code == 0
    operations_of_dan = [("talks", "{}", None), ("trade", "{}", None), ("trade", None, None), ("risk", "{}", "later")]
    with closing(sqlite3.connect(decided)) as connection:
        connection.execute("INSERT INTO merged VALUES (1, 0, 'w_other', 1, 0, '', '', 0, 0, '')")
        for path, after, undone in operations_of_dan:
            connection.execute(
                "INSERT INTO merged_history (merge, batch, uid, at, analyst, act, subject, after, undone) "
                "VALUES (1, 1, 'o_1', '', 'Dan', 'article.tag', ?, ?, ?)",
                (f"article_tags:{article.uid},{tags[path]}", after, undone),
            )
        connection.commit()
        (found,) = judged_articles(connection)
    assert found.tags == {"Amina": {"talks", "risk"}, "Ben": {"trade"}, "Dan": {"talks"}}
    # Of Amina and Ben; nobody else has decided on annotations.
    by_unit = figures(json.loads(glossator("agree", "--json").out))
    assert by_unit["observed agreement", "tags of articles"] == (0.0, 3)
