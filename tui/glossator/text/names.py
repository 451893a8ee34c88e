"""Names in articles: variants of a name, acronyms of longer names, and the parts of personal names."""

from functools import lru_cache
from typing import Final

import regex

from glossator.text.folding import fold
from glossator.text.normalise import flatten

_ARTICLE: Final = regex.compile(r"(?i:the|an?)\s+(?=\S)")
_POSSESSIVE: Final = regex.compile(r"(?:(?<=[\p{L}.])['’ʼ][sS]|(?<=[sS])['’ʼ])\Z")
_MARKS: Final = " \n\"“”„«»'‘’.,;:!?()[]"
_QUOTES: Final = ' \n"“”„«»'
_ONE_SPELLING: Final = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("’ʼ‘`´", "'")})
_INITIALS: Final = regex.compile(r"(?:\p{Lu}\.){2,}\p{Lu}?")
_ACRONYM: Final = regex.compile(r"\p{Lu}[\p{L}\p{N}&./-]{1,11}")
_HONORIFIC: Final = regex.compile(
    r"""mrs? | ms | miss | dr | prof(essor)? | sir | dame | lord | lady | president | premier | chancellor | king
    | queen | prince(ss)? | gen(eral)? | col(onel)? | maj(or)? | capt(ain)? | lt | lieutenant | sgt | sergeant | admiral
    | brigadier | marshal | commander | sen(ator)? | gov(ernor)? | judge | justice | mayor | minister | ambassador
    | secretary | prime | vice | crown | emperor | empress | rep(resentative)? | congress(wo)?man | chair(wo)?man
    | rev(erend)? | (arch)?bishop | mullah | maulana | maulvi | sheikh | imam | pope | ayatollah""",
    regex.VERBOSE,
)
_SMALL: Final = regex.compile("of|and|the|for|in|on|to|at|by|de|la|le|du|des|da|do|e|i|y|el|al|ul|as|und|der|die|fur")
_BETWEEN: Final = regex.compile(r"[\s\-/&,]+")
_BRACKET: Final = regex.compile(r"\s?\(\s*([^()\n]{2,80}?)\s*\)")
_OWN_BRACKET: Final = regex.compile(r"(.+\S)\s?\(([^()]{2,12})\)?")


def bare_name(quote: str) -> str:
    """Return a name on one line, without surrounding marks, leading article or possessive ending."""
    name = flatten(quote).lstrip(_MARKS)
    match = _ARTICLE.match(name)
    name = name[match.end() :] if match else name
    name = _POSSESSIVE.sub("", name.rstrip(_QUOTES))
    initials = _INITIALS.match(name)
    return initials[0] if initials and not name[initials.end() :].strip(_MARKS) else name.rstrip(_MARKS)


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """Return a key of a name without case, accents, points, possessive and article; apostrophes and hyphens are one."""
    bare = bare_name(name).translate(_ONE_SPELLING)
    return fold(bare.replace(".", "") if _INITIALS.fullmatch(bare) else bare.replace(".", " "))


def person_name_parts(name: str) -> tuple[str, ...]:
    """Return the parts of the key of a personal name, without leading honorifics."""
    parts = name_key(name).split()
    while len(parts) > 1 and _HONORIFIC.fullmatch(parts[0]):
        del parts[0]
    return tuple(parts)


def looks_like_acronym(text: str) -> bool:
    """Return whether a word may be an acronym: short, and with at least two capitals."""
    return bool(_ACRONYM.fullmatch(text)) and sum(letter.isupper() for letter in text) > 1


def is_acronym_of(short: str, name: str) -> bool:
    """Return whether the letters of `short` are initial letters of the words of `name`, in order.

    Each word contributes one or more of its first letters; words such as “of” may contribute none.
    """
    if not looks_like_acronym(short):
        return False
    letters = "".join(letter for letter in fold(short) if letter.isalnum())
    if short[-1] == "s" and short[:-1].isupper():
        letters = letters[:-1]
    words = [word for word in _BETWEEN.split(name_key(name)) if word]
    return len(words) > 1 and len(letters) > 1 and _spells(letters, words)


@lru_cache(maxsize=1 << 16)
def name_initials(name: str) -> frozenset[str]:
    """Return the initials of a name of several words, folded: with and without words such as “of”.

    Words with a hyphen count as one word and as several; a name of one word has no initials.
    """
    key = name_key(name)
    found = set()
    for words in (key.split(), [word for word in _BETWEEN.split(key) if word]):
        for some in (words, [word for word in words if not _SMALL.fullmatch(word)]):
            if len(some) > 1:
                found.add("".join(word[0] for word in some))
    return frozenset(found)


def text_in_brackets(after: str) -> str:
    """Return the text in brackets at the start of `after`, the text that follows a name; empty if there is none."""
    match = _BRACKET.match(after)
    return flatten(match[1]).strip("\"“”'‘’ ") if match else ""


def split_own_bracket(quote: str) -> tuple[str, str]:
    """Return a name and the acronym in brackets at its end; the acronym is empty if there is none."""
    match = _OWN_BRACKET.fullmatch(flatten(quote)) if "(" in quote else None
    return (match[1], match[2]) if match and looks_like_acronym(match[2]) else (quote, "")


def _spells(letters: str, words: list[str]) -> bool:
    """Return whether prefixes of the words, joined, give the letters."""
    if not words:
        return not letters
    word, rest = words[0], words[1:]
    if _SMALL.fullmatch(word) and _spells(letters, rest):
        return True
    return any(
        letters.startswith(word[:length]) and _spells(letters[length:], rest)
        for length in range(1, min(len(word), len(letters)) + 1)
    )
