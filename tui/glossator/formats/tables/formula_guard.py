"""Texts that a spreadsheet would run as a formula, or turn into a number or a date, and how to guard them.

A guarded text gets an apostrophe in front. Which of the two kinds are guarded is the profile's choice. A text of either
kind that already has apostrophes in front always gets one more, so `unguard` returns the original text whatever the
profile was, also for tables written by earlier versions.
"""

import re
from collections.abc import Collection, Iterable
from enum import Enum
from typing import Final

LINE_ENDS: Final = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""What divides lines."""
_TRIGGERS: Final = frozenset("=+-@＝＋－＠")
# What a spreadsheet can only take for a number, though it begins like a formula: -5, +3.2, -1,000, -.5, +12%.
_SIGNED: Final = re.compile(r"[+-](?:[0-9]+(?:[.,][0-9]+)*|\.[0-9]+)%?")
_SPACES: Final = " \t\x1f\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_CURRENCIES: Final = "$¢£¤¥฿﷼＄￠￡￥￦" + "".join(map(chr, range(0x20A0, 0x20D0)))
_AMID_DIGITS: Final = f".,:;/()'’%+-\N{MINUS SIGN}{_CURRENCIES}"
_NAMES: Final = (
    "mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs?|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    "|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
# Wide rather than narrow, as a text that stands here needlessly has but an apostrophe too many: digits with what may be
# between them in numbers, amounts, shares, dates, times and instants of any country, months and days in English.
_TAKEN: Final = re.compile(
    rf"(?:[\d\s{re.escape(_AMID_DIGITS)}]|(?<=[\d.])e(?=[\d+-])|(?<=[\d\s])[ap]\.?m?\b\.?"
    rf"|(?<=\d)t(?=\d)|(?<=\d)z$|(?<![a-z])(?:{_NAMES})(?![a-z]))+",
    re.IGNORECASE,
)
_DIGIT: Final = re.compile(r"\d")
_TAKEN_WORDS: Final = re.compile(r"true|false|#(?:n/a|null!|div/0!|value!|ref!|name\?|num!)", re.IGNORECASE)
_RUN_BEGINS: Final = _TRIGGERS | frozenset(f"'{_SPACES}{LINE_ENDS}")
_TAKEN_BEGINS: Final = _RUN_BEGINS | frozenset(f"0123456789#{_AMID_DIGITS}")
_NO_NUMBER_BEGINS: Final = ("", "'", "’")
# How months, days, true and false begin.
_WORDS: Final = frozenset(re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdecmontuewedthufrisatsuntrufal"))
_WORD_LETTERS: Final = frozenset(letter for word in _WORDS for letter in (word[0], word[0].upper()))


class Danger(Enum):
    """What a spreadsheet would make of a text."""

    RUN = "run as a formula"
    TAKEN = "taken for a number or a date"


FORMULAS: Final = frozenset({Danger.RUN})
"""What is guarded by default."""


def danger(text: str, *, is_date: bool = False) -> Danger | None:
    """Return what a spreadsheet would make of `text`; in a column of dates, a date is no danger."""
    if text[:1] in ("\t", "\r"):
        return Danger.RUN
    bare = text.strip()
    if bare[:1] in _TRIGGERS:
        return Danger.TAKEN if _SIGNED.fullmatch(bare) else Danger.RUN
    if is_date or bare[:1] in _NO_NUMBER_BEGINS or (bare[0].isalpha() and bare[:3].lower() not in _WORDS):
        return None
    taken = (_TAKEN.fullmatch(bare) and _DIGIT.search(bare)) or _TAKEN_WORDS.fullmatch(bare)
    return Danger.TAKEN if taken else None


def guard(text: str, against: Collection[Danger] = FORMULAS, *, is_date: bool = False) -> str:
    """Return `text`, with an apostrophe in front if it is in one of the dangers `against`.

    A text in any danger that begins with an apostrophe gets one as well, or `unguard` would remove its own.
    """
    found = danger(text.lstrip("'"), is_date=is_date)
    return f"'{text}" if found in against or (found and text[0] == "'") else text


def unguard(cell: str, *, is_date: bool = False) -> str:
    """Return the text that `guard` made `cell` of, whatever it was guarded against."""
    return cell[1:] if cell.startswith("'") and danger(cell.lstrip("'"), is_date=is_date) else cell


def suspects(
    column: Iterable[str | None], against: Collection[Danger] = FORMULAS, *, is_date: bool = False
) -> list[int]:
    """Return the places in `column` of the texts that `guard` may change, judged by how they begin."""
    if is_date or Danger.TAKEN not in against:
        return [place for place, text in enumerate(column) if text and text[0] in _RUN_BEGINS]
    return [
        place
        for place, text in enumerate(column)
        if text
        and (
            (first := text[0]) in _TAKEN_BEGINS
            or (first in _WORD_LETTERS and text[:3].lower() in _WORDS)
            # A digit of another script.
            or (first > "~" and first.isdecimal())
        )
    ]
