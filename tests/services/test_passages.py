"""Lists of passages: filtered, grouped, over time, and as files."""

import csv
import io
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from glossator.domain.code import CodeKind
from glossator.domain.mention import ArticleHit, FoundIn, Grouping, Mention, MentionGroup, Order, grouped
from glossator.domain.query import QueryField, Unit
from glossator.services.atomic_output import ExportRefused
from glossator.services.passages import (
    PassageView,
    chart,
    check_name,
    count_by_month,
    find_passages,
    write_matrix,
    write_passages,
)
from glossator.store import operations
from glossator.store.queries.code_matrix import code_matrix
from glossator.text.span import Span
from tests.store.scene import Scene, done

HOSTILE = "</style></mark><script>alert(1)</script> & \"' *bold* # [x](y) =1+1"
FERRY = ArticleHit(1, "a_1", "Ferry", "Tidewatch", "2026-01-01")
PIER = ArticleHit(2, "a_2", "Pier", "", "")


def passage(article: ArticleHit, hit: str, tags: tuple[str, ...] = ()) -> Mention:
    return Mention(
        article, FoundIn.ANNOTATION, Span(4, 4 + len(hit)), "The ", hit, " left.", annotation=f"n_{hit}", tags=tags
    )


PASSAGES = (
    replace(passage(PIER, "gull", ("talks", "actors")), label="ORG", status="accepted"),
    replace(passage(FERRY, "horn", ("actors/state",)), note="Loud.\nAsk.", analyst="ann"),
    replace(passage(PIER, "buoy"), label="GPE"),
)


def test_passages_are_grouped_by_article_in_the_order_of_the_first() -> None:
    groups = grouped(PASSAGES, Grouping.ARTICLE)
    assert [(group.name, [one.hit for one in group.mentions]) for group in groups] == [
        ("Pier", ["gull", "buoy"]),
        ("Ferry", ["horn"]),
    ]


def test_passages_are_grouped_by_code_in_the_order_of_the_codebook_each_tag_by_itself() -> None:
    groups = grouped(PASSAGES, Grouping.CODE)
    assert [(group.name, [one.hit for one in group.mentions]) for group in groups] == [
        ("#actors", ["gull"]),
        ("#actors/state", ["horn"]),
        ("#talks", ["gull"]),
        ("GPE", ["buoy"]),
    ]


def test_articles_of_one_title_are_two_groups_and_nothing_is_no_group() -> None:
    twin = replace(PIER, id=3, uid="a_3")
    assert len(grouped([PASSAGES[0], passage(twin, "tide")], Grouping.ARTICLE)) == 2
    assert grouped(PASSAGES, Grouping.NONE) == [MentionGroup("", PASSAGES)]
    assert [grouped((), by) for by in Grouping] == [[], [], []]


def test_words_filter_passages_by_text_article_codes_and_note(scene: Scene) -> None:
    done(scene.workspace, operations.write_note, scene.captain, "Née à Łódź")

    def found(query: QueryField, *words: str) -> list[str]:
        return [one.hit for one in find_passages(scene.workspace, PassageView(query, words))]

    label = QueryField("label", "PERSON")
    for words in ((), ("mira",), ("lodz",), ("crew",), ("ferry",), ("lodz", "okafor"), ("accepted",)):
        assert found(label, *words) == ["Mira Okafor"], words
    assert found(label, "zeppelin") == found(label, "mira", "zeppelin") == []


@pytest.mark.parametrize("order", Order)
def test_a_reversed_order_is_the_other_way_round(scene: Scene, order: Order) -> None:
    def keys(*, reverse: bool) -> list[tuple[str, str]]:
        view = PassageView(QueryField("has", "tag"), order=order, reverse=reverse)
        return [(one.article.title, one.hit) for one in find_passages(scene.workspace, view)]

    done(scene.workspace, operations.tag, scene.plain, "people/time")
    assert len(keys(reverse=False)) == 2
    # By date, passages of an article stay in the order of its text; by score, those without one.
    assert keys(reverse=True) == (
        keys(reverse=False) if order in (Order.DATE, Order.SCORE) else keys(reverse=False)[::-1]
    )


@pytest.mark.parametrize(
    ("counts", "drawn"),
    [
        ({}, ""),
        ({"": 3, "nonsense": 2, "2025-13": 1}, ""),
        ({"2025-10": 3, "": 9}, "▇ 3 in 2025-10"),
        ({"2025-10": 7, "2025-12": 1, "2026-01": 14}, "▄·▁▇ 2025-10 to 2026-01, most 14 in 2026-01"),
        ({"2024": 1, "2026-02": 2}, "▄·▇ 2024 to 2026, most 2 in 2026"),
        ({"1900": 1, "2000": 2}, f"▄{'·' * 32}▇ 1900 to 2000, most 2 in 1999 to 2000"),
    ],
)
def test_a_chart_is_readable_and_says_its_ends_and_its_peak(counts: dict[str, int], drawn: str) -> None:
    assert chart(counts) == drawn


