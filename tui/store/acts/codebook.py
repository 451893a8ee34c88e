"""Bringing a codebook in from a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from tui.model.code import Broken, Code, Kind
from tui.store.acts.labels import make_label
from tui.store.acts.tags import add_tag
from tui.store.history import Recorder
from tui.store.queries.codebook import find_label, find_tag
from tui.store.rows import Row


@dataclass(frozen=True, slots=True)
class TakenCodes:
    """How many labels and tags an import has made and changed, how many stayed, and what could not be taken over."""

    made: int
    changed: int
    same: int
    remarks: tuple[Broken, ...]


def take_codebook(record: Recorder, codes: Sequence[Code]) -> TakenCodes:
    """Make labels and tags that are not there yet, and give the others what the codes say of them, as one act.

    What a code says nothing of stays. A key that another has is not taken over, which is told. What is made keeps the
    uid that the code has, where that is free.
    """
    return _take(record, codes, renaming=False)


def take_codes_along(record: Recorder, codes: Sequence[Code]) -> TakenCodes:
    """Take over the codes that come along with articles.

    A workspace in which nothing is annotated yet gets the codebook as it comes. Any other keeps its own as it is, and
    gets the labels and tags that it lacks.
    """
    (used,) = record.db.execute("SELECT EXISTS (SELECT 1 FROM annotations) OR EXISTS (SELECT 1 FROM tags)").fetchone()
    if not used:
        return _take(record, codes, renaming=True)
    lacking = [
        code for code in codes if (find_label if code.kind is Kind.LABEL else find_tag)(record.db, code.name) is None
    ]
    return _take(record, lacking, renaming=False)


def _take(record: Recorder, codes: Sequence[Code], *, renaming: bool) -> TakenCodes:
    """Make and change labels and tags; with `renaming`, those that are there get the uids of the codes too."""
    made = changed = 0
    remarks = []
    for code in codes:
        table, find = ("labels", find_label) if code.kind is Kind.LABEL else ("tags", find_tag)
        is_new = find(record.db, code.name) is None
        if is_new:
            (make_label if code.kind is Kind.LABEL else add_tag)(record, code.name)
        row = find(record.db, code.name)
        assert row is not None
        wanted = _wanted(code, row)
        if code.uid and (is_new or renaming) and not _is_taken(record, table, code.uid):
            wanted["uid"] = code.uid
        if record.db.execute(
            f"SELECT 1 FROM {table} WHERE key = ? AND id <> ?", [wanted.get("key"), row["id"]]
        ).fetchone():
            remarks.append(
                Broken(
                    f"{code.kind} “{code.name}”",
                    f"Another has the key “{wanted.pop('key')}”; give it one in the codebook.",
                )
            )
        made += is_new
        changed += not is_new and any(row[name] != value for name, value in wanted.items())
        record.update(table, row["id"], **wanted)
    return TakenCodes(made, changed, len(codes) - made - changed, tuple(remarks))


def _is_taken(record: Recorder, table: str, uid: str) -> bool:
    return record.db.execute(f"SELECT 1 FROM {table} WHERE uid = ?", [uid]).fetchone() is not None


def _wanted(code: Code, row: Row) -> Row:
    """Return what a code says of the row of its label or tag."""
    texts = {"description": code.description, "colour": code.colour, "key": code.key, "note": code.note}
    said: Row = {name: text for name, text in texts.items() if text and name in row}
    if code.archived is not None:
        said["archived"] = int(code.archived)
    return said
