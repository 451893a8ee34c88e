"""What is said about a stretch of an article, or about the whole of it."""

from dataclasses import dataclass
from enum import StrEnum

from glossator.text.span import Span


class Status(StrEnum):
    """How far an annotation is decided. A rejected one is kept, so that no machine suggests it again."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Origin(StrEnum):
    """Who or what made an annotation; stays what it was when an analyst accepts it."""

    ANALYST = "analyst"
    MODEL = "model"
    LEXICON = "lexicon"
    PROPAGATED = "propagated"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A span that a machine would label, as yet kept nowhere."""

    span: Span
    label: str
    score: float | None = None
    origin: Origin = Origin.MODEL


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation as the workspace keeps it.

    Attributes:
        id: the key inside this workspace.
        uid: the name outside it, stable for ever.
        article: the id of the article.
        span: where it stands; None when it is about the whole article.
        quote: what stands there.
        label: the type of the entity; None for a plain highlight.
        paragraph: the paragraph it starts in, from 1; None when it is about the whole article.
        entity: the name of the entity that it mentions, if it is linked to one.
        model: the pipeline and version that suggested it, if one did.
        score: how sure the machine was, from 0 to 1, where it says.
        analyst: who made it or decided on it last; empty while nobody has.
        created_at, updated_at: instants, ISO 8601 in UTC.
        tags: paths of the codebook, in alphabetical order.
        propagated_from: the uid of the annotation whose decision this one took over, if it did.
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
