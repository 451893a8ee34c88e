"""Every operation of every page changes what was highlighted or ticked, and nothing else; see the oracle.

A page, a command or a binding that is not in the tables below fails the first tests: say what its key does there.
"""

import importlib
import pkgutil
import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest
from textual.binding import Binding

import glossator.ui.screens
from glossator.domain.article import ArticleDraft
from glossator.store import operations
from glossator.store.operations import entities as entity_acts
from glossator.store.operations.tags import bind_tag_key
from glossator.store.operations.versions import carry_over
from glossator.store.pipeline_runs import StoredSuggestion
from glossator.store.workspace import Workspace
from glossator.ui.commands import COMMANDS
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens.adjudication import AdjudicationPage
from glossator.ui.screens.agreement import AgreementPage
from glossator.ui.screens.co_occurrence import CoOccurrencePage
from glossator.ui.screens.codebook import CodebookPage
from glossator.ui.screens.consistency import ConsistencyPage
from glossator.ui.screens.entities import EntitiesPage
from glossator.ui.screens.entity import MentionsOfEntityPage
from glossator.ui.screens.entity_groups import GroupsPage, MembersPage
from glossator.ui.screens.history import HistoryPage
from glossator.ui.screens.importing import ImportPage
from glossator.ui.screens.lexicon import LexiconPage
from glossator.ui.screens.library import LibraryPage
from glossator.ui.screens.list_screen import ListScreen
from glossator.ui.screens.mentions import MentionsPage
from glossator.ui.screens.merging import MergePage
from glossator.ui.screens.orphans import OrphansPage
from glossator.ui.screens.passages import PassagesPage
from glossator.ui.screens.search import SearchPage
from glossator.ui.screens.select_screen import SelectScreen
from glossator.ui.screens.workspace_list_screen import WorkspaceListScreen
from glossator.ui.widgets.row_list import RowList
from tests.store.scene import add, done, place, tag_suggestion
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.oracle import History, changed, complaints, marked
from tests.ui.screens.play import Play, playing
from tests.ui.screens.stage import Stage, read_by_machine, ticking

Keys: TypeAlias = tuple[str, ...]
# What every page can do, none of which changes anything.
_ALL_PAGES: Final = frozenset(("leave", "close", "filter", "key_help", "step", "page", "end", "choose", "tick", "all"))
_LAMPS: Final = ("red", "blue", "green", "white", "black")
_TEA: Final = "The tea house on the quay burned. Nobody in the tea house was hurt. A tea house is a small thing."


@dataclass(frozen=True)
class Page:
    """A kind of page.

    Attributes:
        opened: the keys that open it from the article.
        changes: the answers that the operation with that action asks for; what it changes is checked.
        quiet: actions that write nothing to the history.
        last: actions on the operation done last, which the page need not show.
        query: what is typed into the filter.
        ticked: the operations that act on all ticked rows.
        listed: the operations that act on listed rows of one kind, after a confirmation with their number.
    """

    opened: Keys
    changes: Mapping[str, Keys] = field(default_factory=dict)
    quiet: frozenset[str] = frozenset()
    last: frozenset[str] = frozenset(("undo", "redo"))
    query: str = ""
    ticked: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()


def _typed(text: str, *more: str) -> Keys:
    return (*("slash" if letter == "/" else "space" if letter == " " else letter for letter in text), "enter", *more)


