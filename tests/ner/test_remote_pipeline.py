import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from glossator.ner.pipelines import NoPipeline, Pipeline
from glossator.ner.recogniser import FoundEntity, PipelineStopped
from glossator.ner.remote_pipeline import RemotePipeline, serve
from tests.ner.small import small_pipeline


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return small_pipeline(tmp_path_factory.mktemp("pipeline") / "small")


@pytest.fixture
def served(pipeline: Pipeline) -> Iterator[RemotePipeline]:
    made = RemotePipeline(pipeline)
    yield made
    made.close()


def test_another_process_finds_what_this_one_would_and_is_started_anew_when_it_has_ended(
    served: RemotePipeline,
) -> None:
    texts = ["👩🏻\u200d🚒 Lumen is open.", "From Lumen to Selby, and back to Lumen."]
    expected = [[FoundEntity(5, 10, "GPE")], [FoundEntity(5, 10, "GPE"), FoundEntity(33, 38, "GPE")]]
    assert served.suggest(texts) == expected
    assert served._worker is not None
    process = served._worker.process
    process.kill()
    process.wait()
    with pytest.raises(PipelineStopped, match="has stopped"):
        served.suggest(texts)
    assert served.suggest(texts) == expected


def test_a_process_ends_when_nobody_asks_any_more(served: RemotePipeline) -> None:
    assert served._worker is not None
    process = served._worker.process
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(60) == 0


def test_a_pipeline_that_cannot_be_loaded_is_reported(pipeline: Pipeline, tmp_path: Path) -> None:
    made = RemotePipeline(replace(pipeline, module=str(tmp_path / "none")))
    with pytest.raises(NoPipeline, match="Unknown pipeline"):
        made.suggest(["x"])
    made.close()


@pytest.mark.skipif(not hasattr(os, "nice"), reason="no such thing on this system")
def test_a_process_that_reads_gives_way_to_the_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    def noted(by: int) -> None:
        raise InterruptedError(f"{by} nicer")

    monkeypatch.setattr(os, "nice", noted)
    with pytest.raises(InterruptedError, match="10 nicer"):
        serve("any")


@pytest.mark.skipif(not hasattr(os, "getsid"), reason="no such thing on this system")
def test_it_is_nicer_than_the_program_in_one_session_and_out_of_reach_of_its_ctrl_c(served: RemotePipeline) -> None:
    assert served._worker is not None
    process = served._worker.process
    assert os.getsid(process.pid) == os.getsid(0)
    assert os.getpgid(process.pid) != os.getpgid(0)
