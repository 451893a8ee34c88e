"""The workspaces that are measured on, made once in a run by the program's own import, analysis and store."""

import random
import re
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final

from benchmarks.environment import ROOT, Environment, program
from benchmarks.terminal import UNDERLINED, words
from benchmarks.texts import long_text, marks, varied
from glossator.domain.annotation import Annotation, Status
from glossator.domain.article import ArticleDraft
from glossator.domain.import_record import AnnotationRecord, ImportRecord
from glossator.ner.local_pipeline import LocalPipeline
from glossator.ner.pipelines import find_pipeline
from glossator.services.analysis import analyse
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.ingest.annotated import AnchoredAnnotation, add_annotated_article
from glossator.store.ingest.articles import add_article
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.workspace import Author, Workspace
from glossator.text.anchor import anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span

_AUTHOR: Final = Author("bench", clock=lambda: "2026-01-02T12:00:00Z", chance=random.Random(1))
# Characters of a generated text whose marks are stored together.
_STORED_AT_ONCE: Final = 50_000
CROWDED: Final = 10_000
"""Articles of the crowded workspace, and annotations of its first one."""
_NAMED_IN_EACH: Final = 20
_ADDED_AT_ONCE: Final = 500
# Pieces of text that the pipeline has read of an article whose reading has begun: those from so many code points before
# its end on, and then those from its beginning on.
_BEGUN: Final = 330
_BEFORE_END: Final = 30_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """A workspace whose first article is measured on, and what a terminal shows of that article's first screen."""

    path: Path
    shown: tuple[bytes, ...]


class Workspaces:
    """Makes each workspace when it is first asked for, in the folder of the run."""

    def __init__(self, environment: Environment, megabytes: float) -> None:
        """Generated texts have that many million characters, and 20,000 annotations for each of them."""
        self._environment = environment
        self.megabytes = megabytes
        self.annotations = round(20_000 * megabytes)

    @cached_property
    def seeds(self) -> Prepared:
        """The articles of seeds/, imported and analysed; the first is one of 4 KB."""
        path = self._environment.folder / "seeds.db"
        self._environment.run(program("--db", str(path), "import", str(ROOT / "seeds")))
        self._environment.run(program("--db", str(path), "analyse", "--all"))
        return _prepared(path)

    @cached_property
    def large(self) -> Prepared:
        """One generated article with its annotations, all suggestions."""

        def fill(workspace: Workspace) -> None:
            text = long_text(self.seed_texts(), round(1_000_000 * self.megabytes))
            _store_marked(workspace, text, self.annotations)

        return _prepared(self._made("large.db", fill))

    @cached_property
    def unbroken(self) -> Prepared:
        """The same article with its annotations, all on one line."""

        def fill(workspace: Workspace) -> None:
            text = long_text(self.seed_texts(), round(1_000_000 * self.megabytes)).replace("\n", " ")
            _store_marked(workspace, text, self.annotations)

        return _prepared(self._made("unbroken.db", fill))

    @cached_property
    def begun(self) -> tuple[Prepared, Prepared]:
        """The large article, read by a pipeline at both ends: as if that were all, and with the rest to be read."""
        unread = copied(self.large.path, "unread.db")
        _change(unread, "UPDATE runs SET finished_at = NULL")
        with Workspace(unread, _AUTHOR) as workspace:
            article = workspace.article(workspace.articles()[0].uid)
            reached: list[int] = []
            analyse(
                workspace,
                [article],
                LocalPipeline(find_pipeline()),
                focus=lambda: len(article.text) - _BEFORE_END,
                cancelled=lambda: len(reached) > 0 and reached[-1] > _BEGUN,
                progress=lambda progress: reached.append(progress.done),
            )
        read = copied(unread, "read.db")
        _change(read, "UPDATE runs SET finished_at = started_at")
        return _prepared(read), _prepared(unread)

    @cached_property
    def crowded(self) -> Prepared:
        """An article with 10,000 suggestions among 10,000 others, in which what the sample articles name is marked."""

        def fill(workspace: Workspace) -> None:
            texts = self.seed_texts()
            _store_marked(workspace, long_text(texts, 50 * CROWDED), CROWDED)
            arrivals = _arrivals(varied(texts, CROWDED), self._seed_names())
            while some := list(islice(arrivals, _ADDED_AT_ONCE)):
                workspace.perform(_add_some, some).result()

        return _prepared(self._made("crowded.db", fill))

    def _seed_names(self) -> dict[str, str]:
        """Return what is suggested in the sample articles, and with which label."""
        with Workspace(self.seeds.path, _AUTHOR) as workspace:
            articles = [workspace.article(summary.uid) for summary in workspace.articles()]
            found = [workspace.annotations(article.id) for article in articles]
        return {one.quote: one.label for some in found for one in some if one.label}

    def varied(self, count: int) -> Path:
        """Return a workspace of `count` articles like those of seeds/, none of them analysed."""

        def fill(workspace: Workspace) -> None:
            for number, text in enumerate(varied(self.seed_texts(), count), start=1):
                workspace.perform(add_article, ArticleDraft(title=f"Article {number}", text=text)).result()

        return self._made(f"varied-{count}.db", fill)

    def read(self, count: int) -> Path:
        """Return a workspace of the same articles, all of them analysed."""
        path = copied(self.varied(count), f"read-{count}.db")
        self._environment.run(program("--db", str(path), "analyse", "--all"))
        return path

    def seed_texts(self) -> list[str]:
        """Return the texts of the articles of seeds/."""
        with Workspace(self.seeds.path, _AUTHOR) as workspace:
            return [workspace.article(summary.uid).text for summary in workspace.articles()]

    def _made(self, name: str, fill: Callable[[Workspace], None]) -> Path:
        path = self._environment.folder / name
        with Workspace(path, _AUTHOR, create=True) as workspace:
            fill(workspace)
        return path


