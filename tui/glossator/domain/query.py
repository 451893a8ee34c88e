"""What can be searched for: words, phrases and fields, joined by AND, OR and NOT.

    ceasefire "peace talks" govern*          all three in one text
    (Kabul OR Islamabad) NOT Doha
    label:ORG tag:actors/state source:"The Meridian" after:2025-10-01 status:suggested has:note

Words that follow each other are joined by AND, which binds closer than OR; operators are written in capitals. A star
ends a word, or a phrase, of which only the beginning is known.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from glossator.domain.annotation import Status
from glossator.text.normalise import normalise

_MOST: Final = 2_000
_MOST_PARTS: Final = 200
_DEEPEST: Final = 10
_OPERATORS: Final = ("AND", "OR", "NOT")
_QUOTES: Final = '"“”„«»'
_TOKEN: Final = re.compile(
    rf"""(?P<bracket>[()])
    |(?:(?P<field>[A-Za-z]+):)?
     (?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<closed>[{_QUOTES}]?)(?P<stars>\**)
       |(?P<word>[^\s(){_QUOTES}]*))""",
    re.VERBOSE,
)
_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


class BadQuery(ValueError):
    """A query that cannot be understood.

    The message is one sentence with the way out. `start` and `end` say what it is about: code points of the query as
    it was typed, end exclusive; they are equal where something is missing.
    """

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


@dataclass(frozen=True, slots=True)
class Words:
    """One word or several that follow each other; with `prefix`, the last is only the beginning of one."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class QueryField:
    """What something has to be: one of `FIELDS`, and its value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more."""

    parts: "tuple[Query, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of two or more."""

    parts: "tuple[Query, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """All that is otherwise."""

    part: "Query"


Query: TypeAlias = Words | QueryField | And | Or | Not


def parse(typed: str) -> Query:
    """Return what `typed` asks for.

    Raises:
        BadQuery: when it cannot be understood; with the place.
    """
    if len(typed) > _MOST:
        raise BadQuery(f"A query has up to {_MOST:,} characters; leave something out.", _MOST, len(typed))
    tokens = list(_tokens(typed))
    if not tokens:
        raise BadQuery("Nothing is asked for; type a word, or a field such as label:ORG.", 0, len(typed))
    if len(tokens) > _MOST_PARTS:
        raise BadQuery(f"A query has up to {_MOST_PARTS} words; leave some out.", tokens[_MOST_PARTS].start, len(typed))
    return _Parser(tokens, len(typed)).whole()


def fields(query: Query) -> Iterator[QueryField]:
    """Yield the fields in a query."""
    for part in _leaves(query):
        if isinstance(part, QueryField):
            yield part


def positive_words(query: Query) -> tuple[Words, ...]:
    """Return the words of a query that are to be there, each once; those under a NOT are not."""
    return tuple(dict.fromkeys(_wanted(query, wanted=True)))


def _wanted(query: Query, *, wanted: bool) -> Iterator[Words]:
    match query:
        case Words():
            if wanted:
                yield query
        case And(parts) | Or(parts):
            for part in parts:
                yield from _wanted(part, wanted=wanted)
        case Not(part):
            yield from _wanted(part, wanted=not wanted)
        case QueryField():
            return


def _leaves(query: Query) -> Iterator[Words | QueryField]:
    match query:
        case Words() | QueryField():
            yield query
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)
        case Not(part):
            yield from _leaves(part)


@dataclass(frozen=True, slots=True)
class _Token:
    """A bracket, an operator, or a leaf, with where it stands."""

    start: int
    end: int
    sign: str = ""
    leaf: Words | QueryField | None = None


def _tokens(typed: str) -> Iterator[_Token]:
    place = 0
    while place < len(typed):
        if typed[place].isspace():
            place += 1
            continue
        match = _TOKEN.match(typed, place)
        assert match is not None
        assert match.end() > place
        yield _token(match)
        place = match.end()


def _token(match: "re.Match[str]") -> _Token:
    start, end = match.span()
    if match["bracket"]:
        return _Token(start, end, sign=match["bracket"])
    if match["phrase"] is not None:
        if not match["closed"]:
            raise BadQuery('This quotation has no end; close it with “"”.', start, end)
        value, stars = match["phrase"], match["stars"]
    else:
        word = match["word"]
        if match["field"] is None and word in _OPERATORS:
            return _Token(start, end, sign=word)
        value = word.rstrip("*")
        stars = word[len(value) :]
    value = " ".join(normalise(value).split())
    if match["field"] is not None:
        if stars:
            raise BadQuery("A field has no star; write its value out, or search for the word alone.", start, end)
        return _Token(start, end, leaf=_field(match["field"].lower(), value, start, end))
    return _Token(start, end, leaf=_words(value, stars, start, end))


def _words(value: str, stars: str, start: int, end: int) -> Words:
    if len(stars) > 1 or "*" in value:
        raise BadQuery("A star stands only at the end, once, as in govern*.", start, end)
    if not any(character.isalnum() for character in value):
        raise BadQuery("There is no letter or digit in this to search for; leave it out.", start, end)
    return Words(value, prefix=bool(stars))


def _field(name: str, value: str, start: int, end: int) -> QueryField:
    if name not in FIELDS:
        raise BadQuery(
            f"There is no field “{name}”; there are {', '.join(FIELDS)}, and a word with a colon goes into quotes.",
            start,
            end,
        )
    if not value:
        raise BadQuery(f"Nothing follows {name}: here; write what it should be, with no space between.", start, end)
    try:
        return QueryField(name, FIELDS[name](value))
    except ValueError as error:
        raise BadQuery(str(error), start, end) from error


IS_VALUES: Final = ("archived", "superseded", "any")
"""What articles that are otherwise left out can be: archived, or with a newer version; any stands for all there are."""
HAS_VALUES: Final = ("note", "tag", "entity")
"""What an annotation can have, and, but for an entity, an article of its own."""


def _any(value: str) -> str:
    return value


def _status(value: str) -> str:
    known = [status.value for status in Status]
    if value.lower() not in known:
        raise ValueError(f"There is no status “{value}”; there are {', '.join(known)}.")
    return value.lower()


def _quote(value: str) -> str:
    if not any(character.isalnum() for character in value):
        raise ValueError("There is no letter or digit in this that a mention could say; leave it out.")
    return value


def _had(value: str) -> str:
    if value.lower() not in HAS_VALUES:
        raise ValueError(
            f"Nothing can be told of “{value}”; there are {', '.join(f'has:{one}' for one in HAS_VALUES)}."
        )
    return value.lower()


def _standing(value: str) -> str:
    if value.lower() not in IS_VALUES:
        raise ValueError(f"Nothing can be “{value}”; there are {', '.join(f'is:{one}' for one in IS_VALUES)}.")
    return value.lower()


def _day(value: str) -> str:
    match = _DAY.fullmatch(value)
    try:
        year, month, day = (int(part or 1) for part in match.groups()) if match else (0, 0, 0)
        date(year, month, day)
    except ValueError:
        raise ValueError(f"“{value}” is no date; write it as 2025-10-26, 2025-10 or 2025.") from None
    return value


FIELDS: Final[Mapping[str, Callable[[str], str]]] = {
    "label": _any,
    "quote": _quote,
    "tag": _any,
    "entity": _any,
    "source": _any,
    "author": _any,
    "after": _day,
    "before": _day,
    "status": _status,
    "has": _had,
    "analyst": _any,
    "added": _day,
    "is": _standing,
}
"""The fields by name; each function returns a value as it is kept, and raises ValueError where it can be none.

