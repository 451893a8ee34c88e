from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.domain.library import (
    Library,
    LibraryColumn,
    LibraryEntry,
    ReadingState,
    explain_filter,
    next_undecided,
    next_unread,
    with_states,
)


def entry(number: int, **values: Any) -> LibraryEntry:
    plain: dict[str, Any] = {
        "id": number,
        "uid": f"t_{number}",
        "title": f"Article {number}",
        "source": "",
        "author": "",
        "published_at": "",
        "added_at": f"2026-01-0{number}T00:00:00Z",
        "length": 10,
        "decided": 0,
        "annotations": 0,
        "copies": 0,
        "tags": (),
        "note": "",
    }
    return LibraryEntry(**{**plain, **values})


ENTRIES = [
    entry(1, title="Ferry to Lumen", source="The Tidewatch", tags=("sea/ferries", "news"), annotations=5, decided=2),
    entry(2, title="Cod: dear", source="Tide Post", note="See Lumen", published_at="2026-01-05", length=99, copies=1),
    entry(3, title="Pier", author="R. QUILL", annotations=2, decided=2, published_at="2025-12-01"),
]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("", [1, 2, 3]),
        ("LUMEN", [1, 2]),
        ("lumen tide", [1, 2]),
        ("title:lumen", [1]),
        ('"to lumen"', [1]),
        ('"lumen to"', []),
        ("source:“tide post” dear", [2]),
        ("note:lumen", [2]),
        ("quill", [3]),
        ("source:tide", [1, 2]),
        ("tag:ferries", [1]),
        ("date:2026-01", [2]),
        ("has:note", [2]),
        ("has:tag", [1]),
        ("has:copies", [2]),
        ("has:undecided", [1]),
        ("has:decided", [1, 3]),
        ("has:decided has:undecided", [1]),
        ("cod:", [2]),
        ("source:", []),
        ("state:unread", [1, 2, 3]),
        ("kraken", []),
    ],
)
def test_what_fits_as_one_types(typed: str, numbers: list[int]) -> None:
    assert [found.id for found in Library(ENTRIES).filter(typed)] == numbers


@given(st.text(max_size=12))
def test_no_filter_is_wrong(typed: str) -> None:
    assert len(Library(ENTRIES).filter(typed)) <= 3
    assert Library([]).filter(typed) == []


@pytest.mark.parametrize(
    ("column", "numbers"),
    [
        (LibraryColumn.TITLE, [2, 1, 3]),
        (LibraryColumn.SOURCE, [3, 1, 2]),
        (LibraryColumn.DATE, [1, 3, 2]),
        (LibraryColumn.LENGTH, [1, 3, 2]),
        (LibraryColumn.UNDECIDED, [2, 3, 1]),
        (LibraryColumn.COPIES, [1, 3, 2]),
        (LibraryColumn.TAGS, [2, 3, 1]),
        (LibraryColumn.NOTE, [1, 3, 2]),
        (LibraryColumn.ADDED, [1, 2, 3]),
    ],
)
def test_the_orders(column: LibraryColumn, numbers: list[int]) -> None:
    assert [found.id for found in Library(ENTRIES).filter("", column)] == numbers


@pytest.mark.parametrize("column", LibraryColumn)
def test_every_column_sorts_both_ways(column: LibraryColumn) -> None:
    assert {found.id for found in Library(ENTRIES).filter("", column, descending=True)} == {1, 2, 3}


def test_how_far_each_is_read() -> None:
    found = with_states(ENTRIES, {"t_1": ReadingState.READ, "t_3": ReadingState.BEGUN})
    assert [one.state for one in found] == [ReadingState.READ, ReadingState.UNREAD, ReadingState.DECIDED]
    assert [one.id for one in Library(found).filter("", LibraryColumn.STATE)] == [2, 1, 3]


def test_where_to_go_on() -> None:
    found = with_states(ENTRIES, {"t_1": ReadingState.READ})
    for uid in ("t_1", "t_3", "nowhere"):
        there = next_unread(found, uid)
        assert there is not None
        assert there.uid == "t_2"
    assert next_unread(found, "t_2") is None
    there = next_undecided(found, "t_2")
    assert there is not None
    assert there.uid == "t_1"
    assert next_undecided(found[1:], "t_2") is None


def test_what_is_new() -> None:
    here = Library([*ENTRIES, entry(4, archived=True)], "2026-01-01T12:00:00Z")
    assert [found.id for found in here.filter("is:new")] == [2, 3]
    assert [found.id for found in here.filter("IS:NEW lumen")] == [2]
    assert [found.id for found in here.filter("is:new is:any")] == [2, 3, 4]
    assert here.new == 2
    assert [found.id for found in Library(ENTRIES).filter("is:new")] == [1, 2, 3]
    assert explain_filter("is:new kraken") == ""


@pytest.mark.parametrize(
    ("typed", "reported"),
    [
        ("kraken", ""),
        ("10:30 https://example.org source:nobody is:archived has:note state:un", ""),
        ("ferry is:foo", "Unknown filter is:foo. Available: is:new, is:archived, is:superseded, is:any."),
        ("has:foo", "Unknown filter has:foo. Available: has:note,"),
        ("state:foo", "Unknown state “foo”. Available: unread,"),
        ("foo:bar", "Unknown field “foo”. Available: title, source,"),
        ('"to lum', "A quotation mark is not closed."),
        ('source:"tide', "A quotation mark is not closed."),
    ],
)
def test_what_is_probably_wrong_with_a_filter_is_explained(typed: str, reported: str) -> None:
    assert explain_filter(typed).startswith(reported)
    assert bool(explain_filter(typed)) == bool(reported)


def test_titles_are_sorted_in_natural_order() -> None:
    titles = ["Chapter 1", "chapter 2", "Chapter 10", "Œuvre"]
    listed = Library([entry(number, title=title) for number, title in enumerate(reversed(titles), start=1)])
    assert [one.title for one in listed.filter("", LibraryColumn.TITLE)] == titles


def test_a_filter_folds_as_search_does() -> None:
    listed = Library([entry(1, title="Łódź, Straße", tags=("Đà Nẵng",)), entry(2)])
    for typed in ("lodz", "STRASSE", "title:łódź", "tag:da"):
        assert [one.id for one in listed.filter(typed, LibraryColumn.ADDED)] == [1]


def test_articles_of_an_analyst_are_found() -> None:
    entries = [entry(1, assigned=("Amina", "Ben")), entry(2, assigned=("Ben",)), entry(3)]
    seen = Library(entries, analyst="amina")
    assert [one.id for one in seen.filter("mine:")] == [1]
    assert [one.id for one in seen.filter("assigned:ben")] == [1, 2]
    assert seen.filter("assigned:be") == []
    assert "assigned" in explain_filter("owner:ben")
