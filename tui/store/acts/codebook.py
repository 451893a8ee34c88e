"""Bringing a codebook in from a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from tui.model.code import Broken, Code, Kind
from tui.store.acts.labels import make_label
from tui.store.acts.tags import add_tag
from tui.store.codebook import find_label, find_tag
from tui.store.history import Recorder
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

    What a code says nothing of stays. A key that another has is not taken over, which is told.
    """
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
        if record.db.execute(
            f"SELECT 1 FROM {table} WHERE key = ? AND id <> ?", [wanted.get("key"), row["id"]]
        ).fetchone():
            remarks.append(Broken(f"{code.kind} “{code.name}”", f"Another has the key “{wanted.pop('key')}”."))
        made += is_new
        changed += not is_new and any(row[name] != value for name, value in wanted.items())
        record.update(table, row["id"], **wanted)
    return TakenCodes(made, changed, len(codes) - made - changed, tuple(remarks))


def _wanted(code: Code, row: Row) -> Row:
    """Return what a code says of the row of its label or tag."""
    texts = {"description": code.description, "colour": code.colour, "key": code.key, "note": code.note}
    said: Row = {name: text for name, text in texts.items() if text and name in row}
    if code.archived is not None:
        said["archived"] = int(code.archived)
    return said
