"""Takes the pictures of README and docs from the app itself, on a copy of the starter workspace.

Run by `make screenshots`.
"""

import asyncio
import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

from glossator.state.settings import Settings
from glossator.ui.app import GlossatorApp

_ROOT: Final = Path(__file__).parent.parent
_PICTURES: Final = _ROOT / "docs" / "pictures"
_WIDE: Final = (120, 34)
_TO_THE_GROUP: Final = ("right_square_bracket",) * 3
# Name, theme, size, keys: what is pressed before the picture is taken.
_WANTED: Final = (
    ("reader-dark", "glossator-dark", _WIDE, _TO_THE_GROUP),
    ("reader-light", "glossator-light", _WIDE, _TO_THE_GROUP),
    ("reader-contrast", "glossator-contrast", _WIDE, _TO_THE_GROUP),
    ("list-dark", "glossator-dark", _WIDE, ("o", "slash", *"accepted")),
    ("labels-dark", "glossator-dark", _WIDE, (*_TO_THE_GROUP, "r")),
    ("mentions-dark", "glossator-dark", _WIDE, (*_TO_THE_GROUP, "p", "v")),
    ("codebook-dark", "glossator-dark", _WIDE, ("K", "G")),
    ("narrow-dark", "glossator-dark", (80, 24), (*_TO_THE_GROUP, "n")),
)


async def _take(name: str, theme: str, size: tuple[int, int], keys: tuple[str, ...], workspace: Path) -> None:
    app = GlossatorApp(workspace, "sample", Settings(theme=theme))
    async with app.run_test(size=size) as pilot:
        await app.workers.wait_for_complete()
        await pilot.press(*keys)
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.wait_for_scheduled_animations()
        app.save_screenshot(f"{name}.svg", path=str(_PICTURES))
    app.close_workspace()
    print(f"docs/pictures/{name}.svg")


def main() -> None:
    """Take all pictures."""
    _PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        # Pictures have all colours, whatever the terminal that they are made from.
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
        os.environ.pop("NO_COLOR", None)
        for name, theme, size, keys in _WANTED:
            workspace = Path(folder, f"{name}.db")
            shutil.copy(_ROOT / "annotations.db", workspace)
            asyncio.run(_take(name, theme, size, keys, workspace))


if __name__ == "__main__":
    main()
