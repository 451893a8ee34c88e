"""Builds the starter workspace from the articles beside this file: imported, analysed, a few annotations decided.

The same articles give the same file, byte for byte with the same SQLite: moments and chance are fixed.
"""

import random
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from glossator.domain.article import Article
from glossator.ner.local_pipeline import LocalPipeline
from glossator.ner.pipelines import PACKAGED, find_pipeline
from glossator.services.analysis import analyse
from glossator.services.importing.articles import import_articles
from glossator.services.importing.inputs import Failed, Imported, resolve_paths
from glossator.store import operations
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.workspace import Author, Workspace
from glossator.text.anchor import anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span

SEEDS = Path(__file__).parent
_FIRST_MOMENT = datetime.fromisoformat("2026-01-05T09:00:00+00:00")


def _moments() -> Iterator[str]:
    """Yield moments a minute apart."""
    moment = _FIRST_MOMENT
    while True:
        yield moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        moment += timedelta(minutes=1)


def build(target: Path) -> None:
    """Write the starter workspace to `target`, in place of what is there.

    Raises:
        RuntimeError: when an article cannot be imported.
    """
    moments = _moments()
    author = Author("sample", clock=lambda: next(moments), chance=random.Random(20251026))
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder, "draft.db")
        with LazyWorkspace(draft, author) as opening:
            uids = []
            # Where they lie differs from one machine to the next, and the workspace must not.
            files = (one if isinstance(one, Failed) else replace(one, path_sha256="") for one in resolve_paths([SEEDS]))
            for outcome in import_articles(opening, files):
                if isinstance(outcome, Failed):
                    raise RuntimeError(f"{outcome.name}: {outcome.reason}")
                if isinstance(outcome, Imported):
                    uids.append(outcome.uid)
            workspace = opening.get()
            recogniser = LocalPipeline(find_pipeline(PACKAGED))
            for uid in uids:
                analyse(workspace, [workspace.article(uid)], recogniser)
            _decide(workspace, workspace.article(uids[0]))
        _pack(draft, target)


def _decide(workspace: Workspace, article: Article) -> None:
    """Do what an analyst might do in the first minutes with an article."""

    def first(quote: str) -> int:
        return next(found.id for found in workspace.annotations(article.id) if found.quote == quote)

    start = article.text.index("Tehreek-e-Taliban Pakistan")
    starts = [paragraph.start for paragraph in paragraphs(article.text)]
    place = anchor(article.text, Span(start, start + len("Tehreek-e-Taliban Pakistan")), starts)
    group = workspace.perform(operations.annotate, article.id, place, "ORG").result()
    workspace.perform(operations.tag, group, "actors/armed").result()
    workspace.perform(operations.write_note, group, "Banned in Pakistan; the article writes TTP from here on.").result()
    # It stands for the meeting that was named before.
    pronoun = article.text.index("one in Doha")
    wrong = [one.id for one in workspace.annotations(article.id) if one.span and one.span.start == pronoun]
    workspace.perform(operations.reject, wrong).result()
    workspace.perform(operations.relabel, first("Bosporus"), "LOC").result()
    for quote in ("Pakistan", "Afghan", "Istanbul", "Islamabad", "Doha", "Khawaja Muhammad Asif"):
        workspace.perform(operations.accept, [first(quote)]).result()
    workspace.perform(operations.tag, first("Islamabad"), "actors/state").result()
    workspace.perform(operations.tag_article, article.id, "talks").result()
    workspace.perform(
        operations.write_article_note, article.id, "Sources are on one side only; look for the other."
    ).result()


def _pack(draft: Path, target: Path) -> None:
    """Write `draft` to `target` without gaps and without traces of when it was made."""
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(draft)) as connection:
        connection.execute("UPDATE _sqlite_migrations SET applied_at = ?", (_FIRST_MOMENT.isoformat(),))
        connection.commit()
        connection.execute("VACUUM INTO ?", (str(target),))
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
