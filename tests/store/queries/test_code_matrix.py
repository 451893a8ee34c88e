"""Codes that occur together: counted, and listed, as plain Python counts and lists them."""

from itertools import groupby, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossator.domain.code import CodeKind
from glossator.domain.mention import Order
from glossator.domain.query import And, Not, QueryField, Together, Unit
from glossator.store.queries.code_matrix import code_matrix
from glossator.store.queries.search import passages_by_month, search
from tests.store.queries.random_codes import LABELS, TAGS, Coded, Corpus, corpora, empty_workspace, holding

CODES = [*(QueryField("label", name) for name in LABELS), *(QueryField("tag", path) for path in TAGS)]
NOT_REJECTED = Not(QueryField("status", "rejected"))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_workspace(tmp_path_factory.mktemp("codes"))


def counted(corpus: Corpus, one: QueryField, two: QueryField, unit: Unit) -> int:
    """Return how often two codes occur together."""
    if unit is not Unit.PASSAGE:
        return len(corpus.units(one, unit) & corpus.units(two, unit))
    found = corpus.counted.values()
    if one == two:
        return sum(passage.has(one) and passage.place is not None for passage in found)
    pairs = product((passage for passage in found if passage.has(one)), (other for other in found if other.has(two)))
    return sum(passage.overlaps(other) for passage, other in pairs)


@settings(max_examples=150, deadline=None)
@given(corpora(), st.sampled_from(CodeKind), st.sampled_from(CodeKind), st.sampled_from(Unit))
def test_codes_are_counted_together(path: Path, corpus: Corpus, rows: CodeKind, columns: CodeKind, unit: Unit) -> None:
    with holding(path, corpus) as connection:
        matrix = code_matrix(connection, rows, columns, unit)
    names = {(code.kind, code.id): code.field for code in (*matrix.rows, *matrix.columns)}
    found = {(names[rows, one], names[columns, two]): number for (one, two), number in matrix.counts.items()}
    kinds = ([code for code in CODES if code.name == kind.value] for kind in (rows, columns))
    wanted = {(one, two): counted(corpus, one, two, unit) for one, two in product(*kinds)}
    assert found == {pair: number for pair, number in wanted.items() if number}
    assert {code.field for code in matrix.rows} == {one for one, _ in found}


def together(corpus: Corpus, one: QueryField, two: QueryField, unit: Unit) -> set[int]:
    """Return the ids of the annotations with one of two codes that occur together with the other."""
    found = corpus.counted

    def has_company(passage: Coded, code: QueryField) -> bool:
        if unit is Unit.PASSAGE:
            return any(other.has(code) and passage.overlaps(other) for other in found.values())
        here = (passage.article, passage.paragraph if unit is Unit.PARAGRAPH else None)
        return here in corpus.units(code, unit)

    return {
        number
        for number, passage in found.items()
        if (passage.has(one) and has_company(passage, two)) or (passage.has(two) and has_company(passage, one))
    }


@settings(max_examples=40, deadline=None)
@given(corpora(), st.sampled_from(Unit))
def test_the_passages_of_each_pair_are_found(path: Path, corpus: Corpus, unit: Unit) -> None:
    with holding(path, corpus) as connection:
        for one, two in product(CODES, CODES):
            mentions = list(search(connection, And((Together(one, two, unit), NOT_REJECTED)), Order.DATE))
            passages = [mention.annotation for mention in mentions if mention.annotation is not None]
            assert sorted(passages) == sorted(f"n_{number}" for number in together(corpus, one, two, unit))
            both = corpus.units(one, Unit.ARTICLE) & corpus.units(two, Unit.ARTICLE) if unit is Unit.ARTICLE else set()
            own = {
                number
                for number, tags in enumerate(corpus.tags, start=1)
                if any(Coded(number, None, None, tags, False).has(code) for code in (one, two))
            }
            articles = [mention.article.id for mention in mentions if mention.annotation is None]
            assert sorted(articles) == sorted(own & {number for number, _ in both})


@settings(max_examples=150, deadline=None)
@given(corpora(), st.sampled_from(CODES), st.booleans())
def test_the_passages_of_a_code_are_found_in_the_order_of_their_articles(
    path: Path, corpus: Corpus, code: QueryField, reverse: bool
) -> None:
    query = And((code, NOT_REJECTED))
    with holding(path, corpus) as connection:
        everything = list(search(connection, query, Order.DATE, reverse=reverse))
        months = passages_by_month(connection, query)
    articles = [article for article, _ in groupby(everything, key=lambda mention: mention.article.id)]
    assert len(articles) == len(set(articles)), "what is in an article, and its own tags, come together"
    found = [one for one in everything if one.annotation]
    wanted = [(number, one) for number, one in corpus.counted.items() if one.has(code)]
    wanted.sort(
        key=lambda it: (it[1].place is not None, *(it[1].place or (0, 0))[:1], -(it[1].place or (0, 0))[1], it[0])
    )
    wanted.sort(key=lambda it: it[1].article)
    wanted.sort(key=lambda it: corpus.dates[it[1].article - 1], reverse=not reverse)
    wanted.sort(key=lambda it: not corpus.dates[it[1].article - 1])
    assert [one.annotation for one in found] == [f"n_{number}" for number, _ in wanted]
    assert [(one.label, frozenset(one.tags)) for one in found] == [(one.label or "", one.tags) for _, one in wanted]
    counts = {
        month: (
            sum(corpus.dates[one.article - 1][:7] == month for _, one in wanted),
            len({one.article for _, one in wanted if corpus.dates[one.article - 1][:7] == month}),
        )
        for month in {corpus.dates[one.article - 1][:7] for _, one in wanted}
    }
    assert months == counts
