"""Articles with annotations from a file, not stored yet."""

from dataclasses import dataclass

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
        problems: a sentence for each item that was left out because something is wrong with it.
        left_out: the other things that were left out, by kind.
        where: the part of the file, such as "line 3"; empty for the whole file.
    """

    draft: ArticleDraft
    annotations: tuple[AnnotationRecord, ...]
    uid: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    where: str = ""
    left_out: tuple[LeftOut, ...] = ()
