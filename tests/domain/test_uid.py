import random
import re
from itertools import groupby, islice

import pytest

from glossator.domain.uid import is_uid, new_uid, new_uids

_LETTERS = {"articles": "t", "annotations": "a", "tags": "c", "entities": "e"}


@pytest.mark.parametrize("table", _LETTERS)
def test_a_uid_tells_its_table_and_is_never_read_as_a_number(table: str) -> None:
    source = random.Random(7)
    for _ in range(500):
        assert re.fullmatch(_LETTERS[table] + "_[2-9a-hj-km-np-tv-z]{12}", new_uid(table, source))


def test_what_another_table_or_nobody_gives_is_no_uid() -> None:
    uid = new_uid("annotations", random.Random(7))
    assert is_uid(uid, "annotations")
    assert not any(is_uid(other, "annotations") for other in (f"{uid} ", uid[:-1], f"t{uid[1:]}", f"{uid[:-1]}l", ""))
    assert not is_uid(uid, "articles")


def test_the_same_chance_gives_the_same_uids() -> None:
    assert [new_uid("tags", random.Random(3)) for _ in range(2)] == [new_uid("tags", random.Random(3))] * 2


def test_uids_differ() -> None:
    source = random.Random(5)
    assert len({new_uid("annotations", source) for _ in range(5_000)}) == 5_000


def test_a_table_whose_rows_stay_inside_has_no_uids() -> None:
    with pytest.raises(KeyError):
        new_uid("history", random.Random(1))


def test_uids_for_many_rows_are_like_others_and_neighbours() -> None:
    source = random.Random(5)
    found = list(islice(new_uids("annotations", source), 2_000))
    assert len(set(found)) == 2_000
    assert all(re.fullmatch("a_[2-9a-hj-km-np-tv-z]{12}", uid) for uid in found)
    assert [list(group) for _, group in groupby(found, lambda uid: uid[:-2])] == [
        sorted(found[:900]),
        sorted(found[900:1_800]),
        sorted(found[1_800:]),
    ]
    # The next act does not go on where this one stopped.
    assert next(new_uids("annotations", source))[:-2] not in {uid[:-2] for uid in found}
