"""Search queries: words, phrases and fields, joined by AND, OR and NOT.

    ceasefire "peace talks" govern*          all three in one text
    (Kabul OR Islamabad) NOT Doha
    label:ORG tag:actors/state source:"The Meridian" after:2025-10-01 status:suggested has:note score<0.6

Consecutive terms are joined by AND, which binds closer than OR; operators are written in capitals. A star at the end of
a word or phrase makes it a prefix.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
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
    |(?P<compared>(?i:score))\s*(?P<bound>[<>]\s*=?\s*[^\s()<>]*)
    |(?:(?P<field>[A-Za-z]+):)?
     (?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<closed>[{_QUOTES}]?)(?P<stars>\**)
       |(?P<word>[^\s(){_QUOTES}]*))""",
    re.VERBOSE,
)
DISPUTED: Final = "disputed"
"""The value of the field `verdict` for annotations on which analysts disagree; people write is:disputed."""
SCORE: Final = "score"
"""What precedes a bound of scores: score<0.6."""
_BOUND: Final = re.compile(r"(?P<sign>[<>]=?)(?P<number>0?\.[0-9]{1,6}|[01](?:\.0{1,6})?)")
_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


class BadQuery(ValueError):
    """A query with a syntax error.

    `start` and `end` are the span of the error in code points of the query; they are equal if something is missing.
    """

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


@dataclass(frozen=True, slots=True)
class Words:
    """A word or phrase; with `prefix`, the last word is only a prefix."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class QueryField:
    """One of `FIELDS` with a value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more parts."""

    parts: "tuple[Query, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of two or more parts."""

    parts: "tuple[Query, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """Whatever does not match a part."""

    part: "Query"


class Unit(StrEnum):
    """Where two codes occur together: in the same or overlapping passages, in a paragraph, or in an article."""

    PASSAGE = "passage"
    PARAGRAPH = "paragraph"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Together:
    """The passages with one of two labels or tags that occur in a unit together with the other; cannot be typed."""

    first: QueryField
    second: QueryField
    unit: Unit


Query: TypeAlias = Words | QueryField | And | Or | Not | Together


def parse(typed: str) -> Query:
    """Return the query that `typed` means.

    Raises:
        BadQuery: when it has a syntax error.
    """
    if len(typed) > _MOST:
        raise BadQuery(f"A query can have up to {_MOST:,} characters. Shorten it.", _MOST, len(typed))
    tokens = list(_tokens(typed))
    if not tokens:
        raise BadQuery("The query is empty. Enter a word, or a field such as label:ORG.", 0, len(typed))
    if len(tokens) > _MOST_PARTS:
        raise BadQuery(
            f"A query can have up to {_MOST_PARTS} words. Shorten it.", tokens[_MOST_PARTS].start, len(typed)
        )
    return _Parser(tokens, len(typed)).parse()


def fields(query: Query) -> Iterator[QueryField]:
    """Yield the fields of a query."""
    return (leaf for leaf, _ in _leaves(query) if isinstance(leaf, QueryField))


def positive_words(query: Query) -> tuple[Words, ...]:
    """Return the distinct words of a query that are not negated."""
    return tuple(dict.fromkeys(leaf for leaf, negated in _leaves(query) if isinstance(leaf, Words) and not negated))


def has_pair(query: Query) -> bool:
    """Return whether a pair of codes is in a query."""
    match query:
        case And(parts) | Or(parts):
            return any(map(has_pair, parts))
        case Not(part):
            return has_pair(part)
        case _:
            return isinstance(query, Together)


def _leaves(query: Query, *, negated: bool = False) -> Iterator[tuple[Words | QueryField, bool]]:
    """Yield the words and fields of a query, each with whether it is negated."""
    match query:
        case Words() | QueryField():
            yield query, negated
        case Together(first, second):
            yield from ((first, negated), (second, negated))
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part, negated=negated)
        case Not(part):
            yield from _leaves(part, negated=not negated)


@dataclass(frozen=True, slots=True)
class _Token:
    """A bracket, an operator or a leaf, with its span."""

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
    if match["compared"]:
        return _Token(start, end, leaf=_field("score", "".join(match["bound"].split()), start, end))
    if match["phrase"] is not None:
        if not match["closed"]:
            raise BadQuery('A quotation mark is not closed. Add “"” at the end of the phrase.', start, end)
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
            raise BadQuery("A field cannot end in a star. Write the whole value.", start, end)
        return _Token(start, end, leaf=_field(match["field"].lower(), value, start, end))
    return _Token(start, end, leaf=_words(value, stars, start, end))


def _words(value: str, stars: str, start: int, end: int) -> Words:
    if len(stars) > 1 or "*" in value:
        raise BadQuery("Use one star, at the end of a word, as in govern*.", start, end)
    if not any(character.isalnum() for character in value):
        raise BadQuery("A search word needs a letter or a digit. Leave it out.", start, end)
    return Words(value, prefix=bool(stars))


def _field(name: str, value: str, start: int, end: int) -> QueryField:
    if name not in FIELDS:
        raise BadQuery(
            f"Unknown field “{name}”. Available: {', '.join(FIELDS)}. Put a word with a colon in quotes.", start, end
        )
    if not value:
        raise BadQuery(f"The field {name}: has no value. Write the value after the colon, without a space.", start, end)
    try:
        value = FIELDS[name](value)
    except ValueError as error:
        raise BadQuery(str(error), start, end) from error
    # Disputes are of annotations, and all else that an article can be is of articles.
    return QueryField("verdict" if (name, value) == ("is", DISPUTED) else name, value)


def _any(value: str) -> str:
    return value


def _one_of(name: str, *known: str) -> Callable[[str], str]:
    """Return the check of a field that has one of some values."""

    def check(value: str) -> str:
        if value.lower() not in known:
            raise ValueError(
                f"Unknown filter {name}:{value}. Available: {', '.join(f'{name}:{one}' for one in known)}."
            )
        return value.lower()

    return check


def _metadata(value: str) -> str:
    if value.startswith("="):
        raise ValueError("The field meta: needs a name before “=”. Write it as meta:section=World, or meta:World.")
    return value


def _quote(value: str) -> str:
    if not any(character.isalnum() for character in value):
        raise ValueError("The field quote: needs a letter or a digit. Leave it out.")
    return value


def _day(value: str) -> str:
    match = _DAY.fullmatch(value)
    try:
        year, month, day = (int(part or 1) for part in match.groups()) if match else (0, 0, 0)
        date(year, month, day)
    except ValueError:
        raise ValueError(f"“{value}” is not a date. Write it as 2025-10-26, 2025-10 or 2025.") from None
    return value


_DECISIONS: Final = {
    **dict.fromkeys(("accept", "accepted"), Status.ACCEPTED),
    **dict.fromkeys(("reject", "rejected"), Status.REJECTED),
}


def _verdict(value: str) -> str:
    analyst, sign, decision = value.rpartition("=")
    if not sign:
        return value
    if decision.lower() not in _DECISIONS or not analyst:
        raise ValueError(
            f"Unknown verdict “{value}”. Write it as verdict:NAME, verdict:NAME=accept or verdict:NAME=reject."
        )
    return f"{analyst}={_DECISIONS[decision.lower()]}"


@dataclass(frozen=True, slots=True)
class ScoreBound:
    """A bound of scores, such as <0.6; `sign` is one of <, <=, > and >=, `number` is from 0 to 1."""

    sign: str
    number: float


def score_bound(value: str) -> ScoreBound | None:
    """Return the bound that a text such as <0.6 means; None where it is none."""
    match = _BOUND.fullmatch(value)
    return None if match is None else ScoreBound(match["sign"], float(match["number"]))


def _bound(value: str) -> str:
    bound = score_bound(value)
    if bound is None:
        raise ValueError("A score is compared with a number from 0 to 1, as in score<0.6 or score>=0.9.")
    return f"{bound.sign}{bound.number:g}"


FIELDS: Final[Mapping[str, Callable[[str], str]]] = {
    "label": _any,
    "quote": _quote,
    "tag": _any,
    "entity": _any,
    "source": _any,
    "author": _any,
    "meta": _metadata,
    "after": _day,
    "before": _day,
    "status": _one_of("status", *Status),
    "has": _one_of("has", "note", "tag", "entity"),
    "analyst": _any,
    "score": _bound,
    "added": _day,
    "is": _one_of("is", "archived", "superseded", "any", DISPUTED),
    "verdict": _verdict,
}
"""The fields by name; each function returns a value in stored form, and raises ValueError if it is invalid.

