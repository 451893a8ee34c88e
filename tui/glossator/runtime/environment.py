"""The processors and the Python that the program runs on."""

import os
import shlex
import sys


def cpu_count() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def install_command(requirement: str) -> str:
    """Return the shell command that installs `requirement` for the running Python."""
    return f"{shlex.quote(sys.executable or 'python3')} -m pip install {shlex.quote(requirement)}"
