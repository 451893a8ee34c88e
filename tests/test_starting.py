"""What the first frame waits for."""

import subprocess
import sys

# Each takes long to import, and the first frame shows nothing of what it does.
_LATER = ("sqlite_utils", "numpy", "spacy", "importlib.metadata", "email", "hashlib", "tomllib", "tree_sitter")


def test_the_first_frame_does_not_wait_for_what_it_does_not_show() -> None:
    seen = subprocess.run(
        [sys.executable, "-c", "import sys, glossator.cli, glossator.ui.app; print(*sys.modules)"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout.split()
    assert "glossator.ui.app" in seen
    assert not set(_LATER) & set(seen)
