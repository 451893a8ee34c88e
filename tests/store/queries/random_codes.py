"""Small workspaces with any annotations and codes, for comparing a query with what plain Python finds."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from glossator.domain.query import QueryField, Unit
from glossator.store.workspace import Workspace
from tests.store.scene import ticking

LABELS: Final = ("ORG", "GPE")
TAGS: Final = ("actors", "Actors/state", "actors/state/army", "talks")
DATES: Final = ("", "2025-10-26", "2025-11", "2026")
TEXT: Final = "zero one two three four five six seven"
# Code points of a paragraph, as if the text had any.
_PARAGRAPH: Final = 12


@dataclass(frozen=True)
class Coded:
    """An annotation: its article and place, None for the whole article, with its codes."""

    article: int
    place: tuple[int, int] | None
    label: str | None
    tags: frozenset[str]
    rejected: bool

    @property
    def paragraph(self) -> int | None:
        """The number of its paragraph."""
        return None if self.place is None else self.place[0] // _PARAGRAPH + 1

    def has(self, code: QueryField) -> bool:
        """Return whether it has a label, or a tag or one below it."""
        return (
            self.label == code.value if code.name == "label" else any(is_within(tag, code.value) for tag in self.tags)
        )

    def overlaps(self, other: "Coded") -> bool:
        """Return whether it is the other one, or both have a character in common."""
        if self is other:
            return self.place is not None
        if self.place is None or other.place is None or self.article != other.article:
            return False
        return self.place[0] < other.place[1] and other.place[0] < self.place[1]


@dataclass(frozen=True)
class Corpus:
    """Articles by id with date, tags of their own, and whether they are archived; and annotations by id."""

    dates: Sequence[str]
    tags: Sequence[frozenset[str]]
    archived: Sequence[bool]
    annotations: Sequence[Coded]

    @property
    def counted(self) -> dict[int, Coded]:
        """The annotations that are neither rejected nor of an archived article, by id."""
        return {
            number: one
            for number, one in enumerate(self.annotations, start=1)
            if not one.rejected and not self.archived[one.article - 1]
        }

    def units(self, code: QueryField, unit: Unit) -> set[tuple[int, int | None]]:
        """Return the paragraphs or articles that have a code."""
        if unit is Unit.PARAGRAPH:
            return {(one.article, one.paragraph) for one in self.counted.values() if one.place and one.has(code)}
        tagged = {
            (number, None)
            for number, tags in enumerate(self.tags, start=1)
            if code.name == "tag" and not self.archived[number - 1] and any(is_within(tag, code.value) for tag in tags)
        }
        return tagged | {(one.article, None) for one in self.counted.values() if one.has(code)}


def is_within(tag: str, outer: str) -> bool:
    """Return whether a tag is another one, or below it."""
    tag, outer = tag.casefold(), outer.casefold()
    return tag == outer or tag.startswith(f"{outer}/")


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    """Return any small corpus."""
    count = draw(st.integers(1, 3))
    some_tags = st.frozensets(st.sampled_from(TAGS), max_size=2)
    places = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 20)).map(
        lambda place: (place[0], min(len(TEXT), place[0] + place[1]))
    )
    coded = st.builds(
        Coded,
        st.integers(1, count),
        st.sampled_from((False, False, False, True)).flatmap(lambda whole: st.none() if whole else places),
        st.none() | st.sampled_from(LABELS),
        some_tags,
        st.sampled_from((False, False, False, False, True)),
    )
    return Corpus(
        draw(st.lists(st.sampled_from(DATES), min_size=count, max_size=count)),
        draw(st.lists(some_tags, min_size=count, max_size=count)),
        draw(st.lists(st.sampled_from((False, False, False, False, True)), min_size=count, max_size=count)),
        # The same words cannot have the same label twice.
        draw(st.lists(coded, min_size=5, max_size=14, unique_by=lambda one: (one.article, one.place, one.label))),
    )


def empty_workspace(folder: Path) -> Path:
    """Return the path of a new workspace with the labels and tags."""
    path = folder / "codes.db"
    with Workspace(path, ticking("ann"), create=True):
        pass
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM labels")
        label = "INSERT INTO labels (id, name, colour, key, description) VALUES (?, ?, '#aa00ff', '', '')"
        connection.executemany(label, enumerate(LABELS, start=1))
        tag = "INSERT INTO tags VALUES (?, ?, ?, '', '#aa00ff', '', 0, '')"
        connection.executemany(tag, [(number, f"t_{number}", path) for number, path in enumerate(TAGS, start=1)])
    return path


@contextmanager
def holding(path: Path, corpus: Corpus) -> Iterator[sqlite3.Connection]:
    """Return a connection to the workspace that sees a corpus in it, which is gone afterwards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        for number, date in enumerate(corpus.dates, start=1):
            values = (number, f"a_{number}", f"Title {number}", date, f"{number:064}", len(TEXT), TEXT)
            connection.execute(
                "INSERT INTO articles VALUES (?1, ?2, ?3, '', '', '', ?4, '', '', 'plain', ?5, '', ?6, '', '', '', '', "
                "'', ?7)",
                values,
            )
            rows = [(number, TAGS.index(tag) + 1) for tag in corpus.tags[number - 1]]
            connection.executemany("INSERT INTO article_tags VALUES (?, ?)", rows)
            if corpus.archived[number - 1]:
                connection.execute("INSERT INTO archived_articles (article) VALUES (?)", (number,))
        for number, one in enumerate(corpus.annotations, start=1):
            start, end = one.place or (None, None)
            quote = TEXT[slice(*one.place)] if one.place else ""
            status = "rejected" if one.rejected else "accepted"
            connection.execute(
                'INSERT INTO annotations (id, uid, article, start, "end", quote, prefix, suffix, paragraph, label, '
                "status, note, origin, analyst, created_at, updated_at) "
                "VALUES (?, ?, ?, ?, ?, ?, '', '', ?, ?, ?, '', 'analyst', 'ann', '', '')",
                (number, f"n_{number}", one.article, start, end, quote, one.paragraph, one.label, status),
            )
            rows = [(number, TAGS.index(tag) + 1) for tag in one.tags]
            connection.executemany("INSERT INTO annotation_tags VALUES (?, ?)", rows)
        yield connection
        connection.execute("ROLLBACK")
