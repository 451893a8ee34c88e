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
    """An entity of the workspace.

    Attributes:
        label: its type, where it has one.
        reference: its id in a knowledge base; empty where it has none.
        aliases: other names that it goes by, in alphabetical order.
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
    """An entity as a list shows it; rejected mentions do not count.

    Attributes:
        mentions, articles: how many mentions there are, in how many articles.
        first_seen, last_seen: the dates of the first and the last of those articles; empty where none has one.
    """

    entity: Entity
    mentions: int
    articles: int
    first_seen: str
    last_seen: str


@dataclass(frozen=True, slots=True)
class CoOccurrence:
    """An entity that another occurs with, and in how many articles both are."""

    id: int
    name: str
    label: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class EntityPage:
    """What is known of an entity.

    Attributes:
        first, last: the articles where it is seen first and last, by their dates; None where none has one.
        forms: what its mentions say, with how often, the most frequent first.
        co_occurrences: the entities that are in the same articles, those with the most first.
    """

    use: EntityInUse
    first: ArticleHit | None
    last: ArticleHit | None
    forms: tuple[tuple[str, int], ...]
    co_occurrences: tuple[CoOccurrence, ...]


class NameMatch(IntEnum):
    """How well an entity fits what was typed, the best first."""

    NAME = 0
    ALIAS = 1
    NAME_STARTS = 2
    ALIAS_STARTS = 3
    WORD_STARTS = 4
    INSIDE = 5


def entity_name(typed: str) -> str:
    """Return the name or alias of an entity that `typed` means, on one line.

    Raises:
        BadName: when nothing is typed, or too much.
    """
    name = flatten(normalise(typed))
    if not name:
        raise BadName("An entity needs a name; type one.")
    if len(name) > _MOST:
        raise BadName(
            f"The name of an entity can have {_MOST} characters at most; this one has {len(name)}, so shorten it."
        )
    return name


def match_name(typed: str, name: str, aliases: Sequence[str]) -> NameMatch | None:
    """Return how well an entity fits what was typed, whatever case and accents; None when it does not."""
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
    """Return of the words of mentions those that none of the names says, each once, without a possessive or article."""
    known = {name_key(name) for name in names}
    found = []
    for quote in quotes:
        alias = bare_name(quote)[:_MOST]
        if alias and name_key(alias) not in known:
            known.add(name_key(alias))
            found.append(alias)
    return found
