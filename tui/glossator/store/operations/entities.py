"""What an analyst does to entities, and to which of them a mention belongs."""

from collections import Counter
from collections.abc import Sequence

from glossator.domain.entity import entity_name, new_aliases
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.operation import operation
from glossator.store.operations.common import touch_all, touch_and_accept
from glossator.store.operations.tags import joined
from glossator.store.rows import Row
from glossator.text.folding import fold
from glossator.text.names import name_key


@operation("entity.link", "link")
def link(record: Recorder, annotations: Sequence[int], to: int | str, *, one_by_hand: bool = False) -> int:
    """Link mentions to an entity, and return its id. What they say becomes an alias where no name says it yet.

    Args:
        record: keeps what changes.
        annotations: the mentions.
        to: the id of the entity; or a name, of an entity that there is, by name or alias, or else of a new one.
        one_by_hand: whether an analyst has chosen the entity of this one mention, which accepts a suggestion.

    Raises:
        BadName: when the name cannot be one.
        Refused: when several entities go by the name, or all mentions are of that entity already.
        Missing: when a mention or the entity is gone.
    """
    rows = _mentions(record, annotations)
    entity = to if isinstance(to, int) else _named(record, to) or _make(record, entity_name(to), rows)
    if all(row["entity"] == entity for row in rows):
        raise Refused(f"That is linked to “{record.row('entities', entity)['name']}” already.")
    _add_aliases(record, entity, [row["quote"] for row in rows])
    if one_by_hand:
        (annotation,) = annotations
        touch_and_accept(record, annotation, entity=entity)
    else:
        touch_all(record, annotations, entity=entity)
    return entity


@operation("entity.unlink", "unlink")
def unlink(record: Recorder, annotations: Sequence[int]) -> None:
    """Take mentions off the entities that they are linked to.

    Raises:
        Refused: when none is linked.
        Missing: when a mention is gone.
    """
    linked = [row["id"] for row in _mentions(record, annotations) if row["entity"] is not None]
    if not linked:
        raise Refused("There is no link to an entity here; make one first.")
    touch_all(record, linked, entity=None)


@operation("entity.rename", "rename entity")
def rename_entity(record: Recorder, entity: int, name: str) -> None:
    """Give an entity another name.

    Raises:
        BadName: when `name` cannot be one.
        Missing: when the entity is gone.
    """
    name = entity_name(name)
    for row in _aliases(record, entity):
        if row["alias"] == name:
            record.delete("aliases", row["id"])
    record.update("entities", entity, name=name)


@operation("entity.add_alias", "add alias")
def add_alias(record: Recorder, entity: int, alias: str) -> None:
    """Say that an entity goes by another name too.

    Raises:
        BadName: when `alias` cannot be a name.
        Refused: when the entity has that name or alias.
        Missing: when the entity is gone.
    """
    alias = entity_name(alias)
    known = [record.row("entities", entity)["name"], *(row["alias"] for row in _aliases(record, entity))]
    if fold(alias) in map(fold, known):
        raise Refused(f"“{known[0]}” goes by “{alias}” already; choose another name for it.")
    record.insert("aliases", {"entity": entity, "alias": alias})


@operation("entity.remove_alias", "remove alias")
def remove_alias(record: Recorder, entity: int, alias: str) -> None:
    """Say that an entity does not go by a name.

    Raises:
        Refused: when it is no alias of it.
    """
    for row in _aliases(record, entity):
        if row["alias"] == alias:
            record.delete("aliases", row["id"])
            return
    raise Refused(f"“{alias}” is no alias here; choose one from the list.")


