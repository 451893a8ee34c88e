"""What was shown as saved is there after any kill; `make faults` is the long version of this."""

from pathlib import Path

import pytest

from tests.faults.rig import KINDS, Rig, nursery
from tests.faults.sitting import Sitting
from tests.faults.team import Team
from tests.journeys.conftest import Start
from tests.spared_disk import spared_disk

pytestmark = pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="kills are those of POSIX")


def test_programs_that_are_killed_at_any_moment_lose_nothing_that_they_had_shown_as_saved(tmp_path: Path) -> None:
    with nursery() as process:
        rig = Rig(tmp_path, process)
        for seed in range(len(KINDS)):
            rig.kill(seed)
    assert rig.tally.lost == []
    assert rig.tally.checked > 50
    assert set(rig.tally.kills) == {" and ".join(kinds) for kinds in KINDS}


def test_any_operations_of_three_programs_that_are_killed_leave_a_history_that_replays(tmp_path: Path) -> None:
    with nursery() as process, spared_disk():
        team = Team(tmp_path / "team", process)
        for seed in range(4):
            team.kill(seed, reports=5)
        entries = team.look()
    assert team.complaints == []
    assert team.operations >= 60
    assert entries > 20


def test_the_reader_that_is_killed_at_any_moment_loses_nothing_that_it_had_shown_as_saved(
    start: Start, ready: Path
) -> None:
    sitting = Sitting(ready, start, seed=1)
    for kill in (sitting.kill_two, sitting.kill_beside_import, sitting.kill_one):
        assert kill() == []
    assert sitting.checked >= 4
