"""How pages over the reader have acts done: the reader does them, tells what goes wrong, and shows what has changed."""

from typing import TYPE_CHECKING, Generic, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from glossator.store.operation import Operation

P = ParamSpec("P")
T = TypeVar("T")
Result_co = TypeVar("Result_co", covariant=True)


class Done(Generic[Result_co]):
    """An act that was done, and what came of it."""

    def __init__(self, result: Result_co) -> None:
        """Hold the act's `result`."""
        self.result = result


class Perform(Protocol):
    """Has an act done; None when it was not done, which was told, or is not done yet."""

    async def __call__(self, act: "Operation[P, T]", /, *args: P.args, **kwargs: P.kwargs) -> Done[T] | None:
        """Have `act` done with these arguments."""
        ...
