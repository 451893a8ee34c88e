"""Names as they stand in news articles, and what is joined of them."""

import pytest

from glossator.matching.entity_groups import Group, KnownName, group_mentions
from glossator.matching.name_rules import PRECISION, GroupReason, NamedMention


def _mentions(*lines: tuple[int, str, str] | tuple[int, str, str, str]) -> list[NamedMention]:
    """Return mentions: article, label and words, and what follows them."""
    return [
        NamedMention(number, line[0], line[2], line[1], None, line[3] if len(line) > 3 else " said.")
        for number, line in enumerate(lines, start=1)
    ]


def _by_name(found: list[Group]) -> dict[str, list[tuple[int, GroupReason]]]:
    return {group.name: [(member.id, member.reason) for member in group.members] for group in found}


def test_variants_of_case_possessive_and_article_are_one() -> None:
    found = group_mentions(
        _mentions((1, "ORG", "the Taliban"), (1, "ORG", "Taliban’s"), (1, "NORP", "TALIBAN"), (1, "GPE", "Kabul"))
    )
    assert _by_name(found) == {"Taliban": [(1, GroupReason.SAME), (2, GroupReason.SAME), (3, GroupReason.SAME)]}
    assert (found[0].label, found[0].entity, found[0].because) == ("ORG", None, ())


def test_an_acronym_in_brackets_brings_its_other_mentions_along() -> None:
    found = group_mentions(
        _mentions(
            (1, "ORG", "Tehreek-e-Taliban Pakistan", " (TTP) in other parts"),
            (1, "ORG", "TTP", ") in other parts"),
            (1, "ORG", "TTP"),
            (1, "ORG", "Afghan Taliban", " (IEA)"),
            (1, "ORG", "IEA", ") said"),
        )
    )
    acronym = [(2, GroupReason.ACRONYM), (3, GroupReason.ACRONYM)]
    assert _by_name(found) == {"Tehreek-e-Taliban Pakistan": [(1, GroupReason.SAME), *acronym]}
    assert found[0].because == ("“TTP” follows “Tehreek-e-Taliban Pakistan” in brackets.",)


def test_the_longer_name_may_be_what_stands_in_brackets() -> None:
    found = group_mentions(
        _mentions(
            (1, "ORG", "UNAMA", " (the United Nations Assistance Mission in Afghanistan) asked"),
            (1, "ORG", "United Nations Assistance Mission in Afghanistan"),
        )
    )
    assert _by_name(found) == {
        "United Nations Assistance Mission in Afghanistan": [(1, GroupReason.ACRONYM), (2, GroupReason.SAME)]
    }


def test_an_acronym_inside_the_words_of_a_mention_counts_too() -> None:
    found = group_mentions(_mentions((1, "ORG", "World Food Programme (WFP)"), (1, "ORG", "WFP")))
    assert _by_name(found) == {"World Food Programme": [(1, GroupReason.SAME), (2, GroupReason.ACRONYM)]}


def test_a_surname_belongs_to_the_full_name_of_its_article() -> None:
    found = group_mentions(
        _mentions(
            (1, "PERSON", "Khawaja Muhammad Asif"),
            (1, "PERSON", "Asif"),
            (1, "PERSON", "Mr Asif’s"),
            (1, "PERSON", "Minister Muhammad Asif"),
        )
    )
    assert _by_name(found) == {
        "Khawaja Muhammad Asif": [
            (1, GroupReason.SAME),
            (2, GroupReason.SURNAME),
            (3, GroupReason.SURNAME),
            (4, GroupReason.SURNAME),
        ]
    }
    assert "“Khawaja Muhammad Asif” is the only longer name that ends in “Asif”." in found[0].because


def test_a_surname_of_two_people_is_nobody_s() -> None:
    found = group_mentions(_mentions((1, "PERSON", "Imran Khan"), (1, "PERSON", "Kamran Khan"), (1, "PERSON", "Khan")))
    assert found == []


def test_a_person_is_never_joined_with_what_is_no_person() -> None:
    found = group_mentions(_mentions((1, "PERSON", "Jordan"), (1, "GPE", "Jordan"), (1, "PERSON", "Michael Jordan")))
    assert _by_name(found) == {"Michael Jordan": [(1, GroupReason.SURNAME), (3, GroupReason.SAME)]}


@pytest.mark.parametrize("label", ["DATE", "MONEY", "CARDINAL", "ORDINAL"])
def test_what_is_no_name_is_in_no_group(label: str) -> None:
    assert group_mentions(_mentions((1, label, "Sunday"), (1, label, "Sunday"))) == []


