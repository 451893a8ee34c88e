"""The list of articles: opening it, and each key typed into its filter, with ten thousand articles and with ten."""

from pathlib import Path
from typing import Final

from benchmarks.environment import Environment, program
from benchmarks.figures import Row, milliseconds, ratio_row
from benchmarks.importing import ARTICLES, IN_EACH, written
from benchmarks.terminal import Terminal, words
from benchmarks.workspaces import Workspaces

ROUNDS: Final = 5
FEW: Final = 10
_BAR: Final = 2.0
# Typed one after the other, each from the key to the frame that says how many articles fit.
_TYPED: Final = "artic"


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Open the list and filter it in turn; each round starts both programs anew."""
    paths = {count: _made(environment, workspaces, count) for count in (FEW, ARTICLES)}
    opened, filtered = [], []
    for _ in range(rounds):
        times = {count: _once(environment, path, count) for count, path in paths.items()}
        opened.append((times[FEW][0], times[ARTICLES][0]))
        filtered += list(zip(times[FEW][1:], times[ARTICLES][1:], strict=True))
    what = f"{ARTICLES:,} articles with {ARTICLES * IN_EACH:,} annotations"
    return [
        ratio_row(f"library opens, {what}", f"{FEW} articles", _BAR, opened, milliseconds),
        ratio_row(f"a key in its filter, {what}", f"{FEW} articles", _BAR, filtered, milliseconds),
    ]


def _made(environment: Environment, workspaces: Workspaces, count: int) -> Path:
    """Return a workspace of that many articles, with annotations in each."""
    path = environment.folder / f"library-{count}.db"
    source = written(environment.folder / f"library-{count}.jsonl", workspaces.seed_texts(), count)
    environment.run(program("--db", str(path), "import", str(source)))
    source.unlink()
    return path


def _once(environment: Environment, path: Path, count: int) -> list[float]:
    """Return the seconds until the list was there, and those of each key in its filter."""
    said = words(f"of {count:,}, by")
    with Terminal(program("--db", str(path)), environment.variables) as terminal:
        terminal.first_frame(words("Article 1"))
        terminal.rest()
        terminal.press("P", said)
        terminal.press("q")
        terminal.rest()
        # The second time, as the first has to import what the page is made of.
        times = [terminal.press("P", said)]
        terminal.press("/")
        times += [terminal.press(letter, said) for letter in _TYPED]
        terminal.press("\x1b")
        terminal.press("q")
    return times
