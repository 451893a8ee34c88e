"""Texts that nobody would type and everybody will meet."""

from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from glossator.text.normalise import normalise
from glossator.text.span import Span

_PIECES: Final = (
    *("a", "B", "s", "S", "x", "1", "23", "é", "e\u0301", "ﬁ", "𝒛", "U.S.", "’s", "'S", "ℹ", "_"),
    *(" ", "  ", "\n", "\n\n", "\n \n", "\u00a0", "\u3000", "\u2009"),
    *(".", ",", ":", ";", "-", "‑", "–", "—", "’", "'", "“", "”", "(", ")", "/", "@", "#", "…", "!", "?"),
    # Marks without a base, joiners, and what has no width or turns the line around.
    *("\u0301", "\u0308", "\u0903", "\u200c", "\u200d", "\u200b", "\ufeff", "\u2066", "\u2069", "\u202e", "\u00ad"),
    *("\ufe0f", "\u20e3", "\U000e0067", "\U000e007f"),
    *("👩", "👩\u200d🚒", "👨🏻\u200d🚒", "🏻", "🇺", "🇺🇦", "❤\ufe0f", "1\ufe0f\u20e3", "©", "😀"),
    # Hangul letters and syllables, Indic conjuncts, a dot that joins what follows, Arabic number signs.
    *("ᄀ", "ᅡ", "ᆨ", "각", "한국", "क", "\u094d", "ष", "क्ष", "ि", "\u0d4e", "ക", "\u0600", "\u06dd", "١٢", "پاکستان"),
    *("漢", "東京", "々", "カ", "\u3099", "ﾞ", "ひ", "ก", "ำ", "\u0e31", "ລ", "ខ្ញុំ", "မြန်"),
)

texts: Final[SearchStrategy[str]] = (
    st.lists(st.sampled_from(_PIECES) | st.characters(exclude_categories=["Cs"]), max_size=30)
    .map("".join)
    .map(normalise)
)
"""Normalised texts, the empty one among them."""

inked_texts: Final[SearchStrategy[str]] = texts.filter(lambda text: bool(text.strip()))
"""Normalised texts that hold more than white space."""


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, Span]:
    """Return a text and any span of it."""
    text = draw(texts.filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    return text, Span(start, draw(st.integers(start + 1, len(text))))