A tag stands for those below it too, a source or an author for each that has it in its name. `quote` asks for words in
what is annotated itself, the last of which may be the beginning of one, whatever case and accents. `after` means from
that day, month or year on, `before` up to but not including it, both by the articles' dates; `added` is `after` by when
they came in. A query with `is` looks among the articles that were put away too.
"""


class _Parser:
    """Takes tokens one after the other."""

    def __init__(self, tokens: list[_Token], length: int) -> None:
        self._tokens = tokens
        self._length = length
        self._next = 0

    def whole(self) -> Query:
        found = self._either(1)
        if (left := self._ahead()) is not None:
            raise BadQuery("This bracket closes none; take it away.", left.start, left.end)
        return found

    def _ahead(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _takes(self, sign: str) -> _Token | None:
        """Return the next token where it is that sign, and go past it."""
        token = self._ahead()
        if token is None or token.sign != sign:
            return None
        self._next += 1
        return token

    def _either(self, depth: int) -> Query:
        parts = [self._all(depth)]
        while self._takes("OR"):
            parts.append(self._all(depth))
        return _joined(Or, parts)

    def _all(self, depth: int) -> Query:
        parts = [self._one(depth)]
        while (token := self._ahead()) is not None and token.sign not in ("OR", ")"):
            self._takes("AND")
            parts.append(self._one(depth))
        return _joined(And, parts)

    def _one(self, depth: int) -> Query:
        negative = False
        while self._takes("NOT"):
            negative = not negative
        token = self._ahead()
        if token is None or token.sign in (")", "AND", "OR"):
            raise self._missing(token)
        self._next += 1
        part = self._bracketed(token, depth) if token.sign == "(" else token.leaf
        assert part is not None
        if negative:
            return part.part if isinstance(part, Not) else Not(part)
        return part

    def _bracketed(self, opening: _Token, depth: int) -> Query:
        if depth >= _DEEPEST:
            raise BadQuery("Brackets are nested too deep here; take some away.", opening.start, opening.end)
        found = self._either(depth + 1)
        if not self._takes(")"):
            raise BadQuery("This bracket is never closed; add “)” where it ends.", opening.start, opening.end)
        return found

    def _missing(self, token: _Token | None) -> BadQuery:
        """Return what to say where a word should be and `token` is."""
        place = token.start if token else self._length
        before = self._tokens[self._next - 1] if self._next else None
        if before is not None and before.sign in _OPERATORS:
            return BadQuery(
                f"Nothing follows {before.sign}; add what it joins, or quote it to find the word.",
                before.start,
                before.end,
            )
        if token is not None and token.sign in _OPERATORS:
            return BadQuery(f"Nothing stands before {token.sign}; add what it joins.", token.start, token.end)
        if token is not None and before is None:
            return BadQuery("This bracket closes none; take it away.", token.start, token.end)
        return BadQuery("There is nothing in these brackets; add a word, or take them away.", place, place)


def _joined(kind: type[And] | type[Or], parts: list[Query]) -> Query:
    """Return the parts joined, those of parts of the same kind taken as one's own."""
    flat = [piece for part in parts for piece in (part.parts if isinstance(part, kind) else (part,))]
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
