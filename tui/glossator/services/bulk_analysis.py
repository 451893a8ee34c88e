"""Having the machine read many articles, on all the processors there are.

Each pipeline works in a process of its own; here, threads hand it the pieces and store what it finds through the one
writer, by the same job that reads a single article. Twice as many threads as processes, so that a process has work
while what it found is stored.
"""

import queue
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeAlias

from glossator.domain.article import Article
from glossator.domain.lexicon import active_forms
from glossator.ner.lexicon_matcher import LexiconMatcher
from glossator.ner.pipelines import Pipeline
from glossator.ner.postprocessing import RULES
from glossator.ner.recogniser import EntityFinder
from glossator.ner.remote_pipeline import PipelineStopped, RemotePipeline
from glossator.runtime.environment import cpu_count
from glossator.services.analysis import analyse
from glossator.store.errors import StoreError
from glossator.store.workspace import Workspace

_THREADS_EACH: Final = 2
# Articles are read together up to so many characters: about as many pieces as a pipeline is given at a time.
_TOGETHER: Final = 40_000
_A_MOMENT: Final = 0.1


@dataclass(frozen=True, slots=True)
class Analysed:
    """An article that was read to its end, and how many suggestions are new."""

    uid: str
    added: int


@dataclass(frozen=True, slots=True)
class NotAnalysed:
    """An article that could not be read, and the sentence that says why."""

    uid: str
    reason: str


Outcome: TypeAlias = Analysed | NotAnalysed


def analyse_many(
    workspace: Workspace,
    uids: Sequence[str],
    pipeline: Pipeline,
    *,
    processes: int | None = None,
    tidying: Collection[str] = RULES,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Outcome]:
    """Read articles, and yield what became of each, in the order they are done.

    The lexicon is that of now. Each article is stored as it is read, so what was cancelled, or killed, goes on where it
    stopped. The memory used does not grow with the number of articles. Closing the iterator cancels.

    Args:
        workspace: where the articles are.
        uids: which; each that was read already is passed over at once.
        pipeline: with what.
        processes: how many work at once, at most; as many as there are processors where it is None.
        tidying: the names of the rules by which suggestions are tidied before they are stored.
        cancelled: asked between pieces.

    Raises:
        NoPipeline: when the pipeline cannot be loaded.
    """
    lexicon = LexiconMatcher(active_forms(workspace.lexicon()))
    at_once = min(processes or cpu_count(), len(uids))
    if at_once == 0:
        return
    served = [RemotePipeline(pipeline) for _ in range(at_once)]
    try:
        yield from _shared_out(workspace, uids, served, lexicon, tidying, cancelled)
    finally:
        for one in served:
            one.close()


def _shared_out(
    workspace: Workspace,
    uids: Sequence[str],
    served: Sequence[EntityFinder],
    lexicon: LexiconMatcher,
    tidying: Collection[str],
    cancelled: Callable[[], bool],
) -> Iterator[Outcome]:
    """Yield what becomes of each article, read by whichever of `served` has time."""
    todo: queue.SimpleQueue[str] = queue.SimpleQueue()
    for uid in uids:
        todo.put(uid)
    done: queue.SimpleQueue[Outcome | BaseException | None] = queue.SimpleQueue()
    stop = threading.Event()
    # So few together that all have some, and that none has much left at the end.
    most = max(1, len(uids) // (2 * _THREADS_EACH * len(served)))

    def work(recogniser: EntityFinder) -> None:
        try:
            while (some := _some(workspace, todo, most, done.put)) and not stop.is_set():
                outcomes = _outcomes(
                    some,
                    lambda articles: analyse(
                        workspace,
                        articles,
                        recogniser,
                        lexicon=lexicon,
                        tidying=tidying,
                        cancelled=lambda: stop.is_set() or cancelled(),
                    ),
                )
                if outcomes is None:
                    return
                for outcome in outcomes:
                    done.put(outcome)
        except BaseException as error:
            # Raised where the outcomes are taken, for there is nobody else to tell.
            done.put(error)
        finally:
            done.put(None)

    threads = [
        threading.Thread(target=work, args=(one,), name="analysing", daemon=True)
        for one in served
        for _ in range(_THREADS_EACH)
    ]
    for thread in threads:
        thread.start()
    working = len(threads)
    try:
        while working:
            try:
                # With an end to the waiting, since ctrl+c is not noticed during it on every system.
                outcome = done.get(timeout=_A_MOMENT)
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


def _some(
    workspace: Workspace, todo: "queue.SimpleQueue[str]", most: int, failed: Callable[[NotAnalysed], object]
) -> list[Article]:
    """Return the next articles, as many as are read together, up to `most`; none when there are no more."""
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
    articles: Sequence[Article], read: Callable[[Sequence[Article]], list[int] | None]
) -> list[Outcome] | None:
    """Return what became of articles that were read together, where that fails one by one; None when cancelled."""
    try:
        added = read(articles)
    except (PipelineStopped, StoreError) as error:
        if len(articles) == 1:
            return [NotAnalysed(articles[0].uid, str(error))]
        each = [_outcomes([article], read) for article in articles]
        return None if None in each else [outcome for outcomes in each for outcome in outcomes or ()]
    if added is None:
        return None
    return [Analysed(article.uid, count) for article, count in zip(articles, added, strict=True)]
