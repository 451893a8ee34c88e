"""Pipelines of other languages: which rules fit them."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from glossator.domain.annotation import Suggestion
from glossator.domain.article import ArticleDraft
from glossator.ner.lexicon_matcher import LexiconMatcher
from glossator.ner.pipelines import Pipeline, find_pipeline, language_of
from glossator.ner.postprocessing import ANY_LANGUAGE, RULES, postprocess, rules_for
from glossator.ner.recognisers import find_recogniser, start_recogniser
from glossator.services.analysis import analyse
from glossator.store.ingest.articles import add_article
from glossator.store.workspace import Workspace
from glossator.text.span import Span
from tests.ner.small import small_pipeline

RULES_FR: Final = ("leading_article", "forms_of_address")


@pytest.mark.parametrize(
    ("name", "language"), [("fr_core_news_sm", "fr"), ("xx_ent_wiki_sm", "xx"), ("finder", ""), ("my_pipeline", "my")]
)
def test_the_name_of_a_pipeline_begins_with_its_language(name: str, language: str) -> None:
    assert language_of(Pipeline(name, name, "1.0", ("ner",), Path(name))) == language


def test_rules_for_english_are_off_in_other_languages() -> None:
    french = {*ANY_LANGUAGE, "leading_article", "forms_of_address"}
    assert rules_for("fr", RULES) == tuple(rule for rule in RULES if rule in french)
    assert rules_for("de", RULES) == tuple(rule for rule in RULES if rule in ANY_LANGUAGE)
    assert rules_for("es", ("leading_article", "one_label")) == ("one_label",)
    assert rules_for("en", RULES) == rules_for("", RULES) == RULES
    assert set(ANY_LANGUAGE) <= set(RULES)


def test_a_french_elision_is_no_part_of_a_name() -> None:
    text = "L’Union des ports n’a rien dit"
    found = [Suggestion(Span(2, 20), "ORG"), Suggestion(Span(2, 20), "PER")]
    assert [one.span.of(text) for one in postprocess(text, Span(0, len(text)), found, ["ragged_edges"])] == [
        "Union des ports"
    ] * 2


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("پاکستان کے وفد نے استنبول میں ملاقات کی۔ کابل خاموش ہے۔", {"استنبول": "GPE", "کابل": "GPE"}),
        ("التقى الوفدان في الدوحة، وقالت قطر إن المحادثات مستمرة.", {"الدوحة": "GPE", "قطر": "GPE"}),
    ],
)
def test_the_lexicon_alone_suggests_in_scripts_from_right_to_left(
    workspace: Workspace, draft: ArticleDraft, text: str, forms: dict[str, str]
) -> None:
    uid, _ = workspace.perform(add_article, replace(draft, text=text)).result()
    article = workspace.article(uid)
    (recogniser,) = start_recogniser(find_recogniser("lexicon"))
    assert analyse(workspace, [article], recogniser, lexicon=LexiconMatcher(forms)) == [2]
    found = workspace.annotations(article.id)
    assert {one.quote: one.label for one in found} == forms
    assert all(one.span is not None and one.span.of(article.text) == one.quote for one in found)


def test_a_pipeline_in_a_folder_has_the_language_of_its_meta_file(tmp_path: Path) -> None:
    assert language_of(small_pipeline(tmp_path)) == language_of(find_pipeline(str(tmp_path))) == "en"


@pytest.mark.parametrize(
    ("words", "label", "name"),
    [
        ("M. Dupont", "PERSON", "Dupont"),
        ("M. le général Leroux", "PERSON", "M. le général Leroux"),
        ("Mme Anne Roy", "PER", "Anne Roy"),
        ("MM. Roy", "PERSON", "Roy"),
        ("docteur Roy", "PERSON", "Roy"),
        ("M. Roy", "ORG", "M. Roy"),
        ("Me Too", "ORG", "Me Too"),
        ("M. de Roy", "PERSON", "M. de Roy"),
        ("Marc Roy", "PERSON", "Marc Roy"),
        ("Maire", "PERSON", "Maire"),
        ("la France", "LOC", "France"),
        ("l’Élysée", "LOC", "Élysée"),
        ("du Rhône", "LOC", "Rhône"),
        ("Le Havre", "LOC", "Le Havre"),
        ("La Rochelle", "LOC", "La Rochelle"),
        ("la presse", "ORG", "la presse"),
        ("la France insoumise", "MISC", "la France insoumise"),
    ],
)
def test_titles_and_articles_are_no_part_of_french_names(words: str, label: str, name: str) -> None:
    text = f"Ici {words} parle."
    (one,) = postprocess(text, Span(0, len(text)), [Suggestion(Span(4, 4 + len(words)), label)], RULES_FR, "fr")
    assert (one.span.of(text), one.label) == (name, label)


def test_the_rules_for_english_do_not_run_on_french() -> None:
    text = "Ici Mr Roy et the Hague parlent."
    found = [Suggestion(Span(4, 10), "PERSON"), Suggestion(Span(14, 23), "LOC")]
    assert postprocess(text, Span(0, len(text)), found, RULES_FR, "fr") == found
    assert [one.span.of(text) for one in postprocess(text, Span(0, len(text)), found, RULES_FR)] == ["Roy", "Hague"]
