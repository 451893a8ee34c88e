"""Names as they stand in news articles, and what is joined of them."""

import pytest

from glossator.matching.entity_groups import Group, KnownName, group_mentions
from glossator.matching.name_rules import GroupReason, NamedMention


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
