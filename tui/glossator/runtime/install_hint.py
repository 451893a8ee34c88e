"""How something is installed for the Python that runs."""

import shlex
import sys


def install_command(what: str) -> str:
    """Return the command line by which a shell installs the requirement `what` where this program finds it."""
    return f"{shlex.quote(sys.executable or 'python3')} -m pip install {shlex.quote(what)}"
