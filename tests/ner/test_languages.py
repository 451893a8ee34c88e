"""Pipelines of other languages: which rules fit them."""

from pathlib import Path

import pytest

from glossator.ner.pipelines import Pipeline, find_pipeline, language_of
from glossator.ner.postprocessing import ANY_LANGUAGE, RULES, rules_for
from tests.ner.small import small_pipeline


@pytest.mark.parametrize(
    ("name", "language"), [("fr_core_news_sm", "fr"), ("xx_ent_wiki_sm", "xx"), ("finder", ""), ("my_pipeline", "my")]
)
def test_the_name_of_a_pipeline_begins_with_its_language(name: str, language: str) -> None:
    assert language_of(Pipeline(name, name, "1.0", ("ner",), Path(name))) == language


def test_rules_for_english_are_off_in_other_languages() -> None:
    assert rules_for("fr", RULES) == tuple(rule for rule in RULES if rule in ANY_LANGUAGE)
    assert rules_for("es", ("leading_article", "one_label")) == ("one_label",)
    assert rules_for("en", RULES) == rules_for("", RULES) == RULES
    assert set(ANY_LANGUAGE) <= set(RULES)


def test_a_pipeline_in_a_folder_has_the_language_of_its_meta_file(tmp_path: Path) -> None:
    assert language_of(small_pipeline(tmp_path)) == language_of(find_pipeline(str(tmp_path))) == "en"
