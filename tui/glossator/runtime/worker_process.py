"""A module run as a process that answers each line of JSON on its standard input with a line on its standard output.

The process ends when its standard input does, so it does not outlive the program.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any


class WorkerEnded(Exception):
    """The process has ended."""


def start_process(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, stderr: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """Start a process with pipes for its standard input and output.

    Args:
        command: the program and its arguments.
        env: its environment (default: that of this process).
        stderr: where its messages go, as `subprocess.Popen` takes it.

    Raises:
        OSError: when it cannot be started.
    """
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env=env,
        # A ctrl+c at the terminal then reaches only the program. A session of its own would do that too, but Linux
        # schedules per session, which makes niceness ineffective.
        process_group=0,
    )


class JsonWorker:
    """A worker process."""

    def __init__(self, module: str, *arguments: str) -> None:
        """Run `module` with `arguments`.

        Raises:
            OSError: when the process cannot be started.
        """
        self.process = start_process(
            # -P: never import a module from the current folder.
            [sys.executable, "-P", "-m", module, *arguments],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    def ask(self, question: object) -> None:
        """Send a question; answers come in the order of the questions.

        Raises:
            WorkerEnded: when the process has ended.
        """
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(question).encode("ascii") + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise WorkerEnded from error

    def answer(self) -> Any:
        """Wait for the next answer and return it.

        Raises:
            WorkerEnded: when the process has ended.
        """
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            raise WorkerEnded
        return json.loads(line)

    def close(self) -> None:
        """Kill the process."""
        self.process.kill()
        self.process.wait()
        close_pipes(self.process)


def close_pipes(process: subprocess.Popen[bytes]) -> None:
    """Close this end of the pipes of a process that has ended."""
    for pipe in (process.stdin, process.stdout, process.stderr):
        # Closing flushes what is still in the pipe.
        with suppress(OSError):
            if pipe is not None:
                pipe.close()
