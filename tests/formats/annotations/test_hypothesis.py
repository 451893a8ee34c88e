"""Annotations of Hypothesis, and Web Annotations of texts that are not in the file."""

import json
from typing import Any

from glossator.text.anchor import TextQuote
from tests.formats.annotations.reading import kinds, quoted, remainder

PAGE = "https://paper.example/1"


def row(number: int, *selectors: dict[str, Any], **known: Any) -> dict[str, Any]:
    """Return an annotation as the server gives it."""
    return {
        "id": f"n{number}",
        "created": f"2026-03-01T10:0{number}:00.5+00:00",
        "updated": f"2026-03-02T10:0{number}:00+00:00",
        "user": "acct:ida@notes.example",
        "uri": PAGE,
        "text": f"note {number}",
        "tags": [],
        "group": "__world__",
        "target": [{"source": PAGE, **({"selector": list(selectors)} if selectors else {})}],
        "document": {"title": ["Ferry"]},
        **known,
    }


def quote(exact: str, prefix: str = "", suffix: str = "") -> dict[str, str]:
    return {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}


def test_an_annotation_keeps_its_quote_note_tags_author_and_times() -> None:
    position = {"type": "TextPositionSelector", "start": 3, "end": 11}
    one = row(1, {"type": "RangeSelector"}, position, quote("Ada Vane", "so ", " left"), tags=["who; what", "a/b"])
    (found,) = quoted("hypothesis", {"total": 1, "rows": [one]})
    (each,) = found.annotations
    assert (found.article.addresses, found.article.titles) == ((PAGE,), ("Ferry",))
    assert each.quote == TextQuote("Ada Vane", "so ", " left", (3, 11))
    assert (each.record.note, each.record.tags, each.record.analyst) == (
        "note 1",
        ("a/b", "who, what"),
        "ida@notes.example",
    )
    assert (each.record.created_at, each.record.updated_at) == ("2026-03-01T10:01:00Z", "2026-03-02T10:01:00Z")


def test_answers_lists_lines_and_exports_come_to_the_same() -> None:
    rows = [row(2, quote("left")), row(1, quote("Ada Vane"))]
    lines = "".join(f"{json.dumps(each)}\n" for each in rows)
    shapes = [{"rows": rows, "total": 2}, rows, {"annotations": rows, "client_version": "1"}, lines]
    found = [quoted("hypothesis", shape) for shape in shapes]
    assert found[0] == found[1] == found[2] == found[3]
    # The oldest first.
    assert [each.quote.exact for each in found[0][0].annotations] == ["Ada Vane", "left"]


def test_replies_are_paragraphs_under_their_authors_names() -> None:
    rows = [
        row(3, references=["n1", "n2"], user="acct:ove@notes.example", tags=["late"]),
        row(2, references=["n1"]),
        row(1, quote("Ada Vane")),
        row(4, references=["gone"], text="lost words"),
    ]
    (found,) = quoted("hypothesis", rows)
    assert found.annotations[0].record.note == "note 1\n\nida@notes.example: note 2\n\nove@notes.example: note 3"
    assert found.annotations[0].record.tags == ("late",)
    left_out = remainder("hypothesis", rows).left_out
    assert [(each.kind, each.number, each.words) for each in left_out] == [
        ("reply to an annotation that is not in the file", 1, 2)
    ]


def test_page_notes_are_the_articles_with_their_tags_and_replies() -> None:
    (found,) = quoted("hypothesis", [row(1, tags=["x"]), row(2, references=["n1"], user="acct:ove@notes.example")])
    assert found.annotations == ()
    assert found.notes == ("ida@notes.example: note 1", "ove@notes.example: note 2")
    assert found.tags == ("x",)


def test_what_has_no_place_here_is_counted() -> None:
    rows = [
        row(1, {"type": "RangeSelector"}),
        row(2, quote("Ada"), group="g7", hidden=True, severity="high"),
        row(3, text=""),
    ]
    counted = remainder("hypothesis", rows)
    assert kinds(counted.problems) == {"annotation without a quote": 1}
    assert kinds(counted.left_out) == {
        "“severity” of annotation": 1,
        "group of an annotation": 1,
        "mark of a moderator who hid an annotation": 1,
        "note on a page without text": 1,
    }


def test_pages_are_told_apart_by_address_and_files_have_titles_and_the_address_where_they_were_read() -> None:
    elsewhere = {"uri": "urn:x-pdf:12", "document": {"title": "Ferry", "link": [{"href": "file:///home/ferry.pdf"}]}}
    rows = [
        row(1, quote("a")),
        row(2, quote("b"), uri=f"{PAGE}/?utm_source=x#top"),
        row(3, quote("c"), **elsewhere, links={"incontext": "https://hyp.is/n3/paper.example/2?page=1"}),
    ]
    page, file = quoted("hypothesis", rows)
    assert [each.quote.exact for each in page.annotations] == ["a", "b"]
    assert file.article.addresses == ("https://paper.example/2?page=1",)
    assert file.article.titles == ("Ferry", "urn:x-pdf:12", "ferry.pdf")


def test_a_web_annotation_of_a_text_elsewhere_is_placed_by_its_quote() -> None:
    selector = {"type": "FragmentSelector", "refinedBy": quote("Ada Vane", "", " left")}
    one = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "urn:x:1",
        "type": "Annotation",
        "motivation": "classifying",
        "creator": {"name": "Ida"},
        "created": "2026-03-01T10:00:00Z",
        "body": [{"value": "PERSON"}, {"value": "who says so?", "purpose": "commenting"}],
        "target": {"source": PAGE, "selector": selector},
    }
    (found,) = quoted("web-annotation", one)
    (each,) = found.annotations
    assert (each.quote.exact, each.record.label, each.record.note) == ("Ada Vane", "PERSON", "who says so?")
    assert (each.record.analyst, each.record.created_at) == ("Ida", "2026-03-01T10:00:00Z")
    whole = {**one, "target": PAGE}
    assert quoted("web-annotation", whole)[0].notes == ("Ida: who says so?",)
    assert quoted("web-annotation", whole)[0].tags == ("PERSON",)
