"""The lexicon: learnt from decisions, overruled by what is entered, and taken back with what taught it."""

from collections.abc import Callable

import pytest

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft
from glossator.domain.codebook import BadName
from glossator.domain.lexicon import BadForm, EntryOrigin, LexiconEntry, Ruling
from glossator.store import history as turns
from glossator.store import operations
from glossator.store.errors import Refused
from glossator.store.operations import LexiconImport
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.text.span import Span
from tests.store.dumps import dump, everything
from tests.store.scene import Scene, add, done, outcome, place


def reported(scene: Scene) -> list[tuple[str, str | None, Ruling, EntryOrigin]]:
    return [(entry.form, entry.label, entry.ruling, entry.source) for entry in scene.workspace.lexicon()]


_CAPTAIN = ("Mira Okafor", "PERSON", Ruling.ALWAYS, EntryOrigin.LEARNT)


def test_what_is_accepted_is_learnt_and_forgotten_when_that_is_undone(scene: Scene) -> None:
    assert reported(scene) == [_CAPTAIN]
    done(scene.workspace, operations.relabel, scene.ship, "ORG")
    assert reported(scene) == [("Aurora", "ORG", Ruling.ALWAYS, EntryOrigin.LEARNT), _CAPTAIN]
    done(scene.workspace, turns.undo)
    assert reported(scene) == [_CAPTAIN]


def test_decisions_on_all_spellings_of_a_form_count_together(scene: Scene) -> None:
    second = add(scene.workspace, ArticleDraft("Second", "Mira\nOkafor’s crew."))
    done(scene.workspace, operations.annotate, second.id, place(second.text, "Mira\nOkafor’s"), "PERSON")
    done(scene.workspace, operations.annotate, scene.article.id, scene.at("Mira Okafor", 1), "ORG")
    assert reported(scene) == []
    done(scene.workspace, operations.relabel, scene.workspace.annotations(scene.article.id)[-1].id, "PERSON")
    (entry,) = scene.workspace.lexicon()
    assert (entry.form, entry.agreeing, entry.against) == ("Mira Okafor", 3, 0)


_ACTS: dict[str, Callable[[Scene], object]] = {
    "always": lambda scene: done(scene.workspace, operations.always_suggest, "Selby", "gpe"),
    "always, learnt": lambda scene: done(scene.workspace, operations.always_suggest, "Mira Okafor", "ORG"),
    "never": lambda scene: done(scene.workspace, operations.never_suggest, "Aurora"),
    "forget": lambda scene: done(scene.workspace, operations.forget_form, "Mira Okafor"),
    "take": lambda scene: done(scene.workspace, operations.import_forms, [("Selby", "PORT"), ("Mira Okafor", None)]),
}


@pytest.mark.parametrize("name", _ACTS)
def test_each_act_is_undone_and_redone_as_one(scene: Scene, name: str) -> None:
    start, taught = dump(scene.path), reported(scene)
    _ACTS[name](scene)
    end = dump(scene.path)
    assert end != start
    done(scene.workspace, turns.undo)
    assert (dump(scene.path), reported(scene)) == (start, taught)
    done(scene.workspace, turns.redo)
    assert dump(scene.path) == end


def test_what_is_entered_overrules_what_was_learnt(scene: Scene) -> None:
    done(scene.workspace, operations.always_suggest, "Mira Okafor’s", "org")
    (entry,) = scene.workspace.lexicon()
    assert entry == LexiconEntry("Mira Okafor", "ORG", Ruling.ALWAYS, EntryOrigin.EDITED, 1, 0, "ann", entry.at)
    assert entry.at
    done(scene.workspace, operations.relearn_form, "Mira Okafor")
    assert reported(scene) == [_CAPTAIN]
    with pytest.raises(Refused, match="Nothing was entered for “Mira Okafor”"):
        done(scene.workspace, operations.relearn_form, "Mira Okafor")


def test_what_is_forgotten_stays_so_where_decisions_teach_it_and_goes_elsewhere(scene: Scene) -> None:
    done(scene.workspace, operations.forget_form, "Mira Okafor")
    done(scene.workspace, operations.always_suggest, "Selby", "GPE")
    assert reported(scene)[0] == ("Mira Okafor", None, Ruling.FORGOTTEN, EntryOrigin.EDITED)
    done(scene.workspace, operations.forget_form, "Selby")
    assert [form for form, *_ in reported(scene)] == ["Mira Okafor"]


def test_a_form_can_be_forgotten_before_it_is_learnt(scene: Scene) -> None:
    done(scene.workspace, operations.forget_form, "Aurora")
    done(scene.workspace, operations.accept, [scene.ship])
    assert reported(scene)[0] == ("Aurora", None, Ruling.FORGOTTEN, EntryOrigin.EDITED)


