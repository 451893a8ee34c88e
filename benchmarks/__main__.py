"""Run the benches, all or those named, and print one table.

python -m benchmarks [--rounds N] [--megabytes N] [BENCH ...]
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, Protocol

from benchmarks import (
    act,
    agreement,
    analysis,
    api,
    codebook,
    cores,
    craft,
    engines,
    export,
    first_frame,
    held_out_keys,
    importing,
    keys_to_gold,
    library,
    merging,
    one_line,
    passages,
    pdf_import,
    recognising,
    resizing,
    search,
    sitting,
    size,
    suggestions,
)
from benchmarks.environment import Environment, compile_modules
from benchmarks.figures import Row, table
from benchmarks.terminal import NothingSeen
from benchmarks.workspaces import Workspaces


class Bench(Protocol):
    """A module that measures something."""

    ROUNDS: int

    def measure(self, environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
        """Measure in that many rounds, floor and program in turn."""
        ...


_BENCHES: Final[dict[str, Bench]] = {
    "first_frame": first_frame,
    "analysis": analysis,
    "size": size,
    "act": act,
    "craft": craft,
    "recognising": recognising,
    "resizing": resizing,
    "one_line": one_line,
    "sitting": sitting,
    "suggestions": suggestions,
    "keys_to_gold": keys_to_gold,
    "held_out_keys": held_out_keys,
    "export": export,
    "importing": importing,
    "codebook": codebook,
    "cores": cores,
    "engines": engines,
    "search": search,
    "passages": passages,
    "pdf_import": pdf_import,
    "library": library,
    "merging": merging,
    "api": api,
    "agreement": agreement,
}


def main() -> int:
    """Measure what the command line asks for, and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure against floors, in one run.")
    parser.add_argument("names", nargs="*", metavar="BENCH", help=f"of {', '.join(_BENCHES)}; all when none is named")
    parser.add_argument("--rounds", type=int, default=0, metavar="N", help="how often each is measured (own number)")
    parser.add_argument("--megabytes", type=float, default=10, metavar="N", help="size of the generated article (10)")
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in _BENCHES:
            parser.error(f"there is no bench {name}; there are {', '.join(_BENCHES)}")
    compile_modules()
    rows: list[Row] = []
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="glossator-bench-") as folder:
        environment = Environment(Path(folder))
        workspaces = Workspaces(environment, arguments.megabytes)
        for name in arguments.names or _BENCHES:
            began = time.monotonic()
            bench = _BENCHES[name]
            try:
                rows += bench.measure(environment, workspaces, arguments.rounds or bench.ROUNDS)
            except NothingSeen as error:
                # What the others measured, which takes long, is shown all the same.
                failed.append(name)
                print(f"{name}: {error}", file=sys.stderr)
            print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    print(table(rows))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
