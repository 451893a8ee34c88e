"""Articles of several languages: each is analysed by the recogniser for its language."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from glossator.domain.article import ArticleDraft
from glossator.ner.language_detection import LanguageDetector
from glossator.ner.pipelines import NoPipeline, Pipeline
from glossator.ner.recogniser import FoundEntity
from glossator.ner.recogniser_choice import RecogniserPreferences
from glossator.runtime.background import Cancelled
from glossator.runtime.engines import LocalEngine
from glossator.services.analysis import analyse
from glossator.services.article_languages import ArticleLanguage, language_of_article, languages_of_articles
from glossator.services.article_recognisers import (
    AnalysisGroup,
    analyse_groups,
    analysed_by,
    analysis_groups,
    recogniser_for,
)
from glossator.services.bulk_analysis import Analysed
from glossator.store.operations.articles import delete_articles, set_language
from glossator.store.operations.labels import make_label
from glossator.store.operations.lexicon import always_suggest
from glossator.store.workspace import Workspace
from tests.store.scene import add, done

_ENGLISH: Final = (
    "The mayor of Selby said that the ferry to Lumen was late and that the crew had not been paid by it. " * 3
)
_FRENCH: Final = "Le maire de Selby a dit que le bateau pour Lumen était en retard et que l’équipage attendait. " * 3
_URDU: Final = "میئر نے کہا کہ جزیرے کی کشتی دیر سے آئی اور عملے کو ابھی تک تنخواہ نہیں ملی ہے۔ کابل خاموش ہے۔ " * 3


def fake(name: str) -> Pipeline:
    return Pipeline(name, name, "1.0", ("ner",), Path(name))


DEFAULT: Final = fake("en_small")
_INSTALLED: Final = [DEFAULT, fake("fr_small")]


class Finds:
    """Finds each “Selby”, and remembers what it was given."""

    given: Final[list[tuple[str, int]]] = []

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        self.given.append((self.pipeline.name, len(texts)))
        starts = [text.find("Selby") for text in texts]
        return [[FoundEntity(start, start + 5, "PER")] if start >= 0 else [] for start in starts]

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def _fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have two pipelines installed, and detect by a word."""

    def find(wanted: str = "", *_: object) -> Pipeline:
        for pipeline in _INSTALLED:
            if pipeline.name == (wanted or DEFAULT.name):
                return pipeline
        raise NoPipeline(f"No {wanted}.")

    def detect(_: LanguageDetector, samples: Sequence[Sequence[str]]) -> list[str]:
        marks = {"équipage": "fr", "کشتی": "ur"}
        return [next((code for word, code in marks.items() if word in " ".join(parts)), "") for parts in samples]

    Finds.given.clear()
    monkeypatch.setattr("glossator.ner.recognisers.find_pipeline", find)
    monkeypatch.setattr("glossator.services.article_recognisers.installed_pipelines", lambda: _INSTALLED)
    monkeypatch.setattr("glossator.ner.pipelines.pipeline_digest", lambda _: "0" * 64)
    monkeypatch.setattr("glossator.ner.recognisers.RemotePipeline", Finds)
    monkeypatch.setattr(LanguageDetector, "languages", detect)


@pytest.fixture
def uids(workspace: Workspace) -> list[str]:
    """The uids of an English, a French, an Urdu and a short article, of which none states its language."""
    texts = (_ENGLISH, _FRENCH, _URDU, "Selby.")
    return [add(workspace, ArticleDraft(f"{number}", text)).uid for number, text in enumerate(texts)]


def names(groups: Sequence[AnalysisGroup], uids: Sequence[str]) -> dict[str, list[int]]:
    return {group.source.name: [uids.index(uid) for uid in group.uids] for group in groups}


def lengths(workspace: Workspace) -> dict[str, int]:
    return {one.uid: one.length for one in workspace.articles()}


def test_languages_are_stated_or_detected(workspace: Workspace, uids: list[str]) -> None:
    done(workspace, set_language, [workspace.article(uids[0]).id], "pt-BR")
    found = languages_of_articles(workspace, [*reversed(uids), "t_gone"])
    assert list(found) == uids[::-1]
    assert [found[uid] for uid in uids] == [
        ArticleLanguage("pt"),
        ArticleLanguage("fr", detected=True),
        ArticleLanguage("ur", detected=True),
        ArticleLanguage(""),
    ]
    assert [str(found[uid]) for uid in uids] == ["Portuguese", "French (detected)", "Urdu (detected)", "unknown"]
    for uid in uids:
        assert language_of_article(workspace.article(uid), LanguageDetector()) == found[uid]
        assert workspace.article(uid).language == ("pt-BR" if uid == uids[0] else "")


