"""Labels and tags as files have them, which other tools wrote or will read."""

from dataclasses import dataclass
from enum import StrEnum

from glossator.domain.codebook import colour_code, label_name, shortcut_key, tag_path
from glossator.text.normalise import normalise


class CodeKind(StrEnum):
    """What a code is."""

    LABEL = "label"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Code:
    """A label or tag.

    Attributes:
        name: of a label; of a tag, its path.
        colour: #rrggbb; empty where the file says nothing, as are the other texts.
        archived: None where the file does not say.
        uid: of the one in the workspace; empty in what was read from a file.
    """

    kind: CodeKind
    name: str
    description: str = ""
    colour: str = ""
    key: str = ""
    archived: bool | None = None
    note: str = ""
    uid: str = ""


@dataclass(frozen=True, slots=True)
class BadCode:
    """A place in a file, such as “line 3”, that no code could be made of, and why."""

    place: str
    reason: str


def parse_code(
    kind: CodeKind,
    name: str,
    *,
    description: str = "",
    colour: str = "",
    key: str = "",
    archived: bool | None = None,
    note: str = "",
) -> Code:
    """Return the code that a file means.

    Raises:
        BadName: when its name, key or colour cannot be.
    """
    return Code(
        kind,
        label_name(name) if kind is CodeKind.LABEL else tag_path(name),
        normalise(description),
        colour_code(colour) if colour.strip() else "",
        shortcut_key(key),
        archived,
        normalise(note),
    )
