import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable

ENGLISH = "The minister’s aides said that the café was closed – “for security reasons”. Señor Núñez paid £20."
FRENCH = "Le président a déclaré que les négociations étaient terminées; les élèves ont été évacués, où qu’ils soient."
CZECH = "Ministr zahraničí uvedl, že jednání skončila bez dohody. Příští schůzka se uskuteční v listopadu, řekl večer."
POLISH = (
    "Minister oświadczył, że rozmowy zakończyły się bez porozumienia. Strony spotkają się, aby omówić wymianę jeńców."
)
TURKISH = "Dışişleri Bakanlığı, görüşmelerin anlaşma olmadan sona erdiğini açıkladı. Taraflar önümüzdeki ay buluşacak."
RUSSIAN = (
    "Представители министерства сообщили, что следующая встреча пройдет в ноябре. Стороны обменялись списками пленных."
)
ARABIC = "قال وزير الخارجية إن المحادثات في إسطنبول انتهت دون التوصل إلى اتفاق. وأضاف أن الجانبين سيجتمعان مرة أخرى."
GREEK = "Ο υπουργός Εξωτερικών δήλωσε ότι οι συνομιλίες στην Κωνσταντινούπολη έληξαν χωρίς συμφωνία μεταξύ των πλευρών."
HEBREW = "שר החוץ אמר כי השיחות באיסטנבול הסתיימו ללא הסכם. שני הצדדים ייפגשו שוב בחודש הבא כדי לדון בסוגיות הפתוחות."
JAPANESE = "外務省は、イスタンブールでの協議が合意に至らずに終わったと発表した。双方は来月再び会合を開く予定である。"
SIMPLIFIED = "外交部发言人表示，在伊斯坦布尔举行的会谈没有达成协议。双方将于下月再次会晤，讨论边境地区交换战俘的问题。"
TRADITIONAL = "外交部發言人表示，在伊斯坦堡舉行的會談沒有達成協議。雙方將於下月再次會晤，討論邊境地區交換戰俘的問題。"
KOREAN = "외교부 대변인은 이스탄불에서 열린 회담이 합의 없이 끝났다고 밝혔다. 양측은 다음 달 다시 만나 논의할 예정이다."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "cp1252"),
        (FRENCH.replace("’", "'"), "latin-1"),
        (FRENCH.replace("’", "'"), "mac_roman"),
        (CZECH, "cp1250"),
        (CZECH, "iso8859_2"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859_2"),
        (TURKISH, "cp1254"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (ARABIC, "cp1256"),
        (GREEK, "cp1253"),
        (HEBREW, "cp1255"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (SIMPLIFIED, "gb18030"),
        (TRADITIONAL, "big5"),
        (KOREAN, "euc_kr"),
    ],
)
@pytest.mark.parametrize("times", [1, 3])
def test_the_encodings_that_analysts_meet(text: str, encoding: str, times: int) -> None:
    whole = f"{text}\n" * times
    found, recorded = decode(whole.encode(encoding))
    assert found == whole
    assert whole.encode(recorded).decode(recorded) == whole


@pytest.mark.parametrize(
    "text", ["The café is closed.", "Señor Núñez said “no”.", "It’s late", "naïve", "Müller sagte – nein.", "price €5"]
)
def test_a_short_western_text_is_not_taken_for_anything_else(text: str) -> None:
    assert decode(text.encode("cp1252")) == (text, "cp1252")


def test_one_accent_far_down_is_found() -> None:
    text = "Nothing but ASCII in this line of text.\n" * 20_000 + "It’s the café “today”.\n"
    assert decode(text.encode("cp1252")) == (text, "cp1252")


def test_a_long_line_without_a_space_is_not_cut_in_a_character() -> None:
    text = "x" + SIMPLIFIED * 3_000
    assert decode(text.encode("gb18030")) == (text, "gb18030")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_a_byte_order_mark_decides(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xfe\xff", "utf-16-be"), (b"\x00\x00\xfe\xff", "utf-32-be")])
def test_big_endian_marks_decide_too(mark: bytes, encoding: str) -> None:
    assert decode(mark + JAPANESE.encode(encoding)) == (JAPANESE, encoding[:6])


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf_8_without_a_mark(text: str) -> None:
    plain = text.removeprefix("\ufeff") or "x"
    assert decode(plain.encode()) == (plain, "utf-8")


@given(st.binary(max_size=200))
def test_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except Unreadable:
        return
    assert text.encode(encoding).decode(encoding) == text
    assert "\0" not in text


def test_what_a_document_declares_comes_before_a_guess_and_after_utf_8() -> None:
    assert decode("naïve".encode("cp1250", "replace") + b"\xe6", "cp1257")[1] == "cp1257"
    assert decode("naïve".encode(), "cp1257") == ("naïve", "utf-8")


@pytest.mark.parametrize("declared", ["no-such-encoding", "hex", "euc_kr"])
def test_a_declaration_that_cannot_be_is_passed_over(declared: str) -> None:
    assert decode("The café is closed.".encode("cp1252"), declared)[1] == "cp1252"


def test_a_declaration_that_gives_control_characters_is_passed_over() -> None:
    # Pages in Windows encodings often say that they are in ISO 8859.
    assert decode("Škoda uvedla, že příští týden začne".encode("cp1250"), "iso8859-2")[1] == "cp1250"


def test_coloured_terminal_output_is_text() -> None:
    assert decode(b"\x1b[1mred\x1b[0m\tand\x0cmore\r\n")[1] == "utf-8"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04\x14\x00", "Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "Office"),
        (b"{\\rtf1\\ansi text}", "RTF"),
        (b"\xef\xbb\xbf\n {\\rtf1\\ansi text}", "RTF"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"GIF89a", "GIF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"bplist00\xd1", "web archive"),
        (b"text with a \x00 in it", "binary"),
        (bytes(range(1, 32)) * 4, "binary"),
        ("\ufefftext \0".encode("utf-16-le"), "binary"),
    ],
)
def test_what_is_no_text_is_refused_with_the_way_out(data: bytes, word: str) -> None:
    with pytest.raises(Unreadable, match=rf"{word}.*Save its text as UTF-8"):
        decode(data)


def test_damaged_utf_8_is_refused_and_never_read_as_something_else() -> None:
    data = "première ligne\nélève, café\n".encode() + b"na\xefve " + "déjà\n".encode()
    with pytest.raises(Unreadable, match="UTF-8, but line 3"):
        decode(data)


def test_a_damaged_marked_file_is_refused() -> None:
    with pytest.raises(Unreadable, match="UTF-16, but byte 5"):
        decode(b"\xff\xfea\x00\x00\xd8")
    with pytest.raises(Unreadable, match="says UTF-8, but byte"):
        decode(b"\xef\xbb\xbfa\xff")


def test_an_encoding_that_nobody_can_tell_is_refused() -> None:
    with pytest.raises(Unreadable, match="Save the file as UTF-8"):
        decode(bytes(random.Random(1).choices(range(0x20, 0x100), k=400)))


def test_few_control_characters_are_allowed() -> None:
    assert decode(b"\x01\x02" + b"x" * 98)[1] == "utf-8"
    with pytest.raises(Unreadable, match="binary"):
        decode(b"\x01\x02\x03" + b"x" * 97)
