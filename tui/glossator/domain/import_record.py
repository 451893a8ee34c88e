"""Articles with annotations from a file, not stored yet."""

from dataclasses import dataclass
from typing import TypeAlias

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft
from glossator.domain.left_out import LeftOut
from glossator.text.anchor import TextQuote
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


@dataclass(frozen=True, slots=True)
class ArticleReference:
    """What a file says of an article that it does not hold.

    Attributes:
        name: what the file calls it, for messages: an address, or a title.
        addresses: its web addresses.
        titles: its title or the name of its file, and other forms of that, the surest first.
    """

    name: str
    addresses: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuotedAnnotation:
    """An annotation whose place is known by its quote.

    Attributes:
        record: the annotation, without a span.
        quote: its words and the text around them.
    """

    record: AnnotationRecord
    quote: TextQuote


@dataclass(frozen=True, slots=True)
class QuotedRecord:
    """Annotations of an article that is not in the file, but may be in the workspace.

    Attributes:
        article: which article.
        annotations: those of passages.
        notes: paragraphs of the note on the article.
        tags: the article's, valid tag paths.
    """

    article: ArticleReference
    annotations: tuple[QuotedAnnotation, ...]
    notes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """The number of annotations and notes."""
        return len(self.annotations) + len(self.notes)


Arrival: TypeAlias = ImportRecord | QuotedRecord | FileRemainder | str
"""What a reader of annotations finds: an article, annotations of an article elsewhere, the remainder of the file, or
why a part of it is no article."""
