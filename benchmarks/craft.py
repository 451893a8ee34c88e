"""What each act takes on an article with 10,000 annotations, among 10,000 articles, against the sample articles."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from benchmarks.environment import Environment, program
from benchmarks.figures import Row, milliseconds, ratio_row
from benchmarks.terminal import Terminal, words
from benchmarks.workspaces import Prepared, Workspaces, copied
from glossator.matching.occurrences import OccurrenceFinder
from glossator.store.workspace import Author, Workspace

ROUNDS: Final = 3
_PASSES: Final = 2
_BAR: Final = 2.0
_DECIDED: Final = rb"\d+ of [\d,]+ decided"
# What is done to all mentions has more than so many of them.
_MENTIONS: Final = 2


@dataclass(frozen=True, slots=True)
class Step:
    """Keys that are sent at once, and what shows that they were answered; measured where `what` names them.

    Without `shown`, they are answered with the last byte before a pause.
    """

    what: str
    keys: str
    shown: bytes = b""


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Do the same in both workspaces in turn, some times over in each round; each round opens both again."""
    both = (workspaces.seeds, workspaces.crowded)
    steps = [_steps(_mentioned(prepared)) for prepared in both]
    timed: dict[str, list[tuple[float, float]]] = {step.what: [] for step in steps[0] if step.what}
    for number in range(rounds):
        with (
            _open(environment, both[0], f"few-{number}.db") as few,
            _open(environment, both[1], f"many-{number}.db") as many,
        ):
            taken: dict[str, list[tuple[float, float]]] = {what: [] for what in timed}
            for _ in range(_PASSES):
                for here, there in zip(*steps, strict=True):
                    pair = _press(few, here), _press(many, there)
                    if here.what:
                        taken[here.what].append(pair)
        for what, pairs in taken.items():
            timed[what].append((median(least for least, _ in pairs), median(much for _, much in pairs)))
    return [
        ratio_row(f"{what}, 10,000 annotations, 10,000 articles", "sample articles", _BAR, pairs, milliseconds)
        for what, pairs in timed.items()
    ]


def _steps(mentioned: str) -> Sequence[Step]:
    """Return what is done in one pass; at its end, what would be in the next one's way is taken back."""
    return (
        Step("", " "),
        Step("accept", "a", _DECIDED),
        Step("reject", "x", _DECIDED),
        Step("relabel", "ro", _DECIDED),
        Step("grow right", "W"),
        Step("", "l"),
        Step("split", "|"),
        Step("merge", "&"),
        Step("", "]"),
        Step("tag", "tbench\r"),
        Step("", "]"),
        Step("repeat", "."),
        Step("undo", "u", words("Undid")),
        Step("redo", "\x12", words("Redid")),
        Step("", "end"),
        Step("", "home"),
        Step("", f"/{mentioned}\r"),
        Step("same for all: the list", "p", words("ticked, in this")),
        Step("same for all: done", "\r", words("Applied to")),
        Step("", "u", words("Undid")),
        Step("", "i\r", words("Linked to")),
        Step("entity", "I", rb"\d in \d"),
        Step("", "q"),
        Step("", "u", words("Undid")),
        *_page("codebook", "K", "labels,"),
        *_page("history", "Z", " operation"),
        *_page("consistency", "Q", "different labels:"),
        *_page("groups", "Y", "in this article"),
    )


def _page(what: str, key: str, says: str) -> tuple[Step, Step]:
    return Step(what, key, words(says)), Step("", "q")


def _mentioned(prepared: Prepared) -> str:
    """Return the words of a suggestion in the first article that stand there a few times, first where it is."""
    with Workspace(prepared.path, Author("bench")) as workspace:
        article = workspace.article(workspace.articles()[0].uid)
        found = [
            (len(OccurrenceFinder(one.quote, one.label).occurrences(article.text)), one.quote)
            for one in workspace.annotations(article.id)
            if one.span is not None
            and one.quote.istitle()
            and one.quote.replace(" ", "").isalpha()
            and article.text.index(one.quote) == one.span.start
        ]
    return min(pair for pair in found if pair[0] > _MENTIONS)[1]


def _open(environment: Environment, prepared: Prepared, name: str) -> Terminal:
    terminal = Terminal(program("--db", str(copied(prepared.path, name))), environment.variables)
    terminal.first_frame(*prepared.shown)
    terminal.rest()
    return terminal


def _press(terminal: Terminal, step: Step) -> float:
    return terminal.press(step.keys, *((step.shown,) if step.shown else ()))
