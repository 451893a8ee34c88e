"""Words that the full-text index does not index under their folded form.

SQLite's tokenizer `unicode61` removes case and the accents of Latin letters only. It does not fold `ﬁnance`, `Łódź` and
`Straße`, and splits a word at a soft hyphen. The workspace therefore has a table of such spellings by their folded
form, and a search asks the index for each spelling of a word.
"""

import re
from collections.abc import Iterator
from typing import Final

import regex

from glossator.text.folding import fold

PLAIN: Final = (
    *("\x01-\x7f", "\x80-©", "«¬", "®-±", "´-¸", "»", "¿-Å", "Ç-Ï", "Ñ-×", "Ù-Ý", "à-å", "ç-ï", "ñ-÷", "ù-ý", "ÿ-ď"),
    *("Ē-ĥ", "Ĩ-İ", "Ĵ-ķ", "Ĺ-ľ", "Ń-ň", "Ō-ő", "Ŕ-ť", "Ũ-ž", "Ǎ-ǟ", "Ȁ-ȟ", "Ḁ-ẙ", "Ạ-ỹ"),
    *("\u0300-\u0304", "\u0306-\u030c", "\u0323-\u0328"),
    *("Α-Ω", "α-ω", "А-И", "К-и", "к-я", "Ա-Ֆ", "ա-ֆ", "א-ת", "ا-ؿ", "ف-ي", "٠-٩", "ٹ-ڿ", "ა-ჺ"),
    *("\u0900-\u0950", "\u0960-\u09d0", "\u0e40-\u0e5b", "\u0e01-\u0e32", "\u0e34-\u0e3a"),
    *("\u2000-\u200a", "‐-\u2029", "\u202f-\u205e", "₩-₿", "←-⑟", "─-⛿"),
    *("\u3001-〩", "ぁ-ゖ", "ァ-ヺ", "㐀-龥", "가-힣", "！-／", "：-＠", "😀-🙏"),
)
"""Characters that the index treats as folding does, as parts of a character class."""
_OTHER: Final = re.compile(f"[^{''.join(PLAIN)}]")
_RUN: Final = regex.compile(r"[\p{L}\p{N}\p{M}\p{Cf}]+")
_WORD: Final = re.compile(r"[^\W_]+")


def folded_words(text: str) -> list[str]:
    """Return the folded words of `text`."""
    return _WORD.findall(fold(text))


def unindexed_spellings(text: str) -> Iterator[tuple[str, str]]:
    """Yield the folded form and the spelling of each word of `text` that is not indexed under its folded form."""
    if text.isascii() or _OTHER.search(text) is None:
        return
    for word in set(_RUN.findall(text)):
        if _OTHER.search(word) is not None and len(folded := folded_words(word)) == 1:
            yield folded[0], word


def matching_prefix(spelling: str, folded: str) -> str:
    """Return the shortest prefix of `spelling` whose folded form starts with `folded`."""
    return next(
        (spelling[:end] for end in range(1, len(spelling)) if fold(spelling[:end]).startswith(folded)), spelling
    )
