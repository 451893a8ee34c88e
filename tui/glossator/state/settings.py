"""The user's settings: one TOML file, every value of which has a default."""

import getpass
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

# Bytes that a settings file may have, and characters that are told of a name in it.
_MOST: Final = 1_000_000
_MOST_NAMED: Final = 60
THEMES: Final = ("glossator-dark", "glossator-light", "glossator-contrast")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user has chosen.

    Attributes:
        analyst: the name that acts are kept under; the login name where it is empty.
        theme: one of Textual's or of this program's themes.
        model: the spaCy pipeline that recognises, a module's name or a folder; the default one where it is empty.
        measure: the widest that a line of text may be, in cells.
        keys: for a command's id its keys, divided by spaces.
        tidying: for the name of a rule of glossator.ner.postprocessing whether it is on, which all are by default.
        profiles: for the name of a way to write tables what it changes of the one for Excel.
    """

    analyst: str = ""
    theme: str = THEMES[0]
    model: str = ""
    measure: int = 72
    keys: Mapping[str, str] = field(default_factory=dict)
    tidying: Mapping[str, bool] = field(default_factory=dict)
    profiles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class BadSettings(Exception):
    """A settings file that cannot be used as it is; the message is one sentence with the way out.

    `usable` is what holds without what is wrong in it.
    """

    def __init__(self, message: str, usable: Settings) -> None:
        super().__init__(message)
        self.usable = usable


Check = Callable[[Any], str]
"""Returns what is wrong with the value of a setting; an empty text where nothing is."""
_NO_CHECKS: Final[Mapping[str, Check]] = {}


def read_settings(path: Path, checks: Mapping[str, Check] = _NO_CHECKS) -> Settings:
    """Return the settings in the file at `path`, or the defaults when there is none.

    Args:
        path: of a TOML file.
        checks: by the name of a setting, of a value of the right type; they belong to the rooms that use the setting.

    Raises:
        BadSettings: when the file cannot be read, or holds something that is no setting.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST + 1)
        if len(content) > _MOST:
            raise ValueError(f"it has more than {_MOST:,} bytes")
        written = content.decode("utf-8").replace("\r\n", "\n")
        # Where there is no file, the first frame need not wait for what reads one.
        import tomllib

        values = tomllib.loads(written)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error
    except RecursionError as error:
        raise _unreadable(path, "brackets are nested too deep") from error
    except ValueError as error:
        raise _unreadable(path, str(error)) from error
    wrong = {name: said for name, value in values.items() if (said := _wrong(name, value, checks))}
    if wrong:
        usable = Settings(**{name: value for name, value in values.items() if name not in wrong})
        raise BadSettings(f"In the settings {path}: {'; '.join(wrong.values())}; mend or remove that.", usable)
    return Settings(**values)


def _unreadable(path: Path, why: str) -> BadSettings:
    return BadSettings(f"The settings in {path} cannot be read ({why}); mend or remove the file.", Settings())


def _wrong(name: str, value: Any, checks: Mapping[str, Check]) -> str:
    """Return what is wrong with a setting, or nothing."""
    known = [entry.name for entry in fields(Settings)]
    if name not in known:
        return f"there is no setting “{name[:_MOST_NAMED]}”; there are {', '.join(known)}"
    shape = _wrong_shape(name, value)
    return shape if shape or name not in checks else checks[name](value)


def _wrong_shape(name: str, value: Any) -> str:
    """Return what is wrong with the type or the range of a value, or nothing."""
    match name:
        case "measure":
            right = isinstance(value, int) and 20 <= value <= 400
            return "" if right else "measure is a number of cells from 20 to 400"
        case "keys":
            right = isinstance(value, dict) and all(isinstance(keys, str) for keys in value.values())
            return "" if right else "keys is a table of texts, such as accept = “a”"
        case "profiles":
            right = isinstance(value, dict) and all(isinstance(profile, dict) for profile in value.values())
            return "" if right else "profiles is a table of tables, such as [profiles.team]"
        case "tidying":
            right = isinstance(value, dict) and all(isinstance(on, bool) for on in value.values())
            return "" if right else "tidying is a table of true and false, such as leading_article = false"
        case "analyst" if isinstance(value, str) and value and is_blank(value):
            return "analyst is a name, and this one is blank; leave it out for the login name"
        case _:
            return "" if isinstance(value, str) else f"{name} is a text, in quotes"


def is_blank(name: str) -> bool:
    """Say whether nothing of a name can be seen."""
    return not any(character.isprintable() and not character.isspace() for character in name)


def login_name() -> str:
    """Return the name that the system knows the user by, or “analyst” where it knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "analyst"
