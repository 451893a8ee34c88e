"""Detecting the encoding of bytes that are not UTF-8.

charset-normalizer distinguishes scripts well, but encodings of the Latin script poorly on short texts. There the
letters decide: the right encoding gives the letters of one language, a wrong one gives letters of several, or capitals,
quotation marks and signs inside words.
"""

import re
from collections import Counter
from contextlib import suppress
from itertools import pairwise
from operator import itemgetter
from typing import Final

# By frequency, which decides ties; cp1252 is a superset of ISO 8859-1.
_LATIN: Final = ("cp1252", "cp1250", "cp1254", "iso8859_2", "cp1257", "iso8859_15", "mac_roman", "cp850")
_OTHERS: Final = (
    *("cp1251", "cp1256", "cp1253", "cp1255", "cp874", "koi8_r", "koi8_u"),
    *("iso8859_5", "iso8859_6", "iso8859_7", "cp866"),
    *("gb18030", "cp932", "euc_jp", "cp949", "cp950", "big5hkscs"),
)
_ALL: Final = (*_LATIN, *_OTHERS)
# The letters beyond ASCII of a language or group of languages.
_ALPHABETS: Final = tuple(
    frozenset(letters + letters.upper())
    for letters in (
        "àâæçéèêëîïôœùûüÿ",  # French
        "äöüßéà",  # German
        "áéíñóúüç",  # Spanish
        "áàâãçéêíóôõúü",  # Portuguese
        "àèéìíîòóùú",  # Italian
        "åäöæøéü",  # Danish, Norwegian, Swedish, Finnish
        "áðéíóúýþæö",  # Icelandic
        "áéëïíóöüèê",  # Dutch
        "áäčďéěíĺľňóôŕřšťúůýž",  # Czech, Slovak
        "ąćęłńóśźż",  # Polish
        "áéíóöőúüű",  # Hungarian
        "čćđšž",  # Croatian, Bosnian, Slovene
        "ăâîşţ",  # Romanian, as these encodings spell it
        "âçğıîöşüûİ",  # Turkish
        "āčēģīķļņšūž",  # Latvian
        "ąčęėįšųūž",  # Lithuanian
        "äõöüšž",  # Estonian
    )
)
# Where such letters are few, they are in names, which may come from several Western European languages.
_WESTERN: Final = frozenset().union(*_ALPHABETS[:8])
_FEW: Final = 0.02
_SIGNS: Final = frozenset("“”„‘’‚‹›«»–—…•·€£¥§©®™°²³¿¡ªº´\N{NO-BREAK SPACE}\N{SOFT HYPHEN}")
_SIGN_IN_WORD: Final = re.compile(r"(?<=[^\W\d_])[“”„‘‚‹›«»…•€£¥§©®™°¿¡ªº´](?=[^\W\d_])")
_RUN_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]+")
_BETWEEN: Final = (b"\n", b" ", b",", b".")
_SAMPLE: Final = 65_536
_BEFORE: Final = 1_000
_CLOSE_CHAOS: Final = 0.02
_CLOSE_COHERENCE: Final = 0.05


def guess_encodings(data: bytes) -> list[str]:
    """Return the Python names of the encodings that `data` may be in, likeliest first; empty when none fits.

    Args:
        data: bytes of text that is not UTF-8, without a byte order mark.
    """
    sample = _sample(data)
    found = _by_script(sample)
    if found and found[0] not in _LATIN:
        return found
    ranked = _latin(sample)
    # Too short for charset-normalizer: only an encoding whose letters all fit is trusted.
    return [encoding for encoding, strangeness in ranked if found or not strangeness]


def _sample(data: bytes) -> bytes:
    """Return the lines of `data` that are not pure ASCII, up to `_SAMPLE` bytes; the others say nothing."""
    sample = bytearray()
    end = 0
    while len(sample) <= _SAMPLE and (found := _RUN_NOT_ASCII.search(data, end)):
        # The bytes before are ASCII, so no cut there divides a character.
        start = max(data.rfind(b"\n", end, found.start()) + 1, end, found.start() - _BEFORE)
        end = data.find(b"\n", found.end()) + 1 or len(data)
        sample += data[start:end]
    # No encoding has these bytes inside a character.
    cut = max(sample.rfind(mark, _SAMPLE // 2, _SAMPLE) for mark in _BETWEEN) if len(sample) > _SAMPLE else -1
    return bytes(sample if cut < 0 else sample[:cut])


def _by_script(sample: bytes) -> list[str]:
    """Return the encodings that charset-normalizer ranks best or close to it, in the order of `_ALL`."""
    from charset_normalizer import from_bytes

    matches = from_bytes(sample, cp_isolation=list(_ALL), preemptive_behaviour=False, enable_fallback=False)
    if not matches:
        return []
    chaos = min(match.chaos for match in matches) + _CLOSE_CHAOS
    calm = [match for match in matches if match.chaos <= chaos]
    coherence = max(match.coherence for match in calm) - _CLOSE_COHERENCE
    names = {name for match in calm if match.coherence >= coherence for name in match.could_be_from_charset}
    return [name for name in _ALL if name in names]


def _latin(sample: bytes) -> list[tuple[str, int]]:
    """Return the Latin encodings that decode `sample`, the least strange first, each with its strangeness."""
    ranked = []
    for encoding in _LATIN:
        with suppress(UnicodeDecodeError):
            ranked.append((encoding, _strangeness(sample.decode(encoding))))
    return sorted(ranked, key=itemgetter(1))


def _strangeness(text: str) -> int:
    """Return the number of letters, capitals and signs in `text` that do not fit its best-fitting language."""
    counts = Counter(char for char in text if char > "\x7f" and char not in _SIGNS)
    alphabets = (*_ALPHABETS, _WESTERN) if counts.total() < _FEW * len(text) else _ALPHABETS
    strange = min(sum(count for char, count in counts.items() if char not in letters) for letters in alphabets)
    raised = sum(here > "\x7f" and here.isupper() and before.islower() for before, here in pairwise(text))
    return strange + raised + len(_SIGN_IN_WORD.findall(text))
