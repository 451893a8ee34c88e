from pathlib import Path

import pytest

from glossator.runtime.entry_points import EntryPoint, entry_points


def write(folder: Path, info: str, text: str) -> Path:
    (folder / info).mkdir(parents=True)
    (folder / info / "entry_points.txt").write_text(text, "utf-8")
    return folder


def test_entry_points_of_a_group_are_found_by_package_and_only_of_that_group(tmp_path: Path) -> None:
    write(
        tmp_path,
        "zebra-2.0.dist-info",
        "[other]\na = a\n\n[ mine ]\nno = no\n[mine]\n# note\nb = b.c:d.e [extra]\n; c = c\n",
    )
    write(tmp_path, "Ape_House-1.0.dist-info", "[mine]\na=a")
    write(tmp_path, "none-1.0.dist-info", "[others]\na = [mine]")
    (tmp_path / "bare-1.0.dist-info").mkdir()
    assert entry_points("mine", [str(tmp_path), "", str(tmp_path / "no such folder")]) == [
        EntryPoint("a", "a", "ape-house", "1.0"),
        EntryPoint("no", "no", "zebra", "2.0"),
        EntryPoint("b", "b.c:d.e", "zebra", "2.0"),
    ]


def test_of_two_packages_with_one_name_the_first_on_the_path_counts(tmp_path: Path) -> None:
    folders = [write(tmp_path / name, f"a-{name}.dist-info", f"[mine]\na = a{name}\n") for name in ("2", "1")]
    assert [each.value for each in entry_points("mine", list(map(str, folders)))] == ["a2"]


def test_the_current_folder_is_not_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a-1.dist-info", "[mine]\na = a\n")
    monkeypatch.chdir(tmp_path)
    assert entry_points("mine", ["", ".", str(tmp_path)]) == []


def test_an_entry_point_is_a_module_or_an_object_in_one() -> None:
    assert EntryPoint("a", "pathlib", "p", "1").load() is __import__("pathlib")
    assert EntryPoint("a", "pathlib:Path.home", "p", "1").load() == Path.home
    with pytest.raises(AttributeError):
        EntryPoint("a", "pathlib:Paths", "p", "1").load()
