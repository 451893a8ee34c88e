"""What an operation may change: what the page showed as highlighted or ticked before the key.

Take `marked` and `History.of` before a key, and hand both to `complaints` once everything is saved.
"""

import json
import re
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import singledispatch
from pathlib import Path
from typing import Any, Final, TypeAlias

from textual.screen import ModalScreen

from glossator.domain.entity import EntityInUse
from glossator.domain.lexicon import LexiconEntry as LexiconEntry
from glossator.domain.lexicon import lexicon_form
from glossator.domain.library import LibraryEntry as ArticleEntry
from glossator.domain.mention import FoundIn as Found
from glossator.domain.mention import Mention
from glossator.matching.entity_groups import Group
from glossator.services.propagation import Hit
from glossator.store.history.changeset import parse_entry
from glossator.store.operation import IMPORT, TRACE_ONLY
from glossator.store.queries.history import HistoryEntry
from glossator.store.queries.versions import Orphan
from glossator.ui.app import GlossatorApp
from glossator.ui.commands.deciding import undecided_after
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens.adjudication import OpenDispute
from glossator.ui.screens.codebook import CodebookEntry
from glossator.ui.screens.consistency import Inconsistency
from glossator.ui.screens.entity import MentionsOfEntityPage
from glossator.ui.screens.key_prompt import Confirmation
from glossator.ui.screens.list_screen import ListScreen
from glossator.ui.screens.mentions import MentionsPage

Thing: TypeAlias = tuple[str, int | str]
"""A table and an id; of the lexicon, the form."""
Place: TypeAlias = tuple[int, int, int]
"""The id of an article, and where in it: start and end, in code points, the end exclusive."""
# Whose rows are about the annotation or article that their key begins with.
_ABOUT: Final = {
    "annotation_tags": "annotations",
    "carried_over": "annotations",
    "adjudications": "annotations",
    "article_tags": "articles",
    "archived_articles": "articles",
    "article_versions": "articles",
}
# Words that operations name and make: an operation on one of them may change others, as a merge does.
# What an import brings was in no workspace before, so nothing could show it.
_IMPORTS: Final = frozenset((*TRACE_ONLY, IMPORT))
_WORDS: Final = frozenset(
    ("tags", "labels", "former_labels", "entities", "aliases", "uid_aliases", "lexicon", "saved_searches")
)


