"""Which mentions are probably of one entity, by their names alone: groups to be confirmed, with the reason for each.

Names are joined in each article first: an acronym with the longer name that it stands beside in brackets, the last part
of a person's name with the one full name in the article that ends so. Then the same name is joined over all articles,
unless it was found to stand for different names in different ones.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final, NamedTuple, TypeAlias

from tui.model.naming import bare_name, bracketed, is_acronym_of, name_key, parts_of_person, split_own_bracket

_PERSON: Final = "PERSON"
_NO_NAMES: Final = frozenset(("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"))
# Two spellings of one long name are as alike as this, from 0 to 1.
_ALIKE: Final = 0.8


class Reason(StrEnum):
    """Why a mention is in a group."""

    SAME = "same name"
    KNOWN = "name or alias of the entity"
    ACRONYM = "acronym in brackets"
    SURNAME = "end of a full name"


@dataclass(frozen=True, slots=True)
class Named:
    """A mention as it is looked at here.

    Attributes:
        id: of the annotation.
        article: the id of its article.
        quote: its words.
        label: its type.
        entity: the id of the entity that it is linked to, if it is.
        after: the text that follows it, some forty code points.
    """

    id: int
    article: int
    quote: str
    label: str
    entity: int | None
    after: str


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name or alias of an entity that there is."""

    entity: int
    name: str
    label: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """A mention in a group, and why it is there."""

    id: int
    article: int
    quote: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Group:
    """Mentions that are probably of one entity, none of them linked yet.

    Attributes:
        name: what the entity is called, or would be.
        label: the type that most of them have.
        entity: the id of the entity that they would be linked to; None for a new one.
        members: in the order in which they came.
        because: a sentence for each way in which different names came together.
    """

    name: str
    label: str
    entity: int | None
    members: tuple[Member, ...]
    because: tuple[str, ...]


class _Form(NamedTuple):
    """A name by its key, and whether it is that of a person, since no person goes by the name of anything else."""

    person: bool
    key: str


class _Node(NamedTuple):
    """A name in one article."""

    article: int
    form: _Form


class _Pair(NamedTuple):
    """Two names of one article that belong together: the shorter stands for the longer."""

    article: int
    short: _Form
    long: _Form
    reason: Reason
    because: str


_Mentions: TypeAlias = Mapping[_Node, Sequence[Named]]


def groups(mentions: Iterable[Named], known: Sequence[KnownName] = ()) -> list[Group]:
    """Return the groups, those with the most mentions first.

    Args:
        mentions: of one article or of many, by article and place; rejected ones are none.
        known: the names of the entities that there are.
    """
    by_node: defaultdict[_Node, list[Named]] = defaultdict(list)
    for mention in mentions:
        if mention.label not in _NO_NAMES and (form := _form(mention.quote, mention.label)).key:
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
    return _Form(person, " ".join(parts_of_person(quote)) if person else name_key(split_own_bracket(quote)[0]))


def _acronyms(mentions: _Mentions) -> Iterator[_Pair]:
    """Yield the names that stand beside their acronym in brackets, or the other way round."""
    for node, here in mentions.items():
        for mention in here if not node.form.person else ():
            quote, inside = split_own_bracket(mention.quote)
            beside = inside or bracketed(mention.after)
            if not beside:
                continue
            because = f"“{beside}” stands in brackets after “{bare_name(quote)}”."
            if is_acronym_of(beside, quote):
                yield _Pair(node.article, _form(beside, ""), node.form, Reason.ACRONYM, because)
            elif is_acronym_of(bare_name(quote), beside):
                yield _Pair(node.article, node.form, _form(beside, ""), Reason.ACRONYM, because)


def _surnames(mentions: _Mentions) -> Iterator[_Pair]:
    """Yield the names of people that end just one longer name: of their article or, where it has none, of all."""
    names: dict[_Form, str] = {}
    people: defaultdict[int, list[_Form]] = defaultdict(list)
    for node, here in mentions.items():
        if node.form.person:
            people[node.article].append(node.form)
            names.setdefault(node.form, bare_name(here[0].quote))
    everywhere = _longer(names)
    for article, forms in people.items():
        inside = _longer(forms)
        for short in forms:
            found = inside.get(short) or everywhere.get(short, [])
            if len(found) == 1:
                (long,) = found
                because = f"“{names[long]}” is the only longer name that ends in “{names[short]}”."
                yield _Pair(article, short, long, Reason.SURNAME, because)