# What can be done to a passage, and what only changes how passages are listed.
_ON_PASSAGES: Final = {
    "tag": _typed("q2"),
    "accept": (),
    "reject": (),
    "relabel": ("down", "enter"),
    "note": ("w", "escape"),
}
_LISTING_PASSAGES: Final = frozenset(("sort", "turn", "group", "export"))
_PAGES: Final[Mapping[type[ListScreen[Any, Any]], Page]] = {
    LibraryPage: Page(
        ("P",),
        {"tag": _typed("q1"), "archive": (), "delete": ("D",), "language": ("ctrl+u", *_typed("fr"))},
        frozenset(
            (
                "sort",
                "turn",
                "analyse",
                "export",
                "import",
                "read",
                "orphans",
                "only_new",
                "next_unread",
                *("next_to_decide", "save", "saved", "versions"),
            )
        ),
        ticked=frozenset(("tag", "archive", "language")),
    ),
    SearchPage: Page(
        ("ctrl+f",),
        _ON_PASSAGES,
        # A saved search is none of the rows.
        frozenset((*_LISTING_PASSAGES, "save", "saved", "delete")),
        query="status:suggested",
        ticked=frozenset(("tag", "accept", "reject")),
    ),
    PassagesPage: Page(
        ("number_sign",), _ON_PASSAGES, _LISTING_PASSAGES, ticked=frozenset(("tag", "accept", "reject"))
    ),
    AgreementPage: Page(("ctrl+e",)),
    AdjudicationPage: Page(
        ("at",),
        {"side(1)": (), "reject": (), "relabel": ("down", "enter")},
        # The note is stored with a decision, and what most decided asks first.
        frozenset(("sort", "turn", "note", "accept_most", *(f"side({digit})" for digit in range(2, 10)))),
    ),
    # What it merges is none of the rows; it has tests of its own.
    MergePage: Page(("ctrl+t",), quiet=frozenset(("merge", "disputes", "rename"))),
    CoOccurrencePage: Page(("U",), quiet=frozenset(("compare", "scope", "export", "across"))),
    OrphansPage: Page(
        ("P", "o"),
        {"at_words": ("ctrl+u", *_typed("The red light")), "accept": (), "reject": ()},
        frozenset(("at_selection",)),
        ticked=frozenset(("reject",)),
    ),
    ConsistencyPage: Page(("Q",), quiet=frozenset(("scope",))),
    LexiconPage: Page(
        ("D",),
        {"relabel": ("down", "enter"), "never": ("X",), "delete": (), "learn_again": ()},
        frozenset(("make", "propagate")),
    ),
    EntitiesPage: Page(("C",), quiet=frozenset(("sort", "turn"))),
    MentionsOfEntityPage: Page(
        ("I",),
        {
            **_ON_PASSAGES,
            "alias": (*_typed("add"), *_typed("Other name")),
            "split": _typed("Another"),
            "rename": _typed("x"),
            "note_entity": ("n", "o", "escape"),
            "merge": (*_typed("mira"), "M"),
        },
        _LISTING_PASSAGES,
        ticked=frozenset(("split",)),
    ),
    GroupsPage: Page(("Y",), {"apply": ()}, frozenset(("members", "scope")), listed=frozenset(("link_sure",))),
    CodebookPage: Page(
        ("K",),
        {
            "rename": ("x", "enter"),
            "describe": _typed("what for"),
            "colour": ("down", "enter"),
            "pick": ("8",),
            "archive": (),
            "merge": (*_typed("into law"), "M"),
        },
        # A label has no note, and what is made is none of the rows.
        frozenset(("make", "note")),
    ),
    HistoryPage: Page(("Z",), {"undo": ()}, last=frozenset(("redo",))),
    MentionsPage: Page(("p",), {"apply": ()}, frozenset(("scope",)), last=frozenset(), ticked=frozenset(("apply",))),
    MembersPage: Page(("Y", "i"), {"apply": ()}, last=frozenset(), ticked=frozenset(("apply",))),
    ImportPage: Page(("J",), quiet=frozenset(("stop",)), last=frozenset()),
}
# They ask for a file first, and have tests of their own.
_OF_FILES: Final = (ImportPage, MergePage)
_BASES: Final = frozenset((WorkspaceListScreen, SelectScreen))
# The annotations that pages are opened from.
_BEGUN_AT: Final[Mapping[type[ListScreen[Any, Any]], str]] = {
    MentionsOfEntityPage: "the Selby Harbour Trust",
    PassagesPage: "Tobias Lund",
}
_PICKING: Final = (MentionsPage, MembersPage)

