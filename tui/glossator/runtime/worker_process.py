"""A module at work in a process of its own, which answers each line of JSON on its standard input with another.

It ends when its standard input does, so it does not outlive whoever started it.
"""

import json
import os
import subprocess
import sys
from contextlib import suppress
from typing import Any


class WorkerEnded(Exception):
    """The process is there no more."""


class JsonWorker:
    """The process, and the way to ask it."""

    def __init__(self, module: str, *arguments: str) -> None:
        """Run `module` with `arguments`.

        Raises:
            OSError: when no process can be started.
        """
        self.process = subprocess.Popen(
            # Only what is on the path here, and never what lies in the analyst's folder.
            [sys.executable, "-P", "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            # So that ctrl+c at the terminal reaches the program, which then ends this in its own way. A session of its
            # own would do that too, but Linux shares processors out among sessions: niceness would count for nothing.
            process_group=0,
        )

    def ask(self, question: object) -> None:
        """Hand over a question; an answer that is waited for comes before that to this one.

        Raises:
            Ended: when nobody is there to answer.
        """
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(question).encode("ascii") + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise WorkerEnded from error

    def answer(self) -> Any:
        """Wait for the next answer, and return it.

        Raises:
            Ended: when none comes any more.
        """
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            raise WorkerEnded
        return json.loads(line)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            # What is still in the pipe has nobody to go to.
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
