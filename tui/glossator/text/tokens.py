"""Tokens: the words and marks by which the cursor and the ends of a span move.

A token is a word (with hyphens and inner apostrophes, without a possessive 's), an abbreviation with its points, a
number with its inner points, a single ideograph, or a single other mark. No token cuts a grapheme cluster, and none
contains white space, except a space that shares its cluster with a mark.
"""

from collections.abc import Iterator
from typing import Final

import regex

from glossator.text.span import Span, cluster_at, previous_visible

# Characters that start a cluster only at the start of a line.
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
# White space that is a cluster of its own.
_SPACE_BEFORE: Final = regex.compile(rf"(?r)(?<!\p{{Grapheme_Cluster_Break=Prepend}})\s(?=[^{_EXTENDS}])")
# Tokens are counted from the white space before an offset, or else from this many code points back.
_REACH: Final = 2_000


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Yield the tokens of `text` from `start`, which must not be inside one, up to `end`."""
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        yield Span(match.start(), match.end())


def token_at(text: str, offset: int) -> Span | None:
    """Return the token at `offset`, or None at white space and outside the text."""
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
    visible = previous_visible(text, offset)
    if visible is None:
        return None
    found = None
    for token in tokens(text, _safe_start(text, visible)):
        if token.start >= offset:
            break
        found = token
    return found


def _safe_start(text: str, offset: int) -> int:
    """Return an offset at or before `offset` from which tokens can be counted."""
    if not text:
        return 0
    floor = cluster_at(text, max(0, min(offset, len(text) - 1) - _REACH)).start
    space = _SPACE_BEFORE.search(text, floor, offset + 1)
    return space.end() if space else floor
