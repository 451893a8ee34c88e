"""Labels and tags, their names, keys and colours."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from glossator.text.normalise import flatten, normalise

SEPARATOR: Final = "/"
_MOST: Final = 200
_LONGEST_LABEL: Final = 60
_COLOUR: Final = re.compile(r"[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Label:
    """The type of an entity.

    Attributes:
        name: such as ORG.
        colour: #rrggbb; themes derive readable tints from it.
        key: the shortcut key that selects it in a list of labels; empty if it has none.
        archived: whether it is no longer offered or suggested; annotations that have it keep it.
    """

    name: str
    colour: str
    key: str
    description: str
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """An analyst's own code.

    Attributes:
        path: hierarchical, such as actors/state.
        uses: the number of annotations and articles that have it.
    """

    id: int
    uid: str
    path: str
    description: str
    colour: str
    key: str
    archived: bool
    uses: int = 0
    note: str = ""


class BadName(ValueError):
    """A text that is not a valid name, key or colour; the message says why."""


class BadTag(BadName):
    """A text that is not a valid tag path; the message says why."""


def tag_path(typed: str) -> str:
    """Return `typed` as a tag path: in NFC, on one line, with each part trimmed.

    Raises:
        BadTag: when a part is empty, or the path contains a semicolon or is too long.
    """
    parts = [flatten(unicodedata.normalize("NFC", normalise(part))) for part in typed.split(SEPARATOR)]
    path = SEPARATOR.join(parts)
    if not path:
        raise BadTag("Enter a name for the tag.")
    if "" in parts:
        raise BadTag(f"“{path}” has an empty part. Write a tag as one/two, without a slash at its ends.")
    if ";" in path:
        raise BadTag("A tag cannot contain a semicolon, because exports separate tags with it. Leave it out.")
    if len(path) > _MOST:
        raise BadTag(f"A tag can have up to {_MOST} characters; this one has {len(path)}. Shorten it.")
    return path


def label_name(typed: str) -> str:
    """Return `typed` as the name of a label, on one line.

    Raises:
        BadName: when it is blank or too long.
    """
    name = flatten(normalise(typed))
    if not name:
        raise BadName("Enter a name for the label.")
    if len(name) > _LONGEST_LABEL:
        raise BadName(f"A label can have up to {_LONGEST_LABEL} characters; this one has {len(name)}. Shorten it.")
    return name


def folded_name(name: str) -> str:
    """Return a key that is the same for names that differ only in case, spaces or Unicode composition."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


class TagSpelling:
    """The spelling of the tags of a codebook and of the groups above them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._stored: dict[str, str] = {}
        for path in paths:
            self.add(path)

    def add(self, path: str) -> None:
        """Add the tag at `path`; a tag determines the spelling of a group of the same name."""
        parts = path.split(SEPARATOR)
        for depth in range(1, len(parts)):
            above = SEPARATOR.join(parts[:depth])
            self._stored.setdefault(folded_name(above), above)
        self._stored[folded_name(path)] = path

    def of(self, path: str) -> str:
        """Return `path` with each part that the codebook knows in the codebook's spelling."""
        spelled = ""
        for part in path.split(SEPARATOR):
            wanted = f"{spelled}{SEPARATOR}{part}" if spelled else part
            spelled = self._stored.get(folded_name(wanted), wanted)
        return spelled


def shortcut_key(typed: str) -> str:
    """Return `typed` as a shortcut key, or an empty text if it is blank.

    Raises:
        BadName: when it is not one visible character.
    """
    key = unicodedata.normalize("NFC", typed.strip())
    if len(key) > 1 or not key.isprintable():
        raise BadName(f"A key is one character, and “{flatten(key)}” is not. Enter one character.")
    return key


def colour_code(typed: str) -> str:
    """Return a colour as #rrggbb.

    Raises:
        BadName: when `typed` is not a colour.
    """
    digits = typed.strip().removeprefix("#").lower()
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if _COLOUR.fullmatch(digits) is None:
        raise BadName(f"“{flatten(typed)}” is not a colour. Write it as #5a9bd4.")
    return f"#{digits}"


TAG_COLOURS: Final = (
    *("#c98b3f", "#5a9bd4", "#6fae7a", "#b57fb8", "#d0705f", "#4fa8a3"),
    *("#a89a45", "#8f86c9", "#c9758f", "#7f9e58", "#6d93b0", "#b3895f"),
)
"""The colours of new tags and labels."""


def tag_colour(path: str) -> str:
    """Return the default colour, #rrggbb, of a tag, which depends only on `path`."""
    return TAG_COLOURS[crc32(path.casefold().encode("utf-8")) % len(TAG_COLOURS)]


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
"""The labels of a new workspace: the OntoNotes names that spaCy's English pipelines use."""
