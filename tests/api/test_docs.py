"""spaCy's Docs."""

import glossator
from glossator import Workspace


def test_a_doc_has_the_decisions_on_its_article(opened: Workspace) -> None:
    (article,) = opened.articles()
    opened.tag_article(article, "ferries")
    opened.annotate(article, *_span(article, "Captain Mira Okafor"), label="PERSON")
    opened.import_files("letters/first.txt")
    doc, undecided = opened.docs()
    assert doc.text == article.text
    assert sorted(span.text for span in doc.spans["sc"]) == ["Captain Mira Okafor", "Mira Okafor"]
    assert [span.text for span in doc.ents] == ["Captain Mira Okafor"], "the longer of two that overlap"
    assert doc.cats == {"ferries": 1.0, "people/crew": 0.0}
    assert doc.user_data["article"] == article.uid
    assert not undecided.spans["sc"]


def test_unreviewed_tokens_are_missing(opened: Workspace) -> None:
    (doc,) = opened.docs()
    assert {token.ent_iob_ for token in doc if token.text in {"Aurora", "Selby"}} >= {""}
    assert not doc.has_annotation("ENT_IOB", require_complete=True)


def test_a_pipeline_gives_its_tokens_and_vocabulary(opened: Workspace) -> None:
    import spacy

    nlp = spacy.blank("de")
    (doc,) = opened.docs(nlp, "label:PERSON")
    assert doc.vocab is nlp.vocab
    assert list(opened.docs(nlp, "label:LAW")) == []


def _span(article: glossator.Article, words: str) -> tuple[int, int]:
    start = article.text.index(words)
    return start, start + len(words)
