"""The effort for articles: the keys from their suggestions to their gold, planned, pressed and compared with the file.

The full way goes through the articles one after the other in one workspace, so that each has what the decisions on
those before it have taught: the pipeline analyses an article, the keys are planned and pressed in the program in a
terminal, and the database is compared with the gold. The plain way decides on one thing at a time in articles that
nothing was taught for; it is pressed for the shortest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.environment import Environment, program
from benchmarks.figures import Row, spread
from benchmarks.gold import Gold
from benchmarks.keys.plans import Plan, full_plan, plain_plan
from benchmarks.keys.pressing import play, tally
from benchmarks.scoring import Mark
from benchmarks.terminal import Terminal
from benchmarks.workspaces import copied
from glossator.domain.annotation import Status
from glossator.domain.codebook import LABELS
from glossator.domain.lexicon import AMOUNTS
from glossator.ner.local_pipeline import LocalPipeline
from glossator.services.analysis import analyse
from glossator.store.ingest.articles import add_article
from glossator.store.operations.labels import archive_label
from glossator.store.workspace import Author, Workspace

AUTHOR: Final = Author("bench")


class NotTheGold(Exception):
    """The keys of a plan did not lead to the gold; the message has the differences."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """What is suggested in an article, and the marks among it that the program shows as doubtful."""

    marks: Sequence[Mark]
    doubtful: frozenset[Mark]


@dataclass(frozen=True, slots=True)
class Task:
    """An article on the way to its gold.

    Attributes:
        gold: the article, with what should be accepted in it.
        source: the file that the program opens for it.
    """

    gold: Gold
    source: Path


@dataclass(frozen=True, slots=True)
class Effort:
    """The keys for an article.

    Attributes:
        plain: planned, by the plain way.
        alone: planned, by the full way with nothing taught.
        full: pressed, by the full way.
    """

    gold: Gold
    plain: int
    alone: int
    full: int

    @property
    def spans(self) -> int:
        """The number of gold spans."""
        return len(self.gold.marks)


@dataclass(frozen=True, slots=True)
class Codebook:
    """The labels of an analyst.

    Attributes:
        labels: those that are used; all others are archived before the first article is analysed.
        fitted: returns the gold of an article whose labels fit the suggestions; the gold as it is by default.
    """

    labels: Sequence[str] = tuple(label.name for label in LABELS)
    fitted: Callable[[Gold, Suggested], Gold] = lambda gold, _: gold

    @property
    def has_numbers(self) -> bool:
        """Whether there is a label for amounts and dates."""
        return not AMOUNTS.isdisjoint(self.labels)


def efforts(
    environment: Environment,
    name: str,
    tasks: Sequence[Task],
    recogniser: LocalPipeline,
    codebook: Codebook,
) -> list[Effort]:
    """Plan and press the keys for articles, in their order.

    Args:
        environment: of the program.
        name: begins the names of the workspaces.
        tasks: the articles.
        recogniser: suggests in them.
        codebook: the labels.

    Raises:
        NothingSeen: when a step does not do what its plan says.
        NotTheGold: when the keys of a plan do not lead to the gold.
    """
    untaught, taught = (environment.folder / f"{name}-{kind}.db" for kind in ("untaught", "taught"))
    for path in (untaught, taught):
        make_workspace(path, codebook.labels)
    found = [suggested(untaught, task.gold, recogniser) for task in tasks]
    golds = [codebook.fitted(task.gold, some) for task, some in zip(tasks, found, strict=True)]
    numbers = codebook.has_numbers
    plain = [
        plain_plan(gold.text, some.marks, gold.marks, numbers=numbers) for gold, some in zip(golds, found, strict=True)
    ]
    shortest = min(range(len(tasks)), key=lambda number: len(golds[number].text))
    plainly = copied(untaught, f"{name}-plain.db")
    press(environment, plainly, golds[shortest], plain[shortest], tasks[shortest].source)
    done = []
    for task, alone, some, one_by_one in zip(tasks, golds, found, plain, strict=True):
        now = suggested(taught, task.gold, recogniser)
        gold = codebook.fitted(task.gold, now)
        plan = full_plan(gold.text, now.marks, gold.marks, now.doubtful, numbers=numbers)
        pressed = press(environment, taught, gold, plan, task.source)
        untaught_plan = full_plan(alone.text, some.marks, alone.marks, some.doubtful, numbers=numbers)
        done.append(Effort(gold, one_by_one.keys, untaught_plan.keys, pressed))
    return done


def make_workspace(path: Path, labels: Sequence[str]) -> None:
    """Create a workspace at `path` in which all labels but `labels` are archived."""
    with Workspace(path, AUTHOR, create=True) as workspace:
        for label in LABELS:
            if label.name not in labels:
                workspace.perform(archive_label, label.name).result()


def suggested(path: Path, gold: Gold, recogniser: LocalPipeline) -> Suggested:
    """Analyse an article in the workspace at `path`, which may be new, and return what is suggested there then."""
    with Workspace(path, AUTHOR, create=True) as workspace:
        uid, _ = workspace.perform(add_article, gold.draft).result()
        article = workspace.article(uid)
        analyse(workspace, [article], recogniser)
        found = {
            Mark(one.span, one.label): one.is_doubtful
            for one in workspace.annotations(article.id)
            if one.span is not None and one.label is not None
        }
    return Suggested(list(found), frozenset(mark for mark, doubtful in found.items() if doubtful))


def press(environment: Environment, path: Path, gold: Gold, plan: Plan, source: Path) -> int:
    """Press the keys of a plan in the workspace at `path`, and compare the database with the gold afterwards.

    Args:
        environment: of the program.
        path: a workspace with the article, analysed, in which nothing of it is decided.
        gold: the article with what should be accepted in the end.
        plan: what to press.
        source: the file that the article is from.

    Returns:
        How many keys were pressed.

    Raises:
        NothingSeen: when a step does not do what the plan says.
        NotTheGold: when other annotations than the gold are accepted in the end, or any is undecided.
    """
    with Terminal(program("--db", str(path), str(source)), environment.variables) as terminal:
        terminal.first_frame(tally(0))
        terminal.settle()
        pressed = play(terminal, plan)
    with Workspace(path, AUTHOR) as workspace:
        uid, _ = workspace.perform(add_article, gold.draft).result()
        standing = [
            (one.status, Mark(one.span, one.label))
            for one in workspace.annotations(workspace.article(uid).id)
            if one.status is not Status.REJECTED and one.span is not None and one.label is not None
        ]
    wrong = set(standing).symmetric_difference((Status.ACCEPTED, mark) for mark in gold.marks)
    if wrong:
        said = ", ".join(f"{status} {label} “{span.of(gold.text)}”" for status, (span, label) in sorted(wrong))
        raise NotTheGold(f"{gold.name}: only in one of file and gold: {said}")
    return pressed


def total_rows(what: str, done: Sequence[Effort], bar: float | None) -> list[Row]:
    """Return the lines for the keys of all articles per gold span; `bar` is that of the full way."""
    spans = [effort.spans for effort in done]
    return [
        total_row(f"{what}, plainly", "gold spans", None, spans, [effort.plain for effort in done]),
        total_row(f"{what}, nothing taught", "gold spans", None, spans, [effort.alone for effort in done]),
        total_row(what, "gold spans", bar, spans, [effort.full for effort in done]),
    ]


def total_row(what: str, floor: str, bar: float | None, least: Sequence[int], program_: Sequence[int]) -> Row:
    """Return the line for numbers of all articles together; the spread is over the articles."""
    ratio = sum(program_) / sum(least)
    return Row(
        what=what,
        floor=floor,
        bar=f"{bar:g}x" if bar else "–",
        ratio=f"{ratio:.2f}x",
        spread=spread([more / less for less, more in zip(least, program_, strict=True)]),
        medians=f"{sum(least)}, {sum(program_)}",
        met=ratio <= bar if bar else None,
    )
