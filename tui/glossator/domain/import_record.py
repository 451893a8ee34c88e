"""Articles with annotations from a file, not stored yet."""

from dataclasses import dataclass
from typing import TypeAlias

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft
from glossator.domain.left_out import LeftOut
from glossator.text.span import Span


@dataclass(frozen=True, slots=True)
class AnnotationRecord:
    """An annotation in a file; what the file does not say is empty.

    Attributes:
        span: in the text of its article's draft; None if it is about the whole article.
        uid: its uid in another workspace.
        tags: valid tag paths.
        entity: the name of the linked entity.
        analyst: who made it; several analysts of one span with different labels have a record each.
        created_at, updated_at: ISO 8601 in UTC.
    """

    span: Span | None
    label: str | None
    status: Status = Status.ACCEPTED
    uid: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    entity: str | None = None
    score: float | None = None
    analyst: str = ""
    created_at: str = ""
    updated_at: str = ""


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """An article in a file, and its annotations.

    Attributes:
        uid: its uid in another workspace; empty if the file has none.
        problems: what could not be read because something is wrong with it, by kind.
        left_out: what there is no place for, by kind.
        where: the part of the file, such as "line 3"; empty for the whole file.
    """

    draft: ArticleDraft
    annotations: tuple[AnnotationRecord, ...]
    uid: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    problems: tuple[LeftOut, ...] = ()
    where: str = ""
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRemainder:
    """What a file holds besides articles and codes, such as the cases of a project, and is not stored.

    Attributes:
        problems: what could not be read because something is wrong with it, by kind.
        left_out: what there is no place for, by kind.
    """

    problems: tuple[LeftOut, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


Arrival: TypeAlias = ImportRecord | FileRemainder | str
"""What a reader of annotations finds: an article, the remainder of the file, or why a part of it is no article."""
