"""Searching a text for regular expressions in a worker process, which can be killed.

Compiling and searching even a short expression can take any amount of time and memory. Run as a module, this is the
process: the first line of JSON on its standard input is a text, each further line an expression that it answers with
the hits.
"""

import json
import sys
from contextlib import suppress
from threading import Lock, Timer
from typing import Any, Final

from glossator.runtime.worker_process import JsonWorker, WorkerEnded
from glossator.text.find import BadExpression, Hits
from glossator.text.span import Span

LONGEST: Final = 1_000
"""The most characters of an expression."""
SECONDS: Final = 3.0
"""The most seconds for compiling an expression and searching an article."""
MOST_HITS: Final = 100_000
"""The most hits that are returned."""
# Bytes.
_MOST_MEMORY: Final = 512 << 20


class ExpressionFinder:
    """Finds regular expressions in one text; may be shared by threads."""

    def __init__(self, text: str) -> None:
        """Search in `text`; the process starts with the first search."""
        self._text = text
        self._worker: JsonWorker | None = None
        self._lock = Lock()

    def find(self, expression: str) -> Hits:
        """Return the hits of an expression, ignoring case; ^ and $ match at line ends.

        Raises:
            BadExpression: when it is invalid, or takes too much time or memory.
        """
        if len(expression) > LONGEST:
            raise BadExpression(
                f"An expression can have up to {LONGEST:,} characters; this one has {len(expression):,}. Shorten it."
            )
        with self._lock:
            answer = self._ask(expression)
        if "wrong" in answer:
            raise BadExpression(answer["wrong"])
        return Hits(self._text, [Span(start, end) for start, end in answer["hits"]])

    def close(self) -> None:
        """End the process."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _ask(self, expression: str) -> dict[str, Any]:
        late = False

        def stop() -> None:
            nonlocal late
            late = True
            if self._worker is not None:
                self._worker.process.kill()

        timer = Timer(SECONDS, stop)
        timer.daemon = True
        try:
            if self._worker is None:
                self._worker = JsonWorker(__name__)
                self._worker.ask(self._text)
                self._worker.answer()
            timer.start()
            self._worker.ask(expression)
            answer: dict[str, Any] = self._worker.answer()
        except OSError as error:
            raise BadExpression(
                f"The search process could not be started ({error.strerror}). Try again, or search for words."
            ) from error
        except WorkerEnded as error:
            self.close()
            excess = f"takes longer than {SECONDS:.0f} seconds" if late else "needs too much memory"
            raise BadExpression(f"This expression {excess} in this article. Simplify it.") from error
        finally:
            timer.cancel()
        return answer


def hits(text: str, expression: str) -> dict[str, Any]:
    """Return the spans of the hits under "hits", or an error message under "wrong"."""
    import regex

    try:
        pattern = regex.compile(expression, regex.IGNORECASE | regex.MULTILINE)
        found: list[tuple[int, int]] = []
        for match in pattern.finditer(text):
            if match.start() < match.end():
                found.append(match.span())
                if len(found) == MOST_HITS:
                    break
    except regex.error as error:
        return {"wrong": f"Invalid regular expression: {error}."}
    except (MemoryError, RecursionError):
        return {"wrong": "This expression needs too much memory. Simplify it."}
    return {"hits": found}


def _serve() -> None:
    """Answer until standard input ends."""
    text = json.loads(sys.stdin.buffer.readline())
    _limit_memory()
    _answer({})
    for line in sys.stdin.buffer:
        _answer(hits(text, json.loads(line)))


def _limit_memory() -> None:
    """Limit the memory of this process to `_MOST_MEMORY` more than it has, if the system can."""
    # Windows has no such module.
    with suppress(ImportError, OSError, ValueError):
        import resource
        from pathlib import Path

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + _MOST_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _answer(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _serve()
