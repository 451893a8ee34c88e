"""Libraries that are installed with an extra only."""

from importlib import import_module
from typing import Any

from glossator.formats.errors import Unreadable
from glossator.runtime.environment import install_command


def import_optional(name: str, reads: str) -> Any:
    """Return the module `name`.

    Args:
        name: of the module.
        reads: what it reads, for the message, such as "PDF documents".

    Raises:
        Unreadable: when it is not installed; the message says how to install it.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise Unreadable(
            f"{reads} cannot be read without {name}. Install it with “{install_command('glossator[documents]')}”."
        ) from error
