"""Entities: linking mentions, joining and dividing, and what is asked about them."""

from collections.abc import Callable
from typing import Any

import pytest

from glossator.domain.article import Article, ArticleDraft
from glossator.domain.codebook import BadName
from glossator.domain.entity import NameMatch, match_name
from glossator.store import history as turns
from glossator.store import operations
from glossator.store.errors import Conflict, Missing, NoteChanged, Refused
from glossator.store.history.operation import Operation
from glossator.store.operations import entities as on
from glossator.store.queries import entities
from glossator.store.workspace import Workspace
from tests.store.dumps import ask, dump, everything
from tests.store.scene import Scene, add, done, place


def _undone_and_redone(scene: Scene, act: Operation[..., Any], *args: Any) -> Any:
    """Do an act that changes something, as one step that can be undone and redone."""
    before = dump(scene.path)
    batch = scene.workspace.history(1)[0].batch
    result = done(scene.workspace, act, *args)
    after = dump(scene.path)
    assert after != before
    assert scene.workspace.history(1)[0].batch == batch + 1
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == before
    done(scene.workspace, turns.redo)
    assert dump(scene.path) == after
    return result


class _Desk:
    """Three articles about two people and a group."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.workspace = scene.workspace
        self.articles: list[Article] = [scene.article]
        self.marks: dict[str, int] = {}
        for date, text in (
            ("2026-02-01", "The Selby Harbour Trust (SHT) spoke. Mira Okafor of the SHT did not. Okafor left."),
            ("", "SHT’s pier is open, said Captain Okafor."),
        ):
            article = add(self.workspace, ArticleDraft(f"Of {date}", text, published_at=date))
            self.articles.append(article)
            for words, label in (("Selby Harbour Trust", "ORG"), ("SHT", "ORG"), ("Mira Okafor", "PERSON")):
                if words in text:
                    self.mark(article, words, label)
            self.mark(article, "Okafor", "PERSON", text.count("Okafor") - 1)

    def mark(self, article: Article, words: str, label: str, nth: int = 0) -> int:
        number = done(self.workspace, operations.annotate, article.id, place(article.text, words, nth), label)
        self.marks[f"{words} {self.articles.index(article)}"] = number
        return number


@pytest.fixture
def desk(scene: Scene) -> _Desk:
    return _Desk(scene)


def test_a_mention_makes_an_entity_of_its_type_and_names_become_aliases(desk: _Desk) -> None:
    trust, short = desk.marks["Selby Harbour Trust 1"], desk.marks["SHT 1"]
    made = _undone_and_redone(desk.scene, on.link, [trust, short], " Selby Harbour\nTrust ")
    found = desk.workspace.ask(entities.entity, made)
    assert (found.name, found.label, found.aliases, found.note) == ("Selby Harbour Trust", "ORG", ("SHT",), "")
    assert found.uid.startswith("e_")
    (shown,) = [one for one in desk.workspace.annotations(desk.articles[1].id) if one.id == short]
    assert (shown.entity, shown.analyst) == ("Selby Harbour Trust", "ann")


@pytest.mark.parametrize("typed", ["selby harbour trust", "Sélby Harbour Trust", "sht", " SHT "])
def test_a_name_that_is_typed_finds_the_entity_by_name_or_alias(desk: _Desk, typed: str) -> None:
    made = done(
        desk.workspace, on.link, [desk.marks["Selby Harbour Trust 1"], desk.marks["SHT 1"]], "Selby Harbour Trust"
    )
    assert _undone_and_redone(desk.scene, on.link, [desk.marks["SHT 2"]], typed) == made
    assert desk.workspace.ask(entities.entity, made).aliases == ("SHT",)


def test_variants_of_a_name_are_no_aliases(desk: _Desk) -> None:
    made = done(desk.workspace, on.link, [desk.marks["SHT 2"]], "the SHT’s")
    assert desk.workspace.ask(entities.entity, made).aliases == ()


def test_a_mention_is_unlinked_and_keeps_the_rest(desk: _Desk) -> None:
    number = desk.marks["Mira Okafor 1"]
    done(desk.workspace, operations.tag, number, "crew")
    made = done(desk.workspace, on.link, [number], "Mira Okafor")
    _undone_and_redone(desk.scene, on.unlink, [number, desk.scene.captain])
    (shown,) = [one for one in desk.workspace.annotations(desk.articles[1].id) if one.id == number]
    assert (shown.entity, shown.tags) == (None, ("crew",))
    assert desk.workspace.ask(entities.entity, made).name == "Mira Okafor"


def test_an_entity_is_renamed_and_aliases_come_and_go(desk: _Desk) -> None:
    made = done(desk.workspace, on.link, [desk.marks["SHT 1"]], "Trust")
    _undone_and_redone(desk.scene, on.add_alias, made, "The Harbour People")
    assert desk.workspace.ask(entities.entity, made).aliases == ("SHT", "The Harbour People")
    _undone_and_redone(desk.scene, on.rename_entity, made, "SHT")
    found = desk.workspace.ask(entities.entity, made)
    assert (found.name, found.aliases) == ("SHT", ("The Harbour People",))
    _undone_and_redone(desk.scene, on.remove_alias, made, "The Harbour People")
    assert desk.workspace.ask(entities.entity, made).aliases == ()


def test_merged_entities_have_the_mentions_aliases_and_notes_of_both(desk: _Desk) -> None:
    one = done(desk.workspace, on.link, [desk.marks["Selby Harbour Trust 1"]], "Selby Harbour Trust")
    other = done(desk.workspace, on.link, [desk.marks["SHT 1"], desk.marks["SHT 2"]], "The Trust (SHT)")
    done(desk.workspace, operations.write_entity_note, one, "Founded 1911.")
    done(desk.workspace, operations.write_entity_note, other, "Same as the other?")
    _undone_and_redone(desk.scene, on.merge_entities, other, one)
    found = desk.workspace.ask(entities.entity, one)
    assert found.aliases == ("SHT", "The Trust (SHT)")
    assert found.note == "Founded 1911.\n\nSame as the other?"
    assert desk.workspace.ask(entities.entity_page, one).use.mentions == 3
    with pytest.raises(Missing, match="no longer there"):
        desk.workspace.ask(entities.entity, other)


def test_an_entity_is_split_and_the_aliases_go_with_their_mentions(desk: _Desk) -> None:
    marks = [desk.marks[name] for name in ("Selby Harbour Trust 1", "SHT 1", "SHT 2", "Mira Okafor 1")]
    made = done(desk.workspace, on.link, marks, "Selby Harbour Trust")
    assert desk.workspace.ask(entities.entity, made).aliases == ("Mira Okafor", "SHT")
    new = _undone_and_redone(desk.scene, on.split_entity, [marks[3]], "Captain Okafor")
    assert desk.workspace.ask(entities.entity, made).aliases == ("SHT",)
    found = desk.workspace.ask(entities.entity, new)
    assert (found.name, found.label, found.aliases) == ("Captain Okafor", "PERSON", ("Mira Okafor",))


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (lambda desk, one, two: (on.merge_entities, one, one), "cannot be merged into itself"),
        (lambda desk, one, two: (on.link, [desk.marks["SHT 1"]], one), "Already linked to “Trust”"),
        (lambda desk, one, two: (on.link, [desk.marks["SHT 1"]], "  "), "Enter a name for the entity"),
        (lambda desk, one, two: (on.link, [desk.marks["SHT 1"]], "x" * 201), "up to 200 characters"),
        (
            lambda desk, one, two: (on.link, [desk.marks["SHT 2"]], "twin"),
            "2 entities have the name “twin”; choose one",
        ),
        (lambda desk, one, two: (on.link, [], "X"), "no mention to link"),
        (lambda desk, one, two: (on.unlink, [desk.scene.captain]), "Not linked to an entity"),
        (lambda desk, one, two: (on.add_alias, one, "TRUST"), "“Trust” has the name “TRUST” already"),
        (lambda desk, one, two: (on.remove_alias, one, "nobody"), "There is no alias “nobody”"),
        (lambda desk, one, two: (on.split_entity, [desk.marks["SHT 1"]], "X"), "all mentions of the entity"),
        (
            lambda desk, one, two: (on.split_entity, [desk.marks["SHT 1"], desk.marks["Mira Okafor 1"]], "X"),
            "Only mentions of the same entity",
        ),
        (lambda desk, one, two: (on.split_entity, [desk.scene.captain], "X"), "Only mentions of the same entity"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    desk: _Desk, act: Callable[[_Desk, int, int], tuple[Any, ...]], why: str
) -> None:
    one = done(desk.workspace, on.link, [desk.marks["SHT 1"]], "Trust")
    two = done(desk.workspace, on.link, [desk.marks["Mira Okafor 1"]], "Mira Okafor")
    for entity in (one, two):
        done(desk.workspace, on.add_alias, entity, "Twin")
    before = everything(desk.scene.path)
    with pytest.raises((Refused, BadName), match=why):
        done(desk.workspace, *act(desk, one, two))
    assert everything(desk.scene.path) == before


def test_an_entity_that_is_used_since_is_not_taken_away(desk: _Desk) -> None:
    made = done(desk.workspace, on.link, [desk.marks["SHT 1"]], "Trust")
    batch = desk.workspace.history(1)[0].batch
    done(desk.workspace, on.add_alias, made, "The Harbour People")
    with pytest.raises(Conflict, match="by “add alias” of ann"):
        done(desk.workspace, turns.undo_operation, batch)


# Notes


def test_a_sitting_over_the_note_of_an_entity_or_tag_is_one_act(desk: _Desk) -> None:
    made = done(desk.workspace, on.link, [desk.marks["SHT 1"]], "Trust")
    for act, of in ((operations.write_entity_note, made), (operations.write_tag_note, "PEOPLE/crew")):
        before = dump(desk.scene.path)
        batch = done(desk.workspace, act, of, "Fo")  # type: ignore[misc] # one takes an id, the other a path
        assert done(desk.workspace, act, of, "Founded", batch) == batch  # type: ignore[misc] # as above
        done(desk.workspace, turns.undo)
        assert dump(desk.scene.path) == before
        done(desk.workspace, turns.redo)
    assert desk.workspace.ask(entities.entity, made).note == "Founded"
    assert [tag.note for tag in desk.workspace.tags()] == ["Founded"]


def test_a_note_that_somebody_else_wrote_is_not_written_over(desk: _Desk, other: Workspace) -> None:
    made = done(desk.workspace, on.link, [desk.marks["SHT 1"]], "Trust")
    done(other, operations.write_entity_note, made, "theirs")
    done(other, operations.write_tag_note, "people/crew", "theirs")
    for act, of in ((operations.write_entity_note, made), (operations.write_tag_note, "people/crew")):
        with pytest.raises(NoteChanged, match="bea has changed the note"):
            done(desk.workspace, act, of, "mine", None, {""})  # type: ignore[misc] # as above


# Questions


def test_the_page_of_an_entity_tells_when_where_and_with_whom(desk: _Desk) -> None:
    okafor = done(
        desk.workspace, on.link, [desk.scene.captain, desk.marks["Okafor 1"], desk.marks["Okafor 2"]], "Okafor"
    )
    trust = done(desk.workspace, on.link, [desk.marks["SHT 1"], desk.marks["SHT 2"]], "Trust")
    page = desk.workspace.ask(entities.entity_page, okafor)
    assert (page.use.mentions, page.use.articles) == (3, 3)
    assert (page.use.first_seen, page.use.last_seen) == ("2026-01-01", "2026-02-01")
    assert page.first is not None
    assert page.last is not None
    assert (page.first.title, page.last.title) == ("Ferry to Lumen", "Of 2026-02-01")
    assert page.forms == (("Okafor", 2), ("Mira Okafor", 1))
    assert [(one.id, one.name, one.label, one.articles) for one in page.co_occurrences] == [(trust, "Trust", "ORG", 2)]
    mentions = desk.workspace.ask(entities.mentions_of, okafor, 0, 10)
    assert [one.hit for one in mentions] == ["Mira Okafor", "Okafor", "Okafor"]
    assert [one.article.published_at for one in mentions] == ["2026-01-01", "2026-02-01", ""]
    assert mentions[0].right.startswith(" waved.")
    assert desk.workspace.ask(entities.mentions_of, okafor, 1, 1) == mentions[1:2]


def test_rejected_mentions_do_not_count(desk: _Desk) -> None:
    okafor = done(desk.workspace, on.link, [desk.scene.captain, desk.marks["Okafor 1"]], "Okafor")
    done(desk.workspace, operations.reject, [desk.marks["Okafor 1"]])
    page = desk.workspace.ask(entities.entity_page, okafor)
    assert (page.use.mentions, page.use.last_seen) == (1, "2026-01-01")
    assert page.last == page.first
    assert page.forms == (("Mira Okafor", 1),)
    assert [one.hit for one in desk.workspace.ask(entities.mentions_of, okafor, 0, 10)] == ["Mira Okafor"]


def test_an_entity_that_is_never_mentioned_has_a_page_too(desk: _Desk) -> None:
    made = done(desk.workspace, on.link, [desk.scene.captain], "Okafor")
    done(desk.workspace, on.unlink, [desk.scene.captain])
    page = desk.workspace.ask(entities.entity_page, made)
    assert (page.use.mentions, page.first, page.last, page.forms, page.co_occurrences) == (0, None, None, (), ())


def test_entities_are_found_as_one_types_the_best_first(desk: _Desk) -> None:
    for words, name in (
        ("SHT 1", "Harbour Trust"),
        ("Mira Okafor 1", "Mira Okafor"),
        ("Okafor 1", "Tehreek-e-Harbour"),
    ):
        done(desk.workspace, on.link, [desk.marks[words]], name)
    found = [use.entity.name for use in desk.workspace.ask(entities.find_entities, "hárb", 10)]
    assert found == ["Harbour Trust", "Tehreek-e-Harbour"]
    assert [use.entity.name for use in desk.workspace.ask(entities.find_entities, "sht", 10)] == ["Harbour Trust"]
    assert len(desk.workspace.ask(entities.find_entities, "r", 2)) == 2
    assert desk.workspace.ask(entities.find_entities, " ", 10) == []
    assert [use.entity.name for use in desk.workspace.ask(entities.entities)] == [
        *("Harbour Trust", "Mira Okafor", "Tehreek-e-Harbour"),
    ]


@pytest.mark.parametrize(
    ("typed", "how"),
    [
        ("pakistani taliban", NameMatch.NAME),
        ("ttp", NameMatch.ALIAS),
        ("PAK", NameMatch.NAME_STARTS),
        ("tehr", NameMatch.ALIAS_STARTS),
        ("tali", NameMatch.WORD_STARTS),
        ("istani", NameMatch.INSIDE),
        ("kabul", None),
    ],
)
def test_how_well_an_entity_fits(typed: str, how: NameMatch | None) -> None:
    assert match_name(typed, "Pakistani Taliban", ["TTP", "Tehreek-e-Talibán"]) is how


def test_an_entity_is_found_by_its_uid(desk: _Desk) -> None:
    made = done(desk.workspace, on.link, [desk.scene.captain], "Okafor")
    found = desk.workspace.ask(entities.entity, made)
    assert desk.workspace.ask(entities.entity_with, found.uid) == found
    with pytest.raises(Missing, match="There is no entity e_none"):
        desk.workspace.ask(entities.entity_with, "e_none")


def test_groups_are_suggested_for_an_article_and_for_all(desk: _Desk) -> None:
    (trust, people) = desk.workspace.ask(entities.suggested_groups, desk.articles[1].id)
    assert (trust.name, people.name) == ("Mira Okafor", "Selby Harbour Trust") or (
        (trust.name, people.name) == ("Selby Harbour Trust", "Mira Okafor")
    )
    everywhere = {group.name: group for group in desk.workspace.ask(entities.suggested_groups)}
    assert len(everywhere["Mira Okafor"].members) == 4
    assert len(everywhere["Selby Harbour Trust"].members) == 3


def test_a_group_is_confirmed_in_one_act(desk: _Desk) -> None:
    group = next(one for one in desk.workspace.ask(entities.suggested_groups) if one.name == "Mira Okafor")
    made = _undone_and_redone(desk.scene, on.link, [member.id for member in group.members], group.name)
    assert desk.workspace.ask(entities.entity, made).aliases == ("Okafor", "Captain Okafor")[:1]
    assert "Mira Okafor" not in [one.name for one in desk.workspace.ask(entities.suggested_groups)]
    assert ask(desk.scene.path, "SELECT count(*) FROM annotations WHERE entity = ?", [made]) == [(4,)]


def test_groups_are_linked_in_one_act_each_to_an_entity_of_its_kind(desk: _Desk) -> None:
    place_of = desk.mark(desk.articles[1], "Harbour", "GPE")
    trust = done(desk.workspace, on.link, [desk.marks["SHT 1"]], "Harbour")
    people = [desk.marks["Okafor 1"], desk.marks["Okafor 2"]]
    linked = _undone_and_redone(
        desk.scene,
        on.link_groups,
        [
            on.GroupToLink(people, "Harbour", "PERSON", None),
            on.GroupToLink([place_of], "Harbour", "GPE", None),
            on.GroupToLink([desk.marks["SHT 2"]], "SHT", "ORG", trust),
        ],
    )
    assert linked == 4
    entity_of = dict(ask(desk.scene.path, "SELECT id, entity FROM annotations"))
    assert entity_of[people[0]] == entity_of[people[1]] != trust
    assert entity_of[place_of] == entity_of[desk.marks["SHT 2"]] == trust


def test_looking_for_groups_tells_how_far_it_is_and_stops_when_nobody_wants_them(desk: _Desk) -> None:
    reported: list[tuple[int, int]] = []
    assert desk.workspace.ask(entities.suggested_groups, progress=lambda *how: reported.append(how))
    assert reported == [(0, len(desk.articles)), (len(desk.articles), len(desk.articles))]
    assert desk.workspace.ask(entities.suggested_groups, cancelled=lambda: True) == []
