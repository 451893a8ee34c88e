"""Analysing the open article, on the thread of a worker that posts messages to the screen."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from math import inf
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Final

from textual.message import Message

from glossator.domain.article import Article
from glossator.ner.language_detection import LanguageDetector
from glossator.ner.pipelines import NoPipeline
from glossator.ner.recogniser import PipelineStopped
from glossator.ner.recognisers import start_recogniser, take_dropped
from glossator.runtime.background import Cancelled, interruptible
from glossator.services.article_languages import language_of_article
from glossator.services.article_recognisers import recogniser_for
from glossator.store.errors import StoreError
from glossator.store.workspace import Workspace

if TYPE_CHECKING:
    from glossator.ner.recogniser import RecogniserSource, RunningRecogniser
    from glossator.ner.recogniser_choice import RecogniserPreferences
    from glossator.services.analysis import Progress

# Seconds between two messages, because handling one takes as long as several keys.
_APART: Final = 0.5
# The most pipelines whose processes run: articles of two languages in turn do not load them again and again.
_MOST_RUNNING: Final = 2


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


@dataclass
class OnlyLexicon(Message):
    """Nothing is installed for the language of the article, so only the lexicon suggests.

    Attributes:
        article: the id of the article.
        advice: a message that says what to do.
    """

    article: int
    advice: str


class RunningRecognisers:
    """The recognisers that were started last; the others are ended, so that memory does not grow. Thread-safe.

    Each runs in a process of its own; in this one, keys would wait for the interpreter lock.
    """

    def __init__(self) -> None:
        """Hold none."""
        self._running: dict[RecogniserSource, RunningRecogniser] = {}
        self._lock = Lock()

    def started(self, source: "RecogniserSource") -> "RunningRecogniser":
        """Return a running recogniser, which is started unless it runs."""
        with self._lock:
            running = self._running.pop(source, None)
            if running is None:
                (running,) = start_recogniser(source)
            self._running[source] = running
            for oldest in list(self._running)[:-_MOST_RUNNING]:
                # An analysis with it was cancelled, since only one runs at a time.
                self._running.pop(oldest).close()
        return running


_RECOGNISERS: Final = RunningRecognisers()
_started: Final = _RECOGNISERS.started
# Its process ends with the program; it starts for the first article that is not plainly English.
_DETECTOR: Final = LanguageDetector()


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
    preferences: "RecogniserPreferences",
    *,
    tidying: Collection[str],
    focus: Callable[[], int],
    cancelled: Callable[[], bool],
    post: Callable[[Message], object],
) -> None:
    """Analyse what the recogniser for its language has not analysed of the article, and post the progress.

    Nothing is imported or posted if the whole article was analysed before.

    Args:
        workspace: where the article is.
        article: the article.
        preferences: which recognisers are wanted.
        tidying: the names of the rules that are applied to suggestions.
        focus: returns the offset from which the text is analysed first.
        cancelled: polled often; if true, results that are not stored yet are dropped.
        post: posts a message to the screen, from any thread.
    """
    try:
        language = ""
        if not preferences.asked:
            language = interruptible(partial(language_of_article, article, _DETECTOR), cancelled).code
        # A program is started for its version.
        chosen = interruptible(partial(recogniser_for, workspace, language, preferences), cancelled)
        pipeline = chosen.source
        if workspace.run_progress(article.id, pipeline.name, pipeline.version).finished or cancelled():
            return
        if chosen.advice:
            post(OnlyLexicon(article.id, chosen.advice))
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
