"""Rules that say of two different names in one article that they are of one entity, by the names alone.

Each rule is a pure function of all mentions, by name and article, and yields pairs of which the shorter name stands for
the longer. Names of persons are joined only with names of persons. A rule that compares words joins two names only if
there is no second longer name that would do as well.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

import regex

from glossator.text.known_aliases import KNOWN_ALIASES
from glossator.text.names import (
    bare_name,
    is_acronym_of,
    looks_like_acronym,
    name_initials,
    name_key,
    person_name_parts,
    split_own_bracket,
    text_in_brackets,
)

_PERSON: Final = "PERSON"
_ORGANISATION: Final = "ORG"
# Labels of names that also start or end names of organisations that they are not.
_NOT_PARTS: Final = frozenset({"GPE", "LOC", "FAC", "NORP"})
# Two initials fit too many names.
_LEAST_INITIALS: Final = 3
# A name of an organisation lacks at most this many words of the longer one.
_MOST_LEFT_OUT: Final = 2
# An alias, or the usual name that it stands for, is known to be a name by itself.
_KNOWN: Final = frozenset(KNOWN_ALIASES) | {name_key(name) for name in KNOWN_ALIASES.values()}
# An office is not the end or start of the name of the person who holds it.
_OFFICES: Final = regex.compile(
    "president|premier|chancellor|minister|ambassador|secretary|senator|governor|commander|chair(wo)?(man)?|speaker"
    "|professor"
)
# What these words end is a part of what the words before them name, or something else that bears its name.
_UNITS: Final = regex.compile(
    """award | branch | bureau | cent(re|er) | chamber | club | college | command | commission | committee | council
    | cup | department | desk | division | electronics | faculty | foundation | fund | hospital | institute | journal
    | library | magazine | museum | music | news | office | orchestra | pictures | press | prize | productions
    | program(me)? | project | radio | records | school | section | studios | subcommittee | team | television | tv
    | unit | wing | youth""",
    regex.VERBOSE,
)
# What is left out of a name of several words that is as good as the longer one.
_FORM_OF_FIRM: Final = regex.compile(
    "ag|co|company|corp|corporation|gmbh|group|inc|limited|llc|ltd|organi[sz]ation|party|plc|sa"
)
# The bracket after a name starts within this many code points.
_NEAR: Final = 2


class GroupReason(StrEnum):
    """Why a mention is in a group."""

    SAME = "same name"
    KNOWN = "name or alias of the entity"
    ACRONYM = "acronym in brackets"
    INITIALS = "initials of a name"
    ALIAS = "well-known alias"
    SURNAME = "end of a full name"
    GIVEN_NAME = "start of a full name"
    MIDDLE_NAME = "without middle name"
    PART = "part of a longer name"


PRECISION: Final[Mapping[GroupReason, float]] = {
    GroupReason.KNOWN: 0.96,
    GroupReason.SAME: 0.96,
    GroupReason.ACRONYM: 0.99,
    GroupReason.INITIALS: 0.95,
    GroupReason.ALIAS: 0.97,
    GroupReason.SURNAME: 0.99,
    GroupReason.MIDDLE_NAME: 0.88,
    GroupReason.GIVEN_NAME: 0.94,
    GroupReason.PART: 0.91,
}
"""How many of the pairs that a rule joins are of one entity in texts, from 0 to 1; benchmarks/grouping.py measures it.

A stored name is judged like an equal one. Initials were right in all of 20 pairs, which is too few to say more.
"""


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


class NameForm(NamedTuple):
    """The key of a name, and whether it is a person's; names of persons and of others are never joined."""

    person: bool
    key: str


class ArticleName(NamedTuple):
    """A name in one article."""

    article: int
    form: NameForm


class NamePair(NamedTuple):
    """Two names in one article of which the shorter stands for the longer."""

    article: int
    short: NameForm
    long: NameForm
    reason: GroupReason
    because: str


MentionsByName: TypeAlias = Mapping[ArticleName, Sequence[NamedMention]]
NameRule: TypeAlias = Callable[[MentionsByName], Iterator[NamePair]]


@lru_cache(maxsize=1 << 16)
def name_form(quote: str, label: str) -> NameForm:
    """Return the form of a name with a label."""
    person = label == _PERSON
    return NameForm(person, " ".join(person_name_parts(quote)) if person else name_key(split_own_bracket(quote)[0]))


