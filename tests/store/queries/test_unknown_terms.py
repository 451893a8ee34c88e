import pytest

from glossator.domain.article import ArticleDraft
from glossator.domain.query import parse
from glossator.store import operations
from glossator.store.queries.search_sql import unknown_terms
from tests.store.scene import Scene, add, done, place

_FURTHER = (("Section", "Harbours"), ("page", "4"))


@pytest.mark.parametrize(
    ("query", "reported"),
    [
        ("label:org tag:Actors source:tide ferry", ""),
        ("tag:actors/state after:2025 status:rejected has:note", ""),
        ("label:ORGG", "there is no label “ORGG”"),
        ("label:ORGG OR NOT (label:ORGG tag:state)", "there is no label “ORGG” and no tag “state”"),
        ("author:nobody", "there is no author “nobody”"),
        ("meta:harbours meta:section=harbours meta:page=", ""),
        ("meta:section=world meta:17", "there is no metadata “section=world” and no metadata “17”"),
        ("entity:Nobody source:tidal", "there is no entity “Nobody” and no source “tidal”"),
    ],
)
def test_what_a_query_asks_for_and_is_not_there_at_all_is_reported(scene: Scene, query: str, reported: str) -> None:
    article = add(scene.workspace, ArticleDraft("Ferry", "The ferry left.", source="The Tidewatch", metadata=_FURTHER))
    mark = done(scene.workspace, operations.annotate, article.id, place("The ferry left.", "ferry"), "ORG")
    done(scene.workspace, operations.tag, mark, "actors/state")
    assert scene.workspace.ask(unknown_terms, parse(query)) == reported
