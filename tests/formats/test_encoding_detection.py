import pytest

from glossator.formats.encoding_detection import guess_encodings


def test_letters_decide_between_the_latin_encodings() -> None:
    # The same bytes are sound in all of these; only one gives the letters of one language.
    assert guess_encodings("Příští schůzka: Dvořák".encode("cp1250"))[0] == "cp1250"
    assert guess_encodings("Şu an için açıklama yok, değil".encode("cp1254"))[0] == "cp1254"
    assert guess_encodings("Þetta er ósköp venjulegur dagur, sagði hún".encode("cp1252"))[0] == "cp1252"


def test_names_from_all_over_western_europe_are_no_central_european_language() -> None:
    text = (
        "Ms Sørensen said in English that it was naïve to expect more of a second meeting. "
        "It was not, and it ended early."
    )
    assert guess_encodings(text.encode("cp1252"))[0] == "cp1252"


def test_signs_inside_words_speak_against_an_encoding() -> None:
    # In cp1252 this would be "pr‚sident".
    assert guess_encodings("Le président de la République a été réélu en décembre".encode("cp850"))[0] == "cp850"


def test_capitals_inside_words_speak_against_an_encoding() -> None:
    # In cp1250 and cp1254 this would be "FranÇais".
    assert guess_encodings("Le président a été réélu".encode("cp850"))[0] == "cp850"


def test_what_statistics_find_nothing_in_is_not_forced_into_letters() -> None:
    assert guess_encodings(b"\xb1\xffpx\xb5\xa6x\xcf") == []


def test_the_euro_sign_of_iso_8859_15_is_not_a_currency_sign() -> None:
    assert guess_encodings("Le coût est de 45 € par élève".encode("iso8859_15"))[0] == "iso8859_15"


def test_equals_are_decided_by_what_is_met_most() -> None:
    assert guess_encodings("a café".encode("cp1252"))[0] == "cp1252"


@pytest.mark.timeout(10)
def test_a_large_file_is_judged_by_a_sample() -> None:
    line = "Представители министерства сообщили, что встреча пройдет в ноябре.\n"
    assert guess_encodings((line * 60_000).encode("cp1251"))[0] == "cp1251"
    # One line, and what tells stands at its end.
    assert guess_encodings(("The boat left. " * 300_000 + "They had a café.").encode("cp1252"))[0] == "cp1252"