@dataclass(frozen=True, slots=True)
class Marked:
    """What a page shows as that on which the next operation acts.

    Attributes:
        page: the name of its class.
        highlighted, ticked: the things whose rows are, or the annotation under the article's cursor.
        places: the words in articles that those rows are about, or that the reader would mark.
        named: what the page as a whole is about, such as the open article.
        question: what a confirmation over the page asks; empty without one.
    """

    page: str
    highlighted: frozenset[Thing] = frozenset()
    ticked: frozenset[Thing] = frozenset()
    places: frozenset[Place] = frozenset()
    named: frozenset[Thing] = frozenset()
    question: str = ""

    @property
    def subjects(self) -> frozenset[Thing]:
        """What an operation acts on: what is ticked, else what is highlighted."""
        return self.ticked or self.highlighted


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the history, with its sides as they were written."""

    batch: int
    act: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    undoes: int | None

    @property
    def table(self) -> str:
        """The table of the rows that changed."""
        return self.subject.partition(":")[0]

    @property
    def is_bulk(self) -> bool:
        """Whether many rows got the same values."""
        return self.subject.endswith(":*")

    @property
    def ids(self) -> list[int]:
        """The first column of the keys of the rows that changed."""
        sides = [None if side is None else json.dumps(side) for side in self._sides]
        written = {"id": 0, "batch": self.batch, "subject": self.subject, "before": sides[0], "after": sides[1]}
        return [key[0] for key in parse_entry(written).keys]

    @property
    def things(self) -> Iterator[Thing]:
        """What it is about."""
        table, ids = self.table, self.ids
        if table in ("lexicon", "lexicon_verdicts"):
            yield from (("lexicon", lexicon_form(side["form"])) for side in self._sides if side is not None)
        elif table == "verdicts":
            # Their keys are their own.
            yield from (("annotations", number) for number in self.values("annotation"))
        elif table == "aliases":
            yield from (("entities", side["entity"]) for side in self._sides if side is not None)
        else:
            yield from ((_ABOUT.get(table, table), number) for number in ids)

    @property
    def _sides(self) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        return self.before, self.after

    def values(self, name: str) -> Iterator[Any]:
        """Yield what a column had before and has after."""
        for side in self._sides:
            if side is not None:
                yield (side["values"] if self.is_bulk else side).get(name)


@dataclass(frozen=True, slots=True)
class History:
    """How far the history of a workspace had come at one moment."""

    path: Path
    last: int
    undone: frozenset[int]

    @classmethod
    def of(cls, path: Path) -> "History":
        """Return how far the history of the workspace at `path` has come."""
        with closing(_open(path)) as db:
            (last,) = db.execute("SELECT coalesce(max(id), 0) FROM history").fetchone()
            return cls(path, last, _undone(db))

    def rows(self) -> list[Row]:
        """Return the rows that were written since."""
        with closing(_open(self.path)) as db:
            found = db.execute(
                "SELECT batch, act, subject, before, after, undoes FROM history WHERE id > ? ORDER BY id", [self.last]
            ).fetchall()
        return [
            Row(batch, act, subject, before and json.loads(before), after and json.loads(after), undoes)
            for batch, act, subject, before, after, undoes in found
        ]

    def undone_since(self) -> frozenset[int]:
        """Return the operations that were undone since, by their numbers."""
        with closing(_open(self.path)) as db:
            return _undone(db) - self.undone


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def _undone(db: sqlite3.Connection) -> frozenset[int]:
    return frozenset(batch for (batch,) in db.execute("SELECT DISTINCT batch FROM history WHERE undone IS NOT NULL"))


# What a page shows


def marked(app: GlossatorApp, path: Path) -> Marked:
    """Return what the page on top shows as highlighted or ticked; under a question or chooser, the page below it."""
    page = next(screen for screen in reversed(app.screen_stack) if not isinstance(screen, ModalScreen))
    question = app.screen._question if isinstance(app.screen, Confirmation) else ""
    with closing(_open(path)) as db:
        if isinstance(page, ReaderScreen):
            return _in_reader(page, question)
        if not isinstance(page, ListScreen):
            # A page without rows, such as that of the export: its keys change nothing.
            return Marked(type(page).__name__, question=question)
        highlighted = [] if page.highlighted is None else [page.highlighted]
        ticked = list(page.ticked)
        return Marked(
            type(page).__name__,
            frozenset(thing for one in highlighted for thing in _things(one, db)),
            frozenset(thing for one in ticked for thing in _things(one, db)),
            frozenset(place for one in ticked or highlighted for place in _places(one, db)),
            # A note that was typed in the reader below is saved a moment later, whatever is on top by then.
            frozenset([*_named_by(page), *(thing for one in app.screen_stack for thing in _typed_for(one))]),
            question,
        )


def _named_by(page: ListScreen[Any, Any]) -> list[Thing]:
    """Return what the title of a page names."""
    if isinstance(page, MentionsOfEntityPage):
        return [("entities", page._entity)]
    return [("annotations", page._source.id)] if isinstance(page, MentionsPage) else []


def _in_reader(reader: ReaderScreen, question: str) -> Marked:
    article = reader.session.article.id
    current = reader.subject
    highlighted = [current.id] if current is not None else []
    spans = [current.span] if current is not None else []
    if not reader.in_list:
        if current is not None and reader.pane.counting:
            highlighted += undecided_after(reader, current, reader.pane._count - 1)
        spans.append(reader.pane.marked_span)
    return Marked(
        "ReaderScreen",
        frozenset(("annotations", number) for number in highlighted),
        places=frozenset((article, span.start, span.end) for span in spans if span is not None),
        # A note that is typed is saved with the next key that leaves it.
        named=frozenset([("articles", article), *_typed_for(reader)]),
        question=question,
    )


def _typed_for(screen: object) -> list[Thing]:
    """Return what notes are typed for in the reader and not saved yet."""
    subjects = [about for about, _ in screen.editor.drafts] if isinstance(screen, ReaderScreen) else []
    return [
        ("annotations", about.annotation.id) if about.annotation else ("articles", about.article.id)
        for about in subjects
    ]


@singledispatch
def _things(thing: object, db: sqlite3.Connection) -> list[Thing]:
    """Return what a row of a page is about."""
    return []


@_things.register
def _(thing: ArticleEntry, db: sqlite3.Connection) -> list[Thing]:
    return [("articles", thing.id)]


@_things.register
def _(thing: Mention, db: sqlite3.Connection) -> list[Thing]:
    if thing.annotation is not None:
        return _ids(db, "annotations", "uid", thing.annotation)
    return [] if thing.place is Found.TEXT else _ids(db, "articles", "uid", thing.article.uid)


@_things.register
def _(thing: OpenDispute, db: sqlite3.Connection) -> list[Thing]:
    return [("lexicon", thing.form)] if thing.annotation is None else [("annotations", thing.annotation.id)]


@_things.register
def _(thing: Inconsistency, db: sqlite3.Connection) -> list[Thing]:
    return [] if thing.annotation is None else [("annotations", thing.annotation)]


@_things.register
def _(thing: LexiconEntry, db: sqlite3.Connection) -> list[Thing]:
    return [("lexicon", lexicon_form(thing.form))]


@_things.register
def _(thing: EntityInUse, db: sqlite3.Connection) -> list[Thing]:
    return [("entities", thing.entity.id)]


@_things.register
def _(thing: Group, db: sqlite3.Connection) -> list[Thing]:
    return [("annotations", member.id) for member in thing.members]


@_things.register
def _(thing: tuple, db: sqlite3.Connection) -> list[Thing]:  # type: ignore[type-arg]  # a class cannot have arguments
    return [("annotations", thing[0].id)]


@_things.register
def _(thing: CodebookEntry, db: sqlite3.Connection) -> list[Thing]:
    return _ids(db, "tags", "path", thing.name) if thing.is_tag else _ids(db, "labels", "name", thing.name)


@_things.register
def _(thing: HistoryEntry, db: sqlite3.Connection) -> list[Thing]:
    return [("history", thing.batch)]


@_things.register
def _(thing: Orphan, db: sqlite3.Connection) -> list[Thing]:
    return [("orphans", thing.id), *_ids(db, "annotations", "uid", thing.annotation)]


@_things.register
def _(thing: Hit, db: sqlite3.Connection) -> list[Thing]:
    return [] if thing.there is None else [("annotations", thing.there.id)]


def _ids(db: sqlite3.Connection, table: str, column: str, value: str) -> list[Thing]:
    return [(table, number) for (number,) in db.execute(f"SELECT id FROM {table} WHERE {column} = ?", [value])]


def _places(thing: object, db: sqlite3.Connection) -> list[Place]:
    """Return the words that a row of a page is about."""
    if isinstance(thing, Hit):
        return [(thing.article, thing.anchor.span.start, thing.anchor.span.end)]
    if isinstance(thing, Mention) and thing.place is Found.TEXT and thing.span is not None:
        return [
            (int(id_), thing.span.start, thing.span.end) for _, id_ in _ids(db, "articles", "uid", thing.article.uid)
        ]
    return []


# What was changed


def complaints(before: Marked, history: History) -> list[str]:
    """Return a sentence for each thing that was changed since and was neither highlighted nor ticked.

    Args:
        before: what the page showed before the key.
        history: how far the history had come then.
    """
    rows, undone = [row for row in history.rows() if row.act not in _IMPORTS], history.undone_since()
    if before.page == "HistoryPage":
        taken_back = undone | {row.undoes for row in rows if row.undoes is not None}
        return [
            f"operation {batch} was undone; {_shown(before)}"
            for batch in taken_back
            if ("history", batch) not in before.subjects
        ]
    with closing(_open(history.path)) as db:
        wrong = {thing for row in rows for thing in row.things if not _may_change(thing, row, rows, before, db)}
    asked = max(map(int, re.findall(r"\d+", before.question.replace(",", ""))), default=0)
    if len(changed(history)) <= asked:
        # The question has named them, by how many they are.
        return []
    return [f"{rows[0].act} changed {table} {key}; {_shown(before)}" for table, key in sorted(wrong, key=str)]


def changed(history: History) -> set[Thing]:
    """Return what was changed since, without the words that operations name or make."""
    return {thing for row in history.rows() for thing in row.things if thing[0] not in _WORDS}


def _may_change(thing: Thing, row: Row, rows: Sequence[Row], before: Marked, db: sqlite3.Connection) -> bool:
    """Return whether an operation on what was highlighted or ticked may change a thing as `row` says."""
    table, key = thing
    subjects = before.subjects | before.named
    if thing in subjects:
        return True
    if table in _WORDS:
        listed = {kind for kind, _ in before.subjects if kind in _WORDS}
        return table not in listed or any(one in subjects for other in rows for one in other.things)
    if row.after is None and any(one.after is None and _is_of(one, subjects) for one in rows):
        # What hangs on an article that is deleted goes with it.
        return True
    if table != "annotations":
        return False
    made = any(other.subject == f"annotations:{key}" and other.before is None for other in rows)
    return (
        _has_a_word_of(row, subjects)
        or _is_at_place(key, before, db, made=made)
        or (made and _takes_the_place_of(key, rows, subjects))
    )


def _is_of(row: Row, subjects: Collection[Thing]) -> bool:
    """Return whether a row is of an article that was highlighted or ticked."""
    return row.table == "articles" and ("articles", row.ids[0]) in subjects


def _has_a_word_of(row: Row, subjects: Collection[Thing]) -> bool:
    """Return whether an annotation has, or had, an entity, label, tag or form that was highlighted."""
    has = {("entities", value) for value in row.values("entity")} | {("labels", value) for value in row.values("label")}
    has |= {("tags", value) for value in row.values("tag")}
    has |= {("lexicon", lexicon_form(value)) for value in row.values("quote") if value}
    return bool(has & set(subjects))


def _is_at_place(annotation: int | str, before: Marked, db: sqlite3.Connection, *, made: bool) -> bool:
    """Return whether an annotation was made within words that were highlighted, or stands around those of a row."""
    spot = db.execute('SELECT article, start, "end" FROM annotations WHERE id = ?', [annotation]).fetchone()
    if spot is None or spot[1] is None or (before.page == "ReaderScreen" and not made):
        return False
    where, first, last = spot
    return any(
        article == where and ((start <= first and last <= end) if made else (first < end and start < last))
        for article, start, end in before.places
    )


def _takes_the_place_of(annotation: int | str, rows: Sequence[Row], subjects: Collection[Thing]) -> bool:
    """Return whether an annotation was made for an orphan that was highlighted, and is no longer one."""
    placed = [row for row in rows if row.table == "orphans" and row.after is None]
    made = [row for row in rows if row.table == "annotations" and row.before is None]
    mine = next((place for place, row in enumerate(made) if row.subject == f"annotations:{annotation}"), len(placed))
    return mine < len(placed) and ("orphans", placed[mine].ids[0]) in subjects


def _shown(before: Marked) -> str:
    shown: list[tuple[str, frozenset[Any]]] = [
        ("highlighted", before.highlighted),
        ("ticked", before.ticked),
        ("places", before.places),
    ]
    parts = [f"{name}: {sorted(things, key=str)}" for name, things in shown if things]
    return f"{before.page} had {'; '.join(parts) or 'nothing highlighted'}"
