"""How many keys it takes from the suggestions of the seed articles to their gold, and whether they really lead there.

`benchmarks.keys.effort` says how; rounds are how many of the articles are gone through.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.environment import Environment
from benchmarks.figures import Row
from benchmarks.gold import SEEDS, Gold, read_gold
from benchmarks.keys.effort import AUTHOR, Codebook, Effort, Task, efforts, suggested, total_row, total_rows
from benchmarks.keys.plans import full_plan
from benchmarks.suggestions import learn
from benchmarks.workspaces import Workspaces
from glossator.domain.lexicon import AMOUNTS
from glossator.ner.local_pipeline import LocalPipeline
from glossator.ner.pipelines import find_pipeline
from glossator.store.workspace import Workspace
from glossator.text.lexical import lexical_form

ROUNDS: Final = 10
_SPAN_BAR: Final = 0.25
_PLAIN_BAR: Final = 0.5
_SECOND_BAR: Final = 0.7
# Articles are about the same actors where they share so many names.
_SAME_ACTORS: Final = 2 / 3


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:  # noqa: ARG001  (every bench takes them)
    """Plan and press the keys for the first `rounds` articles."""
    golds = read_gold()[:rounds]
    recogniser = LocalPipeline(find_pipeline())
    done = efforts(environment, "keys", [Task(gold, _source(gold)) for gold in golds], recogniser, Codebook())
    return [*_rows(done), *_second(environment.folder, recogniser, done)]


def _source(gold: Gold) -> Path:
    (source,) = SEEDS.glob(f"{gold.name}.*")
    return source


def _rows(done: Sequence[Effort]) -> list[Row]:
    plain, full = [effort.plain for effort in done], [effort.full for effort in done]
    return [
        *(
            Row(
                what=f"keys to gold: {effort.gold.name}",
                floor="its gold spans",
                bar="–",
                ratio=f"{effort.full / effort.spans:.2f}x",
                spread=f"plain {effort.plain}, untaught {effort.alone}",
                medians=f"{effort.spans}, {effort.full}",
                met=None,
            )
            for effort in done
        ),
        *total_rows("keys to gold", done, _SPAN_BAR),
        total_row("keys to gold", "keys, plainly", _PLAIN_BAR, plain, full),
    ]


def _second(folder: Path, recogniser: LocalPipeline, done: Sequence[Effort]) -> list[Row]:
    """Return the line for the articles of which another one has taught: that which names most of what they name."""
    without, taught = [], []
    for effort in done:
        gold = effort.gold
        others = [other.gold for other in done if other is not effort]
        first = max(others, key=lambda other: _named_in(gold, other), default=None)
        if first is None or _named_in(gold, first) < _SAME_ACTORS:
            continue
        path = folder / f"keys-second-{gold.name}.db"
        suggested(path, first, recogniser)
        with Workspace(path, AUTHOR) as workspace:
            learn(workspace, workspace.article(workspace.articles()[0].uid), first.marks)
        without.append(effort.alone)
        found = suggested(path, gold, recogniser)
        taught.append(full_plan(gold.text, found.marks, gold.marks, found.doubtful).keys)
    if not taught:
        return []
    what = f"keys to gold of a second article about the same actors ({len(taught)} articles)"
    return [total_row(what, "without the first", _SECOND_BAR, without, taught)]


def _named_in(gold: Gold, other: Gold) -> float:
    """Return how much of what `gold` names is named in `other` too, from 0 to 1."""
    names, known = _names(gold), set(_names(other))
    return sum(name in known for name in names) / len(names)


def _names(gold: Gold) -> list[str]:
    return [lexical_form(mark.span.of(gold.text)) for mark in gold.marks if mark.label not in AMOUNTS]
