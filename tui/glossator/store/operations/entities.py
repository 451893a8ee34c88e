"""Operations on entities, and linking mentions to them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from glossator.domain.entity import entity_name, new_aliases
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.operations.common import update_all_stamped, update_and_accept
from glossator.store.operations.tags import join_notes
from glossator.store.rows import Row
from glossator.text.folding import fold
from glossator.text.names import name_key

_PERSON: Final = "PERSON"


@operation("entity.link", "link")
def link(record: Recorder, annotations: Sequence[int], to: int | str, *, one_by_hand: bool = False) -> int:
    """Link mentions to an entity, and return its id; their quotes become aliases where they are no names of it yet.

    Args:
        record: the recorder.
        annotations: the mentions.
        to: the id of the entity, or the name or alias of one; a name that none has creates one.
        one_by_hand: whether an analyst links a single mention, which accepts a suggestion.

    Raises:
        BadName: when the name is not valid.
        Refused: when several entities have the name, or all mentions are linked to the entity already.
        Missing: when a mention or the entity has been deleted.
    """
    rows = _mentions(record, annotations)
    entity = to if isinstance(to, int) else _named(record, to) or _make(record, entity_name(to), rows)
    if all(row["entity"] == entity for row in rows):
        raise Refused(f"Already linked to “{record.row('entities', entity)['name']}”.")
    _add_aliases(record, entity, [row["quote"] for row in rows])
    if one_by_hand:
        (annotation,) = annotations
        update_and_accept(record, annotation, entity=entity)
    else:
        update_all_stamped(record, annotations, entity=entity)
    return entity


class GroupToLink(NamedTuple):
    """Mentions of one entity.

    Attributes:
        mentions: the ids of the annotations.
        name: the name of the entity, if it is a new one.
        label: its label.
        entity: the id of an existing entity; None for one with the name and a label of the same kind, else a new one.
    """

    mentions: Sequence[int]
    name: str
    label: str
    entity: int | None


@operation("entity.link_groups", "link groups")
def link_groups(record: Recorder, groups: Sequence[GroupToLink]) -> int:
    """Link the mentions of each group to its entity, and return how many were linked.

    Names are compared only with those of entities of the same kind, persons or others, so that two groups of one name
    do not become one entity.

    Raises:
        BadName: when a name is not valid.
        Refused: when there is no mention.
        Missing: when a mention or an entity has been deleted.
    """
    if not groups:
        raise Refused("There is no group to link.")
    kinds = {int(row["id"]): row["label"] == _PERSON for row in record.db.query("SELECT id, label FROM entities")}
    named: defaultdict[tuple[bool, str], set[int]] = defaultdict(set)
    for row in record.db.query("SELECT id, name FROM entities UNION SELECT entity, alias FROM aliases"):
        named[kinds[row["id"]], fold(row["name"])].add(int(row["id"]))
    for group in groups:
        rows = _mentions(record, group.mentions)
        entity = group.entity
        if entity is None:
            name = entity_name(group.name)
            same = named[group.label == _PERSON, fold(name)]
            entity = next(iter(same)) if len(same) == 1 else _make(record, name, rows)
            same.add(entity)
        _add_aliases(record, entity, [row["quote"] for row in rows])
        update_all_stamped(record, group.mentions, entity=entity)
    return sum(len(group.mentions) for group in groups)


@operation("entity.unlink", "unlink")
def unlink(record: Recorder, annotations: Sequence[int]) -> None:
    """Unlink mentions from their entities.

    Raises:
        Refused: when none is linked.
        Missing: when a mention has been deleted.
    """
    linked = [row["id"] for row in _mentions(record, annotations) if row["entity"] is not None]
    if not linked:
        raise Refused("Not linked to an entity.")
    update_all_stamped(record, linked, entity=None)


@operation("entity.rename", "rename entity")
def rename_entity(record: Recorder, entity: int, name: str) -> None:
    """Rename an entity.

    Raises:
        BadName: when `name` is not valid.
        Missing: when the entity has been deleted.
    """
    name = entity_name(name)
    for row in _aliases(record, entity):
        if row["alias"] == name:
            record.delete("aliases", row["id"])
    record.update("entities", entity, name=name)


@operation("entity.add_alias", "add alias")
def add_alias(record: Recorder, entity: int, alias: str) -> None:
    """Add an alias to an entity.

    Raises:
        BadName: when `alias` is not valid.
        Refused: when the entity has that name or alias.
        Missing: when the entity has been deleted.
    """
    alias = entity_name(alias)
    known = [record.row("entities", entity)["name"], *(row["alias"] for row in _aliases(record, entity))]
    if fold(alias) in map(fold, known):
        raise Refused(f"“{known[0]}” has the name “{alias}” already; choose another alias.")
    record.insert("aliases", {"entity": entity, "alias": alias})


@operation("entity.remove_alias", "remove alias")
def remove_alias(record: Recorder, entity: int, alias: str) -> None:
    """Remove an alias of an entity.

    Raises:
        Refused: when the entity does not have it.
    """
    for row in _aliases(record, entity):
        if row["alias"] == alias:
            record.delete("aliases", row["id"])
            return
    raise Refused(f"There is no alias “{alias}”; choose one from the list.")


@operation("entity.merge", "merge entities")
def merge_entities(record: Recorder, entity: int, into: int) -> None:
    """Merge an entity into another, which gets its mentions, names and note.

    Raises:
        Refused: when the two are the same.
        Missing: when one has been deleted.
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
        note=join_notes(kept["note"], gone["note"]),
        reference="; ".join(dict.fromkeys(filter(None, (kept["reference"], gone["reference"])))),
    )
    known = {fold(name) for name in (kept["name"], *(row["alias"] for row in _aliases(record, into)))}
    # A new or deleted alias indexes all mentions of the entity again; at these points neither has the moved ones.
    for name in (gone["name"], *(row["alias"] for row in aliases)):
        if fold(name) not in known:
            known.add(fold(name))
            record.insert("aliases", {"entity": into, "alias": name})
    record.change_in_bulk("annotations", [number for (number,) in mentions], {"entity": entity}, {"entity": into})
    for row in aliases:
        record.delete("aliases", row["id"])
    record.delete("entities", entity)
    # A copy of the workspace that is merged later may still use it.
    record.insert("uid_aliases", {"foreign_uid": gone["uid"], "local_uid": kept["uid"]})


