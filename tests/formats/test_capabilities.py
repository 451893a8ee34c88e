"""What a format cannot hold is counted, and reported."""

from itertools import pairwise
from typing import Final

from hypothesis import given, settings

from glossator.domain.annotation import Origin, Status
from glossator.domain.codebook import Tag
from glossator.domain.export_snapshot import AnnotatedArticle, EntityRecord
from glossator.formats.capabilities import Feature, describe_losses, losses, without_overlaps
from tests.formats.excerpts import Given, annotation, article, excerpts, marked

TEXT: Final = "The ferry Aurora left Port Selby."
FOUND: Final = AnnotatedArticle(
    article(TEXT, note="n", tags=("a", "b"), metadata=(("section", "World"), ("page", "4"))),
    (
        annotation(TEXT, None, None, note="of all"),
        marked(TEXT, "ferry Aurora", None, note="x"),
        marked(TEXT, "Aurora", "PRODUCT", tags=("s", "t"), entity="MV Aurora", score=0.5, origin=Origin.MODEL),
        marked(TEXT, "Auro", "ORG"),
        marked(TEXT, "Port", "GPE", status=Status.REJECTED, note="no"),
        marked(TEXT, "Selby", "GPE", status=Status.SUGGESTED, analyst="", created_at=""),
    ),
)


ENTITIES: Final = [
    EntityRecord("e_1", "MV Aurora", note="a ferry", aliases=("Aurora", "MV Aurora")),
    EntityRecord("e_2", "Nobody", note="unheard of", reference="Q1"),
    EntityRecord("e_3", "Plain", aliases=("Plain",)),
]
TAGS: Final = [
    Tag(number, f"c_{number}", path, "", "#888888", "", archived=False, note=note)
    for number, (path, note) in enumerate([("s", "wet"), ("never", "used"), ("t", "")])
]


def lost(*traits: Feature) -> dict[Feature, int]:
    return losses(traits, [FOUND], ENTITIES, TAGS)


def test_each_trait_is_counted() -> None:
    assert {trait: lost(trait).get(trait, 0) for trait in Feature} == {
        Feature.DETAILS: 1,
        Feature.METADATA: 1,
        Feature.ARTICLE_NOTE: 1,
        Feature.ARTICLE_TAG: 2,
        Feature.WHOLE: 1,
        Feature.SUGGESTED: 1,
        Feature.REJECTED: 1,
        Feature.HIGHLIGHT: 1,
        Feature.OVERLAP: 2,
        Feature.PART_OF_A_WORD: 1,
        Feature.ENTITY: 1,
        Feature.ENTITY_NOTE: 2,
        Feature.ENTITY_NAMES: 2,
        Feature.TAG: 2,
        Feature.TAG_NOTE: 2,
        Feature.NOTE: 3,
        Feature.SCORE: 1,
        Feature.ANALYST: 5,
        Feature.ORIGIN: 1,
    }


def test_what_is_left_out_is_counted_as_that_and_nothing_more() -> None:
    assert lost(Feature.NOTE, Feature.REJECTED, Feature.WHOLE, Feature.HIGHLIGHT, Feature.OVERLAP) == {
        Feature.WHOLE: 1,
        Feature.REJECTED: 1,
        Feature.HIGHLIGHT: 1,
        Feature.OVERLAP: 1,
    }


def test_of_a_part_only_what_is_used_there_counts() -> None:
    about = (Feature.ENTITY_NOTE, Feature.ENTITY_NAMES, Feature.TAG_NOTE)
    assert losses(about, [FOUND], ENTITIES, TAGS, only_used=True) == dict.fromkeys(about, 1)


def test_it_is_reported_in_words() -> None:
    assert describe_losses({Feature.NOTE: 1, Feature.TAG: 1_200}) == "1 note, 1,200 tags"
    assert describe_losses({Feature.ARTICLE_NOTE: 1, Feature.SUGGESTED: 2, Feature.OVERLAP: 3}) == (
        "1 note on an article, 2 undecided suggestions, 3 annotations that overlap another"
    )
    assert describe_losses({}) == ""
    assert all(describe_losses({trait: 2}) != describe_losses({trait: 1}).replace("1", "2") for trait in Feature)


@given(excerpts())
@settings(max_examples=30)
def test_what_is_kept_of_overlaps_does_not_overlap_and_nothing_longer_is_dropped(excerpt: Given) -> None:
    for found in excerpt.found:
        kept = without_overlaps(found.annotations)
        spans = [one.span for one in kept if one.span]
        assert spans == sorted(spans)
        assert not any(first.overlaps(second) for first, second in pairwise(spans))
        for one in found.annotations:
            if one not in kept and one.span:
                assert any(span.overlaps(one.span) and len(span) >= len(one.span) for span in spans)


def test_an_excerpt_without_any_of_it_loses_nothing() -> None:
    bare = article("Aurora", title="", source="", author="", url="", published_at="")
    assert losses(list(Feature), [AnnotatedArticle(bare, ())]) == {}
