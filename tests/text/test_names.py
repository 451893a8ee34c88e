import pytest
from hypothesis import given

from glossator.text.folding import fold
from glossator.text.names import (
    bare_name,
    is_acronym_of,
    looks_like_acronym,
    name_initials,
    name_key,
    person_name_parts,
    split_own_bracket,
    text_in_brackets,
)
from glossator.text.normalise import flatten
from tests.text.strategies import texts


@pytest.mark.parametrize(
    "variant",
    [
        "Taliban",
        "the Taliban",
        "The Taliban",
        "TALIBAN",
        "Taliban’s",
        "Taliban's",
        "the  Taliban’s",
        "“Taliban”",
        "Tālibān",
    ],
)
def test_variants_of_one_name_have_one_key(variant: str) -> None:
    assert name_key(variant) == name_key("Taliban")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S.", "US"),
        ("the U.S.", "US"),
        ("Reuters’", "Reuters"),
        ("Tehreek‑e‑Taliban Pakistan", "Tehreek-e-Taliban Pakistan"),
        ("Muhammad\nAsif", "Muhammad Asif"),
        ("L’Ansel", "L'Ansel"),
    ],
)
def test_points_hyphens_and_line_ends_make_no_difference(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Pakistan", "Pakistani"), ("Doha", "Doha Forum"), ("Reuter", "Reuters"), ("Iran", "Iraq")]
)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("quote", "bare"),
    [
        ("the Taliban’s", "Taliban"),
        ("“The Meridian”", "Meridian"),
        ("U.S.", "U.S."),
        ("the U.S.’s", "U.S."),
        ("Paris.", "Paris"),
        ("A", "A"),
        ("the", "the"),
        ("St. Petersburg", "St. Petersburg"),
    ],
)
def test_a_bare_name_has_no_article_no_possessive_and_no_marks(quote: str, bare: str) -> None:
    assert bare_name(quote) == bare


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("TTP", "Tehreek-e-Taliban Pakistan"),
        ("UNAMA", "United Nations Assistance Mission in Afghanistan"),
        ("UNAMA", "the United Nations Assistance Mission in Afghanistan"),
        ("MoD", "Ministry of Defence"),
        ("ISI", "Inter-Services Intelligence"),
        ("R&AW", "Research and Analysis Wing"),
        ("CENTCOM", "Central Command"),
        ("U.S.", "United States"),
        ("NGOs", "non-governmental organisation"),
        ("ISKP", "Islamic State – Khorasan Province".replace(" – ", " ")),
    ],
)
def test_an_acronym_is_made_of_the_beginnings_of_words(short: str, name: str) -> None:
    assert is_acronym_of(short, name)


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("TTP", "Afghan Taliban"),
        ("BBC", "Ministry of Defence"),
        ("UN", "Uganda"),
        ("Sunday", "Sunday Under New Days Around You"),
        ("2025", "20 25"),
        ("", "United Nations"),
        ("UN", ""),
    ],
)
def test_what_does_not_spell_the_name_is_no_acronym_of_it(short: str, name: str) -> None:
    assert not is_acronym_of(short, name)


def test_initials_are_those_of_all_words_and_of_those_that_count() -> None:
    assert name_initials("the Coalition for Free Ports’") == {"cffp", "cfp"}
    assert name_initials("Organisation for Lumen Co-operation") == {"oflc", "olc", "oflco", "olco"}
    assert name_initials("Tidewatch") == frozenset()


def test_an_acronym_has_two_capitals() -> None:
    assert [
        word for word in ("TTP", "MoD", "Sunday", "A", "U.N.", "x2", "ABCDEFGHIJKLM") if looks_like_acronym(word)
    ] == [
        *("TTP", "MoD", "U.N."),
    ]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Captain Mira Okafor", ("mira", "okafor")),
        ("Prof. Dr. Rukhsana Tareen-Holt", ("rukhsana", "tareen-holt")),
        ("Ursula von der Leyen’s", ("ursula", "von", "der", "leyen")),
        ("Vice President Ilse Brandt", ("ilse", "brandt")),
        ("President", ("president",)),
        ("", ()),
    ],
)
def test_honorifics_are_no_part_of_a_name(name: str, parts: tuple[str, ...]) -> None:
    assert person_name_parts(name) == parts


def test_what_stands_in_brackets_after_a_name_or_in_it_is_found() -> None:
    assert text_in_brackets(" (TTP), a banned group") == "TTP"
    assert text_in_brackets("(“TTP”)") == "TTP"
    assert text_in_brackets(" said (on Sunday)") == ""
    assert text_in_brackets(" (on and on") == ""
    assert split_own_bracket("World Food Programme (WFP)") == ("World Food Programme", "WFP")
    assert split_own_bracket("World Food Programme (Rome)") == ("World Food Programme (Rome)", "")


@given(texts)
def test_a_bare_name_is_part_of_what_was_there(text: str) -> None:
    assert bare_name(text) in flatten(text)
    assert name_key(text) == name_key(f" {text}\n")


def test_words_are_looked_for_without_case_and_accents() -> None:
    assert fold("  Orbán\nÚr ") == "orban ur" == fold("ORBAN UR")
    assert fold("Straße") == "strasse"
