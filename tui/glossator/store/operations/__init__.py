"""What analysts do to annotations, articles, the codebook, entities and the lexicon: one module per subject.

Each operation runs in a transaction of the writer, with a recorder. The most common ones can be imported from here;
their modules are imported at the first use, because the first frame does not need them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from glossator.store.operations.decisions import accept, delete, reject, relabel
    from glossator.store.operations.lexicon import (
        LexiconImport,
        always_suggest,
        apply_lexicon,
        forget_form,
        import_forms,
        never_suggest,
        relearn_form,
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
    "always_suggest",
    "annotate",
    "apply_lexicon",
    "delete",
    "forget_form",
    "import_forms",
    "merge",
    "move_boundaries",
    "never_suggest",
    "propagate",
    "reject",
    "relabel",
    "relearn_form",
    "split",
    "tag",
    "tag_article",
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
