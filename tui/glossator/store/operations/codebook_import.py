"""Bringing a codebook in from a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from glossator.domain.code import BadCode, Code, CodeKind
from glossator.store.history import Recorder
from glossator.store.operation import operation
from glossator.store.operations.labels import LabelBook
from glossator.store.operations.tags import TagBook
from glossator.store.rows import Row

_TABLES: Final = {CodeKind.LABEL: "labels", CodeKind.TAG: "tags"}


@dataclass(frozen=True, slots=True)
class TakenCodes:
    """How many labels and tags an import has made and changed, how many stayed, and what could not be taken over."""

    made: int
    changed: int
    same: int
    remarks: tuple[BadCode, ...]


@operation("codebook.import", "import codebook")
def take_codebook(record: Recorder, codes: Sequence[Code]) -> TakenCodes:
    """Make labels and tags that are not there yet, and give the others what the codes say of them, as one act.

    What a code says nothing of stays. A key that another has is not taken over, which is told. What is made keeps the
    uid that the code has, where that is free.
    """
    return _take(record, codes, renaming=False)


@operation("codebook.add", "add codes")
def take_codes_along(record: Recorder, codes: Sequence[Code]) -> TakenCodes:
    """Take over the codes that come along with articles.

    A workspace in which nothing is annotated yet gets the codebook as it comes. Any other keeps its own as it is, and
    gets the labels and tags that it lacks.
    """
    (used,) = record.db.execute("SELECT EXISTS (SELECT 1 FROM annotations) OR EXISTS (SELECT 1 FROM tags)").fetchone()
    if not used:
        return _take(record, codes, renaming=True)
    books = _books(record)
    lacking = [code for code in codes if books[code.kind].find(code.name) is None]
    return _take(record, lacking, renaming=False)


def _take(record: Recorder, codes: Sequence[Code], *, renaming: bool) -> TakenCodes:
    """Make and change labels and tags; with `renaming`, those that are there get the uids of the codes too."""
    made = changed = 0
    remarks = []
    books = _books(record)
    holders = {table: _key_holders(record, table) for table in _TABLES.values()}
    for code in codes:
        table, book = _TABLES[code.kind], books[code.kind]
        found = book.find(code.name)
        number = book.make(code.name) if found is None else found
        row = record.row(table, number)
        wanted = _wanted(code, row)
        if code.uid and (found is None or renaming) and not _is_taken(record, table, code.uid):
            wanted["uid"] = code.uid
        if holders[table].get(wanted.get("key", ""), number) != number:
            remarks.append(
                BadCode(
                    f"{code.kind} “{code.name}”",
                    f"Another has the key “{wanted.pop('key')}”; give it one in the codebook.",
                )
            )
        if "key" in wanted:
            holders[table].pop(row["key"], None)
            holders[table][wanted["key"]] = number
        made += found is None
        changed += found is not None and any(row[name] != value for name, value in wanted.items())
        record.update(table, number, **wanted)
    return TakenCodes(made, changed, len(codes) - made - changed, tuple(remarks))


def _books(record: Recorder) -> dict[CodeKind, LabelBook | TagBook]:
    return {CodeKind.LABEL: LabelBook(record), CodeKind.TAG: TagBook(record)}


def _key_holders(record: Recorder, table: str) -> dict[str, int]:
    """Return the ids of the labels or tags that have a key, by the key."""
    return dict(record.db.execute(f"SELECT key, id FROM {table} WHERE key <> ''").fetchall())


def _is_taken(record: Recorder, table: str, uid: str) -> bool:
    return record.db.execute(f"SELECT 1 FROM {table} WHERE uid = ?", [uid]).fetchone() is not None


def _wanted(code: Code, row: Row) -> Row:
    """Return what a code says of the row of its label or tag."""
    texts = {"description": code.description, "colour": code.colour, "key": code.key, "note": code.note}
    said: Row = {name: text for name, text in texts.items() if text and name in row}
    if code.archived is not None:
        said["archived"] = int(code.archived)
    return said
