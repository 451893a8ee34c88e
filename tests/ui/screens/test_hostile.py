"""Texts that would be markup, turn the line around, or speak to the terminal, in every place that shows text.

They are written straight into the file, past the normalisation, as another program might.
"""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from textual.command import CommandList
from textual.widgets import Input, OptionList

from glossator.domain.article import ArticleDraft
from glossator.store import operations
from glossator.store.pipeline_runs import StoredSuggestion
from glossator.store.workspace import Workspace
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens.chooser import Chooser
from glossator.ui.screens.co_occurrence import CoOccurrencePage
from glossator.ui.screens.passages import PassagesPage
from glossator.ui.screens.search import SearchPage
from glossator.ui.widgets.article.glyphs import guarded, visible
from glossator.ui.widgets.row_list import RowList
from tests.store.scene import add, done, place
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, WIDE, Play, lines, playing
from tests.ui.screens.stage import Stage, read_by_machine, ticking

HOSTILE: Final = (
    "[Updated] x",
    "[/]",
    "[link=http://x y]",
    "\x1b[31mred",
    "\u202egnp.exe",
    "\u200b",
    "a\u0301",
    "👨🏻\u200d🚒",
    "x\u2028y",
    "",
    " ",
    "[bold",
    "a\\[b",
    "$accent",
    "\x9b31m\u2066\u200f\ufeff",
    "[@click=app.quit]x[/]",
    ":smile:",
    "한글\u3000漢字",
    "one\ntwo\ttabbed\r\nthree",
)
# What no terminal may be given: controls, and what changes the direction of what follows or ends a line.
_RAW: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
# What takes no room and is not seen; in a note that is being written it may stand.
_UNSEEN: Final = re.compile("[\u200b\ufeff\u00ad\u2060]")


