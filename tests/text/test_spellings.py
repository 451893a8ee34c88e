"""Words that the full-text index takes for others than their folded form."""

import sqlite3
from contextlib import closing

import pytest
import regex

from glossator.text.folding import fold
from glossator.text.spellings import PLAIN, matching_prefix, unindexed_spellings


def test_the_index_takes_every_plain_character_as_folding_does() -> None:
    plain = regex.compile(f"[{''.join(PLAIN)}]")
    characters = [chr(code) for code in range(1, 0x20000) if plain.match(chr(code))]
    assert len(characters) > 30_000
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2')")
        connection.execute("CREATE VIRTUAL TABLE terms USING fts5vocab (words, instance)")
        for rowid, character in enumerate(characters, start=1):
            written = f"a{character}b {character}"
            connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (2 * rowid, written))
            connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (2 * rowid + 1, fold(written)))
        different = connection.execute(
            "SELECT doc FROM (SELECT doc, offset, term FROM terms WHERE doc % 2 = 0 "
            "EXCEPT SELECT doc - 1, offset, term FROM terms WHERE doc % 2 = 1) UNION "
            "SELECT doc FROM (SELECT doc - 1 AS doc, offset, term FROM terms WHERE doc % 2 = 1 "
            "EXCEPT SELECT doc, offset, term FROM terms WHERE doc % 2 = 0)"
        ).fetchall()
        assert [characters[doc // 2 - 1] for (doc,) in different] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The “ﬁnance” of Łódź, naïve café", {("finance", "ﬁnance"), ("lodz", "Łódź")}),
        ("Straßen-Bau co\u00adoperation", {("strassen", "Straßen"), ("cooperation", "co\u00adoperation")}),
        ("plain — words… “all” München", set()),
        ("5½ km² Ｆｕｌｌ", {("km2", "km²"), ("full", "Ｆｕｌｌ")}),
    ],
)
def test_words_are_kept_whose_folded_form_the_index_does_not_know(text: str, expected: set[tuple[str, str]]) -> None:
    assert set(unindexed_spellings(text)) == expected


def test_a_beginning_is_as_long_as_it_has_to_be() -> None:
    assert matching_prefix("Straße", "stras") == "Straß"
    assert matching_prefix("ﬁnance", "f") == "ﬁ"
    assert matching_prefix("Łódź", "lodz") == "Łódź"
