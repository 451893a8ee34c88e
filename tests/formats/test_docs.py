"""The page on formats shows what the program writes."""

import re

from docs.format_examples import PAGE, renewed
from glossator.services.exporting import formats


def test_every_example_is_what_the_program_writes() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert renewed(page) == page, "python -m docs.format_examples rewrites them"


def test_every_format_that_people_can_read_has_an_example() -> None:
    shown = set(re.findall(r"<!-- example: (\S+)", PAGE.read_text(encoding="utf-8")))
    # One differs from another that is shown in nothing but a unit, one is a page, and one a binary file.
    assert set(formats()) - shown == {"doccano-codepoints", "html", "xlsx"}


def test_every_format_is_on_the_page() -> None:
    named = set(re.findall(r"`([a-z-]+)`", PAGE.read_text(encoding="utf-8").partition("\n## ")[0]))
    assert set(formats()) <= named
