"""Bulk recognition as a process of its own: stopped by ctrl+c, killed, and gone on with."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run, run_process
from tests.journeys.terminal import PROGRAM, REPOSITORY
from tests.ner.small import small_pipeline

_COUNT = 120


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_what_is_stopped_goes_on_where_it_was(glossator: Run, here: Path, how: signal.Signals) -> None:
    small_pipeline(here / "small")
    # Long enough that a second process is worth its while, and that the first articles are not all.
    rows = "\n".join(f'{{"text": "Lumen {number}. {"Selby. " * 200}"}}' for number in range(_COUNT))
    (here / "many.jsonl").write_text(rows, encoding="utf-8")
    assert glossator("import", "many.jsonl").code == 0
    words = ("analyse", "--all", "--model", str(here / "small"))
    running = subprocess.Popen(
        [*PROGRAM, *words],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert running.stdout is not None
    first = running.stdout.readline()
    assert first.endswith(b" suggestion\n")
    running.send_signal(how)
    rest, said = running.communicate(timeout=60)
    assert running.returncode == (130 if how is signal.SIGINT else -signal.SIGKILL)
    if how is signal.SIGINT:
        assert said.decode() == "glossator: interrupted; what was done so far is saved.\n"
        return
    reported = 1 + rest.count(b"\n")
    again = run_process(*words)
    assert again.code == 0
    assert 0 < len(again.lines) <= _COUNT - reported
    assert glossator("search", "--limit", "1000", "label:GPE", "--json").out.count(b'"hit"') == _COUNT
