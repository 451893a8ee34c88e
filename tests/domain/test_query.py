import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.domain.query import (
    And,
    BadQuery,
    Not,
    Or,
    Query,
    QueryField,
    Together,
    Words,
    fields,
    parse,
    positive_words,
)


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("ceasefire", Words("ceasefire")),
        ('"peace talks"', Words("peace talks")),
        ("“peace\n talks”", Words("peace talks")),
        ("govern*", Words("govern", prefix=True)),
        ('"peace ta"*', Words("peace ta", prefix=True)),
        ("a b", And((Words("a"), Words("b")))),
        ("a AND b c", And((Words("a"), Words("b"), Words("c")))),
        ("a OR b c", Or((Words("a"), And((Words("b"), Words("c")))))),
        ("a (b OR c)", And((Words("a"), Or((Words("b"), Words("c")))))),
        ("a NOT b", And((Words("a"), Not(Words("b"))))),
        ("NOT (NOT a)", Words("a")),
        ("NOT NOT a", Words("a")),
        ("and or not", And((Words("and"), Words("or"), Words("not")))),
        ('"AND"', Words("AND")),
        ("label:ORG", QueryField("label", "ORG")),
        ("LABEL:ORG", QueryField("label", "ORG")),
        ('source:"The Meridian"', QueryField("source", "The Meridian")),
        ("meta:section=World", QueryField("meta", "section=World")),
        ("tag:actors/state", QueryField("tag", "actors/state")),
        ("after:2025", QueryField("after", "2025")),
        ("before:2025-10", QueryField("before", "2025-10")),
        ("status:Suggested", QueryField("status", "suggested")),
        ("has:note", QueryField("has", "note")),
        ("score<0.6", QueryField("score", "<0.6")),
        ("Score >= .90", QueryField("score", ">=0.9")),
        ("(score<1)", QueryField("score", "<1")),
        ("score scores<0.6", And((Words("score"), Words("scores<0.6")))),
        ("10:30", Words("10:30")),
        ("AT&T", Words("AT&T")),
        ("it’s", Words("it’s")),
        ("a\0b", Words("ab")),
    ],
)
def test_what_was_typed_is_understood(typed: str, query: Query) -> None:
    assert parse(typed) == query


@pytest.mark.parametrize(
    ("typed", "about", "sentence"),
    [
        ("", "", "The query is empty"),
        ("  ", "  ", "The query is empty"),
        ('war "peace', '"peace', "quotation mark is not closed"),
        ("war AND", "AND", "Nothing follows AND"),
        ("war NOT", "NOT", "Nothing follows NOT"),
        ("OR war", "OR", "Nothing precedes OR"),
        ("a AND OR b", "AND", "Nothing follows AND"),
        ("(a b", "(", "not closed"),
        ("a)", ")", "never opened"),
        (") a", ")", "never opened"),
        ("a ()", "", "brackets are empty"),
        ("a !!! b", "!!!", "needs a letter or a digit"),
        ("*", "*", "needs a letter or a digit"),
        ("*war", "*war", "one star, at the end"),
        ("war**", "war**", "one star, at the end"),
        ("a meta:=World", "meta:=World", "needs a name before"),
        ("a colour:red", "colour:red", "Unknown field “colour”. Available: label, quote"),
        ("https://example.org", "https://example.org", "in quotes"),
        ("label: ORG", "label:", "label: has no value"),
        ("status:done", "status:done", "Available: status:suggested, status:accepted, status:rejected"),
        ("has:score", "has:score", "Unknown filter has:score. Available: has:note, has:tag, has:entity"),
        ("a score<60", "score<60", "from 0 to 1, as in score<0.6"),
        ("score:0.6", "score:0.6", "from 0 to 1, as in score<0.6"),
        ("score <", "score <", "from 0 to 1, as in score<0.6"),
        ("quote:–", "quote:–", "needs a letter or a digit"),
        ("after:yesterday", "after:yesterday", "is not a date"),
        ("after:2025-02-30", "after:2025-02-30", "is not a date"),
        ("after:0000", "after:0000", "is not a date"),
        ("label:OR*", "label:OR*", "field cannot end in a star"),
        ("(" * 50 + "a" + ")" * 50, "(", "nested too deeply"),
    ],
)
def test_a_wrong_query_is_explained_with_its_place(typed: str, about: str, sentence: str) -> None:
    with pytest.raises(BadQuery, match=re.escape(sentence)) as caught:
        parse(typed)
    assert typed[caught.value.start : caught.value.end] == about


def test_a_query_is_no_longer_than_a_database_bears() -> None:
    with pytest.raises(BadQuery, match="up to 200 words"):
        parse("a " * 201)
    with pytest.raises(BadQuery, match="up to 2,000 characters"):
        parse("a" * 2_001)


def test_the_words_that_are_to_be_there() -> None:
    query = parse('a NOT (b OR NOT c) "d e" label:ORG a')
    assert positive_words(query) == (Words("a"), Words("c"), Words("d e"))
    assert list(fields(query)) == [QueryField("label", "ORG")]


_leaves = st.one_of(
    st.builds(
        Words, st.from_regex(r"[a-zé]{1,4}( [a-z]{1,4})?", fullmatch=True).filter(str.islower), prefix=st.booleans()
    ),
    st.builds(
        QueryField,
        st.sampled_from(["label", "tag", "source", "quote"]),
        st.from_regex(r"[A-Za-z][A-Za-z/]{0,4}", fullmatch=True),
    ),
)
queries = st.recursive(
    _leaves,
    lambda below: st.one_of(
        st.builds(lambda parts: And(tuple(parts)), st.lists(below, min_size=2, max_size=3)),
        st.builds(lambda parts: Or(tuple(parts)), st.lists(below, min_size=2, max_size=3)),
        st.builds(Not, below),
    ),
    max_leaves=8,
)


def written(query: Query) -> str:
    """Return a query as one might type it."""
    match query:
        case Words(text, prefix):
            return f'"{text}"{"*" if prefix else ""}'
        case QueryField(name, value):
            return f"{name}:{value}"
        case And(parts):
            return f"({' '.join(map(written, parts))})"
        case Or(parts):
            return f"({' OR '.join(map(written, parts))})"
        case Not(part):
            return f"NOT {written(part)}"
        case Together():
            raise AssertionError("it cannot be typed")


@given(queries)
def test_a_query_that_is_written_out_means_the_same(query: Query) -> None:
    once = parse(written(query))
    assert parse(written(once)) == once
    assert set(positive_words(once)) == set(positive_words(query))
    assert sorted(map(repr, fields(once))) == sorted(map(repr, fields(query)))


@given(st.text(alphabet=st.sampled_from("ab*:()\"“”ANDORT tag\0\ud800\n'-+^{},é中👩\u200d"), max_size=30))
def test_whatever_is_typed_is_a_query_or_is_explained(typed: str) -> None:
    try:
        parse(typed)
        reported = None
    except BadQuery as error:
        reported = error
    assert reported is None or (0 <= reported.start <= reported.end <= len(typed) and str(reported).endswith("."))
