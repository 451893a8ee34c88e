"""Labels and tags as codebook files have them."""

from dataclasses import dataclass
from enum import StrEnum

from glossator.domain.codebook import colour_code, label_name, shortcut_key, tag_path
from glossator.text.normalise import normalise


class CodeKind(StrEnum):
    """Whether a code is a label or a tag."""

    LABEL = "label"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Code:
    """A label or tag.

    Attributes:
        name: of a label; the path of a tag.
        colour: #rrggbb; like the other texts, empty if the file has none.
        archived: None if the file does not say.
        uid: of the stored label or tag; empty for one from a file.
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
    """A place in a file, such as “line 3”, that does not hold a valid code, and the reason."""

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
    """Return a code from the texts in a file, normalised.

    Raises:
        BadName: when its name, key or colour is invalid.
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
