import pytest

from glossator.domain.lexicon import (
    LONGEST_FORM,
    BadForm,
    EntryOrigin,
    Learnt,
    LexiconEntry,
    Ruling,
    active_forms,
    learn,
    lexicon_form,
)


@pytest.mark.parametrize(
    ("form", "accepted", "rejected", "label"),
    [
        ("Asif", {"PERSON": 1}, {}, "PERSON"),
        ("Asif", {}, {"PERSON": 1}, None),
        ("Asif", {}, {}, None),
        ("Asif", {"PERSON": 1}, {"ORG": 5}, "PERSON"),
        ("Asif", {"PERSON": 1}, {"PERSON": 1}, None),
        ("Asif", {"PERSON": 3}, {"PERSON": 1}, "PERSON"),
        ("Asif", {"PERSON": 2}, {"PERSON": 1}, None),
        ("Asif", {"PERSON": 3, "ORG": 1}, {}, "PERSON"),
        ("Asif", {"PERSON": 2, "ORG": 1}, {}, None),
        ("Asif", {"PERSON": 3, "ORG": 1}, {"PERSON": 1}, None),
        ("two", {"CARDINAL": 9}, {}, None),
        ("May", {"DATE": 3, "PERSON": 3}, {}, None),
        ("X", {"ORG": 9}, {}, None),
    ],
)
def test_a_form_is_learnt_where_three_in_four_decisions_agree(
    form: str, accepted: dict[str, int], rejected: dict[str, int], label: str | None
) -> None:
    assert learn(form, accepted, rejected).label == label


def test_what_speaks_for_and_against_is_counted() -> None:
    assert learn("Asif", {"PERSON": 6, "ORG": 1}, {"PERSON": 1, "GPE": 4}) == Learnt("PERSON", 6, 2)
    assert learn("Asif", {"PERSON": 1, "ORG": 1}, {"GPE": 4}) == Learnt(None, 6, 0)


def test_a_form_is_what_is_typed_on_one_line_without_its_possessive() -> None:
    assert lexicon_form(" Khawaja\tAsif’s ") == "Khawaja Asif"


@pytest.mark.parametrize(
    ("typed", "why"), [("", "at least one"), (" \n", "at least one"), ("x" * (LONGEST_FORM + 1), "200 characters")]
)
def test_what_cannot_be_a_form_is_reported(typed: str, why: str) -> None:
    with pytest.raises(BadForm, match=why):
        lexicon_form(typed)


def test_forgotten_forms_are_not_matched() -> None:
    entries = [
        LexiconEntry("Asif", "PERSON", Ruling.ALWAYS, EntryOrigin.LEARNT, 1, 0),
        LexiconEntry("May", None, Ruling.NEVER, EntryOrigin.EDITED, 0, 0),
        LexiconEntry("Doha", None, Ruling.FORGOTTEN, EntryOrigin.EDITED, 4, 0),
    ]
    assert active_forms(entries) == {"Asif": "PERSON", "May": None}
