"""The agreement of analysts, from what they decided."""

import pytest

from glossator.agreement.measure import Figure
from glossator.domain.annotation import Origin
from glossator.services.agreement import (
    CHARACTERS,
    SUGGESTIONS,
    TAGS,
    AnalystComparison,
    Confusion,
    Spans,
    agreement,
    comparison,
    done_by,
)
from glossator.store.queries.agreement import Decision, Judged, JudgedArticle


def judged(start: int, origin: Origin = Origin.MODEL, length: int = 5, **decisions: str) -> Judged:
    """A suggestion “ORG” with the decision of each analyst: a label, or “x” for rejected."""
    return Judged(
        origin,
        "ORG",
        tuple(
            Decision(name, label != "x", "ORG" if label == "x" else label, start, start + length)
            for name, label in sorted(decisions.items())
        ),
    )


def article(number: int, *annotations: Judged, undecided: int = 0, **tags: set[str]) -> JudgedArticle:
    return JudgedArticle(
        f"a_{number}",
        f"Article {number}",
        1_000,
        undecided,
        annotations,
        {name: frozenset(given) for name, given in tags.items()},
    )


def of(*articles: JudgedArticle) -> AnalystComparison:
    return agreement(articles, ("Amina", "Ben")).together


def shown(figure: Figure) -> tuple[float | str, int]:
    return (figure.reason if figure.value is None else round(figure.value, 3)), figure.items


def test_an_article_is_done_when_all_suggestions_have_the_analysts_verdict() -> None:
    both, one = judged(0, Amina="ORG", Ben="x"), judged(10, Amina="ORG")
    assert done_by(article(1, both)) == {"Amina", "Ben"}
    assert done_by(article(1, both, one)) == {"Amina"}
    assert done_by(article(1, both, undecided=1)) == set()
    assert done_by(article(1)) == set()


def test_what_was_suggested_to_one_analyst_only_is_not_left_undone() -> None:
    both = judged(0, Amina="ORG", Ben="x")
    for origin in (Origin.ANALYST, Origin.LEXICON, Origin.PROPAGATED, Origin.IMPORTED):
        assert done_by(article(1, both, judged(10, origin, Amina="ORG"))) == {"Amina", "Ben"}


def test_only_articles_that_all_have_done_are_compared() -> None:
    found = agreement(
        [
            article(1, judged(0, Amina="ORG", Ben="ORG"), judged(10, Amina="x", Ben="x")),
            article(2, judged(0, Amina="ORG", Ben="x"), judged(10, Amina="ORG")),
        ],
        ("Amina", "Ben"),
    )
    assert (found.decided, found.done) == (2, {"Amina": 2, "Ben": 1})
    assert found.together.articles == 1
    assert shown(found.together.figure("observed agreement", SUGGESTIONS)) == (1.0, 2)


def test_one_analyst_has_no_agreement() -> None:
    with pytest.raises(ValueError, match="two analysts"):
        agreement([article(1, judged(0, Amina="ORG"))], ("Amina", "Amina"))


def test_nothing_done_by_both_has_no_value_and_says_why() -> None:
    found = of(article(1, judged(0, Amina="ORG")), article(2, judged(0, Ben="ORG")))
    assert found.articles == 0
    assert {shown(figure) for figure in found.figures} == {("nothing in common", 0)}


def test_two_who_accept_all_agree_by_no_more_than_chance_could() -> None:
    """The share is full, kappa is undefined, and the spans that nobody suggested say what it is worth."""
    accepted = [judged(place, Amina="ORG", Ben="ORG") for place in range(0, 100, 10)]
    own = [judged(200, Origin.ANALYST, Amina="GPE"), judged(300, Origin.ANALYST, Ben="GPE")]
    own.append(judged(400, Origin.ANALYST, Amina="LOC", Ben="LOC"))
    found = of(article(1, *accepted, *own))
    assert shown(found.figure("observed agreement", SUGGESTIONS)) == (1.0, 10)
    assert shown(found.figure("Cohen's kappa", SUGGESTIONS)) == ("one category only", 10)
    assert shown(found.figure("Krippendorff's alpha", SUGGESTIONS)) == ("one category only", 10)
    assert shown(found.figure("F1 exact", Spans.ALL)) == (0.917, 13)
    assert shown(found.figure("F1 exact", Spans.UNSUGGESTED)) == (0.5, 3)


def test_decisions_are_compared_with_what_was_suggested() -> None:
    found = of(
        article(
            1,
            judged(0, Amina="ORG", Ben="ORG"),
            judged(10, Amina="x", Ben="x"),
            judged(20, Amina="GPE", Ben="GPE"),
            judged(30, Amina="GPE", Ben="ORG"),
            judged(40, Amina="x", Ben="ORG"),
        )
    )
    assert shown(found.figure("observed agreement", SUGGESTIONS)) == (0.6, 5)
    # Amina: 1 accepted, 2 rejected, 2 relabelled; Ben: 3, 1 and 1. By chance 7 of 25.
    assert shown(found.figure("Cohen's kappa", SUGGESTIONS)) == (0.444, 5)


