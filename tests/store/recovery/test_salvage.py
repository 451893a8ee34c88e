"""Damaged workspaces: reported, never written to, and what can be read is taken out."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from glossator.domain.article import ArticleDraft
from glossator.store import operations
from glossator.store.connection import create_or_migrate
from glossator.store.errors import NotAWorkspace, Refused, StoreError
from glossator.store.operations.articles import delete_articles
from glossator.store.recovery.checks import examine
from glossator.store.recovery.salvage import salvage
from glossator.store.workspace import Workspace
from tests.faults.script import set_up
from tests.store.dumps import ask, change, dump, everything
from tests.store.samples import SAMPLES, make_sample
from tests.store.scene import Scene, add, done, place, ticking

_PAGE = 4_096


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A workspace of a hundred pages, and of notes that must not be lost."""
    path = tmp_path_factory.mktemp("large") / "large.db"
    set_up(path)
    with Workspace(path, ticking("ann")) as workspace:
        for annotation in workspace.annotations(1):
            done(workspace, operations.write_note, annotation.id, f"On {annotation.quote}: " + "remember " * 20)
    return path.read_bytes()


def test_a_sound_workspace_is_taken_over_whole(scene: Scene, tmp_path: Path) -> None:
    done(scene.workspace, operations.write_note, scene.ship, "Ask.")
    scene.workspace.close()
    before = scene.path.read_bytes()
    salvaged = salvage(scene.path, tmp_path / "new.db")
    assert salvaged.lost == []
    assert everything(tmp_path / "new.db") == everything(scene.path)
    assert examine(tmp_path / "new.db").problems == ()
    assert scene.path.read_bytes() == before


