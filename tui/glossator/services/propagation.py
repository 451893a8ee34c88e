"""The same for all mentions: which there are, what stands there already, and deciding on those that are ticked."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from glossator.domain.annotation import Annotation, Status
from glossator.matching.occurrences import Occurrence, OccurrenceFinder, OccurrenceKind
from glossator.store.errors import Missing
from glossator.store.operations import Propagated, propagate
from glossator.store.queries.texts import ArticleText
from glossator.store.workspace import Workspace
from glossator.text.anchor import Anchor, anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span


class Scope(StrEnum):
    """Where mentions are looked for."""

    PARAGRAPH = "paragraph"
    ARTICLE = "article"
    WORKSPACE = "workspace"


class MentionState(StrEnum):
    """What stands at a mention already.

    FREE: nothing, or only suggestions that lie inside it. SUGGESTED: a suggestion at just this span. OVERLAPPED:
    another annotation has a part of it, or more than it. AGREED: it was accepted with the same label, but lacks a tag
    or the entity, which it can be given. DECIDED: somebody has decided on just this span; it stays.
    """

    FREE = "free"
    SUGGESTED = "suggested"
    OVERLAPPED = "overlapped"
    AGREED = "agreed"
    DECIDED = "decided"


_MEANT: Final = (MentionState.SUGGESTED, MentionState.FREE, MentionState.AGREED)
_MEANT_OF_REJECTED: Final = (MentionState.SUGGESTED,)


@dataclass(frozen=True, slots=True)
class Hit:
    """A mention that could be decided on as the annotation was.

    Attributes:
        article, uid, title: where it is.
        anchor: the place, with quote and context.
        kind: how its words are like those of the annotation.
        standing: what stands there.
        there: the annotation that says so; None where it is free.
        ticked: whether it is one that is probably meant.
    """

    article: int
    uid: str
    title: str
    anchor: Anchor
    kind: OccurrenceKind
    standing: MentionState
    there: Annotation | None
    ticked: bool

    @property
    def open(self) -> bool:
        """Whether it can be ticked at all."""
        return self.standing is not MentionState.DECIDED


def preview(
    workspace: Workspace,
    source: Annotation,
    scope: Scope,
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Hit]:
    """Yield the other mentions of what `source` marks, in its own article first, then in the order of the workspace.

    A few texts are held at a time. Of a rejected source only suggestions can be ticked, as there is nothing else to
    reject.

    Args:
        workspace: where to look.
        source: an annotation that stands at a span.
        scope: how far to look.
        cancelled: asked between articles.

    Raises:
        Missing: when the article is gone.
        StoreError: when the workspace cannot be read.
    """
    if source.span is None:
        return
    sought = OccurrenceFinder(source.quote, source.label)
    own = workspace.text_of(source.article)
    if own is None:
        raise Missing("The article is no longer there; another program has removed it.")
    stretch = _paragraph(own.text, source.span) if scope is Scope.PARAGRAPH else Span(0, len(own.text))
    yield from _hits(workspace, own, source, sought.occurrences(own.text, stretch.start, stretch.end))
    if scope is not Scope.WORKSPACE:
        return
    for article in workspace.texts():
        if cancelled():
            return
        if article.id != source.article:
            yield from _hits(workspace, article, source, sought.occurrences(article.text))


def apply(workspace: Workspace, source: Annotation, hits: Sequence[Hit]) -> Future[Propagated]:
    """Decide on the hits as on the source, in one act; what somebody has decided on meanwhile stays as it is."""
    return workspace.perform(propagate, source.id, *targets(hits))


def targets(hits: Sequence[Hit]) -> tuple[list[tuple[int, Anchor]], list[int]]:
    """Return the places to be decided on, and the ids of the annotations that are only to be given what they lack."""
    agreeing = [hit.there.id for hit in hits if hit.standing is MentionState.AGREED and hit.there is not None]
    places = [(hit.article, hit.anchor) for hit in hits if hit.open and hit.standing is not MentionState.AGREED]
    return places, agreeing


def missing_codes(one: Annotation, source: Annotation) -> tuple[str, ...]:
    """Return what an annotation could be given of another one: its tags, and “entity”."""
    entity = ("entity",) if source.entity and not one.entity else ()
    return (*(f"#{tag}" for tag in source.tags if tag not in one.tags), *entity)


def _paragraph(text: str, span: Span) -> Span:
    return next((one for one in paragraphs(text) if span.start < one.end), Span(0, len(text)))


def _hits(
    workspace: Workspace, article: ArticleText, source: Annotation, recurrences: Sequence[Occurrence]
) -> Iterator[Hit]:
    if not recurrences:
        return
    starts = [paragraph.start for paragraph in paragraphs(article.text)]
    for one in recurrences:
        place = anchor(article.text, one.span, starts)
        around = workspace.annotations_between(article.id, one.span.start, one.span.end)
        if any(found.id == source.id for found in around):
            continue
        standing, there = _what_stands(one.span, around, source)
        meant = _MEANT_OF_REJECTED if source.status is Status.REJECTED else _MEANT
        yield Hit(
            article.id,
            article.uid,
            article.title,
            place,
            one.kind,
            standing,
            there,
            ticked=one.ticked and standing in meant,
        )


def _what_stands(
    span: Span, around: Sequence[Annotation], source: Annotation
) -> tuple[MentionState, Annotation | None]:
    """Return what stands at `span`, given the annotations that reach into it."""
    same = [one for one in around if one.span == span]
    agreed = next((one for one in same if one.status is Status.ACCEPTED and one.label == source.label), None)
    if agreed is not None and source.status is not Status.REJECTED and missing_codes(agreed, source):
        return MentionState.AGREED, agreed
    decided = next((one for one in same if one.status is not Status.SUGGESTED), None)
    if decided is not None:
        return MentionState.DECIDED, decided
    if same:
        return MentionState.SUGGESTED, same[0]
    for one in around:
        inside = one.span is not None and span.start <= one.span.start and one.span.end <= span.end
        if one.status is Status.ACCEPTED or (one.status is Status.SUGGESTED and not inside):
            return MentionState.OVERLAPPED, one
    return MentionState.FREE, None
