"""Programs that recognise entities, as the settings name them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from glossator.domain.codebook import Label

_TIMEOUT: Final = 120.0
_LONGEST_TIMEOUT: Final = 86_400


class BadProgram(ValueError):
    """A program that cannot be used; the message says what is wrong with its settings."""


@dataclass(frozen=True, slots=True)
class ConfiguredProgram:
    """A program with its settings.

    Attributes:
        name: its name in the settings.
        command: the program and its arguments.
        timeout: the most seconds that it may take for an answer.
        labels: each label that it is asked for, with its description; if there is none, any.
    """

    name: str
    command: tuple[str, ...]
    timeout: float = _TIMEOUT
    labels: tuple[tuple[str, str], ...] = ()


def configured_program(name: str, table: Mapping[str, Any], known: Iterable[Label] = ()) -> ConfiguredProgram:
    """Return the program that a table of the settings describes.

    Args:
        name: the name of the table.
        table: its values.
        known: the labels of the codebook.

    Raises:
        BadProgram: when a value is missing or wrong.
    """
    if unknown := [key for key in table if key not in ("command", "timeout", "labels")]:
        raise BadProgram(f"“{unknown[0]}” is unknown (available: command, timeout, labels)")
    if not name.strip() or not name.isprintable() or any(sign in name for sign in "/\\~") or name.startswith("."):
        raise BadProgram("the name must be visible, without slashes, and not begin with a dot")
    command, timeout, labels = table.get("command"), table.get("timeout", _TIMEOUT), table.get("labels")
    if not (isinstance(command, list) and command and all(isinstance(word, str) and word for word in command)):
        raise BadProgram("command must be a list of texts, such as [“python3”, “recogniser.py”]")
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout <= _LONGEST_TIMEOUT:
        raise BadProgram(f"timeout must be a number of seconds up to {_LONGEST_TIMEOUT:,}")
    if not (labels is None or (isinstance(labels, list) and all(isinstance(one, str) and one for one in labels))):
        raise BadProgram("labels must be a list of texts, such as [“ORG”, “GPE”]")
    descriptions = {label.name: label.description for label in known if not label.archived}
    wanted = list(descriptions) if labels is None else labels
    return ConfiguredProgram(
        name,
        tuple(str(Path(word).expanduser()) if word.startswith("~") else word for word in command),
        float(timeout),
        tuple((one, descriptions.get(one, "")) for one in wanted),
    )