@pytest.mark.parametrize("version", SAMPLES)
def test_an_older_workspace_is_taken_over_too(tmp_path: Path, version: int) -> None:
    make_sample(tmp_path / "old.db", version)
    assert salvage(tmp_path / "old.db", tmp_path / "new.db").lost == []
    kept = ask(tmp_path / "new.db", "SELECT uid, status, note FROM annotations ORDER BY id")
    assert kept == ask(tmp_path / "old.db", "SELECT uid, status, note FROM annotations ORDER BY id")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> int:
    """The bytes of a workspace with nothing in it: where it says which tables there are, and their first pages."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    Workspace(path, ticking("ann"), create=True).close()
    return path.stat().st_size


def _cut_off(data: bytearray, empty: int, chance: random.Random) -> None:
    del data[chance.randrange(empty, len(data)) :]


def _overwrite(data: bytearray, empty: int, chance: random.Random) -> None:
    for _ in range(3):
        place = chance.randrange(empty // _PAGE, len(data) // _PAGE) * _PAGE
        data[place : place + _PAGE] = chance.randbytes(_PAGE)


def _flip(data: bytearray, empty: int, chance: random.Random) -> None:
    for _ in range(20):
        data[chance.randrange(empty, len(data))] ^= 1 << chance.randrange(8)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("spoil", [_cut_off, _overwrite, _flip])
def test_what_can_be_read_of_a_damaged_workspace_is_taken_into_a_sound_one_and_the_rest_is_reported(
    large: bytes, empty: int, tmp_path: Path, spoil: Callable[[bytearray, int, random.Random], None], seed: int
) -> None:
    path, new = tmp_path / "large.db", tmp_path / "new.db"
    data = bytearray(large)
    spoil(data, empty, random.Random(seed))
    path.write_bytes(data)
    salvaged = salvage(path, new)
    assert path.read_bytes() == data, "a damaged file is only read"
    assert ask(new, "PRAGMA integrity_check") == [("ok",)]
    assert ask(new, "PRAGMA foreign_key_check") == []
    whole = tmp_path / "whole.db"
    whole.write_bytes(large)
    for table in ("annotations", "articles", "tags", "history"):
        there, kept = _rows_of(whole, table), _rows_of(new, table)
        missing = len(there) - len(kept)
        assert missing <= 0 or any(table in sentence for sentence in salvaged.lost), f"{missing} of {table} lost unsaid"
    with Workspace(new, ticking("ann")) as workspace:
        assert isinstance(workspace.articles(), list)


def _rows_of(path: Path, table: str) -> list[tuple[object, ...]]:
    return ask(path, f"SELECT * FROM {table}")


def test_one_bad_page_of_annotations_costs_no_more_than_what_stood_on_it(large: bytes, tmp_path: Path) -> None:
    path, new = tmp_path / "large.db", tmp_path / "new.db"
    path.write_bytes(large)
    total = ask(path, "SELECT count(*) FROM annotations")[0][0]
    place = large.index(b"On Harbour 60: ")
    data = bytearray(large)
    data[place // _PAGE * _PAGE : (place // _PAGE + 1) * _PAGE] = b"\xff" * _PAGE
    path.write_bytes(data)
    salvaged = salvage(path, new)
    assert total - 20 < salvaged.kept["annotations"] < total
    assert any("rows of annotations cannot be read" in sentence for sentence in salvaged.lost)
    assert examine(new).problems == ()


def test_what_refers_to_something_lost_is_reported_with_its_note(scene: Scene, tmp_path: Path) -> None:
    done(scene.workspace, operations.write_note, scene.ship, "Not to be lost unsaid.")
    scene.workspace.close()
    with sqlite3.connect(scene.path) as other:
        other.execute("DELETE FROM articles")
        other.execute("DELETE FROM labels WHERE name = 'GPE'")
    other.close()
    salvaged = salvage(scene.path, tmp_path / "new.db")
    assert any("Not to be lost unsaid." in sentence for sentence in salvaged.lost)
    assert examine(tmp_path / "new.db").problems == ()


def test_a_label_that_is_lost_is_made_again(scene: Scene, tmp_path: Path) -> None:
    scene.workspace.close()
    with sqlite3.connect(scene.path) as other:
        other.execute("DELETE FROM labels")
    other.close()
    assert salvage(scene.path, tmp_path / "new.db").lost == []
    assert examine(tmp_path / "new.db").problems == ()
    assert dump(tmp_path / "new.db")["annotations"] == dump(scene.path)["annotations"]


def test_a_workspace_is_taken_into_a_new_file_only(scene: Scene, tmp_path: Path) -> None:
    taken = tmp_path / "taken.db"
    taken.write_bytes(b"mine")
    with pytest.raises(Refused, match="exists already"):
        salvage(scene.path, taken)
    assert taken.read_bytes() == b"mine"


def test_nothing_is_taken_out_of_what_is_no_workspace(tmp_path: Path) -> None:
    change(tmp_path / "foreign.db", "CREATE TABLE diary (entry TEXT)")
    (tmp_path / "text.db").write_bytes(b"Not a database. " * 500)
    (tmp_path / "empty.db").touch()
    for name in ("foreign.db", "text.db", "empty.db"):
        with pytest.raises(NotAWorkspace):
            salvage(tmp_path / name, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_workspace_that_is_cut_off_is_refused_before_anything_is_written(
    large: bytes, tmp_path: Path, share: float
) -> None:
    path = tmp_path / "cut.db"
    path.write_bytes(large[: int(len(large) * share)])
    before = path.read_bytes()
    with pytest.raises(NotAWorkspace, match=r"is damaged .*; “glossator doctor” lists backups"):
        Workspace(path, ticking("ann"))
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["cut.db"]


@pytest.mark.parametrize("left", [1.0, 0.9], ids=["whole", "cut off"])
def test_a_log_beside_a_workspace_stays_beside_it(large: bytes, tmp_path: Path, left: float) -> None:
    (tmp_path / "used.db").write_bytes(large)
    damaged, log = tmp_path / "damaged.db", tmp_path / "damaged.db-wal"
    with closing(sqlite3.connect(tmp_path / "used.db")) as connection, connection:
        connection.execute("UPDATE articles SET note = 'in the log'")
        connection.commit()
        damaged.write_bytes(large[: int(len(large) * left) // _PAGE * _PAGE])
        log.write_bytes((tmp_path / "used.db-wal").read_bytes())
    before = damaged.read_bytes(), log.read_bytes()
    with suppress(StoreError):
        examine(damaged)
    salvage(damaged, tmp_path / "new.db")
    assert ask(tmp_path / "new.db", "SELECT DISTINCT note FROM articles") == [("in the log",)]
    assert (damaged.read_bytes(), log.read_bytes()) == before


def test_looking_at_an_older_workspace_does_not_change_it(tmp_path: Path) -> None:
    make_sample(tmp_path / "old.db", SAMPLES[0])
    before = everything(tmp_path / "old.db")
    found = examine(tmp_path / "old.db")
    assert (found.version, found.annotations, found.problems) == (SAMPLES[0], 4, ())
    assert "migrated when opened" in found.summary
    assert everything(tmp_path / "old.db") == before
    assert ask(tmp_path / "old.db", "PRAGMA user_version") == [(SAMPLES[0],)]


def test_an_empty_file_is_neither_damaged_nor_made_a_workspace_by_looking(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    found = examine(tmp_path / "empty.db")
    assert (found.problems, found.summary) == ((), "an empty file, which becomes a workspace when it is opened")
    assert (tmp_path / "empty.db").read_bytes() == b""


def test_where_not_even_the_tables_are_known_a_backup_is_what_is_left(large: bytes, tmp_path: Path) -> None:
    path = tmp_path / "large.db"
    path.write_bytes(large[:_PAGE] + b"\x55" * (len(large) - _PAGE))
    with pytest.raises(NotAWorkspace, match=r"Nothing in .* can be read; look for a backup beside it"):
        salvage(path, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


# What the pages tell of themselves, and the tags, which are found by their place.
_TOLD_APART = ("articles", "tags", "runs", "annotations", "annotation_tags", "article_tags", "history", "labels")


@pytest.fixture(scope="module")
def tagged(large: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The same with so many tags that they take pages of their own."""
    path = tmp_path_factory.mktemp("tagged") / "tagged.db"
    path.write_bytes(large)
    with Workspace(path, ticking("ann")) as workspace:
        for name in ("people/crew", "sea", "vessels/ferries", "noon", "waiting", "islands"):
            for annotation in workspace.annotations(1):
                done(workspace, operations.tag, annotation.id, name)
        done(workspace, operations.tag_article, 1, "sea")
    return path.read_bytes()


