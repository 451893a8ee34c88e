import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from glossator.domain.article import ArticleDraft
from glossator.ner.pipelines import NoPipeline, Pipeline
from glossator.ner.recogniser import FoundEntity, PipelineStopped
from glossator.runtime.engines import LocalEngine, WorkerLost
from glossator.services import bulk_analysis
from glossator.services.bulk_analysis import Analysed, NotAnalysed, analyse_many, processes_for
from glossator.store.queries.pipeline_comparison import compare
from glossator.store.workspace import Workspace
from tests.ner.small import small_pipeline
from tests.store.scene import add


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return small_pipeline(tmp_path_factory.mktemp("pipeline") / "small")


@pytest.fixture
def uids(workspace: Workspace) -> list[str]:
    """Articles of twenty paragraphs, each with a “Lumen”."""
    texts = ["\n\n".join(f"Lumen {number}.{part}" for part in range(20)) for number in range(6)]
    return [add(workspace, ArticleDraft(f"{number}", text)).uid for number, text in enumerate(texts)]


class Pretended:
    """Stands in for a process, and finds the first word of each piece; fails on the text that is named."""

    broken = ""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.is_closed = False
        made.append(self)

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        if self.broken and any(text.startswith(self.broken) for text in texts):
            raise PipelineStopped("The process has ended.")
        return [[FoundEntity(0, 5, "GPE")] for _ in texts]

    def close(self) -> None:
        self.is_closed = True


made: list[Pretended] = []


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> type[Pretended]:
    made.clear()
    monkeypatch.setattr("glossator.ner.recognisers.RemotePipeline", Pretended)
    monkeypatch.setattr(Pretended, "broken", "")
    return Pretended


def unread(workspace: Workspace, pipeline: Pipeline) -> list[str]:
    return workspace.unanalysed_articles(pipeline.name, pipeline.version)


def test_two_processes_find_what_one_does(workspace: Workspace, uids: list[str], pipeline: Pipeline) -> None:
    outcomes = list(analyse_many(workspace, uids, pipeline, processes=2))
    assert sorted(outcomes, key=lambda one: one.uid) == [Analysed(uid, 20) for uid in sorted(uids)]
    assert unread(workspace, pipeline) == []
    alone = replace(pipeline, version="2.0")
    assert len(list(analyse_many(workspace, uids, alone, processes=1))) == 6
    one, other = f"{pipeline.name} {pipeline.version}", f"{alone.name} 2.0"
    compared = workspace.ask(compare, one, other)
    assert (compared.articles, compared.same, compared.differences) == (6, 120, [])


def test_an_engine_finds_what_processes_do(workspace: Workspace, uids: list[str], pipeline: Pipeline) -> None:
    engine = LocalEngine(2, ThreadPoolExecutor)
    outcomes = list(analyse_many(workspace, uids, pipeline, engine=engine))
    engine.close()
    assert sorted(outcomes, key=lambda one: one.uid) == [Analysed(uid, 20) for uid in sorted(uids)]
    alone = replace(pipeline, version="2.0")
    assert len(list(analyse_many(workspace, uids, alone, processes=1))) == 6
    one, other = f"{pipeline.name} {pipeline.version}", f"{alone.name} 2.0"
    compared = workspace.ask(compare, one, other)
    assert (compared.articles, compared.same, compared.differences) == (6, 120, [])


class LosingEngine:
    """Loses the worker of each batch that has the broken text."""

    workers = 2
    broken = "Lumen 3"

    def run(self, task: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if any(text.startswith(self.broken) for text in args[1]):
            raise WorkerLost("Each worker has ended.")
        return task(*args, **kwargs)

    def close(self) -> None:
        raise AssertionError("it is closed by the caller")


def test_an_article_that_ends_workers_does_not_stop_the_others(
    workspace: Workspace, uids: list[str], pipeline: Pipeline
) -> None:
    outcomes = list(analyse_many(workspace, uids, pipeline, engine=LosingEngine()))
    assert [one for one in outcomes if isinstance(one, NotAnalysed)] == [NotAnalysed(uids[3], "Each worker has ended.")]
    assert len(outcomes) == 6
    assert unread(workspace, pipeline) == [uids[3]]


def test_an_article_that_fails_does_not_stop_the_others(
    workspace: Workspace,
    uids: list[str],
    pipeline: Pipeline,
    pretended: type[Pretended],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pretended, "broken", "Lumen 3")
    outcomes = list(analyse_many(workspace, uids, pipeline, processes=2))
    assert [one for one in outcomes if isinstance(one, NotAnalysed)] == [NotAnalysed(uids[3], "The process has ended.")]
    assert len(outcomes) == 6
    assert unread(workspace, pipeline) == [uids[3]]
    assert all(one.is_closed for one in made)


def test_closing_cancels_and_the_rest_is_read_the_next_time(
    workspace: Workspace, uids: list[str], pipeline: Pipeline, pretended: type[Pretended]
) -> None:
    outcomes = analyse_many(workspace, uids, pipeline, processes=2)
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined] # a generator, promised as an iterator
    assert all(one.is_closed for one in made)
    left = unread(workspace, pipeline)
    assert {one.uid for one in analyse_many(workspace, uids, pipeline, processes=2)} == set(uids)
    assert unread(workspace, pipeline) == []
    assert len(left) < 6


def test_what_is_cancelled_is_no_outcome(
    workspace: Workspace, uids: list[str], pipeline: Pipeline, pretended: type[Pretended]
) -> None:
    assert list(analyse_many(workspace, uids, pipeline, processes=2, cancelled=lambda: True)) == []
    assert unread(workspace, pipeline) == uids


def test_a_pipeline_that_cannot_be_loaded_is_reported_once(
    workspace: Workspace, uids: list[str], pipeline: Pipeline
) -> None:
    with pytest.raises(NoPipeline, match="Unknown pipeline"):
        list(analyse_many(workspace, uids, replace(pipeline, module="/no/such/pipeline"), processes=2))


def test_cancelling_does_not_wait_for_what_never_answers(
    workspace: Workspace, uids: list[str], pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = threading.Event()

    class Silent(Pretended):
        def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
            never.wait()
            return []

    monkeypatch.setattr("glossator.ner.recognisers.RemotePipeline", Silent)
    assert list(analyse_many(workspace, uids, pipeline, processes=2, cancelled=lambda: True)) == []
    assert unread(workspace, pipeline) == uids
    never.set()


def test_nothing_to_read_starts_nothing(workspace: Workspace, pipeline: Pipeline, pretended: type[Pretended]) -> None:
    assert list(analyse_many(workspace, [], pipeline)) == []
    assert made == []


def test_a_second_process_is_started_only_for_long_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_analysis, "cpu_count", lambda: 4)
    assert (processes_for(100_000), processes_for(100_001)) == (1, 4)
