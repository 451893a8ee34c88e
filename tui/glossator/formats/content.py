"""What the readers of sources return: articles, rows of the annotation table, and the parts that cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass

from glossator.domain.article import TextFormat
from glossator.domain.left_out import LeftOut
from glossator.formats.header import Header


@dataclass(frozen=True, slots=True)
class Content:
    """An article as a reader found it, not yet normalised.

    Attributes:
        header: what the source says about it.
        text_format: of the text as it is here.
        encoding: of the source; empty where the format defines it.
        left_out: everything in the source that is neither in `header` nor in `text`, by kind.
        where: its place in the source, such as "row 3"; empty where the source is one article.
    """

    header: Header
    text: str
    text_format: TextFormat = TextFormat.PLAIN
    encoding: str = ""
    left_out: tuple[LeftOut, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a source that cannot be read: its place, and why, as the end of a sentence about it."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the annotation table: its place, such as "row 3", and its cells by the names of our columns."""

    where: str
    cells: Mapping[str, str]
