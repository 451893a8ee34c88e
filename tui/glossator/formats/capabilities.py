"""What a format can hold of an article and its annotations, and what of an excerpt would be lost in it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final

from glossator.domain.annotation import Annotation, Origin, Status
from glossator.domain.codebook import Tag
from glossator.domain.export_snapshot import AnnotatedArticle, EntityRecord
from glossator.text.pluralize import counted
from glossator.text.span import Span
from glossator.text.tokens import token_at


class Feature(StrEnum):
    """Something that not every format can hold; the value is what one of it is called."""

    DETAILS = "article’s title, source, author, date or address"
    ARTICLE_NOTE = "note on an article"
    ARTICLE_TAG = "tag on an article"
    WHOLE = "annotation of a whole article"
    SUGGESTED = "suggestion that nobody has decided on"
    REJECTED = "rejected annotation"
    HIGHLIGHT = "highlight without a label"
    OVERLAP = "annotation that overlaps another"
    PART_OF_A_WORD = "annotation that ends inside a word"
    ENTITY = "link to an entity"
    ENTITY_NOTE = "note on an entity"
    ENTITY_NAMES = "entity’s aliases or id"
    TAG = "tag"
    TAG_NOTE = "note on a tag"
    NOTE = "note"
    SCORE = "score"
    ANALYST = "annotation’s analyst and times"
    ORIGIN = "annotation’s origin and model"


def losses(
    lacking: Collection[Feature],
    articles: Iterable[AnnotatedArticle],
    entities: Iterable[EntityRecord] = (),
    tags: Iterable[Tag] = (),
    *,
    only_used: bool = False,
) -> dict[Feature, int]:
    """Return how many there are of each trait that a format lacks, where there are any.

    The annotations that a format does not take at all, such as rejected ones, are counted as that and nothing more.

    Args:
        lacking: what the format cannot hold.
        articles: what is to be written.
        entities: those of the workspace.
        tags: those of the codebook.
        only_used: whether entities and tags count only where `articles` have them.
    """
    found = Counter[Feature]()
    names, paths = set[str](), set[str]()
    for annotated in articles:
        names.update(one.entity for one in annotated.annotations if one.entity)
        paths.update(annotated.article.tags, *(one.tags for one in annotated.annotations))
        article = annotated.article
        of_the_article = {
            Feature.DETAILS: int(
                any((article.title, article.source, article.author, article.published_at, article.url))
            ),
            Feature.ARTICLE_NOTE: int(bool(article.note)),
            Feature.ARTICLE_TAG: len(article.tags),
        }
        taken = []
        for one in annotated.annotations:
            left_out = next((trait for trait in _kinds(one) if trait in lacking), None)
            if left_out is None:
                taken.append(one)
            else:
                found[left_out] += 1
        for trait in lacking:
            if trait in of_the_article:
                found[trait] += of_the_article[trait]
            elif trait is Feature.OVERLAP:
                found[trait] += sum(one.span is not None for one in taken) - len(without_overlaps(taken))
            elif trait in _NUMBERS:
                found[trait] += sum(map(_NUMBERS[trait], taken))
            elif trait is Feature.PART_OF_A_WORD:
                found[trait] += sum(_cuts_word(article.text, one.span) for one in taken if one.span)
    for entity in entities:
        if not only_used or entity.name in names:
            found[Feature.ENTITY_NOTE] += bool(entity.note)
            found[Feature.ENTITY_NAMES] += bool(entity.reference or {*entity.aliases} - {entity.name})
    found[Feature.TAG_NOTE] += sum(bool(tag.note) for tag in tags if not only_used or tag.path in paths)
    return {trait: found[trait] for trait in Feature if found[trait] and trait in lacking}


def told(lost: Mapping[Feature, int]) -> str:
    """Return what is lost in words, such as "3 notes, 1 tag"; empty when nothing is."""
    return ", ".join(_counted(number, trait) for trait, number in lost.items())


def without_overlaps(annotations: Iterable[Annotation]) -> list[Annotation]:
    """Return the annotations without those that overlap a longer one, or an earlier of the same length; by start."""
    kept: list[tuple[Span, Annotation]] = []
    ordered = sorted(((one.span, one) for one in annotations if one.span), key=lambda each: (-len(each[0]), each[0]))
    taken = TakenSpans()
    for span, one in ordered:
        if taken.take(span):
            kept.append((span, one))
    return [one for _, one in sorted(kept, key=lambda each: each[0])]


class TakenSpans:
    """Stretches of a text that are spoken for; none overlaps another."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def take(self, span: Span) -> bool:
        """Take `span` where all of it is free, and say whether it was."""
        place = bisect_right(self._ends, span.start)
        if place < len(self._starts) and self._starts[place] < span.end:
            return False
        self._starts.insert(place, span.start)
        self._ends.insert(place, span.end)
        return True


def _kinds(one: Annotation) -> Iterator[Feature]:
    """Yield what makes an annotation one that a format may not take at all."""
    if one.status is Status.REJECTED:
        yield Feature.REJECTED
    if one.status is Status.SUGGESTED:
        yield Feature.SUGGESTED
    if one.span is None:
        yield Feature.WHOLE
    elif one.label is None:
        yield Feature.HIGHLIGHT


_NUMBERS: Final[Mapping[Feature, Callable[[Annotation], int]]] = {
    Feature.ENTITY: lambda one: int(one.entity is not None),
    Feature.TAG: lambda one: len(one.tags),
    Feature.NOTE: lambda one: int(bool(one.note)),
    Feature.SCORE: lambda one: int(one.score is not None),
    Feature.ANALYST: lambda one: int(bool(one.analyst or one.created_at)),
    Feature.ORIGIN: lambda one: int(one.origin is not Origin.IMPORTED),
}


def _cuts_word(text: str, span: Span) -> bool:
    """Say whether one of the ends of `span` is inside a token."""
    first, last = token_at(text, span.start), token_at(text, span.end - 1)
    return (first is not None and first.start < span.start) or (last is not None and last.end > span.end)


def _counted(number: int, trait: Feature) -> str:
    """Return `number` with the trait's name, in the plural of its first noun where there are several."""
    plural = _PLURALS.get(trait)
    return f"{number:,} {plural}" if plural and number != 1 else counted(number, trait)


_PLURALS: Final[Mapping[Feature, str]] = {
    Feature.DETAILS: "articles’ titles, sources, authors, dates or addresses",
    Feature.ARTICLE_NOTE: "notes on articles",
    Feature.ARTICLE_TAG: "tags on articles",
    Feature.WHOLE: "annotations of whole articles",
    Feature.SUGGESTED: "suggestions that nobody has decided on",
    Feature.HIGHLIGHT: "highlights without a label",
    Feature.OVERLAP: "annotations that overlap another",
    Feature.PART_OF_A_WORD: "annotations that end inside a word",
    Feature.ENTITY: "links to entities",
    Feature.ENTITY_NOTE: "notes on entities",
    Feature.ENTITY_NAMES: "entities’ aliases or ids",
    Feature.TAG_NOTE: "notes on tags",
    Feature.ANALYST: "annotations’ analysts and times",
    Feature.ORIGIN: "annotations’ origins and models",
}
