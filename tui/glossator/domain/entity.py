"""Entities: the people, groups and places that mentions in many articles refer to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from glossator.domain.codebook import BadName
from glossator.domain.mention import ArticleHit
from glossator.text.folding import fold
from glossator.text.names import bare_name, name_key
from glossator.text.normalise import flatten, normalise

_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Entity:
    """A stored entity.

    Attributes:
        label: its type, if it has one.
        reference: its id in a knowledge base; empty if it has none.
        aliases: its other names, in alphabetical order.
    """

    id: int
    uid: str
    name: str
    label: str | None
    note: str
    reference: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntityInUse:
    """An entity as lists show it; rejected mentions do not count.

    Attributes:
        mentions, articles: the number of its mentions, and of the articles that have them.
        first_seen, last_seen: the earliest and latest date of those articles; empty if none has a date.
    """

    entity: Entity
    mentions: int
    articles: int
    first_seen: str
    last_seen: str


@dataclass(frozen=True, slots=True)
class CoOccurrence:
    """An entity that occurs in the same articles as another, and the number of those articles."""

    id: int
    name: str
    label: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class EntityPage:
    """The details of an entity.

    Attributes:
        first, last: its earliest and latest article by date; None if none has a date.
        forms: the texts of its mentions with their counts, the most frequent first.
        co_occurrences: the entities in the same articles, those with the most articles first.
    """

    use: EntityInUse
    first: ArticleHit | None
    last: ArticleHit | None
    forms: tuple[tuple[str, int], ...]
    co_occurrences: tuple[CoOccurrence, ...]


class NameMatch(IntEnum):
    """How well an entity matches what was typed, the best match first."""

    NAME = 0
    ALIAS = 1
    NAME_STARTS = 2
    ALIAS_STARTS = 3
    WORD_STARTS = 4
    INSIDE = 5


def entity_name(typed: str) -> str:
    """Return `typed` as the name or alias of an entity, on one line.

    Raises:
        BadName: when it is blank or too long.
    """
    name = flatten(normalise(typed))
    if not name:
        raise BadName("Enter a name for the entity.")
    if len(name) > _MOST:
        raise BadName(f"The name of an entity can have up to {_MOST} characters; this one has {len(name)}. Shorten it.")
    return name


def match_name(typed: str, name: str, aliases: Sequence[str]) -> NameMatch | None:
    """Return how well an entity matches `typed`, ignoring case and accents; None if it does not."""
    wanted, called, others = fold(typed), fold(name), [fold(alias) for alias in aliases]
    if called == wanted:
        return NameMatch.NAME
    if wanted in others:
        return NameMatch.ALIAS
    if called.startswith(wanted):
        return NameMatch.NAME_STARTS
    if any(other.startswith(wanted) for other in others):
        return NameMatch.ALIAS_STARTS
    if any(f" {wanted}" in other.replace("-", " ") for other in (called, *others)):
        return NameMatch.WORD_STARTS
    return NameMatch.INSIDE if any(wanted in other for other in (called, *others)) else None


def new_aliases(quotes: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return the distinct quotes that are not variants of any of the names, without possessive and article."""
    known = {name_key(name) for name in names}
    found = []
    for quote in quotes:
        alias = bare_name(quote)[:_MOST]
        if alias and name_key(alias) not in known:
            known.add(name_key(alias))
            found.append(alias)
    return found
