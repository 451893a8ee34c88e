import pytest

from glossator.formats.documents.pdf import hyphens
from glossator.formats.documents.pdf.hyphens import Hyphens
from glossator.formats.documents.pdf.known_words import known_words


def joined(before: str, after: str, *others: str) -> str:
    return Hyphens([before, after, *others]).join(before, after)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("the agree-", "ment of", "the agreement of"),
        ("the inter-", "national court", "the international court"),
        ("the minis-", "ters met", "the ministers met"),
        ("GOVERN-", "MENT HOUSE", "GOVERNMENT HOUSE"),
        ("the state-", "owned pier", "the state-owned pier"),
        ("a rebel-", "held town", "a rebel-held town"),
        ("the Zorvan-", "backed militia", "the Zorvan-backed militia"),
        ("an anti-", "smuggling law", "an anti-smuggling law"),
        ("the Al-", "Sorin council", "the Al-Sorin council"),
        ("Abd al-", "rahim", "Abd al-rahim"),
        ("the Inter-", "National bank", "the Inter-National bank"),
        ("the Belmo-", "rish coast", "the Belmo-rish coast"),
        ("a state-of-the-", "art harbour", "a state-of-the-art harbour"),
        ("COVID-", "19 came", "COVID-19 came"),
        ("in 2010–", "12 and", "in 2010–12 and"),
        ("see https://tide.example/har-", "bour", "see https://tide.example/har-bour"),
        ("see https://tide.example/", "harbour", "see https://tide.example/harbour"),
        ("the ferry -", "it left", "the ferry - it left"),
        ("the ferry left", "at noon", "the ferry left at noon"),
        ("the har\u00ad", "bour", "the harbour"),
        ("Bel\u00ad", "Mora", "BelMora"),
    ],
)
def test_a_hyphen_goes_only_where_something_shows_that_it_divides_the_line(
    before: str, after: str, expected: str
) -> None:
    assert joined(before, after) == expected


def test_the_words_of_the_document_decide_first() -> None:
    assert joined("the Belmo-", "rish coast", "A Belmorish boat.") == "the Belmorish coast"
    assert joined("the Belmo-", "rish coast", "Two Belmorishers.", "The Belmo-rish boat.") == "the Belmo-rish coast"
    assert joined("the inter-", "national court", "An inter-national court.") == "the inter-national court"
    # What is divided itself is no evidence.
    assert joined("the Belmo-", "rish coast", "Belmo-", "rish boats") == "the Belmo-rish coast"


def test_where_most_words_are_divided_so_are_unknown_ones() -> None:
    lines = [
        "Die Verhand-",
        "lungen",
        "der Regie-",
        "rung",
        "und der Minis-",
        "ter",
        "im Hafen-",
        "amt",
        "am Diens-",
        "tag",
    ]
    others = ["Verhandlungen, Regierung, Minister, Hafenamt"]
    found = Hyphens([*lines, *others])
    assert [found.join(before, after) for before, after in zip(lines[::2], lines[1::2], strict=True)][
        -1
    ] == "am Dienstag"
    assert found.words_joined == 5


def test_without_a_lexicon_there_is_still_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hyphens, "known_words", frozenset)
    assert joined("the har-", "bour", "Two harbours.") == "the harbour"
    assert joined("the har-", "bour") == "the har-bour"


def test_the_installed_pipeline_has_a_lexicon() -> None:
    assert {"government", "corruption", "harbour"} <= known_words()
    assert "ministergovernment" not in known_words()
