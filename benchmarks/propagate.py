"""The same for all mentions over 10,000 articles: finding 500, applying them, taking them back.

Finding is measured against reading every text of the workspace and asking whether the words are in it, which anybody
would have to do. Applying and taking back have a bar in seconds.
"""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks.environment import Environment
from benchmarks.figures import Row, ratio_row, seconds, spread
from benchmarks.workspaces import Workspaces, copied
from glossator.domain.article import ArticleDraft
from glossator.services.propagation import Hit, Scope, apply, preview
from glossator.store import history, operations
from glossator.store.ingest.articles import add_article
from glossator.store.workspace import Author, Workspace
from glossator.text.anchor import anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span

ROUNDS: Final = 5
_ARTICLES: Final = 10_000
_EVERY: Final = 20
_QUOTE: Final = "Zarmina Haqparast"
_BAR: Final = 1.0


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Find, apply and take back on a copy of the same workspace in each round."""
    source = _with_mentions(environment, workspaces)
    finding: list[tuple[float, float]] = []
    applying: list[float] = []
    undoing: list[float] = []
    for number in range(rounds):
        copy = copied(source, f"propagate-{number}.db")
        floor = _timed_floor(copy)
        with Workspace(copy, Author("bench")) as workspace:
            workspace.warm_up()
            first = workspace.article(workspace.articles()[0].uid)
            span = Span(at := first.text.index(_QUOTE), at + len(_QUOTE))
            place = anchor(first.text, span, [paragraph.start for paragraph in paragraphs(first.text)])
            made = workspace.perform(operations.annotate, first.id, place, "PERSON").result()
            annotation = workspace.annotation(made)
            assert annotation is not None
            began = time.perf_counter()
            hits: list[Hit] = list(preview(workspace, annotation, Scope.WORKSPACE))
            finding.append((floor, time.perf_counter() - began))
            assert len(hits) == _ARTICLES // _EVERY - 1
            began = time.perf_counter()
            apply(workspace, annotation, hits).result()
            applying.append(time.perf_counter() - began)
            began = time.perf_counter()
            workspace.perform(history.undo).result()
            undoing.append(time.perf_counter() - began)
        copy.unlink()
    what = f"{_ARTICLES // _EVERY} mentions over {_ARTICLES:,} articles"
    return [
        ratio_row(f"find {what}", "read every text, look for the words", None, finding, seconds),
        _within(f"apply to {what}", applying),
        _within(f"undo on {what}", undoing),
    ]


def _within(what: str, times: list[float]) -> Row:
    """Return the line for times that have a bar in seconds."""
    middle = sorted(times)[len(times) // 2]
    return Row(
        what=what,
        floor=f"{_BAR:g} s",
        bar="1x",
        ratio=f"{middle / _BAR:.2f}x",
        spread=spread([one / _BAR for one in times]),
        medians=f"–, {seconds(middle)}",
        met=middle <= _BAR,
    )


def _timed_floor(path: Path) -> float:
    began = time.perf_counter()
    with closing(sqlite3.connect(path)) as connection:
        found = sum(_QUOTE in text for (text,) in connection.execute("SELECT text FROM articles"))
    assert found == _ARTICLES // _EVERY
    return time.perf_counter() - began


def _with_mentions(environment: Environment, workspaces: Workspaces) -> Path:
    """Return a workspace of articles like those of seeds/, of which each twentieth has the name once."""
    path = copied(workspaces.seeds.path, "propagate-seeds.db")
    with Workspace(path, Author("bench")) as workspace:
        bodies = [workspace.article(summary.uid).text for summary in workspace.articles()]
    target = environment.folder / "propagate.db"
    with Workspace(target, Author("bench"), create=True) as workspace:
        waiting = []
        for number in range(_ARTICLES):
            named = f"{_QUOTE} spoke to reporters.\n\n" if number % _EVERY == 0 else ""
            text = f"Report {number}\n\n{named}{bodies[number % len(bodies)]}"
            waiting.append(workspace.perform(add_article, ArticleDraft(title=f"Report {number}", text=text)))
        for future in waiting:
            future.result()
    return target