@operation("entity.merge", "merge entities")
def merge_entities(record: Recorder, entity: int, into: int) -> None:
    """Make two entities one: the other gets the mentions, the name as an alias, the aliases and the note.

    Raises:
        Refused: when the two are the same.
        Missing: when one of them is gone.
    """
    if entity == into:
        raise Refused("An entity cannot be merged into itself; choose another.")
    gone, kept = record.row("entities", entity), record.row("entities", into)
    mentions = record.db.execute("SELECT id FROM annotations WHERE entity = ? ORDER BY id", [entity]).fetchall()
    aliases = _aliases(record, entity)
    record.update(
        "entities",
        into,
        label=kept["label"] or gone["label"],
        note=joined(kept["note"], gone["note"]),
        reference="; ".join(dict.fromkeys(filter(None, (kept["reference"], gone["reference"])))),
    )
    known = {fold(name) for name in (kept["name"], *(row["alias"] for row in _aliases(record, into)))}
    # An entity that gets or loses an alias has all its mentions indexed anew: neither has those that move by then.
    for name in (gone["name"], *(row["alias"] for row in aliases)):
        if fold(name) not in known:
            known.add(fold(name))
            record.insert("aliases", {"entity": into, "alias": name})
    record.sweep("annotations", [number for (number,) in mentions], {"entity": entity}, {"entity": into})
    for row in aliases:
        record.delete("aliases", row["id"])
    record.delete("entities", entity)


@operation("entity.split", "split entity")
def split_entity(record: Recorder, annotations: Sequence[int], name: str) -> int:
    """Make some mentions of an entity those of a new one, and return its id.

    Aliases that only these mentions say go along.

    Raises:
        BadName: when `name` cannot be one.
        Refused: when the mentions are not all of one entity, or are all that it has.
        Missing: when a mention is gone.
    """
    rows = _mentions(record, annotations)
    entities = {row["entity"] for row in rows}
    if len(entities) != 1 or None in entities:
        raise Refused("Only mentions of one entity can be split from it; mark some of the same.")
    (entity,) = entities
    chosen = {row["id"] for row in rows}
    others = [
        quote
        for number, quote in record.db.execute(
            "SELECT id, quote FROM annotations WHERE entity = ?", [entity]
        ).fetchall()
        if number not in chosen
    ]
    if not others:
        raise Refused("These are all the mentions that it has; rename it instead.")
    new = _make(record, entity_name(name), rows)
    left = {name_key(quote) for quote in others}
    taken = {name_key(row["quote"]) for row in rows}
    for row in _aliases(record, entity):
        if name_key(row["alias"]) in taken - left:
            record.delete("aliases", row["id"])
    _add_aliases(record, new, [row["quote"] for row in rows])
    touch_all(record, annotations, entity=new)
    return new


def _mentions(record: Recorder, annotations: Sequence[int]) -> list[Row]:
    if not annotations:
        raise Refused("There is no mention here to link; mark one first.")
    return list(record.rows("annotations", [(number,) for number in annotations]).values())


def _named(record: Recorder, typed: str) -> int | None:
    """Return the id of the one entity that goes by a name; None when there is none.

    Raises:
        Refused: when there are several.
    """
    wanted = fold(entity_name(typed))
    for question in ("SELECT id, name FROM entities", "SELECT DISTINCT entity AS id, alias AS name FROM aliases"):
        found = {int(row["id"]) for row in record.db.query(question) if fold(row["name"]) == wanted}
        if len(found) > 1:
            raise Refused(f"{len(found)} entities go by “{entity_name(typed)}”; choose one from the list.")
        if found:
            return found.pop()
    return None


def _make(record: Recorder, name: str, mentions: Sequence[Row]) -> int:
    labels = Counter(row["label"] for row in mentions if row["label"] is not None)
    return record.insert(
        "entities",
        {
            "uid": record.new_uid("entities"),
            "name": name,
            "label": labels.most_common(1)[0][0] if labels else None,
            "note": "",
            "reference": "",
        },
    )


def _aliases(record: Recorder, entity: int) -> list[Row]:
    return list(record.db.query("SELECT * FROM aliases WHERE entity = ? ORDER BY id", [entity]))


def _add_aliases(record: Recorder, entity: int, quotes: Sequence[str]) -> None:
    known = [record.row("entities", entity)["name"], *(row["alias"] for row in _aliases(record, entity))]
    for alias in new_aliases(quotes, known):
        record.insert("aliases", {"entity": entity, "alias": alias})
