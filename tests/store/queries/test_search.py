import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossator.domain.article import ArticleDraft
from glossator.domain.mention import FoundIn, Mention, Order
from glossator.domain.query import BadQuery, Query, parse
from glossator.store import history, operations
from glossator.store.operations import entities
from glossator.store.queries.search_sql import unknown_terms
from glossator.store.workspace import Workspace
from tests.domain.test_query import queries
from tests.store.dumps import ask, change
from tests.store.scene import Scene, add, done, place, ticking


def found(workspace: Workspace, typed: str, order: Order = Order.RELEVANCE) -> list[Mention]:
    return list(workspace.search(parse(typed), order))


def reported(workspace: Workspace, typed: str, order: Order = Order.RELEVANCE) -> list[tuple[str, str]]:
    return [(mention.place.value, mention.hit) for mention in found(workspace, typed, order)]


@pytest.fixture
def shelf(scene: Scene) -> Scene:
    """The scene with two more articles, a note on the captain, and a note and a tag on the first article."""
    add(
        scene.workspace,
        ArticleDraft("Fish", "Cod is dear at Selby.\n\nThe café by the pier closed.", source="Tide Post"),
    )
    add(
        scene.workspace,
        ArticleDraft(
            "Pier",
            "The pier at Lumen is open again.",
            source="Lumen News",
            author="INES VALE",
            published_at="2026-03-05",
            metadata=(("Section", "World News"), ("page", "4"), ("database id", "LBA=17")),
        ),
    )
    done(scene.workspace, operations.write_note, scene.captain, "Born in Lumen; see the pier list")
    done(scene.workspace, operations.write_article_note, scene.article.id, "Two sources on the harbour")
    done(scene.workspace, operations.tag_article, scene.article.id, "sea/ferries")
    return scene


def test_words_are_found_in_notes_titles_and_texts_with_their_context(shelf: Scene) -> None:
    note, first, *others = found(shelf.workspace, "pier")
    assert (note.place, note.hit, note.left) == (FoundIn.NOTE, "pier", "Born in Lumen; see the ")
    assert (note.label, note.status, note.article.title) == ("PERSON", "accepted", "Ferry to Lumen")
    assert note.span == shelf.at("Mira Okafor").span
    assert {(first.article.title, first.place), *((one.article.title, one.place) for one in others)} == {
        ("Pier", FoundIn.TITLE),
        ("Pier", FoundIn.TEXT),
        ("Ferry to Lumen", FoundIn.TEXT),
        ("Fish", FoundIn.TEXT),
    }


