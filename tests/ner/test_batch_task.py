import pickle
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from glossator.ner import batch_task
from glossator.ner.batch_task import WantedRecogniser, find_entities
from glossator.ner.engine_recogniser import EngineRecogniser
from glossator.ner.in_process import LoadedRecogniser
from glossator.ner.pipelines import NoPipeline, Pipeline
from glossator.ner.plugin_recognisers import RecogniserFailed
from glossator.ner.recogniser import FoundEntity, PipelineStopped
from glossator.runtime.engines import LocalEngine
from tests.ner.small import small_pipeline


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return small_pipeline(tmp_path_factory.mktemp("pipeline") / "small")


@pytest.fixture
def engine() -> LocalEngine:
    return LocalEngine(2, ThreadPoolExecutor)


def test_a_worker_finds_what_the_pipeline_finds(
    pipeline: Pipeline, engine: LocalEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Named by a relative path, and used by a worker in another folder.
    monkeypatch.chdir(pipeline.folder.parent)
    recogniser = EngineRecogniser(replace(pipeline, module="./small"), engine)
    monkeypatch.chdir(tmp_path)
    expected = [[FoundEntity(5, 10, "GPE")], []]
    assert recogniser.suggest(["From Lumen", "none"]) == expected
    assert pickle.loads(pickle.dumps(expected)) == expected
    engine.close()


def test_another_version_on_the_worker_is_refused(pipeline: Pipeline, engine: LocalEngine) -> None:
    with pytest.raises(NoPipeline, match=r"has en_small 1\.0.*, not en_small 2\.0\. Install the same version there"):
        EngineRecogniser(replace(pipeline, version="2.0"), engine).suggest(["x"])
    engine.close()


def test_a_pipeline_that_the_worker_does_not_have_is_reported() -> None:
    with pytest.raises(NoPipeline, match=r"The worker on .* cannot analyse: Unknown pipeline nope_nope"):
        find_entities(WantedRecogniser("nope_nope", "en_nope", "1"), ["x"])


def test_a_recogniser_that_fails_stops_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Sequence[str]) -> list[list[FoundEntity]]:
        raise RecogniserFailed("The recogniser ships failed.")

    monkeypatch.setattr(batch_task, "_loaded", lambda _: LoadedRecogniser("ships", "1", fail))
    with pytest.raises(PipelineStopped, match="ships failed"):
        find_entities(WantedRecogniser("ships", "ships", "1"), ["x"])
