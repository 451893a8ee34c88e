"""Groups of mentions that are probably of one entity, judged by their names, for an analyst to confirm.

Names are joined within each article first, by the rules in `name_rules`. Then equal names are joined across articles,
unless they stand for different names in different articles.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import Final, NamedTuple

from glossator.domain.lexicon import AMOUNTS
from glossator.matching.name_rules import (
    PRECISION,
    ArticleName,
    GroupReason,
    MentionsByName,
    NamedMention,
    NameForm,
    NamePair,
    name_form,
    name_pairs,
)
from glossator.text.known_aliases import KNOWN_ALIASES
from glossator.text.names import bare_name, split_own_bracket

# The least similarity of two spellings of a long name, from 0 to 1.
_ALIKE: Final = 0.8


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name or alias of a stored entity."""

    entity: int
    name: str
    label: str | None


class GroupMember(NamedTuple):
    """A mention in a group, with the reason."""

    id: int
    article: int
    quote: str
    reason: GroupReason


@dataclass(frozen=True, slots=True)
class Group:
    """Unlinked mentions that are probably of one entity.

    Attributes:
        name: the name of the entity, or the proposed one.
        label: the most frequent type.
        entity: the id of the entity to link them to; None for a new one.
        members: by article and id.
        because: a sentence for each pair of different names that was joined.
        precision: the least precision of the rules that made it, from 0 to 1.
    """

    name: str
    label: str
    entity: int | None
    members: tuple[GroupMember, ...]
    because: tuple[str, ...]
    precision: float


def group_mentions(mentions: Iterable[NamedMention], known: Sequence[KnownName] = ()) -> list[Group]:
    """Return the groups of `mentions`, the largest first; `known` are the names of the stored entities."""
    by_node: defaultdict[ArticleName, list[NamedMention]] = defaultdict(list)
    for mention in mentions:
        if mention.label not in AMOUNTS and (form := name_form(mention.quote, mention.label)).key:
            by_node[ArticleName(mention.article, form)].append(mention)
    pairs = name_pairs(by_node)
    entities: defaultdict[NameForm, set[int]] = defaultdict(set)
    for name in known:
        entities[name_form(name.name, name.label or "")].add(name.entity)
    # Where several rules join a name in different articles, the least precise one counts.
    shorter = {pair.short: pair for pair in sorted(pairs, key=lambda pair: -PRECISION[pair.reason])}
    found = (_group(part, shorter, entities) for part in _parts(by_node, pairs))
    return sorted(filter(None, found), key=lambda group: (-len(group.members), group.name))


def _parts(
    mentions: MentionsByName, pairs: Sequence[NamePair]
) -> Iterator[list[tuple[ArticleName, Sequence[NamedMention]]]]:
    """Yield the names that belong together, each with its article."""
    places: defaultdict[NameForm, list[ArticleName]] = defaultdict(list)
    for node in mentions:
        places[node.form].append(node)
    longer: defaultdict[NameForm, dict[NameForm, None]] = defaultdict(dict)
    joined = _Joined()
    for pair in pairs:
        longer[pair.short][pair.long] = None
        both = [ArticleName(pair.article, form) for form in (pair.short, pair.long)]
        for node in both:
            if node not in mentions:
                places[node.form].append(node)
        joined.join(both)
    for form, here in places.items():
        names = list(longer.get(form, ()))
        # An ambiguous name is resolved only within its own article.
        if (len(here) > 1 or names) and _one_name(names):
            joined.join([*here, *(places[name][0] for name in names)])
    found: defaultdict[ArticleName, list[tuple[ArticleName, Sequence[NamedMention]]]] = defaultdict(list)
    for node, named in mentions.items():
        found[joined.root(node)].append((node, named))
    yield from found.values()


def _one_name(names: Sequence[NameForm]) -> bool:
    """Return whether longer names are spellings of one name; those of people must be equal."""
    if len(names) > 1 and names[0].person:
        return False
    return all(SequenceMatcher(None, one.key, other.key).ratio() >= _ALIKE for one, other in combinations(names, 2))


