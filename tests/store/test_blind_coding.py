"""Blind coding: what an analyst sees of articles that are assigned to them blind, in all queries."""

from collections.abc import Iterator

import pytest

from glossator.domain.annotation import Status
from glossator.domain.code import CodeKind
from glossator.domain.mention import Order
from glossator.domain.query import Unit, parse
from glossator.store import operations
from glossator.store.operations import adjudication
from glossator.store.operations.assignments import assign_articles, clear_assignments, end_blind_coding
from glossator.store.operations.entities import link
from glossator.store.queries import verdicts
from glossator.store.queries.agreement import judged_articles
from glossator.store.queries.assignments import blind_articles
from glossator.store.queries.code_matrix import code_matrix
from glossator.store.queries.library import library
from glossator.store.workspace import Workspace
from tests.store.scene import Scene, done, place, ticking


@pytest.fixture
def ben(scene: Scene) -> Iterator[Workspace]:
    """Ben, whose article is blind; ann has worked in it before."""
    done(scene.workspace, operations.relabel, scene.ship, "EVENT")
    done(scene.workspace, operations.write_note, scene.ship, "A secret remark.")
    done(scene.workspace, operations.tag, scene.ship, "ships/ferries")
    done(scene.workspace, link, [scene.ship], "The ferry Aurora")
    done(scene.workspace, operations.write_article_note, scene.article.id, "Nobody may know.")
    done(scene.workspace, operations.tag_article, scene.article.id, "harbour")
    done(scene.workspace, assign_articles, [(scene.article.id, "ben")], blind=True)
    with Workspace(scene.path, ticking("ben", seed=5)) as workspace:
        yield workspace


def _hits(workspace: Workspace, typed: str) -> list[str]:
    return [one.hit for one in workspace.search(parse(typed), Order.RELEVANCE)]


def test_a_suggestion_is_as_the_machine_made_it(scene: Scene, ben: Workspace) -> None:
    seen = ben.annotation(scene.ship)
    assert seen is not None
    assert (seen.status, seen.label, seen.analyst) == (Status.SUGGESTED, "PRODUCT", "")
    assert (seen.note, seen.tags, seen.entity) == ("", (), None)
    own = scene.workspace.annotation(scene.ship)
    assert own is not None
    assert (own.status, own.label, own.note, own.tags) == (
        Status.ACCEPTED,
        "EVENT",
        "A secret remark.",
        ("ships/ferries",),
    )


def test_what_others_marked_by_hand_is_not_there(scene: Scene, ben: Workspace) -> None:
    assert scene.captain in [one.id for one in scene.workspace.annotations(scene.article.id)]
    assert scene.captain not in [one.id for one in ben.annotations(scene.article.id)]
    assert ben.annotation(scene.captain) is None
    assert [one.id for one in ben.annotations_between(scene.article.id, 0, 10_000)] == [scene.ship, scene.harbour]


def test_notes_and_tags_of_the_article_are_hidden(scene: Scene, ben: Workspace) -> None:
    article = ben.article(scene.article.uid)
    assert (article.note, article.tags) == ("", ())
    (entry,) = [one for one in ben.ask(library) if one.id == scene.article.id]
    assert (entry.note, entry.tags, entry.decided, entry.assigned) == ("", (), 0, ("ben",))


def test_search_finds_nothing_of_others(scene: Scene, ben: Workspace) -> None:
    for typed in (
        "secret",
        "nobody may",
        "tag:ships",
        "label:EVENT",
        "analyst:ann",
        "verdict:ann",
        "has:note",
        "ferries",
    ):
        assert _hits(scene.workspace, typed), typed
        assert _hits(ben, typed) == [], typed
    assert _hits(ben, "status:suggested label:PRODUCT")


def test_statistics_history_and_the_lexicon_lack_the_work_of_others(scene: Scene, ben: Workspace) -> None:
    assert scene.workspace.counts()["accepted"] > 0
    counts = ben.counts()
    assert (counts["accepted"], counts["suggested"]) == (0, 2)
    assert ben.tally(scene.article.id) == (0, 2)
    assert ben.history(10) == []
    assert scene.workspace.lexicon()
    assert ben.lexicon() == []
    assert ben.ask(lambda connection: list(judged_articles(connection))) == []
    matrix = ben.ask(code_matrix, CodeKind.LABEL, CodeKind.LABEL, Unit.PASSAGE)
    assert [code.name for code in matrix.rows] == ["GPE", "PRODUCT"]


def test_what_the_analyst_decides_is_shown_and_nothing_of_the_others_is_lost(scene: Scene, ben: Workspace) -> None:
    done(ben, operations.reject, [scene.ship])
    done(ben, operations.write_note, scene.ship, "Mine.")
    done(ben, operations.tag, scene.ship, "own")
    seen = ben.annotation(scene.ship)
    assert seen is not None
    assert (seen.status, seen.label, seen.analyst, seen.tags, seen.note) == (
        Status.REJECTED,
        "PRODUCT",
        "ben",
        ("own",),
        "Mine.",
    )
    assert not seen.disputed
    assert ben.ask(verdicts.disputes) == []
    assert [one.analyst for one in ben.ask(verdicts.verdicts, [scene.ship])[scene.ship]] == ["ben"]
    (dispute,) = scene.workspace.ask(verdicts.disputes)
    assert [str(one) for one in dispute.verdicts] == ["ann: accepted EVENT", "ben: rejected PRODUCT"]
    done(scene.workspace, adjudication.take_side, scene.ship, "ann")
    assert ben.ask(verdicts.adjudication, scene.ship) is None
    still = ben.annotation(scene.ship)
    assert still is not None
    assert still.status is Status.REJECTED


def test_accepting_is_about_the_label_that_is_shown(scene: Scene, ben: Workspace) -> None:
    done(ben, operations.accept, [scene.ship])
    (dispute,) = scene.workspace.ask(verdicts.disputes)
    assert [str(one) for one in dispute.verdicts] == ["ann: accepted EVENT", "ben: accepted PRODUCT"]


def test_marking_what_another_has_marked_is_a_verdict_of_ones_own(scene: Scene, ben: Workspace) -> None:
    captain = scene.now(scene.captain)
    made = done(ben, operations.annotate, scene.article.id, place(scene.article.text, captain.quote), "PERSON")
    assert made == scene.captain
    given = scene.workspace.ask(verdicts.verdicts, [made])[made]
    assert [str(one) for one in given] == ["ann: accepted PERSON", "ben: accepted PERSON"]
    assert scene.workspace.ask(verdicts.disputes) == []


def test_other_articles_and_other_analysts_see_everything(scene: Scene, ben: Workspace) -> None:
    with Workspace(scene.path, ticking("cem", seed=6)) as cem:
        assert cem.annotations(scene.article.id) == scene.workspace.annotations(scene.article.id)
        assert ben.ask(blind_articles, "ben") == 1
        assert cem.ask(blind_articles, "cem") == 0


@pytest.mark.parametrize("end", [clear_assignments, end_blind_coding])
def test_blind_coding_begins_and_ends_while_the_workspace_is_open(scene: Scene, end: object) -> None:
    with Workspace(scene.path, ticking("ben", seed=5)) as ben:
        everything = ben.annotations(scene.article.id)
        done(scene.workspace, assign_articles, [(scene.article.id, "ben")], blind=True)
        assert ben.annotations(scene.article.id) != everything
        done(scene.workspace, end, [scene.article.id])  # type: ignore[arg-type]  # of one parametrised value
        assert ben.annotations(scene.article.id) == everything
        assert ben.history(1)
