"""Reading articles with coreference, and counting pairs of names."""

import json
from pathlib import Path

from benchmarks.grouping import Counts, GoldMention, counts_by_rule, pairs_of, read_articles, read_conllu

_WORDS = (
    ("President", "PROPN", "(1-person-new-x-cf1-3,4-coref"),
    ("Mira", "PROPN", "_"),
    ("Okafor", "PROPN", "1)"),
    ("of", "ADP", "_"),
    ("the", "DET", "(2-organization-new-x-cf2-2-coref"),
    ("Coalition", "PROPN", "_"),
    ("of", "ADP", "_"),
    ("Ports", "PROPN", "2)"),
    ("met", "VERB", "_"),
    ("Okafor", "PROPN", "(3-place-new-x-cf1-2-sgl(1-person-giv-x-cf1-1-coref)"),
    ("the", "DET", "(4-person-new-x-cf1-2-sgl"),
    ("captain", "NOUN", "4)3)"),
    ("the", "DET", "(5-person-new-x-cf1-2-sgl"),
    ("President", "PROPN", "5)"),
)


def _conllu() -> str:
    return "\n".join(
        "\t".join((str(number), word, "_", kind, *"_____", "_" if entity == "_" else f"Entity={entity}"))
        for number, (word, kind, entity) in enumerate(_WORDS, start=1)
    )


def test_names_in_conllu_are_the_runs_of_proper_nouns_around_heads() -> None:
    found = read_conllu(_conllu())
    assert [(one.quote, one.label, one.entity) for one in found] == [
        ("President Mira Okafor", "PERSON", "1"),
        ("Coalition of Ports", "ORG", "2"),
        ("Okafor", "PERSON", "1"),
    ]
    assert found[1].after.startswith("met Okafor the captain")


def test_articles_in_json_are_read_in_both_forms(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        json.dumps(
            {
                "mentions": [
                    {"begin": 0, "end": 9, "text": "Tidewatch", "concept": 4},
                    {"begin": 11, "end": 13, "text": "TW", "concept": 4},
                ],
                "concepts": [{"concept": 4, "tags": ["type::entity", "type::organization"]}],
            }
        )
    )
    vertex = [{"type": "PER", "sent_id": 0, "pos": [1, 3]}]
    (tmp_path / "b.json").write_text(
        json.dumps([{"title": "Of Mira", "sents": [["Captain", "Mira", "Okafor", "left"]], "vertexSet": [vertex]}])
    )
    assert list(read_articles(tmp_path)) == [
        [GoldMention("Tidewatch", "ORG", "4", " (TW)"), GoldMention("TW", "ORG", "4", "")],
        [GoldMention("Mira Okafor", "PERSON", "0", " left")],
    ]
    halves = [list(read_articles(tmp_path, half)) for half in ("first", "second")]
    assert sum(map(len, halves)) == 2


def test_pairs_of_different_names_are_counted_by_rule() -> None:
    article = [
        GoldMention("Mira Okafor", "PERSON", "1", ""),
        GoldMention("Okafor", "PERSON", "1", ""),
        GoldMention("Mira", "PERSON", "2", ""),
        GoldMention("The Captain", "PERSON", "1", ""),
    ]
    found = counts_by_rule(*pairs_of([article]))
    assert found["all rules"] == Counts(joined=3, wanted=3, right=1)
    assert found["end of a full name"] == Counts(joined=1, wanted=3, right=1)
    assert (found["all rules"].precision, found["all rules"].recall) == (1 / 3, 1 / 3)
