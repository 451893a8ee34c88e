"""Analysing many articles on all processors, or on the workers of an engine.

Each pipeline runs in a process of its own, or a worker. Threads send it articles and store the results through the one
writer, two for each process, so that it has work while results are stored.
"""

import queue
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

from glossator.domain.article import Article
from glossator.domain.lexicon import active_forms
from glossator.ner.engine_recogniser import EngineRecogniser
from glossator.ner.lexicon_matcher import LexiconMatcher
from glossator.ner.postprocessing import RULES
from glossator.ner.recogniser import PipelineStopped, RecogniserSource, RunningRecogniser
from glossator.ner.recognisers import start_recogniser
from glossator.runtime.engines import Engine
from glossator.runtime.environment import cpu_count
from glossator.services.analysis import analyse
from glossator.store.errors import StoreError
from glossator.store.workspace import Workspace

_THREADS_EACH: Final = 2
# Characters of the articles that are analysed together: about a batch of the pipeline.
_TOGETHER: Final = 40_000
_POLL_SECONDS: Final = 0.1
# Characters that one process analyses sooner than a second one would start.
_FEW: Final = 100_000


@dataclass(frozen=True, slots=True)
class Analysed:
    """An article that was analysed, with the number of new suggestions."""

    uid: str
    added: int


@dataclass(frozen=True, slots=True)
class NotAnalysed:
    """An article that could not be analysed, and the reason."""

    uid: str
    reason: str


Outcome: TypeAlias = Analysed | NotAnalysed
T = TypeVar("T")
Work: TypeAlias = Callable[[Sequence[Article], RunningRecogniser, Callable[[], bool]], list[T] | None]
"""Works on some articles with a recogniser, and returns an outcome for each, or None where it was cancelled.

The last argument says whether it is. May raise PipelineStopped and StoreError.
"""


def processes_for(characters: int) -> int:
    """Return the most processes that are worth starting for articles with so many characters in total."""
    return cpu_count() if characters > _FEW else 1


def analyse_many(
    workspace: Workspace,
    uids: Sequence[str],
    pipeline: RecogniserSource,
    *,
    processes: int | None = None,
    engine: Engine | None = None,
    tidying: Collection[str] = RULES,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Outcome]:
    """Analyse articles and yield the outcomes as they come; closing the iterator cancels.

    Results are stored as they come, so a cancelled or killed analysis can be continued. Memory does not grow with the
    number of articles.

    Args:
        workspace: where the articles are.
        uids: of the articles.
        pipeline: what to run.
        processes: the most processes; by default the number of processors.
        engine: runs the pipeline instead of processes of this program; it is closed by the caller.
        tidying: the names of the postprocessing rules.
        cancelled: asked between batches.

    Raises:
        NoPipeline: when the pipeline cannot be loaded.
        EngineFailed: when the engine cannot run it.
    """
    lexicon = LexiconMatcher(active_forms(workspace.lexicon()))

    def work(
        articles: Sequence[Article], recogniser: RunningRecogniser, stopped: Callable[[], bool]
    ) -> list[Analysed] | None:
        added = analyse(workspace, articles, recogniser, lexicon=lexicon, tidying=tidying, cancelled=stopped)
        if added is None:
            return None
        return [Analysed(article.uid, count) for article, count in zip(articles, added, strict=True)]

    return run_on_many(workspace, uids, pipeline, work, processes=processes, engine=engine, cancelled=cancelled)


def run_on_many(
    workspace: Workspace,
    uids: Sequence[str],
    pipeline: RecogniserSource,
    work: Work[T],
    *,
    processes: int | None = None,
    engine: Engine | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[T | NotAnalysed]:
    """Start a recogniser several times, give each some articles at a time, and yield the outcomes as they come.

    Args:
        workspace, uids, pipeline, processes, engine, cancelled: as for `analyse_many`.
        work: does what is to be done with some articles.

    Raises:
        NoPipeline: when the pipeline cannot be loaded.
        EngineFailed: when the engine cannot run it.
    """
    at_once = min(engine.workers if engine else processes or cpu_count(), len(uids))
    if at_once == 0:
        return
    pipelines = _on_engine(pipeline, engine, at_once) if engine else start_recogniser(pipeline, at_once)
    try:
        yield from _distribute(workspace, uids, pipelines, work, cancelled)
    finally:
        for one in pipelines:
            one.close()


def _on_engine(pipeline: RecogniserSource, engine: Engine, workers: int) -> Sequence[RunningRecogniser]:
    """Return the recogniser on an engine, once for each of its workers."""
    return [EngineRecogniser(pipeline, engine)] * workers


def _distribute(
    workspace: Workspace,
    uids: Sequence[str],
    pipelines: Sequence[RunningRecogniser],
    work: Work[T],
    cancelled: Callable[[], bool],
) -> Iterator[T | NotAnalysed]:
    """Yield the outcome of each article, which the pipelines take in turn."""
    todo: queue.SimpleQueue[str] = queue.SimpleQueue()
    for uid in uids:
        todo.put(uid)
    done: queue.SimpleQueue[T | NotAnalysed | BaseException | None] = queue.SimpleQueue()
    stop = threading.Event()
    # Few enough that all threads have work, also near the end.
    most = max(1, len(uids) // (2 * _THREADS_EACH * len(pipelines)))

    def stopped() -> bool:
        return stop.is_set() or cancelled()

    def take_articles(recogniser: RunningRecogniser) -> None:
        try:
            while (some := _next_articles(workspace, todo, most, done.put)) and not stop.is_set():
                outcomes = _outcomes(some, lambda articles: work(articles, recogniser, stopped))
                if outcomes is None:
                    return
                for outcome in outcomes:
                    done.put(outcome)
        except BaseException as error:
            # Raised by the iterator.
            done.put(error)
        finally:
            done.put(None)

    threads = [
        threading.Thread(target=take_articles, args=(one,), name="analysing", daemon=True)
        for one in pipelines
        for _ in range(_THREADS_EACH)
    ]
    for thread in threads:
        thread.start()
    working = len(threads)
    try:
        while working:
            try:
                # With a timeout, because a wait without one blocks ctrl+c on some systems.
                outcome = done.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            if outcome is None:
                working -= 1
            elif isinstance(outcome, BaseException):
                raise outcome
            else:
                yield outcome
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _next_articles(
    workspace: Workspace, todo: "queue.SimpleQueue[str]", most: int, failed: Callable[[NotAnalysed], object]
) -> list[Article]:
    """Return the next articles to analyse together, up to `most`; none when there are no more."""
    found: list[Article] = []
    with suppress(queue.Empty):
        while len(found) < most and sum(len(article.text) for article in found) < _TOGETHER:
            uid = todo.get_nowait()
            try:
                found.append(workspace.article(uid))
            except StoreError as error:
                failed(NotAnalysed(uid, str(error)))
    return found


def _outcomes(
    articles: Sequence[Article], work: Callable[[Sequence[Article]], list[T] | None]
) -> list[T | NotAnalysed] | None:
    """Return the outcomes of articles worked on together, or one by one if that fails; None when cancelled."""
    try:
        done = work(articles)
    except (PipelineStopped, StoreError) as error:
        if len(articles) == 1:
            return [NotAnalysed(articles[0].uid, str(error))]
        each = [_outcomes([article], work) for article in articles]
        return None if None in each else [outcome for outcomes in each for outcome in outcomes or ()]
    return None if done is None else [*done]