# From the article: the answers that each command asks for, and the words of the annotation that it is tried on.
_CHANGES: Final[Mapping[str, tuple[str, Keys]]] = {
    "accept": ("Port Selby", ()),
    "reject": ("6:40", ()),
    "relabel": ("Monday", ("down", "enter")),
    "repeat": ("Cape Verity", ()),
    "delete": ("oranges", ()),
    "grow_left": ("nine hours", ()),
    "grow_right": ("nine hours", ()),
    "shrink_left": ("The Lumen Ferry Act", ()),
    "shrink_right": ("The Lumen Ferry Act", ()),
    "grow_left_character": ("Selby", ()),
    "shrink_left_character": ("Selby", ()),
    "grow_right_character": ("Selby", ()),
    "shrink_right_character": ("Selby", ()),
    "never": ("the Harvest Fair", ("X",)),
    "tag": ("Selby Harbour", _typed("new")),
    "tag_by_key": ("the Selby Harbour Trust", ("7",)),
    "note": ("Selby Harbour", ("w", "escape")),
    "note_outside": ("Selby", ()),
    "edit": ("Selby", ("w", "escape")),
    "link": ("Ilse Brandt", ("enter",)),
    "accept_label": ("Tobias Lund", ("asterisk",)),
}
# These are about the article, or about what the question over it says.
_OF_THE_ARTICLE: Final[Mapping[str, tuple[str, Keys]]] = {
    "tag_article": ("Aurora", _typed("whole")),
    "language": ("Aurora", ("ctrl+u", *_typed("fr"))),
    "note_article": ("Aurora", ("w", "escape")),
    "accept_visible": ("Aurora", ("A",)),
    "accept_article": ("Aurora", ("y",)),
}
# These need a selection or a cursor in the article, and have tests of their own.
_OF_THE_CURSOR: Final = frozenset(("annotate", "fit", "split", "merge"))
_LAST: Final = frozenset(("undo", "redo"))
_QUIET: Final = frozenset(
    (
        *(
            "propagate",
            "propagate_in_view",
            "history",
            "lexicon",
            "consistency",
            "entity",
            "entities",
            "group",
            "codebook",
            "find",
            "copy",
        ),
        *("list", "next_article", "previous_article", "search", "open_article", "library", "next_unread", "export"),
        *("next_to_decide", "import_files", "key_help", "quit", "next_unmarked", "previous_unmarked", "next_hit"),
        *("previous_hit", "set_mark", "go_to_mark", "passages", "co_occurrence", "versions"),
        *("agreement", "disputes", "next_dispute", "merge_workspace"),
        *(command.id for command in COMMANDS if command.where == "article"),
    )
)


def test_every_page_is_in_the_table() -> None:
    for module in pkgutil.walk_packages(glossator.ui.screens.__path__, "glossator.ui.screens."):
        importlib.import_module(module.name)
    found: set[type[ListScreen[Any, Any]]] = set()
    left: list[type[ListScreen[Any, Any]]] = [ListScreen]
    while left:
        kinds = left.pop().__subclasses__()
        found |= set(kinds)
        left += kinds
    assert found - _BASES == set(_PAGES)


@pytest.mark.parametrize("kind", _PAGES, ids=lambda kind: kind.__name__)
def test_every_binding_of_a_page_is_in_the_table(kind: type[ListScreen[Any, Any]]) -> None:
    page = _PAGES[kind]
    bound = {
        one.action if one.action.startswith("side(") else one.action.partition("(")[0]
        for cls in (*kind.__mro__, RowList)
        if cls.__module__.startswith("glossator.")
        for one in vars(cls).get("BINDINGS", ())
        if isinstance(one, Binding)
    }
    assert bound - _ALL_PAGES == set(page.changes) | page.quiet | page.last | page.listed


def test_every_command_of_the_reader_is_in_the_table() -> None:
    known = (set(_CHANGES), set(_OF_THE_ARTICLE), _OF_THE_CURSOR, _LAST, _QUIET)
    assert sum(map(len, known)) == len(set().union(*known))
    assert {command.id for command in COMMANDS} == set().union(*known)


# The pages at work


