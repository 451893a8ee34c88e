"""Linking near-duplicate articles."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from glossator.matching.minhash import sketch
from glossator.store.ingest.articles import store_sketches
from glossator.store.queries.near_duplicates import articles_without_sketch
from glossator.store.workspace import Workspace

_AT_ONCE: Final = 200


def link_near_duplicates(workspace: Workspace, *, cancelled: Callable[[], bool] = lambda: False) -> int:
    """Compare the articles that were not compared yet with all others, and return the number of near-duplicate pairs.

    Results are stored as they come, so a cancelled or killed comparison can be continued.

    Raises:
        StoreError: when the workspace cannot be written.
    """
    pairs, last = 0, 0
    storing: Future[int] | None = None
    while not cancelled() and (articles := workspace.ask(articles_without_sketch, _AT_ONCE, last)):
        last = articles[-1][0]
        # The previous batch is stored meanwhile.
        sketches = [(article, sketch(text)) for article, text in articles]
        pairs += storing.result() if storing else 0
        storing = workspace.perform(store_sketches, sketches)
    return pairs + (storing.result() if storing else 0)
