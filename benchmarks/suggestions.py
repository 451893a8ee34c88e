"""How near the suggestions come to the gold: of the bare pipeline, tidied, and with the decisions of one article.

Each article teaches in turn, for as many rounds as there are: its gold is decided in a workspace of its own, then the
others are analysed there. The figures are counts, so they are the same on every run.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.environment import Environment
from benchmarks.figures import Row, spread
from benchmarks.gold import Gold, read_gold
from benchmarks.scoring import Mark, Score, span_only, strict, total
from benchmarks.workspaces import Workspaces
from glossator.domain.annotation import Status
from glossator.domain.article import Article
from glossator.ner.local_pipeline import LocalPipeline
from glossator.ner.pipelines import find_pipeline
from glossator.services.analysis import analyse
from glossator.store import operations
from glossator.store.ingest.articles import add_article
from glossator.store.workspace import Author, Workspace
from glossator.text.anchor import anchor
from glossator.text.paragraphs import chunks, paragraphs
from glossator.text.span import Span

ROUNDS: Final = 10
_AUTHOR: Final = Author("bench")
_MEASURES: Final[Mapping[str, Callable[[Sequence[Mark], Sequence[Mark]], Score]]] = {
    "span and label": strict,
    "span only": span_only,
}


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:  # noqa: ARG001  (every bench takes them)
    """Score the three ways of suggesting; the first `rounds` articles teach."""
    golds = read_gold()
    recogniser = LocalPipeline(find_pipeline())
    bare = [_bare(recogniser, gold.text) for gold in golds]
    with _workspace(environment.folder / "tidied.db", golds) as (workspace, articles):
        tidied = [_suggested(workspace, recogniser, article) for article in articles]
    rows = [
        _row(
            f"suggestions, {what}: tidied",
            "bare pipeline",
            _scores(scored, bare, golds),
            _scores(scored, tidied, golds),
        )
        for what, scored in _MEASURES.items()
    ]
    without: dict[str, list[Score]] = {what: [] for what in _MEASURES}
    taught: dict[str, list[Score]] = {what: [] for what in _MEASURES}
    for teacher in range(min(rounds, len(golds))):
        others = [number for number in range(len(golds)) if number != teacher]
        path = environment.folder / f"taught-{teacher}.db"
        with _workspace(path, golds) as (workspace, articles):
            analyse(workspace, [articles[teacher]], recogniser)
            learn(workspace, articles[teacher], golds[teacher].marks)
            found = [_suggested(workspace, recogniser, articles[number]) for number in others]
        for what, scored in _MEASURES.items():
            wanted = [golds[number] for number in others]
            without[what].append(total(_scores(scored, [tidied[number] for number in others], wanted)))
            taught[what].append(total(_scores(scored, found, wanted)))
    rows += [
        _row(f"suggestions, {what}: with the lexicon of one other article", "tidied", without[what], taught[what])
        for what in _MEASURES
    ]
    return rows


def learn(workspace: Workspace, article: Article, gold: Sequence[Mark]) -> None:
    """Decide on the suggestions of `article` until it has the gold annotations, as an analyst would."""
    standing = {(annotation.span, annotation.label): annotation.id for annotation in workspace.annotations(article.id)}
    right = [standing[mark] for mark in gold if mark in standing]
    if right:
        workspace.perform(operations.accept, right).result()
    starts = [paragraph.start for paragraph in paragraphs(article.text)]
    for mark in gold:
        if mark not in standing:
            workspace.perform(
                operations.annotate, article.id, anchor(article.text, mark.span, starts), mark.label
            ).result()
    wrong = [annotation.id for annotation in workspace.annotations(article.id) if annotation.status is Status.SUGGESTED]
    if wrong:
        workspace.perform(operations.reject, wrong).result()


@contextmanager
def _workspace(path: Path, golds: Sequence[Gold]) -> Iterator[tuple[Workspace, list[Article]]]:
    """Yield a new workspace at `path`, and the articles in it, none of them analysed."""
    with Workspace(path, _AUTHOR, create=True) as workspace:
        uids = [workspace.perform(add_article, gold.draft).result()[0] for gold in golds]
        yield workspace, [workspace.article(uid) for uid in uids]


def _bare(recogniser: LocalPipeline, text: str) -> list[Mark]:
    """Return what the pipeline itself finds in `text`."""
    read = list(chunks(text))
    return [
        Mark(Span(piece.start + one.start, piece.start + one.end), one.label)
        for piece, found in zip(read, recogniser.suggest([piece.of(text) for piece in read]), strict=True)
        for one in found
    ]


def _suggested(workspace: Workspace, recogniser: LocalPipeline, article: Article) -> list[Mark]:
    """Return what the program suggests in `article` when it has read it."""
    analyse(workspace, [article], recogniser)
    return [
        Mark(annotation.span, annotation.label)
        for annotation in workspace.annotations(article.id)
        if annotation.status is Status.SUGGESTED and annotation.span is not None and annotation.label is not None
    ]


def _scores(
    scored: Callable[[Sequence[Mark], Sequence[Mark]], Score], found: Sequence[Sequence[Mark]], golds: Sequence[Gold]
) -> list[Score]:
    return [scored(marks, gold.marks) for marks, gold in zip(found, golds, strict=True)]


def _row(what: str, floor: str, least: Sequence[Score], program: Sequence[Score]) -> Row:
    """Return the line that compares two ways by their F1; the spread is over articles, or over those that taught."""
    ratios = [more.f1 / less.f1 for less, more in zip(least, program, strict=True)]
    below, above = total(least), total(program)
    return Row(
        what=what,
        floor=floor,
        bar="–",
        ratio=f"{above.f1 / below.f1:.2f}x",
        spread=spread(ratios),
        medians=f"{_shown(below)}, {_shown(above)}",
        met=None,
    )


def _shown(score: Score) -> str:
    return f"P {score.precision:.3f} R {score.recall:.3f} F1 {score.f1:.3f}"
