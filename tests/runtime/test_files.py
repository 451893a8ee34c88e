"""Files that are replaced as a whole, with the right permissions."""

import os
from pathlib import Path

import pytest

from glossator.runtime.files import atomic_file, make_private_folder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b"old")
    path.chmod(0o640)
    with atomic_file(path) as target:
        target.write(b"new")
        assert path.read_bytes() == b"old"
    assert (path.read_bytes(), _mode(path)) == (b"new", 0o640)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("there", [False, True])
def test_a_private_file_is_readable_by_its_owner_alone(tmp_path: Path, there: bool) -> None:
    path = tmp_path / "folder" / "state.json"
    make_private_folder(path.parent)
    if there:
        path.touch(mode=0o644)
    with atomic_file(path, private=True) as target:
        target.write(b"{}")
    assert (_mode(path), _mode(path.parent)) == (0o600, 0o700)
