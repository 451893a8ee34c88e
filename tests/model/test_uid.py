import random
import re

import pytest

from tui.model.uid import new_uid

_LETTERS = {"articles": "t", "annotations": "a", "tags": "c", "entities": "e"}


@pytest.mark.parametrize("table", _LETTERS)
def test_a_uid_tells_its_table_and_is_never_read_as_a_number(table: str) -> None:
    source = random.Random(7)
    for _ in range(500):
        assert re.fullmatch(_LETTERS[table] + "_[2-9a-hj-km-np-tv-z]{12}", new_uid(table, source))


def test_the_same_chance_gives_the_same_uids() -> None:
    assert [new_uid("tags", random.Random(3)) for _ in range(2)] == [new_uid("tags", random.Random(3))] * 2


def test_uids_differ() -> None:
    source = random.Random(5)
    assert len({new_uid("annotations", source) for _ in range(5_000)}) == 5_000


def test_a_table_whose_rows_stay_inside_has_no_uids() -> None:
    with pytest.raises(KeyError):
        new_uid("history", random.Random(1))
