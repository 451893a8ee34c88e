"""Labels and tags: the words an analyst codes with."""

from dataclasses import dataclass
from typing import Final
from zlib import crc32

from tui.model.text import flatten, normalise

SEPARATOR: Final = "/"
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Label:
    """The type of an entity.

    Attributes:
        name: such as ORG.
        colour: #rrggbb; themes derive readable tints from it.
        key: the key that picks it in a list of labels; empty when it has none.
    """

    name: str
    colour: str
    key: str
    description: str


@dataclass(frozen=True, slots=True)
class Tag:
    """An analyst's own code; `path` is hierarchical, such as actors/state."""

    id: int
    uid: str
    path: str
    description: str
    colour: str
    key: str
    archived: bool
    uses: int = 0


class BadTag(ValueError):
    """A text that cannot be the path of a tag; its message says why."""


def tag_path(typed: str) -> str:
    """Return the path that `typed` means: parts without surrounding space, on one line.

    Raises:
        BadTag: when a part is empty, when it holds a semicolon (which joins tags in exports), or when it is too long.
    """
    parts = [flatten(normalise(part)) for part in typed.split(SEPARATOR)]
    path = SEPARATOR.join(parts)
    if not path:
        raise BadTag("A tag needs a name.")
    if "" in parts:
        raise BadTag(f"“{path}” has an empty part; write a tag as one/two, without a slash at its ends.")
    if ";" in path:
        raise BadTag("A tag cannot hold a semicolon, because exports join tags with it.")
    if len(path) > _MOST:
        raise BadTag(f"A tag can have {_MOST} characters at most; this one has {len(path)}.")
    return path


_TAG_COLOURS: Final = (
    *("#c98b3f", "#5a9bd4", "#6fae7a", "#b57fb8", "#d0705f", "#4fa8a3"),
    *("#a89a45", "#8f86c9", "#c9758f", "#7f9e58", "#6d93b0", "#b3895f"),
)


def tag_colour(path: str) -> str:
    """Return the colour, #rrggbb, that a new tag at `path` starts with; the same for the same path."""
    return _TAG_COLOURS[crc32(path.casefold().encode("utf-8")) % len(_TAG_COLOURS)]


LABELS: Final = tuple(
    Label(*row)
    for row in (
        ("PERSON", "#d9a441", "p", "People, real or fictional"),
        ("ORG", "#4c9be8", "o", "Companies, agencies, institutions, armed groups"),
        ("GPE", "#5bb98c", "g", "Countries, cities, provinces"),
        ("LOC", "#3fb6b2", "l", "Other places: mountains, rivers, regions"),
        ("NORP", "#c586c0", "n", "Nationalities, religious and political groups"),
        ("FAC", "#a08bd8", "f", "Buildings, airports, roads, bridges"),
        ("EVENT", "#e07a5f", "e", "Wars, storms, elections, meetings with a name"),
        ("PRODUCT", "#b5a642", "k", "Objects, vehicles, weapons, foods"),
        ("WORK_OF_ART", "#d16d9e", "w", "Titles of books, songs, films"),
        ("LAW", "#9aa85c", "a", "Documents made into law, treaties"),
        ("LANGUAGE", "#7f9cc0", "u", "Any named language"),
        ("DATE", "#8f9bb3", "d", "Absolute or relative dates and periods"),
        ("TIME", "#7a93a8", "t", "Times shorter than a day"),
        ("MONEY", "#7fb069", "m", "Sums of money, with their unit"),
        ("PERCENT", "#a3b18a", "5", "Percentages"),
        ("QUANTITY", "#b08968", "q", "Measures of weight, distance and so on"),
        ("ORDINAL", "#a69f98", "r", "First, second and so on"),
        ("CARDINAL", "#9c9c9c", "c", "Numbers that are no other type"),
    )
)
"""The labels that a new workspace starts with: OntoNotes names, as spaCy's English pipelines use them."""
