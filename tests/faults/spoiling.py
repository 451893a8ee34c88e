"""Files that were sound once."""

from hypothesis import strategies as st

# What breaks readers: ends of things, nesting, numbers out of range, bytes that are no text.
_PIECES = (
    *(b"\x00", b"\xff\xfe", b"\x1b[2J", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\n", b"\r", b'"', b"'", b"\\u0000"),
    *(b"{", b"}", b"[" * 40, b"<a" * 40, b"</", b"<![CDATA[", b"<!--", b"&#0;", b"&#xD800;", b"&lt;", b"]]>"),
    *(b"-1", b"99999999999999999999", b"1e999", b"NaN", b"null", b"true", b"0000", b"\t", b"=cmd()", b"../../x"),
)


@st.composite
def spoilt(draw: st.DrawFn, sound: bytes) -> bytes:
    """Return `sound` with pieces taken out, doubled, put in, or with bits turned."""
    data = bytearray(sound)
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(len(data) - 1, 0)))
        size = draw(st.integers(1, 60))
        kind = draw(st.integers(0, 3))
        if kind == 0:
            del data[place : place + size]
        elif kind == 1:
            data[place:place] = data[place : place + size]
        elif kind == 2:
            data[place:place] = draw(st.sampled_from(_PIECES))
        elif data:
            data[min(place, len(data) - 1)] ^= 1 << draw(st.integers(0, 7))
    return bytes(data)