@given(st.dictionaries(st.from_regex(r"[0-9]{4}(-(0[1-9]|1[0-2]))?", fullmatch=True), st.integers(0, 99)))
def test_no_chart_is_wider_than_a_title(counts: dict[str, int]) -> None:
    bars, _, said = chart(counts).partition(" ")
    assert len(bars) <= 48
    assert bool(said) == any(counts.values())


def test_passages_without_a_date_are_in_no_month() -> None:
    assert count_by_month(PASSAGES) == {"": 2, "2026-01": 1}
    assert chart(count_by_month(PASSAGES)) == "▇ 1 in 2026-01"


def test_a_csv_has_a_row_for_each_passage_in_the_order_of_the_groups(tmp_path: Path) -> None:
    path = tmp_path / "found.csv"
    write_passages(grouped(PASSAGES, Grouping.CODE), "actors", path)
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert [(row["group"], row["quote"]) for row in rows] == [
        ("#actors", "gull"),
        ("#actors/state", "horn"),
        ("#talks", "gull"),
        ("GPE", "buoy"),
    ]
    horn = rows[1]
    assert (horn["article_title"], horn["published_at"], horn["tags"]) == ("Ferry", "2026-01-01", "actors/state")
    assert (horn["note"], horn["start"], horn["end"], horn["annotation_id"]) == ("Loud. ⏎ Ask.", "4", "8", "n_horn")


def test_markdown_has_a_heading_for_each_group_and_a_quotation_for_each_passage(tmp_path: Path) -> None:
    path = tmp_path / "found.md"
    write_passages(grouped(PASSAGES, Grouping.ARTICLE), "#actors", path)
    assert path.read_text(encoding="utf-8").splitlines() == [
        *("# \\#actors", "", "## Pier"),
        *("", "> The **gull** left.", ">", "> ORG · \\#talks · \\#actors · accepted"),
        *("", "> The **buoy** left.", ">", "> GPE"),
        *("", "## Ferry"),
        *("", "> The **horn** left.", ">", "> \\#actors/state · ann · Tidewatch · 2026-01-01"),
        *(">", "> > Loud.", "> > Ask."),
    ]


class Tags(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.said = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_data(self, data: str) -> None:
        self.said += data


@pytest.mark.parametrize("by", Grouping)
def test_hostile_text_is_text_in_every_format(tmp_path: Path, by: Grouping) -> None:
    article = ArticleHit(1, HOSTILE, HOSTILE, HOSTILE, "")
    said = {"left": HOSTILE, "label": HOSTILE, "note": HOSTILE, "analyst": HOSTILE}
    one = replace(passage(article, HOSTILE, (HOSTILE,)), **said)  # type: ignore[arg-type]  # all of them are texts
    for suffix in (".html", ".md", ".csv"):
        write_passages(grouped([one], by), HOSTILE, tmp_path / f"x{suffix}")
    page = Tags((tmp_path / "x.html").read_text(encoding="utf-8"))
    assert not {"script", "a", "img", "b", "strong", "em"} & set(page.seen)
    assert page.seen.count("mark") == 1
    assert page.said.count(HOSTILE) >= 6
    made = MarkdownIt().render((tmp_path / "x.md").read_text(encoding="utf-8"))
    assert "<script" not in made
    assert "<em>" not in made
    assert "<a " not in made
    (row,) = csv.DictReader(io.StringIO((tmp_path / "x.csv").read_text(encoding="utf-8-sig")))
    assert row["quote"] == HOSTILE


def test_a_formula_is_guarded(tmp_path: Path) -> None:
    write_passages(grouped([passage(FERRY, "=1+1")], Grouping.NONE), "x", tmp_path / "x.csv")
    assert ",'=1+1," in (tmp_path / "x.csv").read_text(encoding="utf-8")


def test_only_known_suffixes_are_names_of_files_and_no_file_is_replaced_unasked(tmp_path: Path) -> None:
    for name in ("x.csv", "x.md", "y.HTML"):
        check_name(name)
    for name in ("x", "x.pdf", ".csv", ""):
        with pytest.raises(ValueError, match="ends in"):
            check_name(name)
    path = tmp_path / "x.md"
    path.write_text("mine")
    with pytest.raises(ExportRefused, match="exists"):
        write_passages([], "x", path)
    assert path.read_text() == "mine"
    write_passages([], "x", path, force=True)
    assert path.read_text() == "# x\n"


def test_the_matrix_is_a_table(scene: Scene, tmp_path: Path) -> None:
    done(scene.workspace, operations.tag, scene.captain, "people")
    matrix = scene.workspace.ask(code_matrix, CodeKind.LABEL, CodeKind.TAG, Unit.PASSAGE)
    write_matrix(matrix, tmp_path / "matrix.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "matrix.csv").read_text(encoding="utf-8-sig"))))
    assert rows == [["code", "people", "people/crew"], ["PERSON", "1", "1"]]
