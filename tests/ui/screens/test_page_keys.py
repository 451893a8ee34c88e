"""One grammar of keys: a key means the same on every page that has it, and the same in the reader."""

import importlib
import pkgutil
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from textual.binding import Binding

import glossator
import glossator.ui.screens
from glossator.ui.commands import COMMANDS
from glossator.ui.keymap import key_label
from glossator.ui.screens.list_screen import ListScreen
from glossator.ui.screens.page_keys import PAGE_KEYS, page_bindings

# What the keys mean wherever they are bound, in lists and in the article.
_GRAMMAR = {
    "a": "accept",
    "x": "reject",
    "r": "relabel",
    "t": "tag",
    "n": "note",
    "u": "undo",
    "ctrl+r": "redo",
    "q": "quit",
    "question_mark": "key_help",
}
# The same thing under another name in the reader, where it is a command of its own.
_SAME = {
    "import_files": "import",
    "key_help": "key_help",
    "quit": "close",
    "next_unread": "next_unread",
    "next_to_decide": "next_to_decide",
    "export": "export",
    "delete": "delete",
    "never": "never",
    "undo": "undo",
    "redo": "redo",
    "fit": "at_selection",
    "versions": "versions",
    "disputes": "disputes",
}


def _pages() -> list[type[ListScreen[Any, Any]]]:
    for module in pkgutil.walk_packages(glossator.ui.screens.__path__, "glossator.ui.screens."):
        importlib.import_module(module.name)
    found: list[type[ListScreen[Any, Any]]] = [ListScreen]
    for page in found:
        found += page.__subclasses__()
    return found


def _bindings(page: type[ListScreen[Any, Any]]) -> list[Binding]:
    return [one for one in vars(page).get("BINDINGS", ()) if isinstance(one, Binding)]


# In the reader, this key accepts many annotations at once, and so it does in the list of disputes; articles are only
# analysed.
_ACCEPTS_MANY = "accept_most"


def test_no_two_actions_of_pages_share_a_key() -> None:
    assert PAGE_KEYS[_ACCEPTS_MANY].keys == PAGE_KEYS["analyse"].keys
    keys = [key for name, page_key in PAGE_KEYS.items() if name != _ACCEPTS_MANY for key in page_key.keys.split(",")]
    assert sorted(set(keys)) == sorted(keys)


def test_every_page_has_its_keys_from_the_one_table() -> None:
    meanings: defaultdict[str, set[str]] = defaultdict(set)
    for page in _pages():
        for binding in _bindings(page):
            for key in binding.key.split(","):
                meanings[key].add(binding.action)
    known: defaultdict[str, set[str]] = defaultdict(set)
    for name, page_key in PAGE_KEYS.items():
        for key in page_key.keys.split(","):
            known[key].add(name)
    moving = {"down": {"step(1)"}, "up": {"step(-1)"}, "pagedown": {"page(1)"}, "pageup": {"page(-1)"}}
    moving |= {"right": {"across(1)"}, "left": {"across(-1)"}}
    moving |= {str(digit): {f"side({digit})"} for digit in range(1, 10)}
    assert {key: actions for key, actions in meanings.items() if (known | moving).get(key) != actions} == {}


def test_the_reader_has_the_keys_of_the_grammar() -> None:
    ids = {key: command.id for command in COMMANDS for key in command.keys}
    assert {key: ids.get(key) for key in _GRAMMAR} == _GRAMMAR
    # Sorting is not a command of the reader.
    assert not ids.keys() & {"s", "S"}


def test_what_the_reader_and_the_pages_can_do_has_one_key() -> None:
    keys = {command.id: set(command.keys) for command in COMMANDS}
    different = {
        name: (keys[id_], PAGE_KEYS[name].keys)
        for id_, name in _SAME.items()
        if not set(PAGE_KEYS[name].keys.split(",")) <= keys[id_]
    }
    assert different == {}


def test_a_page_may_name_an_action_more_exactly() -> None:
    (place,) = page_bindings(accept="Place")
    assert (place.key, place.action, place.description, place.show) == ("a", "accept", "Place", True)


def test_messages_name_keys_that_are_bound() -> None:
    spoken = {"Enter", "Escape", "Space", "Tab", "ctrl+p"}
    known = {key_label(key) for page_key in PAGE_KEYS.values() for key in page_key.keys.split(",")}
    known |= {key_label(key) for command in COMMANDS for key in command.keys} | spoken
    named = set()
    for file in (Path(glossator.__file__).parent / "ui").rglob("*.py"):
        named |= set(re.findall(r"[Pp]ress ([^\s.,;:]+|[,;.:])(?=[\s.,;:])", file.read_text(encoding="utf-8")))
    # Words that follow “press” in comments, and what stands for a key.
    named = {key.rstrip('"]') for key in named} - {"it", "its", "a", "the", "another", "{letter}", "one"}
    assert {key for key in named if key not in known} == set()
