"""Tables of other programs: how their offsets count, one article for rows of one text, and labels of whole texts."""

import pytest

from glossator.formats.errors import Unreadable
from tests.formats.annotations.reading import arrivals, article, articles, kinds, marks

TEXT = "The ferry left Oskel."


@pytest.mark.parametrize(("start", "end"), [(4, 9), (5, 9), (4, 8), (5, 10)])
def test_the_quote_decides_how_offsets_count(start: int, end: int) -> None:
    found = article("offset-table", f"text,start,end,label,quote\n{TEXT},{start},{end},SHIP,ferry\n")
    assert marks(found) == [("ferry", "SHIP", "")]


@pytest.mark.parametrize(("start", "end"), [(2, 7), (3, 8), (5, 10)])
def test_the_quote_decides_the_unit(start: int, end: int) -> None:
    found = article("offset-table", f"text,start,end,label,mention\n🚢 ferry left,{start},{end},SHIP,ferry\n")
    assert marks(found) == [("ferry", "SHIP", "")]


def test_without_quotes_offsets_are_taken_where_nothing_speaks_against_it() -> None:
    found = article("offset-table", f"text;begin;end;type\n{TEXT};4;9;SHIP\n{TEXT};15;20.0;GPE\n")
    assert marks(found) == [("ferry", "SHIP", ""), ("Oskel", "GPE", "")]
    with pytest.raises(Unreadable, match="Add a column “quote”"):
        arrivals("offset-table", f"text,start,end,label\n{TEXT},5,9,SHIP\n")


def test_rows_of_one_text_are_one_article_with_their_analysts() -> None:
    table = f"doc_id,text,start,end,label,annotator,title\n7,{TEXT},4,9,SHIP,ida,Ferry\n7,,15,20,GPE,ove,Ferry\n"
    found = article("offset-table", table)
    assert marks(found) == [("ferry", "SHIP", "ida"), ("Oskel", "GPE", "ove")]
    assert found.draft.title == "Ferry"
    assert dict(found.draft.metadata) == {"doc_id": "7"}


def test_what_does_not_fit_is_counted() -> None:
    table = (
        f"text,start,end,label,quote,colour\n{TEXT},4,9,SHIP,ferry,red\n{TEXT},4,9,SHIP,Oskel,blue\n{TEXT},x,9,SHIP,,\n"
    )
    found = article("offset-table", table)
    assert marks(found) == [("ferry", "SHIP", "")]
    assert kinds(found.problems) == {
        "annotation whose quote is not at its offsets": 1,
        "row whose offsets are no numbers": 1,
    }
    assert kinds(found.left_out) == {"“colour” of annotation": 2}
    assert "row 2: its cell for the text is empty" in str(arrivals("offset-table", "text,start,end,label\n,1,2,X\n"))


def test_labels_of_whole_texts_are_tags() -> None:
    table = f"id,text,label,sentiment,annotator\n1,{TEXT},news; sea,Negative,ida\n2,Ove stayed.,,,\n"
    first, second = articles("label-table", table)
    assert first.tags == ("news", "sea", "sentiment/Negative")
    assert kinds(first.left_out) == {"annotator of a tag": 1}
    assert dict(first.draft.metadata) == {"id": "1"}
    assert second.tags == ()