def name_pairs(mentions: MentionsByName) -> list[NamePair]:
    """Return the pairs that the rules find; where several join a name in an article, only those of the first rule."""
    found: set[ArticleName] = set()
    pairs: list[NamePair] = []
    for rule in RULES:
        new = list(rule(mentions))
        pairs += [pair for pair in new if ArticleName(pair.article, pair.short) not in found]
        found.update(ArticleName(pair.article, pair.short) for pair in new)
    return pairs


def acronyms_in_brackets(mentions: MentionsByName) -> Iterator[NamePair]:
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
                yield NamePair(node.article, name_form(beside, ""), node.form, GroupReason.ACRONYM, because)
            elif is_acronym_of(bare_name(quote), beside):
                yield NamePair(node.article, node.form, name_form(beside, ""), GroupReason.ACRONYM, because)


def known_aliases(mentions: MentionsByName) -> Iterator[NamePair]:
    """Yield the names that everywhere are other names of a country or organisation, with its usual name."""
    for node, here in mentions.items():
        if not node.form.person and (name := KNOWN_ALIASES.get(node.form.key)):
            because = f"“{_shown(here)}” is another name of “{name}”."
            yield NamePair(node.article, node.form, name_form(name, ""), GroupReason.ALIAS, because)


def initials(mentions: MentionsByName) -> Iterator[NamePair]:
    """Yield the acronyms that are the initials of exactly one name in their article or, if of none, in all articles.

    An acronym that is explained in brackets anywhere is looked for only in its own article.
    """
    explained = {pair.short for pair in acronyms_in_brackets(mentions)}
    inside: defaultdict[tuple[int, str], dict[NameForm, str]] = defaultdict(dict)
    everywhere: defaultdict[str, dict[NameForm, str]] = defaultdict(dict)
    for node, here in mentions.items():
        if not node.form.person and not node.form.key.isalnum():
            name = _shown(here)
            for letters in name_initials(name):
                inside[node.article, letters][node.form] = name
                everywhere[letters].setdefault(node.form, name)
    for node, here in mentions.items():
        if node.form.person or len(node.form.key) < _LEAST_INITIALS or not node.form.key.isalnum():
            continue
        short = _shown(here)
        if not looks_like_acronym(short):
            continue
        found = inside.get((node.article, node.form.key))
        if not found and node.form not in explained:
            found = everywhere.get(node.form.key)
        if found and len(found) == 1:
            ((long, name),) = found.items()
            because = f"“{short}” has the initials of “{name}”, and of no other name."
            yield NamePair(node.article, node.form, long, GroupReason.INITIALS, because)


def surnames(mentions: MentionsByName) -> Iterator[NamePair]:
    """Yield the names of people that end exactly one longer name in their article or, if none, in all articles."""
    quotes: dict[NameForm, str] = {}
    for node, here in mentions.items():
        if _is_person(node, here):
            quotes.setdefault(node.form, _shown(here))
    everywhere = {short: _fullest(found) for short, found in _longer(quotes, _ends).items()}
    for article, forms in _by_article(mentions, _is_person).items():
        inside = _longer(forms, _ends)
        for short in forms:
            found = _fullest(inside[short]) if short in inside else everywhere.get(short, ())
            if len(found) == 1:
                because = f"“{quotes[found[0]]}” is the only longer name that ends in “{quotes[short]}”."
                yield NamePair(article, short, found[0], GroupReason.SURNAME, because)


def given_names(mentions: MentionsByName) -> Iterator[NamePair]:
    """Yield the names of people that start exactly one longer name in their article, and end none."""
    for article, forms in _by_article(mentions, _is_person).items():
        ending = _longer(forms, _ends)
        for short, longer in _longer(forms, _starts).items():
            found = _fullest(longer)
            if len(found) == 1 and short not in ending:
                names = [_shown(mentions[ArticleName(article, form)]) for form in (found[0], short)]
                because = "“{}” is the only longer name that starts with “{}”.".format(*names)
                yield NamePair(article, short, found[0], GroupReason.GIVEN_NAME, because)


