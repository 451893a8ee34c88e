"""Inactive articles, archived or superseded, are counted nowhere unless a query asks for them."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from glossator.domain.article import Article, ArticleDraft
from glossator.domain.entity import EntityInUse
from glossator.domain.lexicon import LexiconEntry
from glossator.services.consistency import unmarked_forms
from glossator.services.near_duplicates import link_near_duplicates
from glossator.services.propagation import Scope, preview
from glossator.store import history, operations
from glossator.store.operations import entities as linking
from glossator.store.operations.articles import archive_articles
from glossator.store.operations.versions import carry_over
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.queries.consistency import label_conflicts
from glossator.store.queries.entities import entities, entity_page, mentions_of, suggested_groups
from glossator.store.queries.lexicon import suggestions_of_form
from glossator.store.queries.near_duplicates import near_duplicates
from glossator.store.queries.notes import notes
from glossator.store.queries.pipeline_comparison import compare
from glossator.store.queries.records import FlatFilter
from glossator.store.queries.statistics import summary
from glossator.store.workspace import Workspace
from glossator.text.span import Span
from tests.store.scene import Scene, add, done, outcome, place

TEXT = (
    "Captain Okafor spoke to Anselm Voss. Nobody else was on the quay that morning, and the rain went on until noon. "
    "So Anselm Voss left."
)
UNRELATED = "The herring boats came home before the storm. On the quay stood Ilse Brandt, who had counted the weeks."


@dataclass(frozen=True, slots=True)
class Away:
    """A workspace with one article that is inactive, and an active one; the entity that the first mentions."""

    workspace: Workspace
    article: Article
    standing: Article
    entity: int


def archived(workspace: Workspace, article: Article) -> None:
    done(workspace, archive_articles, [article.id])


def replaced(workspace: Workspace, article: Article) -> None:
    newer = add(workspace, ArticleDraft("Newer", UNRELATED.replace("storm", "gale")))
    done(workspace, carry_over, article.id, newer.id)


@pytest.fixture(params=[archived, replaced])
def away(request: pytest.FixtureRequest, workspace: Workspace) -> Away:
    article = add(workspace, ArticleDraft("Away", TEXT, source="Tide", published_at="2026-01-01"))
    standing = add(workspace, ArticleDraft("Copy", f"{TEXT} Or so they say.", published_at="2026-02-02"))
    link_near_duplicates(workspace)
    for pipeline in ("one", "two"):
        suggested = [StoredSuggestion(place(TEXT, "Nobody"), pipeline.upper(), None)]
        outcome(
            workspace.store_analysis(
                pipeline, "1", [AnalysedPart(article.id, [Span(0, len(TEXT))], suggested, finished=True)]
            )
        )
    captain = done(workspace, operations.annotate, article.id, place(TEXT, "Captain Okafor"), "PERSON")
    entity = done(workspace, linking.link, [captain], "Mira Okafor")
    done(workspace, operations.write_note, captain, "Since 2019.")
    done(workspace, operations.write_article_note, article.id, "Seen twice.", None, ("",))
    done(workspace, operations.tag, captain, "people/crew")
    done(workspace, operations.tag_article, article.id, "people")
    for other, label in ((article, "PERSON"), (standing, "ORG")):
        voss = done(workspace, operations.annotate, other.id, place(other.text, "Anselm Voss"), label)
        if other is article:
            done(workspace, linking.link, [voss], "Anselm Voss")
    put: Callable[[Workspace, Article], None] = request.param
    put(workspace, article)
    return Away(workspace, article, standing, entity)


def test_entities_are_not_mentioned_there(away: Away) -> None:
    ask = away.workspace.ask
    assert ask(entities) == [EntityInUse(use.entity, 0, 0, "", "") for use in ask(entities)]
    assert len(ask(entities)) == 2
    page = ask(entity_page, away.entity)
    assert (page.first, page.last, page.forms, page.co_occurrences) == (None, None, (), ())
    assert ask(mentions_of, away.entity, 0, 10) == []


def test_decisions_there_contradict_nothing(away: Away) -> None:
    workspace, standing = away.workspace, away.standing
    assert workspace.ask(label_conflicts) == []
    second = done(workspace, operations.annotate, standing.id, place(standing.text, "Anselm Voss", 1), "GPE")
    (first,) = [one.id for one in workspace.annotations(standing.id) if one.label == "ORG"]
    (form,) = workspace.ask(label_conflicts)
    assert form.labels == (("GPE", (second,)), ("ORG", (first,)))


def test_names_there_are_in_no_group(away: Away) -> None:
    workspace, text = away.workspace, away.article.text
    done(workspace, operations.annotate, away.article.id, place(text, "Anselm Voss", 1), "PERSON")
    done(workspace, operations.annotate, away.standing.id, place(text, "Anselm Voss", 1), "ORG")

    def grouped(article: int | None) -> set[int]:
        groups = workspace.ask(suggested_groups, article)
        return {member.id for group in groups for member in group.members}

    assert grouped(None)
    assert not grouped(None) & {one.id for one in workspace.annotations(away.article.id)}
    # Who has it open and asks about it, is answered.
    assert grouped(away.article.id)


def test_the_same_is_not_looked_for_there_and_nothing_is_missing_there(away: Away) -> None:
    workspace = away.workspace
    (voss,) = workspace.annotations(away.standing.id)
    assert away.article.uid not in {hit.uid for hit in preview(workspace, voss, Scope.WORKSPACE)}
    done(workspace, operations.annotate, away.standing.id, place(away.standing.text, "the rain"), "EVENT")
    assert "the rain" in {entry.form for entry in workspace.lexicon()}
    assert away.article.uid not in {found.uid for found in unmarked_forms(workspace)}
    # Who has it open and asks about it, is answered.
    assert "the rain" in {found.words()[1] for found in unmarked_forms(workspace, away.article.id)}


def test_suggestions_there_are_not_decided_on_along_with_others(away: Away) -> None:
    assert away.workspace.ask(suggestions_of_form, "Nobody") == []


def test_near_duplicates_there_and_notes_and_differences_there_are_not_reported(away: Away) -> None:
    ask = away.workspace.ask
    assert ask(near_duplicates, [away.standing.uid]) == []
    assert away.article.uid not in {note.article for note in ask(notes, "", 10)}
    assert ask(compare, "one", "two").articles == 0


def test_counts_are_of_what_stands(away: Away) -> None:
    workspace = away.workspace
    standing = [article.id for article in workspace.articles(inactive=False)]
    marked = [one for article in standing for one in workspace.annotations(article)]
    counts = workspace.counts()
    assert (counts["articles"], counts["inactive"], counts["annotations"]) == (len(standing), 1, len(marked))
    assert counts["accepted"] == sum(one.status == "accepted" for one in marked)
    assert [label for label, *_ in workspace.ask(summary, 10).labels] == ["ORG"]
    book = workspace.codebook()
    assert {label.label.name for label in book.labels if label.annotations} == {"ORG"}
    tagged = {
        article.id
        for article in (workspace.article(one.uid) for one in workspace.articles(inactive=False))
        if article.tags
    }
    assert {tag.path: (tag.all.annotations, tag.all.articles) for tag in book.tags} == {
        "people": (0, len(tagged)),
        "people/crew": (0, 0),
    }
    assert {tag.path: tag.uses for tag in workspace.tags()} == {"people": len(tagged), "people/crew": 0}


def test_it_is_exported_only_when_it_is_named_or_asked_for(away: Away) -> None:
    def exported(**wanted: object) -> set[str]:
        return {row[1] for row in away.workspace.flat(FlatFilter(**wanted))}  # type: ignore[arg-type]  # any filter

    assert away.article.uid not in exported()
    assert away.article.uid not in exported(where="label:PERSON")
    assert exported(articles=(away.article.uid,)) == {away.article.uid}
    assert exported(where="label:PERSON is:any") == {away.article.uid}


def test_what_was_archived_goes_on_teaching_and_a_replaced_version_teaches_through_the_newer_one(scene: Scene) -> None:
    def forms() -> dict[str, LexiconEntry]:
        return {entry.form: entry for entry in scene.workspace.lexicon()}

    assert forms()["Mira Okafor"].agreeing == 1
    newer = add(scene.workspace, ArticleDraft("Newer", f"Corrected.\n\n{scene.article.text}"))
    done(scene.workspace, carry_over, scene.article.id, newer.id)
    assert forms()["Mira Okafor"].agreeing == 1
    done(scene.workspace, history.undo)
    done(scene.workspace, archive_articles, [scene.article.id])
    assert forms()["Mira Okafor"].agreeing == 1
