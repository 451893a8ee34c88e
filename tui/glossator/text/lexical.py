"""The form in which the lexicon, and searches for other mentions, compare quotes."""

from typing import Final

import regex

from glossator.text.normalise import flatten

APOSTROPHES: Final = "'’ʼ"
_POSSESSIVE: Final = regex.compile(rf"[{APOSTROPHES}][sS]\Z|(?<=[sS])[{APOSTROPHES}]\Z")


def lexical_form(quote: str) -> str:
    """Return `quote` on one line, with straight apostrophes and without a possessive ending."""
    form = flatten(quote)
    if not form.isascii():
        form = form.translate(dict.fromkeys(map(ord, APOSTROPHES), "'"))
    return _POSSESSIVE.sub("", form) or form
