"""Excerpts: articles with the annotations that were asked for, all of one moment."""

from typing import Any

from glossator.domain.article import ArticleDraft
from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.store import operations
from glossator.store.ingest import articles as ingest_articles
from glossator.store.queries.export_snapshot import open_snapshot
from glossator.store.queries.records import FlatFilter
from glossator.store.workspace import Workspace
from tests.store.dumps import change
from tests.store.scene import Scene, add, done


def taken(scene: Scene, where: str = "", **wanted: Any) -> list[AnnotatedArticle]:
    with open_snapshot(scene.path, FlatFilter(**wanted, where=where)) as found:
        return list(found.articles())


def quotes(scene: Scene, where: str = "", **wanted: tuple[str, ...]) -> list[list[str]]:
    return [[one.quote for one in annotated.annotations] for annotated in taken(scene, where, **wanted)]


def test_all_articles_come_with_all_their_annotations(scene: Scene) -> None:
    second = add(scene.workspace, ArticleDraft("Second", "Another text."))
    first, other = taken(scene)
    assert (first.article, list(first.annotations)) == (scene.article, scene.workspace.annotations(scene.article.id))
    assert (other.article, other.annotations) == (second, ())


def test_undecided_are_reported_whatever_was_asked_for(scene: Scene) -> None:
    (all_of_it,) = taken(scene)
    (accepted,) = taken(scene, statuses=("accepted",))
    spans = (scene.at("Aurora").span, scene.at("Port Selby").span)
    assert all_of_it.undecided == accepted.undecided == spans


def test_articles_without_anything_that_was_asked_for_are_left_out(scene: Scene) -> None:
    add(scene.workspace, ArticleDraft("Second", "Another text."))
    assert quotes(scene, labels=("PERSON",)) == [["Mira Okafor"]]
    assert quotes(scene, labels=("LAW",)) == []
    assert quotes(scene, articles=("t_nowhere",)) == []


def test_the_note_and_tags_of_an_article_count_as_one_that_can_be_asked_for(scene: Scene) -> None:
    done(scene.workspace, operations.write_article_note, scene.article.id, "To be read again.")
    done(scene.workspace, operations.tag_article, scene.article.id, "sea")
    (unasked,) = taken(scene, labels=("PERSON",))
    assert (unasked.article.note, unasked.article.tags) == ("", ())
    (asked,) = taken(scene, tags=("sea",))
    assert (asked.article.note, asked.article.tags, asked.annotations) == ("To be read again.", ("sea",), ())
    assert taken(scene)[0].article.tags == ("sea",)


def test_the_filter_is_reported_by_name(scene: Scene) -> None:
    with open_snapshot(scene.path, FlatFilter(labels=("ORG", "GPE"))) as found:
        assert dict(found.wanted) == {"labels": ("ORG", "GPE")}
    with open_snapshot(scene.path, FlatFilter(where="label:ORG")) as found:
        assert dict(found.wanted) == {"where": ("label:ORG",)}
    with open_snapshot(scene.path, FlatFilter()) as found:
        assert not found.wanted


def test_a_query_chooses_annotations_and_narrows_what_the_other_filters_want(scene: Scene) -> None:
    assert quotes(scene, "label:PERSON OR label:GPE") == [["Port Selby", "Mira Okafor"]]
    assert quotes(scene, "tag:people") == [["Mira Okafor"]]
    assert quotes(scene, "NOT status:suggested label:gpe") == []
    assert quotes(scene, "label:PERSON OR label:GPE", statuses=("suggested",)) == [["Port Selby"]]
    done(scene.workspace, operations.write_note, scene.captain, "the skipper")
    assert quotes(scene, "skipper") == [["Mira Okafor"]], "words are in the text, or said of the annotation"
    assert quotes(scene, "ferry label:PERSON") == quotes(scene, "label:PERSON")


def test_a_query_about_articles_chooses_whole_articles(scene: Scene) -> None:
    add(scene.workspace, ArticleDraft("Second", "Another text.", published_at="2030-01-01"))
    done(scene.workspace, operations.write_article_note, scene.article.id, "To be read again.")
    assert [found.article.title for found in taken(scene, "after:2030")] == ["Second"]
    (early,) = taken(scene, "NOT after:2030")
    assert (len(early.annotations), early.article.note) == (4, "To be read again.")
    (noted,) = taken(scene, "has:note")
    assert (noted.annotations, noted.article.note) == ((), "To be read again.")


def test_whole_articles_have_their_note_and_tags_whatever_matches(scene: Scene) -> None:
    add(scene.workspace, ArticleDraft("Second", "Another text."))
    done(scene.workspace, operations.write_article_note, scene.article.id, "To be read again.")
    (without,) = taken(scene, "label:PERSON")
    assert without.article.note == ""
    with open_snapshot(scene.path, FlatFilter(where="label:PERSON")) as found:
        (whole,) = found.whole_articles()
    assert (whole.uid, whole.note) == (scene.article.uid, "To be read again.")


def test_a_query_chooses_the_same_rows_and_articles(scene: Scene) -> None:
    done(scene.workspace, operations.tag_article, scene.article.id, "sea")
    for where in ("tag:sea OR label:PERSON", "Aurora", "status:accepted", "NOT label:PERSON", "before:2030", "nowhere"):
        with open_snapshot(scene.path, FlatFilter(where=where)) as found:
            rows = {row[0] for row in found.rows()}
            uids = {one.uid for each in found.articles() for one in each.annotations}
            uids.update(each.article.uid for each in found.articles() if each.article.tags)
        assert rows == uids, where


def test_the_codebook_and_the_entities_come_along(scene: Scene) -> None:
    change(scene.path, "INSERT INTO entities VALUES (NULL, 'e_x', 'MV Aurora', 'PRODUCT', 'a ferry', 'Q1')")
    change(scene.path, "INSERT INTO aliases (entity, alias) VALUES (1, 'the boat'), (1, 'Aurora')")
    with open_snapshot(scene.path, FlatFilter()) as found:
        assert found.labels == scene.workspace.labels()
        assert [tag.path for tag in found.tags] == ["people/crew"]
        (entity,) = found.entities
    assert (entity.uid, entity.name, entity.label, entity.note) == ("e_x", "MV Aurora", "PRODUCT", "a ferry")
    assert (entity.reference, entity.aliases) == ("Q1", ("Aurora", "the boat"))


def test_all_of_it_is_of_one_moment(scene: Scene, other: Workspace) -> None:
    with open_snapshot(scene.path, FlatFilter()) as found:
        done(other, operations.reject, [scene.plain])
        done(other, ingest_articles.add_article, ArticleDraft("Second", "Another text."))
        assert len(list(found.articles())) == len(found) == 1
        assert {one.status for one in next(found.articles()).annotations} == {"suggested", "accepted"}
        assert len(list(found.rows())) == 4
    assert len(taken(scene)) == 2
