"""Completing paths."""

import os
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.services.importing import path_completion
from glossator.services.importing.path_completion import (
    PathEntry,
    extended,
    folder_part,
    list_folder,
    matching_entries,
)

LETTERS = st.text(st.sampled_from("ab.~ é\u0301e鹿[\n\x1b🚒\u200d👩"), min_size=1, max_size=6)
ENTRIES = st.lists(
    st.builds(PathEntry, LETTERS.filter(lambda name: name not in (".", "..")), st.booleans()), max_size=8
)


def names(found: list[PathEntry]) -> list[str]:
    return [one.completion for one in found]


def completed(typed: str, *entries: str) -> str:
    there = [PathEntry(entry.rstrip("/"), entry.endswith("/")) for entry in entries]
    return extended(typed, matching_entries(typed, there))


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("", ""),
        ("ga", ""),
        ("/", "/"),
        ("in box/ga", "in box/"),
        ("in//", "in//"),
        ("~", ""),
        ("~/a/b", "~/a/"),
        ("https://example.org/a", ""),
    ],
)
def test_the_folder_of_a_path_is_what_precedes_its_last_part(typed: str, part: str) -> None:
    assert folder_part(typed) == part


@pytest.mark.parametrize(
    ("typed", "entries", "result"),
    [
        ("in/g", ("gale.txt",), "in/gale.txt"),
        ("g", ("gale/",), "gale/"),
        ("", ("gale.txt", "gazette/"), "ga"),
        ("ga", ("gale.txt", "gazette/"), "ga"),
        ("x", ("gale.txt",), "x"),
        ("two w", ("two words.md",), "two words.md"),
        ("~", (), "~/"),
        ("~/d", ("docs/",), "~/docs/"),
        ("https://example.org/g", ("gale.txt",), "https://example.org/g"),
        # The same letter, composed and not.
        ("Zo\u00eb", ("Zoe\u0308 writes.txt",), "Zoe\u0308 writes.txt"),
        # No cluster is completed by half.
        ("a", ("ae\u0301.txt", "ae\u0302.txt"), "a"),
    ],
)
def test_a_path_is_completed_as_far_as_is_certain(typed: str, entries: tuple[str, ...], result: str) -> None:
    assert completed(typed, *entries) == result


def test_hidden_entries_are_offered_only_after_a_dot() -> None:
    entries = [PathEntry(".cache", is_folder=True), PathEntry("a.txt", is_folder=False)]
    assert names(matching_entries("in/", entries)) == ["a.txt"]
    assert names(matching_entries("in/.", entries)) == [".cache/"]


@given(st.sampled_from(["", "in/", "/in box/", "~/"]), LETTERS | st.just(""), ENTRIES)
def test_a_completion_keeps_what_was_typed_and_loses_no_match(part: str, begun: str, entries: list[PathEntry]) -> None:
    typed = part + begun
    found = matching_entries(typed, entries)
    longer = extended(typed, found)
    assert normalize("NFC", longer).startswith(normalize("NFC", typed))
    assert set(names(found)) <= {one.completion for one in entries} | {"~/"}
    if found and longer != typed:
        assert all((part + name).startswith(longer) for name in names(found))
    if folder_part(longer) == part:
        assert extended(longer, found) == longer, "nothing more is certain"
    if len({one.completion for one in found}) == 1:
        assert longer == part + found[0].completion


def test_folders_and_files_that_can_be_imported_are_offered_by_name(tmp_path: Path) -> None:
    for name in ("b10.txt", "b9.txt", "prog.exe", ".hidden.txt", "tasks.json", "鹿.md", "[red]x\n.txt"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "folder.exe").mkdir()
    (tmp_path / "lost.txt").symlink_to(tmp_path / "nowhere")
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))).write_bytes(b"")
    assert names(list_folder(f"{tmp_path}/b")) == [
        *(".hidden.txt", "[red]x\n.txt", "b9.txt", "b10.txt", "folder.exe/", "lost.txt", "tasks.json", "鹿.md"),
    ]


def test_the_home_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "a.txt").write_bytes(b"")
    assert names(list_folder("~/")) == ["a.txt"]


@pytest.mark.parametrize("typed", ["/no/such/folder/", "~nobody-here/", "a\0b/", "pyproject.toml/"])
def test_a_folder_that_cannot_be_listed_offers_nothing(typed: str) -> None:
    assert list_folder(typed) == []


def test_listing_stops_when_it_is_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        (tmp_path / f"{number}.txt").write_bytes(b"")
    asked = iter([False, False, True])
    assert len(list_folder(f"{tmp_path}/", lambda: next(asked))) == 2
    monkeypatch.setattr(path_completion, "_MOST", 3)
    assert len(list_folder(f"{tmp_path}/")) == 3
