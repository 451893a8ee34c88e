"""What an analyst does to the tags of the codebook. No annotation and no article loses a tag by any of it but a merge,
which leaves each with the tag that is merged into.

A tag is named by its path, whatever its case and spaces. A path that only groups other tags can be renamed, moved,
merged and archived with them.
"""

from collections.abc import Sequence

from glossator.domain.code_colours import TagColours
from glossator.domain.codebook import SEPARATOR, TagSpelling, colour_code, folded_name, shortcut_key, tag_path
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.operation import operation
from glossator.store.queries.codebook import find_tag
from glossator.store.rows import Row
from glossator.store.schema.catalogue import references_to


class TagBook:
    """The tags of the codebook by name, read once and kept up to date while an operation makes tags.

    Every new tag is made here, so that all get the same spelling of the tags and groups above them.
    """

    def __init__(self, record: Recorder) -> None:
        self._record = record
        rows = list(record.db.query("SELECT id, path, colour FROM tags ORDER BY id"))
        self._ids = {folded_name(row["path"]): int(row["id"]) for row in reversed(rows)}
        self._spelling = TagSpelling(row["path"] for row in rows)
        self._colours = TagColours({row["path"]: row["colour"] for row in rows})

    def find(self, path: str) -> int | None:
        """Return the id of the tag at `path`, whatever its case and spaces; None when there is none.

        Raises:
            BadTag: when `path` cannot be a tag.
        """
        return self._ids.get(folded_name(tag_path(path)))

    def make(self, path: str, description: str = "") -> int:
        """Make a tag that is not there yet and return its id; groups that are there keep their spelling.

        Raises:
            BadTag: when `path` cannot be a tag.
        """
        path = self._spelling.of(tag_path(path))
        colour = self._colours.choose(path)
        made = self._record.insert(
            "tags",
            {
                "uid": self._record.new_uid("tags"),
                "path": path,
                "description": description,
                "colour": colour,
                "key": "",
                "archived": 0,
            },
        )
        self._ids[folded_name(path)] = made
        self._spelling.add(path)
        self._colours.add(path, colour)
        return made

    def find_or_make(self, path: str) -> int:
        """Return the id of the tag at `path`, made when it is new.

        Raises:
            BadTag: when `path` cannot be a tag.
        """
        found = self.find(path)
        return self.make(path) if found is None else found


@operation("tag.create", "create tag")
def make_tag(record: Recorder, path: str, description: str = "") -> int:
    """Add a tag to the codebook and return its id.

    Raises:
        BadTag: when `path` cannot be a tag.
        Refused: when there is such a tag.
    """
    found = find_tag(record.db, path)
    if found is not None:
        archived = "; it is archived, bring it back" if found["archived"] else "; choose another name"
        raise Refused(f"There is a tag “{found['path']}” already{archived}.")
    return TagBook(record).make(path, description)


@operation("tag.rename", "rename tag")
def rename_tag(record: Recorder, path: str, new: str) -> None:
    """Give a tag, and with it those below, another path.

    Raises:
        BadTag: when `new` cannot be a tag.
        Refused: when there is such a tag, or the tag would come below itself; when there is no tag at `path`.
    """
    old, new = tag_path(path), tag_path(new)
    moved = _at_or_below(record, old)
    if _is_below(new, old):
        raise Refused(f"“{old}” cannot come below itself; choose another place for it.")
    leaving = {int(row["id"]) for row in moved}
    others = [row for row in record.db.query("SELECT id, path FROM tags") if row["id"] not in leaving]
    spelling = TagSpelling(row["path"] for row in others)
    targets = {int(row["id"]): spelling.of(_moved(row["path"], old, new)) for row in moved}
    taken = {folded_name(row["path"]): row["path"] for row in others}
    for target in targets.values():
        if folded_name(target) in taken:
            raise Refused(f"There is a tag “{taken[folded_name(target)]}” already; merge the two instead.")
    # One by one, since one may take the path that another leaves; those above leave first.
    for number, target in targets.items():
        record.update("tags", number, path=target)


@operation("tag.move", "move tag")
def move_tag(record: Recorder, path: str, under: str) -> None:
    """Put a tag, and with it those below, under another; with `under` empty, at the top.

    Raises:
        Refused: when there is a tag of its name, or the tag would come below itself; when there is no tag at `path`.
    """
    # As it is written in the codebook, since moving does not rename.
    name = _at_or_below(record, tag_path(path))[0]["path"].split(SEPARATOR)[tag_path(path).count(SEPARATOR)]
    found = find_tag(record.db, under) if under else None
    above = str(found["path"]) if found else tag_path(under) if under else ""
    if above and (folded_name(above) == folded_name(tag_path(path))):
        raise Refused(f"“{above}” cannot come below itself; choose another place for it.")
    rename_tag(record, path, f"{above}{SEPARATOR}{name}" if above else name)


