"""Groups of mentions that are probably of one entity, judged by their names, for an analyst to confirm.

Names are joined within each article first: an acronym with the name before or after it in brackets, and a surname with
the only full name that ends in it. Then equal names are joined across articles, unless they stand for different names
in different articles.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from typing import Final, NamedTuple, TypeAlias

from glossator.domain.lexicon import AMOUNTS
from glossator.text.names import (
    bare_name,
    is_acronym_of,
    name_key,
    person_name_parts,
    split_own_bracket,
    text_in_brackets,
)

_PERSON: Final = "PERSON"
# The least similarity of two spellings of a long name, from 0 to 1.
_ALIKE: Final = 0.8
# The bracket after a name starts within this many code points.
_NEAR: Final = 2


class GroupReason(StrEnum):
    """Why a mention is in a group."""

    SAME = "same name"
    KNOWN = "name or alias of the entity"
    ACRONYM = "acronym in brackets"
    SURNAME = "end of a full name"


class NamedMention(NamedTuple):
    """A mention.

    Attributes:
        id: of the annotation.
        article: the id of its article.
        quote: its text.
        label: its type.
        entity: the id of the linked entity, if any.
        after: the text that follows it, about forty code points.
    """

    id: int
    article: int
    quote: str
    label: str
    entity: int | None
    after: str


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
    """

    name: str
    label: str
    entity: int | None
    members: tuple[GroupMember, ...]
    because: tuple[str, ...]


class _Form(NamedTuple):
    """The key of a name, and whether it is a person's; names of persons and of others are never joined."""

    person: bool
    key: str


class _Node(NamedTuple):
    """A name in one article."""

    article: int
    form: _Form


class _Pair(NamedTuple):
    """Two names in one article of which the shorter stands for the longer."""

    article: int
    short: _Form
    long: _Form
    reason: GroupReason
    because: str


_Mentions: TypeAlias = Mapping[_Node, Sequence[NamedMention]]


def group_mentions(mentions: Iterable[NamedMention], known: Sequence[KnownName] = ()) -> list[Group]:
    """Return the groups of `mentions`, the largest first; `known` are the names of the stored entities."""
    by_node: defaultdict[_Node, list[NamedMention]] = defaultdict(list)
    for mention in mentions:
        if mention.label not in AMOUNTS and (form := _form(mention.quote, mention.label)).key:
            by_node[_Node(mention.article, form)].append(mention)
    pairs = [*_acronyms(by_node), *_surnames(by_node)]
    entities: defaultdict[_Form, set[int]] = defaultdict(set)
    for name in known:
        entities[_form(name.name, name.label or "")].add(name.entity)
    shorter = {pair.short: pair for pair in pairs}
    found = (_group(part, shorter, entities) for part in _parts(by_node, pairs))
    return sorted(filter(None, found), key=lambda group: (-len(group.members), group.name))


@lru_cache(maxsize=1 << 16)
def _form(quote: str, label: str) -> _Form:
    person = label == _PERSON
    return _Form(person, " ".join(person_name_parts(quote)) if person else name_key(split_own_bracket(quote)[0]))


def _acronyms(mentions: _Mentions) -> Iterator[_Pair]:
    """Yield the names followed by their acronym in brackets, and acronyms followed by the name."""
    for node, here in mentions.items():
        for mention in here if not node.form.person else ():
            if "(" not in mention.quote and "(" not in mention.after[:_NEAR]:
                continue
            quote, inside = split_own_bracket(mention.quote)
            beside = inside or text_in_brackets(mention.after)
            if not beside:
                continue
            because = f"“{beside}” follows “{bare_name(quote)}” in brackets."
            if is_acronym_of(beside, quote):
                yield _Pair(node.article, _form(beside, ""), node.form, GroupReason.ACRONYM, because)
            elif is_acronym_of(bare_name(quote), beside):
                yield _Pair(node.article, node.form, _form(beside, ""), GroupReason.ACRONYM, because)