def test_the_same_name_is_joined_over_articles() -> None:
    found = group_mentions(
        _mentions(
            (1, "ORG", "Tehreek-e-Taliban Pakistan", " (TTP)"),
            (2, "ORG", "TTP"),
            (3, "PERSON", "Mira Okafor"),
            (4, "PERSON", "Okafor"),
        )
    )
    assert _by_name(found) == {
        "Mira Okafor": [(3, GroupReason.SAME), (4, GroupReason.SURNAME)],
        "Tehreek-e-Taliban Pakistan": [(1, GroupReason.SAME), (2, GroupReason.ACRONYM)],
    }


def test_a_name_that_stands_for_several_is_joined_only_where_its_own_article_says_for_which() -> None:
    found = group_mentions(
        _mentions(
            (1, "PERSON", "Imran Khan"),
            (1, "PERSON", "Khan"),
            (2, "PERSON", "Kamran Khan"),
            (2, "PERSON", "Khan"),
            (3, "PERSON", "Khan"),
            (3, "PERSON", "Khan"),
            (4, "ORG", "Inter-Services Intelligence", " (ISI)"),
            (4, "ORG", "ISI"),
            (5, "ORG", "Islamic State of Iraq", " (ISI)"),
            (5, "ORG", "ISI"),
            (6, "ORG", "ISI"),
        )
    )
    assert {name: [number for number, _ in members] for name, members in _by_name(found).items()} == {
        "Khan": [5, 6],
        "Imran Khan": [1, 2],
        "Kamran Khan": [3, 4],
        "Inter-Services Intelligence": [7, 8],
        "Islamic State of Iraq": [9, 10],
    }


def test_two_spellings_of_what_an_acronym_stands_for_are_one() -> None:
    found = group_mentions(
        _mentions(
            (1, "ORG", "Tehreek-e-Taliban Pakistan", " (TTP)"),
            (2, "ORG", "Tehrik-i-Taliban Pakistan", " (TTP)"),
            (3, "ORG", "TTP"),
        )
    )
    assert [len(group.members) for group in found] == [3]


def _reasons(*lines: tuple[int, str, str] | tuple[int, str, str, str]) -> dict[str, GroupReason]:
    """Return why each name that is joined with another one is in its group."""
    return {
        member.quote: member.reason
        for group in group_mentions(_mentions(*lines))
        for member in group.members
        if len({one.quote for one in group.members}) > 1 and member.reason is not GroupReason.SAME
    }


def test_initials_are_joined_with_the_only_name_that_has_them() -> None:
    long = (1, "ORG", "Coalition for the Free Ports of Lumen")
    assert _reasons(long, (1, "ORG", "CFPL")) == {"CFPL": GroupReason.INITIALS}
    assert _reasons(long, (2, "ORG", "CFPL")) == {"CFPL": GroupReason.INITIALS}
    assert _reasons(long, (1, "ORG", "CFPL"), (1, "ORG", "Central Fish Plant Lumen")) == {}
    # A name of its own article comes before one of another article, and before none where others explain it.
    assert _reasons(long, (1, "ORG", "CFPL"), (2, "ORG", "Central Fish Plant Lumen")) == {"CFPL": GroupReason.INITIALS}
    assert _reasons((1, "ORG", "Free Ports"), (1, "ORG", "FP")) == {}


def test_known_aliases_are_joined_whichever_of_them_occur() -> None:
    assert _reasons((1, "GPE", "U.S."), (1, "GPE", "United States")) == {"U.S.": GroupReason.ALIAS}
    assert _reasons((1, "GPE", "the UK"), (2, "GPE", "Britain")) == {
        "the UK": GroupReason.ALIAS,
        "Britain": GroupReason.ALIAS,
    }
    (group,) = group_mentions(_mentions((1, "GPE", "the UK"), (2, "GPE", "Britain")))
    assert group.name == "United Kingdom"
    assert group.because[0] == "“UK” is another name of “United Kingdom”."
    assert _reasons((1, "PERSON", "Britain"), (1, "GPE", "UK")) == {}


def test_a_known_alias_goes_to_the_entity_that_it_stands_for() -> None:
    (group,) = group_mentions(_mentions((1, "ORG", "the EU")), [KnownName(7, "European Union", "ORG")])
    assert (group.entity, group.members[0].reason) == (7, GroupReason.ALIAS)


def test_a_given_name_belongs_to_the_only_full_name_that_starts_with_it() -> None:
    full, other = (1, "PERSON", "Ilse Brandt"), (1, "PERSON", "Ilse Maran")
    assert _reasons(full, (1, "PERSON", "Ilse")) == {"Ilse": GroupReason.GIVEN_NAME}
    assert _reasons(full, other, (1, "PERSON", "Ilse")) == {}
    assert _reasons(full, (2, "PERSON", "Ilse")) == {}
    surname = [(1, "PERSON", "Mira Ilse"), (1, "PERSON", "Tom Ilse")]
    assert _reasons(full, *surname, (1, "PERSON", "Ilse")) == {}


