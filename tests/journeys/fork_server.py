"""Starts the program in terminals: as forks of one process that has imported it, which takes as long as all else."""

import fcntl
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NoReturn, TypeAlias

import glossator

Server: TypeAlias = socket.socket

_MOST: Final = 1 << 16
_LAST_FILE: Final = 256
_READING_TIME: Final = 1.5
# The rooms of the program that a reader without a pipeline comes to.
_ROOMS: Final = ("cli", "runtime", "services", "state", "store", "terminal", "ui")


class Forked:
    """A run of the program, with what `Terminal` uses of a `pexpect.spawn`."""

    def __init__(
        self,
        server: Server,
        arguments: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        dimensions: tuple[int, int],
    ) -> None:
        self.child_fd, terminal = os.openpty()
        self.exitstatus: int | None = None
        self.signalstatus: int | None = None
        self.setwinsize(*dimensions)
        reports, report = os.pipe()
        self._reports = os.fdopen(reports, "rb", 0)
        order = {"arguments": list(arguments), "folder": str(folder), "environment": dict(environment)}
        socket.send_fds(server, [json.dumps(order).encode()], [terminal, report])
        os.close(terminal)
        os.close(report)
        self.pid = int(self._reports.readline())

    def setwinsize(self, lines: int, columns: int) -> None:
        """Change the size of the terminal."""
        termios.tcsetwinsize(self.child_fd, (lines, columns))

    def kill(self, number: int) -> None:
        """Send the program a signal, if it has not ended."""
        if self.isalive():
            os.kill(self.pid, number)

    def isalive(self) -> bool:
        """Return whether the program has not ended."""
        if not self._ended and select.select([self._reports], [], [], 0)[0]:
            self.wait()
        return not self._ended

    def wait(self) -> None:
        """Wait for the program to end."""
        if not self._ended:
            code = int(self._reports.readline())
            self.exitstatus, self.signalstatus = (code, None) if code >= 0 else (None, -code)

    def close(self) -> None:
        """Let go of the terminal."""
        if self.child_fd >= 0:
            os.close(self.child_fd)
            self.child_fd = -1
            self._reports.close()

    @property
    def _ended(self) -> bool:
        return self.exitstatus is not None or self.signalstatus is not None


@contextmanager
def fork_server(environment: Mapping[str, str]) -> Iterator[Server]:
    """Start the process that starts the others, and end it."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with here:
        with there:
            process = subprocess.Popen([sys.executable, "-m", __name__], stdin=there.fileno(), env=environment)
        try:
            yield here
        finally:
            here.shutdown(socket.SHUT_RDWR)
            process.wait()


def _serve(server: Server) -> None:
    """Start a program for each order, in the terminal that comes with it, until nobody can order any more."""
    # Nobody asks how those that watch a program have ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        order, files, _, _ = socket.recv_fds(server, _MOST, 2)
        if not order:
            return
        if os.fork() == 0:
            _watch(json.loads(order), *files)
        for file in files:
            os.close(file)


def _watch(order: Mapping[str, Any], terminal: int, report: int) -> NoReturn:
    """Start a program, and report its process, and then how it has ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    process = os.fork()
    if process == 0:
        _become(order, terminal)
    os.close(terminal)
    # Who has ordered it may have gone.
    with suppress(BrokenPipeError):
        os.write(report, f"{process}\n".encode())
        _, status = os.waitpid(process, 0)
        os.write(report, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(order: Mapping[str, Any], terminal: int) -> NoReturn:
    """Become the program, as a shell in that terminal would start it."""
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for number in (0, 1, 2):
        os.dup2(terminal, number)
    os.closerange(3, _LAST_FILE)
    streams = open(0, closefd=False), open(1, "w", 1, closefd=False), open(2, "w", 1, closefd=False)  # noqa: SIM115
    for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = ["glossator", *order["arguments"]]
    from glossator.cli import main
    from glossator.ui.reader import screen

    # A journey that waits for the keys in the foot waits until the message before them has gone.
    screen._READING_TIME = _READING_TIME  # type: ignore[misc]  # a constant of the program

    sys.exit(main())


def _import_all() -> None:
    from glossator.cli.reader import _FRAMES

    # What the program itself says before it imports Textual.
    os.environ["TEXTUAL_FPS"] = _FRAMES
    for module in pkgutil.walk_packages(glossator.__path__, "glossator."):
        if module.name.split(".")[1] in _ROOMS and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    importlib.import_module("sqlite_utils")
    importlib.import_module("textual.drivers.linux_driver")


if __name__ == "__main__":
    _import_all()
    gc.freeze()
    _serve(socket.socket(fileno=0))
