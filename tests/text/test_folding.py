"""Folding: which texts count as the same where words are looked for, and where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.text.folding import fold, fold_with_offsets
from tests.text.strategies import texts

SAME = [
    ("ﬁnance", "finance"),
    ("Łódź", "lodz"),
    ("Đà Nẵng", "da nang"),
    ("Ørsted", "orsted"),
    ("Straße", "STRASSE"),
    ("co\u00adoperation", "cooperation"),
    ("zero\u200bwidth", "zerowidth"),
    ("Æsir Œuvre Þórr Eiður", "aesir oeuvre thorr eidur"),
    ("DİYARBAKIR ılık", "diyarbakir ilik"),
    ("Ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
    ("cafe\u0301", "CAFÉ"),
    ("ɗan Ƙofa", "dan kofa"),
    ("مُحَمَّد أحمـــد", "محمد احمد"),
    ("שָׁלוֹם", "שלום"),
    ("\u1112\u1161\u11ab", "한"),
    ("か\u3099", "が"),
    ("ΣΊΣΥΦΟΣ", "σισυφος"),
    ("Ёлка", "елка"),
    ("two\n  lines", "TWO lines"),
]
DIFFERENT = [("か", "が"), ("क", "कि"), ("한", "하"), ("ab", "a b"), ("co-operation", "cooperation"), ("и", "n")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_is_typed_and_written_differently_is_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_words_stay_others(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(texts | st.text(alphabet="aß ﬁ\u00ad\u200be\u0301łÆ한\u1112\u1161\u11ab", max_size=20))
def test_offsets_lead_back_to_the_text(text: str) -> None:
    folded = fold_with_offsets(text)
    assert " ".join(folded.text.split()) == fold(text)
    for offset in range(len(text) + 1):
        assert 0 <= folded.place(offset) <= len(folded.text)
    for start in range(len(folded.text)):
        for end in range(start + 1, len(folded.text) + 1):
            span = folded.span(start, end)
            if span is not None:
                assert 0 <= span.start < span.end <= len(text)
                assert fold_with_offsets(span.of(text)).text.startswith(folded.text[start:end])
