"""When garbage is looked for."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from glossator.runtime.gc_tuning import GcScheduler, disable_gc, gc_paused


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the search as the other tests expect it."""
    yield
    gc.enable()
    gc.unfreeze()


class Knot:
    """Refers to itself, so that only a look takes it away."""

    def __init__(self) -> None:
        self.itself = self


def tied() -> "weakref.ref[Knot]":
    """Return what tells whether a knot that nobody holds is still there."""
    return weakref.ref(Knot())


@pytest.fixture
def looks() -> GcScheduler:
    """Return the looks of a start that has come to its end."""
    disable_gc()
    found = GcScheduler()
    found.freeze()
    gc.collect()
    return found


def test_what_was_made_meanwhile_stays_out_of_later_looks(looks: GcScheduler) -> None:
    assert not gc.isenabled()
    assert gc.get_freeze_count() > 0
    assert looks is not None


def test_nothing_is_frozen_or_looked_for_where_the_search_was_not_put_off() -> None:
    before = gc.get_freeze_count()
    looks = GcScheduler()
    looks.freeze()
    assert gc.get_freeze_count() == before
    gc.disable()
    knot = tied()
    looks.collect_if_due(100.0)
    assert knot() is not None


def test_while_one_types_nothing_is_looked_for_unless_very_much_was_made(looks: GcScheduler) -> None:
    knot = tied()
    some: list[list[int]] = [[] for _ in range(3_000)]
    looks.collect_if_due(0.1)
    assert knot() is not None
    some += [[] for _ in range(100_000)]
    looks.collect_if_due(0.1)
    assert knot() is None
    assert some


def test_what_is_young_is_looked_through_in_a_pause_and_all_in_a_long_one(looks: GcScheduler) -> None:
    kept = Knot()
    old = weakref.ref(kept)
    gc.collect()
    del kept
    young = tied()
    some: list[list[int]] = [[] for _ in range(3_000)]
    looks.collect_if_due(0.6)
    assert young() is None
    assert old() is not None
    looks.collect_if_due(3.5)
    assert old() is None
    assert some


def test_where_little_was_made_nothing_is_looked_through(looks: GcScheduler) -> None:
    knot = tied()
    looks.collect_if_due(100.0)
    assert knot() is not None


def test_it_is_looked_for_again_after_much_has_come_and_gone() -> None:
    with gc_paused():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_who_has_put_off_looking_is_not_made_to_look() -> None:
    disable_gc()
    with gc_paused():
        assert not gc.isenabled()
    assert not gc.isenabled()
