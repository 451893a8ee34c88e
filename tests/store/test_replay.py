"""Any operations of several analysts, machines and imports: the history replays, and no undo overrides anybody."""

import random
import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest

from glossator.store import history as turns
from glossator.store import operations as store_operations
from glossator.store.errors import Conflict, Missing, Refused
from glossator.store.history.replay import replay
from glossator.store.history.undo import UndoResult
from glossator.store.operations import labels
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.schema.catalogue import recorded
from glossator.store.workspace import Workspace
from tests.spared_disk import spared_disk
from tests.store import operations
from tests.store.dumps import ask, change
from tests.store.samples import SAMPLES, make_sample
from tests.store.scene import Scene, done, outcome, ticking

_ANALYSTS: Final = ("ann", "bea", "cy")
_NAMED: Final = re.compile(
    r"“[^”]+” of \S+ cannot be (undone|redone): what it changed has been changed or used since, "
    r"by (“[^”]+” of .+ at \S+ \(operation \d+\)|an analysis, an import or another program)\."
    r"|The import cannot be undone: (.+ stays?, because .+|some of what it .+|nothing that it .+)\."
)
# One of each: who does it, what, and the seed that makes it.
Step: TypeAlias = tuple[int, str, int]


def test_every_act_is_among_those_that_are_done() -> None:
    assert set(operations.ACTS) == set(operations.MAKES)


@dataclass(slots=True)
class _Touch:
    """A change of a row by an operation, with the times at which the operation was done or redone, and undone."""

    batch: int
    analyst: str
    done: list[int]
    undone: list[int] = field(default_factory=list)

    def stands(self, time: int) -> bool:
        """Return whether the change stood at a time."""
        return sum(one <= time for one in self.done) > sum(one <= time for one in self.undone)


@dataclass
class _Touches:
    """Who has changed each row, in the order of that.

    What changed is seen in the tables: this is not what the history says.
    """

    rows: "defaultdict[tuple[str, str], list[_Touch]]" = field(default_factory=lambda: defaultdict(list))
    begun: dict[int, int] = field(default_factory=dict)
    undone: dict[int, int] = field(default_factory=dict)
    time: int = 0

    def overridden(
        self, changed: Sequence[tuple[str, str]], batch: int, analyst: str, passed_over: Collection[int]
    ) -> Iterator[str]:
        """Yield what undoing or redoing `batch` has changed of what others have done since, `passed_over` left out."""
        since = self.undone.get(batch)
        for row in changed:
            mine = [one.done[0] for one in self.rows[row] if one.batch == batch]
            first = since if since is not None else min(mine, default=self.begun.get(batch, 0))
            for one in self._since(row, {batch, *passed_over}, first):
                yield f"{row} was changed by {one.batch} since {batch}"
            if row[0] in ("annotation_tags", "article_tags"):
                owner = (row[0].removesuffix("_tags") + "s", f"[{row[1][1:].split(',')[0]}]")
                for one in self._since(owner, {batch, *passed_over}, first):
                    if one.analyst != analyst:
                        yield f"{owner}, which {row} belongs to, was changed by {one.batch} since {batch}"

    def _since(self, row: tuple[str, str], batches: Collection[int], first: int) -> Iterator[_Touch]:
        """Yield the changes by operations besides `batches` that stand now and did not stand at a time."""
        for one in self.rows[row]:
            if one.batch not in batches and one.stands(self.time) and not one.stands(first):
                yield one

    def touch(self, changed: Sequence[tuple[str, str]], batch: int, analyst: str) -> None:
        """Keep that an operation has changed rows."""
        for row in changed:
            self.rows[row].append(_Touch(batch, analyst, [self.time]))

    def take_back(self, batch: int) -> None:
        """Keep that an operation was undone."""
        self.undone[batch] = self.time
        for one in self._of(batch):
            one.undone.append(self.time)

    def do_again(self, batch: int) -> None:
        """Keep that an operation was redone."""
        self.undone.pop(batch, None)
        for one in self._of(batch):
            one.done.append(self.time)

    def _of(self, batch: int) -> list[_Touch]:
        return [one for touches in self.rows.values() for one in touches if one.batch == batch]


