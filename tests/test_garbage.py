"""When garbage is looked for."""

import gc
from collections.abc import Iterator

import pytest

from tui.garbage import put_off, settle


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the search as the other tests expect it."""
    yield
    gc.enable()
    gc.unfreeze()


def test_what_was_made_meanwhile_stays_out_of_later_searches() -> None:
    before = gc.get_freeze_count()
    put_off()
    assert not gc.isenabled()
    settle()
    assert gc.isenabled()
    assert gc.get_freeze_count() > before


def test_nothing_is_frozen_where_the_search_was_not_put_off() -> None:
    before = gc.get_freeze_count()
    settle()
    assert gc.get_freeze_count() == before
