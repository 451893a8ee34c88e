from pathlib import Path

import pytest

from benchmarks.gold import SEEDS, BadGold, Gold, parse, read_gold
from benchmarks.scoring import Mark
from glossator.text.span import Span, is_boundary

_TEXT = "Rosa sailed to Lumen on Monday."
_HEADING = "start\tend\tlabel\tquote\n"


@pytest.fixture(scope="module")
def golds() -> list[Gold]:
    return read_gold()


def test_each_article_has_its_gold(golds: list[Gold]) -> None:
    assert [gold.name for gold in golds] == sorted(path.stem for path in SEEDS.glob("[0-9]*"))
    assert all(gold.marks for gold in golds)


def test_every_mark_is_a_span_that_an_annotation_can_have(golds: list[Gold]) -> None:
    for gold in golds:
        for mark in gold.marks:
            quote = mark.span.of(gold.text)
            assert quote == quote.strip(), gold.name
            assert "\n" not in quote, gold.name
            assert is_boundary(gold.text, mark.span.start), (gold.name, quote)
            assert is_boundary(gold.text, mark.span.end), (gold.name, quote)


def test_no_mark_starts_with_an_article_or_ends_with_a_possessive(golds: list[Gold]) -> None:
    quotes = [mark.span.of(gold.text) for gold in golds for mark in gold.marks]
    assert {quote for quote in quotes if quote.lower().startswith("the ")} == {"The Northline Post"}
    assert [quote for quote in quotes if quote.endswith(("’s", "'s", "’"))] == []


def test_a_table_is_read() -> None:
    table = _HEADING + "0\t4\tPERSON\tRosa\n15\t20\tGPE\tLumen\n"
    assert parse(table, _TEXT) == (Mark(Span(0, 4), "PERSON"), Mark(Span(15, 20), "GPE"))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "line 1"),
        ("start\tend\tquote\n", "line 1: the columns are start, end, label, quote"),
        (_HEADING + "0\t4\tPERSON\n", "line 2"),
        (_HEADING + "0\tfour\tPERSON\tRosa\n", "line 2"),
        (_HEADING + "4\t0\tPERSON\tRosa\n", "line 2"),
        (_HEADING + "0\t4\tHERO\tRosa\n", "line 2: HERO is no label"),
        (_HEADING + "0\t5\tPERSON\tRosa\n", "line 2: the text there is “Rosa ”"),
        (_HEADING + "0\t99\tPERSON\tRosa\n", "line 2: the text there is"),
        (_HEADING + "15\t20\tGPE\tLumen\n0\t4\tPERSON\tRosa\n", "line 3: it starts before the one above ends"),
        (_HEADING + "0\t4\tPERSON\tRosa\n0\t4\tORG\tRosa\n", "line 3: it starts before the one above ends"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_its_line(table: str, said: str) -> None:
    with pytest.raises(BadGold, match=said):
        parse(table, _TEXT)


def test_a_table_without_its_article_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lost.tsv").write_text(_HEADING, encoding="utf-8")
    with pytest.raises(BadGold, match=r"lost\.tsv: there is no single article"):
        read_gold(tmp_path, tmp_path / "nowhere")


def test_a_table_that_does_not_fit_is_named(tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text(_TEXT, encoding="utf-8")
    (tmp_path / "ferry.tsv").write_text(_HEADING + "0\t4\tPERSON\tVera\n", encoding="utf-8")
    (tmp_path / "gold").mkdir()
    (tmp_path / "ferry.tsv").rename(tmp_path / "gold" / "ferry.tsv")
    with pytest.raises(BadGold, match=r"ferry\.tsv, line 2: the text there is “Rosa”"):
        read_gold(tmp_path / "gold", tmp_path)