def _without_tables(data: bytes, first: bool) -> bytearray:
    """Return the file without the pages that say which tables there are, with or without the first page."""
    pages = [data[start : start + _PAGE] for start in range(0, len(data), _PAGE)]
    lost = [number for number, page in enumerate(pages) if b"CREATE " in page]
    assert lost
    for number in ([0] if first else []) + lost:
        pages[number] = b"\x55" * _PAGE if number else b"\xff" * _PAGE
    return bytearray(b"".join(pages))


def _set_of(path: Path, table: str) -> set[tuple[object, ...]]:
    return set(_rows_of(path, table))


@pytest.mark.parametrize("first", [False, True])
def test_where_the_tables_are_not_known_their_pages_are_read(tagged: bytes, tmp_path: Path, first: bool) -> None:
    whole, path, new = tmp_path / "whole.db", tmp_path / "lost.db", tmp_path / "new.db"
    whole.write_bytes(tagged)
    path.write_bytes(_without_tables(tagged, first))
    before = path.read_bytes()
    salvaged = salvage(path, new)
    assert f"{len(tagged) // _PAGE} of {len(tagged) // _PAGE} exist" in salvaged.how
    for table in _TOLD_APART:
        assert _set_of(new, table) == _set_of(whole, table), table
    (untold,) = [sentence for sentence in salvaged.lost if "could not be recognised" in sentence]
    assert "finds" in untold
    # What can be computed again is not missed.
    assert not any(name in untold for name in ("sketches", "sketch_keys", "near_duplicates"))
    assert examine(new).problems == ()
    assert path.read_bytes() == before
    assert sorted(found.name for found in tmp_path.iterdir()) == ["lost.db", "new.db", "whole.db"]


