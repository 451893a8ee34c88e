"""Having the machine read many articles, on all the processors there are.

Each pipeline works in a process of its own; here, threads hand it the pieces and store what it finds through the one
writer, by the same job that reads a single article. Twice as many threads as processes, so that a process has work
while what it found is stored.
"""

import queue
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from tui.jobs.analysing import analyse
from tui.jobs.processors import processors
from tui.model.annotation import Suggestion
from tui.model.lexicon import forms
from tui.model.span import Span
from tui.recognition.lexicon import Lexicon
from tui.recognition.pipelines import Pipeline
from tui.recognition.recogniser import Recogniser, Suggests
from tui.recognition.serving import Gone, Served
from tui.recognition.tidying import RULES
from tui.store.errors import StoreError
from tui.store.workspace import Workspace

_THREADS_EACH: Final = 2
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
        processes: how many work at once, at most; as many as there are processors where it is None. With one, all is
            done in this process.
        tidying: the names of the rules by which suggestions are tidied before they are stored.
        cancelled: asked between pieces.

    Raises:
        NoPipeline: when the pipeline cannot be loaded.
    """
    lexicon = Lexicon(forms(workspace.lexicon()))
    at_once = min(processes or processors(), len(uids))
    if at_once == 0:
        return
    served = [Served(pipeline) for _ in range(at_once)] if at_once > 1 else []
    try:
        yield from _shared_out(workspace, uids, served or [_InTurn(Recogniser(pipeline))], lexicon, tidying, cancelled)
    finally:
        for one in served:
            one.close()


class _InTurn:
    """A recogniser of this process that two threads may share: one reads while what the other found is stored."""

    def __init__(self, recogniser: Recogniser) -> None:
        self.pipeline = recogniser.pipeline
        self._recogniser = recogniser
        self._lock = threading.Lock()

    def suggest(self, text: str, pieces: Sequence[Span]) -> Iterator[tuple[Span, list[Suggestion]]]:
        with self._lock:
            found = list(self._recogniser.suggest(text, pieces))
        yield from found


def _shared_out(
    workspace: Workspace,
    uids: Sequence[str],
    served: Sequence[Suggests],
    lexicon: Lexicon,
    tidying: Collection[str],
    cancelled: Callable[[], bool],
) -> Iterator[Outcome]:
    """Yield what becomes of each article, read by whichever of `served` has time."""
    todo: queue.SimpleQueue[str] = queue.SimpleQueue()
    for uid in uids:
        todo.put(uid)
    done: queue.SimpleQueue[Outcome | BaseException | None] = queue.SimpleQueue()
    stop = threading.Event()

    def work(recogniser: Suggests) -> None:
        try:
            while not stop.is_set():
                uid = todo.get_nowait()
                outcome = _one(workspace, uid, recogniser, lexicon, tidying, lambda: stop.is_set() or cancelled())
                if outcome is None:
                    return
                done.put(outcome)
        except queue.Empty:
            return
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


def _one(
    workspace: Workspace,
    uid: str,
    recogniser: Suggests,
    lexicon: Lexicon,
    tidying: Collection[str],
    cancelled: Callable[[], bool],
) -> Outcome | None:
    """Read one article; None when that was cancelled."""
    try:
        article = workspace.article(uid)
        progress = analyse(workspace, article, recogniser, lexicon=lexicon, tidying=tidying, cancelled=cancelled)
    except (Gone, StoreError) as error:
        return NotAnalysed(uid, str(error))
    return Analysed(uid, progress.added) if progress.done == progress.total else None
