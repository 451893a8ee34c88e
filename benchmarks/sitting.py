"""What a long sitting costs in memory: ten thousand keys, in two hundred articles opened one after the other."""

from typing import Final

from benchmarks.environment import Environment, program
from benchmarks.figures import Row
from benchmarks.terminal import Terminal, words
from benchmarks.workspaces import Workspaces, copied

ROUNDS: Final = 1
_ARTICLES: Final = 200
# Articles after which everything that is made once has been made.
_WARM: Final = 20
_BAR: Final = 10
# Fifty with the one that opens the next article: going about, selecting, deciding, and taking that back.
_KEYS: Final = "]wjlk" * 8 + "Gg" + "vwv" + "]au"
_NEXT: Final = ">"


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Go through all articles, and compare the memory at the end with that after the first few."""
    path = workspaces.read(_ARTICLES)
    grown, memories = [], []
    for number in range(rounds):
        with Terminal(program("--db", str(copied(path, f"sitting-{number}.db"))), environment.variables) as terminal:
            terminal.first_frame(words("Article 1"))
            for article in range(2, _ARTICLES + 1):
                terminal.key_to_frame(_KEYS + _NEXT, words(f"Article {article}"))
                if article == _WARM:
                    terminal.rest()
                    before = terminal.memory()
            terminal.rest()
            memories.append((before, terminal.memory()))
            grown.append(memories[-1][1] - before)
    keys = (len(_KEYS) + 1) * (_ARTICLES - _WARM)
    return [
        Row(
            what=f"memory after {keys:,} more keys and {_ARTICLES - _WARM} more articles",
            floor=f"after {_WARM} articles",
            bar=f"+{_BAR} MB",
            ratio=f"{max(grown):+.1f} MB",
            spread=f"{min(grown):+.1f} to {max(grown):+.1f} MB (all {rounds})",
            medians=f"{memories[-1][0]:.0f} MB, {memories[-1][1]:.0f} MB",
            met=max(grown) <= _BAR,
        )
    ]
