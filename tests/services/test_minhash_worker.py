import os
import signal

import pytest

from glossator.matching.minhash import sketch
from glossator.services import minhash_worker
from glossator.services.minhash_worker import Sketcher
from tests.matching.test_minhash import words

TEXTS = [" ".join(words(seed, 80)) for seed in range(3)]


@pytest.fixture(autouse=True)
def several_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minhash_worker, "_FEW", 0)
    monkeypatch.setattr(minhash_worker, "cpu_count", lambda: 2)


def of(sketcher: Sketcher) -> int | None:
    """Return the process that a sketcher has at work."""
    return None if sketcher._worker is None else sketcher._worker.process.pid


def test_the_process_makes_what_is_made_here_and_ends_with_whoever_asked() -> None:
    sketcher = Sketcher()
    sketcher.ask([*TEXTS, "short", "naïve 東京 \N{PILE OF POO}" * 30])
    process = of(sketcher)
    assert process is not None
    assert sketcher.answer() == [sketch(text) for text in [*TEXTS, "short", "naïve 東京 \N{PILE OF POO}" * 30]]
    sketcher.ask(TEXTS)
    assert sketcher.answer() == [sketch(text) for text in TEXTS]
    assert of(sketcher) == process
    sketcher.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_what_a_process_that_ended_leaves_undone_is_done_here() -> None:
    sketcher = Sketcher()
    sketcher.ask(TEXTS)
    process = of(sketcher)
    assert process is not None
    os.kill(process, signal.SIGKILL)
    assert sketcher.answer() == [sketch(text) for text in TEXTS]
    sketcher.close()


def test_for_little_or_with_one_processor_no_process_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    sketcher = Sketcher()
    for few, count in ((1_000_000, 2), (0, 1)):
        monkeypatch.setattr(minhash_worker, "_FEW", few)
        monkeypatch.setattr(minhash_worker, "cpu_count", lambda count=count: count)
        sketcher.ask(TEXTS)
        assert of(sketcher) is None
        assert sketcher.answer() == [sketch(text) for text in TEXTS]
