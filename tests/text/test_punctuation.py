import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.text.punctuation import strip_punctuation
from glossator.text.span import Span, is_boundary, snap


@pytest.mark.parametrize(
    ("selected", "name"),
    [
        ("Mira Adel Okafor,", "Mira Adel Okafor"),
        ("Okafor.", "Okafor"),
        ("Okafor…", "Okafor"),
        ("Okafor?!”", "Okafor"),
        ("“Okafor", "Okafor"),
        ("“Okafor,”", "Okafor"),
        ("“Okafor”", "Okafor"),
        ('"Okafor"', "Okafor"),
        ("‘Okafor’", "Okafor"),
        ("«Okafor»,", "Okafor"),
        ("„Okafor“", "Okafor"),
        ("「静かな時間」", "静かな時間"),
        ("(Okafor", "Okafor"),
        ("Okafor)", "Okafor"),
        ("Okafor),", "Okafor"),
        ("Selby Trust (SHT)", "Selby Trust (SHT)"),
        ("Selby Trust (SHT),", "Selby Trust (SHT)"),
        ("(SHT) Selby", "(SHT) Selby"),
        ("Mira “the Lion”", "Mira “the Lion”"),
        ("“Lion” Okafor", "“Lion” Okafor"),
        ("U.S.", "U.S."),
        ("the U.S.,", "the U.S."),
        ("2 p.m.", "2 p.m."),
        ("Acme Inc.", "Acme Inc."),
        ("Acme Inc.,", "Acme Inc."),
        ("Voss Jr.", "Voss Jr."),
        ("Pacinc.", "Pacinc"),
        ("Okafor’s", "Okafor’s"),
        ("the workers’", "the workers’"),
        ("the workers’,", "the workers’"),
        ("Selby –", "Selby"),
        ("— Selby", "Selby"),
        ("Port-Selby", "Port-Selby"),
        ("40%", "40%"),
        ("$5", "$5"),
        ("#ferry", "#ferry"),
        ("پاکستان،", "پاکستان"),
        ("Zoë.", "Zoë"),
        ("Selby \n,", "Selby"),
        (",", ","),
        ("“…”", "“…”"),
        (",\u0301", ",\u0301"),
    ],
)
def test_punctuation_at_the_ends_is_dropped_unless_it_belongs_to_the_name(selected: str, name: str) -> None:
    text = f"Before {selected} behind"
    span = Span(7, 7 + len(selected))
    assert strip_punctuation(text, span).of(text) == name


_PIECES = st.sampled_from(
    [
        *"aZ9 .,;:!?…'\"“”‘’«»()[]{}–-%$#\n",
        "é",
        "e\u0301",
        ",\u0301",
        ")\u20dd",
        "👩🏻\u200d🚒",
        "🇺🇦",
        "U.S.",
        "Inc.",
        "s’",
    ]
)


@given(st.lists(_PIECES, min_size=1, max_size=20).map("".join), st.data())
def test_something_is_left_no_cluster_is_cut_and_a_second_time_changes_nothing(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = snap(text, Span(start, end))
    left = strip_punctuation(text, span)
    assert span.start <= left.start < left.end <= span.end
    assert is_boundary(text, left.start)
    assert is_boundary(text, left.end)
    assert strip_punctuation(text, left) == left
