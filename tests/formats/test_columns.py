"""Which column holds what, in any order and with any separator, and the spans of labels in any scheme."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.formats.columns import ColumnLayout, Run, find_layout, is_comment, runs

ADA = ("Ada", "Vane", "left")
TAGS = ("B-PER", "I-PER", "O")


def rows(*columns: tuple[str, ...], separator: str = "\t") -> list[str]:
    return [separator.join(cells) for cells in zip(*columns, strict=True)]


@pytest.mark.parametrize("separator", ["\t", " ", ",", ";", "|", "   "])
def test_any_separator_is_found(separator: str) -> None:
    found = find_layout(rows(ADA, TAGS, separator=separator))
    assert found is not None
    assert (found.separator, found.token, found.labels) == (separator.strip(" "), 0, (1,))


@pytest.mark.parametrize(
    ("columns", "token", "labels", "others"),
    [
        ((ADA, TAGS), 0, (1,), ()),
        ((TAGS, ADA), 1, (0,), ()),
        ((ADA, ("NNP", "NNP", "VBD"), TAGS), 0, (2,), (1,)),
        ((("NNP", "NNP", "VBD"), ADA, TAGS), 1, (2,), (0,)),
        ((("1", "2", "3"), ADA, TAGS), 1, (2,), ()),
        ((ADA, ("NNP", "NNP", "VBD"), ("B-NP", "I-NP", "B-VP"), TAGS), 0, (3,), (1, 2)),
        ((ADA, ("B-NP", "I-NP", "B-VP")), 0, (1,), ()),
        ((("1", "2", "3"), ADA, TAGS, ("O", "B-LOC", "O")), 1, (2, 3), ()),
        ((("1", "2", "3"), ADA, TAGS, ("O", "O", "O")), 1, (2, 3), ()),
        ((("x/1", "x/1", "x/1"), ADA, TAGS), 1, (2,), (0,)),
    ],
)
def test_any_order_of_columns_is_found(
    columns: tuple[tuple[str, ...], ...], token: int, labels: tuple[int, ...], others: tuple[int, ...]
) -> None:
    found = find_layout(rows(*columns))
    assert found is not None
    assert (found.token, found.labels, found.others) == (token, labels, others)


@pytest.mark.parametrize(
    ("values", "plain", "expected"),
    [
        (("B-PER", "I-PER", "O", "B-PER"), False, [Run(0, 2, "PER"), Run(3, 4, "PER")]),
        (("I-PER", "I-PER", "B-PER", "I-LOC"), False, [Run(0, 2, "PER"), Run(2, 3, "PER"), Run(3, 4, "LOC")]),
        (("B-PER", "I-PER", "L-PER", "U-LOC"), False, [Run(0, 3, "PER"), Run(3, 4, "LOC")]),
        (("B-PER", "E-PER", "E-PER", "S-PER"), False, [Run(0, 2, "PER"), Run(2, 3, "PER"), Run(3, 4, "PER")]),
        (("B-PER", "M-PER", "E-PER", "W-LOC"), False, [Run(0, 3, "PER"), Run(3, 4, "LOC")]),
        (("B_PER", "I_PER"), False, [Run(0, 2, "PER")]),
        (("PER-B", "PER-I", "LOC-B"), False, [Run(0, 2, "PER"), Run(2, 3, "LOC")]),
        (("B", "I", "O", "B"), False, [Run(0, 2, ""), Run(3, 4, "")]),
        (("PER", "PER", "O", "LOC"), True, [Run(0, 2, "PER"), Run(3, 4, "LOC")]),
        (("B-PER", "?", "I-PER"), False, [Run(0, 1, "PER"), "?", Run(2, 3, "PER")]),
        (("B-PER-part", "I-PER-part"), False, [Run(0, 2, "PER-part")]),
    ],
)
def test_any_scheme_is_read(values: tuple[str, ...], plain: bool, expected: list[Run | str]) -> None:
    found = list(runs(values, plain=plain))
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_labels_without_letters_need_marks_of_tokens_without_one() -> None:
    assert find_layout(rows(ADA, ("PER", "PER", "O"))) == ColumnLayout("\t", 2, 0, (1,), plain=True)
    assert find_layout(rows(ADA, ("PER", "PER", "LOC"))) is None
    assert find_layout(rows(ADA, ("person", "person", "O"))) is None
    assert find_layout(rows(ADA, ("person", "person", "O")), lenient=True) is not None
    many = rows(ADA * 9, ("person", "person", "O") * 9)
    assert find_layout(many) is not None, "they recur as labels do"


def test_the_annotators_of_universal_ner_are_found() -> None:
    found = find_layout(rows(("1", "2", "3"), ADA, TAGS, ("-", "-", "-"), ("ida", "ida", "-")))
    assert found is not None
    assert found.analyst == 4


@pytest.mark.parametrize(
    "text", ["O Captain\nMy Captain", "I AM\nO SO", "Ada left. Ove stayed.", "one, two\nthree, four"]
)
def test_prose_has_no_layout(text: str) -> None:
    assert find_layout(text.split("\n")) is None


def test_a_hash_sign_may_be_a_token() -> None:
    layout = find_layout(rows(ADA, TAGS))
    assert not is_comment("#ferry\tB-EVENT", layout)
    assert is_comment("# a comment", layout)
    assert is_comment("#comment\twithout label", layout)


def test_a_comma_may_be_a_token() -> None:
    layout = find_layout(rows(ADA, TAGS, separator=","))
    assert layout is not None
    assert layout.cells(",,O") == layout.cells('",",O') == [",", "O"]


SPANS = st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["", "PER", "LOC"])), min_size=1, max_size=6)


@given(SPANS, st.sampled_from(["IOB2", "BILOU", "BIOES"]))
def test_what_a_scheme_writes_is_read(spans: list[tuple[int, str]], scheme: str) -> None:
    values: list[str] = []
    expected: list[Run] = []
    for length, label in spans:
        last, only = {"IOB2": ("I", "B"), "BILOU": ("L", "U"), "BIOES": ("E", "S")}[scheme]
        letters = [only] if length == 1 else ["B", *"I" * (length - 2), last]
        if label:
            expected.append(Run(len(values), len(values) + length, label))
        values += [f"{letter}-{label}" if label else "O" for letter in letters]
    assert list(runs(values)) == expected
