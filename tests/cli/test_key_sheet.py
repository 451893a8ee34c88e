"""The sheet of keys, as a browser reads it."""

from dataclasses import replace
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path

from glossator.cli.key_sheet import key_sheet
from glossator.state.locations import settings_file
from glossator.ui.commands import COMMANDS, key_label
from tests.cli.conftest import Run


class Sheet(HTMLParser):
    """What is on a sheet."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.rows: list[tuple[str, list[str], str]] = []
        self._group, self._keys = "", list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.append(tag)
        if tag == "dt":
            self._keys = []

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        match self.elements[-1]:
            case "h2":
                self._group = data
            case "kbd":
                self._keys.append(data)
            case "dd":
                self.rows.append((self._group, self._keys, data))


def settings(text: str) -> None:
    """Write the settings."""
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text(text, encoding="utf-8")


def test_every_command_with_a_key_is_on_the_sheet_below_its_group(glossator: Run) -> None:
    ran = glossator("keys", "--sheet")
    assert (ran.code, ran.err) == (0, "")
    rows = Sheet(ran.out.decode("utf-8")).rows
    expected = [(one.group, [key_label(key) for key in one.keys], one.title) for one in COMMANDS if one.keys]
    assert sorted(rows) == sorted(expected)
    headings = [group for group, _ in groupby(group for group, _, _ in rows)]
    assert headings == list(dict.fromkeys(one.group for one in COMMANDS))


def test_the_sheet_has_the_keys_of_the_settings(glossator: Run) -> None:
    settings('[keys]\naccept = "<"\nprevious_article = ""\n')
    rows = {title: keys for _, keys, title in Sheet(glossator("keys", "--sheet").out.decode("utf-8")).rows}
    assert rows["Accept"] == ["<"]
    assert "Previous article" not in rows


def test_names_are_no_markup() -> None:
    command = replace(COMMANDS[0], keys=("&lt;",), title="<script>a</script>", group="<b>&amp;")
    sheet = Sheet(key_sheet([command]))
    assert sheet.rows == [("<b>&amp;", ["&lt;"], "<script>a</script>")]
    assert {"script", "b"}.isdisjoint(sheet.elements)


def test_the_sheet_needs_nothing_but_itself() -> None:
    page = key_sheet(COMMANDS)
    assert page.startswith("<!DOCTYPE html>")
    assert {"script", "link", "img"}.isdisjoint(Sheet(page).elements)
    assert "http" not in page
    assert "url(" not in page


def test_the_sheet_is_written_to_a_file_that_is_not_there(glossator: Run, here: Path) -> None:
    assert glossator("keys", "--sheet", "keys.html").code == 0
    page = (here / "keys.html").read_bytes()
    assert page == glossator("keys", "--sheet").out
    (here / "keys.html").write_bytes(b"mine")
    assert "keys.html" in glossator("keys", "--sheet", "keys.html").refusal
    assert (here / "keys.html").read_bytes() == b"mine"
    assert glossator("keys", "--sheet", "keys.html", "--force").code == 0
    assert (here / "keys.html").read_bytes() == page


def test_the_sheet_is_no_list(glossator: Run) -> None:
    assert glossator("keys", "--sheet", "--json").code == 2