def test_a_full_name_without_the_middle_name_is_the_same_person() -> None:
    full = (1, "PERSON", "Mira K. Okafor")
    assert _reasons(full, (1, "PERSON", "Mira Okafor"), (1, "PERSON", "Okafor"), (1, "PERSON", "Mira")) == {
        "Mira Okafor": GroupReason.MIDDLE_NAME,
        "Okafor": GroupReason.SURNAME,
        "Mira": GroupReason.GIVEN_NAME,
    }
    assert _reasons(full, (1, "PERSON", "Mira Holm Okafor"), (1, "PERSON", "Mira Okafor")) == {}


def test_an_office_and_two_persons_are_no_full_name() -> None:
    assert _reasons((1, "PERSON", "Secretary"), (1, "PERSON", "Press Secretary")) == {}
    assert _reasons((1, "PERSON", "Tom and Ilse Brandt"), (1, "PERSON", "Ilse Brandt")) == {}


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Foreign Ministry", "Lumen’s Foreign Ministry"),
        ("Tidewatch", "Tidewatch International"),
        ("Council", "Council of Ports"),
        ("Selby Docks", "Selby Docks Ltd"),
    ],
)
def test_an_organisation_is_joined_with_the_only_longer_name_that_it_starts_or_ends(short: str, long: str) -> None:
    assert _reasons((1, "ORG", short), (1, "ORG", long)) == {short: GroupReason.PART}
    assert _reasons((1, "ORG", short), (1, "ORG", long), (1, "ORG", f"Northern {short}")) == {}
    assert _reasons((1, "ORG", short), (2, "ORG", long)) == {}


@pytest.mark.parametrize(
    ("short", "label", "long"),
    [
        ("Lumen", "GPE", "Bank of Lumen"),
        ("Lumen", "NORP", "Lumen Bank"),
        ("NATO", "ORG", "NATO Harbour Agency"),
        ("Tidewatch", "ORG", "Tidewatch Radio"),
        ("Selby Docks", "ORG", "Selby Docks Vikings"),
        ("Ministry", "ORG", "Ministry of Ports and Light Ships"),
    ],
)
def test_what_may_only_bear_the_name_of_another_is_not_joined_with_it(short: str, label: str, long: str) -> None:
    assert _reasons((1, label, short), (1, "ORG", long)) == {}
    assert _reasons((1, "ORG", short), (2, label, short), (1, "ORG", long)) == {}


def test_a_group_is_as_sure_as_its_least_precise_rule() -> None:
    (group,) = group_mentions(_mentions((1, "ORG", "Tidewatch"), (1, "ORG", "Tidewatch International")))
    assert group.precision == PRECISION[GroupReason.PART] < PRECISION[GroupReason.SAME]
    long, short = "Coalition of Free Ports", "CFP"
    in_brackets = (1, "ORG", long, " (CFP)")
    (group,) = group_mentions(_mentions(in_brackets, (1, "ORG", short), (2, "ORG", long), (2, "ORG", short)))
    assert group.precision == PRECISION[GroupReason.INITIALS]


def test_a_group_goes_to_the_entity_that_some_of_it_is_linked_to() -> None:
    linked, *rest = _mentions((1, "GPE", "Pakistan"), (1, "GPE", "Pakistan"), (2, "GPE", "Pakistan’s"))
    found = group_mentions([NamedMention(linked.id, 1, linked.quote, "GPE", 7, ""), *rest])
    assert [(group.entity, [member.id for member in group.members]) for group in found] == [(7, [2, 3])]
    assert group_mentions([NamedMention(one.id, one.article, one.quote, "GPE", 7, "") for one in (linked, *rest)]) == []


def test_what_is_linked_to_two_entities_is_left_to_the_analyst() -> None:
    one, two, three = _mentions((1, "ORG", "Meridian"), (1, "ORG", "Meridian"), (1, "ORG", "Meridian"))
    assert (
        group_mentions(
            [
                NamedMention(one.id, 1, "Meridian", "ORG", 7, ""),
                NamedMention(two.id, 1, "Meridian", "ORG", 8, ""),
                three,
            ]
        )
        == []
    )


def test_the_name_or_alias_of_an_entity_makes_a_group_of_one_mention() -> None:
    (found,) = group_mentions(
        _mentions((1, "ORG", "the Pakistani Taliban")), [KnownName(7, "Pakistani Taliban", "ORG")]
    )
    assert (found.entity, found.members[0].reason) == (7, GroupReason.KNOWN)
    assert group_mentions(_mentions((1, "PERSON", "Jordan")), [KnownName(7, "Jordan", "GPE")]) == []


def test_nothing_is_made_of_nothing() -> None:
    assert group_mentions([]) == []
    assert group_mentions(_mentions((1, "ORG", "’s"), (1, "ORG", "…"), (1, "ORG", "the"))) == []
