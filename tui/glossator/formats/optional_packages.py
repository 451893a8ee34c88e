"""Libraries that not everybody needs, and that are installed only when asked for."""

from importlib import import_module
from typing import Any

from glossator.formats.unreadable import Unreadable
from glossator.runtime.install_hint import install_command


def library(name: str, reads: str) -> Any:
    """Return the module `name`, which reads what `reads` says.

    Raises:
        Unreadable: when it is not installed, with the way to install it.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise Unreadable(
            f"To read {reads}, more has to be installed; do so with “{install_command('glossator[documents]')}”."
        ) from error
