"""The ids of operations, and their titles.

An operation is what an analyst does to a workspace. Its id, which the history stores, is a noun and a verb, such as
"annotation.accept", and never changes. People see its title.
"""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Final

IMPORT: Final = "article.import"
SUGGEST: Final = "annotation.suggest"
UNDO: Final = "history.undo"
REDO: Final = "history.redo"
MERGE: Final = "workspace.merge"

TRACE_ONLY: Final = (
    *("article.add", "articles.add", "article.add_annotated", "articles.add_annotated", "articles.ingest"),
    *("codebook.add", SUGGEST),
)
"""The ids of the operations that undo passes over; the history lists them."""

# An import is made of several operations, a pipeline suggests, and early versions stored operations without a name.
_TITLES: Final = {IMPORT: "import", SUGGEST: "analyse", "history.unnamed": "unnamed operation"}


def register(name: str, title: str) -> None:
    """Give the operation with the id `name` its title.

    Raises:
        ValueError: when the id is taken.
    """
    if name in _TITLES:
        raise ValueError(f"The operation id {name!r} is taken.")
    _TITLES[name] = title


@cache
def all_titles() -> Mapping[str, str]:
    """Return the titles of all operations by id."""
    # Imported by name and this late, because they import this module, and the first frame does not need all of them.
    for package in ("glossator.store.operations", "glossator.store.ingest", "glossator.store.merging"):
        for module in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
            import_module(module.name)
    import_module("glossator.store.history.undo")
    return _TITLES


def title_of(name: str) -> str:
    """Return the title of the operation with the id `name`, or `name` itself where there is no such operation."""
    return _TITLES.get(name) or all_titles().get(name, name)
