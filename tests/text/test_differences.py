"""Comparing versions: what is the same, inserted and deleted."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossator.text import differences
from glossator.text.differences import ComparedParagraph, PieceKind, compare
from glossator.text.paragraphs import paragraphs
from glossator.text.span import is_boundary
from tests.text.strategies import texts

SAME, INSERTED, DELETED = PieceKind
WORDS = st.lists(st.sampled_from(["the", "ferry", "sails", ",", "again", "e\u0301", "鹿", "\n"]), max_size=12)
PARAGRAPHS = st.lists(WORDS.map(" ".join), max_size=7).map("\n\n".join) | texts


def marked(old: str, new: str) -> list[str]:
    """Return the paragraphs with [-deleted-] and {+inserted+} pieces."""
    forms = {SAME: "{}", INSERTED: "{{+{}+}}", DELETED: "[-{}-]"}
    return ["".join(forms[piece.kind].format(piece.text) for piece in one.pieces) for one in compare(old, new)]


def applied(found: list[ComparedParagraph], *, newer: bool) -> list[str]:
    """Return the paragraphs of one version."""
    left_out = DELETED if newer else INSERTED
    return [
        "".join(piece.text for piece in one.pieces if piece.kind is not left_out)
        for one in found
        if (one.new if newer else one.old) is not None
    ]


@pytest.mark.parametrize(
    ("old", "new", "result"),
    [
        ("", "", []),
        ("", "One.", ["{+One.+}"]),
        ("One.", "", ["[-One.-]"]),
        ("A ferry sails.\n\nTwo.", "A ferry sails.\n\nTwo.", ["A ferry sails.", "Two."]),
        ("A ferry sails on.", "A ferry sails.", ["A ferry sails[- on-]."]),
        ("It took nine hours.", "It took ten hours.", ["It took [-nine-]{+ten+} hours."]),
        ("The old grey ferry sails to Lumen.", "The new blue ferry sails to Lumen.",
         ["The [-old grey-]{+new blue+} ferry sails to Lumen."]),
        ("One is here.\n\nTwo is there.\n\nThree.", "One is here.\n\nThree.",
         ["One is here.", "[-Two is there.-]", "Three."]),
        ("One is here.\n\nThree.", "One is here.\n\nFour came between.\n\nThree.",
         ["One is here.", "{+Four came between.+}", "Three."]),
        # A changed paragraph beside an inserted one.
        ("The horn sounded twice.", "Quite another sentence.\n\nThe horn sounded once.",
         ["{+Quite another sentence.+}", "The horn sounded [-twice-]{+once+}."]),
        # Letters of one cluster stay together.
        ("Zoe sails.", "Zoe\u0308 sails.", ["[-Zoe-]{+Zoe\u0308+} sails."]),
        ("One.\n\nTwo.", "One.\n \n\nTwo.", ["One.", "Two."]),
    ],
)  # fmt: skip
def test_versions_are_compared_by_words(old: str, new: str, result: list[str]) -> None:
    assert marked(old, new) == result


@given(PARAGRAPHS, PARAGRAPHS)
def test_a_comparison_has_both_texts(old: str, new: str) -> None:
    found = compare(old, new)
    assert applied(found, newer=False) == [span.of(old) for span in paragraphs(old)]
    assert applied(found, newer=True) == [span.of(new) for span in paragraphs(new)]
    assert [one.old for one in found if one.old] == paragraphs(old)
    assert [one.new for one in found if one.new] == paragraphs(new)
    for one in found:
        assert all(piece.text for piece in one.pieces)
        kinds = [piece.kind for piece in one.pieces]
        assert all(a is not b for a, b in pairwise(kinds))
        assert (INSERTED, DELETED) not in pairwise(kinds), "what is deleted comes first"


@given(PARAGRAPHS, PARAGRAPHS)
@example("aa bb \u0301x", "aa bb y")
def test_no_cluster_is_in_two_pieces(old: str, new: str) -> None:
    for one in compare(old, new):
        for left_out in (DELETED, INSERTED):
            text, edges = "", []
            for piece in one.pieces:
                if piece.kind is not left_out:
                    text += piece.text
                    edges.append(len(text))
            assert all(is_boundary(text, edge) for edge in edges)


def test_unique_parts_are_searched_for_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each part is unique only in what follows the one before it.
    parts = [f"{number}" for number in range(12)]
    nested = [*parts, "first", *(part for number in parts for part in (*parts[int(number) + 1 :], number))]
    old, new = ([text for part in nested for text in (part, f"{noise}{part}")] for noise in ("old", "new"))
    monkeypatch.setattr(differences, "_SMALL", 0)
    found = []
    for depth in (2, 4, 30):
        monkeypatch.setattr(differences, "_DEEPEST", depth)
        found.append(len(differences._aligned(old, new)))
    assert found[0] < found[1] < found[2]


@given(PARAGRAPHS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    found = compare(text, text)
    assert [one.changes for one in found] == [0] * len(found)


@given(PARAGRAPHS, PARAGRAPHS)
def test_every_limit_leaves_a_comparison_that_has_both_texts(old: str, new: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for limit in ("_SMALL", "_DEEPEST", "_MOST_WORDS", "_LONG"):
            patch.setattr(differences, limit, 0)
        found = compare(old, new)
    assert applied(found, newer=False) == [span.of(old) for span in paragraphs(old)]
    assert applied(found, newer=True) == [span.of(new) for span in paragraphs(new)]


def test_changes_are_counted_by_place() -> None:
    (one,) = compare("A b c d e f g.", "A x c d e f y.")
    assert one.changes == 2
    (one,) = compare("", "One.")
    assert one.changes == 1


class _Counting(str):
    """A text that counts how often it is compared."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        _Counting.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_the_work_grows_with_the_length_also_where_everything_repeats() -> None:
    def work(number: int) -> int:
        _Counting.compared = 0
        old = [_Counting(f"{part % 7}") for part in range(number)]
        new = [_Counting(f"{part * part % 11}") for part in range(number)]
        differences._aligned(old, new)
        return _Counting.compared

    assert work(4_000) < 8 * work(1_000) + 10_000
