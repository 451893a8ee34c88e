import json
from pathlib import Path

import pytest

from glossator.state import reading_positions
from glossator.state.reading_positions import ReadingPositions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The state folder, not made yet."""
    return tmp_path / "state" / "glossator"


def places(folder: Path, workspace: str = "annotations.db") -> ReadingPositions:
    return ReadingPositions(folder, Path("/desk") / workspace)


def test_where_one_never_was_is_the_start(folder: Path) -> None:
    assert places(folder).last_article() is None
    assert places(folder).offset("t_a") == 0
    assert not folder.exists(), "looking writes nothing"


def test_what_is_kept_is_there_the_next_time(folder: Path) -> None:
    places(folder).save("t_a", 120)
    places(folder).save("t_b", 7)
    assert places(folder).last_article() == "t_b"
    assert (places(folder).offset("t_a"), places(folder).offset("t_b")) == (120, 7)


def test_the_place_in_an_article_is_the_last_one(folder: Path) -> None:
    places(folder).save("t_a", 120)
    places(folder).save("t_a", 4)
    assert places(folder).offset("t_a") == 4


def test_workspaces_do_not_know_of_each_other(folder: Path) -> None:
    places(folder).save("t_a", 120)
    places(folder, "other.db").save("t_a", 5)
    assert places(folder).offset("t_a") == 120
    assert places(folder, "other.db").offset("t_a") == 5
    assert places(folder, "third.db").last_article() is None


def test_a_workspace_is_the_same_whatever_folder_one_stands_in(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ReadingPositions(folder, Path("annotations.db")).save("t_a", 120)
    assert ReadingPositions(folder, tmp_path / "annotations.db").offset("t_a") == 120


def test_the_articles_that_were_read_longest_ago_are_forgotten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_positions, "_MOST_ARTICLES", 2)
    for uid, offset in (("t_a", 1), ("t_b", 2), ("t_a", 3), ("t_c", 4)):
        places(folder).save(uid, offset)
    kept = places(folder)
    assert [kept.offset(uid) for uid in ("t_a", "t_b", "t_c")] == [3, 0, 4]


def test_nothing_is_left_beside_the_file(folder: Path) -> None:
    places(folder).save("t_a", 120)
    assert [path.name for path in folder.iterdir()] == ["positions.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"\xff\xfe\x00",
        b'{"/desk/annotations.db": 7}',
        b'{"/desk/annotations.db": []}',
        b'{"/desk/annotations.db": {"last": 7, "offsets": 7}}',
        b'{"/desk/annotations.db": {"last": ["t_a"], "offsets": {"t_a": "far"}}}',
        b'{"/desk/annotations.db": {"last": null, "offsets": {"t_a": -3}}}',
        b"[" * 100_000,
    ],
    ids=lambda content: str(content[:60]),
)
def test_a_broken_file_is_done_without_and_made_anew(folder: Path, content: bytes) -> None:
    folder.mkdir(parents=True)
    (folder / "positions.json").write_bytes(content)
    assert places(folder).last_article() is None
    assert places(folder).offset("t_a") == 0
    places(folder).save("t_b", 9)
    assert places(folder).last_article() == "t_b"
    assert places(folder).offset("t_b") == 9


def test_what_other_workspaces_have_kept_survives(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "positions.json").write_text('{"/elsewhere/a.db": {"last": "t_z", "offsets": {"t_z": 3}}}')
    places(folder).save("t_a", 1)
    assert json.loads((folder / "positions.json").read_text())["/elsewhere/a.db"] == {
        "last": "t_z",
        "offsets": {"t_z": 3},
    }


def test_what_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    kept = places(tmp_path / "state")
    kept.save("t_a", 120)
    assert kept.offset("t_a") == 0


def test_when_the_file_cannot_be_replaced_nothing_is_left_behind(folder: Path) -> None:
    (folder / "positions.json").mkdir(parents=True)
    places(folder).save("t_a", 120)
    assert [path.name for path in folder.iterdir()] == ["positions.json"]
