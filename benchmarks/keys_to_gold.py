"""How many keys it takes from the suggestions of the seed articles to their gold, and whether they really lead there.

The full way goes through the articles one after the other in one workspace, so that each has what the decisions on
those before it have taught: the machine reads an article, the keys are planned, pressed in the program in a terminal,
and what stands in the file then is compared with the gold. The plain way decides on one thing at a time in articles
that nothing was taught for; it is pressed for the shortest. Rounds are how many of the articles are gone through.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.environment import Environment, program
from benchmarks.figures import Row, spread
from benchmarks.gold import SEEDS, Gold, read_gold
from benchmarks.keys.plans import Plan, full_plan, plain_plan
from benchmarks.keys.pressing import play, tally
from benchmarks.scoring import Mark
from benchmarks.suggestions import learn
from benchmarks.terminal import Terminal
from benchmarks.workspaces import Workspaces, copied
from glossator.domain.annotation import Status
from glossator.domain.lexicon import AMOUNTS
from glossator.ner.local_pipeline import LocalPipeline
from glossator.ner.pipelines import find_pipeline
from glossator.services.analysis import analyse
from glossator.store.ingest.articles import add_article
from glossator.store.workspace import Author, Workspace
from glossator.text.lexical import lexical_form

ROUNDS: Final = 10
_AUTHOR: Final = Author("bench")
_SPAN_BAR: Final = 0.6
_PLAIN_BAR: Final = 0.5
_SECOND_BAR: Final = 0.7
# Articles are about the same actors where they share so many names.
_SAME_ACTORS: Final = 2 / 3


class NotTheGold(Exception):
    """The keys of a plan did not lead to the gold; the message says what stands there, and what should."""


@dataclass(frozen=True, slots=True)
class _Way:
    """The effort for an article: the numbers of its gold spans, and of keys."""

    gold: Gold
    plain: int
    alone: int
    full: int


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:  # noqa: ARG001  (every bench takes them)
    """Plan and press the keys for the first `rounds` articles."""
    golds = read_gold()[:rounds]
    recogniser = LocalPipeline(find_pipeline())
    untaught = environment.folder / "keys-untaught.db"
    found = {gold.name: suggested(untaught, gold, recogniser) for gold in golds}
    plain = {gold.name: plain_plan(gold.text, found[gold.name], gold.marks) for gold in golds}
    shortest = min(golds, key=lambda gold: len(gold.text))
    press(environment, copied(untaught, "keys-plain.db"), shortest, plain[shortest.name], _source(shortest))
    alone = {gold.name: full_plan(gold.text, found[gold.name], gold.marks).keys for gold in golds}
    taught = environment.folder / "keys.db"
    ways = []
    for gold in golds:
        plan = full_plan(gold.text, suggested(taught, gold, recogniser), gold.marks)
        press(environment, taught, gold, plan, _source(gold))
        ways.append(_Way(gold, plain[gold.name].keys, alone[gold.name], plan.keys))
    return [*_rows(ways), *_second(environment.folder, recogniser, golds, alone)]


def suggested(path: Path, gold: Gold, recogniser: LocalPipeline) -> list[Mark]:
    """Have the article read in the workspace at `path`, and return what is suggested there then."""
    with Workspace(path, _AUTHOR, create=True) as workspace:
        uid, _ = workspace.perform(add_article, gold.draft).result()
        article = workspace.article(uid)
        analyse(workspace, [article], recogniser)
        return [
            Mark(annotation.span, annotation.label)
            for annotation in workspace.annotations(article.id)
            if annotation.span is not None and annotation.label is not None
        ]


def press(environment: Environment, path: Path, gold: Gold, plan: Plan, source: Path) -> None:
    """Press the keys of a plan in the workspace at `path`, which has read the article, and look at what comes of it.

    Args:
        environment: of the program.
        path: where nothing of the article is decided.
        gold: the article with what should be accepted in the end.
        plan: what to press.
        source: the file that the article is from.

    Raises:
        NothingSeen: when a step does not do what the plan says.
        NotTheGold: when other annotations than the gold are accepted in the end, or any is undecided.
    """
    with Terminal(program("--db", str(path), str(source)), environment.variables) as terminal:
        terminal.first_frame(tally(0))
        terminal.settle()
        play(terminal, plan)
    with Workspace(path, _AUTHOR) as workspace:
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


def _source(gold: Gold) -> Path:
    (source,) = SEEDS.glob(f"{gold.name}.*")
    return source


def _rows(ways: Sequence[_Way]) -> list[Row]:
    spans = [len(way.gold.marks) for way in ways]
    full, plain, alone = ([getattr(way, name) for way in ways] for name in ("full", "plain", "alone"))
    return [
        *(
            Row(
                what=f"keys to gold: {way.gold.name}",
                floor="its gold spans",
                bar="–",
                ratio=f"{way.full / len(way.gold.marks):.2f}x",
                spread=f"plain {way.plain}, untaught {way.alone}",
                medians=f"{len(way.gold.marks)}, {way.full}",
                met=None,
            )
            for way in ways
        ),
        _row("keys to gold, plainly", "gold spans", None, spans, plain),
        _row("keys to gold, nothing taught", "gold spans", None, spans, alone),
        _row("keys to gold", "gold spans", _SPAN_BAR, spans, full),
        _row("keys to gold", "keys, plainly", _PLAIN_BAR, plain, full),
    ]


def _second(folder: Path, recogniser: LocalPipeline, golds: Sequence[Gold], alone: Mapping[str, int]) -> list[Row]:
    """Return the line for the articles of which another one has taught: that which names most of what they name."""
    without, taught = [], []
    for gold in golds:
        others = [other for other in golds if other is not gold]
        first = max(others, key=lambda other: _named_in(gold, other), default=None)
        if first is None or _named_in(gold, first) < _SAME_ACTORS:
            continue
        path = folder / f"keys-second-{gold.name}.db"
        suggested(path, first, recogniser)
        with Workspace(path, _AUTHOR) as workspace:
            learn(workspace, workspace.article(workspace.articles()[0].uid), first.marks)
        without.append(alone[gold.name])
        taught.append(full_plan(gold.text, suggested(path, gold, recogniser), gold.marks).keys)
    if not taught:
        return []
    what = f"keys to gold of a second article about the same actors ({len(taught)} articles)"
    return [_row(what, "without the first", _SECOND_BAR, without, taught)]


def _named_in(gold: Gold, other: Gold) -> float:
    """Return how much of what `gold` names is named in `other` too, from 0 to 1."""
    names, known = _names(gold), set(_names(other))
    return sum(name in known for name in names) / len(names)


def _names(gold: Gold) -> list[str]:
    return [lexical_form(mark.span.of(gold.text)) for mark in gold.marks if mark.label not in AMOUNTS]


def _row(what: str, floor: str, bar: float | None, least: Sequence[int], program_: Sequence[int]) -> Row:
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
