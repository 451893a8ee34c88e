"""The operations on annotations and articles; the history stores their ids.

They run inside the writer's transaction, with the recorder that keeps what they change.
"""

from tui.store.acts.deciding import accept, delete, reject, relabel
from tui.store.acts.marking import annotate, merge, move_boundaries, split
from tui.store.acts.noting import write_article_note, write_entity_note, write_note, write_tag_note
from tui.store.acts.propagating import Propagated, propagate
from tui.store.acts.ruling import Taken, always, apply_ruling, forget, learn_again, never, take_lexicon
from tui.store.acts.tagging import add_article_tags, add_tags, tag, tag_article, untag, untag_article

__all__ = [
    "Propagated",
    "Taken",
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
