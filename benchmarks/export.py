"""Exports of many annotations: the CSV against csv.writer and JSON lines against json.dumps over the same query, the
DocBin against spaCy’s own loop, and the memory that the longer CSV takes.

Run by itself: `python -m benchmarks.export [ANNOTATIONS]`.
"""

import csv
import io
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final, cast

from benchmarks.environment import Environment
from benchmarks.figures import Row, ratio_row, seconds, table
from benchmarks.workspaces import Workspaces
from glossator.domain.article import ArticleDraft
from glossator.domain.import_record import AnnotationRecord, ImportRecord
from glossator.formats.tables.export_tables import ANNOTATIONS
from glossator.services.atomic_output import NullOutput
from glossator.services.exporting import export, formats
from glossator.store.connection import connect_reading
from glossator.store.ingest.annotated import AnchoredAnnotation, add_annotated_article
from glossator.store.queries.export_snapshot import open_snapshot
from glossator.store.queries.records import FlatFilter, flat
from glossator.store.workspace import Author, Workspace
from glossator.text.anchor import anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.tokens import tokens

ROUNDS: Final = 5
_AUTHOR: Final = Author("bench", clock=lambda: "2026-01-02T12:00:00Z", chance=random.Random(1))
_MANY: Final = 400_000
_FEW: Final = 1_000
_IN_AN_ARTICLE: Final = 200
_ARTICLES: Final = 1_000
_IN_A_SHORT_ONE: Final = 40
_WORDS: Final = (
    *("The", "ferry", "left", "Port", "Selby", "at", "dawn", ",", "said", "Mira", "Okafor", "of", "the", "Tidewatch"),
    *(";", "@nobody", "–", "so", "be", "it", "."),
)
_BAR: Final = 2.0
_DOCBIN_BAR: Final = 1.3
_MEMORY_BAR: Final = 30.0
_PEAK: Final = (
    "import sys; from pathlib import Path; from benchmarks.export import peak_of; print(peak_of(Path(sys.argv[1])))"
)


def main() -> None:
    """Measure by itself, and print the table."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else _MANY
    with tempfile.TemporaryDirectory() as folder:
        print(table(_measured(Environment(Path(folder)), many, ROUNDS)))


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Measure in that many rounds, floor and program in turn; the workspaces are of its own making."""
    del workspaces
    return _measured(environment, _MANY, rounds)


def _measured(environment: Environment, many: int, rounds: int) -> list[Row]:
    small, large, decided = (environment.folder / f"export-{name}.db" for name in ("few", "many", "decided"))
    made(small, _FEW, _IN_AN_ARTICLE)
    made(large, many, _IN_AN_ARTICLE)
    made(decided, _ARTICLES * _IN_A_SHORT_ONE, _IN_A_SHORT_ONE)
    return [
        _against(large, rounds, f"CSV of {many:,} annotations", "csv.writer over the same query", _csv, "csv", _BAR),
        _against(
            large, rounds, "JSON lines of the same", "json.dumps a row over the same query", _json, "prodigy", _BAR
        ),
        _against(
            decided,
            rounds,
            f"DocBin of {_ARTICLES:,} articles",
            "a loop that puts the same into doc.spans and doc.ents",
            _docbin,
            "spacy",
            _DOCBIN_BAR,
        ),
        _memory(environment, small, large, many),
    ]


def made(path: Path, count: int, in_an_article: int) -> Path:
    """Return a workspace of `count` accepted annotations, so many in each article of words that anybody might write."""
    choose = random.Random(7)
    with Workspace(path, _AUTHOR, create=True) as workspace:
        for number in range(-(-count // in_an_article)):
            text = f"Article {number}. " + " ".join(choose.choices(_WORDS, k=2 * in_an_article))
            starts = [part.start for part in paragraphs(text)]
            marked = [token for token in tokens(text) if len(token) > 1][: min(in_an_article, count)]
            ones = [AnnotationRecord(token, "ORG") for token in marked]
            placed = [
                AnchoredAnnotation(one, anchor(text, token, starts)) for one, token in zip(ones, marked, strict=True)
            ]
            draft = ArticleDraft(f"Article {number}", text, source="Bench")
            done = workspace.perform(add_annotated_article, ImportRecord(draft, tuple(ones)), placed)
        done.result()
    return path


def _against(
    path: Path, rounds: int, what: str, against: str, floor: Callable[[Path], None], name: str, bar: float
) -> Row:
    """Time the floor and an export in turn, both writing to what throws it away."""
    pairs = []
    with Workspace(path, _AUTHOR) as workspace:
        for _ in range(rounds):
            started = time.perf_counter()
            floor(path)
            between = time.perf_counter()
            export(workspace, FlatFilter(), formats()[name], _nowhere())
            pairs.append((between - started, time.perf_counter() - between))
    return ratio_row(what, against, bar, pairs, seconds)


def _csv(path: Path) -> None:
    with closing(connect_reading(path)) as connection:
        lines = io.TextIOWrapper(_nowhere(), encoding="utf-8", newline="")
        writer = csv.writer(lines)
        writer.writerow([column.name for column in ANNOTATIONS])
        writer.writerows(flat(connection, FlatFilter()))
        lines.flush()


def _json(path: Path) -> None:
    names = [column.name for column in ANNOTATIONS]
    target = _nowhere()
    with closing(connect_reading(path)) as connection:
        for row in flat(connection, FlatFilter()):
            target.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False).encode() + b"\n")


def _docbin(path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin
    from spacy.util import filter_spans

    nlp = spacy.blank("en")
    filled = DocBin()
    with open_snapshot(path, FlatFilter()) as taken:
        for found in taken.articles():
            doc = nlp.make_doc(found.article.text)
            marked = [
                doc.char_span(one.span.start, one.span.end, label=one.label or "")
                for one in found.annotations
                if one.span
            ]
            spans = [span for span in marked if span is not None]
            doc.spans["sc"] = spans
            doc.ents = filter_spans(spans)
            filled.add(doc)
    _nowhere().write(filled.to_bytes())


def _nowhere() -> io.BufferedWriter:
    return io.BufferedWriter(cast("io.RawIOBase", NullOutput()))


def _memory(environment: Environment, few: Path, many: Path, count: int) -> Row:
    """Return the line for the peak memory of a process that exports, of few and of many annotations."""
    peaks = [float(environment.run([sys.executable, "-c", _PEAK, str(path)])) for path in (few, many)]
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


def peak_of(path: Path) -> float:
    """Export the workspace in this process, and return the megabytes that it has taken at most."""
    with Workspace(path, _AUTHOR) as workspace:
        export(workspace, FlatFilter(), formats()["csv"], _nowhere())
    # What the system counts for the process itself would begin with what the one that started it had.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