def test_a_hit_says_where_it_stands(shelf: Scene) -> None:
    (mention,) = [one for one in found(shelf.workspace, '"waved"') if one.place is FoundIn.TEXT]
    assert mention.span is not None
    assert mention.span.of(shelf.article.text) == mention.hit == "waved"
    assert mention.left.endswith("👩🏻\u200d✈️ Captain Mira Okafor ")
    assert mention.article.uid == shelf.article.uid


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("cafe", [("text", "café")]),
        ("COD", [("text", "Cod")]),
        ('"selby harbour trust"', [("text", "Selby Harbour Trust"), ("text", "Selby Harbour Trust")]),
        ('"harbour selby"', []),
        ("clo*", [("text", "closed")]),
        ("clo", []),
        ("cod dear", [("text", "Cod"), ("text", "dear")]),
        ("cod NOT dear", []),
        ("cod OR waved", [("text", "Cod"), ("text", "waved")]),
        ("born", [("note", "Born")]),
        ("ferries", [("tags", "ferries")]),
        ("crew", [("tags", "crew")]),
        ("cod source:tide", [("text", "Cod")]),
        ("cod source:tidewatch", []),
        ("source:lumen", [("article", "Pier")]),
        ("meta:world", [("article", "Pier")]),
        ('meta:"section=WORLD NEWS"', [("article", "Pier")]),
        ("meta:page=world", []),
        ('meta:"database id="', [("article", "Pier")]),
        ('meta:"database id=lba=1"', [("article", "Pier")]),
        ("meta:section", []),
        ("after:2026-01-01 before:2026-01-02", [("article", "Ferry to Lumen")]),
        ("after:2026-02", [("article", "Pier")]),
        ("before:2026", []),
        ("waved OR source:lumen", [("text", "waved"), ("article", "Pier")]),
        ("NOT pier", []),
        ("NOT cod after:2026-02", [("article", "Pier")]),
        ("label:product", [("annotation", "Aurora")]),
        ("status:accepted label:PERSON", [("annotation", "Mira Okafor")]),
        ("tag:people", [("annotation", "Mira Okafor")]),
        ("tag:PEOPLE/crew", [("annotation", "Mira Okafor")]),
        ("tag:peopl", []),
        ("tag:sea", [("article", "Ferry to Lumen")]),
        ("has:note", [("annotation", "Mira Okafor"), ("article", "Ferry to Lumen")]),
        ("analyst:Ann label:PERSON", [("annotation", "Mira Okafor")]),
        ("label:PERSON cod", []),
        ("label:PERSON waved", [("annotation", "Mira Okafor")]),
        ("label:PERSON born", [("annotation", "Mira Okafor")]),
        ("NOT label:PRODUCT NOT label:GPE has:note", [("annotation", "Mira Okafor"), ("article", "Ferry to Lumen")]),
        ("label:NOBODY", []),
        ("quote:OKA", [("annotation", "Mira Okafor")]),
        ("quote:kafor", []),
        ('quote:"mira ok" label:PERSON', [("annotation", "Mira Okafor")]),
        ("label:PERSON quote:lumen", []),
        ("NOT quote:lumen has:tag", [("annotation", "Mira Okafor"), ("article", "Ferry to Lumen")]),
        ("has:entity", []),
        ("author:nobody", []),
        ("author:vale pier", [("title", "Pier"), ("text", "pier")]),
        ("entity:ann", []),
    ],
)
def test_what_a_query_finds(shelf: Scene, typed: str, hits: list[tuple[str, str]]) -> None:
    assert sorted(reported(shelf.workspace, typed)) == sorted(hits)
    assert sorted(reported(shelf.workspace, typed, Order.DATE)) == sorted(hits)


def test_entities_are_found_by_name_and_alias(shelf: Scene) -> None:
    with closing(sqlite3.connect(shelf.path)) as connection:
        connection.execute("INSERT INTO entities VALUES (1, 'e_x', 'Mira Okafor-Lund', 'PERSON', '', '')")
        connection.execute("UPDATE annotations SET entity = 1 WHERE id = ?", [shelf.captain])
        connection.execute("INSERT INTO aliases (entity, alias) VALUES (1, 'The Skipper')")
        connection.commit()
        assert reported(shelf.workspace, "skipper") == [("entity", "Skipper")]
        assert reported(shelf.workspace, 'entity:"the skipper"') == [("annotation", "Mira Okafor")]
        assert reported(shelf.workspace, "entity:Mira-Okafor") == []
        assert reported(shelf.workspace, "has:entity") == [("annotation", "Mira Okafor")]
        connection.execute("UPDATE entities SET name = 'Captain Nemo'")
        connection.execute("UPDATE aliases SET alias = 'Master'")
        connection.commit()
        assert reported(shelf.workspace, "nemo master") == [("entity", "Nemo"), ("entity", "Master")]
        connection.execute("DELETE FROM aliases")
        connection.commit()
        assert reported(shelf.workspace, "skipper OR master OR lund") == []


def test_what_is_taken_back_is_not_found(shelf: Scene) -> None:
    for typed in ("ferries", "sources", "born"):
        assert reported(shelf.workspace, typed) != []
    for _ in range(3):
        done(shelf.workspace, history.undo)
    for typed in ("ferries", "sources", "born"):
        assert reported(shelf.workspace, typed) == []
    done(shelf.workspace, history.redo)
    assert reported(shelf.workspace, "born") == [("note", "Born")]


def test_a_tag_that_is_renamed_is_found_by_its_new_name(shelf: Scene) -> None:
    with closing(sqlite3.connect(shelf.path)) as connection:
        connection.execute("UPDATE tags SET path = 'folk/sailors' WHERE path = 'people/crew'")
        connection.execute("UPDATE tags SET path = 'boats' WHERE path = 'sea/ferries'")
        connection.commit()
    assert reported(shelf.workspace, "crew OR ferries") == []
    assert sorted(reported(shelf.workspace, "sailors OR boats")) == [("tags", "boats"), ("tags", "sailors")]


