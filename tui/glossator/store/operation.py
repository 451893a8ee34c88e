"""Operations: what analysts do to a workspace, each with an id that the history stores and a title that people read.

An id is a noun and a verb, such as "annotation.accept". It never changes, whatever becomes of the function that does
the work.
"""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Concatenate, Final, Generic, ParamSpec, TypeVar

if TYPE_CHECKING:
    from glossator.store.history import Recorder

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

IMPORT: Final = "article.import"
SUGGEST: Final = "annotation.suggest"
UNDO: Final = "history.undo"
REDO: Final = "history.redo"

TRACE_ONLY: Final = (
    *("article.add", "articles.add", "article.add_annotated", "articles.add_annotated", "articles.ingest"),
    *("codebook.add", SUGGEST),
)
"""The ids of the operations that undo passes over; the history lists them."""

# What the history may hold besides: an import is made of several operations, a pipeline suggests, and early versions
# stored some operations without a name.
_TITLES: Final[Mapping[str, str]] = {IMPORT: "import", SUGGEST: "analyse", "history.unnamed": "unnamed operation"}


@dataclass(frozen=True)
class Operation(Generic[P, T_co]):
    """What an analyst does; called with a recorder, it is a part of another operation.

    Attributes:
        id: a noun and a verb, which the history stores.
        title: what people read.
        run: does the work, inside a transaction.
    """

    id: str
    title: str
    run: "Callable[Concatenate[Recorder, P], T_co]"

    def __call__(self, record: "Recorder", /, *args: P.args, **kwargs: P.kwargs) -> T_co:
        """Do the work and write it down with `record`."""
        return self.run(record, *args, **kwargs)


OPERATIONS: Final[dict[str, Operation[..., Any]]] = {}
"""The operations of all modules that have been imported, by id; see `all_operations`."""

# Where operations are defined, besides the modules of `glossator.store.operations`.
_OTHERS: Final = ("history.undo", "ingest.annotated", "ingest.articles", "ingest.versions", "near_duplicates")


def operation(name: str, title: str) -> "Callable[[Callable[Concatenate[Recorder, P], T]], Operation[P, T]]":
    """Return a decorator that makes a function the operation with the id `name`, and registers it.

    Raises:
        ValueError: when the id is taken.
    """

    def register(run: "Callable[Concatenate[Recorder, P], T]") -> Operation[P, T]:
        if name in OPERATIONS or name in _TITLES:
            raise ValueError(f"The operation id {name!r} is taken.")
        made = Operation(name, title, run)
        OPERATIONS[name] = made
        return made

    return register


@cache
def all_operations() -> Mapping[str, Operation[..., Any]]:
    """Return every operation of the program by id."""
    # They are imported by name because they import this module, and only here because the first frame does not need
    # all of them.
    operations = import_module("glossator.store.operations")
    for module in pkgutil.iter_modules(operations.__path__, "operations."):
        import_module(f"glossator.store.{module.name}")
    for name in _OTHERS:
        import_module(f"glossator.store.{name}")
    return OPERATIONS


def title_of(name: str) -> str:
    """Return the title of the operation whose id is `name`; `name` itself where there is no such operation."""
    found = all_operations().get(name)
    return _TITLES.get(name, name) if found is None else found.title
