"""`glossator train`: what it prints, its exit codes, and what it leaves."""

import json
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from glossator.ner.pipelines import find_pipeline
from glossator.ner.training import TrainingSchedule
from glossator.services import training
from glossator.text.normalise import fingerprint
from tests.cli.conftest import Run
from tests.ner.tiny import tiny_pipeline


@pytest.fixture
def model(glossator: Run, here: Path) -> str:
    """A pipeline, and a workspace with seven decided articles, in which it does not know Mira."""
    tiny_pipeline(here / "tiny")
    # Two of the five parts suffice, so that there are two trainings.
    texts = (f"Then Mira went home in Lumen at {number}." for number in count(1))
    some = islice((text for text in texts if int(fingerprint(text)[:8], 16) % 5 in {0, 3}), 7)
    spans = [{"start": 5, "end": 9, "label": "PERSON"}, {"start": 23, "end": 28, "label": "GPE"}]
    decided = [{"text": text, "spans": spans, "answer": "accept"} for text in some]
    (here / "decided.jsonl").write_text("\n".join(map(json.dumps, decided)), "utf-8")
    (here / "other.txt").write_text("It rained in Lumen again, and nobody was there to see it.\n" * 20, "utf-8")
    assert glossator("import", "decided.jsonl", "other.txt").code == 0
    return "./tiny"


def shortened(monkeypatch: pytest.MonkeyPatch, **schedule: Any) -> None:
    """Have few decisions suffice, and train for as long as such a pipeline needs."""
    quick = TrainingSchedule(**{"epochs": 10, "learn_rate": 0.02, "batch": 20, "rehearsal": 1.0, **schedule})
    monkeypatch.setattr(training, "train_pipeline", partial(training.train_pipeline, least=1, schedule=quick))


def test_a_better_pipeline_is_written_and_can_be_named(
    glossator: Run, here: Path, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shortened(monkeypatch)
    ran = glossator("train", "mine", "--model", model)
    assert ran.code == 0, ran
    assert ran.lines[0].split() == ["label", "decided", "f1_before", "f1_after"]
    assert ran.lines[1].startswith("all labels")
    assert ran.err.startswith("14 decisions in 7 articles: en_tiny 1.0+")
    assert " was compared with 2 pipelines trained from it on 7 completely decided articles, each held" in ran.err
    assert " once. F1 of all labels is 0." in ran.err
    assert " higher after training (interval of 95 % over articles: " in ran.err
    assert "A pipeline trained on all 7 articles was written to mine. " in ran.err
    assert f'Use it with --model ./mine, or with model = "{here / "mine"}" in the settings.' in ran.err
    assert find_pipeline("./mine").name == "en_mine"
    assert glossator("evaluate", "--model", "./mine").code == 0
    assert glossator("train", "mine", "--model", model).refusal == (
        "mine exists, and a folder is not replaced. Name another one."
    )
    assert glossator("train", "more", "--model", "./mine").refusal.startswith("./mine was itself trained on decisions")


def test_a_pipeline_that_is_not_better_is_not_written(
    glossator: Run, here: Path, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shortened(monkeypatch, learn_rate=5.0, epochs=1)
    there = sorted(here.iterdir())
    ran = glossator("train", "mine", "--json", "--model", model)
    assert ran.code == 1
    found = json.loads(ran.out)
    assert (found["base"], found["decisions"], found["decided_articles"]) == ("en_tiny", 14, 7)
    assert (found["parts"], found["compared_articles"]) == (2, 7)
    assert found["folder"] is None
    assert found["gain"] < 0
    assert found["labels"][0]["f1_after"] < found["labels"][0]["f1_before"]
    assert f"F1 of all labels is {-found['gain']:.3f} lower after training (interval" in ran.err
    assert ran.err.endswith("Nothing was written; go on with ./tiny.\n")
    assert sorted(here.iterdir()) == there


def test_few_decisions_are_refused(glossator: Run, model: str) -> None:
    refusal = glossator("train", "mine", "--model", model).refusal
    assert refusal.startswith("There are ")
    assert "training needs 500" in refusal
    assert not Path("mine").exists()


@pytest.mark.usefixtures("model")
def test_only_a_spacy_pipeline_can_be_trained(glossator: Run) -> None:
    assert glossator("train", "mine", "--model", "no_such").refusal.startswith("Unknown pipeline no_such; choose")
    assert "There is no folder none" in glossator("train", "none/mine", "--model", "./tiny").refusal


def test_ctrl_c_leaves_nothing(glossator: Run, here: Path, model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    shortened(monkeypatch)
    monkeypatch.setattr(training, "train", interrupted)
    there = sorted(here.iterdir())
    ran = glossator("train", "mine", "--model", model)
    assert (ran.code, ran.out, ran.err) == (130, b"", "glossator: interrupted; nothing was written.\n")
    assert sorted(here.iterdir()) == there
