"""Tables and JSON with an article in each record: fields by their names, other ones as metadata or counted."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.domain.left_out import LeftOut
from glossator.formats.content import Problem
from glossator.formats.errors import Unreadable
from glossator.formats.source_articles import SourceArticle
from glossator.formats.tables.csv_reader import read_csv
from tests.formats.detecting import articles_of, name_of

NEWS = {
    "status": "ok",
    "articles": [
        {
            "source": {"id": "tw", "name": "The Tidewatch"},
            "author": "R. Quill",
            "title": "Ferry",
            "url": "https://example.org/1",
            "publishedAt": "2025-03-01T10:00:00Z",
            "content": "<p>The ferry left.</p><p>It came. [+312 chars]</p>",
            "topics": ["port", "sea"],
            "nested": {"a": {"text": "c d"}},
            "raw": {"deep": {"x": {"y": "one two three"}}},
        },
        {"title": "Pier"},
        "x",
    ],
}


def articles(data: bytes | str, name: str) -> list[SourceArticle | Problem]:
    return list(articles_of(data.encode() if isinstance(data, str) else data, name))


@pytest.mark.parametrize("indent", [None, 1])
def test_a_list_in_an_object(indent: int | None) -> None:
    first, *problems = articles(json.dumps(NEWS, indent=indent), "x.json")
    assert isinstance(first, SourceArticle)
    draft = first.draft
    assert (draft.title, draft.source, draft.author) == ("Ferry", "The Tidewatch", "R. Quill")
    assert (draft.published_at, draft.url) == ("2025-03-01T10:00:00Z", "https://example.org/1")
    assert draft.text == "The ferry left.\n\nIt came."
    assert draft.metadata == (("source.id", "tw"), ("topics", "port; sea"), ("nested.a", "c d"))
    assert LeftOut("key “raw.deep”", words=3) in first.left_out
    assert any("312 characters" in each.kind for each in first.left_out)
    assert [type(each) for each in problems] == [Problem, Problem]


def test_one_object_is_one_article() -> None:
    (found,) = articles(
        json.dumps({"headline": {"main": "Ferry"}, "body": ["It left.", "It came."]}, indent=1), "x.json"
    )
    assert isinstance(found, SourceArticle)
    assert (found.draft.title, found.draft.text, found.where) == ("Ferry", "It left.\n\nIt came.", "")


def test_fields_in_an_object_of_their_own() -> None:
    record = {"webTitle": "Ferry", "webPublicationDate": "2025-03-01", "webUrl": "https://example.org/1", "x": 1}
    value = {"response": {"results": [{**record, "fields": {"bodyText": "It left.", "byline": "R. Quill"}}]}}
    (found,) = articles(json.dumps(value), "x.json")
    assert isinstance(found, SourceArticle)
    draft = found.draft
    assert (draft.title, draft.author, draft.published_at, draft.text) == (
        "Ferry",
        "R. Quill",
        "2025-03-01",
        "It left.",
    )


@pytest.mark.parametrize(
    "value",
    [
        {"name": "x", "description": "a package", "scripts": {"test": "y"}},
        [{"id": 1, "url": "https://example.org"}],
        {"articles": [{"title": "no text"}]},
        {"type": "FeatureCollection", "features": [{"properties": {"name": "x"}}]},
    ],
)
def test_json_without_a_text_is_refused(value: object) -> None:
    with pytest.raises(Unreadable, match="JSON"):
        articles(json.dumps(value, indent=1), "x.json")


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("Headlines,Description,Time,Articles\nFerry,short,1 Mar 2025,It left.\n", "Description"),
        ("id\tmedia_name\tpublish_date\ttitle\ttext\n1\tTidewatch\t2025-03-01\tFerry\tIt left.\n", "id"),
        ("sep=|\ntitle|date|maintext|x\nFerry|2025-03-01|It left.|y\n", "x"),
        ("\ufefftitle;date;text;note, see, all\nFerry;2025-03-01;It left.;z\n", "note, see, all"),
        ('title,date,full text,x\nFerry,2025-03-01,"It left.",y\n', "x"),
    ],
)
def test_names_and_separators_of_tables(table: str, column: str) -> None:
    (found,) = articles(table, "x.csv")
    assert isinstance(found, SourceArticle)
    assert (found.draft.title, found.draft.text, found.draft.published_at) == ("Ferry", "It left.", "2025-03-01")
    assert column in dict(found.draft.metadata)


def test_no_cell_is_lost() -> None:
    (found,) = articles(f"title,text,,note,note,long\nFerry,It left.,a,b,c,{'word ' * 100}\n", "x.csv")
    assert isinstance(found, SourceArticle)
    assert found.draft.metadata == (("column 3", "a"), ("note", "b"), ("note 5", "c"))
    assert found.left_out == (LeftOut("column “long”", words=100),)


def test_a_summary_stands_for_a_text_and_this_is_counted() -> None:
    (found,) = articles("Title,Publication Title,Date,Abstract Note\nFerry,Tidewatch,2025-03-01,It left.\n", "x.csv")
    assert isinstance(found, SourceArticle)
    assert (found.draft.text, found.draft.source) == ("It left.", "Tidewatch")
    assert found.left_out == (LeftOut("the full text (the source holds only its Abstract Note)"),)


def test_a_table_without_a_text_is_refused() -> None:
    with pytest.raises(Unreadable, match="No column holds a text"):
        articles("GKGRECORDID\tDATE\tV2Themes\n1\t20250301\tTAX\n", "x.csv")


_cells = st.text(st.sampled_from("ab ,;|\t\n\"'"), max_size=8)


@given(st.sampled_from(",;\t|"), st.lists(st.tuples(_cells, _cells, _cells), min_size=3, max_size=6))
def test_a_quoted_table_is_read_with_its_separator(separator: str, rows: list[tuple[str, str, str]]) -> None:
    table = [("title", "text", "date"), *rows]
    quoted = "\n".join(separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table)
    names, found = read_csv(quoted)
    assert names == ["title", "text", "date"]
    assert [row[1] for row in found if not isinstance(row, Problem)] == [list(row) for row in rows if any(row)]


def test_annotations_in_json_are_not_left_out_of_an_article() -> None:
    data = json.dumps([{"text": "It left.", "spans": [{"start": 0, "end": 2, "label": "PER"}]}], indent=1)
    assert name_of(data, "x.json") == "prodigy"