@operation("tag.merge", "merge tags")
def merge_tags(record: Recorder, path: str, into: str) -> None:
    """Give all that has a tag another instead, and remove the tag; what is below it comes below the other.

    The other keeps its description and key, or gets those of the tag where it has none; notes are joined.

    Raises:
        Refused: when the other is the tag itself, or below it; when one of them is not there.
    """
    old, new = tag_path(path), tag_path(into)
    if folded_name(old) == folded_name(new):
        raise Refused(f"“{old}” cannot be merged into itself; choose another.")
    if _is_below(new, old):
        raise Refused(f"“{new}” is below “{old}”; merge it the other way round, or move it first.")
    moved = _at_or_below(record, old)
    new = str(known_tag(record, new)["path"])
    leaving = {row["id"] for row in moved}
    spelling = TagSpelling(
        row["path"] for row in record.db.query("SELECT id, path FROM tags") if row["id"] not in leaving
    )
    for row in sorted(moved, key=lambda row: row["path"].count(SEPARATOR)):
        target = spelling.of(_moved(row["path"], old, new))
        found = find_tag(record.db, target)
        if found is None:
            record.update("tags", row["id"], path=target)
        else:
            _merge(record, row, found)


@operation("tag.archive", "archive tag")
def archive_tag(record: Recorder, path: str) -> None:
    """Offer a tag, and those below it, no more; what has it keeps it, and its key is free.

    Raises:
        Refused: when it is archived already; when there is no tag at `path`.
    """
    _set_archived(record, path, archived=True)


@operation("tag.restore", "restore tag")
def bring_back_tag(record: Recorder, path: str) -> None:
    """Offer an archived tag, and those below it, again.

    Raises:
        Refused: when it is not archived; when there is no tag at `path`.
    """
    _set_archived(record, path, archived=False)


@operation("tag.describe", "describe tag")
def describe_tag(record: Recorder, path: str, description: str) -> None:
    """Say what a tag is for.

    Raises:
        Refused: when there is no tag at `path`.
    """
    record.update("tags", known_tag(record, path)["id"], description=description)


@operation("tag.colour", "colour tag")
def colour_tag(record: Recorder, path: str, colour: str) -> None:
    """Give a tag another colour.

    Raises:
        BadName: when `colour` is none.
        Refused: when there is no tag at `path`.
    """
    record.update("tags", known_tag(record, path)["id"], colour=colour_code(colour))


@operation("tag.bind", "bind key to tag")
def key_tag(record: Recorder, path: str, key: str) -> None:
    """Give a tag the key that picks it, or none.

    Raises:
        BadName: when `key` is not one character.
        Refused: when another tag has it; when there is no tag at `path`.
    """
    tag, key = known_tag(record, path), shortcut_key(key)
    for row in record.db.query("SELECT path FROM tags WHERE key = ? AND key <> '' AND id <> ?", [key, tag["id"]]):
        raise Refused(f"“{key}” is the key of “{row['path']}”; take another, or take it from that tag first.")
    record.update("tags", tag["id"], key=key)


def known_tag(record: Recorder, path: str) -> Row:
    """Return the row of the tag at `path`.

    Raises:
        BadTag: when `path` cannot be a tag.
        Refused: when there is none.
    """
    found = find_tag(record.db, path)
    if found is None:
        raise Refused(f"There is no tag “{tag_path(path)}” in the codebook; choose one that it has, or make it first.")
    return found


def joined(first: str, second: str) -> str:
    """Return two notes as one, with a blank line between them."""
    return "\n\n".join(dict.fromkeys(filter(None, (first, second))))


def _set_archived(record: Recorder, path: str, *, archived: bool) -> None:
    rows = [row for row in _at_or_below(record, tag_path(path)) if bool(row["archived"]) is not archived]
    if not rows:
        raise Refused(f"“{tag_path(path)}” is {'archived already' if archived else 'not archived'}.")
    record.update_all("tags", {row["id"]: {"archived": int(archived), "key": ""} for row in rows})


def _at_or_below(record: Recorder, path: str) -> list[Row]:
    """Return the tags at `path` and below, those above first."""
    found = [
        row
        for row in record.db.query("SELECT * FROM tags ORDER BY path")
        if folded_name(row["path"]) == folded_name(path) or _is_below(row["path"], path)
    ]
    if not found:
        raise Refused(f"There is no tag “{path}” in the codebook; choose one that it has, or make it first.")
    return sorted(found, key=lambda row: str(row["path"]).count(SEPARATOR))


def _is_below(path: str, above: str) -> bool:
    return folded_name(path).startswith(folded_name(above) + SEPARATOR)


def _moved(path: str, old: str, new: str) -> str:
    """Return `path`, which is `old` or below it, as it is when that is called `new`."""
    return tag_path(SEPARATOR.join((new, *path.split(SEPARATOR)[old.count(SEPARATOR) + 1 :])))


def _merge(record: Recorder, row: Row, into: Row) -> None:
    for table, column in references_to("tags"):
        if table.is_link:
            have, keep = (_having(record, table.name, table.key[0], tag["id"]) for tag in (row, into))
            record.sweep(table.name, have, {column: row["id"]}, None)
            record.sweep(table.name, sorted(set(have).difference(keep)), None, {column: into["id"]})
    record.delete("tags", row["id"])
    record.update(
        "tags",
        into["id"],
        description=into["description"] or row["description"],
        key=into["key"] or row["key"],
        note=joined(into["note"], row["note"]),
    )


def _having(record: Recorder, table: str, column: str, tag: int) -> Sequence[int]:
    found = record.db.execute(f"SELECT {column} FROM {table} WHERE tag = ? ORDER BY {column}", [tag]).fetchall()
    return [number for (number,) in found]
