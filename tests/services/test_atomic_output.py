"""Exporting: a file appears complete, or not at all."""

from pathlib import Path

import pytest

from glossator.services.atomic_output import ExportRefused, new_file


def test_a_file_appears_with_all_that_was_written(tmp_path: Path) -> None:
    with new_file(tmp_path / "out.csv", force=False) as target:
        target.write(b"everything")
        assert not (tmp_path / "out.csv").exists(), "not before it is complete"
    assert (tmp_path / "out.csv").read_bytes() == b"everything"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), ValueError("no"), KeyboardInterrupt()])
def test_what_goes_wrong_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path, error: BaseException) -> None:
    (tmp_path / "out.csv").write_bytes(b"old")

    def half_way() -> None:
        with new_file(tmp_path / "out.csv", force=True) as target:
            target.write(b"half of it")
            raise error

    with pytest.raises(ExportRefused if isinstance(error, OSError) else type(error)):
        half_way()
    assert (tmp_path / "out.csv").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_a_missing_folder_and_what_is_no_ordinary_file_are_refused(tmp_path: Path, force: bool) -> None:
    for path in (tmp_path, tmp_path / "missing" / "out.csv", Path("/dev/null")):
        with pytest.raises(ExportRefused), new_file(path, force=force):
            raise AssertionError("never reached")


def test_a_file_that_is_there_is_refused_unless_one_insists(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_bytes(b"old")
    with pytest.raises(ExportRefused, match="--force"), new_file(tmp_path / "out.csv", force=False):
        raise AssertionError("never reached")
    with new_file(tmp_path / "out.csv", force=True) as target:
        target.write(b"new")
    assert (tmp_path / "out.csv").read_bytes() == b"new"