def test_what_is_entered_twice_is_one_entry_and_what_stays_is_no_act(scene: Scene) -> None:
    done(scene.workspace, operations.always_suggest, "Selby", "GPE")
    before = everything(scene.path)
    done(scene.workspace, operations.always_suggest, "Selby", "GPE")
    assert everything(scene.path) == before
    done(scene.workspace, operations.never_suggest, "Selby")
    assert reported(scene)[-1] == ("Selby", None, Ruling.NEVER, EntryOrigin.EDITED)


def test_never_rejects_what_nobody_has_decided_on_everywhere(scene: Scene) -> None:
    second = add(scene.workspace, ArticleDraft("Second", "Aurora’s and Aurora, Aurora Borealis; Auroras."))
    words = ["Aurora’s", "Aurora,", "Aurora Borealis", "Auroras"]
    found = [StoredSuggestion(place(second.text, word), "PRODUCT", None) for word in words]
    found[1] = StoredSuggestion(place(second.text, "Aurora", 1), "ORG", None)
    outcome(
        scene.workspace.store_analysis("en_test", "1.0", [AnalysedPart(second.id, [Span(0, len(second.text))], found)])
    )
    accepted = scene.workspace.undecided(second.id)[1]
    done(scene.workspace, operations.accept, [accepted])
    assert done(scene.workspace, operations.never_suggest, "Aurora") == 2
    assert scene.now(scene.ship).status is Status.REJECTED
    assert [(one.quote, one.status) for one in scene.workspace.annotations(second.id)] == [
        ("Aurora’s", Status.REJECTED),
        ("Aurora", Status.ACCEPTED),
        ("Aurora Borealis", Status.SUGGESTED),
        ("Auroras", Status.SUGGESTED),
    ]


def test_a_ruling_is_applied_to_the_undecided_of_all_articles_as_one(scene: Scene) -> None:
    second = add(scene.workspace, ArticleDraft("Second", "Aurora’s and Aurora, Aurora."))
    found = [
        StoredSuggestion(place(second.text, "Aurora", nth), label, None)
        for nth, label in enumerate(("ORG", "ORG", "GPE"))
    ]
    everywhere = [Span(0, len(second.text))]
    outcome(scene.workspace.store_analysis("en_test", "1.0", [AnalysedPart(second.id, everywhere, found)]))
    # The label stands at the second already, as another pipeline suggests it.
    twin = [StoredSuggestion(place(second.text, "Aurora", 1), "GPE", None)]
    outcome(scene.workspace.store_analysis("en_other", "1.0", [AnalysedPart(second.id, everywhere, twin)]))
    done(scene.workspace, operations.always_suggest, "Aurora", "GPE")
    start = dump(scene.path)
    assert done(scene.workspace, operations.apply_lexicon, "Aurora") == 2
    assert (scene.now(scene.ship).label, scene.now(scene.ship).status) == ("GPE", Status.SUGGESTED)
    assert sorted((one.span.start, one.label) for one in scene.workspace.annotations(second.id) if one.span) == [
        (0, "GPE"),
        *((13, "GPE"), (13, "ORG")),
        (21, "GPE"),
    ]
    done(scene.workspace, turns.undo)
    assert dump(scene.path) == start
    done(scene.workspace, operations.import_forms, [("Aurora", None)])
    assert done(scene.workspace, operations.apply_lexicon, "Aurora") == 5
    assert {one.status for one in scene.workspace.annotations(second.id)} == {Status.REJECTED}


@pytest.mark.parametrize("words", ["O’Brien", "O'Brien’s"])
def test_never_knows_an_apostrophe_however_it_is_written(scene: Scene, words: str) -> None:
    second = add(scene.workspace, ArticleDraft("Second", f"It was {words} then."))
    found = [StoredSuggestion(place(second.text, words), "PERSON", None)]
    outcome(
        scene.workspace.store_analysis("en_test", "1.0", [AnalysedPart(second.id, [Span(0, len(second.text))], found)])
    )
    assert done(scene.workspace, operations.never_suggest, "O'Brien") == 1


