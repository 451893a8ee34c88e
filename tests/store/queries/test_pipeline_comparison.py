from glossator.domain.article import Article, ArticleDraft
from glossator.store import operations
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.queries.pipeline_comparison import RightCount, compare
from glossator.store.workspace import Workspace
from glossator.text.span import Span
from tests.store.scene import add, done, outcome, place

TEXT = "Mira Okafor of the Selby Harbour Trust sailed to Lumen on Monday."


def read(workspace: Workspace, article: Article, pipeline: str, *found: tuple[str, str]) -> None:
    suggested = [StoredSuggestion(place(article.text, words), label, None) for words, label in found]
    outcome(
        workspace.store_analysis(
            pipeline, "1.0", [AnalysedPart(article.id, [Span(0, len(article.text))], suggested, finished=True)]
        )
    )


def test_where_two_pipelines_differ_whatever_the_analyst_made_of_it(workspace: Workspace) -> None:
    article = add(workspace, ArticleDraft("Ferry", TEXT))
    read(
        workspace,
        article,
        "one",
        *(("Mira Okafor", "PERSON"), ("Selby Harbour", "GPE"), ("Lumen", "GPE"), ("Monday", "DATE")),
    )
    for annotation in workspace.annotations(article.id):
        done(workspace, operations.relabel, annotation.id, "EVENT")
    read(
        workspace,
        article,
        "two",
        *(("Mira Okafor", "PERSON"), ("Selby Harbour Trust", "ORG"), ("Lumen", "FAC"), ("sailed", "EVENT")),
    )
    compared = workspace.ask(compare, "one", "two 1.0")
    found = compared.differences
    assert (compared.articles, compared.same) == (1, 1)
    assert [(one.quote, one.kind, one.first, one.second) for one in found] == [
        ("Selby Harbour Trust", "other boundaries", "GPE", "ORG"),
        ("sailed", "only the second", "", "EVENT"),
        ("Lumen", "other label", "GPE", "FAC"),
        ("Monday", "only the first", "DATE", ""),
    ]
    assert all(TEXT[one.start : one.end] == one.quote for one in found)


def test_only_articles_that_both_have_read_are_compared(workspace: Workspace) -> None:
    read(workspace, add(workspace, ArticleDraft("Ferry", TEXT)), "one", ("Lumen", "GPE"))
    read(workspace, add(workspace, ArticleDraft("Again", f"{TEXT} Again.")), "two", ("Lumen", "GPE"))
    compared = workspace.ask(compare, "one", "two")
    assert (compared.articles, compared.differences) == (0, [])


def test_what_was_decided_on_the_finds_of_both_and_of_one_is_counted(workspace: Workspace) -> None:
    article = add(workspace, ArticleDraft("Ferry", TEXT))
    words = ("Mira Okafor", "PERSON"), ("Selby Harbour Trust", "ORG"), ("Lumen", "GPE"), ("Monday", "DATE")
    read(workspace, article, "one", *words)
    read(workspace, article, "two", *words[:2], ("Lumen", "FAC"), ("sailed", "EVENT"))
    by_label = {one.label: one.id for one in workspace.annotations(article.id)}
    done(workspace, operations.accept, [by_label["PERSON"], by_label["FAC"]])
    done(workspace, operations.reject, [by_label["ORG"], by_label["GPE"]])
    compared = workspace.ask(compare, "one", "two")
    # Monday and sailed are undecided.
    assert compared.both == RightCount(decided=2, right=1)
    assert compared.only_first == RightCount(decided=1, right=0)
    assert compared.only_second == RightCount(decided=1, right=1)
