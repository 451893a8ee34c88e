"""Operations on the labels of the codebook. A label is found by its name, without regard to case and spaces."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from glossator.domain.annotation import Status
from glossator.domain.code_colours import new_label_colour
from glossator.domain.codebook import LABELS, colour_code, folded_name, label_name, shortcut_key
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.operations.common import attach_tags, delete_annotation, tags_of
from glossator.store.operations.tags import join_notes
from glossator.store.queries.codebook import find_label
from glossator.store.rows import Row
from glossator.store.schema.catalogue import references_to

_INITIAL: Final = frozenset(label.name for label in LABELS)
_RANK: Final = (Status.ACCEPTED, Status.REJECTED, Status.SUGGESTED)


class LabelBook:
    """The labels of the codebook by name, read once and kept up to date while an operation creates labels."""

    def __init__(self, record: Recorder) -> None:
        self._record = record
        rows = list(record.db.query("SELECT id, name, colour FROM labels ORDER BY id"))
        self._ids = {folded_name(row["name"]): int(row["id"]) for row in reversed(rows)}
        self._colours = Counter(row["colour"] for row in rows)
        self._former = {folded_name(row["name"]) for row in record.db.query("SELECT name FROM former_labels")}

    def find(self, name: str) -> int | None:
        """Return the id of the label `name`; None when there is none."""
        return self._ids.get(folded_name(name))

    def make(self, name: str, description: str = "") -> int:
        """Create a label that does not exist yet, and return its id.

        Raises:
            BadName: when `name` is not valid.
        """
        name = label_name(name)
        if folded_name(name) in self._former:
            _forget_former(self._record, name)
        colour = new_label_colour(name, self._colours)
        made = self._record.insert(
            "labels",
            {
                "uid": self._record.new_uid("labels"),
                "name": name,
                "colour": colour,
                "key": "",
                "description": description,
                "archived": 0,
            },
        )
        self._ids[folded_name(name)] = made
        self._colours[colour] += 1
        return made


@operation("label.create", "create label")
def make_label(record: Recorder, name: str, description: str = "") -> None:
    """Create a label.

    Raises:
        BadName: when `name` is not valid.
        Refused: when the label exists.
    """
    _refuse_taken(record, label_name(name))
    LabelBook(record).make(name, description)


@operation("label.rename", "rename label")
def rename_label(record: Recorder, name: str, new: str) -> None:
    """Rename a label; suggestions with the old name get the new one.

    Raises:
        BadName: when `new` is not valid.
        Refused: when the label `new` exists, or `name` does not.
    """
    label, new = require_label(record, name), label_name(new)
    if new == label["name"]:
        return
    _refuse_taken(record, new, but=label["id"])
    _forget_former(record, new)
    # References follow by ON UPDATE CASCADE, also when this is undone.
    record.update("labels", label["id"], name=new)
    record.insert("former_labels", {"name": label["name"], "label": new})


@operation("label.merge", "merge labels")
def merge_labels(record: Recorder, name: str, into: str) -> None:
    """Merge a label into another, which gets its annotations; suggestions with its name get the other label.

    Where annotations with both labels have the same span, one is kept (accepted before rejected before undecided) with
    the tags, notes and entity of all. The other label gets the description and key where it has none.

    Raises:
        Refused: when the two are the same, or one does not exist.
    """
    label, other = require_label(record, name), require_label(record, into)
    if label["id"] == other["id"]:
        raise Refused(f"“{label['name']}” cannot be merged into itself; choose another.")
    old, new = str(label["name"]), str(other["name"])
    _merge_duplicates(record, old, new)
    marked = record.db.execute("SELECT id FROM annotations WHERE label = ? ORDER BY id", [old]).fetchall()
    record.change_in_bulk("annotations", [number for (number,) in marked], {"label": old}, {"label": new})
    for table, column in references_to("labels"):
        if table.name != "annotations":
            found = record.db.execute(f"SELECT {table.key[0]} FROM {table.name} WHERE {column} = ?", [old]).fetchall()
            record.update_all(table.name, {number: {column: new} for (number,) in found})
    record.insert("former_labels", {"name": old, "label": new})
    record.update(
        "labels",
        other["id"],
        description=other["description"] or label["description"],
        key=other["key"] or ("" if other["archived"] else label["key"]),
    )
    record.delete("labels", label["id"])


@operation("label.archive", "archive label")
def archive_label(record: Recorder, name: str) -> None:
    """Archive a label, which is then no longer offered or suggested, and free its key; annotations keep it.

    Raises:
        Refused: when it is archived already, or does not exist.
    """
    _set_archived(record, name, archived=True)


@operation("label.restore", "restore label")
def restore_label(record: Recorder, name: str) -> None:
    """Restore an archived label.

    Raises:
        Refused: when it is not archived, or does not exist.
    """
    _set_archived(record, name, archived=False)


@operation("label.describe", "describe label")
def describe_label(record: Recorder, name: str, description: str) -> None:
    """Set the description of a label.

    Raises:
        Refused: when it does not exist.
    """
    record.update("labels", require_label(record, name)["id"], description=description)


@operation("label.colour", "colour label")
def colour_label(record: Recorder, name: str, colour: str) -> None:
    """Set the colour of a label.

    Raises:
        BadName: when `colour` is not valid.
        Refused: when the label does not exist.
    """
    record.update("labels", require_label(record, name)["id"], colour=colour_code(colour))


@operation("label.bind", "bind key to label")
def bind_label_key(record: Recorder, name: str, key: str) -> None:
    """Set the key that selects a label, or remove it.

    Raises:
        BadName: when `key` is not one character.
        Refused: when another label has it, or the label does not exist.
    """
    label, key = require_label(record, name), shortcut_key(key)
    for row in record.db.query("SELECT name FROM labels WHERE key = ? AND key <> '' AND id <> ?", [key, label["id"]]):
        raise Refused(f"“{key}” is the key of “{row['name']}”; choose another, or remove it there first.")
    record.update("labels", label["id"], key=key)


def current_label(record: Recorder, name: str | None) -> str | None:
    """Return the current name of a label, which may have been renamed or merged; None for None.

    Raises:
        Refused: when no label has or had that name.
    """
    found = record.db.execute(
        "SELECT name FROM labels WHERE name = ?1 UNION ALL SELECT label FROM former_labels WHERE name = ?1", [name]
    ).fetchone()
    if name is not None and found is None:
        raise Refused(f"There is no label “{name}” in the codebook; choose another, or create it first.")
    return None if found is None else str(found[0])


def adopt_spelling(record: Recorder, name: str) -> bool:
    """Spell a label as `name`, and return whether it was done, if nobody has chosen or used its present spelling.

    That is the case for a label that a new workspace has from the start and nothing refers to.
    """
    found = find_label(record.db, name)
    if found is None or found["name"] == name or found["archived"] or found["name"] not in _INITIAL:
        return False
    used = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table.name} WHERE {column} = :name)" for table, column in references_to("labels")
    )
    if record.db.execute(f"SELECT {used}", {"name": found["name"]}).fetchone()[0]:
        return False
    rename_label(record, found["name"], name)
    return True


def require_label(record: Recorder, name: str) -> Row:
    """Return the row of the label `name`; raise Refused when there is none."""
    found = find_label(record.db, name)
    if found is None:
        raise Refused(f"There is no label “{name}” in the codebook; choose another, or create it first.")
    return found


def _set_archived(record: Recorder, name: str, *, archived: bool) -> None:
    label = require_label(record, name)
    if bool(label["archived"]) is archived:
        raise Refused(f"“{label['name']}” is {'archived already' if archived else 'not archived'}.")
    record.update("labels", label["id"], archived=int(archived), key="")


def _refuse_taken(record: Recorder, name: str, *, but: int = 0) -> None:
    found = find_label(record.db, name)
    if found is not None and found["id"] != but:
        archived = "; restore it from the archive" if found["archived"] else "; choose another name"
        raise Refused(f"There is a label “{found['name']}” already{archived}.")


def _forget_former(record: Recorder, name: str) -> None:
    """Forget `name` as a former name, because a label has it now."""
    for row in list(record.db.query("SELECT id, name FROM former_labels")):
        if folded_name(row["name"]) == folded_name(name):
            record.delete("former_labels", row["id"])


def _merge_duplicates(record: Recorder, old: str, new: str) -> None:
    """Merge annotations that have the same span and either label."""
    found = record.db.query(
        "SELECT * FROM annotations AS a WHERE label IN (?, ?) AND start IS NOT NULL AND EXISTS (SELECT 1 FROM "
        'annotations AS b WHERE b.article = a.article AND b.start = a.start AND b."end" = a."end" AND b.label = '
        "CASE a.label WHEN ? THEN ? ELSE ? END) ORDER BY id",
        [old, new, old, new, old],
    )
    places: defaultdict[tuple[int, int, int], list[Row]] = defaultdict(list)
    for row in found:
        places[row["article"], row["start"], row["end"]].append(row)
    for rows in places.values():
        _merge_annotations(record, sorted(rows, key=lambda row: _RANK.index(Status(row["status"]))))


def _merge_annotations(record: Recorder, rows: Sequence[Row]) -> None:
    """Merge annotations into the first of them."""
    kept, gone = rows[0], rows[1:]
    note, entity = kept["note"], kept["entity"]
    tags: list[int] = []
    for row in gone:
        note, entity = join_notes(note, row["note"]), entity or row["entity"]
        tags += tags_of(record, row["id"])
        delete_annotation(record, row["id"])
    attach_tags(record, [kept["id"]], list(dict.fromkeys(tags)))
    record.update("annotations", kept["id"], note=note, entity=entity)
