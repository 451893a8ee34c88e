"""Verdicts of several analysts on the same annotations, disputes, and adjudicating them."""

import csv
import io
from typing import Any

import pytest

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft
from glossator.domain.mention import Order
from glossator.domain.query import BadQuery, parse
from glossator.formats.tables.profiles import EXACT
from glossator.services.exporting import export, formats
from glossator.store import history, operations
from glossator.store.errors import Missing, Refused
from glossator.store.history.replay import replay
from glossator.store.operations import adjudication
from glossator.store.operations.versions import carry_over
from glossator.store.queries import verdicts
from glossator.store.queries.records import FlatFilter
from glossator.store.workspace import Workspace
from tests.store.dumps import ask, dump
from tests.store.scene import Scene, add, done


def _said(scene: Scene, annotation: int) -> list[str]:
    found = scene.workspace.ask(verdicts.verdicts, [annotation])
    return [str(one) for one in found.get(annotation, ())]


def _disputed(scene: Scene) -> list[int]:
    return [one.annotation.id for one in scene.workspace.ask(verdicts.disputes)]


@pytest.fixture
def disputed(scene: Scene, other: Workspace) -> Scene:
    """The scene, where ann has accepted the ship and bea rejected it."""
    done(scene.workspace, operations.accept, [scene.ship])
    done(other, operations.reject, [scene.ship])
    return scene


def test_the_decision_of_one_analyst_is_in_the_annotation_alone(scene: Scene) -> None:
    assert _said(scene, scene.ship) == []
    done(scene.workspace, operations.accept, [scene.ship])
    done(scene.workspace, operations.write_note, scene.ship, "A ship.")
    done(scene.workspace, operations.relabel, scene.ship, "ORG")
    assert _said(scene, scene.ship) == ["ann: accepted ORG"]
    assert ask(scene.path, "SELECT count(*) FROM verdicts") == [(0,)]


def test_what_a_second_analyst_decides_stands_beside_what_the_first_did(disputed: Scene) -> None:
    assert _said(disputed, disputed.ship) == ["ann: accepted PRODUCT", "bea: rejected PRODUCT"]
    assert disputed.now(disputed.ship).status is Status.REJECTED
    assert _disputed(disputed) == [disputed.ship]
    done(disputed.workspace, operations.reject, [disputed.ship])
    assert _disputed(disputed) == []
    assert _said(disputed, disputed.ship) == ["ann: rejected PRODUCT", "bea: rejected PRODUCT"]


def test_accepting_what_another_has_accepted_is_a_verdict_of_ones_own(scene: Scene, other: Workspace) -> None:
    assert done(other, operations.accept, [scene.captain]) == 0
    assert _said(scene, scene.captain) == ["ann: accepted PERSON", "bea: accepted PERSON"]
    assert _disputed(scene) == []
    entry = scene.workspace.history(1)[0]
    assert (entry.title, entry.analyst, entry.quote) == ("accept", "bea", "Mira Okafor")
    assert [one.name for one in scene.workspace.changes(entry.batch)] == ["Mira Okafor", "Mira Okafor"]


def test_a_note_or_tag_of_another_is_no_verdict(scene: Scene, other: Workspace) -> None:
    done(other, operations.write_note, scene.captain, "Who?")
    done(other, operations.tag, scene.captain, "sea")
    assert _said(scene, scene.captain) == ["ann: accepted PERSON"]
    assert scene.now(scene.captain).analyst == "bea"


def test_other_labels_and_boundaries_are_disputes_and_other_labels_of_rejections_are_none(
    scene: Scene, other: Workspace
) -> None:
    done(other, operations.relabel, scene.captain, "ORG")
    done(other, operations.move_boundaries, scene.plain, scene.at("hours"))
    assert _disputed(scene) == [scene.captain, scene.plain]
    found = scene.workspace.ask(verdicts.disputes)[1]
    assert [(one.analyst, one.span) for one in found.verdicts] == [
        ("ann", scene.at("nine hours").span),
        ("bea", scene.at("hours").span),
    ]
    done(scene.workspace, operations.reject, [scene.captain])
    done(other, operations.relabel, scene.captain, "GPE")
    done(other, operations.reject, [scene.captain])
    assert _disputed(scene) == [scene.plain]


def test_verdicts_are_undone_redone_and_replayed_with_the_decision(scene: Scene, other: Workspace) -> None:
    before = dump(scene.path)
    done(other, operations.reject, [scene.captain])
    after = dump(scene.path)
    done(other, history.undo)
    assert dump(scene.path) == before
    done(other, history.redo)
    assert dump(scene.path) == after
    assert replay(scene.path).misfit is None
    assert scene.workspace.problems() == []


def test_taking_a_side_decides_what_stands_and_leaves_the_verdicts(disputed: Scene) -> None:
    before, said = dump(disputed.path), _said(disputed, disputed.ship)
    disputed.workspace.author = type(disputed.workspace.author)("rita")
    done(disputed.workspace, adjudication.take_side, disputed.ship, "ann", "It is on the list.")
    assert disputed.now(disputed.ship).status is Status.ACCEPTED
    assert _said(disputed, disputed.ship) == said
    assert _disputed(disputed) == []
    found = disputed.workspace.ask(verdicts.adjudication, disputed.ship)
    assert found is not None
    assert (found.analyst, found.status, found.note) == ("rita", Status.ACCEPTED, "It is on the list.")
    assert disputed.workspace.ask(verdicts.count_disputes) == (0, 1)
    done(disputed.workspace, history.undo)
    assert dump(disputed.path) == before