@pytest.mark.parametrize("share", [0.5, 0.75, 0.95])
def test_as_much_is_read_off_the_pages_of_a_file_that_is_cut_off_as_sqlite_reads(
    tagged: bytes, empty: int, tmp_path: Path, share: float
) -> None:
    whole, cut, lost = tmp_path / "whole.db", tmp_path / "cut.db", tmp_path / "lost.db"
    there = tagged[: empty + int((len(tagged) - empty) * share)]
    whole.write_bytes(tagged)
    cut.write_bytes(there)
    salvage(cut, tmp_path / "by_sqlite.db")
    lost.write_bytes(_without_tables(there, first=False)[: len(there)])
    salvaged = salvage(lost, tmp_path / "by_pages.db")
    for table in _TOLD_APART:
        by_pages, before = _set_of(tmp_path / "by_pages.db", table), _set_of(whole, table)
        # Of a row that is cut off itself, SQLite reads what is gone as zeros.
        assert by_pages >= _set_of(tmp_path / "by_sqlite.db", table) & before, table
        assert by_pages <= before, table
        assert by_pages == before or any(table in sentence for sentence in salvaged.lost)
    assert examine(tmp_path / "by_pages.db").problems == ()


@pytest.mark.parametrize("version", SAMPLES)
def test_pages_of_an_older_workspace_are_read_too(tmp_path: Path, version: int) -> None:
    make_sample(tmp_path / "old.db", version)
    (tmp_path / "lost.db").write_bytes(_without_tables((tmp_path / "old.db").read_bytes(), first=True))
    salvage(tmp_path / "lost.db", tmp_path / "new.db")
    question = "SELECT id, uid, status, note FROM annotations ORDER BY id"
    assert ask(tmp_path / "new.db", question) == ask(tmp_path / "old.db", question) != []
    question = "SELECT id, uid, path FROM tags ORDER BY id"
    assert ask(tmp_path / "new.db", question) == ask(tmp_path / "old.db", question) != []
    question = "SELECT id, batch, act, before, after FROM history ORDER BY id"
    assert ask(tmp_path / "new.db", question) == ask(tmp_path / "old.db", question) != []
    assert examine(tmp_path / "new.db").problems == ()


