"""The user's settings: a TOML file in which every value is optional."""

import getpass
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

# The most bytes of a settings file, and the most characters of an unknown name that a message quotes.
_MOST: Final = 1_000_000
_MOST_QUOTED: Final = 60
THEMES: Final = ("glossator-dark", "glossator-light", "glossator-contrast")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings.

    Attributes:
        analyst: the analyst's name; if empty, the login name.
        theme: one of Textual's or of this program's themes.
        model: the recogniser: a name, or the folder of a spaCy pipeline; if empty, the default pipeline.
        measure: the greatest width of a line of text, in cells.
        keys: the keys of commands, by id, separated by spaces.
        tidying: whether the rules of glossator.ner.postprocessing are on, by name; all are by default.
        profiles: table profiles by name, as changes to the profile for Excel.
        recognisers: programs that recognise entities, by name, as `glossator.ner.programs` reads them.
        models: the recognisers for articles of a language, by ISO 639 code.
    """

    analyst: str = ""
    theme: str = THEMES[0]
    model: str = ""
    measure: int = 72
    keys: Mapping[str, str] = field(default_factory=dict)
    tidying: Mapping[str, bool] = field(default_factory=dict)
    profiles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    recognisers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)


class BadSettings(Exception):
    """A settings file with an error; `usable` holds the settings without the wrong ones."""

    def __init__(self, message: str, usable: Settings) -> None:
        super().__init__(message)
        self.usable = usable


Check = Callable[[Any], str]
"""Returns what is wrong with the value of a setting; empty if nothing is."""
_NO_CHECKS: Final[Mapping[str, Check]] = {}


def read_settings(path: Path, checks: Mapping[str, Check] = _NO_CHECKS) -> Settings:
    """Return the settings in the TOML file at `path`, or the defaults if there is none.

    Args:
        path: of the file.
        checks: further checks by the name of a setting, for values of the right type.

    Raises:
        BadSettings: when the file cannot be read, or has an unknown or invalid setting.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST + 1)
        if len(content) > _MOST:
            raise ValueError(f"it has more than {_MOST:,} bytes")
        written = content.decode("utf-8").replace("\r\n", "\n")
        # Imported here because the first frame need not wait for it if there is no file.
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
    wrong = {name: reason for name, value in values.items() if (reason := _error(name, value, checks))}
    if wrong:
        usable = Settings(**{name: value for name, value in values.items() if name not in wrong})
        raise BadSettings(f"In the settings {path}: {'; '.join(wrong.values())}. Correct or remove that.", usable)
    return Settings(**values)


def _unreadable(path: Path, why: str) -> BadSettings:
    return BadSettings(f"The settings in {path} cannot be read ({why}). Correct or remove the file.", Settings())


def _error(name: str, value: Any, checks: Mapping[str, Check]) -> str:
    """Return what is wrong with a setting; empty if nothing is."""
    known = [entry.name for entry in fields(Settings)]
    if name not in known:
        return f"unknown setting “{name[:_MOST_QUOTED]}” (available: {', '.join(known)})"
    wrong_type = _type_error(name, value)
    return wrong_type if wrong_type or name not in checks else checks[name](value)


def _type_error(name: str, value: Any) -> str:
    """Return what is wrong with the type or range of a value; empty if nothing is."""
    match name:
        case "measure":
            right = isinstance(value, int) and 20 <= value <= 400
            return "" if right else "measure must be a number of cells from 20 to 400"
        case "keys":
            return "" if _is_table_of(str, value) else "keys must be a table of texts, such as accept = “a”"
        case "models":
            return "" if _is_table_of(str, value) else "models must be a table of texts, such as fr = “fr_core_news_md”"
        case "profiles":
            return "" if _is_table_of(dict, value) else "profiles must be a table of tables, such as [profiles.team]"
        case "recognisers":
            right = _is_table_of(dict, value)
            return "" if right else "recognisers must be a table of tables, such as [recognisers.local]"
        case "tidying":
            right = _is_table_of(bool, value)
            return "" if right else "tidying must be a table of true and false, such as leading_article = false"
        case "analyst" if isinstance(value, str) and value and is_blank(value):
            return "analyst must not be blank; leave it out for the login name"
        case _:
            return "" if isinstance(value, str) else f"{name} must be a text in quotes"


def _is_table_of(kind: type, value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(entry, kind) for entry in value.values())


def is_blank(name: str) -> bool:
    """Return whether a name has no visible character."""
    return not any(character.isprintable() and not character.isspace() for character in name)


def login_name() -> str:
    """Return the user's login name, or “analyst” if the system has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "analyst"