def test_something_else_can_be_decided_also_with_other_boundaries(scene: Scene, other: Workspace) -> None:
    done(other, operations.move_boundaries, scene.plain, scene.at("hours"))
    done(other, adjudication.adjudicate, scene.plain, Status.ACCEPTED, "DATE", scene.at("nine"))
    now = scene.now(scene.plain)
    assert (now.quote, now.label) == ("nine", "DATE")
    done(other, adjudication.take_side, scene.plain, "ann")
    assert (scene.now(scene.plain).quote, scene.now(scene.plain).label) == ("nine hours", None)


def test_a_later_decision_by_hand_opens_an_adjudicated_annotation_again(disputed: Scene, other: Workspace) -> None:
    done(disputed.workspace, adjudication.take_sides, [(disputed.ship, "ann")])
    done(other, operations.write_note, disputed.ship, "No.")
    assert _disputed(disputed) == []
    done(other, operations.relabel, disputed.ship, "ORG")
    assert _disputed(disputed) == [disputed.ship]


def test_what_cannot_be_adjudicated_is_refused(disputed: Scene) -> None:
    with pytest.raises(Refused, match="do not disagree on “Mira Okafor”"):
        done(disputed.workspace, adjudication.adjudicate, disputed.captain, Status.ACCEPTED, "ORG")
    with pytest.raises(Missing, match="cy has not decided on “Aurora”"):
        done(disputed.workspace, adjudication.take_side, disputed.ship, "cy")
    with pytest.raises(Missing, match="no disputed entry for “Lumen”"):
        done(disputed.workspace, adjudication.adjudicate_form, "Lumen", "ann")


def test_verdicts_are_carried_over_to_a_newer_version(disputed: Scene) -> None:
    newer = add(disputed.workspace, ArticleDraft("Newer", disputed.article.text + "\n\nMore."))
    done(disputed.workspace, carry_over, disputed.article.id, newer.id)
    (ship,) = [one.id for one in disputed.workspace.annotations(newer.id) if one.quote == "Aurora"]
    assert _said(disputed, ship) == _said(disputed, disputed.ship)


def _found(scene: Scene, query: str) -> list[str]:
    return [one.hit for one in scene.workspace.search(parse(query), Order.DATE)]


@pytest.mark.parametrize(
    ("query", "quotes"),
    [
        ("is:disputed", ["Aurora"]),
        ("verdict:BEA=reject", ["Aurora"]),
        ("verdict:bea=accept", []),
        ("verdict:ann=accepted", ["Aurora", "Mira Okafor", "nine hours"]),
        ("verdict:ann NOT is:disputed", ["Mira Okafor", "nine hours"]),
        ("status:rejected verdict:ann=accept", ["Aurora"]),
    ],
)
def test_disputes_and_verdicts_can_be_searched_for(disputed: Scene, query: str, quotes: list[str]) -> None:
    assert _found(disputed, query) == quotes


def test_a_verdict_that_nobody_can_give_is_a_bad_query() -> None:
    with pytest.raises(BadQuery, match="verdict:NAME=accept"):
        parse("verdict:ben=maybe")


def _exported(scene: Scene, **wanted: Any) -> list[str]:
    written = io.BytesIO()
    export(scene.workspace, FlatFilter(**wanted), formats(EXACT)["csv"], written)
    rows = [*csv.reader(io.StringIO(written.getvalue().decode()))]
    places = [rows[0].index(name) for name in ("quote", "status", "analyst", "verdicts")]
    return [" ".join(row[place] for place in places) for row in rows[1:]]


def test_a_layer_has_what_one_analyst_decided_or_each_decision(disputed: Scene) -> None:
    both = "ann: accepted PRODUCT; bea: rejected PRODUCT"
    ann, bea = f"Aurora accepted ann {both}", f"Aurora rejected bea {both}"
    assert _exported(disputed)[0] == bea
    assert _exported(disputed, layer="standing") == _exported(disputed)
    assert _exported(disputed, layer="Bea") == [bea]
    assert [row.split()[0] for row in _exported(disputed, layer="ann")] == ["Aurora", "Mira", "nine"]
    assert _exported(disputed, layer="all")[:3] == [ann, bea, "Port Selby suggested  "]
    assert _exported(disputed, layer="all", statuses=("rejected",)) == [bea]
    with pytest.raises(Missing, match="Layers: standing, all, ann, bea"):
        _exported(disputed, layer="cy")


def test_a_layer_has_the_boundaries_of_its_analyst_and_different_ids_in_formats(scene: Scene, other: Workspace) -> None:
    done(other, operations.move_boundaries, scene.plain, scene.at("hours"))
    assert [row.split(" ann:")[0] for row in _exported(scene, layer="ann")][-1] == "nine hours accepted ann"
    assert [row.split(" ann:")[0] for row in _exported(scene, layer="bea")] == ["hours accepted bea"]
    written = io.BytesIO()
    export(scene.workspace, FlatFilter(layer="all"), formats()["web-annotation"], written)
    uid = scene.now(scene.plain).uid
    assert f'{uid}"' in written.getvalue().decode()
    assert f'{uid}.2"' in written.getvalue().decode()
