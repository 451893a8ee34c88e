"""Recognition while one reads: runs on a worker's thread, and talks to the screen by messages alone."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Final

from textual.message import Message

from glossator.domain.article import Article
from glossator.ner.pipelines import NoPipeline, Pipeline, find_pipeline
from glossator.ner.remote_pipeline import PipelineStopped, RemotePipeline
from glossator.store.errors import StoreError
from glossator.store.workspace import Workspace

if TYPE_CHECKING:
    from glossator.ner.recogniser import EntityFinder
    from glossator.services.analysis import Progress

# Seconds between two messages; the screen takes about as long for one as for several keys.
_APART: Final = 0.5


@dataclass
class PartAnalysed(Message):
    """Part of an article was read by the machine, and what it suggests is in the workspace.

    Attributes:
        article: the id of the article.
        done, total: pieces of its text.
        added: suggestions that are new.
    """

    article: int
    done: int
    total: int
    added: int


@dataclass
class NotRecognised(Message):
    """The machine cannot read the article; `reason` is a sentence with the way out."""

    article: int
    reason: str


@lru_cache(maxsize=1)
def _loaded(pipeline: Pipeline) -> "EntityFinder":
    """Return the pipeline at work; it is loaded once, though many articles are opened.

    It works in a process of its own; in this one, each key would wait for it to let go of the interpreter.
    """
    return RemotePipeline(pipeline)


def _now_and_then(tell: "Callable[[Progress], object]") -> "Callable[[Progress], None]":
    """Return what tells of the first progress, of the last, and of what came of those between now and then."""
    told = -inf

    def progressed(progress: "Progress") -> None:
        nonlocal told
        now = monotonic()
        if progress.done == progress.total or now - told >= _APART:
            told = now
            tell(progress)

    return progressed


def recognise(
    workspace: Workspace,
    article: Article,
    model: str,
    *,
    tidying: Collection[str],
    focus: Callable[[], int],
    cancelled: Callable[[], bool],
    post: Callable[[Message], object],
) -> None:
    """Read what the pipeline has not read of the article, and post what becomes of it.

    Nothing is imported, and nothing posted, when it has read all of it before.

    Args:
        workspace: where the article is.
        article: what to read.
        model: the pipeline's name; the default one where it is empty.
        tidying: the names of the rules by which suggestions are tidied.
        focus: the offset from which on the text is read first.
        cancelled: asked often; when true, what was not stored yet is let go.
        post: hands a message to the screen, from any thread.
    """
    try:
        pipeline = find_pipeline(model)
        if workspace.reading_of(article.id, pipeline.name, pipeline.version).finished or cancelled():
            return
        post(PartAnalysed(article.id, 0, 0, 0))
        from glossator.services.analysis import analyse

        recogniser = _loaded(pipeline)
        analyse(
            workspace,
            [article],
            recogniser,
            tidying=tidying,
            focus=focus,
            cancelled=cancelled,
            progress=_now_and_then(
                lambda progress: post(PartAnalysed(article.id, progress.done, progress.total, progress.added))
            ),
        )
    except (NoPipeline, PipelineStopped, StoreError) as error:
        if not cancelled():
            post(NotRecognised(article.id, str(error)))
