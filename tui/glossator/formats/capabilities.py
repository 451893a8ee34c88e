"""What a format can hold of articles and their annotations, and what of an export would be lost in it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from enum import Enum
from typing import Final

from glossator.domain.annotation import Annotation, Origin, Status
from glossator.domain.codebook import Tag
from glossator.domain.export_snapshot import AnnotatedArticle, EntityRecord
from glossator.text.span import Span
from glossator.text.tokens import token_at


class Feature(Enum):
    """Something that not every format can hold, with its name in messages in singular and plural."""

    def __init__(self, singular: str, plural: str = "") -> None:
        self.singular = singular
        self.plural = plural or f"{singular}s"

    DETAILS = "article’s title, source, author, date or URL", "articles’ titles, sources, authors, dates or URLs"
    METADATA = "article’s further metadata", "articles’ further metadata"
    ARTICLE_NOTE = "note on an article", "notes on articles"
    ARTICLE_TAG = "tag on an article", "tags on articles"
    WHOLE = "annotation of a whole article", "annotations of whole articles"
    SUGGESTED = "undecided suggestion"
    REJECTED = "rejected annotation"
    HIGHLIGHT = "highlight without a label", "highlights without a label"
    OVERLAP = "annotation that overlaps another", "annotations that overlap another"
    PART_OF_A_WORD = "annotation that ends inside a word", "annotations that end inside a word"
    ENTITY = "link to an entity", "links to entities"
    ENTITY_NOTE = "note on an entity", "notes on entities"
    ENTITY_NAMES = "entity’s aliases or id", "entities’ aliases or ids"
    TAG = "tag"
    TAG_NOTE = "note on a tag", "notes on tags"
    NOTE = "note"
    SCORE = "score"
    ANALYST = "annotation’s analyst and times", "annotations’ analysts and times"
    ORIGIN = "annotation’s origin and model", "annotations’ origins and models"


ENTITY_DETAILS: Final = frozenset({Feature.ENTITY_NOTE, Feature.ENTITY_NAMES})
"""What only the tables and the HTML report hold of entities."""
UNDECIDED: Final = frozenset({Feature.SUGGESTED, Feature.REJECTED})
"""What formats cannot hold that have only accepted annotations."""


def losses(
    lacking: Collection[Feature],
    articles: Iterable[AnnotatedArticle],
    entities: Iterable[EntityRecord] = (),
    tags: Iterable[Tag] = (),
    *,
    only_used: bool = False,
) -> dict[Feature, int]:
    """Return how often each feature that a format lacks is used, without those that are not used.

    An annotation that the format leaves out altogether, such as a rejected one, is counted once, as that.

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
        article = annotated.article
        names.update(one.entity for one in annotated.annotations if one.entity)
        paths.update(article.tags, *(one.tags for one in annotated.annotations))
        details = (article.title, article.source, article.author, article.published_at, article.url)
        found[Feature.DETAILS] += any(details)
        found[Feature.METADATA] += bool(article.metadata)
        found[Feature.ARTICLE_NOTE] += bool(article.note)
        found[Feature.ARTICLE_TAG] += len(article.tags)
        written = []
        for one in annotated.annotations:
            left_out = next((feature for feature in _kinds(one) if feature in lacking), None)
            if left_out is None:
                written.append(one)
            else:
                found[left_out] += 1
        for feature, number in _NUMBERS.items():
            found[feature] += sum(map(number, written))
        if Feature.OVERLAP in lacking:
            found[Feature.OVERLAP] += sum(one.span is not None for one in written) - len(without_overlaps(written))
        if Feature.PART_OF_A_WORD in lacking:
            found[Feature.PART_OF_A_WORD] += sum(_cuts_word(article.text, one.span) for one in written if one.span)
    for entity in entities:
        if not only_used or entity.name in names:
            found[Feature.ENTITY_NOTE] += bool(entity.note)
            found[Feature.ENTITY_NAMES] += bool(entity.reference or {*entity.aliases} - {entity.name})
    found[Feature.TAG_NOTE] += sum(bool(tag.note) for tag in tags if not only_used or tag.path in paths)
    return {feature: found[feature] for feature in Feature if found[feature] and feature in lacking}


def describe_losses(lost: Mapping[Feature, int]) -> str:
    """Return what is lost in words, such as "3 notes, 1 tag"; empty when nothing is."""
    return ", ".join(
        f"{number:,} {feature.singular if number == 1 else feature.plural}" for feature, number in lost.items()
    )


def without_overlaps(annotations: Iterable[Annotation]) -> list[Annotation]:
    """Return the annotations without those that overlap a longer one, or an earlier of the same length; by start."""
    starts: list[int] = []
    ends: list[int] = []
    kept: list[Annotation] = []
    placed = sorted(((one.span, one) for one in annotations if one.span), key=lambda each: (-len(each[0]), each[0]))
    for span, one in placed:
        place = bisect_right(ends, span.start)
        if place == len(starts) or span.end <= starts[place]:
            starts.insert(place, span.start)
            ends.insert(place, span.end)
            kept.insert(place, one)
    return kept


def _kinds(one: Annotation) -> Iterator[Feature]:
    """Yield the features for lack of which a format leaves out the whole annotation."""
    if one.status is Status.REJECTED:
        yield Feature.REJECTED
    if one.status is Status.SUGGESTED:
        yield Feature.SUGGESTED
    if one.span is None:
        yield Feature.WHOLE
    elif one.label is None:
        yield Feature.HIGHLIGHT


_NUMBERS: Final[Mapping[Feature, Callable[[Annotation], int]]] = {
    Feature.ENTITY: lambda one: one.entity is not None,
    Feature.TAG: lambda one: len(one.tags),
    Feature.NOTE: lambda one: bool(one.note),
    Feature.SCORE: lambda one: one.score is not None,
    Feature.ANALYST: lambda one: bool(one.analyst or one.created_at),
    Feature.ORIGIN: lambda one: one.origin is not Origin.IMPORTED,
}


def _cuts_word(text: str, span: Span) -> bool:
    first, last = token_at(text, span.start), token_at(text, span.end - 1)
    return (first is not None and first.start < span.start) or (last is not None and last.end > span.end)
