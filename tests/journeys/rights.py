"""Being somebody who may not do everything, also where the tests are run by the superuser."""

import ctypes
import os
import sys
from pathlib import Path
from typing import Final

import pytest

_PR_CAPBSET_DROP: Final = 24
_CAP_DAC_OVERRIDE: Final = 1
_CAP_DAC_READ_SEARCH: Final = 2

needs_no_rights: Final = pytest.mark.skipif(
    os.geteuid() == 0 and sys.platform != "linux", reason="the superuser may write anywhere here"
)
"""Marks tests that call `give_up_rights`."""


def give_up_rights() -> None:
    """Make what the calling process starts next heed the permissions of files; it runs between fork and exec."""
    if os.geteuid() == 0:
        prctl = ctypes.CDLL(None).prctl
        for right in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
            prctl(_PR_CAPBSET_DROP, right, 0, 0, 0)


def forbid_writing(folder: Path) -> None:
    """Let nobody write to the folder and the files in it."""
    for path in (*folder.iterdir(), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)


def allow_writing(folder: Path) -> None:
    """Take `forbid_writing` back for the folder, so that it can be removed."""
    folder.chmod(0o755)