def test_spans_are_compared_as_each_analyst_left_them() -> None:
    moved = Judged(Origin.MODEL, "ORG", (Decision("Amina", True, "ORG", 20, 25), Decision("Ben", True, "ORG", 20, 28)))
    found = of(article(1, judged(0, Amina="ORG", Ben="ORG"), judged(10, Amina="ORG", Ben="GPE"), moved))
    assert shown(found.figure("observed agreement", SUGGESTIONS)) == (0.667, 3)
    assert shown(found.figure("F1 exact", Spans.ALL)) == (0.333, 5)
    assert shown(found.figure("F1 boundaries only", Spans.ALL)) == (0.667, 5)
    assert shown(found.figure("F1 overlapping", Spans.ALL)) == (0.667, 5)
    assert shown(found.figure("F1 exact, mean of labels", Spans.ALL)) == (0.2, 5)
    assert shown(found.figure("Krippendorff's alpha_u", CHARACTERS))[1] == 1_000
    assert found.worst[0].disagreements == 2


def test_labels_and_articles_that_pull_it_down_come_first() -> None:
    found = of(
        article(1, judged(0, Amina="GPE", Ben="GPE"), judged(10, Amina="ORG", Ben="x")),
        article(2, judged(0, Amina="ORG", Ben="GPE"), judged(10, Amina="x", Ben="ORG"), judged(20, Amina="x", Ben="x")),
        article(3, judged(0, Amina="ORG", Ben="ORG")),
    )
    assert [(one.label, one.spans, one.unmatched, shown(one.exact)) for one in found.labels] == [
        ("ORG", 4, 3, (0.4, 4)),
        ("GPE", 2, 1, (0.667, 2)),
    ]
    assert found.confusion == (
        Confusion("ORG", None, 2),
        Confusion("GPE", "GPE", 1),
        Confusion("GPE", "ORG", 1),
        Confusion("ORG", "ORG", 1),
    )
    assert [(one.uid, one.disagreements, one.annotations, shown(one.spans)) for one in found.worst] == [
        ("a_2", 2, 3, (0.0, 3)),
        ("a_1", 1, 2, (0.667, 2)),
    ]


def test_tags_are_compared_for_each_article_and_tag() -> None:
    same = judged(0, Amina="ORG", Ben="ORG")
    found = of(
        article(1, same, Amina={"talks", "risk"}, Ben={"talks"}),
        article(2, same, Amina={"talks"}, Ben={"talks"}),
        article(3, same),
    )
    assert shown(found.figure("observed agreement", TAGS)) == (0.833, 6)
    # Of 12 ratings 5 are yes: 1 - 11 * 2 / (2 * 5 * 7).
    assert shown(found.figure("Krippendorff's alpha", TAGS)) == (0.686, 6)


def test_each_pair_is_compared_in_its_own_articles() -> None:
    found = agreement(
        [
            article(1, judged(0, Amina="ORG", Ben="ORG", Cem="x"), judged(10, Amina="x", Ben="x", Cem="x")),
            article(2, judged(0, Amina="ORG", Ben="x")),
        ],
        ("Amina", "Ben", "Cem"),
    )
    assert [(one.analysts, one.articles) for one in found.pairs] == [
        (("Amina", "Ben"), 2),
        (("Amina", "Cem"), 1),
        (("Ben", "Cem"), 1),
    ]
    assert found.together.articles == 1
    assert shown(found.together.figure("observed agreement", SUGGESTIONS)) == (0.667, 2)
    assert [shown(one.figure("observed agreement", SUGGESTIONS)) for one in found.pairs] == [
        (0.667, 3),
        (0.5, 2),
        (0.5, 2),
    ]


def test_other_analysts_do_not_matter() -> None:
    articles = [article(1, judged(0, Amina="ORG", Ben="ORG", Cem="x"))]
    found = agreement(articles, ("Cem", "Amina", "Cem"))
    assert found.together == comparison(articles, ("Cem", "Amina"))
    assert shown(found.together.figure("observed agreement", SUGGESTIONS)) == (0.0, 1)


def test_intervals_are_over_articles() -> None:
    articles = [
        article(number, judged(0, Amina="ORG", Ben="ORG"), judged(10, Amina="x", Ben="x" if number % 3 else "ORG"))
        for number in range(12)
    ]
    interval = of(*articles).figure("Krippendorff's alpha", SUGGESTIONS).interval
    assert interval is not None
    assert (interval.articles, interval.low < 0.66 < interval.high) == (12, True)
    stretches = of(*articles).figure("Krippendorff's alpha_u", CHARACTERS)
    assert stretches.value is not None
    assert stretches.interval is not None
    assert stretches.interval.low < stretches.value < stretches.interval.high
