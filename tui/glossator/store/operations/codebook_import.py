"""Importing a codebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from glossator.domain.code import BadCode, Code, CodeKind
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.operations.labels import LabelBook, adopt_spelling
from glossator.store.operations.tags import TagBook
from glossator.store.rows import Row

_TABLES: Final = {CodeKind.LABEL: "labels", CodeKind.TAG: "tags"}


@dataclass(frozen=True, slots=True)
class CodebookImport:
    """The numbers of labels and tags that were created, changed and equal, and what could not be imported.

    Attributes:
        added: those that were created.
    """

    made: int
    changed: int
    same: int
    remarks: tuple[BadCode, ...]
    added: tuple[Code, ...] = ()


@operation("codebook.import", "import codebook")
def import_codes(record: Recorder, codes: Sequence[Code]) -> CodebookImport:
    """Create missing labels and tags, and change existing ones to what the codes say.

    Empty values change nothing. A key that another label or tag has is reported and not imported. New labels and tags
    keep the uids of the codes, where these are free.
    """
    return _import(record, codes, replacing_uids=False)


@operation("codebook.add", "add codes")
def add_codes(record: Recorder, codes: Sequence[Code]) -> CodebookImport:
    """Add the codes of a file of articles.

    A workspace without annotations and tags gets the codebook as it is; any other gets only missing labels and tags.
    """
    (used,) = record.db.execute("SELECT EXISTS (SELECT 1 FROM annotations) OR EXISTS (SELECT 1 FROM tags)").fetchone()
    if not used:
        return _import(record, codes, replacing_uids=True)
    books = _books(record)
    lacking = [code for code in codes if books[code.kind].find(code.name) is None]
    return _import(record, lacking, replacing_uids=False)


def _import(record: Recorder, codes: Sequence[Code], *, replacing_uids: bool) -> CodebookImport:
    """Create and change labels and tags; with `replacing_uids`, existing ones get the uids of the codes."""
    changed = 0
    remarks = []
    added: list[Code] = []
    books = _books(record)
    holders = {table: _key_holders(record, table) for table in _TABLES.values()}
    for code in codes:
        table, book = _TABLES[code.kind], books[code.kind]
        if code.kind is CodeKind.LABEL and replacing_uids:
            adopt_spelling(record, code.name)
        found = book.find(code.name)
        number = book.make(code.name) if found is None else found
        added += [code] if found is None else []
        row = record.row(table, number)
        wanted = _wanted(code, row)
        if code.uid and (found is None or replacing_uids) and not _is_taken(record, table, code.uid):
            wanted["uid"] = code.uid
        if holders[table].get(wanted.get("key", ""), number) != number:
            remarks.append(
                BadCode(
                    f"{code.kind} “{code.name}”",
                    f"Another has the key “{wanted.pop('key')}”; choose one in the codebook.",
                )
            )
        if "key" in wanted:
            holders[table].pop(row["key"], None)
            holders[table][wanted["key"]] = number
        changed += found is not None and any(row[name] != value for name, value in wanted.items())
        record.update(table, number, **wanted)
    made = len(added)
    return CodebookImport(made, changed, len(codes) - made - changed, tuple(remarks), tuple(added))


def _books(record: Recorder) -> dict[CodeKind, LabelBook | TagBook]:
    return {CodeKind.LABEL: LabelBook(record), CodeKind.TAG: TagBook(record)}


def _key_holders(record: Recorder, table: str) -> dict[str, int]:
    """Return the ids of the labels or tags with a key, by key."""
    return dict(record.db.execute(f"SELECT key, id FROM {table} WHERE key <> ''").fetchall())


def _is_taken(record: Recorder, table: str, uid: str) -> bool:
    return record.db.execute(f"SELECT 1 FROM {table} WHERE uid = ?", [uid]).fetchone() is not None


def _wanted(code: Code, row: Row) -> Row:
    """Return the values of a code for the row of its label or tag."""
    texts = {"description": code.description, "colour": code.colour, "key": code.key, "note": code.note}
    said: Row = {name: text for name, text in texts.items() if text and name in row}
    if code.archived is not None:
        said["archived"] = int(code.archived)
    return said
