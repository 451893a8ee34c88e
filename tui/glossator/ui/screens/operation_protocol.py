"""The protocol by which pages run operations: the reader runs them, reports errors, and shows the changes.

A module of its own, because the first frame needs it but no list page.
"""

from typing import TYPE_CHECKING, Generic, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from glossator.store.history.operation import Operation

P = ParamSpec("P")
T = TypeVar("T")
Result_co = TypeVar("Result_co", covariant=True)


class Done(Generic[Result_co]):
    """The result of an operation that was done."""

    def __init__(self, result: Result_co) -> None:
        """Hold what the operation returned."""
        self.result = result


class Perform(Protocol):
    """Runs an operation; returns None if it failed, which was reported, or is still waiting for another program."""

    async def __call__(self, act: "Operation[P, T]", /, *args: P.args, **kwargs: P.kwargs) -> Done[T] | None:
        """Run `act` with these arguments."""
        ...