@pytest.mark.parametrize(
    ("act", "kind", "why"),
    [
        (lambda scene: done(scene.workspace, operations.always_suggest, "Selby", "PORT"), Refused, "no label “PORT”"),
        (lambda scene: done(scene.workspace, operations.always_suggest, " ", "GPE"), BadForm, "at least one"),
        (lambda scene: done(scene.workspace, operations.never_suggest, ""), BadForm, "at least one"),
        (
            lambda scene: done(scene.workspace, operations.apply_lexicon, "Selby"),
            Refused,
            "has no entry in the lexicon",
        ),
        (
            lambda scene: done(scene.workspace, operations.import_forms, [("A1", "GPE"), ("", "GPE")]),
            BadForm,
            "at least one",
        ),
        (
            lambda scene: done(scene.workspace, operations.import_forms, [("A1", "GPE"), ("B1", "")]),
            BadName,
            "Enter a name",
        ),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    scene: Scene, act: Callable[[Scene], object], kind: type[Exception], why: str
) -> None:
    before = everything(scene.path)
    with pytest.raises(kind, match=why):
        act(scene)
    assert everything(scene.path) == before


def test_forms_from_a_file_are_entered_and_counted(scene: Scene) -> None:
    done(scene.workspace, operations.never_suggest, "Monday")
    done(scene.workspace, operations.always_suggest, "Port Selby", "GPE")
    entries = [("Monday", None), ("Port Selby", "FAC"), ("Selby", "Gpe"), ("Trust", "PORT"), ("Selby", "LOC")]
    assert done(scene.workspace, operations.import_forms, entries) == LexiconImport(added=2, changed=1, same=1)
    assert reported(scene) == [
        _CAPTAIN,
        ("Monday", None, Ruling.NEVER, EntryOrigin.EDITED),
        ("Port Selby", "FAC", Ruling.ALWAYS, EntryOrigin.IMPORTED),
        ("Selby", "LOC", Ruling.ALWAYS, EntryOrigin.IMPORTED),
        ("Trust", "PORT", Ruling.ALWAYS, EntryOrigin.IMPORTED),
    ]
    assert "PORT" in [label.name for label in scene.workspace.labels()]


def test_a_label_that_was_renamed_is_understood_and_an_archived_one_is_not_suggested(scene: Scene) -> None:
    from glossator.store.operations.labels import archive_label, rename_label

    done(scene.workspace, rename_label, "PRODUCT", "VESSEL")
    done(scene.workspace, archive_label, "GPE")
    second = add(scene.workspace, ArticleDraft("Second", "Aurora left Port Selby."))
    found = [
        StoredSuggestion(place(second.text, "Aurora"), "PRODUCT", None),
        StoredSuggestion(place(second.text, "Selby"), "GPE", None),
    ]
    outcome(
        scene.workspace.store_analysis("en_test", "1.0", [AnalysedPart(second.id, [Span(0, len(second.text))], found)])
    )
    assert [one.label for one in scene.workspace.annotations(second.id)] == ["VESSEL"]


_HEADLINE = "Selby Trust Sells Two Old Ships"
_NAME = "Joint Selby and Lumen Commission for Safety at Sea"


@pytest.mark.parametrize(
    ("words", "text", "is_learnt"),
    [
        # The thresholds: 3 words where they fill their line, 6 elsewhere.
        ("Selby Trust Sells", "Selby Trust Sells\n\nThe rest.", True),
        ("Selby Trust Sells Ships", "Selby Trust Sells Ships\n\nThe rest.", False),
        ("Selby Trust Sells Ships", "# Selby Trust Sells Ships!\n\nThe rest.", False),
        ("Selby Trust Sells Ships", "He read “Selby Trust Sells Ships” aloud.", True),
        ("Selby Trust Sells Ships", "Of Selby Trust Sells Ships", True),
        ("one two three four five six", "Of one two three four five six seven.", True),
        ("one two three four five six seven", "Of one two three four five six seven.", False),
    ],
)
def test_a_headline_is_not_learnt_from_one_article(scene: Scene, words: str, text: str, is_learnt: bool) -> None:
    article = add(scene.workspace, ArticleDraft("One", text))
    done(scene.workspace, operations.annotate, article.id, place(text, words), "ORG")
    assert (words in {form for form, *_ in reported(scene)}) == is_learnt


@pytest.mark.parametrize("words", [_HEADLINE, _NAME])
def test_a_headline_is_learnt_from_two_articles_or_when_it_is_entered(scene: Scene, words: str) -> None:
    first, second = (add(scene.workspace, ArticleDraft(title, f"{words}\n\n{title}.")) for title in ("One", "Two"))
    done(scene.workspace, operations.annotate, first.id, place(first.text, words), "ORG")
    assert reported(scene) == [_CAPTAIN]
    done(scene.workspace, operations.always_suggest, words, "ORG")
    assert (words, "ORG", Ruling.ALWAYS, EntryOrigin.EDITED) in reported(scene)
    done(scene.workspace, turns.undo)
    done(scene.workspace, operations.annotate, second.id, place(second.text, words), "FAC")
    assert reported(scene) == [_CAPTAIN], "two labels, each in one article"
    done(scene.workspace, operations.relabel, scene.workspace.annotations(second.id)[0].id, "ORG")
    assert (words, "ORG", Ruling.ALWAYS, EntryOrigin.LEARNT) in reported(scene)
