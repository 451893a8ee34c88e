"""The command assign."""

import json
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from glossator.domain.article import ArticleDraft
from glossator.domain.assignment import share_out
from tests.cli.conftest import Run
from tests.store.scene import Scene, add

_NAMES = st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=4, unique=True)


@given(st.text(max_size=12), _NAMES, st.floats(0, 1), st.text(min_size=1, max_size=5))
def test_sharing_out_is_stable_when_an_analyst_is_added(uid: str, names: list[str], overlap: float, new: str) -> None:
    before = share_out(uid, names, overlap)
    assert before == share_out(uid, names, overlap)
    assert set(before) <= set(names)
    assert len(before) in (1, len(names))
    if new not in names:
        after = share_out(uid, [*names, new], overlap)
        assert after in (before, (new,)) or set(after) == {*names, new}


def test_shares_are_even_and_overlap_as_asked() -> None:
    given_to = [share_out(f"t_{number}", ("Amina", "Ben"), 0.2) for number in range(2_000)]
    together = sum(len(one) == 2 for one in given_to)
    assert 330 < together < 470
    alone = Counter(one[0] for one in given_to if len(one) == 1)
    assert abs(alone["Amina"] - alone["Ben"]) < 200


def test_articles_are_assigned_listed_opened_and_cleared(glossator: Run, scene: Scene) -> None:
    for number in range(8):
        add(scene.workspace, ArticleDraft(f"Report {number}", f"Number {number} of the harbour."))
    scene.workspace.close()
    db = ("--db", scene.path)
    ran = glossator("assign", "--to", "Amina,Ben", "--overlap", "100%", "--where", "Number", "--blind", *db)
    assert (ran.code, ran.err.splitlines()[:3]) == (
        0,
        ["Amina: 8 articles", "Ben: 8 articles", ran.err.splitlines()[2]],
    )
    assert "8 articles for all of them; blind: in this file" in ran.err
    assert "that is no lock" in ran.err
    again = glossator("assign", "--to", "Cem", *db)
    assert "8 articles already assigned" in again.err
    listed = json.loads(glossator("assign", "--list", "--json", *db).out)
    assert Counter(one["analyst"] for one in listed)["Amina"] == 8
    assert {one["blind"] for one in listed if one["analyst"] == "Ben"} == {True}
    assert "16 assignments no longer blind" in glossator("assign", "--open", *db).err
    assert {one["blind"] for one in json.loads(glossator("assign", "--json", *db).out)} == {False}
    number = len(listed)
    assert f"{number} assignments cleared" in glossator("assign", "--clear", *db).err
    assert "No articles are assigned" in glossator("assign", *db).err
    assert glossator("undo", *db).code == 0
    assert len(json.loads(glossator("assign", "--json", *db).out)) == number


def test_what_is_wrong_is_named(glossator: Run, scene: Scene) -> None:
    scene.workspace.close()
    db = ("--db", scene.path)
    assert "a percentage from 0% to 100%" in glossator("assign", "--to", "Amina", "--overlap", "half", *db).err
    assert "--to names nobody" in glossator("assign", "--to", " , ", *db).err
    assert glossator("assign", "--to", "Amina", "--clear", *db).code == 2
    assert glossator("assign", "--to", "Amina", "--where", "label:", *db).code != 0
