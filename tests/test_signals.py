"""The run of the tests, started with signals ignored."""

import os
import signal
import subprocess
import sys

import pytest

from tests.conftest import pytest_sessionstart

_ASKED = "import signal, sys; print(signal.getsignal(int(sys.argv[1])) is not signal.SIG_IGN)"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP, signal.SIGQUIT])
def test_programs_that_tests_start_heed_what_the_run_ignores(number: signal.Signals) -> None:
    before = signal.signal(number, signal.SIG_IGN)
    try:
        pytest_sessionstart()
        os.kill(os.getpid(), number)
        asked = subprocess.run([sys.executable, "-S", "-c", _ASKED, str(int(number))], capture_output=True, check=True)
    finally:
        signal.signal(number, before)
    assert asked.stdout == b"True\n"
