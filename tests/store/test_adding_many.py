"""Many articles with many annotations, stored together: the same as one by one, and all of them or none."""

import random
from collections.abc import Callable, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft
from glossator.domain.import_record import AnnotationRecord, ImportRecord
from glossator.store import rows
from glossator.store.connection import connect_writing
from glossator.store.errors import StoreError
from glossator.store.ingest.annotated import AnchoredAnnotation, add_annotated_article, add_annotated_articles
from glossator.store.workspace import Workspace
from glossator.text.anchor import Anchor, anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span
from tests.store.dumps import ask, tables
from tests.store.scene import done, ticking

Arrivals: TypeAlias = list[tuple[ImportRecord, Sequence[AnchoredAnnotation]]]

_SPANS = 700
_CHANCE_AND_CLOCK = ("uid", "created_at", "updated_at", "added_at", "at", "batch")
_OF_THEIR_OWN = ("history", "workspaces", "_sqlite_migrations")


def _arrivals() -> Arrivals:
    """Return more annotations than one statement takes, and everything that a file may bring with them."""
    made: Arrivals = []
    for number in range(3):
        text = " ".join(f"Harbour{number}x{place}" for place in range(_SPANS))
        starts = [part.start for part in paragraphs(text)]
        ones = [AnnotationRecord(None, None, note="about all of it", tags=("sea/trade",))]
        end = -1
        for place in range(_SPANS):
            start, end = end + 1, text.find(" ", end + 1) if place < _SPANS - 1 else len(text)
            ones.append(
                AnnotationRecord(
                    Span(start, end),
                    ("ORG", "GPE", f"OWN {number}", None)[place % 4],
                    list(Status)[place % 3],
                    uid=f"a_given{number}{place}" if place % 50 == 7 else "",
                    note="worth a look" if place % 20 == 3 else "",
                    tags=("people/crew", f"ports/{number}") if place % 30 == 4 else (),
                    entity="Port Selby" if place % 40 == 5 else None,
                    score=0.5 if place % 5 == 0 else None,
                )
            )
        # One comes twice, and one brings a name that another has.
        ones += [ones[1], AnnotationRecord(Span(0, 3), "ORG", uid=next(one.uid for one in ones if one.uid))]
        arrival = ImportRecord(ArticleDraft(f"Article {number}", text), tuple(ones), note="read first", tags=("sea",))
        made.append((arrival, [_placed(one, text, starts) for one in arrival.annotations]))
    # The same text again, with one more annotation.
    again, placed = made[0]
    made.append((again, [*placed, _placed(AnnotationRecord(Span(0, 4), "DATE"), again.draft.text, [0])]))
    return made


def _placed(one: AnnotationRecord, text: str, starts: list[int]) -> AnchoredAnnotation:
    return AnchoredAnnotation(one, anchor(text, one.span, starts) if one.span else None)


def _together(workspace: Workspace, arrivals: Arrivals) -> None:
    done(workspace, add_annotated_articles, arrivals)


def _one_by_one(workspace: Workspace, arrivals: Arrivals) -> None:
    for arrival, placed in arrivals:
        done(workspace, add_annotated_article, arrival, placed)


def _row_by_row(workspace: Workspace, arrivals: Arrivals) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "_TOGETHER", ())
        _one_by_one(workspace, arrivals)


def _stored(path: Path, way: Callable[[Workspace, Arrivals], None]) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table but for what chance and the clock gave; also what the full-text indexes hold."""
    with Workspace(path, ticking("ann"), create=True) as workspace:
        way(workspace, _arrivals())
        assert workspace.problems() == []
    found = {}
    for table in (name for name in tables(path) if not fnmatch(name, "search_*_*") and name not in _OF_THEIR_OWN):
        columns = [name for _, name, *_ in ask(path, f"PRAGMA table_info({table})") if name not in _CHANCE_AND_CLOCK]
        kept = ", ".join(f'"{name}"' for name in columns)
        found[table] = sorted(ask(path, f"SELECT {kept} FROM {table}"), key=repr)
    found["history"] = ask(
        path,
        "SELECT analyst, subject, json_remove(before, '$.uid'), "
        "json_remove(after, '$.uid', '$.added_at', '$.updated_at') FROM history "
        "ORDER BY subject, after",
    )
    found["given names"] = ask(path, "SELECT id, uid FROM annotations WHERE uid GLOB 'a_given*' ORDER BY id")
    found["words"] = ask(path, "SELECT rowid FROM search_texts WHERE search_texts MATCH '\"Harbour1x699\"'")
    return found


def test_together_is_the_same_as_one_by_one_and_row_by_row(tmp_path: Path) -> None:
    together = _stored(tmp_path / "together.db", _together)
    assert len(together["annotations"]) == 3 * (_SPANS + 1) + 3 + 1
    assert len(together["given names"]) == 3 * 14
    assert together["words"] == [(2,)]
    assert together["search_remarks"]
    for name, way in (("one.db", _one_by_one), ("row.db", _row_by_row)):
        apart = _stored(tmp_path / name, way)
        assert [table for table in together if together[table] != apart[table]] == []


def test_where_one_does_not_fit_nothing_of_the_act_is_there(tmp_path: Path) -> None:
    arrivals = _arrivals()
    past = Anchor(Span(0, 1_000_000), "x" * 1_000_000, "", "", 1)
    arrivals[2] = (arrivals[2][0], [*arrivals[2][1], AnchoredAnnotation(AnnotationRecord(past.span, "ORG"), past)])
    with Workspace(tmp_path / "new.db", ticking("ann"), create=True) as workspace:
        with pytest.raises(StoreError, match="past the text"):
            _together(workspace, arrivals)
        assert workspace.counts()["articles"] == 0
        assert ask(workspace.path, "SELECT count(*) FROM annotations UNION SELECT count(*) FROM history") == [(0,)]


@pytest.mark.parametrize("count", [0, 1, 189, 190, 191, 4_750, 4_941])
def test_any_number_of_rows_is_added_in_their_order(tmp_path: Path, count: int) -> None:
    random_rows = [(random.Random(number).random(), number) for number in range(count)]
    db = connect_writing(tmp_path / "plain.db", create=True)
    db.execute("CREATE TABLE plain (chance, number)")
    rows.insert_values(db, "plain", ("chance", "number"), random_rows)
    assert db.execute("SELECT chance, number FROM plain ORDER BY rowid").fetchall() == random_rows
    db.close()
