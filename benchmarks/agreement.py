"""How far two analysts agree on all annotations of many articles, against the query that their decisions come from.

The workspace is imported and then given the decisions of two analysts on each annotation, of whom one disagrees now and
then in status or label. A tenth of the annotations are spans that nobody suggested.
"""

import json
import random
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks.environment import Environment, module
from benchmarks.figures import Row, seconds, spread
from benchmarks.importing import ARTICLES, IN_EACH, written
from benchmarks.workspaces import Workspaces

ROUNDS: Final = 3
_BAR: Final = 10.0
_REJECTED: Final = 0.15
_RELABELLED: Final = 0.05


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Compare the two analysts as the command does, in a process of its own."""
    source = written(environment.folder / "decided.jsonl", workspaces.seed_texts(), ARTICLES)
    path = environment.folder / "decided.db"
    environment.run(module("benchmarks.importing", "program", str(source), str(path)))
    _decide(path)
    found = [json.loads(environment.run(module("benchmarks.agreement", str(path)))) for _ in range(rounds)]
    queries, wholes = (sorted(one[name] for one in found) for name in ("query", "whole"))
    middle = wholes[len(wholes) // 2]
    size = f"{ARTICLES:,} articles with {ARTICLES * IN_EACH:,} annotations"
    return [
        Row(
            what=f"agreement of two analysts, {size}: processor time",
            floor="the query alone",
            bar=f"{_BAR:g} s",
            ratio=f"{middle:.1f} s",
            spread=spread(wholes),
            medians=f"{seconds(queries[len(queries) // 2])}, {seconds(middle)}",
            met=middle < _BAR,
        )
    ]


def _decide(path: Path) -> None:
    """Give each annotation the decisions of two analysts."""
    chance = random.Random(1)
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute('SELECT id, label, start, "end", updated_at FROM annotations ORDER BY id').fetchall()
        labels = sorted({label for _, label, *_ in rows})
        decisions = []
        for number, label, start, end, at in rows:
            for analyst in ("Amina", "Ben"):
                # Of what nobody suggested, each marked some that the other did not.
                if number % 10 == 0 and chance.random() < 0.25:
                    continue
                status = "rejected" if chance.random() < _REJECTED else "accepted"
                given = chance.choice(labels) if chance.random() < _RELABELLED else label
                decisions.append((number, analyst, status, given, start, end, at))
        connection.execute("UPDATE annotations SET origin = CASE id % 10 WHEN 0 THEN 'analyst' ELSE 'model' END")
        connection.executemany(
            'INSERT INTO verdicts (annotation, analyst, status, label, start, "end", at) VALUES (?, ?, ?, ?, ?, ?, ?)',
            decisions,
        )
        connection.commit()


def main(path: Path) -> None:
    """Print the seconds of a processor that the query takes, and the whole."""
    from glossator.runtime.gc_tuning import gc_paused
    from glossator.services.agreement import agreement
    from glossator.store.queries.agreement import judged_articles
    from glossator.store.workspace import Author, Workspace

    with Workspace(path, Author("bench")) as workspace, gc_paused():
        started = time.process_time()
        articles = workspace.ask(lambda connection: list(judged_articles(connection)))
        read = time.process_time()
        found = agreement(articles, ("Amina", "Ben"))
        whole = time.process_time() - started
    assert found.together.articles == ARTICLES, found.together.articles
    print(json.dumps({"query": read - started, "whole": whole}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
