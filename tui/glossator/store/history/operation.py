"""Operations as functions: what changes a workspace, with a recorder that writes the changes down."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, Generic, ParamSpec, TypeVar

from glossator.store.history.recorder import Recorder
from glossator.store.operation import register

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Operation(Generic[P, T_co]):
    """A change to a workspace that the history stores, such as accepting an annotation.

    Attributes:
        id: a noun and a verb, which the history stores.
        run: makes the change, inside a transaction.
    """

    id: str
    run: Callable[Concatenate[Recorder, P], T_co]

    def __call__(self, record: Recorder, /, *args: P.args, **kwargs: P.kwargs) -> T_co:
        """Make the change as a part of the operation that `record` is of."""
        return self.run(record, *args, **kwargs)


def operation(name: str, title: str) -> Callable[[Callable[Concatenate[Recorder, P], T]], Operation[P, T]]:
    """Return a decorator that makes a function the operation with the id `name`, which people know as `title`.

    Raises:
        ValueError: when the id is taken.
    """

    def make(run: Callable[Concatenate[Recorder, P], T]) -> Operation[P, T]:
        register(name, title)
        return Operation(name, run)

    return make
