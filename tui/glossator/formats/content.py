"""What a reader makes of a source: articles, and what could not be made into any."""

from dataclasses import dataclass

from glossator.domain.article import TextFormat
from glossator.formats.header import Header


@dataclass(frozen=True, slots=True)
class Content:
    """An article as a reader found it; reading text, not yet normalised.

    Attributes:
        known: what the source says about it.
        text_format: what marks the text has.
        encoding: what the bytes were read as; empty where the format itself says it.
        dropped: what was left out, such as "2 attachments", each for an analyst to read.
        where: which part of the source it is, such as "row 3"; empty where it is all of it.
    """

    known: Header
    text: str
    text_format: TextFormat = TextFormat.PLAIN
    encoding: str = ""
    dropped: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a source that no article could be made of: which one, and the sentence that says why."""

    where: str
    reason: str
