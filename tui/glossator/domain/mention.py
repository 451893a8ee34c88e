"""Mentions in context: what a search finds, with the words before and after it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from glossator.text import context
from glossator.text.normalise import flatten
from glossator.text.span import Span

# Never in a normalised text, so nothing that was there already can be taken for one.
HIT_START: Final = "\x01"
HIT_END: Final = "\x02"
"""What stands around each hit in a text that a search returns."""


class FoundIn(StrEnum):
    """Where a mention was found."""

    TEXT = "text"
    TITLE = "title"
    NOTE = "note"
    TAGS = "tags"
    ENTITY = "entity"
    ANNOTATION = "annotation"
    ARTICLE = "article"


class Order(StrEnum):
    """What mentions are sorted by.

    Relevance puts notes first, then texts and titles by how much they are about the words, then tags and entities.
    Date is that of the article, the newest first. Left and right are the words next to the hit, outwards.
    """

    RELEVANCE = "relevance"
    DATE = "date"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article that something was found in: its uid, and what a list shows of it."""

    uid: str
    title: str
    source: str
    published_at: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A hit in its context.

    Attributes:
        place: what kind of text it is in.
        span: where to go in the article; None for its start.
        left, hit, right: the hit with up to 80 code points around it.
        annotation: the uid of the annotation that it is, or that its note, tags or entity are of; else None.
        label, status: of that annotation; empty without one.
    """

    article: ArticleHit
    place: FoundIn
    span: Span | None
    left: str
    hit: str
    right: str
    annotation: str | None = None
    label: str = ""
    status: str = ""


def split_marks(marked: str) -> tuple[str, list[Span]]:
    """Return a text without the marks `HIT_START` and `HIT_END`, and the spans of it that stood between them."""
    text: list[str] = []
    spans = []
    length = 0
    for number, part in enumerate(marked.split(HIT_START)):
        hit, ended, rest = part.partition(HIT_END)
        if number and ended:
            if hit:
                spans.append(Span(length, length + len(hit)))
            part = hit + rest
        text.append(part)
        length += len(part)
    return "".join(text), spans


def in_context(text: str, span: Span) -> tuple[str, str, str]:
    """Return what stands before, at and after `span`, as a mention shows it."""
    return context.before(text, span), span.of(text), context.after(text, span)


def left_context_key(mention: Mention) -> tuple[list[str], str]:
    """Return what sorts mentions by the words before the hit, the nearest first."""
    return flatten(mention.left).casefold().split()[::-1], mention.hit.casefold()


def right_context_key(mention: Mention) -> tuple[list[str], str]:
    """Return what sorts mentions by the words after the hit."""
    return flatten(mention.right).casefold().split(), mention.hit.casefold()
