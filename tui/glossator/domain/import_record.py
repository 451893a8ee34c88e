"""What another program's file brings: articles with their annotations, not yet in a workspace."""

from dataclasses import dataclass

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft
from glossator.text.span import Span


@dataclass(frozen=True, slots=True)
class AnnotationRecord:
    """An annotation as a file has it; what the file does not say is empty.

    Attributes:
        span: in the text of the draft that it comes with; None when it is about the whole article.
        uid: what it was called by a workspace of this program.
        tags: paths, each as an analyst could have typed it.
        entity: the name of the entity that it mentions.
        created_at, updated_at: instants, ISO 8601 in UTC.
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
    """An article that a file brings, and its annotations.

    Attributes:
        uid: what the article was called by a workspace of this program; empty where the file does not say.
        problems: a sentence for each thing that does not fit and was left out.
        where: which part of the file it is, such as "line 3"; empty where it is all of it.
    """

    draft: ArticleDraft
    annotations: tuple[AnnotationRecord, ...]
    uid: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    where: str = ""
