"""A program of somebody else, asked and answering in lines of JSON, that may do anything: nothing waits for it forever.

Unlike a `worker_process.JsonWorker`, which is our own, it may fall silent, end, or send anything of any length.
"""

import atexit
import json
import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final

from glossator.runtime.worker_process import close_pipes, start_process

LONGEST_LINE: Final = 4_000_000
"""The most bytes of an answer."""
# Bytes of its last messages that are kept, and characters of one that a sentence quotes.
_KEPT: Final = 4_000
_MOST_QUOTED: Final = 200
# Seconds in which a program that was killed, or has closed its output, has ended.
_SOON: Final = 1.0


class ProgramFailed(Exception):
    """What a program did wrong; the message completes a sentence that begins with its name."""


class ProgramProcess:
    """A running program; for one thread at a time, except `close`."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start a program.

        Raises:
            ProgramFailed: when it cannot be started.
        """
        try:
            self._process = start_process(command, stderr=subprocess.PIPE)
        except (OSError, ValueError) as error:
            # A null character in the command is a ValueError.
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise ProgramFailed(f"cannot be started ({command[0]}: {reason})") from error
        self._messages = b""
        self._threads = [self._in_background(self._keep_messages)]
        atexit.register(self.close)

    def ask(self, question: object, timeout: float) -> Any:
        """Send a question, and return the answer.

        Args:
            question: what is sent as JSON.
            timeout: the most seconds to wait.

        Raises:
            ProgramFailed: when it does not answer in time, or answers something else.
        """
        answer: SimpleQueue[bytes] = SimpleQueue()
        # In a thread of its own, because neither writing nor reading need ever end.
        self._threads.append(self._in_background(self._exchange, json.dumps(question).encode("ascii") + b"\n", answer))
        try:
            line = answer.get(timeout=timeout)
        except Empty:
            raise ProgramFailed(f"did not answer within {timeout:g} seconds") from None
        self._threads.pop()
        if len(line) > LONGEST_LINE:
            raise ProgramFailed(f"sent a line of more than {LONGEST_LINE // 1_000_000} MB")
        if not line.endswith(b"\n"):
            raise ProgramFailed(self._end())
        try:
            return json.loads(line)
        except (ValueError, RecursionError):
            raise ProgramFailed("sent a line that is not JSON") from None

    def close(self) -> None:
        """Kill the program, with the programs that it has started."""
        atexit.unregister(self.close)
        with suppress(OSError):
            if hasattr(os, "killpg"):
                # Its group outlives it while one of them runs.
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_SOON)
        for thread in self._threads:
            thread.join(_SOON)
        # A program that has left the group may still hold a pipe, and closing would wait for the thread that reads it.
        if not any(thread.is_alive() for thread in self._threads):
            close_pipes(self._process)

    @staticmethod
    def _in_background(function: Any, *arguments: object) -> Thread:
        thread = Thread(target=function, args=arguments, name="program", daemon=True)
        thread.start()
        return thread

    def _exchange(self, question: bytes, answer: "SimpleQueue[bytes]") -> None:
        """Write a question, and put the next line, of which at most one byte too much is read."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        line = b""
        # It may have ended, or have been closed.
        with suppress(OSError, ValueError):
            self._process.stdin.write(question)
            self._process.stdin.flush()
            line = self._process.stdout.readline(LONGEST_LINE + 1)
        answer.put(line)

    def _keep_messages(self) -> None:
        """Read what it writes to standard error, which would otherwise wait for somebody to read it."""
        assert self._process.stderr is not None
        with suppress(OSError, ValueError):
            while some := os.read(self._process.stderr.fileno(), _KEPT):
                self._messages = (self._messages + some)[-_KEPT:]

    def _end(self) -> str:
        """Return how it has ended, with its last message."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_SOON)
        code = self._process.poll()
        if code is not None:
            # Its last message may be on the way.
            self._threads[0].join(_SOON)
        how = "has closed its output" if code is None else f"has ended with exit code {code}"
        lines = [line.strip() for line in self._messages.decode("utf-8", "replace").splitlines() if line.strip()]
        return f"{how} ({lines[-1][:_MOST_QUOTED]})" if lines else how
