"""Annotations of a span of an article, or of the article as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from glossator.text.span import Span

DOUBTFUL: Final = 0.6
"""A suggestion with a lower score is doubtful: it is marked, and left for a look when many are accepted at once."""


class Status(StrEnum):
    """The decision on an annotation. Rejected annotations are kept, so that they are not suggested again."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Origin(StrEnum):
    """Who or what made an annotation; accepting it does not change its origin."""

    ANALYST = "analyst"
    MODEL = "model"
    LEXICON = "lexicon"
    PROPAGATED = "propagated"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A labelled span that a pipeline or the lexicon proposes, not stored yet."""

    span: Span
    label: str
    score: float | None = None
    origin: Origin = Origin.MODEL


@dataclass(frozen=True, slots=True)
class Annotation:
    """A stored annotation.

    Attributes:
        id: the key inside this workspace.
        uid: the permanent name outside it.
        article: the id of the article.
        span: None if it is about the whole article.
        quote: the text at the span.
        label: the type of the entity; None for a plain highlight.
        paragraph: the number of its first paragraph, from 1; None if it is about the whole article.
        entity: the name of the linked entity, if any.
        model: the pipeline and version that suggested it, if any.
        score: how likely a suggestion is to be right, from 0 to 1, according to its pipeline; None if it gives none.
        analyst: who made it or decided on it last; empty for undecided suggestions.
        created_at, updated_at: ISO 8601 in UTC.
        tags: paths of the codebook, in alphabetical order.
        propagated_from: the uid of the annotation whose decision was propagated to this one, if any.
        disputed: whether analysts have decided differently, and nobody has adjudicated it.
    """

    id: int
    uid: str
    article: int
    span: Span | None
    quote: str
    label: str | None
    status: Status
    note: str
    paragraph: int | None
    entity: str | None
    origin: Origin
    model: str | None
    score: float | None
    analyst: str
    created_at: str
    updated_at: str
    tags: tuple[str, ...] = ()
    propagated_from: str | None = None
    disputed: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Whether it is an undecided suggestion with a low score."""
        return is_doubtful(self.status, self.score)


def is_doubtful(status: str, score: float | None) -> bool:
    """Return whether an annotation with this status and score is a suggestion that is probably wrong."""
    return status == Status.SUGGESTED and score is not None and score < DOUBTFUL


@dataclass(frozen=True, slots=True)
class AnnotationPage:
    """Part of a list of annotations that may be too long to load as a whole.

    Attributes:
        annotations: by start, the longer first.
        before: how many matching annotations precede these.
        fitting: how many match the filter.
        total: how many there are.
    """

    annotations: Sequence[Annotation] = ()
    before: int = 0
    fitting: int = 0
    total: int = 0

    def covers(self, offset: int) -> bool:
        """Return whether this page has the annotations around an offset of the article."""
        spans = [one.span for one in self.annotations if one.span is not None]
        if not spans:
            return True
        from_here = self.before == 0 or spans[0].start <= offset
        up_to_here = self.before + len(self.annotations) >= self.fitting or offset <= spans[-1].start
        return from_here and up_to_here
