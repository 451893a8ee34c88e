"""Checks of the settings that name commands, table profiles and postprocessing rules."""

from collections.abc import Mapping
from typing import Any, Final

from glossator.state.settings import Check


def _wrong_keys(keys: Mapping[str, str]) -> str:
    from glossator.ui.commands import BadKeys, with_keys

    try:
        with_keys(keys)
    except BadKeys as error:
        return str(error)
    return ""


def _wrong_profiles(profiles: Mapping[str, Mapping[str, Any]]) -> str:
    from glossator.formats.tables.profiles import BadProfile, own_profile

    for name, profile in profiles.items():
        try:
            own_profile(profile)
        except BadProfile as error:
            return f"in the profile “{name}”, {error}"
    return ""


def _wrong_rules(tidying: Mapping[str, bool]) -> str:
    from glossator.ner.postprocessing import RULES

    unknown = [name for name in tidying if name not in RULES]
    return f"there is no rule “{unknown[0]}” for tidying; there are {', '.join(RULES)}" if unknown else ""


# Each imports what it needs only where the setting is there, because the first frame waits for the settings.
SETTING_CHECKS: Final[Mapping[str, Check]] = {
    "keys": _wrong_keys,
    "profiles": _wrong_profiles,
    "tidying": _wrong_rules,
}
