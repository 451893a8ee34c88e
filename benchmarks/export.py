"""The CSV of many annotations, against csv.writer over the same query; and the memory that the longer export takes.

Run by itself: `python -m benchmarks.export [ANNOTATIONS]`.
"""

import csv
import io
import random
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks.figures import Row, ratio_row, seconds, table
from tui.formats.tables import ANNOTATIONS
from tui.jobs.exporting import export, formats
from tui.jobs.targets import Nowhere
from tui.model.anchor import anchor
from tui.model.article import ArticleDraft
from tui.model.paragraphs import paragraphs
from tui.model.tokens import tokens
from tui.store.adding import add_articles
from tui.store.connecting import connect_reading
from tui.store.reading import FlatFilter, flat
from tui.store.runs import Suggested
from tui.store.workspace import Author, Workspace

_AUTHOR: Final = Author("bench", clock=lambda: "2026-01-02T12:00:00Z", chance=random.Random(1))
_MANY: Final = 400_000
_FEW: Final = 1_000
_IN_AN_ARTICLE: Final = 200
_WORDS: Final = (
    *("The", "ferry", "left", "Port", "Selby", "at", "dawn", ",", "said", "Mira", "Okafor", "of", "the", "Tidewatch"),
    *(";", "@nobody", "–", "so", "be", "it", "."),
)
_ROUNDS: Final = 3
_BAR: Final = 2.0
_MEMORY_BAR: Final = 30.0


def main() -> None:
    """Make two workspaces, export both, and print the table."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else _MANY
    with tempfile.TemporaryDirectory() as folder:
        small, large = (made(Path(folder, f"{count}.db"), count) for count in (_FEW, many))
        print(table([*measure(large, many, _ROUNDS), memory(small, large, many)]))


def made(path: Path, count: int) -> Path:
    """Return a workspace of `count` suggestions, 200 in each article of words that anybody might write."""
    choose = random.Random(7)
    drafts = []
    for number in range(-(-count // _IN_AN_ARTICLE)):
        text = f"Article {number}. " + " ".join(choose.choices(_WORDS, k=2 * _IN_AN_ARTICLE))
        drafts.append(ArticleDraft(f"Article {number}", text, source="Bench"))
    with Workspace(path, _AUTHOR, create=True) as workspace:
        uids = workspace.perform(add_articles, drafts).result()
        for uid, _ in uids:
            article = workspace.article(uid)
            parts = paragraphs(article.text)
            starts = [part.start for part in parts]
            marked = [token for token in tokens(article.text) if len(token) > 1][: min(_IN_AN_ARTICLE, count)]
            found = [Suggested(anchor(article.text, token, starts), "ORG", None) for token in marked]
            done = workspace.keep_reading("bench", "1", article.id, parts, found, finished=True)
        done.result()
    return path


def measure(path: Path, count: int, rounds: int) -> list[Row]:
    """Time both in turn, writing to memory that is thrown away."""
    pairs = []
    with Workspace(path, _AUTHOR) as workspace:
        for _ in range(rounds):
            started = time.perf_counter()
            with closing(connect_reading(path)) as connection:
                lines = io.TextIOWrapper(io.BufferedWriter(Nowhere()), encoding="utf-8", newline="")
                writer = csv.writer(lines)
                writer.writerow([column.name for column in ANNOTATIONS])
                writer.writerows(flat(connection, FlatFilter()))
                lines.flush()
            between = time.perf_counter()
            export(workspace, FlatFilter(), formats()["csv"], io.BufferedWriter(Nowhere()))
            pairs.append((between - started, time.perf_counter() - between))
    return [ratio_row(f"CSV of {count:,} annotations", "csv.writer over the same query", _BAR, pairs, seconds)]


def memory(few: Path, many: Path, count: int) -> Row:
    """Return the line for the peak memory of a process that exports, of few and of many annotations."""
    peaks = [_peak(path) for path in (few, many)]
    more = peaks[1] - peaks[0]
    return Row(
        what=f"peak memory of the CSV of {count:,} annotations",
        floor=f"that of {_FEW:,}",
        bar=f"+{_MEMORY_BAR:g} MB",
        ratio=f"+{more:.1f} MB",
        spread="–",
        medians=f"{peaks[0]:.1f} MB, {peaks[1]:.1f} MB",
        met=more <= _MEMORY_BAR,
    )


def _peak(path: Path) -> float:
    """Return the megabytes that a process of its own takes at most to export the workspace."""
    code = (
        "import sys; from pathlib import Path; from benchmarks.export import peak_of; print(peak_of(Path(sys.argv[1])))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, encoding="utf-8", check=True)
    return float(done.stdout)


def peak_of(path: Path) -> float:
    """Export the workspace in this process, and return the megabytes that it has taken at most."""
    with Workspace(path, _AUTHOR) as workspace:
        export(workspace, FlatFilter(), formats()["csv"], io.BufferedWriter(Nowhere()))
    # What the system counts for the process itself would begin with what the one that started it had.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
