"""The settings file and the state folder, where each system has them, and JSON files in the state folder."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from glossator.runtime.files import atomic_file, make_private_folder

_NAME: Final = "glossator"


def settings_file() -> Path:
    """Return the path of the user's settings, which may not exist."""
    from platformdirs import user_config_path

    return user_config_path(_NAME) / "settings.toml"


def state_folder() -> Path:
    """Return the folder for conveniences such as reading positions, which may not exist yet."""
    from platformdirs import user_state_path

    return user_state_path(_NAME)


def access_error(file: Path) -> str:
    """Return why `file` cannot be accessed, such as a file in place of its folder; empty if it can, or is missing."""
    try:
        file.stat()
    except FileNotFoundError:
        return ""
    except OSError as error:
        return error.strerror or str(error)
    return ""


def write_error(folder: Path) -> str:
    """Return why no file can be written in `folder`, which is created if needed; empty if one can."""
    probe = folder / f"probe.{os.getpid()}.part"
    try:
        make_private_folder(folder)
        probe.touch(mode=0o600)
        probe.unlink()
    except FileExistsError:
        return "a file is in the way"
    except OSError as error:
        return error.strerror or str(error)
    return ""


def read_json(file: Path) -> dict[str, Any]:
    """Return the object in a JSON file; an empty one if it cannot be read or holds something else."""
    with suppress(OSError, ValueError, RecursionError):
        found = json.loads(file.read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    return {}


def write_json(file: Path, value: dict[str, Any]) -> None:
    """Replace a JSON file, readable only by its owner; if it cannot be written, do nothing."""
    with suppress(OSError):
        make_private_folder(file.parent)
        with atomic_file(file, private=True) as target:
            target.write(json.dumps(value).encode())
