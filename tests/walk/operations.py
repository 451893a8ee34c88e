"""An operation acts on what is highlighted, ticked or under the cursor: what `history` gained, compared with that."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from textual.widgets import OptionList

from tests.walk.window import Window
from tui.model.span import Span
from tui.screens.library import LibraryPage
from tui.screens.orphans import OrphansPage
from tui.screens.reader import Reader
from tui.screens.register import Register
from tui.screens.search import SearchPage
from tui.widgets.outline import Outline

# Operations that are meant for more than what is highlighted; what they may change is another question.
_WIDE: Final = frozenset(("never", "merge", "add_articles", "import_rows", "propagate"))
_WIDE_KEYS: Final = frozenset(("A", "asterisk", "X", "ampersand", "u", "ctrl+r", "full_stop"))
# What comes into being along with an operation on something else.
_ALONG: Final = frozenset(("tags", "labels", "former_labels", "entities", "aliases", "lexicon", "saved_searches"))


@dataclass(frozen=True)
class Change:
    """One row that `history` gained.

    Attributes:
        act: what the analyst did.
        table, id: of the row that was changed; the id is "*" where many were changed alike.
        row: that row as it is now, or as it was where it is gone.
        new: whether it came into being.
    """

    batch: int
    act: str
    table: str
    id: str
    row: dict[str, Any]
    new: bool


@dataclass(frozen=True)
class Moment:
    """What an operation could be meant for when a key was pressed.

    Attributes:
        page: the page that the keys went to; the one below where a question was on top.
        article: the id of the open article.
        annotations: the ids of those that the cursor or the highlighted row of the list is on, or a note is typed for.
        marked: what would be marked in the open article.
        meant: the things of the page whose rows are ticked, or else the one that is highlighted.
    """

    page: type[object]
    article: int
    annotations: frozenset[int]
    marked: Span | None
    meant: Sequence[Any]


Oracle: TypeAlias = Callable[[Moment, Sequence[Change]], Iterator[str]]
"""Says what is wrong with changes, given what was meant before the key."""


def moment(window: Window) -> Moment:
    """Return what the next key could be meant for."""
    reader = window.reader
    pane = reader.pane
    page = next(screen for screen in reversed(window.app.screen_stack) if isinstance(screen, Reader | Register))
    annotations = {pane.current.id} if pane.current else set()
    if page is reader and (row := _row_of_list(window)) is not None:
        annotations = {row}
    annotations |= {subject.annotation.id for subject, _ in reader.editor.drafts if subject.annotation}
    return Moment(
        type(page),
        reader.desk.article.id,
        frozenset(annotations),
        pane.marked_span,
        tuple(page.meant) if isinstance(page, Register) else (),
    )


def _row_of_list(window: Window) -> int | None:
    """Return the annotation whose row is highlighted in the list beside the article, where the list has the keys."""
    reader = window.reader
    for outline in reader.query(Outline):
        rows = outline.query_one(OptionList)
        if reader.has_class("listing") and outline.has_focus_within and rows.highlighted is not None:
            return outline._listing.annotations[rows.highlighted].id
    return None


def last_change(path: Path) -> int:
    """Return the id of the newest row of `history`."""
    with closing(sqlite3.connect(path)) as connection:
        (newest,) = connection.execute("SELECT coalesce(max(id), 0) FROM history").fetchone()
    return int(newest)


def changes_since(path: Path, last: int) -> list[Change]:
    """Return what `history` gained after the row `last`."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT batch, act, subject, before, after FROM history WHERE id > ? ORDER BY id", (last,)
        ).fetchall()
    changes = []
    for batch, act, subject, before, after in rows:
        table, _, number = subject.partition(":")
        changes.append(Change(batch, act, table, number, json.loads(after or before), before is None))
    return changes


def operation_complaints(before: Moment, key: str, changes: Sequence[Change]) -> list[str]:
    """Return which changes are about something that was not meant.

    Args:
        before: what was meant before the key.
        key: that was pressed; that led to the question, where one was answered.
        changes: what `history` gained by it.
    """
    narrow = [one for one in changes if one.act not in _WIDE]
    oracle = ORACLES.get(before.page)
    return list(oracle(before, narrow)) if oracle and key not in _WIDE_KEYS else []


def _in_reader(before: Moment, changes: Sequence[Change]) -> Iterator[str]:
    made = {int(one.id) for one in changes if one.table == "annotations" and one.new}
    allowed = before.annotations | made
    for one in changes:
        if one.table in _ALONG:
            continue
        if one.table == "annotations" and one.new:
            meant = one.row["article"] == before.article
        elif one.table == "annotations":
            meant = one.id.isdecimal() and int(one.id) in allowed
        elif one.table in ("annotation_tags", "carried_over"):
            meant = one.row["annotation"] in allowed
        elif one.table == "article_tags":
            meant = one.row["article"] == before.article
        elif one.table == "articles":
            meant = one.id == str(before.article)
        else:
            meant = False
        if not meant:
            yield _told(one, f"annotations {sorted(before.annotations)} of article {before.article}")


def _in_library(before: Moment, changes: Sequence[Change]) -> Iterator[str]:
    articles = {entry.id for entry in before.meant}
    for one in changes:
        if one.table not in _ALONG and (one.row.get("article") or one.row.get("id")) not in articles:
            yield _told(one, f"articles {sorted(articles)}")


def _in_orphans(before: Moment, changes: Sequence[Change]) -> Iterator[str]:
    waiting = {str(orphan.id) for orphan in before.meant}
    for one in changes:
        if one.table == "orphans" and one.id != "*" and one.id not in waiting:
            yield _told(one, f"orphans {sorted(waiting)}")


def _in_search(before: Moment, changes: Sequence[Change]) -> Iterator[str]:
    for one in changes:
        if not before.meant and one.table not in _ALONG:
            yield _told(one, "nothing")


ORACLES: Final[dict[type[object], Oracle]] = {
    Reader: _in_reader,
    LibraryPage: _in_library,
    OrphansPage: _in_orphans,
    SearchPage: _in_search,
}
"""For each page what its operations may change."""


def _told(change: Change, meant: str) -> str:
    return f"“{change.act}” changed {change.table} {change.id} ({change.row}); meant were {meant}"
