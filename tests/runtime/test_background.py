from threading import Event, current_thread

import pytest

from glossator.runtime.background import Cancelled, interruptible


def test_the_result_is_returned_and_the_error_raised() -> None:
    assert interruptible(lambda: current_thread().daemon, lambda: True) is True
    for error in (KeyError("a"), TimeoutError("b"), SystemExit(3)):

        def fail(error: BaseException = error) -> None:
            raise error

        with pytest.raises(type(error)) as raised:
            interruptible(fail, lambda: False)
        assert raised.value is error


def test_nobody_waits_when_it_was_cancelled() -> None:
    never, asked = Event(), []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) == 2

    with pytest.raises(Cancelled):
        interruptible(never.wait, cancelled)
    assert len(asked) == 2
    never.set()
