"""Analysing the open article, on the thread of a worker that posts messages to the screen."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from textual.message import Message

from glossator.domain.article import Article
from glossator.ner.pipelines import NoPipeline
from glossator.ner.recogniser import PipelineStopped
from glossator.ner.recognisers import find_recogniser, start_recogniser, take_dropped
from glossator.runtime.background import Cancelled, interruptible
from glossator.store.errors import StoreError
from glossator.store.workspace import Workspace

if TYPE_CHECKING:
    from glossator.ner.recogniser import RecogniserSource, RunningRecogniser
    from glossator.services.analysis import Progress

# Seconds between two messages, because handling one takes as long as several keys.
_APART: Final = 0.5


@dataclass
class PartAnalysed(Message):
    """A part of an article was analysed, and its suggestions are stored.

    Attributes:
        article: the id of the article.
        done, total: numbers of parts of its text.
        added: the number of new suggestions.
        dropped: the number of finds that do not fit the text.
    """

    article: int
    done: int
    total: int
    added: int
    dropped: int = 0


@dataclass
class NotRecognised(Message):
    """The article cannot be analysed; `reason` is a sentence that says what to do."""

    article: int
    reason: str


@lru_cache(maxsize=1)
def _started(pipeline: "RecogniserSource") -> "RunningRecogniser":
    """Return the running recogniser, which is started once.

    It runs in a process of its own; in this one, keys would wait for the interpreter lock.
    """
    (running,) = start_recogniser(pipeline)
    return running


def _now_and_then(report: "Callable[[Progress], object]") -> "Callable[[Progress], None]":
    """Return a progress callback that calls `report` for the first and last progress, and at intervals between."""
    reported = -inf

    def progressed(progress: "Progress") -> None:
        nonlocal reported
        now = monotonic()
        if progress.done == progress.total or now - reported >= _APART:
            reported = now
            report(progress)

    return progressed


def recognise(
    workspace: Workspace,
    article: Article,
    model: str,
    *,
    tidying: Collection[str],
    focus: Callable[[], int],
    cancelled: Callable[[], bool],
    programs: Mapping[str, Mapping[str, Any]],
    post: Callable[[Message], object],
) -> None:
    """Analyse what the pipeline has not analysed of the article, and post the progress.

    Nothing is imported or posted if the whole article was analysed before.

    Args:
        workspace: where the article is.
        article: the article.
        model: the name of the pipeline; the default one if empty.
        tidying: the names of the rules that are applied to suggestions.
        focus: returns the offset from which the text is analysed first.
        cancelled: polled often; if true, results that are not stored yet are dropped.
        programs: the recogniser programs of the settings.
        post: posts a message to the screen, from any thread.
    """
    try:
        # A program is started for its version.
        pipeline = interruptible(partial(find_recogniser, model, programs, workspace.labels), cancelled)
        if workspace.run_progress(article.id, pipeline.name, pipeline.version).finished or cancelled():
            return
        post(PartAnalysed(article.id, 0, 0, 0))
        from glossator.services.analysis import analyse

        recogniser, dropped = _started(pipeline), 0
        # Of an analysis that was cancelled.
        take_dropped(pipeline)

        def report(progress: "Progress") -> None:
            nonlocal dropped
            dropped += take_dropped(pipeline)
            post(PartAnalysed(article.id, progress.done, progress.total, progress.added, dropped))

        analyse(
            workspace,
            [article],
            recogniser,
            tidying=tidying,
            focus=focus,
            cancelled=cancelled,
            progress=_now_and_then(report),
        )
    except (NoPipeline, PipelineStopped, StoreError) as error:
        if not cancelled():
            post(NotRecognised(article.id, str(error)))
    except Cancelled:
        return