def _group(
    nodes: Sequence[tuple[ArticleName, Sequence[NamedMention]]],
    shorter: Mapping[NameForm, NamePair],
    known: Mapping[NameForm, set[int]],
) -> Group | None:
    """Return the group of some names; None if there is nothing to link, or no single entity to link it to."""
    if len(nodes) == 1 and len(nodes[0][1]) == 1 and not _entities_named(nodes[0][0].form, shorter, known):
        # A shortcut: most names occur once.
        return None
    mentions = [mention for _, here in nodes for mention in here]
    forms = dict.fromkeys(node.form for node, _ in nodes)
    by_name = set().union(*(_entities_named(form, shorter, known) for form in forms))
    entities = {mention.entity for mention in mentions if mention.entity is not None} or by_name
    members = [
        GroupMember(mention.id, mention.article, mention.quote, reason)
        for node, here in nodes
        for reason in (_reason(node.form, forms, shorter, known),)
        for mention in here
        if mention.entity is None
    ]
    if not members or len(entities) > 1 or len(mentions) + len(by_name) < 2:
        return None
    reasons = {member.reason for member in members}
    return Group(
        name=_group_name(nodes, shorter),
        label=Counter(mention.label for mention in mentions).most_common(1)[0][0],
        entity=next(iter(entities), None),
        members=tuple(sorted(members, key=lambda member: (member.article, member.id))),
        because=tuple(
            dict.fromkeys(
                shorter[form].because for form in forms if form in shorter and shorter[form].reason in reasons
            )
        ),
        precision=min(PRECISION[reason] for reason in reasons),
    )


def _entities_named(
    form: NameForm, shorter: Mapping[NameForm, NamePair], known: Mapping[NameForm, set[int]]
) -> Collection[int]:
    """Return the entities with a name; if there are none, those with the name that it is a known alias of."""
    found = known.get(form)
    if not found and form in shorter and shorter[form].reason is GroupReason.ALIAS:
        found = known.get(shorter[form].long)
    return found or ()


def _reason(
    form: NameForm,
    forms: Collection[NameForm],
    shorter: Mapping[NameForm, NamePair],
    known: Mapping[NameForm, set[int]],
) -> GroupReason:
    if form in shorter and (len(forms) > 1 or (form not in known and _entities_named(form, shorter, known))):
        return shorter[form].reason
    return GroupReason.KNOWN if form in known else GroupReason.SAME


def _group_name(
    nodes: Sequence[tuple[ArticleName, Sequence[NamedMention]]], shorter: Mapping[NameForm, NamePair]
) -> str:
    """Return the name of a group: of its longer names, else what several aliases stand for, else of all."""
    long = [mention for node, here in nodes if node.form not in shorter for mention in here]
    forms = {node.form for node, _ in nodes}
    usual = {KNOWN_ALIASES.get(form.key, "") for form in forms if not form.person}
    if not long and len(forms) > 1 and len(usual) == 1 and (name := usual.pop()):
        return name
    return _name(long or [mention for _, here in nodes for mention in here])


def _name(mentions: Sequence[NamedMention]) -> str:
    """Return the most frequent name of the mentions, or the longest of them."""
    if len({mention.quote for mention in mentions}) == 1:
        return bare_name(split_own_bracket(mentions[0].quote)[0])
    names = Counter[str]()
    for quote, number in Counter(mention.quote for mention in mentions).items():
        names[bare_name(split_own_bracket(quote)[0])] += number
    return max(names, key=lambda name: (names[name], len(name)))


class _Joined:
    """A union-find structure of names in articles."""

    def __init__(self) -> None:
        self._parents: dict[ArticleName, ArticleName] = {}

    def join(self, nodes: Sequence[ArticleName]) -> None:
        """Join all of them, and what each was joined with."""
        root = self.root(nodes[0])
        for node in nodes[1:]:
            if (other := self.root(node)) != root:
                self._parents[other] = root

    def root(self, node: ArticleName) -> ArticleName:
        """Return the representative of the names that a name is joined with."""
        parents = self._parents
        while (parent := parents.get(node)) is not None:
            if (above := parents.get(parent)) is not None:
                parents[node] = above
            node = parent
        return node