def _longer(people: Collection[_Form]) -> dict[_Form, list[_Form]]:
    """Return for each name that ends longer ones those of them that end none."""
    by_last: defaultdict[str, list[list[str]]] = defaultdict(list)
    for form in people:
        parts = form.key.split()
        by_last[parts[-1]].append(parts)
    found = {}
    for alike in by_last.values():
        for parts in alike:
            longer = [one for one in alike if _ends(one, parts)]
            whole = [one for one in longer if not any(_ends(other, one) for other in longer)]
            if whole:
                found[_person(parts)] = [_person(one) for one in whole]
    return found


def _ends(name: Sequence[str], end: Sequence[str]) -> bool:
    return len(name) > len(end) and name[-len(end) :] == end


def _person(parts: Sequence[str]) -> _Form:
    return _Form(person=True, key=" ".join(parts))


def _parts(mentions: _Mentions, pairs: Sequence[_Pair]) -> Iterator[list[tuple[_Node, Sequence[Named]]]]:
    """Yield the names that belong together, each with its article."""
    joined = _Joined()
    articles: defaultdict[_Form, dict[int, None]] = defaultdict(dict)
    longer: defaultdict[_Form, dict[_Form, None]] = defaultdict(dict)
    for node in mentions:
        articles[node.form][node.article] = None
    for pair in pairs:
        joined.join(_Node(pair.article, pair.short), _Node(pair.article, pair.long))
        longer[pair.short][pair.long] = None
        for form in (pair.short, pair.long):
            articles[form][pair.article] = None
    for form, places in articles.items():
        names = list(longer[form]) if form in longer else []
        if not _one_name(names):
            # It stands for different things, and only its own article says for which.
            continue
        nodes = [_Node(article, form) for article in places]
        nodes += [_Node(next(iter(articles[name])), name) for name in names]
        for one, other in pairwise(nodes):
            joined.join(one, other)
    yield from joined.parts(mentions)


def _one_name(names: Sequence[_Form]) -> bool:
    """Say whether longer names are spellings of one; those of people have to be the same."""
    if len(names) > 1 and names[0].person:
        return False
    return all(SequenceMatcher(None, one.key, other.key).ratio() >= _ALIKE for one, other in combinations(names, 2))


def _group(
    nodes: Sequence[tuple[_Node, Sequence[Named]]], shorter: Mapping[_Form, _Pair], known: Mapping[_Form, set[int]]
) -> Group | None:
    """Return the group that names make; None when there is nothing to link, or no single entity to link it to."""
    mentions = [mention for _, here in nodes for mention in here]
    forms = dict.fromkeys(node.form for node, _ in nodes)
    by_name = set().union(*(known.get(form, ()) for form in forms))
    entities = {mention.entity for mention in mentions if mention.entity is not None} or by_name
    members = [
        Member(mention.id, mention.article, mention.quote, _reason(node.form, forms, shorter, known))
        for node, here in nodes
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
) -> Reason:
    if form in shorter and len(forms) > 1:
        return shorter[form].reason
    return Reason.KNOWN if form in known else Reason.SAME


def _name(mentions: Sequence[Named]) -> str:
    """Return what the most of the mentions are called, the longest of such names."""
    names = Counter[str]()
    for quote, number in Counter(mention.quote for mention in mentions).items():
        names[bare_name(split_own_bracket(quote)[0])] += number
    return max(names, key=lambda name: (names[name], len(name)))


class _Joined:
    """Nodes that were joined, two by two."""

    def __init__(self) -> None:
        self._parents: dict[_Node, _Node] = {}

    def join(self, one: _Node, other: _Node) -> None:
        self._parents[self._root(one)] = self._root(other)

    def parts(self, mentions: _Mentions) -> Iterator[list[tuple[_Node, Sequence[Named]]]]:
        """Yield what was joined together, each node with its mentions."""
        found: defaultdict[_Node, list[tuple[_Node, Sequence[Named]]]] = defaultdict(list)
        for node, here in mentions.items():
            found[self._root(node)].append((node, here))
        yield from found.values()

    def _root(self, node: _Node) -> _Node:
        while (parent := self._parents.get(node, node)) != node:
            self._parents[node] = self._parents.get(parent, parent)
            node = parent
        return node
