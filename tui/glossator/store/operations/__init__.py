"""The operations on annotations and articles; the history stores their ids.

They run inside the writer's transaction, with the recorder that keeps what they change. Their modules are imported when
one of them is first asked for, because the first frame does not wait for them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from glossator.store.operations.decisions import accept, delete, reject, relabel
    from glossator.store.operations.lexicon import (
        LexiconImport,
        always,
        apply_ruling,
        forget,
        learn_again,
        never,
        take_lexicon,
    )
    from glossator.store.operations.marking import annotate, merge, move_boundaries, split
    from glossator.store.operations.notes import write_article_note, write_entity_note, write_note, write_tag_note
    from glossator.store.operations.propagation import Propagated, propagate
    from glossator.store.operations.tagging import add_article_tags, add_tags, tag, tag_article, untag, untag_article

__all__ = [
    "LexiconImport",
    "Propagated",
    "accept",
    "add_article_tags",
    "add_tags",
    "always",
    "annotate",
    "apply_ruling",
    "delete",
    "forget",
    "learn_again",
    "merge",
    "move_boundaries",
    "never",
    "propagate",
    "reject",
    "relabel",
    "split",
    "tag",
    "tag_article",
    "take_lexicon",
    "untag",
    "untag_article",
    "write_article_note",
    "write_entity_note",
    "write_note",
    "write_tag_note",
]

_MODULES: Final = ("decisions", "marking", "notes", "propagation", "lexicon", "tagging")


def __getattr__(name: str) -> object:
    if name in __all__:
        for module in _MODULES:
            found = getattr(import_module(f"{__name__}.{module}"), name, None)
            if found is not None:
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