@operation("entity.split", "split entity")
def split_entity(record: Recorder, annotations: Sequence[int], name: str) -> int:
    """Move some mentions of an entity to a new one, and return its id; aliases that only they use are moved too.

    Raises:
        BadName: when `name` is not valid.
        Refused: when the mentions are not of one entity, or are all that it has.
        Missing: when a mention has been deleted.
    """
    rows = _mentions(record, annotations)
    entities = {row["entity"] for row in rows}
    if len(entities) != 1 or None in entities:
        raise Refused("Only mentions of the same entity can be split from it; select some.")
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
        raise Refused("These are all mentions of the entity; rename it instead.")
    new = _make(record, entity_name(name), rows)
    left = {name_key(quote) for quote in others}
    taken = {name_key(row["quote"]) for row in rows}
    for row in _aliases(record, entity):
        if name_key(row["alias"]) in taken - left:
            record.delete("aliases", row["id"])
    _add_aliases(record, new, [row["quote"] for row in rows])
    update_all_stamped(record, annotations, entity=new)
    return new


def _mentions(record: Recorder, annotations: Sequence[int]) -> list[Row]:
    if not annotations:
        raise Refused("There is no mention to link; annotate one first.")
    return list(record.rows("annotations", [(number,) for number in annotations]).values())


def _named(record: Recorder, typed: str) -> int | None:
    """Return the id of the entity with a name or alias; None when there is none.

    Raises:
        Refused: when there are several.
    """
    wanted = fold(entity_name(typed))
    for question in ("SELECT id, name FROM entities", "SELECT DISTINCT entity AS id, alias AS name FROM aliases"):
        found = {int(row["id"]) for row in record.db.query(question) if fold(row["name"]) == wanted}
        if len(found) > 1:
            raise Refused(f"{len(found)} entities have the name “{entity_name(typed)}”; choose one from the list.")
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
