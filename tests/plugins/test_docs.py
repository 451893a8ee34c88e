"""The page on plugins shows the code of the example."""

import re
from pathlib import Path

from glossator.plugins import Hooks
from tests.journeys.terminal import REPOSITORY
from tests.plugins.conftest import EXAMPLE

PAGE = REPOSITORY / "docs" / "plugins.md"


def test_the_page_has_every_file_of_the_example_as_it_is() -> None:
    page = PAGE.read_text("utf-8")
    shown = dict(re.findall(r"^`([\w./]+)`:\n\n```\w+\n(.*?)```$", page, re.MULTILINE | re.DOTALL))
    files = {
        str(path.relative_to(EXAMPLE)): path.read_text("utf-8")
        for path in Path(EXAMPLE).rglob("*")
        if path.suffix in (".py", ".toml")
    }
    assert shown == files


def test_the_page_names_every_hook() -> None:
    page = PAGE.read_text("utf-8")
    assert [name for name in vars(Hooks) if not name.startswith("_") and f"`{name}`" not in page] == []
