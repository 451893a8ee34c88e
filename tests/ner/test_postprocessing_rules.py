"""Each rule on sentences of its own, with what it must leave alone."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from glossator.ner.postprocessing import LOCAL, RULES
from tests.ner.test_postprocessing import by

# For each rule what it does; where nothing is said, nothing changes.
_DONE: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "no_letters": [("[##|MONEY] Heading [🇳🇴|PERSON] [2️⃣|CARDINAL]", "## Heading 🇳🇴 2️⃣")],
    "list_numbers": [
        ("[1|CARDINAL]. Is it so?\n[2|CARDINAL]. Is it not?", "1. Is it so?\n2. Is it not?"),
        ("as follows:\n([3|CARDINAL]) boats", "as follows:\n(3) boats"),
    ],
    "small_letters": [("The [ministry of fisheries|ORG] said", "The ministry of fisheries said")],
    "sentence_starts": [
        ("[Herring|ORG] is scarce. Boats want herring.", "Herring is scarce. Boats want herring."),
        (
            "He left. “[Kindness|PERSON] costs nothing.” Such kindness!",
            "He left. “Kindness costs nothing.” Such kindness!",
        ),
    ],
    "ragged_edges": [
        ("[Its Foreign Office|ORG] replied", "Its [Foreign Office|ORG] replied"),
        ("at [Selby in|GPE] Kent", "at [Selby|GPE] in Kent"),
        ("in [Breton,|ORG] Basque", "in [Breton|ORG], Basque"),
        ("the [Bureau of Fisheries (BOF|ORG])", "the [Bureau of Fisheries|ORG] (BOF)"),
        ("ready [since morning|TIME]", "ready since [morning|TIME]"),
    ],
    "forms_of_address": [
        ("[Admiral Rosa Mendel|PERSON]", "Admiral [Rosa Mendel|PERSON]"),
        ("[Mullah Omar|PERSON], [Lt. Gen. Ilan Brody|PERSON]", "Mullah [Omar|PERSON], Lt. Gen. [Ilan Brody|PERSON]"),
        ("[Prime Minister Ada Holm|PERSON]", "Prime Minister [Ada Holm|PERSON]"),
    ],
    "kind_behind_name": [
        ("[Tamm district|GPE]", "[Tamm|GPE] district"),
        ("a [Volvo truck|PERSON] of the [Lumen army|ORG]", "a [Volvo|PERSON] truck of the [Lumen|ORG] army"),
    ],
    "hyphenated_names": [("[Colonel Ilan|PERSON] [Brody Kahn|PERSON] said", "[Colonel Ilan Brody Kahn|PERSON] said")],
    "datelines": [
        ("[BERGEN|ORG] — Boats left.", "[BERGEN|GPE] — Boats left."),
        (
            "PORT SELBY, Norway, Oct. 3 (Fjord Press) - Boats",
            "[PORT SELBY|GPE], [Norway|GPE], Oct. 3 ([Fjord Press|ORG]) - Boats",
        ),
    ],
    "institutions": [("the University of [Bergen|GPE] and", "the [University of Bergen|ORG] and")],
    "places_by_kind": [
        ("the town of [Tamm|PERSON] and", "the town of [Tamm|GPE] and"),
        (
            "three provinces: [Tamm|ORG], Oster and [Vik|PERSON].",
            "three provinces: [Tamm|GPE], [Oster|GPE] and [Vik|GPE].",
        ),
        ("The [Tamm|ORG] and Oster crossings", "The [Tamm|GPE] and [Oster|GPE] crossings"),
        ("in [Tamm|PERSON] province", "in [Tamm|GPE] province"),
        ("Residents of Port Selby fled", "Residents of [Port Selby|GPE] fled"),
    ],
    "joined_places": [("in [Bergen|GPE], Tamm and [Vik|ORG], say", "in [Bergen|GPE], [Tamm|GPE] and [Vik|GPE], say")],
    "short_forms": [
        ("[Norges Fiskarlag|ORG] (NF) said", "[Norges Fiskarlag|ORG] ([NF|ORG]) said"),
        ("[International Council|ORG] for the [Sea|LOC] (ICS)", "[International Council for the Sea|ORG] ([ICS|ORG])"),
        ("[Ada Holm Hospital|PERSON] (AHH)", "[Ada Holm Hospital|ORG] ([AHH|ORG])"),
    ],
    "other_scripts": [
        ("in [Tokyo|GPE] (東京) with", "in [Tokyo|GPE] ([東京|GPE]) with"),
        ("said [باريس|PERSON] ([Paris|GPE]) was", "said [باريس|GPE] ([Paris|GPE]) was"),
        ("of Новая Газета ([Novaya Gazeta|ORG], shut)", "of [Новая Газета|ORG] ([Novaya Gazeta|ORG], shut)"),
    ],
    "money": [
        ("some kr, Rs[412|CARDINAL] million and US$3", "some kr, [Rs412 million|MONEY] and [US$3|MONEY]"),
        ("[1,750|CARDINAL] rupees, [Rs480|PERSON], €2.5bn", "[1,750 rupees|MONEY], [Rs480|MONEY], [€2.5bn|MONEY]"),
    ],
    "measures": [
        ("at [17|CARDINAL]°C, 40 km away", "at [17°C|QUANTITY], [40 km|QUANTITY] away"),
        ("[Vik 33%|GPE] and 6 per cent", "[Vik|GPE] [33%|PERCENT] and [6 per cent|PERCENT]"),
    ],
    "numbers": [("took two boats, one of the best", "took [two|CARDINAL] boats, [one|CARDINAL] of the best")],
    "times_of_day": [
        ("on [Sunday|DATE] [evening|TIME]", "on [Sunday evening|TIME]"),
        ("[last Friday|DATE] night", "[last Friday night|TIME]"),
        ("at [6 p.m.|TIME] local time ([1300|DATE] [GMT|ORG])", "at [6 p.m. local time|TIME] ([1300 GMT|TIME])"),
        ("at [1300|DATE] [AFT|ORG], 9:30 pm PKT", "at [1300 AFT|TIME], [9:30 pm PKT|TIME]"),
        ("back before dawn, up in the evening", "back before [dawn|TIME], up in the [evening|TIME]"),
    ],
    "weekdays": [("Mondays and Thursday, On Sunday", "[Mondays|DATE] and [Thursday|DATE], On [Sunday|DATE]")],
    "described_times": [
        ("on the [day|DATE]; [a clear day|DATE]; [any hour|TIME]", "on the day; a clear day; any hour"),
        ("[A day|DATE] on which it rains", "A day on which it rains"),
    ],
    "how_exact": [
        ("Some [700|CARDINAL] came", "[Some 700|CARDINAL] came"),
        ("about [€290|MONEY], at least [one|CARDINAL]", "[about €290|MONEY], [at least one|CARDINAL]"),
        ("for more than [nine hours|TIME]", "for [more than nine hours|TIME]"),
    ],
    "or_so": [
        ("[a day|DATE] or [two|CARDINAL]; [300|CARDINAL] or so", "[a day or two|DATE]; [300 or so|CARDINAL]"),
        ("[one|CARDINAL] or [two years|DATE]", "[one or two years|DATE]"),
    ],
    "every": [("every [24 hours|TIME], each [Friday|DATE]", "[every 24 hours|TIME], [each Friday|DATE]")],
}
_LEFT: Final[Mapping[str, Sequence[str]]] = {
    "no_letters": ["[東京|GPE] [№ 5|PRODUCT] [$5|MONEY] [7|CARDINAL]"],
    "list_numbers": [
        "there were\n[12|CARDINAL]. Then",
        "[12|CARDINAL] boats left",
        "[2024|DATE]. A year",
        "It took [3|CARDINAL]. Good",
    ],
    "small_letters": [
        "by [iPhone|ORG], [amazon.com|ORG], [@station4|PERSON], [al-Qaida|ORG]",
        "no capital here, says [reuters|ORG]",
        "The [afghan|NORP] in [東京|GPE]",
    ],
    "sentence_starts": [
        "[Grant|PERSON] said they need a grant.",
        "[Apple|ORG] fell. An apple, says Apple, is no phone.",
        "[Turkey|GPE] sells turkey.",
        "[Herring|ORG] was bought by Selby.",
    ],
    "ragged_edges": [
        "read “[Our Lady|WORK_OF_ART]”",
        "The [Bureau of Fisheries|ORG]",
        "saw [Our Lady of Selby|FAC]; wrote Our Lady of Selby",
        "[Sinn Féin (Dublin)|ORG] [before Christmas|ORG]",
    ],
    "forms_of_address": [
        "[General Motors|ORG] [Major|PERSON] [Sheikh Hasina|PERSON]",
        "[Justice Department|ORG] [Kingsley Amis|PERSON]",
    ],
    "kind_behind_name": ["[Médecins sans frontières|ORG]", "[New York City|GPE]", "[Salvation Army|ORG]"],
    "hyphenated_names": ["[Rosa|PERSON], [Ada|PERSON]", "[Lumen|GPE] [Rosa|PERSON]"],
    "datelines": [
        "BREAKING — Boats left.",
        "Boats — all of them — left.",
        "The UN - and NATO - left.",
        "A - B - C",
        "ROWING - LUMEN WINS AGAIN\nTAMM",
    ],
    "institutions": [
        "at Bergen University and",
        "the [University of Tamm in Vik|ORG]",
        "the university of life",
    ],
    "places_by_kind": [
        "The gate opened; the district court of [Holm|PERSON]",
        "[Lumian|NORP] provinces",
        "Provinces were lost. [Holm|PERSON] said",
        "the town of [Tamm|GPE]",
        "City officials like [Holm|PERSON]",
    ],
    "joined_places": [
        "in [Gaza|GPE] and [Hamas|ORG] said",
        "in [Ford|ORG] and [Volvo|ORG].",
        "from [Paris|GPE] and [Microsoft|ORG].",
    ],
    "short_forms": ["[Norges Fiskarlag|ORG] (Oslo)", "[Rosa Mendel|PERSON] (32)", "[Bureau of Ice|ORG] (NATO)"],
    "other_scripts": [
        "in [Tokyo|GPE] (Japan)",
        "said 東京 (which is large)",
        "[5|CARDINAL] (五)",
        "В понедельник Яндекс ([Yandex|ORG])",
    ],
    "money": ["between [$120 and $160|MONEY]", "the 45 won; 3 pounds of fish; Rs. Holm; $ROSA"],
    "measures": ["in [40 miles of ice|QUANTITY]", "flight KL40, 5 boats, A4%"],
    "numbers": ["no one, someone; Four Seasons, [two boats|QUANTITY], two-mast, one day"],
    "times_of_day": ["[Friday|DATE]. Morning came", "the dawn of time; at dawn of day", "the Sunday morning-after"],
    "weekdays": ["the Sunday Ledger, Black Friday, Girl Friday", "[next Monday|DATE]"],
    "described_times": [
        "within the [hour|TIME]",
        "[a full day|DATE], [a few hours|TIME], [a day|DATE], [two clear days|DATE]",
        "[night|TIME], [years|DATE], [an hour|TIME]",
    ],
    "how_exact": [
        "talked about [700|CARDINAL] boats",
        "what about [2024|DATE]? about [Monday|DATE]",
        "some [two|CARDINAL]",
        "within [40 km|QUANTITY]",
        "more than [Norway|GPE]",
    ],
    "or_so": ["[two|CARDINAL] or more than that", "[Norway|GPE] or two"],
    "every": ["every [Norwegian|NORP]", "on [Friday|DATE]"],
}


@pytest.mark.parametrize(("rule", "before", "after"), [(rule, *one) for rule, many in _DONE.items() for one in many])
def test_the_rule_does_what_it_is_for(rule: str, before: str, after: str) -> None:
    assert by(rule, before) == after


@pytest.mark.parametrize(("rule", "text"), [(rule, one) for rule, many in _LEFT.items() for one in many])
def test_the_rule_leaves_alone(rule: str, text: str) -> None:
    assert by(rule, text) == text


def test_every_rule_is_tried_both_ways() -> None:
    others = {"trailing_possessive", "leading_article"}
    assert set(_DONE) | others == set(_LEFT) | others == set(LOCAL)


def test_the_guide_lists_every_rule_in_the_order_in_which_they_work() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")
    section = guide.partition("## What is suggested\n")[2].partition("\n## ")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == RULES
