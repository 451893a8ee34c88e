"""The words of the codebook, labels and tags alike: what is known of each, and what is done to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from glossator.domain.codebook import SEPARATOR, folded_name, label_name, tag_path
from glossator.store.operation import Operation
from glossator.store.operations import labels, tags
from glossator.store.queries.codebook import LabelInUse, TagInUse, Uses
from glossator.text import pluralize


@dataclass(frozen=True, slots=True)
class CodeActions:
    """What is done to words of one kind; each names a word as it is called."""

    called: str
    check: Callable[[str], str]
    rename: Operation[[str, str], None]
    merge: Operation[[str, str], None]
    describe: Operation[[str, str], None]
    colour: Operation[[str, str], None]
    pick: Operation[[str, str], None]
    archive: Operation[[str], None]
    bring_back: Operation[[str], None]


_LABEL: Final = CodeActions(
    "label",
    label_name,
    labels.rename_label,
    labels.merge_labels,
    labels.describe_label,
    labels.colour_label,
    labels.key_label,
    labels.archive_label,
    labels.bring_back_label,
)
_TAG: Final = CodeActions(
    "tag",
    tag_path,
    tags.rename_tag,
    tags.merge_tags,
    tags.describe_tag,
    tags.colour_tag,
    tags.key_tag,
    tags.archive_tag,
    tags.bring_back_tag,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A label, or a place in the tree of tags.

    Attributes:
        key: what its row is known by, whatever it is called.
        name: the name of the label, or the path of the tag.
        colour: #rrggbb; empty where there are only tags below.
        picks: the key that picks it; empty when it has none.
        own: how many annotations that were not rejected have it, and in how many articles it is.
        all: the same of it and those below.
        accepted: how many annotations with it are accepted; None for a tag.
    """

    key: str
    kind: CodeActions
    name: str
    own: Uses
    all: Uses
    description: str = ""
    note: str = ""
    colour: str = ""
    picks: str = ""
    archived: bool = False
    accepted: int | None = None

    @property
    def is_tag(self) -> bool:
        """Whether it is in the tree of tags."""
        return self.kind is _TAG


def word_of_label(one: LabelInUse) -> Word:
    """Return a label."""
    label, uses = one.label, Uses(one.annotations, one.articles)
    return Word(
        *(f"label:{one.uid}", _LABEL, label.name, uses, uses),
        description=label.description,
        colour=label.colour,
        picks=label.key,
        archived=label.archived,
        accepted=one.accepted,
    )


def word_of_tag(place: TagInUse) -> Word:
    """Return a place in the tree of tags."""
    tag = place.tag
    if tag is None:
        return Word(f"tags:{place.path}", _TAG, place.path, place.own, place.all)
    return Word(
        *(tag_key(tag.id), _TAG, tag.path, place.own, place.all),
        description=tag.description,
        note=tag.note,
        colour=tag.colour,
        picks=tag.key,
        archived=tag.archived,
    )


def tag_key(tag: int) -> str:
    """Return what the row of the tag with that id is known by."""
    return f"tag:{tag}"


def counted(uses: Uses) -> str:
    """Return how much has a word, in words."""
    return f"{pluralize.counted(uses.annotations, 'annotation')}, in {pluralize.counted(uses.articles, 'article')}"


def is_within(word: Word, above: Word) -> bool:
    """Say whether a word is `above` itself, or a tag below it."""
    name, outer = folded_name(word.name), folded_name(above.name)
    return name == outer or (word.is_tag and name.startswith(outer + SEPARATOR))