@pytest.fixture(scope="module")
def built_stage(built_stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The stage, with something to do on every page."""
    stage = replace(built_stage, path=Path(shutil.copy(built_stage.path, tmp_path_factory.mktemp("subjects"))))
    with stage.opened() as workspace:
        disputed = add(workspace, ArticleDraft("The lanterns", "".join(f"A {one} lantern. " for one in _LAMPS)))
        lanterns = [
            done(workspace, operations.annotate, disputed.id, place(disputed.text, f"{colour} lantern"), "FAC")
            for colour in _LAMPS
        ]
        with Workspace(stage.path, ticking("zoe", seed=9)) as zoe:
            done(zoe, operations.reject, lanterns)
        tea = add(workspace, ArticleDraft("The tea house", _TEA))
        read_by_machine(
            workspace, tea, [StoredSuggestion(place(_TEA, "tea house", nth), "FAC", None) for nth in range(3)]
        )
        older = add(workspace, ArticleDraft("The lamps", "".join(f"The {one} lamp is {one}. " for one in _LAMPS)))
        for colour in _LAMPS:
            done(workspace, operations.annotate, older.id, place(older.text, f"{colour} lamp"), "FAC")
        newer = add(workspace, ArticleDraft("The lamps, later", older.text.replace("lamp", "light")))
        done(workspace, carry_over, older.id, newer.id)
        done(workspace, operations.annotate, stage.ferry.id, stage.at("Ilse Brandt", 1), "PERSON")
        done(workspace, operations.annotate, stage.guide.id, place(stage.guide.text, "the Lumen Coastguard"), "ORG")
        for words in ("Monday", "Ilse Brandt", "Tobias Lund", "the Ministry of Transport", "The Lumen Ferry Act"):
            done(workspace, tag_suggestion, stage.ids[words], "actors/state")
        named = ("Port Selby", "6:40", "the Selby Harbour Trust", "Selby Harbour", "Selby")
        mentions = [stage.ids[words] for words in named]
        done(workspace, entity_acts.link, mentions, "Selby Harbour Trust")
        done(workspace, entity_acts.link, [stage.ids["Mira Okafor"]], "Mira Okafor")
        done(workspace, bind_tag_key, "speaks", "7")
    return stage


async def _come_back(play: Play) -> None:
    """Close every page over the article."""
    while not isinstance(play.app.screen, ReaderScreen):
        play.app.screen.dismiss(None)
        await play.pilot.pause()
    await play.saved()


async def _open(play: Play, kind: type[ListScreen[Any, Any]]) -> ListScreen[Any, Any]:
    """Open a page, with rows."""
    page = _PAGES[kind]
    await _come_back(play)
    await play.press(*page.opened)
    if page.query:
        await play.type(page.query)
        await play.press("enter")
    await play.until(lambda: isinstance(play.app.screen, kind) and play.app.screen.things)
    shown = play.app.screen
    assert isinstance(shown, kind)
    shown.rows.focus()
    await play.pilot.pause()
    return shown


def _key(kind: type[ListScreen[Any, Any]], action: str) -> str:
    for cls in kind.__mro__:
        for one in vars(cls).get("BINDINGS", ()):
            if isinstance(one, Binding) and one.action == action:
                return one.key.partition(",")[0]
    raise AssertionError(action)


async def _check(play: Play, keys: Sequence[str]) -> tuple[set[Any], frozenset[Any]]:
    """Press keys, and return what they changed and what was highlighted or ticked before."""
    before, history = marked(play.app, play.stage.path), History.of(play.stage.path)
    await play.press(keys[0])
    await play.pilot.pause()
    await play.press(*keys[1:])
    await play.saved()
    if marked(play.app, play.stage.path).question:
        await play.press("y")
        await play.saved()
    assert complaints(before, history) == [], (keys, play.seen)
    assert history.rows() or history.undone_since(), (keys, play.seen)
    return changed(history), before.subjects


async def _begin(play: Play, kind: type[ListScreen[Any, Any]]) -> None:
    """Put the cursor where the page is opened from."""
    await _come_back(play)
    if kind is MentionsPage:
        (tea,) = [one.uid for one in play.reader.session.articles() if one.title == "The tea house"]
        play.reader.go_to(tea, _TEA.index("tea house"))
        await play.pilot.pause()
    elif play.reader.session.article.uid == play.stage.ferry.uid:
        await play.go_to(_BEGUN_AT.get(kind, "Aurora"))


@pytest.mark.parametrize("kind", [kind for kind, page in _PAGES.items() if page.changes], ids=lambda one: one.__name__)
async def test_an_operation_changes_what_is_highlighted(
    open_app: OpenApp, stage: Stage, kind: type[ListScreen[Any, Any]]
) -> None:
    async with playing(open_app(), stage) as play:
        for action, answers in _PAGES[kind].changes.items():
            await _begin(play, kind)
            await _open(play, kind)
            await play.press("g", "j")
            if kind is MentionsOfEntityPage and action == "split":
                await play.press("space", "k")
            await _check(play, (_key(kind, action), *answers))


@pytest.mark.parametrize("kind", [kind for kind, page in _PAGES.items() if page.ticked], ids=lambda one: one.__name__)
async def test_an_operation_changes_all_that_is_ticked_and_asks_when_it_is_not_seen(
    open_app: OpenApp, stage: Stage, kind: type[ListScreen[Any, Any]]
) -> None:
    async with playing(open_app(), stage) as play:
        for action in sorted(_PAGES[kind].ticked):
            await _begin(play, kind)
            shown = await _open(play, kind)
            shown.clear_ticks()
            # Not the one that is highlighted in the end.
            await play.press("g", "space", "G", "space", "g", "j")
            assert 1 <= len(shown.ticked) <= 2
            made, subjects = await _check(play, (_key(kind, action), *_PAGES[kind].changes[action]))
            if kind not in (SearchPage, MentionsPage):
                assert subjects <= made | {one for one in subjects if one[0] not in {table for table, _ in made}}
            assert not shown.is_attached or not shown.ticked, "ticks end with the operation"


@pytest.mark.parametrize("kind", [kind for kind in _PAGES if kind not in _OF_FILES], ids=lambda one: one.__name__)
async def test_escape_clears_the_filter_then_the_ticks_then_closes(
    open_app: OpenApp, stage: Stage, kind: type[ListScreen[Any, Any]]
) -> None:
    async with playing(open_app(), stage) as play:
        await _begin(play, kind)
        shown = await _open(play, kind)
        shown.clear_ticks()
        await play.press("g", "space")
        ticked = set(shown.rows.ticked)
        assert bool(ticked) is kind.TICKS
        shown.set_filter("zeppelins")
        await play.until(lambda: not shown.things)
        if ticked:
            assert "1 ticked, 1 hidden by the filter" in play.seen
        await play.press("escape")
        assert (shown.typed, shown.rows.ticked) == ("", ticked)
        assert play.app.focused is shown.rows
        await play.until(lambda: shown.things or kind is SearchPage)
        if ticked:
            await play.press("escape")
            assert not shown.rows.ticked
            assert play.app.screen is shown
        await play.press("escape")
        assert play.app.screen is not shown


@pytest.mark.parametrize(
    "kind", [kind for kind, page in _PAGES.items() if page.changes or page.quiet], ids=lambda one: one.__name__
)
async def test_with_no_row_an_operation_does_nothing_and_says_so(
    open_app: OpenApp, stage: Stage, kind: type[ListScreen[Any, Any]]
) -> None:
    if kind in _OF_FILES:
        pytest.skip("It has no operation on a row.")
    async with playing(open_app(), stage) as play:
        await _begin(play, kind)
        shown = await _open(play, kind)
        shown.clear_ticks()
        shown.set_filter("zeppelins")
        await play.until(lambda: not shown.things)
        shown.rows.focus()
        history = History.of(stage.path)
        of_the_page = {"alias", "rename", "note_entity", "merge"} if kind is MentionsOfEntityPage else set()
        keys = {_key(kind, action) for action in _PAGES[kind].changes if action not in of_the_page} - {"enter"}
        if kind.OPENS and kind not in _PICKING:
            keys.add("enter")
        if kind.TICKS:
            keys.add("space")
        for key in sorted(keys):
            shown.tell("")
            await play.press(key)
            await play.saved()
            assert play.app.screen is shown, key
            reported = "Nothing is ticked." if key == "vertical_line" else "Nothing is highlighted."
            assert reported in play.seen, key
        assert history.rows() == []


# The article and its list

Op: TypeAlias = Callable[[Play, str], Awaitable[None]]


async def _in_article(play: Play, words: str) -> None:
    await play.go_to(words)


async def _in_list(play: Play, words: str) -> None:
    if not play.reader.has_class("listing"):
        await play.press("o")
    await play.until(lambda: play.reader.in_list)
    place = next(n for n, row in enumerate(play.reader.outline.rows.rows) if row.key == str(play.stage.ids[words]))
    play.reader.outline.rows.go(place)
    await play.pilot.pause()
    assert play.reader.outline.highlighted == play.stage.ids[words]


@pytest.mark.parametrize("go", [_in_article, _in_list], ids=["article", "list"])
async def test_a_command_changes_the_annotation_that_is_highlighted(
    open_app: OpenApp, stage: Stage, go: Op, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.screens.external_editor.edit_externally", lambda _, text: f"{text} more")
    keys = {command.id: command.keys[0] for command in COMMANDS}
    async with playing(open_app(), stage) as play:
        for id_, (words, answers) in {**_CHANGES, **_OF_THE_ARTICLE}.items():
            await go(play, words)
            if id_ == "accept_label":
                history = History.of(stage.path)
                await play.press(keys[id_])
                before = marked(play.app, stage.path)
                assert before.question.startswith("Accept ")
                await play.do(*answers)
                assert complaints(before, history) == []
            elif id_ in ("accept_visible", "accept_article"):
                history = History.of(stage.path)
                await play.press(keys[id_])
                before = marked(play.app, stage.path)
                await play.do(*answers)
                assert complaints(before, history) == []
            else:
                made, subjects = await _check(play, (keys[id_], *answers))
                if id_ in _CHANGES:
                    assert made == subjects, id_
            if not play.reader.has_class("listing"):
                play.reader.back_to_article()
