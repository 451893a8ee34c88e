from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.text.normalise import fingerprint, flatten, normalise, printable

_LINE_ENDS = ("\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
_OTHER_CONTROLS = tuple(
    chr(code) for code in (*range(0x09), *range(0x0E, 0x1C), 0x1F, 0x7F, *range(0x80, 0x85), *range(0x86, 0xA0))
)
_REPLACED = {*"\t\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", *_OTHER_CONTROLS}

# Mostly what is replaced, between what is not.
_raw = st.lists(
    st.sampled_from(
        (*_LINE_ENDS, *_OTHER_CONTROLS, "\t", "\n", "\ud800", "\udc80", "\udfff", "a", "é", "e\u0301", "👩\u200d🚒")
    )
    | st.characters(),
    max_size=40,
).map("".join)


@pytest.mark.parametrize("end", _LINE_ENDS, ids=ascii)
def test_every_line_end_becomes_one_newline(end: str) -> None:
    assert normalise(f"one{end}two") == "one\ntwo"


def test_line_ends_next_to_each_other_stay_as_many() -> None:
    assert normalise("a\r\n\r\nb\n\rc\r\rd\u2029\u2028e") == "a\n\nb\n\nc\n\nd\n\ne"


def test_a_tab_becomes_one_space() -> None:
    assert normalise("a\tb\t\tc") == "a b  c"


@pytest.mark.parametrize("control", _OTHER_CONTROLS, ids=ascii)
def test_other_controls_go(control: str) -> None:
    assert normalise(f"one{control}two") == "onetwo"


def test_a_carriage_return_and_a_newline_with_a_control_between_them_are_two_line_ends() -> None:
    assert normalise("a\r\x00\nb") == "a\n\nb"


@pytest.mark.parametrize("surrogate", [0xD800, 0xDBFF, 0xDC00, 0xDFFF], ids=hex)
def test_a_lone_surrogate_becomes_a_replacement_character(surrogate: int) -> None:
    assert normalise(f"one{chr(surrogate)}two") == "one\ufffdtwo"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n led and trailed by space \n ",
        "a\u00a0b\u2009c\u3000d",
        "\u202ebidi\u2066stays\u2069 and\u200bso\ufeffdoes\u00adthis\u2060",
        "👨🏻\u200d🚒 🇺🇦 क्ष \ufffd \ue000 \U0010ffff",
        normalize("NFC", "Département de Médecine"),
        normalize("NFD", "Département de Médecine"),
    ],
)
def test_nothing_else_changes(text: str) -> None:
    assert normalise(text) == text


@given(_raw)
def test_normalising_twice_is_normalising_once(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once


@given(_raw)
def test_what_is_normalised_can_be_stored_and_holds_no_control_but_the_newline(raw: str) -> None:
    text = normalise(raw)
    text.encode("utf-8")
    assert not _REPLACED & set(text)


@given(_raw)
def test_characters_outside_the_rules_stay_in_number_and_order(raw: str) -> None:
    def kept(text: str) -> list[str]:
        return [one for one in text if one not in _REPLACED | {" ", "\n", "\ufffd"} and not "\ud800" <= one <= "\udfff"]

    assert kept(normalise(raw)) == kept(raw)


def test_the_fingerprint_is_the_sha256_of_the_utf_8_bytes() -> None:
    assert fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert fingerprint("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


def test_composed_and_decomposed_texts_have_different_fingerprints() -> None:
    assert fingerprint(normalize("NFC", "é")) != fingerprint(normalize("NFD", "é"))


def test_flattening_leaves_one_line_with_single_spaces() -> None:
    assert flatten("  one\n\n two\u2028three\u00a0four \t") == "one two three four"


@pytest.mark.parametrize("hidden", ["\x1b", "\u202e", "\u200b", "\u2066", "\ufeff", "\x07", "\ue000"], ids=ascii)
def test_what_is_printed_holds_nothing_invisible(hidden: str) -> None:
    assert printable(f"one{hidden}two\nthree") == "one\ufffdtwo three"