A tag includes the tags below it; a source or author matches part of the name. `meta` matches
part of a value of an article's metadata, or of the one whose name precedes an equals sign; without a value after that,
articles that have one. `quote` searches the annotated text,
ignoring case and accents; its last word may be a prefix. `after` includes the day, month or year, `before` excludes it,
both by the article's date; `added` is `after` by the date of import. A query with `is` includes inactive articles,
except for is:disputed, which is stored as verdict:disputed. `verdict` is what an analyst decided, even if another
decision stands: a name, with or without =accept or =reject.
`score` compares the score of a suggestion; annotations without one never match.
"""
_UNOPENED: Final = "This bracket was never opened. Remove it."


class _Parser:
    """A recursive-descent parser of tokens."""

    def __init__(self, tokens: list[_Token], length: int) -> None:
        self._tokens = tokens
        self._length = length
        self._next = 0

    def parse(self) -> Query:
        found = self._either(1)
        if (rest := self._ahead()) is not None:
            raise BadQuery(_UNOPENED, rest.start, rest.end)
        return found

    def _ahead(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _takes(self, sign: str) -> _Token | None:
        """Consume and return the next token if it is that sign."""
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
            raise BadQuery("Brackets are nested too deeply. Remove some.", opening.start, opening.end)
        found = self._either(depth + 1)
        if not self._takes(")"):
            raise BadQuery("This bracket is not closed. Add “)”.", opening.start, opening.end)
        return found

    def _missing(self, token: _Token | None) -> BadQuery:
        """Return the error for `token`, or the end, in place of a term."""
        place = token.start if token else self._length
        before = self._tokens[self._next - 1] if self._next else None
        if before is not None and before.sign in _OPERATORS:
            message = f"Nothing follows {before.sign}. Add a term, or put the word in quotes."
            return BadQuery(message, before.start, before.end)
        if token is not None and token.sign in _OPERATORS:
            return BadQuery(f"Nothing precedes {token.sign}. Add a term.", token.start, token.end)
        if token is not None and before is None:
            return BadQuery(_UNOPENED, token.start, token.end)
        return BadQuery("These brackets are empty. Add a word, or remove them.", place, place)


def _joined(kind: type[And] | type[Or], parts: list[Query]) -> Query:
    """Return the parts joined; nested parts of the same kind are flattened."""
    flat = [piece for part in parts for piece in (part.parts if isinstance(part, kind) else (part,))]
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
