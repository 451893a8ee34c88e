"""What an analyst does in a workspace until the program is killed: the same for the same seed, step by step."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, ParamSpec

from glossator.domain.article import ArticleDraft
from glossator.store import history, operations
from glossator.store.errors import StoreError
from glossator.store.history.operation import Operation
from glossator.store.ingest import articles
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.workspace import Workspace
from glossator.text.anchor import anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span
from tests.store.scene import SOON, ticking

if TYPE_CHECKING:
    pass

P = ParamSpec("P")

STEPS: Final = 14
_WORDS: Final = tuple(f"Harbour {number}" for number in range(120))
TEXT: Final = "\n\n".join(f"At {words} they waited until noon." for words in _WORDS)
_LABELS: Final = ("PERSON", "ORG", "GPE", None)
_TAGS: Final = ("people/crew", "sea", "vessels/ferries")
_PIPELINE: Final = ("en_test", "1.0")


def set_up(path: Path) -> None:
    """Make a workspace with an article that the machine has read, so that one act can change hundreds of rows."""
    with Workspace(path, ticking("ann"), create=True) as workspace:
        workspace.perform(articles.add_article, ArticleDraft("Harbours", TEXT)).result(SOON)
        _read(workspace, workspace.articles()[0].uid, finished=True)


def steps(path: Path, seed: int) -> Iterator[int]:
    """Do the steps that `seed` makes, and yield the number of each when it is shown as saved."""
    chance = random.Random(seed)
    workspace = Workspace(path, ticking("ann", seed))
    for number in range(1, STEPS + 1):
        if chance.random() < 0.1:
            # Closing moves everything into the one file, which is a moment like any other.
            workspace.close()
            workspace = Workspace(path, ticking("ann", seed * 100 + number))
        step(workspace, chance, number)
        yield number
    workspace.close()


def step(workspace: Workspace, chance: random.Random, number: int) -> None:
    """Do one step, as chance has it."""
    choose(workspace, chance, number)[1]()


def choose(workspace: Workspace, chance: random.Random, number: int) -> tuple[bool, Callable[[], object]]:
    """Return one step, as chance has it, and whether it does again what was undone."""
    article = chance.choice(workspace.articles())
    found = [one.id for one in workspace.annotations(article.id)] or [0]
    one, start = chance.choice(found), chance.randrange(100)

    def perform(act: Operation[P, Any], *args: P.args, **kwargs: P.kwargs) -> None:
        with suppress(StoreError):
            workspace.perform(act, *args, **kwargs).result(SOON)

    def redo() -> None:
        perform(history.redo)

    kinds: tuple[Callable[[], object], ...] = (
        lambda: perform(operations.accept, chance.sample(found, min(len(found), 200))),
        lambda: perform(operations.accept, [one]),
        lambda: perform(operations.reject, [one]),
        lambda: perform(operations.relabel, one, chance.choice(_LABELS)),
        lambda: perform(operations.annotate, article.id, anchor(TEXT, Span(start, start + 7), _STARTS), "ORG"),
        lambda: perform(operations.delete, one),
        lambda: perform(operations.tag, one, chance.choice(_TAGS)),
        lambda: perform(operations.untag, one, chance.choice(_TAGS)),
        lambda: perform(operations.tag_article, article.id, chance.choice(_TAGS)),
        lambda: perform(operations.write_note, one, f"Note {number}: {'ä' * chance.randrange(5_000)}"),
        lambda: perform(operations.write_article_note, article.id, f"Note {number}"),
        lambda: perform(history.undo),
        redo,
        lambda: perform(articles.add_article, ArticleDraft(f"Import {number}", f"{TEXT}\n\nImport {number}.")),
        lambda: _read(workspace, article.uid, finished=False),
    )
    kind = chance.choice(kinds)
    return kind is redo, kind


_STARTS: Final = [paragraph.start for paragraph in paragraphs(TEXT)]


def _read(workspace: Workspace, uid: str, *, finished: bool) -> None:
    """Have the machine find every harbour of the text at once."""
    article = workspace.article(uid)
    places = [article.text.index(words + " ") for words in _WORDS]
    suggested = [
        StoredSuggestion(anchor(article.text, Span(place, place + len(words)), _STARTS), "ORG", None)
        for place, words in zip(places, _WORDS, strict=True)
    ]
    workspace.store_analysis(
        *_PIPELINE, [AnalysedPart(article.id, [Span(0, len(article.text))], suggested, finished=finished)]
    ).result(SOON)