def test_titles_that_change_and_articles_that_go(shelf: Scene) -> None:
    with closing(sqlite3.connect(shelf.path)) as connection:
        connection.execute("UPDATE articles SET title = 'Herring' WHERE title = 'Fish'")
        connection.execute("DELETE FROM articles WHERE title = 'Pier'")
        connection.commit()
        connection.execute("INSERT INTO search_texts (search_texts, rank) VALUES ('integrity-check', 1)")
    assert reported(shelf.workspace, "fish OR again") == []
    assert reported(shelf.workspace, "herring") == [("title", "Herring")]


def test_the_orders(shelf: Scene) -> None:
    dates = [mention.article.published_at for mention in found(shelf.workspace, "pier OR lumen", Order.DATE)]
    assert dates == sorted(dates, reverse=True)
    assert len(set(dates)) == 3
    texts = [one for one in found(shelf.workspace, "at OR the", Order.RIGHT) if one.place is FoundIn.TEXT]
    following = [one.right.split()[0].casefold() for one in texts]
    assert following == sorted(following)
    before = [one.left.split()[-1].casefold() if one.left else "" for one in found(shelf.workspace, "pier", Order.LEFT)]
    assert before == sorted(before)


def test_many_pages_are_each_read_once(workspace: Workspace) -> None:
    for number in range(100):
        add(workspace, ArticleDraft(f"Article {number}", f"Cod number {number} is dear.", published_at="2026-01-01"))
    for order in Order:
        places = [(one.article.title, one.span) for one in found(workspace, "cod", order)]
        assert len(places) == len(set(places)) == 100


