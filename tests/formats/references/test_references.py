"""Entries of reference managers: their abstracts as articles, and entries without a text by their titles."""

import json

import pytest

from glossator.formats.content import Problem
from glossator.formats.source_articles import SourceArticle
from tests.formats.detecting import articles_of, name_of

RIS = """TY  - NEWS
TI  - The ferry of Krümme
AU  - Vane, Ada
AU  - Quill, Orla
T2  - The Tidewatch
DA  - 2025/03/04/
UR  - https://example.org/1
AB  - It left.
And it came.
KW  - port
KW  - sea
N1  - mine
ER  -

TY  - BOOK
TI  - Nothing
ER  -
"""
BIBTEX = r"""% mine
@string{tw = "The " # {Tidewatch}}
@comment{old}
@article{vane2025, title = {The {ferry} of Kr{\"u}mme}, author = "Vane, Ada and Quill, Orla", journal = tw,
  year = 2025, month = mar, day = {4}, url = {https://example.org/1},
  abstract = {It left. And {it} came.}, keywords = {port; sea}, note = {mine}
}
@book(nothing, title={Nothing})
"""
CSL = json.dumps(
    [
        {
            "id": "vane2025",
            "type": "article-newspaper",
            "title": "The ferry of Krümme",
            "author": [{"family": "Vane", "given": "Ada"}, {"literal": "Orla Quill"}],
            "container-title": "The Tidewatch",
            "issued": {"date-parts": [[2025, 3, 4]]},
            "URL": "https://example.org/1",
            "abstract": "It left. And it came.",
            "keyword": "port; sea",
            "note": "mine",
        },
        {"type": "book", "title": "Nothing", "issued": {"date-parts": [["2025"]]}},
    ]
)


@pytest.mark.parametrize(("name", "data"), [("ris", RIS), ("bibtex", BIBTEX), ("csl-json", CSL)])
def test_an_article_for_each_entry_with_an_abstract(name: str, data: str) -> None:
    assert name_of(data, "x.txt") == name
    first, second = articles_of(data.encode(), "x.txt")
    assert isinstance(first, SourceArticle)
    draft = first.draft
    assert (draft.title, draft.source, draft.published_at) == ("The ferry of Krümme", "The Tidewatch", "2025-03-04")
    assert draft.url == "https://example.org/1"
    assert draft.author in ("Vane, Ada; Quill, Orla", "Ada Vane; Orla Quill")
    assert draft.text.split() == ["It", "left.", "And", "it", "came."]
    about = dict(draft.metadata)
    assert (about["kind of text"], about["note"]) == ("abstract", "mine")
    assert "port; sea" in about.values()
    assert isinstance(second, Problem)
    assert (second.where, "“Nothing”" in second.reason) == ("entry 2", True)


def test_accents_and_dashes_of_latex() -> None:
    data = r"@misc{a, title={Caf\'e \o{}re \v{S}ibenik \& Stra\ss e}, abstract={a--b \emph{c} ``d'' 5\% {\AA}}}"
    (found,) = articles_of(data.encode(), "x.bib")
    assert isinstance(found, SourceArticle)
    assert found.draft.title == "Café øre Šibenik & Straße"
    assert found.draft.text.startswith("a–b c")
    assert found.draft.text.endswith("5% Å")


def test_an_entry_that_does_not_end_is_a_problem() -> None:
    found = list(articles_of(b"@misc{a, abstract={one}}\n@misc{b, abstract={two", "x.bib"))
    assert [type(each) for each in found] == [SourceArticle, Problem]


def test_a_missing_end_of_an_entry_starts_the_next_one() -> None:
    found = list(articles_of(b"TY  - NEWS\nAB  - one\nTY  - NEWS\nAB  - two\n", "x.ris"))
    assert len(found) == 2