@pytest.fixture(scope="module")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which every text is hostile."""
    path = tmp_path_factory.mktemp("hostile") / "hostile.db"
    words = [f"<{number:02}{text}>" for number, text in enumerate(HOSTILE)]
    with Workspace(path, ticking("ann"), create=True) as workspace:
        body = "\n\n".join(f"{quote} stands here." for quote in words)
        article = add(workspace, ArticleDraft(title="All of them", text=body))
        read_by_machine(workspace, article, [StoredSuggestion(place(body, quote), "ORG", 0.5) for quote in words])
        for one in workspace.annotations(article.id):
            done(workspace, operations.tag, one.id, f"tag/{one.id}")
            if one.id % 3 == 0:
                done(workspace, operations.accept, [one.id])
        done(workspace, operations.tag_article, article.id, "tag/1")
        for number in range(len(HOSTILE)):
            read_by_machine(workspace, add(workspace, ArticleDraft(title="t", text=f"Text {number}.")), [])
    with closing(sqlite3.connect(path)) as file, file:
        for id_, text in enumerate(HOSTILE, start=1):
            values = {"id": id_, "text": text, "named": f"{text}|{id_}", "key": text[:1] if id_ % 2 else ""}
            for statement in _SPOIL:
                file.execute(statement, values)
    return path


_SPOIL: Final = (
    "UPDATE articles SET title = :text, source = :text, author = :text, url = :text, note = :text, added_by = :text "
    "WHERE id = :id + 1",
    "INSERT INTO labels (name, colour, key, description) VALUES (:named, '#aa00ff', :key, :text)",
    "UPDATE tags SET path = :named, description = :text WHERE id = :id",
    "INSERT INTO entities (uid, name, note, reference) VALUES (:named, :named, :text, :text)",
    "UPDATE annotations SET label = :named WHERE id = :id AND id % 2 = 0",
    "UPDATE annotations SET note = :text, analyst = :text, "
    "entity = (SELECT id FROM entities WHERE uid = :named) WHERE id = :id",
)


@pytest.fixture
def stage(hostile_file: Path, tmp_path: Path) -> Stage:
    """The stage of these tests, a copy."""
    path = tmp_path / "annotations.db"
    path.write_bytes(hostile_file.read_bytes())
    with Workspace(path, ticking("ann")) as workspace:
        article = workspace.article(workspace.articles()[0].uid)
    return Stage(path, article, article, article, {})


def check(play: Play, *, writing: bool = False) -> None:
    """Assert that nothing on the screen is raw."""
    for number, line in enumerate(lines(play.app)):
        assert _RAW.search(line) is None, (number, line)
        assert writing or _UNSEEN.search(line) is None, (number, line)


async def test_titles_sources_and_notes_of_articles(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, (120, 24)) as play:
        for _ in HOSTILE:
            await play.press(">")
            check(play, writing=True)
            play.note.load_text("")
            await play.pilot.pause()
            check(play)
        assert play.reader.session.article_beside(1) is None


async def test_quotes_labels_tags_entities_and_analysts_in_the_editor(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        for _ in HOSTILE:
            await play.press("]")
            check(play, writing=True)
            play.note.load_text("")
            await play.pilot.pause()
            check(play)
        assert "[Updated] x" in play.seen
        assert "[link=http://x y]" in play.seen


async def test_the_list(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("o")
        check(play)
        assert "[Updated] x" in play.seen
        for text in ("[Updated]", "[/]", "\u202e", "[bold", "\\["):
            play.one(Input, "Outline Input").value = text
            await play.pilot.pause()
            assert play.one(RowList, "Outline RowList").rows


async def test_the_tag_field(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("]", "t")
        listed = play.one(RowList, "TagField RowList")
        assert len(listed.rows) == len(HOSTILE)
        for _ in listed.rows:
            check(play, writing=True)
            await play.press("down")
        await play.press("escape")
        await play.press("T")
        check(play, writing=True)


async def test_the_labels(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        for count in ("1", "4"):
            await play.press(count, "]", "r")
            await play.until(lambda: isinstance(play.app.screen, Chooser))
            check(play, writing=True)
            options = play.one(OptionList)
            assert options.option_count == 18 + len(HOSTILE) + 1
            options.action_last()
            await play.pilot.pause()
            check(play, writing=True)
            await play.press("escape")


async def test_the_articles(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, (160, 30)) as play:
        await play.press("O")
        await play.until(lambda: isinstance(play.app.screen, Chooser))
        check(play, writing=True)
        assert "[Updated] x" in play.seen
        assert "[/]" in play.seen
        play.one(Input).value = "[/]"
        await play.pilot.pause()
        assert play.one(OptionList).option_count == 2
        await play.press("enter")
        assert play.reader.session.article.title == "[/]"


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_passages_and_what_they_are_grouped_by(
    open_app: OpenApp, stage: Stage, size: tuple[int, int], tmp_path: Path
) -> None:
    async with playing(open_app(), stage, size) as play:
        for letter in range(3):
            await play.press("3", "]", "number_sign", "1")
            await play.until(lambda: isinstance(play.app.screen, PassagesPage) and play.app.screen.things)
            check(play, writing=True)
            await play.press(*"YY"[:letter], "asterisk", "a", "n", "escape", "q")
            await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        await play.press("ctrl+f")
        await play.type("has:tag OR has:note")
        await play.press("enter")
        await play.until(lambda: isinstance(play.app.screen, SearchPage) and len(play.app.screen.things) > len(HOSTILE))
        for key in (*"YYY", *["j"] * 30):
            await play.press(key)
            check(play, writing=True)
        for suffix in ("csv", "md", "html"):
            await play.press("R", "ctrl+u")
            await play.type(str(tmp_path / f"hostile.{suffix}"))
            await play.press("enter")
            await play.until(lambda suffix=suffix: (tmp_path / f"hostile.{suffix}").exists())  # type: ignore[misc]


async def test_the_matrix_of_codes(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("U")
        await play.until(lambda: isinstance(play.app.screen, CoOccurrencePage) and play.app.screen.things)
        for key in (*"CCvvCC", *["right"] * 24, *["j"] * 20):
            await play.press(key)
            check(play)
        for _ in range(3):
            await play.press("j", "enter")
            await play.until(lambda: isinstance(play.app.screen, PassagesPage))
            check(play)
            await play.press("q")


async def test_what_is_reported_and_said(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        for text in HOSTILE:
            play.reader.warn(f"“{text}”")
            play.reader.say(f"“{text}”")
            play.reader.status.machine = text
            play.reader.status.here = text
            await play.pilot.pause()
            check(play, writing=True)
        await play.reader.open_find_bar()
        play.reader.find_bar.tell("\u202e[/]")
        await play.pilot.pause()
        check(play, writing=True)


async def test_acts_on_what_is_hostile(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("4", "]")
        for _ in range(3):
            await play.do("a")
            check(play, writing=True)
        for _ in range(3):
            await play.do("u")
            check(play, writing=True)


@pytest.mark.parametrize("analyst", ["[/]", "\x1b[31mred", "\u202egnp.exe", ""])
async def test_analysts(open_app: OpenApp, stage: Stage, analyst: str) -> None:
    async with playing(open_app(analyst=analyst), stage, NARROW) as play:
        await play.do("]", "a")
        check(play, writing=True)


async def test_what_is_written_into_a_note(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("]", "n")
        for text in HOSTILE:
            play.note.load_text(text)
            await play.pilot.pause()
            check(play, writing=True)
            await play.press("end", "a")
            check(play, writing=True)


async def test_the_palette(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("ctrl+p")
        for text in ("[/]", "[bold", "$accent"):
            play.one(Input).value = text
            await play.pilot.pause()
        play.one(Input).value = "undo"
        await play.until(lambda: play.one(CommandList).option_count >= 1)
        check(play, writing=True)


async def test_the_title_of_the_window_is_the_program_s_own(open_app: OpenApp, stage: Stage) -> None:
    app = open_app()
    assert app.title == "Glossator"


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_visible_is_one_line_without_anything_raw(text: str) -> None:
    shown = visible(text)
    assert _RAW.search(shown) is None
    assert _UNSEEN.search(shown) is None
    assert visible(shown) == shown
    guard = guarded(text)
    assert len(guard) == len(text)
    assert _RAW.search(guard.replace("\n", "").replace("\t", "").replace("\u2028", "")) is None


@pytest.mark.parametrize("text", ["", "Plain words, as most are – “quoted”.", "Straße Ωμέγα Привет"])
def test_what_is_plain_stays_what_it_is(text: str) -> None:
    assert visible(text) is text or visible(text) == text
    assert guarded(text) is text


def test_what_is_visible_says_what_was_there() -> None:
    assert visible("a\u202eb") == "a⇄b"
    assert visible("\u200bx\u00ad") == "¦x¬"
    assert visible(" two\n lines ") == "two lines"
    assert visible("x\u2028y") == "x y"
    assert visible("\x1b[31m") == "�[31m"
    assert visible("👨🏻\u200d🚒") == "👨🏻\u200d🚒"
    assert visible("Zoe\u0308") == "Zoe\u0308"
