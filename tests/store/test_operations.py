"""Operations: each has an id and a title, and history that was made under earlier names is understood."""

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from glossator.store import history, operations
from glossator.store.errors import Refused
from glossator.store.history.operation import Operation, operation
from glossator.store.operation import TRACE_ONLY, all_titles, title_of
from glossator.store.schema.operation_ids import IDS
from glossator.store.workspace import Workspace
from tests.store.dumps import ask, change, dump
from tests.store.samples import SAMPLES, make_sample
from tests.store.scene import done, ticking

# What changes rows as a part of operations and is none itself.
_PARTS = frozenset(
    (
        *(
            "update_stamped",
            "adopt_spelling",
            "verdicts_kept",
            "merge_tag_rows",
            "update_all_stamped",
            "update_and_accept",
            "update_article",
            "annotations_at",
            "refuse_duplicate",
            "delete_annotation",
        ),
        *("tags_of", "attach_tags", "current_label", "require_label", "require_tag", "row_author", "merge_tag_rows"),
    )
)
# The names that earlier versions stored: of functions, and those that were given. They do not change any more.
_FORMER = (
    *("", "accept", "add_alias", "add_annotated", "add_article", "add_article_tags", "add_articles", "add_tags"),
    *("always", "analyse", "annotate", "apply_ruling", "archive_articles", "archive_label", "archive_tag"),
    *("bring_back_articles", "bring_back_label", "bring_back_tag", "carry_over", "colour_label", "colour_tag"),
    *("delete", "delete_articles", "describe_label", "describe_tag", "drop_orphans", "forget", "forget_search"),
    *("import", "import_rows", "key_label", "key_tag", "learn_again", "link", "make_label", "make_tag", "merge"),
    *("merge_entities", "merge_labels", "merge_tags", "move_boundaries", "move_tag", "never", "place_orphan"),
    *("place_orphans", "propagate", "reject", "relabel", "remove_alias", "rename_entity", "rename_label"),
    *("rename_tag", "save_search", "split", "split_entity", "tag", "tag_article", "tag_articles", "tag_found"),
    *("take_codebook", "take_codes_along", "take_lexicon", "unlink", "untag", "untag_article", "untag_articles"),
    *("write_article_note", "write_entity_note", "write_note", "write_tag_note"),
)


def test_whatever_an_analyst_can_do_is_registered() -> None:
    modules = [
        importlib.import_module(f"{operations.__name__}.{one.name}")
        for one in pkgutil.iter_modules(operations.__path__)
    ]
    found = {name: value for module in modules for name, value in vars(module).items() if name[0] != "_"}
    functions = {
        name
        for name, value in found.items()
        if inspect.isfunction(value)
        and value.__module__.startswith(operations.__name__)
        and "record" in inspect.signature(value).parameters
    }
    assert functions <= _PARTS
    titles = all_titles()
    for value in found.values():
        if isinstance(value, Operation):
            assert titles[value.id]


def test_all_operations_of_the_store_are_found_wherever_they_are_defined() -> None:
    store = Path(inspect.getfile(operations)).parents[1]
    sources = [path.read_text(encoding="utf-8") for path in store.rglob("*.py")]
    ids = {name for source in sources for name in re.findall(r'^@operation\("([^"]*)"', source, re.MULTILINE)}
    assert len(ids) > 60
    names = subprocess.run(
        [sys.executable, "-c", "from glossator.store.operation import all_titles; print(*all_titles())"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    assert ids == {*names.split()} - {"article.import", "annotation.suggest", "history.unnamed"}


@pytest.mark.parametrize("name", operations.__all__)
def test_the_package_of_operations_has_each_under_its_own_name(name: str) -> None:
    found = getattr(operations, name)
    assert (found.run if isinstance(found, Operation) else found).__name__ == name


def test_an_id_is_a_noun_and_a_verb() -> None:
    for name, title in all_titles().items():
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", name)
        assert re.fullmatch(r"[a-z]+( [a-z]+)*", title)


@pytest.mark.parametrize("name", ["annotation.accept", "article.import"])
def test_an_id_is_given_once(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}' is taken"):
        operation(name, "again")(lambda record: None)


def test_every_name_that_was_stored_has_an_id_with_a_title() -> None:
    assert set(_FORMER) <= IDS.keys()
    assert [name for name in (*IDS.values(), *TRACE_ONLY) if title_of(name) == name] == []


_UNDER_NAMES: Final = tuple(version for version in SAMPLES if version < 6)
"""The schemas whose history has names of functions, not ids."""


@pytest.mark.parametrize("schema", _UNDER_NAMES)
def test_history_under_earlier_names_is_read_undone_and_redone(tmp_path: Path, schema: int) -> None:
    path = tmp_path / "older.db"
    make_sample(path, schema)
    names = {name for (name,) in ask(path, "SELECT DISTINCT act FROM history")}
    assert names <= IDS.keys()
    with Workspace(path, ticking("ann")) as workspace:
        entries = workspace.history(99)
        assert {entry.act for entry in entries} == {IDS[name] for name in names}
        assert {entry.title for entry in entries} == {title_of(IDS[name]) for name in names}
        standing = [entry for entry in entries if not entry.undone and entry.act not in TRACE_ONLY]
        end = dump(path)
        for entry in standing:
            back = done(workspace, history.undo)
            assert (back.batch, back.act) == (entry.batch, entry.title)
        for _ in standing:
            done(workspace, history.redo)
        assert dump(path) == end
        with pytest.raises(Refused, match="“add article” cannot be undone"):
            done(workspace, history.undo_operation, entries[-1].batch)


def test_an_undo_under_an_earlier_name_is_read_and_undone(tmp_path: Path) -> None:
    path = tmp_path / "older.db"
    make_sample(path, _UNDER_NAMES[-1])
    standing = "SELECT batch, act FROM history WHERE undone IS NULL ORDER BY batch DESC LIMIT 1"
    ((batch, name),) = ask(path, standing)
    title = title_of(IDS[name])
    for undone, act in ((batch, f"undo_{name}"), (batch + 100, f"redo_{name}")):
        change(
            path,
            "INSERT INTO history (batch, at, analyst, act, subject, before, after, undoes) "
            "SELECT batch + 100, at, 'bea', ?, subject, after, before, batch FROM history WHERE batch = ? "
            "ORDER BY id DESC",
            [act, undone],
        )
    change(path, "INSERT INTO history (batch, at, analyst, act, subject) VALUES (900, 'x', 'ann', 'gone', 'tags:1')")
    with Workspace(path, ticking("ann")) as workspace:
        reported = [(entry.act, entry.title) for entry in workspace.history(3)]
        assert reported == [("gone", "gone"), ("history.redo", f"redo {title}"), ("history.undo", f"undo {title}")]
        change(path, "DELETE FROM history WHERE act = 'gone'")
        before = dump(path)
        assert done(workspace, history.undo_operation, batch + 200).act == f"redo {title}"
        assert workspace.history(1)[0].title == f"undo {title}"
        assert dump(path) != before
        assert done(workspace, history.undo).act == f"undo {title}"
        assert dump(path) == before
