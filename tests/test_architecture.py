"""What the house promises about itself and no other tool holds. The arrows between the rooms are import-linter's."""

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from textual.message import Message
from textual.message_pump import MessagePump
from textual.reactive import Reactive
from textual.widget import Widget

import glossator

_HOUSE: Final = Path(glossator.__file__).parent
_FILES: Final = sorted(_HOUSE.rglob("*.py"))
# The one module that may know the inside of Textual's objects.
_PRIVATE: Final = "textual_private.py"


def _name(path: Path) -> str:
    return str(path.relative_to(_HOUSE))


@pytest.mark.parametrize("path", [path for path in _FILES if path.name != _PRIVATE], ids=_name)
def test_no_object_is_asked_for_what_is_private_to_it(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    mine = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    private = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__")
        if not (isinstance(node.value, ast.Name) and node.value.id in {"self", "cls", *mine})
        # Public, for all their names say; the second is that of named tuples.
        if ast.unparse(node) != "os._exit" and node.attr != "_replace"
    ]
    assert private == []


@pytest.mark.parametrize("path", [path for path in _FILES if path.name != _PRIVATE], ids=_name)
def test_nothing_private_is_imported_from_elsewhere(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names += [*(node.module or "").split("."), *(alias.name for alias in node.names)]
        elif isinstance(node, ast.Import):
            names += [part for alias in node.names for part in alias.name.split(".")]
    assert [name for name in names if re.match("_(?!_)", name) and name != Path(_PRIVATE).stem] == []


def _modules() -> list[str]:
    """Return the names of all modules but the one that may know what is private."""
    return [
        ".".join(path.relative_to(_HOUSE.parent).with_suffix("").parts)
        for path in _FILES
        if path.name not in ("__main__.py", "__init__.py", _PRIVATE)
    ]


def _private_names(kind: type) -> set[str]:
    """Return the private names that a class defines, and those that its methods use of anything."""
    codes = [getattr(entry, "__code__", None) for entry in vars(kind).values()]
    names = {*vars(kind), *(name for code in codes if code is not None for name in code.co_names)}
    # A reactive that is declared again brings its default with it.
    of_reactives = {f"_default_{name}" for name, entry in vars(kind).items() if isinstance(entry, Reactive)}
    return {name for name in names if name.startswith("_") and not name.endswith("__")} - of_reactives


def _kinds(base: type) -> set[type]:
    """Return the classes of the program that derive from `base`, but for what may know what is private."""
    for module in _modules():
        importlib.import_module(module)
    found: set[type] = set()
    todo: list[type] = [base]
    while todo:
        kind: type
        for kind in todo.pop().__subclasses__():
            todo.append(kind)
            if (
                kind.__module__.startswith("glossator.")
                and kind.__module__ != f"glossator.terminal.{Path(_PRIVATE).stem}"
            ):
                found.add(kind)
    return found


def test_no_screen_or_widget_uses_or_hides_what_textual_keeps_on_itself() -> None:
    kinds = _kinds(MessagePump)
    assert {"ArticlePane", "Chooser", "Editor", "GlossatorApp", "ReaderScreen"} <= {kind.__name__ for kind in kinds}
    of_each = vars(type("Plain", (Widget,), {}))
    clashes = {
        f"{kind.__name__}.{name}"
        for kind in kinds
        for base in kind.__mro__
        if base.__module__.startswith("textual.")
        for name in _private_names(kind) & _private_names(base)
        if name not in of_each
    }
    assert clashes == set()


def _imported(statement: str, unwanted: str) -> str:
    """Return which of the modules `unwanted` a fresh interpreter has after a statement."""
    code = f"{statement}\nimport sys\nprint(*[name for name in {unwanted.split()!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("module", ["glossator.cli", "glossator.ui.app"])
def test_starting_imports_nothing_that_takes_long(module: str) -> None:
    assert _imported(f"import {module}", "spacy sqlite_utils numpy trafilatura charset_normalizer") == ""


@pytest.mark.parametrize(
    "room", ["text", "domain", "matching", "store", "formats", "services", "ner", "state", "runtime", "api"]
)
def test_the_rooms_below_the_screens_know_no_screen(room: str) -> None:
    modules = [module for module in _modules() if module.startswith(f"glossator.{room}.")]
    assert modules
    assert _imported(f"import {', '.join(modules)}", "textual rich") == ""


def test_what_is_checked_here_is_the_program_itself() -> None:
    assert len(_FILES) > 50
    assert {"glossator.ui.app", "glossator.ui.reader.screen", "glossator.ui.widgets.article.view"} <= set(_modules())


@pytest.mark.parametrize("path", [path for path in _FILES if path.parent.name == "store"], ids=_name)
def test_the_store_opens_no_file_but_through_sqlite(path: Path) -> None:
    # Closing a file gives up all locks that the process has on it, those of SQLite too.
    tree = ast.parse(path.read_text(encoding="utf-8"))
    opening = {"open", "read_bytes", "read_text", "write_bytes", "write_text"}
    called = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Attribute) and node.func.attr in opening)
            or (isinstance(node.func, ast.Name) and node.func.id in opening)
        )
        # A copy that nothing has open yet, and what the system says of its disks.
        and not ast.unparse(node).startswith(("beside.open(", "_MOUNTS.read_text("))
    ]
    assert called == []


def _message_handlers() -> set[str]:
    """Return the name of the method that handles each message of Textual and of the program."""
    found: set[str] = set()
    todo: list[type[Message]] = [Message]
    while todo:
        kind = todo.pop()
        todo += kind.__subclasses__()
        found.add(getattr(kind, "handler_name", ""))
    return found


def test_every_handler_that_is_found_by_name_has_a_message() -> None:
    # A handler whose message was renamed would never be called, and nothing else would notice.
    kinds = _kinds(MessagePump)
    known = _message_handlers()
    methods = {
        f"{kind.__name__}.{name}"
        for kind in kinds
        for name, entry in vars(kind).items()
        if re.match("_?on_", name) and callable(entry) and not isinstance(entry, property)
    }
    assert len(methods) > 30
    assert {one for one in methods if f"on_{one.partition('.')[2].partition('on_')[2]}" not in known} == set()


def test_every_public_class_has_a_name_of_its_own() -> None:
    places: dict[str, list[str]] = {}
    for file in _FILES:
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(file.name)
    assert {name: files for name, files in places.items() if len(files) > 1} == {}