def test_what_is_stated_or_plainly_english_needs_no_detection(
    workspace: Workspace, uids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> list[str]:
        raise AssertionError

    monkeypatch.setattr(LanguageDetector, "languages", never)
    done(workspace, set_language, [workspace.article(uids[1]).id], "fr")
    found = languages_of_articles(workspace, uids[:2])
    assert [found[uid].code for uid in uids[:2]] == ["en", "fr"]
    assert [language_of_article(workspace.article(uid), LanguageDetector()).code for uid in uids[:2]] == ["en", "fr"]


def test_detection_can_be_cancelled(workspace: Workspace, uids: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> list[str]:
        raise Cancelled

    monkeypatch.setattr("glossator.services.article_languages.interruptible", interrupted)
    with pytest.raises(Cancelled):
        languages_of_articles(workspace, uids)


def test_each_article_goes_to_the_recogniser_of_its_language(workspace: Workspace, uids: list[str]) -> None:
    groups = analysis_groups(workspace, uids, RecogniserPreferences())
    assert names(groups, uids) == {"en_small": [0, 3], "fr_small": [1], "lexicon": [2]}
    assert [len(group.advice) for group in groups] == [0, 0, 1]
    assert "No pipeline for Urdu is installed, so only the lexicon suggests in 1 article." in groups[2].advice[0]
    outcomes = list(analyse_groups(workspace, groups, lengths(workspace)))
    assert {one.uid for one in outcomes if isinstance(one, Analysed)} == set(uids)
    assert Finds.given[-1] == ("fr_small", 1)
    assert analysed_by(groups, uids) == (
        "4 articles analysed (2 with en_small 1.0, 1 with fr_small 1.0, 1 with the lexicon alone)"
    )
    again = analysis_groups(workspace, uids, RecogniserPreferences())
    assert names(again, uids) == {"en_small": [], "fr_small": [], "lexicon": []}
    assert not any(group.advice for group in again)
    assert analysed_by(again, ()) == "0 articles analysed"


def test_what_the_english_pipeline_has_analysed_is_analysed_again_only_in_other_languages(
    workspace: Workspace, uids: list[str]
) -> None:
    everything = analysis_groups(workspace, uids, RecogniserPreferences(asked="en_small"))
    assert names(everything, uids) == {"en_small": [0, 1, 2, 3]}
    list(analyse_groups(workspace, everything, lengths(workspace)))
    groups = analysis_groups(workspace, uids, RecogniserPreferences())
    assert names(groups, uids) == {"en_small": [], "fr_small": [1], "lexicon": [2]}


def test_a_stated_language_counts_and_not_the_text(workspace: Workspace, uids: list[str]) -> None:
    done(workspace, set_language, [workspace.article(uid).id for uid in uids], "fr")
    assert names(analysis_groups(workspace, uids, RecogniserPreferences()), uids) == {"fr_small": [0, 1, 2, 3]}
    preferences = RecogniserPreferences(by_language={"fr": "en_small"})
    assert names(analysis_groups(workspace, uids, preferences), uids) == {"en_small": [0, 1, 2, 3]}


def test_a_recogniser_of_the_settings_that_is_not_there_stops_all(workspace: Workspace, uids: list[str]) -> None:
    with pytest.raises(NoPipeline, match="No nowhere"):
        analysis_groups(workspace, uids, RecogniserPreferences(by_language={"fr": "nowhere"}))
    with pytest.raises(NoPipeline, match="No nowhere"):
        recogniser_for(workspace, "fr", RecogniserPreferences(model="nowhere"))


def test_no_articles_are_one_group_of_the_default(workspace: Workspace) -> None:
    groups = analysis_groups(workspace, [], RecogniserPreferences())
    assert [(group.source, group.uids) for group in groups] == [(DEFAULT, ())]
    assert analysed_by(groups, ()) == "0 articles analysed with en_small 1.0"


def test_an_article_that_is_deleted_meanwhile_is_left_out(workspace: Workspace, uids: list[str]) -> None:
    done(workspace, delete_articles, [workspace.article(uids[1]).id])
    assert names(analysis_groups(workspace, uids, RecogniserPreferences()), uids) == {
        "en_small": [0, 3],
        "lexicon": [2],
    }


def test_an_engine_runs_pipelines_and_the_lexicon_alone_needs_none(
    workspace: Workspace, uids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    done(workspace, always_suggest, "کابل", "GPE")
    groups = [group for group in analysis_groups(workspace, uids, RecogniserPreferences()) if group.advice]
    with closing(LocalEngine(1)) as engine:
        outcomes = list(analyse_groups(workspace, groups, lengths(workspace), engine=engine))
        assert outcomes == [Analysed(uids[2], 3)]
        chosen = analysis_groups(workspace, uids[:1], RecogniserPreferences(asked="lexicon"))
        with pytest.raises(NoPipeline, match="Leave out --on"):
            list(analyse_groups(workspace, chosen, lengths(workspace), engine=engine))


def test_a_cancelled_analysis_starts_no_group(workspace: Workspace, uids: list[str]) -> None:
    groups = analysis_groups(workspace, uids, RecogniserPreferences())
    assert list(analyse_groups(workspace, groups, lengths(workspace), cancelled=lambda: True)) == []
    assert Finds.given == []


@pytest.mark.parametrize(("label", "own"), [("PERSON", False), ("PER", True)])
def test_per_is_person_unless_the_codebook_has_per(workspace: Workspace, label: str, own: bool) -> None:
    article = add(workspace, ArticleDraft("1", "Selby came."))
    if own:
        done(workspace, make_label, "PER")
    assert analyse(workspace, [article], Finds(replace(DEFAULT, name="fr_small"))) == [1]
    assert [one.label for one in workspace.annotations(article.id)] == [label]
