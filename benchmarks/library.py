"""The list of articles: opening it, for the first time, again and after an act, and each key typed into its filter.

With ten thousand articles and with ten.
"""

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
_OPENED: Final = ("first", "again", "after an act")


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Open the list and filter it in turn; each round starts both programs again."""
    paths = {count: _made(environment, workspaces, count) for count in (FEW, ARTICLES)}
    opened: dict[str, list[tuple[float, float]]] = {when: [] for when in _OPENED}
    filtered: list[tuple[float, float]] = []
    for _ in range(rounds):
        times = {count: _once(environment, path, count) for count, path in paths.items()}
        for number, when in enumerate(_OPENED):
            opened[when].append((times[FEW][number], times[ARTICLES][number]))
        filtered += list(zip(times[FEW][len(_OPENED) :], times[ARTICLES][len(_OPENED) :], strict=True))
    what = f"{ARTICLES:,} articles with {ARTICLES * IN_EACH:,} annotations"
    return [
        *(
            ratio_row(f"library opens {when}, {what}", f"{FEW} articles", _BAR, pairs, milliseconds)
            for when, pairs in opened.items()
        ),
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
    """Return the seconds until the list was there, for each way of opening it, and those of each key in its filter."""
    said = words(f"of {count:,}, sorted by")
    with Terminal(program("--db", str(path)), environment.variables) as terminal:
        terminal.first_frame(words("Article 1"))
        terminal.rest()
        times = [terminal.key_to_frame("P", said)]
        terminal.rest()
        terminal.press("q")
        terminal.rest()
        times.append(terminal.key_to_frame("P", said))
        terminal.rest()
        terminal.press("q")
        terminal.press("a")
        terminal.rest()
        times.append(terminal.key_to_frame("P", said))
        terminal.rest()
        terminal.press("/")
        times += [terminal.press(letter, said) for letter in _TYPED]
        terminal.press("\x1b")
        terminal.press("q")
    return times
