from benchmarks.scoring import Mark
from benchmarks.suggestions import learn
from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft
from glossator.store.ingest.articles import add_article
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.workspace import Workspace
from glossator.text.anchor import anchor
from glossator.text.span import Span


def test_learning_leaves_the_gold_accepted_and_nothing_undecided(workspace: Workspace, draft: ArticleDraft) -> None:
    uid, _ = workspace.perform(add_article, draft).result()
    article = workspace.article(uid)

    def mark(quote: str, label: str) -> Mark:
        start = article.text.index(quote)
        return Mark(Span(start, start + len(quote)), label)

    suggested = [
        mark("Aurora", "PERSON"),
        mark("Monday", "DATE"),
        mark("The ferry", "ORG"),
        mark("the crossing", "EVENT"),
    ]
    kept = [StoredSuggestion(anchor(article.text, span, [0]), label, None) for span, label in suggested]
    workspace.store_analysis(
        "p", "1", [AnalysedPart(article.id, [Span(0, len(article.text))], kept, finished=True)]
    ).result()
    gold = [mark("Aurora", "PRODUCT"), mark("Port Selby", "GPE"), mark("Monday", "DATE")]

    learn(workspace, article, gold)

    found = workspace.annotations(article.id)
    accepted = [(one.span, one.label) for one in found if one.status is Status.ACCEPTED]
    assert sorted(accepted, key=str) == sorted(gold, key=str)
    assert {one.quote for one in found if one.status is Status.REJECTED} == {"The ferry", "the crossing"}
    assert [one for one in found if one.status is Status.SUGGESTED] == []


def test_learning_from_what_is_right_already_only_accepts(workspace: Workspace, draft: ArticleDraft) -> None:
    uid, _ = workspace.perform(add_article, draft).result()
    article = workspace.article(uid)
    learn(workspace, article, [])
    assert list(workspace.annotations(article.id)) == []
