"""Texts long enough to break, of words and of everything that is no word."""

from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from glossator.text.normalise import normalise
from tests.text.strategies import texts

_WORDS: Final = (
    *(
        "Istanbul",
        "talks",
        "end",
        "without",
        "a",
        "deal,",
        "said",
        "Tehreek-e-Taliban",
        "and/or",
        "café",
        "“gone”",
        "—",
    ),
    *(
        "https://example.org/path-to/nowhere",
        "W" * 90,
        "巴基斯坦与阿富汗",
        "「会谈」，没有进展。",
        "東京（とうきょう）ーー",
        "한국어",
    ),
    *(
        "إسلام آباد",
        "مُحَمَّد",
        "می\u200cخواهم",
        "हिन्दी",
        "👩\u200d👩\u200d👧",
        "👍🏽👍🏽",
        "🇵🇰🇹🇷🇵",
        "soft\u00adhyphen",
        "zero\u200bwidth",
    ),
    *(
        "z" + "\u0301" * 40,
        "no\u00a0break",
        "\u202eevil\u202c",
        "    ",
        "\n",
        "\n\n",
        "\u3000",
        "x\ue000\u200d",
        "(漢)",
        "漢-漢",
    ),
)

articles: Final[SearchStrategy[str]] = st.one_of(
    st.lists(st.sampled_from(_WORDS), max_size=25).map(" ".join),
    st.lists(st.sampled_from(_WORDS) | texts, max_size=12).map("".join),
).map(normalise)
"""Normalised texts of several lines, some without a space."""

widths: Final[SearchStrategy[int]] = st.one_of(st.integers(1, 30), st.integers(1, 200))
