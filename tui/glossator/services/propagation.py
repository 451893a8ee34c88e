"""Propagating a decision on an annotation to the other occurrences of its text."""

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
    """Where occurrences are searched."""

    PARAGRAPH = "paragraph"
    ARTICLE = "article"
    WORKSPACE = "workspace"


class MentionState(StrEnum):
    """The annotation at an occurrence.

    FREE: none, or only suggestions inside it. SUGGESTED: a suggestion at this span. OVERLAPPED: another annotation
    overlaps it. AGREED: an accepted annotation with the same label that lacks a tag or the entity. DECIDED: another
    decision on this span, which is not changed.
    """

    FREE = "free"
    SUGGESTED = "suggested"
    OVERLAPPED = "overlapped"
    AGREED = "agreed"
    DECIDED = "decided"


# The states whose occurrences are ticked initially, and those for a rejected annotation.
_TICKED: Final = (MentionState.SUGGESTED, MentionState.FREE, MentionState.AGREED)
_TICKED_IF_REJECTED: Final = (MentionState.SUGGESTED,)


@dataclass(frozen=True, slots=True)
class Hit:
    """An occurrence that the decision can be propagated to.

    Attributes:
        article, uid, title: of its article.
        anchor: its place, with quote and context.
        kind: how it resembles the text of the annotation.
        standing: the state of the annotation there.
        there: that annotation; None if it is FREE.
        ticked: whether it is ticked initially.
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
        """Whether it can be ticked."""
        return self.standing is not MentionState.DECIDED


def preview(
    workspace: Workspace,
    source: Annotation,
    scope: Scope,
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Hit]:
    """Yield the other occurrences of the text of `source`, those in its own article first; few texts are in memory.

    Args:
        workspace: where to search.
        source: an annotation with a span.
        scope: how far to search.
        cancelled: asked between articles.

    Raises:
        Missing: when the article was deleted.
        StoreError: when the workspace cannot be read.
    """
    if source.span is None:
        return
    sought = OccurrenceFinder(source.quote, source.label)
    own = workspace.text_of(source.article)
    if own is None:
        raise Missing("The article was deleted by another program.")
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
    """Propagate the decision on `source` to the hits, in one operation; decisions made meanwhile are kept."""
    return workspace.perform(propagate, source.id, *targets(hits))


def targets(hits: Sequence[Hit]) -> tuple[list[tuple[int, Anchor]], list[int]]:
    """Return the places to decide on, and the ids of the AGREED annotations, which only get what they lack."""
    agreeing = [hit.there.id for hit in hits if hit.standing is MentionState.AGREED and hit.there is not None]
    places = [(hit.article, hit.anchor) for hit in hits if hit.open and hit.standing is not MentionState.AGREED]
    return places, agreeing


def missing_codes(one: Annotation, source: Annotation) -> tuple[str, ...]:
    """Return what an annotation lacks of another one: its tags as #path, and “entity”."""
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
        standing, there = _state(one.span, around, source)
        ticked = _TICKED_IF_REJECTED if source.status is Status.REJECTED else _TICKED
        yield Hit(
            article.id,
            article.uid,
            article.title,
            place,
            one.kind,
            standing,
            there,
            ticked=one.ticked and standing in ticked,
        )


def _state(span: Span, around: Sequence[Annotation], source: Annotation) -> tuple[MentionState, Annotation | None]:
    """Return the state of `span` and the annotation there, given the annotations that overlap it."""
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
