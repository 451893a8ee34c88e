"""Training data for spaCy: what is said of each token, and what is not."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from glossator.domain.annotation import Status
from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.ner.docbin import PARTS, SPANS, part_of, write
from glossator.text.span import Span
from tests.formats.excerpts import Given, MemoryFiles, article, excerpts, given_articles, marked

TEXT = "Aurora left Port Selby.\n\nMira Okafor stayed there.\n\nNobody saw it."


def written(excerpt: Given) -> tuple[dict[str, list[Doc]], str]:
    files = MemoryFiles()
    said = write(excerpt, files)
    return {
        name.removesuffix(".spacy"): list(DocBin(store_user_data=True).from_bytes(data).get_docs(Vocab()))
        for name, data in files.written.items()
    }, said


def one_doc(found: AnnotatedArticle) -> Doc:
    docs, _ = written(given_articles(found))
    (doc,) = [*docs["train"], *docs["dev"]]
    return doc


def reported(doc: Doc) -> str:
    """Return for each token what is known: the label, - for no entity, ? for missing."""
    words = [token for token in doc if not token.text.isspace()]
    return " ".join({"": "?", "O": "-"}.get(token.ent_iob_, token.ent_type_) for token in words)


def test_where_all_is_decided_the_rest_is_no_entity() -> None:
    doc = one_doc(
        AnnotatedArticle(article(TEXT), (marked(TEXT, "Aurora", "PRODUCT"), marked(TEXT, "Port Selby", "GPE")))
    )
    assert reported(doc) == "PRODUCT - GPE GPE - - - - - - - - - -"
    assert doc.text == TEXT


def test_undecided_text_is_missing_and_never_no_entity() -> None:
    aurora, mira = marked(TEXT, "Aurora", "PRODUCT"), marked(TEXT, "Mira Okafor", "PERSON", status=Status.SUGGESTED)
    assert mira.span is not None
    doc = one_doc(AnnotatedArticle(article(TEXT), (aurora, mira), (mira.span,)))
    assert reported(doc) == "PRODUCT - - - - ? ? ? ? ? ? ? ? ?"
    doc = one_doc(AnnotatedArticle(article(TEXT), (aurora,), (mira.span,)))
    assert reported(doc) == "PRODUCT - - - - ? ? ? ? ? ? ? ? ?", "whatever was asked for"


def test_a_rejected_suggestion_is_no_entity() -> None:
    doc = one_doc(AnnotatedArticle(article(TEXT), (marked(TEXT, "Aurora", "PRODUCT", status=Status.REJECTED),)))
    assert reported(doc).startswith("- - - -")


def test_overlaps_are_all_in_the_spans_and_the_longest_is_the_entity() -> None:
    doc = one_doc(AnnotatedArticle(article(TEXT), (marked(TEXT, "Port Selby", "GPE"), marked(TEXT, "Selby", "PERSON"))))
    assert [(span.text, span.label_) for span in doc.spans[SPANS]] == [("Port Selby", "GPE"), ("Selby", "PERSON")]
    assert [ent.text for ent in doc.ents] == ["Port Selby"]


def test_what_ends_inside_a_token_is_widened_and_reported() -> None:
    docs, said = written(given_articles(AnnotatedArticle(article(TEXT), (marked(TEXT, "Auro", "PRODUCT"),))))
    (doc,) = [*docs["train"], *docs["dev"]]
    assert [ent.text for ent in doc.ents] == ["Aurora"]
    assert "widened to whole tokens: 1" in said


def test_what_no_token_fits_is_left_out_and_reported() -> None:
    aurora = marked(TEXT, "Aurora", "PRODUCT")
    # Such a span is refused everywhere else, but a workspace may be older than the rule.
    space = replace(aurora, span=Span(TEXT.index("\n"), TEXT.index("\n") + 2))
    docs, said = written(given_articles(AnnotatedArticle(article(TEXT), (aurora, space))))
    (doc,) = [*docs["train"], *docs["dev"]]
    assert [ent.text for ent in doc.ents] == [span.text for span in doc.spans[SPANS]] == ["Aurora"]
    assert "left out without a token: 1" in said


def test_each_document_tells_its_article() -> None:
    found = AnnotatedArticle(article(TEXT), (marked(TEXT, "Aurora", "PRODUCT"),))
    assert one_doc(found).user_data == {"article": found.article.uid}


def test_tags_of_articles_are_categories() -> None:
    doc = one_doc(AnnotatedArticle(article(TEXT, tags=("sea",)), (marked(TEXT, "Aurora", tags=("ship",)),)))
    assert doc.cats == {"sea": 1.0, "ship": 0.0}


def test_articles_in_which_nothing_is_decided_are_left_out() -> None:
    one = marked(TEXT, "Aurora", status=Status.SUGGESTED)
    docs, said = written(given_articles(AnnotatedArticle(article(TEXT), (one,), (one.span,) if one.span else ())))
    assert docs == {"train": [], "dev": []}
    assert "without decisions: 1" in said


def test_an_article_stays_on_its_side() -> None:
    found = [AnnotatedArticle(article(text), (marked(text, "Aurora"),)) for text in (f"Aurora {n}" for n in range(40))]
    docs, _ = written(given_articles(*found))
    fewer, _ = written(given_articles(*found[:20]))
    for side in ("train", "dev"):
        assert {doc.text for doc in fewer[side]} <= {doc.text for doc in docs[side]}
    assert 2 <= len(docs["dev"]) <= 14
    assert len(docs["train"]) + len(docs["dev"]) == 40
    parts = {one.article.text: part_of(one.article) for one in found}
    assert {doc.text for doc in docs["dev"]} == {text for text, part in parts.items() if part == 0}
    assert {*parts.values()} == {*range(PARTS)}


@pytest.mark.parametrize("language", ["de", "xx-nowhere", "", "zz"])
def test_any_language_can_be_cut_into_tokens(language: str) -> None:
    assert one_doc(AnnotatedArticle(article(TEXT, language=language), (marked(TEXT, "Aurora"),))).text == TEXT


@given(excerpts())
@settings(max_examples=20)
def test_every_text_is_whole_and_every_accepted_label_is_in_the_spans(excerpt: Given) -> None:
    docs, _ = written(excerpt)
    by_text = {doc.text: doc for doc in (*docs["train"], *docs["dev"])}
    for found in excerpt.found:
        if any(one.status is not Status.SUGGESTED for one in found.annotations):
            labels = [one.label for one in found.annotations if one.status is Status.ACCEPTED and one.label]
            assert [span.label_ for span in by_text[found.article.text].spans[SPANS]] == labels
