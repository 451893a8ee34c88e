"""The indexes of search: damage is found, said instead of "nothing found", and mended."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from glossator.domain.mention import Order
from glossator.domain.query import parse
from glossator.store.errors import Altered, SearchDamaged, StoreError
from glossator.store.recovery.checks import examine
from glossator.store.recovery.search_index import rebuild
from glossator.store.workspace import Workspace
from tests.store.dumps import ask, change
from tests.store.samples import SAMPLES, make_sample
from tests.store.scene import Scene, ticking

# Damage by which a word of the text is not found.
_SILENT = {
    "pages without content": "UPDATE search_texts_data SET block = zeroblob(length(block)) WHERE id > 10",
    "no structure": "UPDATE search_texts_data SET block = zeroblob(length(block)) WHERE id = 10",
    "pages gone": "DELETE FROM search_texts_data WHERE id > 10",
    "other words": "UPDATE search_texts_data SET block = swap(block, 'urora', 'urorb')",
}


def _find(path: Path, query: str) -> list[str]:
    with Workspace(path, ticking("ann")) as workspace:
        return [mention.hit for mention in workspace.search(parse(query), Order.RELEVANCE)]


def _spoil(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.create_function("swap", 3, lambda block, old, new: block.replace(old.encode(), new.encode()))
        connection.execute(statement)


@pytest.mark.parametrize("damage", _SILENT)
def test_a_damaged_index_is_said_to_be_and_can_be_made_again(scene: Scene, damage: str) -> None:
    scene.workspace.close()
    sound = _find(scene.path, "Aurora")
    assert sound
    _spoil(scene.path, _SILENT[damage])
    before = scene.path.read_bytes()
    with pytest.raises(SearchDamaged, match=r"The search index of .*; run “glossator doctor --rebuild-search”"):
        _find(scene.path, "Aurora")
    assert any("The search index (search_texts)" in said for said in examine(scene.path).problems)
    assert scene.path.read_bytes() == before
    rebuild(scene.path)
    assert _find(scene.path, "Aurora") == sound
    assert examine(scene.path).problems == ()


def test_what_is_not_in_the_texts_is_not_found_and_no_damage(scene: Scene) -> None:
    scene.workspace.close()
    for query in ("nowhere", "Aurora label:ORG", "Auror", "aurora NOT aurora"):
        assert _find(scene.path, query) == []


def test_an_index_that_has_lost_its_way_to_the_pages_is_a_problem(scene: Scene) -> None:
    scene.workspace.close()
    _spoil(scene.path, "DELETE FROM search_texts_docsize")
    (problem,) = [said for said in examine(scene.path).problems if "(search_texts)" in said]
    assert "is damaged or incomplete" in problem


def test_an_index_of_remarks_with_other_words_is_a_problem(scene: Scene) -> None:
    scene.workspace.close()
    _spoil(scene.path, "UPDATE search_remarks_data SET block = swap(block, 'crew', 'crow')")
    assert any("The search index (search_remarks) is damaged" in said for said in examine(scene.path).problems)
    rebuild(scene.path)
    assert examine(scene.path).problems == ()


def test_a_broken_tokenizer_is_a_problem_and_mended(scene: Scene) -> None:
    scene.workspace.close()
    with closing(sqlite3.connect(scene.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'unicode61', 'nonsense')")
    with pytest.raises(Altered, match="table search_texts, table search_remarks are missing or replaced"):
        Workspace(scene.path, ticking("ann"))
    problems = "\n".join(examine(scene.path).problems)
    assert "The table search_texts is missing, or not as this program made it; run “glossator doctor --reb" in problems
    assert "no such tokenizer: nonsense" in problems
    rebuild(scene.path)
    assert examine(scene.path).problems == ()
    assert _find(scene.path, "Aurora")


def test_an_index_that_is_gone_is_made_again(scene: Scene) -> None:
    scene.workspace.close()
    change(scene.path, "DROP TABLE search_remarks")
    rebuild(scene.path)
    assert examine(scene.path).problems == ()
    assert _find(scene.path, "crew")


def test_with_more_damage_than_the_index_nothing_is_changed(scene: Scene) -> None:
    scene.workspace.close()
    ((page,),) = ask(scene.path, "SELECT rootpage FROM sqlite_master WHERE name = 'articles'")
    ((size,),) = ask(scene.path, "PRAGMA page_size")
    data = bytearray(scene.path.read_bytes())
    data[(page - 1) * size : page * size] = b"\xff" * size
    scene.path.write_bytes(data)
    with pytest.raises(StoreError, match=r"more than the index is damaged .*--salvage NEW\.db"):
        rebuild(scene.path)


def test_the_indexes_of_an_earlier_workspace_are_made_by_bringing_it_up_to_date(tmp_path: Path) -> None:
    make_sample(tmp_path / "older.db", SAMPLES[0])
    rebuild(tmp_path / "older.db")
    assert examine(tmp_path / "older.db").problems == ()
