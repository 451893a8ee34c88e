"""Words and marks, as the cursor and the boundaries of a span step over them.

A token is a word (hyphens and inner apostrophes belong to it, a possessive 's does not), an abbreviation with its
points, a number with its inner points, a single ideograph, or a single other mark. No token cuts a grapheme cluster,
and white space is in none, but for a space that shares its cluster with a mark.
"""

from collections.abc import Iterator
from typing import Final

import regex

from glossator.text.span import Span, cluster_at

# What never starts a cluster of its own, but at the start of a line.
_EXTENDS: Final = r"\p{Grapheme_Cluster_Break=Extend}\p{Grapheme_Cluster_Break=SpacingMark}\u200d"
_TOKEN: Final = regex.compile(
    r"""(?V1)
      (?=[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])\X
    | ['’](?:s|S)(?!LETTER|[EXTENDS])
    | (?<!LETTER)\p{Latin}\.(?:\p{Latin}\.)+(?![EXTENDS])
    | WORD (?: (?: [-‐‑] | ['’](?!(?:s|S)(?!LETTER)) | (?<=\p{N})[.,:](?=\p{N}) ) WORD )*
    | (?!\s)\X
    | \X(?<=\S)
    """.replace("WORD", r"(?:(?=LETTER)\X(?<=\S))+")
    .replace(
        "LETTER",
        r"[[\p{L}\p{N}\p{M}\p{Grapheme_Cluster_Break=Prepend}_\u200c\u200d]"
        r"--[\p{Extended_Pictographic}\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]",
    )
    .replace("EXTENDS", _EXTENDS),
    regex.VERBOSE,
)
# White space that is a cluster of its own, with what follows it.
_SPACE_BEFORE: Final = regex.compile(rf"(?r)(?<!\p{{Grapheme_Cluster_Break=Prepend}})\s(?=[^{_EXTENDS}])")
_INK_BEFORE: Final = regex.compile(r"(?r)\S")
# Tokens are counted from the white space before a place, or from this far back where there is none.
_REACH: Final = 2_000


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Yield the tokens of `text` from `start`, which must be at the start of one or between two, up to `end`."""
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        yield Span(match.start(), match.end())


def token_at(text: str, offset: int) -> Span | None:
    """Return the token that holds `offset`, or None where white space or nothing is."""
    for token in tokens(text, _safe_start(text, offset)):
        if token.start > offset:
            return None
        if offset < token.end:
            return token
    return None


def next_token(text: str, offset: int) -> Span | None:
    """Return the first token that starts after `offset`."""
    for token in tokens(text, _safe_start(text, offset)):
        if token.start > offset:
            return token
    return None


def previous_token(text: str, offset: int) -> Span | None:
    """Return the last token that starts before `offset`."""
    ink = _INK_BEFORE.search(text, 0, offset)
    if ink is None:
        return None
    found = None
    for token in tokens(text, _safe_start(text, ink.start())):
        if token.start >= offset:
            break
        found = token
    return found


def _safe_start(text: str, offset: int) -> int:
    """Return a place at or before `offset` from which tokens can be counted."""
    if not text:
        return 0
    floor = cluster_at(text, max(0, min(offset, len(text) - 1) - _REACH)).start
    space = _SPACE_BEFORE.search(text, floor, offset + 1)
    return space.end() if space else floor
