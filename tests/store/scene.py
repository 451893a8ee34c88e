"""A workspace with an article, suggestions and an analyst's own annotations in it."""

import random
import shutil
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from glossator.domain.annotation import Annotation
from glossator.domain.article import Article, ArticleDraft
from glossator.store import operations
from glossator.store.history.operation import Operation, operation
from glossator.store.ingest import articles
from glossator.store.operations.common import attach_tags, update_stamped
from glossator.store.operations.tags import TagBook
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.workspace import Author, Workspace
from glossator.text.anchor import Anchor, anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span

if TYPE_CHECKING:
    from glossator.store.history import Recorder

P = ParamSpec("P")
T = TypeVar("T")

# Longer than any test takes; a future that never comes is a failure and not a hang.
SOON: Final = 30.0


class _Minutes:
    """A clock that goes on by a minute each time that it is read."""

    def __init__(self) -> None:
        self._minute = 0

    def __call__(self) -> str:
        minute, self._minute = self._minute, self._minute + 1
        return f"2026-01-02T{minute // 60 % 24:02}:{minute % 60:02}:00Z"


def ticking(analyst: str, seed: int = 1) -> Author:
    """Return an analyst for whom a minute passes between any two acts."""
    return Author(analyst, clock=_Minutes(), chance=random.Random(seed))


def done(workspace: Workspace, act: Operation[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Perform an act and return its result, when it is in the file."""
    return workspace.perform(act, *args, **kwargs).result(SOON)


@operation("test.tag_suggestion", "tag suggestion")
def tag_suggestion(record: "Recorder", annotation: int, path: str) -> None:
    """Put a tag on a suggestion that stays undecided, as tagging many at once leaves it."""
    attach_tags(record, [annotation], [TagBook(record).find_or_make(path)])
    update_stamped(record, annotation)


def outcome(future: Future[T]) -> T:
    """Return what a future holds, when it does."""
    return future.result(SOON)


def place(text: str, words: str, nth: int = 0) -> Anchor:
    """Return the anchor of the `nth` time that `words` stand in the text."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return anchor(text, Span(start, start + len(words)), [one.start for one in paragraphs(text)])


@dataclass(frozen=True, slots=True)
class Scene:
    """What is in the workspace at the start.

    Attributes:
        ship, harbour: suggestions, PRODUCT and GPE.
        captain: an annotation of the analyst's, PERSON, with the tag people/crew.
        plain: a highlight of the analyst's.
    """

    workspace: Workspace
    article: Article
    ship: int
    harbour: int
    captain: int
    plain: int

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.workspace.path

    def now(self, annotation: int) -> Annotation:
        """Return the annotation as it is now."""
        (found,) = [one for one in self.workspace.annotations(self.article.id) if one.id == annotation]
        return found

    def at(self, words: str, nth: int = 0) -> Anchor:
        """Return the anchor of words in the article."""
        return place(self.article.text, words, nth)


def add(workspace: Workspace, draft: ArticleDraft) -> Article:
    """Put an article into the workspace and return it."""
    uid, _ = done(workspace, articles.add_article, draft)
    return workspace.article(uid)


def set_scene(workspace: Workspace, draft: ArticleDraft) -> Scene:
    """Fill an empty workspace."""
    article = add(workspace, draft)

    def at(words: str, nth: int = 0) -> Anchor:
        return place(article.text, words, nth)

    suggested = [StoredSuggestion(at("Aurora"), "PRODUCT", 0.75), StoredSuggestion(at("Port Selby"), "GPE", None)]
    outcome(
        workspace.store_analysis(
            "en_test", "1.0", [AnalysedPart(article.id, [Span(0, len(article.text))], suggested, finished=True)]
        )
    )
    captain = done(workspace, operations.annotate, article.id, at("Mira Okafor"), "PERSON")
    done(workspace, operations.tag, captain, "people/crew")
    plain = done(workspace, operations.annotate, article.id, at("nine hours"), None)
    ids = {one.quote: one.id for one in workspace.annotations(article.id)}
    return Scene(workspace, article, ids["Aurora"], ids["Port Selby"], captain, plain)


@contextmanager
def scene_in(folder: Path, made: Scene) -> Iterator[Scene]:
    """Open a copy of a scene that was closed, in `folder`: as if it were made there by the same analyst."""
    path = Path(shutil.copy(made.path, folder))
    with Workspace(path, deepcopy(made.workspace.author)) as workspace:
        yield replace(made, workspace=workspace)