@pytest.fixture(scope="module")
def thinned(tagged: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The same after most was deleted, the rows of which still stand on pages in no use."""
    path = tmp_path_factory.mktemp("thinned") / "thinned.db"
    path.write_bytes(tagged)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("PRAGMA secure_delete = OFF")
        other.execute("DELETE FROM annotation_tags")
        other.execute("DELETE FROM annotations WHERE id > 30")
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    other.close()
    return path.read_bytes()


def _lose_tables(data: bytes) -> bytearray:
    return _without_tables(data, first=False)


def _lose_last_tables_and_what_is_in_no_use(data: bytes) -> bytearray:
    """Leave what says where the first tables begin, as a file that is cut off does."""
    damaged = bytearray(data)
    last = data.rindex(b"CREATE ") // _PAGE * _PAGE
    damaged[last : last + _PAGE] = b"\x55" * _PAGE
    damaged[32:40] = bytes(8)
    return damaged


@pytest.mark.parametrize("lose", [_lose_tables, _lose_last_tables_and_what_is_in_no_use])
def test_what_was_deleted_is_not_back(thinned: bytes, tmp_path: Path, lose: Callable[[bytes], bytearray]) -> None:
    whole = tmp_path / "whole.db"
    whole.write_bytes(thinned)
    (tmp_path / "lost.db").write_bytes(lose(thinned))
    assert salvage(tmp_path / "lost.db", tmp_path / "new.db").how
    for table in ("annotations", "annotation_tags"):
        assert _set_of(tmp_path / "new.db", table) == _set_of(whole, table)


def test_a_table_of_one_page_that_is_damaged_is_not_taken_for_empty(tagged: bytes, tmp_path: Path) -> None:
    whole = tmp_path / "whole.db"
    whole.write_bytes(tagged)
    ((begins,),) = ask(whole, "SELECT rootpage FROM sqlite_schema WHERE name = 'tags'")
    for head in (b"\0\0\xff\xff", b"\0\0\0\x06"):
        data = _lose_last_tables_and_what_is_in_no_use(tagged)
        start = (begins - 1) * _PAGE
        data[start + 1 : start + _PAGE] = head + b"\xff" * (_PAGE - 1 - len(head))
        (tmp_path / "lost.db").write_bytes(data)
        salvaged = salvage(tmp_path / "lost.db", tmp_path / f"new{head[3]}.db")
        assert any(sentence.startswith("Rows of tags that cannot be read: ") for sentence in salvaged.lost)


def test_of_two_copies_of_a_row_the_one_that_the_file_refers_to_is_taken(tagged: bytes, tmp_path: Path) -> None:
    """A page in no use that nothing lists, with rows as they once were, beside a page that is lost."""
    data = _without_tables(tagged, first=False)
    place = data.index(b"On Harbour 60: ") // _PAGE * _PAGE
    assert data[place] == 0x0D
    older = data[place : place + _PAGE].replace(b"remember", b"forgotte")
    lost = data.index(b"On Harbour 20: ") // _PAGE * _PAGE
    data[lost : lost + _PAGE] = older
    number = lost // _PAGE + 1
    for start in range(0, len(data), _PAGE):
        if data[start] == 0x05:
            page = data[start : start + _PAGE]
            data[start : start + _PAGE] = page.replace(number.to_bytes(4), (1 << 30).to_bytes(4))
    (tmp_path / "lost.db").write_bytes(data)
    salvaged = salvage(tmp_path / "lost.db", tmp_path / "new.db")
    assert ask(tmp_path / "new.db", "SELECT count(*) FROM annotations WHERE note LIKE '%forgotte%'") == [(0,)]
    assert ask(tmp_path / "new.db", "SELECT count(*) FROM annotations WHERE quote = 'Harbour 60'") == [(1,)]
    assert any("Rows of annotations left out, as others with their ids" in sentence for sentence in salvaged.lost)
    assert any(sentence.startswith("Up to ") and "annotations" in sentence for sentence in salvaged.lost)


def test_a_page_that_is_of_something_else_is_not_taken_for_tags(tagged: bytes, tmp_path: Path) -> None:
    whole = tmp_path / "whole.db"
    whole.write_bytes(tagged)
    begins = dict(ask(whole, "SELECT name, rootpage FROM sqlite_schema WHERE name GLOB 'annotation_tags*'"))
    data = _without_tables(tagged, first=False)
    table, index = ((begins[name] - 1) * _PAGE for name in ("annotation_tags", "annotation_tags_tag"))
    assert data[table] == data[index] == 0x02, "both have more than one page"
    data[table + 8 : table + 12] = data[index + 8 : index + 12]
    (tmp_path / "lost.db").write_bytes(data)
    salvaged = salvage(tmp_path / "lost.db", tmp_path / "new.db")
    kept = _set_of(tmp_path / "new.db", "annotation_tags")
    assert set() < kept < _set_of(whole, "annotation_tags")
    assert "Some rows of annotation_tags may be lost; not all of its pages can be read." in salvaged.lost


def test_tags_are_left_out_and_reported_where_nothing_proves_which_pages_hold_them(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    change(path, "CREATE TABLE before_all (entry TEXT)")
    create_or_migrate(path)
    set_up(path)
    with Workspace(path, ticking("ann")) as workspace:
        done(workspace, operations.tag, workspace.annotations(1)[0].id, "sea")
    (tmp_path / "lost.db").write_bytes(_without_tables(path.read_bytes(), first=False))
    salvaged = salvage(tmp_path / "lost.db", tmp_path / "new.db")
    assert _set_of(tmp_path / "new.db", "annotations") == _set_of(path, "annotations")
    assert _set_of(tmp_path / "new.db", "annotation_tags") == set()
    (reported,) = [sentence for sentence in salvaged.lost if "could not be recognised" in sentence]
    assert "annotation_tags, article_tags" in reported


def test_annotations_of_a_deleted_article_are_reported_from_those_that_stand(scene: Scene, tmp_path: Path) -> None:
    further = (("section", "Harbours"), ("{", "{}"))
    standing = add(scene.workspace, ArticleDraft("Stays", "The harbour of Port Selby was empty.", metadata=further))
    done(scene.workspace, operations.annotate, standing.id, place(standing.text, "Port Selby"), None)
    done(scene.workspace, delete_articles, [scene.article.id])
    scene.workspace.close()
    (tmp_path / "lost.db").write_bytes(_lose_tables(scene.path.read_bytes()))
    assert salvage(tmp_path / "lost.db", tmp_path / "new.db").how
    for table in ("annotations", "removed_annotations", "removed_articles", "articles", "article_metadata"):
        assert _set_of(tmp_path / "new.db", table) == _set_of(scene.path, table), table
    assert _set_of(scene.path, "removed_annotations")
