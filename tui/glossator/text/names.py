"""Names as they stand in articles: their variants, the acronyms of longer names, and the last parts of people's."""

from functools import lru_cache
from typing import Final

import regex

from glossator.text.folding import fold
from glossator.text.normalise import flatten

_ARTICLE: Final = regex.compile(r"(?i:the|an?)\s+(?=\S)")
_POSSESSIVE: Final = regex.compile(r"(?:(?<=[\p{L}.])['’ʼ][sS]|(?<=[sS])['’ʼ])\Z")
_MARKS: Final = " \n\"“”„«»'‘’.,;:!?()[]"
_QUOTES: Final = ' \n"“”„«»'
_HYPHENS: Final = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_INITIALS: Final = regex.compile(r"(?:\p{Lu}\.){2,}\p{Lu}?")
_ACRONYM: Final = regex.compile(r"\p{Lu}[\p{L}\p{N}&./-]{1,11}")
_HONORIFIC: Final = regex.compile(
    r"""mrs? | ms | miss | dr | prof(essor)? | sir | dame | lord | lady | president | premier | chancellor | king
    | queen | prince(ss)? | gen(eral)? | col(onel)? | maj(or)? | capt(ain)? | lt | lieutenant | sgt | sergeant | admiral
    | brigadier | marshal | commander | sen(ator)? | gov(ernor)? | judge | justice | mayor | minister | ambassador
    | secretary | mullah | maulana | maulvi | sheikh | imam | pope | ayatollah""",
    regex.VERBOSE,
)
_SMALL: Final = regex.compile("of|and|the|for|in|on|to|at|by|de|la|le|du|des|da|do|e|i|y|el|al|ul|as|und|der|die|fur")
_BETWEEN: Final = regex.compile(r"[\s\-/&,]+")
_BRACKET: Final = regex.compile(r"\s?\(\s*([^()\n]{2,80}?)\s*\)")
_OWN_BRACKET: Final = regex.compile(r"(.+\S)\s?\(([^()]{2,12})\)?")


def bare_name(quote: str) -> str:
    """Return a name on one line, without marks around it, a leading article, or a possessive at its end."""
    name = flatten(quote).lstrip(_MARKS)
    match = _ARTICLE.match(name)
    name = name[match.end() :] if match else name
    name = _POSSESSIVE.sub("", name.rstrip(_QUOTES))
    initials = _INITIALS.match(name)
    return initials[0] if initials and not name[initials.end() :].strip(_MARKS) else name.rstrip(_MARKS)


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """Return what is the same for variants of one name: of case, accents, hyphens, points, possessive and article."""
    bare = bare_name(name).translate(_HYPHENS)
    return fold(bare.replace(".", "") if _INITIALS.fullmatch(bare) else bare.replace(".", " "))


def person_name_parts(name: str) -> tuple[str, ...]:
    """Return the key of a person's name in its parts, without honorifics in front."""
    parts = name_key(name).split()
    while len(parts) > 1 and _HONORIFIC.fullmatch(parts[0]):
        del parts[0]
    return tuple(parts)


def looks_like_acronym(text: str) -> bool:
    """Say whether a word may be the acronym of a longer name: short, and with two capitals or more."""
    return bool(_ACRONYM.fullmatch(text)) and sum(letter.isupper() for letter in text) > 1


def is_acronym_of(short: str, name: str) -> bool:
    """Say whether the letters of `short` are, in their order, those that the words of `name` begin with.

    Each word gives its first letter or some more; words such as “of” may give none.
    """
    if not looks_like_acronym(short):
        return False
    letters = "".join(letter for letter in fold(short) if letter.isalnum())
    if short[-1] == "s" and short[:-1].isupper():
        letters = letters[:-1]
    words = [word for word in _BETWEEN.split(name_key(name)) if word]
    return len(words) > 1 and len(letters) > 1 and _spells(letters, words)


def text_in_brackets(after: str) -> str:
    """Return what stands in brackets at the start of the text after a name; empty when nothing does."""
    match = _BRACKET.match(after)
    return flatten(match[1]).strip("\"“”'‘’ ") if match else ""


def split_own_bracket(quote: str) -> tuple[str, str]:
    """Return a name and the acronym that stands in brackets inside its words; empty when none does."""
    match = _OWN_BRACKET.fullmatch(flatten(quote)) if "(" in quote else None
    return (match[1], match[2]) if match and looks_like_acronym(match[2]) else (quote, "")


def _spells(letters: str, words: list[str]) -> bool:
    """Say whether the beginnings of the words can be put together to the letters."""
    if not words:
        return not letters
    word, rest = words[0], words[1:]
    if _SMALL.fullmatch(word) and _spells(letters, rest):
        return True
    return any(
        letters.startswith(word[:length]) and _spells(letters[length:], rest)
        for length in range(1, min(len(word), len(letters)) + 1)
    )
