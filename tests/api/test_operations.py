"""Operations of an analyst: what each changes and returns, and that one undo undoes it."""

from collections.abc import Callable

import pytest

import glossator
from glossator import Status, Workspace


def one(workspace: Workspace, query: str) -> glossator.Annotation:
    (found,) = workspace.annotations(query)
    return found


def test_many_are_decided_in_one_operation(opened: Workspace) -> None:
    suggested = list(opened.annotations("status:suggested"))
    assert opened.accept([suggested[0], suggested[1].uid, suggested[0].uid]) == 2
    assert opened.accept(suggested) == 0
    assert opened.reject(each.uid for each in suggested) == 2
    assert [entry.title for entry in opened.history(2)] == ["reject", "accept"]
    opened.undo()
    assert {each.status for each in opened.annotations()} == {Status.ACCEPTED}
    opened.undo()
    assert list(opened.annotations("status:suggested")) == suggested
    assert opened.redo().act == "accept"
    assert not list(opened.annotations("status:suggested"))


def test_none_is_decided_when_one_does_not_exist(opened: Workspace) -> None:
    ship = one(opened, "label:PRODUCT")
    with pytest.raises(glossator.Missing, match="a_gone"):
        opened.accept([ship.uid, "a_gone"])
    assert opened.annotation(ship.uid).status is Status.SUGGESTED


def _article(workspace: Workspace) -> glossator.Article:
    return next(workspace.articles("is:any"))


@pytest.mark.parametrize(
    ("title", "operate", "expected"),
    [
        ("relabel", lambda w: w.relabel(one(w, "label:GPE"), "LOC").label, "LOC"),
        ("relabel", lambda w: w.relabel(one(w, "label:GPE").uid, None).label, None),
        ("annotate", lambda w: w.annotate(_article(w), 4, 9, "ORG").quote, "ferry"),
        ("annotate", lambda w: w.annotate(_article(w).uid, 4, 9).label, None),
        ("move boundaries", lambda w: w.move(one(w, "label:PRODUCT"), 4, 16).quote, "ferry Aurora"),
        ("add tags", lambda w: w.tag(one(w, "label:PRODUCT"), "ships", "a/b").tags, ("a/b", "ships")),
        ("untag", lambda w: w.untag(one(w, "label:PERSON"), "people/crew").tags, ()),
        ("write note", lambda w: w.note(one(w, "label:PERSON"), "pilot").note, "pilot"),
        ("link", lambda w: w.link(one(w, "label:PERSON"), "Mira").aliases, ("Mira Okafor",)),
        ("delete", lambda w: w.delete(one(w, "label:PERSON")).quote, "Mira Okafor"),
        ("add article tags", lambda w: w.tag_article(_article(w), "x", "y").tags, ("x", "y")),
        ("write article note", lambda w: w.note_article(_article(w), "later").note, "later"),
        ("archive articles", lambda w: w.archive(_article(w)), 1),
        ("delete articles", lambda w: w.delete_articles(_article(w)), 1),
        ("tag search results", lambda w: w.tag_mentions(w.search("label:GPE"), "ports").annotations, 1),
    ],
)
def test_an_operation_returns_what_it_did_and_is_undone_at_once(
    opened: Workspace, title: str, operate: Callable[[Workspace], object], expected: object
) -> None:
    before = list(opened.annotations()), list(opened.articles()), len(opened.history())
    assert operate(opened) == expected
    assert (list(opened.annotations()), list(opened.articles())) != before[:2]
    assert opened.history(1)[0].title == title
    assert len(opened.history()) == before[2] + 1
    opened.undo(opened.history(1)[0])
    assert (list(opened.annotations()), list(opened.articles())) == before[:2]


def test_one_mention_is_accepted_when_it_is_linked_and_several_are_not(opened: Workspace) -> None:
    entity = opened.link(opened.annotations("status:suggested"), "Port Selby")
    assert len(list(opened.annotations("status:suggested has:entity"))) == 2
    linked = list(opened.annotations("has:entity"))
    assert opened.unlink([*linked, *linked]) == 2
    assert opened.link(one(opened, "label:GPE").uid, entity) == entity
    assert one(opened, "label:GPE").status is Status.ACCEPTED


def test_tags_of_an_article_are_removed(opened: Workspace) -> None:
    opened.tag_article(_article(opened), "x")
    assert opened.untag_article(_article(opened), "x").tags == ()
    with pytest.raises(glossator.Missing):
        opened.untag_article(_article(opened), "x")


def test_a_note_of_another_analyst_is_replaced_only_if_it_was_read(opened: Workspace) -> None:
    captain = opened.note(one(opened, "label:PERSON"), "first")
    assert opened.note(captain.uid, "second").note == "second", "one's own"
    article = opened.note_article(_article(opened), "first")
    assert opened.note_article(article.uid, "second").note == "second", "one's own"
    with glossator.open("annotations.db", analyst="ben") as other:
        for stale in (captain, captain.uid):
            with pytest.raises(glossator.NoteChanged):
                other.note(stale, "mine")
        for old in (article, article.uid):
            with pytest.raises(glossator.NoteChanged):
                other.note_article(old, "mine")
        assert other.note(other.annotation(captain.uid), "mine").note == "mine"
        assert other.note_article(other.article(article.uid), "mine").note == "mine"


def test_a_span_that_cannot_be_annotated_is_refused(opened: Workspace) -> None:
    article = _article(opened)
    for start, end in ((3, 3), (9, 4), (-1, 4), (0, 10_000), (3, 4)):
        with pytest.raises(glossator.BadSpan):
            opened.annotate(article, start, end)


def test_undo_names_what_it_undid_or_why_not(opened: Workspace) -> None:
    opened.accept(one(opened, "label:GPE"))
    first = opened.history(1)[0]
    opened.relabel(one(opened, "label:GPE"), "LOC")
    with pytest.raises(glossator.Conflict):
        opened.undo(first.batch)
    assert opened.undo().about == "relabel “Port Selby”"
    assert opened.undo(first).about == "accept “Port Selby”"
    with glossator.open("annotations.db", analyst="ben") as other:
        with pytest.raises(glossator.NothingToDo):
            other.undo()
        with pytest.raises(glossator.NothingToDo):
            other.redo()
