"""Mentions in context: the hits of a search with the text before and after, and how they are sorted and grouped."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from glossator.domain.code_colours import tree_order
from glossator.text import context
from glossator.text.folding import fold
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
    LEFT and RIGHT: the words before and after the hit, outwards. TITLE: of the article. SCORE: of the suggestion, the
    lowest first; mentions without a score come last.
    """

    RELEVANCE = "relevance"
    DATE = "date"
    LEFT = "left"
    RIGHT = "right"
    TITLE = "title"
    SCORE = "score"


class Grouping(StrEnum):
    """What mentions are grouped by."""

    ARTICLE = "article"
    CODE = "code"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """The article of a mention, as lists show it."""

    id: int
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
        label, status, tags, entity, note, analyst, updated_at: of that annotation; empty without one.
        paragraph: the number of the paragraph that it starts in; None outside the text.
        score: how likely the suggestion is to be right; None without a score.
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
    tags: tuple[str, ...] = ()
    entity: str = ""
    note: str = ""
    analyst: str = ""
    updated_at: str = ""
    paragraph: int | None = None
    score: float | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """What it is grouped under by code: its tags, else its label, else the kind of text that it is in."""
        return tuple(f"#{tag}" for tag in self.tags) or (self.label or self.place.value,)

    @property
    def searchable(self) -> str:
        """What a filter searches, folded: the hit in its context, article, codes, status, analyst and note."""
        article = self.article
        codes = (self.label, *self.tags, self.entity, self.status, self.analyst, self.note)
        return fold(" ".join((self.left + self.hit + self.right, article.title, article.source, *codes)))


@dataclass(frozen=True, slots=True)
class ChosenMention:
    """A mention that was chosen in a list, which can be gone through from there.

    Attributes:
        mentions: the list.
        place: the index of the mention.
        title: what the list is of.
    """

    mentions: Sequence[Mention]
    place: int
    title: str

    @property
    def mention(self) -> Mention:
        """The mention."""
        return self.mentions[self.place]

    def neighbour(self, *, forward: bool) -> "ChosenMention":
        """Return the next or previous mention of the list, wrapping around at the ends."""
        return replace(self, place=(self.place + (1 if forward else -1)) % len(self.mentions))


@dataclass(frozen=True, slots=True)
class MentionGroup:
    """Mentions under one heading: the title of their article, or a code; without a name, all mentions."""

    name: str
    mentions: Sequence[Mention]


def grouped(mentions: Iterable[Mention], by: Grouping) -> list[MentionGroup]:
    """Return mentions in groups, in each in the given order; no group is empty.

    Groups of articles are in the order of their first mentions, those of codes in that of the codebook. A mention with
    several tags is in the group of each.
    """
    if by is Grouping.NONE:
        everything = tuple(mentions)
        return [MentionGroup("", everything)] if everything else []
    if by is Grouping.CODE:
        of_code: defaultdict[str, list[Mention]] = defaultdict(list)
        for one in mentions:
            for code in one.codes:
                of_code[code].append(one)
        return [MentionGroup(code, of_code[code]) for code in sorted(of_code, key=tree_order)]
    of_article: defaultdict[int, list[Mention]] = defaultdict(list)
    for one in mentions:
        of_article[one.article.id].append(one)
    return [MentionGroup(found[0].article.title, found) for found in of_article.values()]


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


def title_key(mention: Mention) -> tuple[str, int]:
    """Return the key that sorts mentions by the title of their article."""
    return fold(mention.article.title), mention.article.id