def test_few_and_many_annotations_come_in_the_same_order(shelf: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in ("Lumen", "pier"):
        (*_, article) = [shelf.workspace.article(one.uid) for one in shelf.workspace.articles()]
        done(shelf.workspace, operations.annotate, article.id, place(article.text, words), "GPE")
    at_once = found(shelf.workspace, "NOT label:PRODUCT")
    assert len([one for one in at_once if one.place is FoundIn.ANNOTATION]) == 5
    monkeypatch.setattr("glossator.store.queries.search._FEW", 1)
    assert found(shelf.workspace, "NOT label:PRODUCT") == at_once


def test_an_index_that_is_out_of_step_is_a_problem(shelf: Scene) -> None:
    assert shelf.workspace.problems() == []
    with closing(sqlite3.connect(shelf.path)) as connection:
        connection.execute("DELETE FROM search_remarks WHERE note LIKE 'Born%'")
        connection.execute("DROP TRIGGER search_texts_insert")
        connection.commit()
    add(shelf.workspace, ArticleDraft("Crab", "Crab is dear."))
    trigger, remarks, texts, index = shelf.workspace.problems()
    assert "The trigger search_texts_insert is missing" in trigger
    assert "is damaged or incomplete" in index
    assert "lacks 1 current notes, tags or entities" in remarks
    assert "1 articles" in texts


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A small workspace that no test changes."""
    path: Path = tmp_path_factory.mktemp("still") / "still.db"
    with Workspace(path, ticking("ann"), create=True) as workspace:
        article = add(workspace, ArticleDraft("ab", "a b ab\n\nabc é d AND tag OR NOT 中中", source="a"))
        done(workspace, operations.tag_article, article.id, "ab")
        yield workspace


@settings(max_examples=150)
@given(queries, st.sampled_from(Order))
def test_every_query_can_be_asked(still: Workspace, query: Query, order: Order) -> None:
    for mention in still.search(query, order):
        assert mention.hit


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from("ab*:()\"ANDORT \0\ud800\n'-+^{},é中☃\u0301\u200d0"), max_size=20))
def test_nothing_typed_reaches_the_index_raw(still: Workspace, typed: str) -> None:
    try:
        query = parse(typed)
    except BadQuery:
        return
    list(still.search(query, Order.RELEVANCE))


def test_the_longest_query_can_be_asked(still: Workspace) -> None:
    assert found(still, " OR ".join(["zz"] * 99 + ["abc"]))
    assert found(still, " ".join(["a NOT zz"] * 66))
    assert found(still, "NOT (a OR NOT (" * 4 + "abc" + "))" * 4) is not None
    assert found(still, "(a OR source:a (NOT abc label:ORG " * 4 + "))" * 4) is not None
    assert found(still, "(a OR (ab " * 4 + "))" * 4)


@pytest.fixture
def spelled(scene: Scene) -> Scene:
    """An article with words that are seldom typed as they are written."""
    text = (
        "The ﬁnance ministry and Straße of Łódź.\n\nDa Nang is Đà Nẵng, Ørsted is a firm, "
        "co\u00adoperation and zero\u200bwidth; İstanbul ılık."
    )
    add(scene.workspace, ArticleDraft("Æsir in Þórshöfn", text, source="Gazeta Łódzka", author="Jürgen Groß"))
    return scene


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("finance", ["ﬁnance"]),
        ("FINANCE", ["ﬁnance"]),
        ("ﬁnance", ["ﬁnance"]),
        ("fina*", ["ﬁnance"]),
        ("strasse", ["Straße"]),
        ("stras*", ["Straße"]),
        ("lodz", ["Łódź"]),
        ("Łódź", ["Łódź"]),
        ("orsted", ["Ørsted"]),
        ('"da nang"', ["Đà Nẵng", "Da Nang"]),
        ('"strasse of lodz"', ["Straße of Łódź"]),
        ('"the finance minis"*', ["The ﬁnance ministry"]),
        ("cooperation", ["co\u00adoperation"]),
        ("zerowidth", ["zero\u200bwidth"]),
        ("istanbul", ["İstanbul"]),
        ("ilik", ["ılık"]),
        ("aesir", ["Æsir"]),
        ("thorshofn", ["Þórshöfn"]),
        ("finance lodz NOT orsted", []),
        ("source:lodzka finance", ["ﬁnance"]),
        ("author:gross lodz", ["Łódź"]),
    ],
)
def test_words_are_found_as_they_are_typed(spelled: Scene, typed: str, hits: list[str]) -> None:
    mentions = found(spelled.workspace, typed)
    assert sorted(mention.hit for mention in mentions) == sorted(hits)
    for mention in mentions:
        if mention.span is not None:
            article = spelled.workspace.article(mention.article.uid)
            assert mention.span.of(article.text) == mention.hit


def test_notes_tags_and_entities_are_found_as_they_are_typed(spelled: Scene) -> None:
    workspace = spelled.workspace
    done(workspace, operations.write_note, spelled.captain, "Asked at the Straße")
    done(workspace, operations.tag, spelled.captain, "Łódź/ﬁrms")
    entity = done(workspace, entities.link, [spelled.ship], "Ørsted")
    done(workspace, entities.add_alias, entity, "Œuvre")
    for typed, hit in (("strasse", "Straße"), ("firms", "ﬁrms"), ("oeuvre", "Œuvre")):
        assert hit in [mention.hit for mention in found(workspace, typed)]
    for typed in ("tag:lodz", "tag:LODZ/firms", "entity:orsted", "entity:oeuvre"):
        assert found(workspace, typed)
        assert workspace.ask(unknown_terms, parse(typed)) == ""


def test_quotes_are_found_as_they_are_typed(spelled: Scene) -> None:
    uid = next(one.uid for one in spelled.workspace.articles() if one.title.startswith("Æsir"))
    article = spelled.workspace.article(uid)
    done(spelled.workspace, operations.annotate, article.id, place(article.text, "ﬁnance ministry"), "ORG")
    assert [mention.hit for mention in found(spelled.workspace, "quote:fin")] == ["ﬁnance ministry"]


def test_what_another_program_adds_is_found_after_the_next_save(spelled: Scene) -> None:
    change(spelled.path, "UPDATE articles SET title = 'Smørrebrød' WHERE title LIKE 'Æsir%'")
    done(spelled.workspace, operations.write_note, spelled.captain, "Saved")
    assert reported(spelled.workspace, "smorrebrod") == [("title", "Smørrebrød")]


def test_nothing_is_left_to_read_after_a_save(spelled: Scene) -> None:
    done(spelled.workspace, operations.write_note, spelled.captain, "Straße")
    done(spelled.workspace, history.undo)
    assert ask(spelled.path, "SELECT count(*) FROM search_unread_rows") == [(0,)]
    assert spelled.workspace.problems() == []
