"""Where things are kept outside the workspace, by each system's custom."""

import os
from pathlib import Path
from typing import Final

from glossator.runtime.private_folder import make_private

_NAME: Final = "glossator"


def settings_file() -> Path:
    """Return where the user's settings are, whether or not there are any."""
    from platformdirs import user_config_path

    return user_config_path(_NAME) / "settings.toml"


def state_folder() -> Path:
    """Return the folder for comforts such as the reading position; it may not exist yet."""
    from platformdirs import user_state_path

    return user_state_path(_NAME)


def access_error(file: Path) -> str:
    """Return why nothing can be read at `file`, such as where its folder is a file; empty where it is only missing."""
    try:
        file.stat()
    except FileNotFoundError:
        return ""
    except OSError as error:
        return error.strerror or str(error)
    return ""


def write_error(folder: Path) -> str:
    """Return why nothing can be kept in `folder`, which is made if it can be; empty where a file could be written."""
    probe = folder / f"probe.{os.getpid()}.part"
    try:
        make_private(folder)
        probe.touch(mode=0o600)
        probe.unlink()
    except FileExistsError:
        return "a file is in the way"
    except OSError as error:
        return error.strerror or str(error)
    return ""
