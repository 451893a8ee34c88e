"""Importing many articles with their annotations, everything indexed, against the same rows into one plain table.

The floor writes the rows that the import has made, articles with their texts and annotations with all their columns,
with `executemany` into a table without a key or an index, in one transaction. The import reads Prodigy JSON lines,
checks and anchors each span, keeps the history and the indexes of search, and compares the articles with one another.
"""

import json
import random
import sqlite3
import sys
import time
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from typing import Final

from benchmarks.environment import Environment, module
from benchmarks.figures import Row, ratio_row, seconds
from benchmarks.texts import marks, varied
from benchmarks.workspaces import Workspaces

ROUNDS: Final = 3
ARTICLES: Final = 10_000
FEW: Final = 1_000
IN_EACH: Final = 40
_BAR: Final = 8.0
_MEMORY_BAR: Final = 30.0
_ARTICLES: Final = (
    "SELECT id, uid, title, source, url, author, published_at, language, encoding, text_format, text_sha256, "
    "file_sha256, length, note, added_at, added_by, updated_at, updated_by, text FROM articles"
)
_ANNOTATIONS: Final = (
    'SELECT id, uid, article, start, "end", quote, prefix, suffix, paragraph, label, status, note, entity, origin, '
    "run, score, analyst, created_at, updated_at FROM annotations"
)
_WIDTH: Final = 19


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Import into a new workspace each time, in a process of its own, and write the same rows in another."""
    texts = workspaces.seed_texts()
    many, few = (written(environment.folder / f"{count}.jsonl", texts, count) for count in (ARTICLES, FEW))

    def once(side: str, *paths: Path) -> dict[str, float]:
        found: dict[str, float] = json.loads(environment.run(module("benchmarks.importing", side, *map(str, paths))))
        return found

    pairs, peaks = [], []
    for number in range(rounds):
        made = environment.folder / f"imported-{number}.db"
        small = once("program", few, environment.folder / f"few-{number}.db")
        program = once("program", many, made)
        floor = once("floor", made, environment.folder / f"plain-{number}.db")
        pairs.append((floor["seconds"], program["seconds"]))
        peaks.append((small["megabytes"], program["megabytes"]))
        made.unlink()
    what = f"{ARTICLES:,} articles with {ARTICLES * IN_EACH:,} annotations"
    grown = sorted(much - least for least, much in peaks)
    return [
        ratio_row(f"import of {what}", "executemany of the same rows", _BAR, pairs, seconds),
        Row(
            what=f"peak memory of that import, of a file of {many.stat().st_size / 1e6:.0f} MB",
            floor=f"{FEW:,} articles",
            bar=f"+{_MEMORY_BAR:g} MB",
            ratio=f"+{grown[len(grown) // 2]:.0f} MB",
            spread=f"+{grown[0]:.0f}–{grown[-1]:.0f} MB (all {len(grown)})",
            medians=", ".join(f"{sorted(side)[len(side) // 2]:.0f} MB" for side in zip(*peaks, strict=True)),
            met=grown[len(grown) // 2] <= _MEMORY_BAR,
        ),
    ]


def written(path: Path, texts: list[str], count: int) -> Path:
    """Write `count` articles as Prodigy has them, with as many spans in each as are measured."""
    with path.open("w", encoding="utf-8") as target:
        for number, text in enumerate(varied(texts, count), start=1):
            spans = [
                {"start": span.start, "end": span.end, "label": label} for span, label in set(marks(text, IN_EACH))
            ]
            task = {"text": text, "spans": spans, "answer": "accept", "meta": {"title": f"Article {number}"}}
            target.write(f"{json.dumps(task, ensure_ascii=False)}\n")
    return path


def _program(source: Path, target: Path) -> float:
    """Import a file as the command does, near-duplicates and all, and return the seconds."""
    from glossator.services.formats import FORMATS
    from glossator.services.importing.articles import import_articles
    from glossator.services.importing.inputs import resolve_paths
    from glossator.services.near_duplicates import link_near_duplicates
    from glossator.store.lazy_workspace import LazyWorkspace
    from glossator.store.workspace import Author

    # Loaded before the clock starts, as the floor's modules are.
    assert list(FORMATS.values())
    with LazyWorkspace(target, Author("bench", chance=random.Random(1))) as opening:
        opening.get().warm_up()
        started = time.perf_counter()
        done = sum(1 for _ in import_articles(opening, resolve_paths([source])))
        assert done > 0
        link_near_duplicates(opening.get())
    return time.perf_counter() - started


def _floor(source: Path, target: Path) -> float:
    """Write the rows of a workspace into one plain table, and return the seconds that the writing took."""
    with closing(sqlite3.connect(source)) as made, closing(sqlite3.connect(target)) as plain:
        plain.execute("PRAGMA journal_mode = WAL")
        plain.execute(f"CREATE TABLE plain ({', '.join(f'c{number}' for number in range(_WIDTH))})")
        statement = f"INSERT INTO plain VALUES ({', '.join('?' * _WIDTH)})"
        rows = chain(made.execute(_ARTICLES), made.execute(_ANNOTATIONS))
        taken = 0.0
        while some := list(islice(rows, 10_000)):
            started = time.perf_counter()
            plain.executemany(statement, some)
            taken += time.perf_counter() - started
        started = time.perf_counter()
        plain.commit()
        return taken + time.perf_counter() - started


def _peak() -> float:
    """Return the megabytes that this process has taken at most."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main(side: str, source: Path, target: Path) -> None:
    """Measure one side, and print what it took."""
    taken = _program(source, target) if side == "program" else _floor(source, target)
    print(json.dumps({"seconds": taken, "megabytes": _peak()}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
