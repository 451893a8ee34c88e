"""Guarding texts that a spreadsheet would run as a formula, or convert to a number or a date, with an apostrophe.

The profile says which of the two kinds are guarded. A text of either kind that already begins with apostrophes always
gets one more, so that `unguard` returns the original text whatever the profile was.
"""

import re
from collections.abc import Collection, Iterable
from enum import Enum
from typing import Final

LINE_ENDS: Final = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""The characters that end a line."""
_TRIGGERS: Final = frozenset("=+-@＝＋－＠")
# Numbers that begin like a formula: -5, +3.2, -1,000, -.5, +12%.
_SIGNED: Final = re.compile(r"[+-](?:[0-9]+(?:[.,][0-9]+)*|\.[0-9]+)%?")
_SPACES: Final = " \t\x1f\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_CURRENCIES: Final = "$¢£¤¥฿﷼＄￠￡￥￦" + "".join(map(chr, range(0x20A0, 0x20D0)))
_AMID_DIGITS: Final = f".,:;/()'’%+-\N{MINUS SIGN}{_CURRENCIES}"
_NAMES: Final = (
    "mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs?|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    "|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
# Numbers, amounts, percentages, dates and times of any country, months and days in English. Wide on purpose: a match
# too many costs only an apostrophe.
_CONVERTED: Final = re.compile(
    rf"(?:[\d\s{re.escape(_AMID_DIGITS)}]|(?<=[\d.])e(?=[\d+-])|(?<=[\d\s])[ap]\.?m?\b\.?"
    rf"|(?<=\d)t(?=\d)|(?<=\d)z$|(?<![a-z])(?:{_NAMES})(?![a-z]))+",
    re.IGNORECASE,
)
_DIGIT: Final = re.compile(r"\d")
_CONVERTED_WORDS: Final = re.compile(r"true|false|#(?:n/a|null!|div/0!|value!|ref!|name\?|num!)", re.IGNORECASE)
_FORMULA_BEGINS: Final = _TRIGGERS | frozenset(f"'{_SPACES}{LINE_ENDS}")
_CONVERTED_BEGINS: Final = _FORMULA_BEGINS | frozenset(f"0123456789#{_AMID_DIGITS}")
_NO_NUMBER_BEGINS: Final = ("", "'", "’")
# The first letters of months, days, true and false.
_WORDS: Final = frozenset(re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdecmontuewedthufrisatsuntrufal"))
_WORD_LETTERS: Final = frozenset(letter for word in _WORDS for letter in (word[0], word[0].upper()))


class Danger(Enum):
    """What a spreadsheet would do with a text."""

    FORMULA = "run as a formula"
    CONVERTED = "convert to a number or a date"


FORMULAS: Final = frozenset({Danger.FORMULA})
"""The dangers that are guarded against by default."""


def danger(text: str, *, is_date: bool = False) -> Danger | None:
    """Return what a spreadsheet would do with `text`; in a column of dates, dates are no danger."""
    if text[:1] in ("\t", "\r"):
        return Danger.FORMULA
    bare = text.strip()
    if bare[:1] in _TRIGGERS:
        return Danger.CONVERTED if _SIGNED.fullmatch(bare) else Danger.FORMULA
    if is_date or bare[:1] in _NO_NUMBER_BEGINS or (bare[0].isalpha() and bare[:3].lower() not in _WORDS):
        return None
    converted = (_CONVERTED.fullmatch(bare) and _DIGIT.search(bare)) or _CONVERTED_WORDS.fullmatch(bare)
    return Danger.CONVERTED if converted else None


def guard(text: str, against: Collection[Danger] = FORMULAS, *, is_date: bool = False) -> str:
    """Return `text`, with an apostrophe in front if it is in one of the dangers `against`.

    A text in any danger that begins with an apostrophe also gets one, or `unguard` would remove its own.
    """
    found = danger(text.lstrip("'"), is_date=is_date)
    return f"'{text}" if found in against or (found and text[0] == "'") else text


def unguard(cell: str, *, is_date: bool = False) -> str:
    """Return the text from which `guard` made `cell`, whatever it was guarded against."""
    return cell[1:] if cell.startswith("'") and danger(cell.lstrip("'"), is_date=is_date) else cell


def find_suspects(
    column: Iterable[str | None], against: Collection[Danger] = FORMULAS, *, is_date: bool = False
) -> list[int]:
    """Return the places in `column` of the texts that `guard` may change, judged by their first characters."""
    if is_date or Danger.CONVERTED not in against:
        return [place for place, text in enumerate(column) if text and text[0] in _FORMULA_BEGINS]
    return [
        place
        for place, text in enumerate(column)
        if text
        and (
            (first := text[0]) in _CONVERTED_BEGINS
            or (first in _WORD_LETTERS and text[:3].lower() in _WORDS)
            # A digit of another script.
            or (first > "~" and first.isdecimal())
        )
    ]