def _arrivals(texts: Iterable[str], names: Mapping[str, str]) -> Iterator[ImportRecord]:
    """Yield articles with what is named in them marked; in each third one, as an analyst's word."""
    named = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(names, key=len, reverse=True)))
    for number, text in enumerate(texts):
        status = Status.SUGGESTED if number % 3 else Status.ACCEPTED
        marked = islice(named.finditer(text), _NAMED_IN_EACH)
        yield ImportRecord(
            ArticleDraft(title=f"Article {number}", text=text, published_at=f"2026-01-{number % 28 + 1:02}"),
            tuple(AnnotationRecord(Span(*match.span()), names[match.group()], status) for match in marked),
        )


@operation("benchmark.add", "add articles of the benchmark")
def _add_some(record: Recorder, arrivals: Sequence[ImportRecord]) -> None:
    """Store some articles with their annotations."""
    for arrival in arrivals:
        text = arrival.draft.text
        starts = [paragraph.start for paragraph in paragraphs(text)]
        placed = [
            AnchoredAnnotation(one, anchor(text, one.span, starts))
            for one in arrival.annotations
            if one.span is not None
        ]
        add_annotated_article(record, arrival, placed)


def copied(path: Path, name: str) -> Path:
    """Return a copy of the workspace at `path`, beside it, under another name that is not taken."""
    copy = path.with_name(name)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _change(path: Path, statement: str) -> None:
    """Change a workspace behind the program's back."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def _store_marked(workspace: Workspace, text: str, count: int) -> None:
    """Store an article with `count` suggestions, as one that the default pipeline has read to its end."""
    pipeline = find_pipeline()
    uid, _ = workspace.perform(add_article, ArticleDraft(title="Generated", text=text)).result()
    article = workspace.article(uid)
    starts = [paragraph.start for paragraph in paragraphs(text)]

    waiting = deque(marks(text, count))
    for start in range(0, len(text), _STORED_AT_ONCE):
        part = Span(start, min(start + _STORED_AT_ONCE, len(text)))
        suggested = []
        while waiting and waiting[0][0].start in part:
            span, label = waiting.popleft()
            suggested.append(StoredSuggestion(anchor(text, span, starts), label, None))
        workspace.store_analysis(
            pipeline.name,
            pipeline.version,
            [AnalysedPart(article.id, [part], suggested, finished=part.end == len(text))],
        ).result()


def _prepared(path: Path) -> Prepared:
    """Return the workspace with what is seen of its first article: its first words, and a suggestion underlined."""
    with Workspace(path, _AUTHOR) as workspace:
        article = workspace.article(workspace.articles()[0].uid)
        annotations = workspace.annotations(article.id)
    highlighted = next(annotation for annotation in annotations if _is_seen(annotation))
    return Prepared(
        path,
        (
            words(" ".join(article.text.split()[:3])),
            UNDERLINED + words(highlighted.quote.split()[0]),
        ),
    )


def _is_seen(annotation: Annotation) -> bool:
    """Return whether an annotation is a suggestion that stands by itself, past the first line of its article."""
    return annotation.status is Status.SUGGESTED and annotation.span is not None and annotation.span.start > 100
