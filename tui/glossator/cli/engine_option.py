"""The engine that analyses many articles, as the value of an option."""

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from glossator.runtime.engines import Engine

_LOCAL: Final = re.compile(r"local(?::([1-9][0-9]{0,3}))?", re.ASCII)
_DASK: Final = re.compile(r"dask://((?:[^\s/:@?#]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5})/?", re.ASCII)


class EngineName(click.ParamType["Callable[[], Engine]"]):
    """The name of an engine, `local`, `local:N` or `dask://HOST:PORT`; its value is a function that starts it."""

    name = "engine"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Callable[[], Engine]":
        """Return the function that starts the engine, or report that there is no such engine."""
        if callable(value):
            return partial(value)
        typed = str(value)
        if local := _LOCAL.fullmatch(typed):
            return partial(_local, int(local[1] or 0))
        if dask := _DASK.fullmatch(typed):
            return partial(_dask, dask[1])
        return self.fail("it must be local, local:N (N processes) or dask://HOST:PORT", param, ctx)


def _local(workers: int) -> "Engine":
    from glossator.runtime.engines import LocalEngine
    from glossator.runtime.environment import cpu_count

    return LocalEngine(workers or cpu_count())


def _dask(address: str) -> "Engine":
    from glossator.runtime.dask_engine import DaskEngine

    return DaskEngine(address)
