"""Mentions in context: the hits of a search with the text before and after."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from glossator.text import context
from glossator.text.normalise import flatten
from glossator.text.span import Span

# Normalised text contains no control characters.
HIT_START: Final = "\x01"
HIT_END: Final = "\x02"
"""The marks around each hit in a text that a search returns."""


class FoundIn(StrEnum):
    """The kind of text that a mention was found in."""

    TEXT = "text"
    TITLE = "title"
    NOTE = "note"
    TAGS = "tags"
    ENTITY = "entity"
    ANNOTATION = "annotation"
    ARTICLE = "article"


class Order(StrEnum):
    """The sort order of mentions.

    RELEVANCE: notes, then texts and titles by rank, then tags and entities. DATE: of the article, newest first.
    LEFT and RIGHT: the words before and after the hit, outwards.
    """

    RELEVANCE = "relevance"
    DATE = "date"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """The article of a mention, as lists show it."""

    uid: str
    title: str
    source: str
    published_at: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A hit in its context.

    Attributes:
        place: the kind of text that it is in.
        span: its place in the article; None for the start of the article.
        left, hit, right: the hit with up to 80 code points of context.
        annotation: the uid of the annotation that it is or belongs to, if any.
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
    """Return a text without the marks `HIT_START` and `HIT_END`, and the spans between them."""
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
    """Return the text before, at and after `span`."""
    return context.before(text, span), span.of(text), context.after(text, span)


def left_context_key(mention: Mention) -> tuple[list[str], str]:
    """Return the key that sorts mentions by the words before the hit, the nearest first."""
    return flatten(mention.left).casefold().split()[::-1], mention.hit.casefold()


def right_context_key(mention: Mention) -> tuple[list[str], str]:
    """Return the key that sorts mentions by the words after the hit."""
    return flatten(mention.right).casefold().split(), mention.hit.casefold()
