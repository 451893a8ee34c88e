"""Characters of fonts that have an encoding of their own: Symbol, and the usual signs of Wingdings."""

from collections.abc import Mapping
from typing import Final

# Where such characters are in texts that are Unicode otherwise.
_PRIVATE: Final = range(0xF000, 0xF100)
_BYTE: Final = 0xFF
_SURROGATES: Final = range(0xD800, 0xE000)
_HIGHEST: Final = 0x10FFFF


def _from(first: int, characters: str) -> Mapping[int, str]:
    return dict(enumerate(characters, first))


_SYMBOL: Final = {
    **_from(0x20, " !∀#∃%&∍()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"),
    **_from(0xA0, "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"),
    **_from(0xF1, "〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"),
}
_WINGDINGS: Final = {
    0x20: " ",
    0x28: "☎",
    0x2A: "✉",
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x71: "❑",
    0x74: "⧫",
    0x76: "❖",
    0x78: "☒",
    0x9F: "•",
    0xA7: "▪",
    0xA8: "◻",
    0xD8: "➢",
    0xDF: "←",
    0xE0: "→",
    0xE1: "↑",
    0xE2: "↓",
    0xE8: "➔",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}


def symbol(code: int, font: str) -> str:
    """Return the character of a code point in a font; empty for one that is not known."""
    if code in _PRIVATE:
        code -= _PRIVATE.start
    name = font.lower()
    if code <= _BYTE and "wingdings" in name:
        return _WINGDINGS.get(code, "")
    if code <= _BYTE and name.startswith("symbol"):
        return _SYMBOL.get(code, "")
    return "" if code in _SURROGATES or code > _HIGHEST or code < ord(" ") else chr(code)
