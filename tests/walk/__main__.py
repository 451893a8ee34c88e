"""`python -m tests.walk [--keys N] [--seed N] [--sitting N]`: the long walk, with what it found."""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.spared_disk import spared_disk
from tests.walk.walker import sit
from tests.walk.world import make_world


def main() -> int:
    """Walk so many keys; print what was found and where the walk went, and return 1 where anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.walk", description="A random walk over all pages.")
    parser.add_argument("--keys", type=int, default=5_000, metavar="N", help="to press in all (default: 5000)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the first sitting (default: 0)")
    parser.add_argument("--sitting", type=int, default=250, metavar="N", help="keys with one seed (default: 250)")
    parser.add_argument(
        "--redraw", type=int, default=3, metavar="N", help="draw everything again after each N keys (default: 3)"
    )
    arguments = parser.parse_args()
    # What the app prints while it runs is its own.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    started, keys, changes, faults = time.monotonic(), 0, 0, 0
    pages: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="walk-") as name, spared_disk():
        world = make_world(Path(name))
        seed = arguments.seed
        while keys < arguments.keys:
            left = min(arguments.sitting, arguments.keys - keys)
            sitting = asyncio.run(sit(world, seed, left, arguments.redraw))
            seed, keys, changes = seed + 1, keys + sitting.keys, changes + sitting.changes
            pages += sitting.pages
            if sitting.fault:
                faults += 1
                print(sitting.fault, end="\n\n", file=out, flush=True)
    where = ", ".join(f"{page} {number:,}" for page, number in pages.most_common())
    took = time.monotonic() - started
    print(f"{keys:,} keys in {took:.0f} s, {changes:,} rows of history, {faults} faults; {where}", file=out)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
