"""Operations on the tags of the codebook. A tag is found by its path, without regard to case and spaces.

A path that only groups other tags can be renamed, moved, merged and archived with them.
"""

from collections.abc import Sequence

from glossator.domain.code_colours import TagColours
from glossator.domain.codebook import SEPARATOR, TagSpelling, colour_code, folded_name, shortcut_key, tag_path
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.queries.codebook import find_tag
from glossator.store.rows import Row
from glossator.store.schema.catalogue import references_to


class TagBook:
    """The tags of the codebook by name, read once and kept up to date while an operation creates tags.

    Every new tag is created here, so that the tags and groups above it are spelt alike.
    """

    def __init__(self, record: Recorder) -> None:
        self._record = record
        rows = list(record.db.query("SELECT id, path, colour FROM tags ORDER BY id"))
        self._ids = {folded_name(row["path"]): int(row["id"]) for row in reversed(rows)}
        self._spelling = TagSpelling(row["path"] for row in rows)
        self._colours = TagColours({row["path"]: row["colour"] for row in rows})

    def find(self, path: str) -> int | None:
        """Return the id of the tag at `path`; None when there is none.

        Raises:
            BadTag: when `path` is not valid.
        """
        return self._ids.get(folded_name(tag_path(path)))

    def make(self, path: str, description: str = "") -> int:
        """Create a tag that does not exist yet, and return its id; existing groups keep their spelling.

        Raises:
            BadTag: when `path` is not valid.
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
        """Return the id of the tag at `path`, created if necessary.

        Raises:
            BadTag: when `path` is not valid.
        """
        found = self.find(path)
        return self.make(path) if found is None else found


@operation("tag.create", "create tag")
def make_tag(record: Recorder, path: str, description: str = "") -> int:
    """Create a tag, and return its id.

    Raises:
        BadTag: when `path` is not valid.
        Refused: when the tag exists.
    """
    found = find_tag(record.db, path)
    if found is not None:
        archived = "; restore it from the archive" if found["archived"] else "; choose another name"
        raise Refused(f"There is a tag “{found['path']}” already{archived}.")
    return TagBook(record).make(path, description)


@operation("tag.rename", "rename tag")
def rename_tag(record: Recorder, path: str, new: str) -> None:
    """Change the path of a tag and of those below it.

    Raises:
        BadTag: when `new` is not valid.
        Refused: when a tag has the path, the tag would be below itself, or it does not exist.
    """
    old, new = tag_path(path), tag_path(new)
    moved = _at_or_below(record, old)
    if _is_below(new, old):
        raise Refused(f"“{old}” cannot be moved below itself; choose another place for it.")
    leaving = {int(row["id"]) for row in moved}
    others = [row for row in record.db.query("SELECT id, path FROM tags") if row["id"] not in leaving]
    spelling = TagSpelling(row["path"] for row in others)
    targets = {int(row["id"]): spelling.of(_moved(row["path"], old, new)) for row in moved}
    taken = {folded_name(row["path"]): row["path"] for row in others}
    for target in targets.values():
        if folded_name(target) in taken:
            raise Refused(f"There is a tag “{taken[folded_name(target)]}” already; merge the two instead.")
    # One by one from the top, because a tag may get the former path of another.
    for number, target in targets.items():
        record.update("tags", number, path=target)


@operation("tag.move", "move tag")
def move_tag(record: Recorder, path: str, under: str) -> None:
    """Move a tag, and those below it, below another tag, or with `under` empty, to the top.

    Raises:
        Refused: when a tag has the new path, the tag would be below itself, or it does not exist.
    """
    # As spelt in the codebook.
    name = _at_or_below(record, tag_path(path))[0]["path"].split(SEPARATOR)[tag_path(path).count(SEPARATOR)]
    found = find_tag(record.db, under) if under else None
    above = str(found["path"]) if found else tag_path(under) if under else ""
    if above and (folded_name(above) == folded_name(tag_path(path))):
        raise Refused(f"“{above}” cannot be moved below itself; choose another place for it.")
    rename_tag(record, path, f"{above}{SEPARATOR}{name}" if above else name)


@operation("tag.merge", "merge tags")
def merge_tags(record: Recorder, path: str, into: str) -> None:
    """Merge a tag into another, which gets its annotations, articles and the tags below it.

    The other gets the description and key where it has none, and both notes.

    Raises:
        Refused: when the other is the same tag or below it, or one does not exist.
    """
    old, new = tag_path(path), tag_path(into)
    if folded_name(old) == folded_name(new):
        raise Refused(f"“{old}” cannot be merged into itself; choose another.")
    if _is_below(new, old):
        raise Refused(f"“{new}” is below “{old}”; merge in the other direction, or move it first.")
    moved = _at_or_below(record, old)
    new = str(require_tag(record, new)["path"])
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
            merge_tag_rows(record, row, found)


@operation("tag.archive", "archive tag")
def archive_tag(record: Recorder, path: str) -> None:
    """Archive a tag and those below it, which are then no longer offered, and free their keys.

    Raises:
        Refused: when it is archived already, or does not exist.
    """
    _set_archived(record, path, archived=True)


@operation("tag.restore", "restore tag")
def restore_tag(record: Recorder, path: str) -> None:
    """Restore an archived tag and those below it.

    Raises:
        Refused: when it is not archived, or does not exist.
    """
    _set_archived(record, path, archived=False)


@operation("tag.describe", "describe tag")
def describe_tag(record: Recorder, path: str, description: str) -> None:
    """Set the description of a tag.

    Raises:
        Refused: when it does not exist.
    """
    record.update("tags", require_tag(record, path)["id"], description=description)


@operation("tag.colour", "colour tag")
def colour_tag(record: Recorder, path: str, colour: str) -> None:
    """Set the colour of a tag.

    Raises:
        BadName: when `colour` is not valid.
        Refused: when the tag does not exist.
    """
    record.update("tags", require_tag(record, path)["id"], colour=colour_code(colour))


@operation("tag.bind", "bind key to tag")
def bind_tag_key(record: Recorder, path: str, key: str) -> None:
    """Set the key that selects a tag, or remove it.

    Raises:
        BadName: when `key` is not one character.
        Refused: when another tag has it, or the tag does not exist.
    """
    tag, key = require_tag(record, path), shortcut_key(key)
    for row in record.db.query("SELECT path FROM tags WHERE key = ? AND key <> '' AND id <> ?", [key, tag["id"]]):
        raise Refused(f"“{key}” is the key of “{row['path']}”; choose another, or remove it there first.")
    record.update("tags", tag["id"], key=key)


def require_tag(record: Recorder, path: str) -> Row:
    """Return the row of the tag at `path`; raise Refused when there is none, and BadTag when it is not valid."""
    found = find_tag(record.db, path)
    if found is None:
        raise Refused(f"There is no tag “{tag_path(path)}” in the codebook; choose another, or create it first.")
    return found


def join_notes(first: str, second: str) -> str:
    """Return two notes as one, with a blank line between them."""
    return "\n\n".join(dict.fromkeys(filter(None, (first, second))))


def _set_archived(record: Recorder, path: str, *, archived: bool) -> None:
    rows = [row for row in _at_or_below(record, tag_path(path)) if bool(row["archived"]) is not archived]
    if not rows:
        raise Refused(f"“{tag_path(path)}” is {'archived already' if archived else 'not archived'}.")
    record.update_all("tags", {row["id"]: {"archived": int(archived), "key": ""} for row in rows})


def _at_or_below(record: Recorder, path: str) -> list[Row]:
    """Return the tags at `path` and below, from the top."""
    found = [
        row
        for row in record.db.query("SELECT * FROM tags ORDER BY path")
        if folded_name(row["path"]) == folded_name(path) or _is_below(row["path"], path)
    ]
    if not found:
        raise Refused(f"There is no tag “{path}” in the codebook; choose another, or create it first.")
    return sorted(found, key=lambda row: str(row["path"]).count(SEPARATOR))


def _is_below(path: str, above: str) -> bool:
    return folded_name(path).startswith(folded_name(above) + SEPARATOR)


def _moved(path: str, old: str, new: str) -> str:
    """Return `path`, which is `old` or below it, with `new` in place of `old`."""
    return tag_path(SEPARATOR.join((new, *path.split(SEPARATOR)[old.count(SEPARATOR) + 1 :])))


def merge_tag_rows(record: Recorder, row: Row, into: Row) -> None:
    """Merge one tag into another, without those below it."""
    for table, column in references_to("tags"):
        if table.is_link:
            have, keep = (_having(record, table.name, table.key[0], tag["id"]) for tag in (row, into))
            record.change_in_bulk(table.name, have, {column: row["id"]}, None)
            record.change_in_bulk(table.name, sorted(set(have).difference(keep)), None, {column: into["id"]})
    record.delete("tags", row["id"])
    # A copy of the workspace that is merged later may still use it.
    record.insert("uid_aliases", {"foreign_uid": row["uid"], "local_uid": into["uid"]})
    record.update(
        "tags",
        into["id"],
        description=into["description"] or row["description"],
        key=into["key"] or row["key"],
        note=join_notes(into["note"], row["note"]),
    )


def _having(record: Recorder, table: str, column: str, tag: int) -> Sequence[int]:
    found = record.db.execute(f"SELECT {column} FROM {table} WHERE tag = ? ORDER BY {column}", [tag]).fetchall()
    return [number for (number,) in found]
