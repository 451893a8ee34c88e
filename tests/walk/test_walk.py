"""The walk in its short form; `make walk` has the long one."""

import pytest

from tests.walk.walker import sit
from tests.walk.world import World

# Chosen so that together they come to most pages, at each of the sizes.
_SEEDS = (3, 4, 5)
_KEYS = 100


@pytest.mark.parametrize("seed", _SEEDS)
async def test_no_key_shows_foreign_text_or_changes_what_was_not_meant_or_ends_the_program(
    made: World, seed: int
) -> None:
    sitting = await sit(made, seed, _KEYS, redraw_every=10)
    assert not sitting.fault, sitting.fault
    assert sitting.keys == _KEYS
    assert len(sitting.pages) > 3
