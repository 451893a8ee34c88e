"""What is true of merging, whatever analysts have done in two or three copies of a workspace."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from glossator.store import history as turns
from glossator.store.history.replay import replay
from glossator.store.workspace import Workspace
from tests.spared_disk import spared_disk
from tests.store import operations
from tests.store.dumps import ask, dump
from tests.store.merging.copies import copied, merged, standing, was_imported_again, work
from tests.store.scene import done, ticking

_seeds = st.integers(0, 2**32)


def _set_up(folder: Path, seed: int) -> Path:
    path = folder / "base.db"
    operations.set_up(path)
    work(path, "ann", seed, 8)
    return path


def _words(path: Path) -> set[str]:
    """Return the texts of all notes, as they are in the tables."""
    tables = ("articles", "annotations", "tags", "entities")
    return {note for table in tables for (note,) in ask(path, f"SELECT note FROM {table} WHERE note <> ''")}


def _has_all(path: Path, other: Path) -> None:
    """Check that notes, tags, verdicts and operations of another workspace are found in what it was merged into."""
    here = _words(path)
    entered = [text for (text,) in ask(path, "SELECT coalesce(after, '') FROM merged_history")]
    for note in _words(other):
        assert any(note in known for known in here) or any(note in text for text in entered), note
    tags = {tag.casefold() for (tag,) in ask(path, "SELECT path FROM tags")}
    listed = " ".join(text for text in entered)
    for (tag,) in ask(other, "SELECT path FROM tags WHERE id IN (SELECT tag FROM annotation_tags)"):
        assert tag.casefold() in tags or tag in listed
    uids = {uid for (uid,) in ask(path, "SELECT uid FROM history UNION SELECT uid FROM merged_history")}
    assert {uid for (uid,) in ask(other, "SELECT uid FROM history")} <= uids
    who = set(ask(path, "SELECT DISTINCT analyst, act FROM history UNION SELECT analyst, act FROM merged_history"))
    assert set(ask(other, "SELECT DISTINCT analyst, act FROM history")) <= who
    question = (
        "SELECT t.text_sha256, v.start, v.analyst, v.status FROM every_verdict AS v "
        "JOIN annotations AS a ON a.id = v.annotation JOIN articles AS t ON t.id = a.article"
    )
    mine = set(ask(path, question))
    for verdict in ask(other, question):
        if verdict[2] == "ben":
            assert verdict in mine, verdict


@settings(max_examples=12)
@given(seed=_seeds)
def test_of_two_copies(seed: int) -> None:
    with tempfile.TemporaryDirectory() as made, spared_disk():
        folder = Path(made)
        base = _set_up(folder, seed)
        mine, theirs = copied(base, "mine.db"), copied(base, "theirs.db")
        work(mine, "amina", seed + 1, 20)
        work(theirs, "ben", seed + 2, 20)
        other_way = copied(theirs, "other.db")
        mine_before = copied(mine, "before.db")
        before, given_bytes = dump(mine), theirs.read_bytes()

        # With itself, nothing.
        (alike,) = merged(mine, mine_before)
        assert (alike.taken, alike.operations, dump(mine)) == (0, 0, before)

        (report,) = merged(mine, theirs)
        after = dump(mine)
        assert theirs.read_bytes() == given_bytes
        assert not [*folder.glob("theirs.db-*")]
        with Workspace(mine, ticking("ann")) as workspace:
            assert workspace.problems() == []
        assert replay(mine).misfit is None
        if not was_imported_again(mine) and not was_imported_again(theirs):
            _has_all(mine, theirs)

        # Again, nothing.
        (again,) = merged(mine, theirs)
        assert (again.taken, again.operations, dump(mine)) == (0, 0, after)

        # In the other direction, the same.
        merged(other_way, mine_before)
        if not was_imported_again(mine) and not was_imported_again(theirs):
            assert standing(other_way) == standing(mine)

        if report.taken:
            with Workspace(mine, ticking("rita")) as workspace:
                done(workspace, turns.undo)
                assert dump(mine) == before
                done(workspace, turns.redo)
                assert dump(mine) == after
                assert workspace.problems() == []


@settings(max_examples=8)
@given(seed=_seeds)
def test_of_three_copies_that_are_merged_again_after_more_work(seed: int) -> None:
    with tempfile.TemporaryDirectory() as made, spared_disk():
        folder = Path(made)
        base = _set_up(folder, seed)
        mine, ben, cy = copied(base, "mine.db"), copied(base, "ben.db"), copied(base, "cy.db")
        for number, (path, who) in enumerate(((mine, "amina"), (ben, "ben"), (cy, "cy")), start=1):
            work(path, who, seed + number, 12)
        merged(mine, ben, cy)
        work(mine, "amina", seed + 4, 6)
        work(ben, "ben", seed + 5, 6)
        before = dump(mine)
        (report,) = merged(mine, ben, at="2026-03-02T00:00:00Z")
        after = dump(mine)
        with Workspace(mine, ticking("ann")) as workspace:
            assert workspace.problems() == []
        assert replay(mine).misfit is None
        (again, cy_again) = merged(mine, ben, cy, at="2026-03-03T00:00:00Z")
        assert (again.taken, cy_again.taken, dump(mine)) == (0, 0, after)
        if report.taken:
            with Workspace(mine, ticking("rita")) as workspace:
                done(workspace, turns.undo)
            assert dump(mine) == before