class Team:
    """Several analysts at one workspace, one after the other."""

    def __init__(self, path: Path) -> None:
        operations.set_up(path)
        self.path = path
        self.workspaces = [Workspace(path, ticking(name, seed)) for seed, name in enumerate(_ANALYSTS)]
        self.touches = _Touches()
        self.undone = self.refused = 0

    def close(self) -> None:
        for workspace in self.workspaces:
            workspace.close()

    def do(self, step: Step) -> str:
        """Do a step, and return what is wrong with it; empty when nothing is."""
        who, name, seed = step
        workspace, analyst = self.workspaces[who], _ANALYSTS[who]
        self.touches.time += 1
        before, newest = self._rows()
        result: Any = None
        refusal = ""
        try:
            result = operations.perform(workspace, name, seed)
        except Conflict as error:
            self.refused += 1
            refusal = "" if _NAMED.fullmatch(str(error)) else f"an odd refusal: {error}"
        except operations.REFUSED:
            pass
        except Exception as error:
            return f"{name} broke: {error!r}"
        after, last = self._rows()
        for (batch,) in ask(self.path, "SELECT DISTINCT batch FROM history WHERE id > ?", [newest]):
            self.touches.begun.setdefault(batch, self.touches.time)
        changed = [row for row in {**before, **after} if before.get(row) != after.get(row)]
        if refusal:
            return refusal
        if not isinstance(result, UndoResult):
            for batch, by in ask(self.path, "SELECT DISTINCT batch, analyst FROM history WHERE id > ?", [newest]):
                self.touches.touch([row for row in changed if self._is_of(batch, row, newest)], batch, by)
            return ""
        self.undone += 1
        passed_over = self._of_no_account() if result.remark else set()
        for found in self.touches.overridden(changed, result.batch, analyst, passed_over):
            return f"{name} overrode: {found}"
        # An undo of an import in its turn is in the history, and is no operation of its own nevertheless.
        in_turn = ask(self.path, "SELECT 1 FROM history WHERE batch = ? AND undone IS NOT NULL", [result.batch])
        if last != newest and not in_turn:
            ((batch,),) = ask(self.path, "SELECT DISTINCT batch FROM history WHERE id > ?", [newest])
            self.touches.touch(changed, batch, analyst)
        elif name == "redo":
            self.touches.do_again(result.batch)
        else:
            self.touches.take_back(result.batch)
        return ""

    def _of_no_account(self) -> set[int]:
        """Return what an undo of an import passes over: what was undone, with what undid it, and what machines did."""
        found = {batch for (batch,) in ask(self.path, "SELECT batch FROM history WHERE act = 'annotation.suggest'")}
        for batch, undoes in ask(
            self.path,
            "SELECT DISTINCT batch, undoes FROM history WHERE undoes IS NOT NULL AND undone IS NULL "
            "ORDER BY batch DESC",
        ):
            found |= {batch} if batch in found else {batch, undoes}
        return found

    def _is_of(self, batch: int, row: tuple[str, str], newest: int) -> bool:
        """Return whether a change is of a batch, where there are several in one step."""
        subjects = (f"{row[0]}:{row[1][1:-1].replace(' ', '')}", f"{row[0]}:*")
        question = "SELECT 1 FROM history WHERE batch = ? AND id > ? AND subject IN (?, ?)"
        return bool(ask(self.path, question, [batch, newest, *subjects]))

    def _rows(self) -> tuple[dict[tuple[str, str], str], int]:
        with closing(sqlite3.connect(self.path)) as connection:
            (newest,) = connection.execute("SELECT coalesce(max(id), 0) FROM history").fetchone()
            return operations.rows_of(connection, list(recorded())), newest


def _complaint(path: Path, steps: Sequence[Step], counts: list[int] | None = None) -> str:
    """Do the steps in a new workspace, and return what is wrong; empty when nothing is."""
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    team = Team(path)
    try:
        for place, step in enumerate(steps):
            if complaint := team.do(step):
                return f"step {place}, {step}: {complaint}"
            if place % 10 == 9 and (misfit := replay(path).misfit):
                return f"after step {place}: {misfit}"
        if misfit := replay(path).misfit:
            return f"at the end: {misfit}"
        if problems := team.workspaces[0].problems():
            return f"at the end: {problems}"
    finally:
        team.close()
    if counts is not None:
        counts += [team.undone, team.refused]
    return ""


def _smallest(path: Path, steps: Sequence[Step]) -> list[Step]:
    """Return as few of the steps as something is still wrong with."""
    steps, size = list(steps), len(steps) // 2
    while size:
        place = 0
        while place < len(steps):
            fewer = steps[:place] + steps[place + size :]
            if _complaint(path, fewer):
                steps = fewer
            else:
                place += size
        size //= 2
    return steps


def plan(seed: int, length: int) -> list[Step]:
    """Return the steps that a seed makes."""
    chance = random.Random(seed)
    return [
        (chance.randrange(len(_ANALYSTS)), name, chance.getrandbits(32)) for name in operations.some(chance, length)
    ]


@pytest.mark.parametrize("seed", [0, 1, 2, 4, 5, 6])
def test_the_history_replays_and_no_undo_overrides_anybody(tmp_path: Path, seed: int) -> None:
    counts: list[int] = []
    path, steps = tmp_path / "team.db", plan(seed, 100)
    with spared_disk():
        if complaint := _complaint(path, steps, counts):
            fewest = _smallest(path, steps)
            raise AssertionError(f"{complaint}\nsmallest: {fewest}\n{_complaint(path, fewest)}")
    assert counts[0] > 5


def _misfit(scene: Scene) -> str:
    found = replay(scene.path)
    return "" if found.misfit is None else f"{found.misfit.row}: {found.misfit.expected} / {found.misfit.found}"


