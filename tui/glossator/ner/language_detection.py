"""Detecting the language of texts with py3langid, in a process of its own.

Its model takes a second to load and 130 MB, and most of the second holds the interpreter lock, for which the keys of
the reader would wait. Run as a module, this is that process: it answers each line of standard input, a JSON list of
samples, each a list of texts, with a line of the language of each. It ends when its standard input is closed.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Final

from glossator.domain.languages import language_code
from glossator.runtime.worker_process import JsonWorker, WorkerEnded

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_NICENESS: Final = 10
SHORTEST: Final = 200
"""The fewest code points of a sample whose language is detected."""
# The least mean probability of a language over the parts of a sample. From this on, none of 19,000 samples of 200 code
# points in 55 languages was wrong, except some that are half in another language (benchmarks/README.md).
_LEAST: Final = 0.8
# Samples that are sent at a time.
_AT_ONCE: Final = 500


def detected_language(identifier: "LanguageIdentifier", parts: Sequence[str]) -> str:
    """Return the language of a sample, ISO 639-1 where there is such a code; empty if it is short or mixed.

    Args:
        identifier: gives probabilities.
        parts: of a text.
    """
    if sum(map(len, parts)) < SHORTEST:
        return ""
    chances: Counter[str] = Counter()
    for part in parts:
        language, chance = identifier.classify(part)
        chances[language] += chance / len(parts)
    ((best, chance),) = chances.most_common(1)
    return language_code(best) if chance >= _LEAST else ""


class LanguageDetector:
    """Detects languages in another process; thread-safe, one call at a time. The process starts with the first call."""

    def __init__(self) -> None:
        """Prepare to detect languages."""
        self._lock = Lock()
        self._worker: JsonWorker | None = None

    def languages(self, samples: Sequence[Sequence[str]]) -> list[str]:
        """Return the language of each sample; empty where it is short or mixed, or where the process fails."""
        found = [""] * len(samples)
        # Those that are too short do not start the process.
        long = [number for number, parts in enumerate(samples) if sum(map(len, parts)) >= SHORTEST]
        with self._lock:
            for first in range(0, len(long), _AT_ONCE):
                some = long[first : first + _AT_ONCE]
                try:
                    self._worker = self._worker or JsonWorker(__name__)
                    self._worker.ask([samples[number] for number in some])
                    for number, language in zip(some, self._worker.answer(), strict=True):
                        found[number] = language
                except (WorkerEnded, OSError):
                    # Then the language is not known, as of a short text; the articles can still be analysed.
                    self.close()
        return found

    def close(self) -> None:
        """End the process, even while it is working."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()


def load_identifier() -> "LanguageIdentifier":
    """Load the model, which takes a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def serve() -> None:
    """Load the model, and answer requests until standard input is closed."""
    if hasattr(os, "nice"):
        # The screen and its keys come first.
        os.nice(_NICENESS)
    identifier = load_identifier()
    for line in sys.stdin.buffer:
        answer = [detected_language(identifier, parts) for parts in json.loads(line)]
        sys.stdout.buffer.write(json.dumps(answer).encode("ascii") + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    serve()