def middle_names(mentions: MentionsByName) -> Iterator[NamePair]:
    """Yield the full names of people that lack the middle of exactly one longer name in their article."""
    for article, forms in _by_article(mentions, _is_person).items():
        for short, found in _longer(forms, _without_middle).items():
            if len(found) == 1:
                names = [_shown(mentions[ArticleName(article, form)]) for form in (found[0], short)]
                because = "“{}” is the only longer name that starts and ends like “{}”.".format(*names)
                yield NamePair(article, short, found[0], GroupReason.MIDDLE_NAME, because)


def parts_of_organisations(mentions: MentionsByName) -> Iterator[NamePair]:
    """Yield the names of organisations that start or end exactly one longer name of one in their article.

    Names of places and nationalities start and end names of organisations in or of them, so they are no such parts.
    """
    places = {node.form for node, here in mentions.items() if any(one.label in _NOT_PARTS for one in here)}
    for article, forms in _by_article(mentions, _is_organisation).items():
        for short, found in _longer(forms, _starts_or_ends).items():
            if len(found) == 1 and short not in places and short.key not in _KNOWN:
                names = [_shown(mentions[ArticleName(article, form)]) for form in (found[0], short)]
                because = "“{}” is the only longer name that starts or ends with “{}”.".format(*names)
                yield NamePair(article, short, found[0], GroupReason.PART, because)


RULES: Final[Sequence[NameRule]] = (
    acronyms_in_brackets,
    known_aliases,
    initials,
    surnames,
    middle_names,
    given_names,
    parts_of_organisations,
)
"""All rules, the most precise of those that may join the same name first."""


def _shown(mentions: Sequence[NamedMention]) -> str:
    return bare_name(split_own_bracket(mentions[0].quote)[0])


def _by_article(
    mentions: MentionsByName, wanted: Callable[[ArticleName, Sequence[NamedMention]], bool]
) -> dict[int, list[NameForm]]:
    found: defaultdict[int, list[NameForm]] = defaultdict(list)
    for node, here in mentions.items():
        if wanted(node, here):
            found[node.article].append(node.form)
    return found


def _is_person(node: ArticleName, _: Sequence[NamedMention]) -> bool:
    parts = node.form.key.split()
    return node.form.person and not _OFFICES.fullmatch(parts[-1]) and not {"and", "&"} & set(parts)


def _is_organisation(_: ArticleName, here: Sequence[NamedMention]) -> bool:
    return all(mention.label == _ORGANISATION for mention in here)


def _ends(words: Sequence[str]) -> Iterable[Sequence[str]]:
    return (words[number:] for number in range(1, len(words)))


def _starts(words: Sequence[str]) -> Iterable[Sequence[str]]:
    return (words[:number] for number in range(1, len(words)))


def _starts_or_ends(words: Sequence[str]) -> Iterable[Sequence[str]]:
    most = len(words) - _MOST_LEFT_OUT
    yield from (part for part in _ends(words) if len(part) >= most)
    if not _UNITS.fullmatch(words[-1]):
        as_good = bool(_FORM_OF_FIRM.fullmatch(words[-1]))
        for part in _starts(words):
            if len(part) >= most and (len(part) == 1 or as_good or words[len(part)] == "of"):
                yield part


def _without_middle(words: Sequence[str]) -> Iterable[Sequence[str]]:
    return ((*words[:start], *words[end:]) for start in range(1, len(words)) for end in range(start + 1, len(words)))


def _longer(
    names: Collection[NameForm], shortened: Callable[[Sequence[str]], Iterable[Sequence[str]]]
) -> dict[NameForm, list[NameForm]]:
    """Return, for each name that is a shortened longer one, those of the longer names that are no shortened ones."""
    by_key = {form.key: form for form in names}
    found: defaultdict[NameForm, dict[NameForm, None]] = defaultdict(dict)
    for form in names:
        for words in shortened(form.key.split(" ")) if " " in form.key else ():
            if short := by_key.get(" ".join(words)):
                found[short][form] = None
    return {short: [form for form in longer if form not in found] for short, longer in found.items()}


def _fullest(names: Sequence[NameForm]) -> Sequence[NameForm]:
    """Return those of the full names of people that lack no middle name which another of them has."""
    lacking = _longer(names, _without_middle) if len(names) > 1 else {}
    return [name for name in names if name not in lacking]
