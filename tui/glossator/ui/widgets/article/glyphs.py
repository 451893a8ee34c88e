"""What is written to the terminal for each grapheme cluster of a text, and how many cells it takes.

Text is hostile. Characters that are invisible, reorder their neighbours or have no agreed shape are replaced by a
visible mark of one cell. What is written for a cluster does not depend on its neighbours, and the widths of clusters
add up to the width of the line.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Final

import regex
from rich.cells import cell_len

from glossator.text.normalise import flatten

REORDERING_MARK: Final = "⇄"
"""Stands for a character that changes the direction of the text around it."""
HYPHENATION_MARK: Final = "¬"
"""Stands for a soft hyphen."""
INVISIBLE_MARK: Final = "¦"
"""Stands for any other character that takes no room and shows nothing."""
UNKNOWN_MARK: Final = "�"
"""Stands for what has no agreed shape: private, unassigned, a control, or a part of an emoji that stands alone."""

# Long assigned, never part of a longer cluster by themselves, one cell wide, seen as what they are.
_PLAIN_RANGES: Final = (
    r" -~\u00a1-\u00ac\u00ae-\u02ff"  # Latin
    r"\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ff"  # Greek
    r"\u0400-\u0482\u048a-\u052f"  # Cyrillic
    r"\u0531-\u0556\u0559-\u058a"  # Armenian
    r"\u05be\u05c0\u05c3\u05d0-\u05ea\u05ef-\u05f4"  # Hebrew, without points
    r"\u0606-\u060f\u061b\u061e-\u064a\u0660-\u066f\u0671-\u06d5\u06ee-\u06ff"  # Arabic, without vowel signs
    r"\u10d0-\u10ff"  # Georgian
    r"\u1e00-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57\u1f5f-\u1f7d\u1f80-\u1fb4"  # accented
    r"\u2010-\u2027\u2030-\u205e\u2070\u2071\u2074-\u208e\u2090-\u209c\u20a0-\u20bf"  # punctuation, currencies
    r"\u2100-\u218b\u2190-\u2319\u2500-\u25fc"  # letterlike, arrows, mathematics, boxes
)
_PLAIN: Final = re.compile(f"[{_PLAIN_RANGES}]*")
# No-break spaces, and the invisible characters that are clusters of their own and get a mark of one cell.
_EVEN_RANGES: Final = (
    _PLAIN_RANGES + r"\u00a0\u00ad\u061c\u2007\u200b\u200e\u200f\u202a-\u202f\u2060-\u2064\u2066-\u2069\ufeff"
)
UNEVEN: Final = re.compile(rf"[^\n{_EVEN_RANGES}]")
"""Finds a character that may not be one cluster in one cell; newlines are ignored."""

_UNEVEN_RUN: Final = rf"[^\n{_EVEN_RANGES}]+(?:[{_EVEN_RANGES}]{{0,8}}[^\n{_EVEN_RANGES}]+)*[{_EVEN_RANGES}]?"
# Each character of such a text is a cluster of its own; the ranges are those that are common.
_SINGLE: Final = (
    rf"[\n{_EVEN_RANGES}\u3000-\u3029\u3030-\u303f\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uac00-\ud7a3\uff01-\uff9d\U0001f300-\U0001f3f3\U0001f400-\U0001f64f\U0001f900-\U0001f9ff]*"
)

# Two such characters are never in one cluster.
_PARTING: Final = r"[\p{GCB=Other}\p{GCB=Control}\p{GCB=LV}\p{GCB=LVT}]"

# A cluster is judged by this many code points; what follows in it is a flood.
_LONGEST: Final = 64
_MOST_MARKS: Final = 8
_MOST_CELLS: Final = 8

# Compiled when first met: most articles need none of them, and starting up would pay for all.
_EMOJI: Final = r"""(?V1)(?x)
      PICTURE [\ufe0f\p{Emoji_Modifier}]? (?: \u200d PICTURE [\ufe0f\p{Emoji_Modifier}]? ){0,9}
    | \p{Regional_Indicator}{2}
    | [0-9\#*] \ufe0f \u20e3
    | \U0001f3f4 [\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6} \U000e007f
    """.replace("PICTURE", r"[\p{Extended_Pictographic}--\p{Cn}]")
_INK: Final = (
    r"(?V1)[[\p{L}\p{M}\p{N}\p{P}\p{S}[\p{Cf}&&\p{Grapheme_Cluster_Break=Prepend}]]"
    r"--\p{Default_Ignorable_Code_Point}--\p{Emoji_Modifier}--\p{Regional_Indicator}]"
)
_INVISIBLE: Final = r"\p{Default_Ignorable_Code_Point}"
# Scripts in which a joiner or non-joiner is part of good spelling.
_JOINED: Final = (
    r"[\p{Arabic}\p{Syriac}\p{Mandaic}\p{Nko}\p{Mongolian}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}"
    r"\p{Tamil}\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}\p{Khmer}\p{Myanmar}\p{Tibetan}]"
)
# A character, and the one selector after it that chooses between its registered shapes.
_VARIANT: Final = (
    r"(?V1)\p{Extended_Pictographic}[\ufe0e\ufe0f]|[\p{Han}\p{Sm}\p{Myanmar}\p{Phags_Pa}][\ufe00-\ufe02]"
    r"|\p{Han}[\U000e0100-\U000e01ef]|\p{Mongolian}[\u180b-\u180d\u180f]"
)
_JOINERS: Final = "\u200c\u200d"
_SPACES: Final = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_REORDERING: Final = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_GUARD: Final = {
    **dict.fromkeys(map(ord, _REORDERING), REORDERING_MARK),
    **{code: UNKNOWN_MARK for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"},
}


def is_plain(text: str) -> bool:
    """Return whether every character of `text` is one cluster, one cell wide and shown as itself; a newline is not."""
    return _PLAIN.fullmatch(text) is not None


def shown(cluster: str) -> tuple[str, int]:
    """Return what is written to the terminal for a grapheme cluster, and its width in cells.

    The width is at least 1, except for a newline, which is empty. Long clusters are shortened.
    """
    return _shown(cluster[:_LONGEST])


@lru_cache(maxsize=8_192)
def _shown(cluster: str) -> tuple[str, int]:
    if cluster == "\n":
        return "", 0
    if _compiled(_EMOJI).fullmatch(cluster):
        width = cell_len(cluster)
        # Terminals show a sequence in two cells that Rich counts as one; both agree on its first character.
        return (cluster, width) if width > 1 else (cluster[0], 1)
    written = _spelled(cluster)
    return written, cell_len(written)


def _spelled(cluster: str) -> str:
    """Return `cluster` with a limited number of combining marks, and visible marks for characters without a shape."""
    joiner_fits = sum(map(cluster.count, _JOINERS)) == 1 and _compiled(_JOINED).search(cluster) is not None
    written = ""
    marks = cells = 0
    for place, character in enumerate(cluster):
        if joiner_fits and character in _JOINERS:
            # Rich counts the character after a joiner as no cell, so only the non-joiner is written.
            piece = "\u200c" if character == "\u200c" else ""
        elif place == 1 and _compiled(_VARIANT).fullmatch(cluster, 0, 2):
            piece = "" if character == "\ufe0e" else character
        elif _compiled(_INK).match(character):
            piece = character
        else:
            piece = _stand_in(character)
        width = cell_len(piece)
        if width == 0 and place == 0:
            piece, width = "◌" + piece, 1
        elif width == 0:
            marks += 1
        if cells + width <= _MOST_CELLS and marks <= _MOST_MARKS:
            written += piece
            cells += width
    return written


def _stand_in(character: str) -> str:
    """Return the spaces or the mark for a character that shows nothing."""
    if character in _SPACES:
        return " " * cell_len(character)
    if character in _REORDERING:
        return REORDERING_MARK
    if character == "\u00ad":
        return HYPHENATION_MARK
    return INVISIBLE_MARK if _compiled(_INVISIBLE).match(character) else UNKNOWN_MARK


def clusters(text: str) -> Sequence[str]:
    """Return the grapheme clusters of `text`: the text itself if each of its characters is one."""
    return text if is_single(text) else _compiled(r"\X").findall(text)


def is_single(text: str) -> bool:
    """Return whether each character of `text` is known to be a cluster of its own."""
    return _ranges(_SINGLE).fullmatch(text) is not None


def uneven_runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of runs outside of which every character is one cluster in one cell."""
    end = 0
    for run in _ranges(_UNEVEN_RUN).finditer(text):
        # The character before it may be in one cluster with its first.
        start = max(end, run.start() - 1)
        end = run.end()
        yield start, end


def last_parting(text: str, start: int, end: int) -> int | None:
    """Return the last certain boundary of clusters between `start` and `end`, or None."""
    pair = _compiled(rf"(?r)(?<={_PARTING}){_PARTING}").search(text, start, end)
    return pair.start() if pair else None


def visible(text: str) -> str:
    """Return `text` on one line, safe to print, for titles, lists and messages."""
    line = flatten(text)
    return line if is_plain(line) else "".join(shown(cluster)[0] for cluster in clusters(line))


def shortened(text: str, most: int = 60) -> str:
    """Return `text` on one line, cut to `most` characters."""
    line = visible(text)
    return line if len(line) <= most else f"{visible(line[: most - 1])}…"


def guarded(text: str) -> str:
    """Return `text`, with a mark for each control and reordering character; the length does not change."""
    return text if is_plain(text) else text.translate(_GUARD)


@cache
def _ranges(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern)
