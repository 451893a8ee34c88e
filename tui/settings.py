"""The user's settings: one TOML file, every value of which has a default."""

import getpass
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from tui.commands import BadKeys, with_keys

THEMES: Final = ("glossator-dark", "glossator-light", "glossator-contrast")


class BadSettings(Exception):
    """A settings file that cannot be used; the message is one sentence with the way out."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user has chosen.

    Attributes:
        analyst: the name that acts are kept under; the login name where it is empty.
        theme: one of Textual's or of this program's themes.
        model: the spaCy pipeline that recognises, a module's name or a folder; the default one where it is empty.
        measure: the widest that a line of text may be, in cells.
        keys: for a command's id its keys, divided by spaces.
        tidying: for the name of a rule of tui.recognition.tidying whether it is on, which all are by default.
        profiles: for the name of a way to write tables what it changes of the one for Excel.
    """

    analyst: str = ""
    theme: str = THEMES[0]
    model: str = ""
    measure: int = 72
    keys: Mapping[str, str] = field(default_factory=dict)
    tidying: Mapping[str, bool] = field(default_factory=dict)
    profiles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def tidying_rules(self) -> tuple[str, ...]:
        """The names of the rules by which suggestions are tidied."""
        # Only what recognises needs them, and the first frame does not wait for it.
        from tui.recognition.tidying import RULES

        return tuple(name for name in RULES if self.tidying.get(name, True))


def read_settings(path: Path) -> Settings:
    """Return the settings in the file at `path`, or the defaults when there is none.

    Raises:
        BadSettings: when the file cannot be read, or holds something that is no setting.
    """
    try:
        written = path.read_text(encoding="utf-8")
        # Where there is no file, the first frame need not wait for what reads one.
        import tomllib

        values = tomllib.loads(written)
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        raise BadSettings(f"The settings in {path} cannot be read ({error}); mend or remove the file.") from error
    wrong = _wrong(values)
    if wrong:
        raise BadSettings(f"In the settings {path}: {wrong}.")
    return Settings(**values)


def _wrong(values: Mapping[str, Any]) -> str:
    """Return what is wrong with `values`, or nothing."""
    known = [entry.name for entry in fields(Settings)]
    for name, value in values.items():
        if name not in known:
            return f"there is no setting “{name}”; there are {', '.join(known)}"
        if name == "measure":
            if not isinstance(value, int) or not 20 <= value <= 400:
                return "measure is a number of cells from 20 to 400"
        elif name == "keys":
            if not isinstance(value, dict) or not all(isinstance(keys, str) for keys in value.values()):
                return "keys is a table of texts, such as accept = “a”"
            try:
                with_keys(value)
            except BadKeys as error:
                return str(error)
        elif name == "profiles":
            if wrong := _wrong_profile(value):
                return wrong
        elif name == "tidying":
            if wrong := _wrong_tidying(value):
                return wrong
        elif not isinstance(value, str):
            return f"{name} is a text, in quotes"
    return ""


def _wrong_profile(profiles: Any) -> str:
    """Return what is wrong with the profiles, or nothing."""
    # The reader needs none of them.
    from tui.formats.profiles import BadProfile, own_profile

    if not isinstance(profiles, dict) or not all(isinstance(profile, dict) for profile in profiles.values()):
        return "profiles is a table of tables, such as [profiles.team]"
    for name, profile in profiles.items():
        try:
            own_profile(profile)
        except BadProfile as error:
            return f"in the profile “{name}”, {error}"
    return ""


def _wrong_tidying(value: Any) -> str:
    from tui.recognition.tidying import RULES

    if not isinstance(value, dict) or not all(isinstance(on, bool) for on in value.values()):
        return "tidying is a table of true and false, such as leading_article = false"
    unknown = [name for name in value if name not in RULES]
    return f"there is no rule “{unknown[0]}” for tidying; there are {', '.join(RULES)}" if unknown else ""


def login_name() -> str:
    """Return the name that the system knows the user by, or “analyst” where it knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "analyst"