def _surnames(mentions: _Mentions) -> Iterator[_Pair]:
    """Yield the names of people that end exactly one longer name in their article or, if none, in all articles."""
    quotes: dict[_Form, str] = {}
    people: defaultdict[int, list[_Form]] = defaultdict(list)
    for node, here in mentions.items():
        if node.form.person:
            people[node.article].append(node.form)
            quotes.setdefault(node.form, here[0].quote)
    everywhere = _longer(quotes)
    for article, forms in people.items():
        inside = _longer(forms)
        for short in forms:
            found = inside.get(short) or everywhere.get(short, [])
            if len(found) == 1:
                (long,) = found
                names = (bare_name(quotes[long]), bare_name(quotes[short]))
                because = "“{}” is the only longer name that ends in “{}”.".format(*names)
                yield _Pair(article, short, long, GroupReason.SURNAME, because)


def _longer(people: Collection[_Form]) -> dict[_Form, list[_Form]]:
    """Return, for each name that ends longer names, those of the longer names that end none."""
    by_key = {form.key: form for form in people}
    found: defaultdict[_Form, list[_Form]] = defaultdict(list)
    for form in people:
        _, _, end = form.key.partition(" ")
        while end:
            if end in by_key:
                found[by_key[end]].append(form)
            _, _, end = end.partition(" ")
    return {short: [form for form in longer if form not in found] for short, longer in found.items()}


def _parts(mentions: _Mentions, pairs: Sequence[_Pair]) -> Iterator[list[tuple[_Node, Sequence[NamedMention]]]]:
    """Yield the names that belong together, each with its article."""
    places: defaultdict[_Form, list[_Node]] = defaultdict(list)
    for node in mentions:
        places[node.form].append(node)
    longer: defaultdict[_Form, dict[_Form, None]] = defaultdict(dict)
    joined = _Joined()
    for pair in pairs:
        longer[pair.short][pair.long] = None
        both = [_Node(pair.article, form) for form in (pair.short, pair.long)]
        for node in both:
            if node not in mentions:
                places[node.form].append(node)
        joined.join(both)
    for form, here in places.items():
        names = list(longer.get(form, ()))
        # An ambiguous name is resolved only within its own article.
        if (len(here) > 1 or names) and _one_name(names):
            joined.join([*here, *(places[name][0] for name in names)])
    found: defaultdict[_Node, list[tuple[_Node, Sequence[NamedMention]]]] = defaultdict(list)
    for node, named in mentions.items():
        found[joined.root(node)].append((node, named))
    yield from found.values()


def _one_name(names: Sequence[_Form]) -> bool:
    """Return whether longer names are spellings of one name; those of people must be equal."""
    if len(names) > 1 and names[0].person:
        return False
    return all(SequenceMatcher(None, one.key, other.key).ratio() >= _ALIKE for one, other in combinations(names, 2))


def _group(
    nodes: Sequence[tuple[_Node, Sequence[NamedMention]]],
    shorter: Mapping[_Form, _Pair],
    known: Mapping[_Form, set[int]],
) -> Group | None:
    """Return the group of some names; None if there is nothing to link, or no single entity to link it to."""
    if len(nodes) == 1 and len(nodes[0][1]) == 1 and nodes[0][0].form not in known:
        # A shortcut: most names occur once.
        return None
    mentions = [mention for _, here in nodes for mention in here]
    forms = dict.fromkeys(node.form for node, _ in nodes)
    by_name = set().union(*(known.get(form, ()) for form in forms))
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
    return Group(
        name=_name([mention for node, here in nodes if node.form not in shorter for mention in here] or mentions),
        label=Counter(mention.label for mention in mentions).most_common(1)[0][0],
        entity=next(iter(entities), None),
        members=tuple(sorted(members, key=lambda member: (member.article, member.id))),
        because=tuple(dict.fromkeys(shorter[form].because for form in forms if form in shorter)),
    )


def _reason(
    form: _Form, forms: Collection[_Form], shorter: Mapping[_Form, _Pair], known: Mapping[_Form, set[int]]
) -> GroupReason:
    if form in shorter and len(forms) > 1:
        return shorter[form].reason
    return GroupReason.KNOWN if form in known else GroupReason.SAME


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
        self._parents: dict[_Node, _Node] = {}

    def join(self, nodes: Sequence[_Node]) -> None:
        """Join all of them, and what each was joined with."""
        root = self.root(nodes[0])
        for node in nodes[1:]:
            if (other := self.root(node)) != root:
                self._parents[other] = root

    def root(self, node: _Node) -> _Node:
        """Return the representative of the names that a name is joined with."""
        parents = self._parents
        while (parent := parents.get(node)) is not None:
            if (above := parents.get(parent)) is not None:
                parents[node] = above
            node = parent
        return node