def _read_again(scene: Scene, words: str, label: str) -> None:
    """Have the pipeline that has read the article give words of it another label."""
    relabelled = [StoredSuggestion(scene.at(words), label, None)]
    outcome(
        scene.workspace.store_analysis("en_test", "1.0", [AnalysedPart(scene.article.id, [], relabelled=relabelled)])
    )


def test_what_a_machine_relabels_after_an_undo_is_in_the_history(scene: Scene) -> None:
    done(scene.workspace, store_operations.accept, [scene.ship])
    done(scene.workspace, turns.undo)
    _read_again(scene, "Aurora", "ORG")
    assert (scene.now(scene.ship).label, _misfit(scene)) == ("ORG", "")
    entry = scene.workspace.history(1)[0]
    assert (entry.act, entry.analyst, entry.quote) == ("annotation.suggest", "en_test 1.0", "Aurora")
    with pytest.raises(Conflict, match=rf"by “analyse” of en_test 1.0 at \S+ \(operation {entry.batch}\)"):
        done(scene.workspace, turns.redo)
    with pytest.raises(Refused, match="“analyse” cannot be undone"):
        done(scene.workspace, turns.undo_operation, entry.batch)


def test_what_a_machine_relabels_after_a_merge_is_in_the_history(scene: Scene) -> None:
    done(scene.workspace, labels.merge_labels, "GPE", "PRODUCT")
    _read_again(scene, "Port Selby", "ORG")
    assert (scene.now(scene.harbour).label, _misfit(scene)) == ("ORG", "")
    with pytest.raises(Conflict, match="by “analyse” of en_test"):
        done(scene.workspace, turns.undo)


def test_what_a_machine_relabels_that_nobody_has_touched_is_not_in_the_history(scene: Scene) -> None:
    before = scene.workspace.history(1)
    _read_again(scene, "Aurora", "ORG")
    assert (scene.now(scene.ship).label, scene.workspace.history(1)) == ("ORG", before)


def test_the_first_entry_that_does_not_fit_is_reported(scene: Scene) -> None:
    done(scene.workspace, store_operations.accept, [scene.ship])
    done(scene.workspace, store_operations.accept, [scene.harbour])
    batch = scene.workspace.history(2)[1].batch
    assert _misfit(scene) == ""
    change(scene.path, "UPDATE annotations SET status = 'rejected'")
    found = replay(scene.path)
    assert found.misfit is not None
    assert found.operation is not None
    assert (found.misfit.row, found.misfit.expected, found.misfit.found) == (
        f"annotations:{scene.captain}",
        "status 'accepted'",
        "status 'rejected'",
    )
    change(scene.path, "UPDATE annotations SET status = 'accepted'")
    change(
        scene.path, "UPDATE history SET after = replace(after, '\"accepted\"', '\"rejected\"') WHERE batch = ?", [batch]
    )
    done(scene.workspace, store_operations.write_note, scene.ship, "x")
    assert _misfit(scene) == f"annotations:{scene.ship}: status 'accepted' / status 'rejected'"


def test_a_row_that_is_gone_or_has_come_back_does_not_fit(scene: Scene) -> None:
    change(scene.path, "DELETE FROM annotation_tags")
    assert _misfit(scene) == f"annotation_tags:{scene.captain},1: a row / no row"
    change(scene.path, "INSERT INTO annotation_tags VALUES (?, 1)", [scene.captain])
    done(scene.workspace, store_operations.untag, scene.captain, "people/crew")
    change(scene.path, "INSERT INTO annotation_tags VALUES (?, 1)", [scene.captain])
    assert _misfit(scene) == f"annotation_tags:{scene.captain},1: no row / a row"


def test_an_undo_that_is_not_where_it_was_does_not_fit(scene: Scene, other: Workspace) -> None:
    done(scene.workspace, store_operations.accept, [scene.ship])
    done(scene.workspace, turns.undo)
    done(other, store_operations.reject, [scene.ship])
    assert _misfit(scene) == ""
    change(scene.path, "UPDATE undo_events SET entry = entry + 1")
    assert _misfit(scene).startswith(f"annotations:{scene.ship}: ")


@pytest.mark.parametrize("version", [version for version in SAMPLES if version < 6])
def test_what_is_older_than_the_order_of_undos_is_not_replayed(tmp_path: Path, version: int) -> None:
    path = tmp_path / "older.db"
    make_sample(path, version)
    with pytest.raises(Missing, match="until this version has opened"):
        replay(path)
    with Workspace(path, ticking("ann")) as workspace:
        annotation = workspace.annotations(workspace.articles()[0].id)[0]
        done(workspace, store_operations.write_note, annotation.id, "New.")
        done(workspace, turns.undo)
        done(workspace, turns.undo)
        done(workspace, turns.redo)
        done(workspace, turns.redo)
    found = replay(path)
    assert (found.misfit, found.entries) == (None, 1)
    assert found.unknown > 3


def test_a_damaged_entry_is_where_the_replay_ends(scene: Scene) -> None:
    change(scene.path, "UPDATE history SET after = '[' WHERE id = 2")
    found = replay(scene.path)
    assert found.misfit is not None
    assert (found.misfit.entry, found.misfit.expected) == (2, "what this program writes")
