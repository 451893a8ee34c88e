"""What an analyst does to the labels of the codebook. No annotation is lost by any of it.

A label is named as it is called, whatever the case and spaces.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from glossator.domain.annotation import Status
from glossator.domain.code_colours import new_label_colour
from glossator.domain.codebook import colour_code, folded_name, label_name, shortcut_key
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.operation import operation
from glossator.store.operations.common import give_tags, remove, tags_of
from glossator.store.operations.tags import joined
from glossator.store.queries.codebook import find_label
from glossator.store.rows import Row
from glossator.store.schema.catalogue import references_to

_RANK: Final = (Status.ACCEPTED, Status.REJECTED, Status.SUGGESTED)


class LabelBook:
    """The labels of the codebook by name, read once and kept up to date while an operation makes labels."""

    def __init__(self, record: Recorder) -> None:
        self._record = record
        rows = list(record.db.query("SELECT id, name, colour FROM labels ORDER BY id"))
        self._ids = {folded_name(row["name"]): int(row["id"]) for row in reversed(rows)}
        self._colours = Counter(row["colour"] for row in rows)
        self._former = {folded_name(row["name"]) for row in record.db.query("SELECT name FROM former_labels")}

    def find(self, name: str) -> int | None:
        """Return the id of the label called `name`, whatever its case and spaces; None when there is none."""
        return self._ids.get(folded_name(name))

    def make(self, name: str, description: str = "") -> int:
        """Make a label that is not there yet and return its id.

        Raises:
            BadName: when `name` cannot be a label.
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
    """Add a label to the codebook.

    Raises:
        BadName: when `name` cannot be a label.
        Refused: when there is such a label.
    """
    _refuse_taken(record, label_name(name))
    LabelBook(record).make(name, description)


@operation("label.rename", "rename label")
def rename_label(record: Recorder, name: str, new: str) -> None:
    """Give a label another name, and with it all that has it. Machines that use the old one are understood.

    Raises:
        BadName: when `new` cannot be a label.
        Refused: when there is such a label; when there is no label `name`.
    """
    label, new = known_label(record, name), label_name(new)
    if new == label["name"]:
        return
    _refuse_taken(record, new, but=label["id"])
    _forget_former(record, new)
    # What refers to it follows, in the file itself, and so does it when this is undone.
    record.update("labels", label["id"], name=new)
    record.insert("former_labels", {"name": label["name"], "label": new})


@operation("label.merge", "merge labels")
def merge_labels(record: Recorder, name: str, into: str) -> None:
    """Give all that has a label another instead, and remove the label. Machines that use it are understood.

    Where both stand at the same words, one annotation stays: the accepted one rather than a rejected or an undecided
    one, with the tags, the notes and the entity of all. The other label keeps its description and key, or gets those of
    the label where it has none.

    Raises:
        Refused: when the two are the same; when one of them is not there.
    """
    label, other = known_label(record, name), known_label(record, into)
    if label["id"] == other["id"]:
        raise Refused(f"“{label['name']}” cannot be merged into itself; choose another.")
    old, new = str(label["name"]), str(other["name"])
    _fold_twins(record, old, new)
    marked = record.db.execute("SELECT id FROM annotations WHERE label = ? ORDER BY id", [old]).fetchall()
    record.sweep("annotations", [number for (number,) in marked], {"label": old}, {"label": new})
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
    """Offer a label no more, and have machines suggest it no more; what has it keeps it, and its key is free.

    Raises:
        Refused: when it is archived already; when there is no such label.
    """
    _set_archived(record, name, archived=True)


@operation("label.restore", "restore label")
def bring_back_label(record: Recorder, name: str) -> None:
    """Offer an archived label again.

    Raises:
        Refused: when it is not archived; when there is no such label.
    """
    _set_archived(record, name, archived=False)


@operation("label.describe", "describe label")
def describe_label(record: Recorder, name: str, description: str) -> None:
    """Say what a label is for.

    Raises:
        Refused: when there is no such label.
    """
    record.update("labels", known_label(record, name)["id"], description=description)


@operation("label.colour", "colour label")
def colour_label(record: Recorder, name: str, colour: str) -> None:
    """Give a label another colour.

    Raises:
        BadName: when `colour` is none.
        Refused: when there is no such label.
    """
    record.update("labels", known_label(record, name)["id"], colour=colour_code(colour))


@operation("label.bind", "bind key to label")
def key_label(record: Recorder, name: str, key: str) -> None:
    """Give a label the key that picks it, or none.

    Raises:
        BadName: when `key` is not one character.
        Refused: when another label has it; when there is no such label.
    """
    label, key = known_label(record, name), shortcut_key(key)
    for row in record.db.query("SELECT name FROM labels WHERE key = ? AND key <> '' AND id <> ?", [key, label["id"]]):
        raise Refused(f"“{key}” is the key of “{row['name']}”; take another, or take it from that label first.")
    record.update("labels", label["id"], key=key)


def label_now(record: Recorder, name: str | None) -> str | None:
    """Return what a label is called now, since another window may have renamed or merged it; None for none.

    Raises:
        Refused: when there is no such label, and none was called so.
    """
    found = record.db.execute(
        "SELECT name FROM labels WHERE name = ?1 UNION ALL SELECT label FROM former_labels WHERE name = ?1", [name]
    ).fetchone()
    if name is not None and found is None:
        raise Refused(f"There is no label “{name}” in the codebook; choose one that it has, or make it first.")
    return None if found is None else str(found[0])


def known_label(record: Recorder, name: str) -> Row:
    """Return the row of the label `name`.

    Raises:
        Refused: when there is none.
    """
    found = find_label(record.db, name)
    if found is None:
        raise Refused(f"There is no label “{name}” in the codebook; choose one that it has, or make it first.")
    return found


def _set_archived(record: Recorder, name: str, *, archived: bool) -> None:
    label = known_label(record, name)
    if bool(label["archived"]) is archived:
        raise Refused(f"“{label['name']}” is {'archived already' if archived else 'not archived'}.")
    record.update("labels", label["id"], archived=int(archived), key="")


def _refuse_taken(record: Recorder, name: str, *, but: int = 0) -> None:
    found = find_label(record.db, name)
    if found is not None and found["id"] != but:
        archived = "; it is archived, bring it back" if found["archived"] else "; choose another name"
        raise Refused(f"There is a label “{found['name']}” already{archived}.")


def _forget_former(record: Recorder, name: str) -> None:
    """Let `name` mean nothing else, now that a label is called so."""
    for row in list(record.db.query("SELECT id, name FROM former_labels")):
        if folded_name(row["name"]) == folded_name(name):
            record.delete("former_labels", row["id"])


def _fold_twins(record: Recorder, old: str, new: str) -> None:
    """Leave one annotation where some with either label stand at the same words."""
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
        _fold(record, sorted(rows, key=lambda row: _RANK.index(Status(row["status"]))))


def _fold(record: Recorder, rows: Sequence[Row]) -> None:
    """Leave the first of some annotations, with what was said of the others."""
    kept, gone = rows[0], rows[1:]
    note, entity = kept["note"], kept["entity"]
    tags: list[int] = []
    for row in gone:
        note, entity = joined(note, row["note"]), entity or row["entity"]
        tags += tags_of(record, row["id"])
        remove(record, row["id"])
    give_tags(record, [kept["id"]], list(dict.fromkeys(tags)))
    record.update("annotations", kept["id"], note=note, entity=entity)
