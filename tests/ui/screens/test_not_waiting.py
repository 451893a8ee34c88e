"""What keys do not wait for."""

import threading

import pytest
from textual.widget import Widget

from glossator.domain.annotation import Status
from glossator.services.analysis import Progress
from glossator.store.workspace import Workspace
from glossator.ui.reader import analysis
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.widgets.article.view import ArticleView
from glossator.ui.widgets.editor import EditTarget
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, WIDE, playing, until
from tests.ui.screens.stage import Stage

pytestmark = pytest.mark.holds("counting")


async def test_an_act_is_shown_before_all_is_counted_again(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    tally = Workspace.tally
    counted = threading.Event()
    counted.set()

    def counting(workspace: Workspace, article: int) -> tuple[int, int]:
        assert counted.wait(30)
        return tally(workspace, article)

    monkeypatch.setattr(Workspace, "tally", counting)
    async with playing(open_app(), stage) as play:
        await until(play.pilot, lambda: play.reader.title_bar.total)
        before = play.reader.title_bar.decided
        await play.go_to("Port Selby")
        current = play.pane.current
        assert current is not None
        counted.clear()
        try:
            await play.press("a")
            await until(play.pilot, lambda: play.pane.current != current)
            kept = play.reader.session.get(current.id)
            assert kept is not None
            assert kept.status is Status.ACCEPTED
            assert play.reader.title_bar.decided == before
        finally:
            counted.set()
        await until(play.pilot, lambda: play.reader.title_bar.decided == before + 1)


async def test_what_is_under_the_cursor_is_shown_with_the_cursor_and_nothing_is_laid_out_for_it(
    open_app: OpenApp, stage: Stage
) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        laid_out: list[object] = []
        play.reader.screen_layout_refresh_signal.subscribe(play.reader, laid_out.append)
        for action in ("next_annotation", "token_right", "next_undecided", "previous_annotation"):
            # No message has its turn in between.
            await play.reader.action_command(action)
            assert play.editor.subject == EditTarget(play.reader.session.article, play.pane.current, play.pane.stack)
            await play.pilot.pause()
        assert laid_out == []


async def test_an_editor_that_is_not_seen_is_left_alone_until_it_is(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, NARROW) as play:
        await play.go_to("Port Selby")
        assert play.editor.subject is None or play.editor.subject.annotation != play.pane.current
        await play.press("e")
        assert play.editor.subject == EditTarget(play.reader.session.article, play.pane.current, play.pane.stack)
        await play.press("escape", "right_square_bracket")
        assert play.editor.subject != EditTarget(play.reader.session.article, play.pane.current, play.pane.stack)
        await play.pilot.resize_terminal(*WIDE)
        await play.until(
            lambda: play.editor.subject == EditTarget(play.reader.session.article, play.pane.current, play.pane.stack),
            "the editor follows",
        )


def test_the_first_and_the_last_progress_are_reported_and_few_between(monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[int] = []
    now = 100.0
    monkeypatch.setattr(analysis, "monotonic", lambda: now)
    progressed = analysis._now_and_then(lambda progress: reported.append(progress.done))
    for done in range(1, 21):
        progressed(Progress(done, 20, 0))
        now += 0.2
    assert reported[0] == 1
    assert reported[-1] == 20
    assert 6 <= len(reported) <= 9


async def test_neither_the_screen_nor_the_article_is_painted_anew_for_going_to_the_note_and_back(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[str] = []

    def watched(class_: type[Widget], name: str, what: str) -> None:
        paint = getattr(class_, name)

        def painting(widget: Widget, *arguments: object, **how: bool) -> object:
            painted.append(what)
            return paint(widget, *arguments, **how)

        monkeypatch.setattr(class_, name, painting)

    watched(ArticleView, "render_line", "article")
    watched(ReaderScreen, "refresh", "screen")
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        assert painted
        painted.clear()
        await play.press("n")
        assert play.note.has_focus
        await play.press("escape")
        assert play.pane.has_focus
        assert painted == []
