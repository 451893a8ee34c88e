"""What the machine finds while one reads. The machine is played by a list of words, and waits for its cue."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from glossator.ner.pipelines import NoPipeline, Pipeline
from glossator.ner.postprocessing import RULES
from glossator.ner.recogniser import FoundEntity, PipelineStopped
from glossator.store.workspace import Workspace
from glossator.ui.reader import analysis
from tests.store.scene import add
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import Play, lines, playing
from tests.ui.screens.stage import FERRY, GUIDE, PIPELINE, Stage, ticking

pytestmark = pytest.mark.holds("recognition")

_FOUND = (("Aurora", "PRODUCT"), ("Port Selby", "GPE"), ("Monday", "DATE"), ("Halden", "GPE"), ("1994", "DATE"))


# Rules that add or label by themselves are off: their suggestions would stand beside what the machine found.
_FIRST = ("leading_article", "trailing_possessive", "hyphenated_names", "other_mentions")
_UNADDED = {rule: rule in _FIRST for rule in RULES}


@dataclass
class Machine:
    """Finds words, a piece at a time, each after a cue.

    Attributes:
        cue: lets it go on; without waiting once `free` is set.
        read: the pieces that it was given.
    """

    pipeline: Pipeline = PIPELINE
    cue: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    free: threading.Event = field(default_factory=threading.Event)
    read: list[str] = field(default_factory=list)
    loaded: int = 0

    def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
        found = []
        for text in texts:
            if not self.free.is_set():
                assert self.cue.acquire(timeout=30)
            self.read.append(text)
            found.append(
                [
                    FoundEntity(text.index(words), text.index(words) + len(words), label)
                    for words, label in _FOUND
                    if words in text
                ]
            )
        return found


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """The machine in the place of spaCy."""
    made = Machine()

    def loaded(_: Pipeline) -> Machine:
        made.loaded += 1
        return made

    monkeypatch.setattr("glossator.ui.reader.analysis._started", loaded)
    yield made
    made.free.set()
    made.cue.release(100)


@pytest.fixture
def unread(tmp_path: Path, built_stage: Stage) -> Stage:
    """A workspace of two articles that no machine has read."""
    path = tmp_path / "unread.db"
    with Workspace(path, ticking("ann"), create=True) as workspace:
        ferry, guide = add(workspace, FERRY), add(workspace, GUIDE)
    return Stage(path, ferry, guide, guide, {})


@pytest.fixture
def stage(unread: Stage) -> Stage:
    """The stage of these tests."""
    return unread


def quotes(stage: Stage) -> list[str]:
    return [one.quote for one in stage.annotations()]


async def test_suggestions_come_while_one_reads_and_nothing_moves(
    open_app: OpenApp, stage: Stage, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.reader.screen._LOOK_AROUND", 0.01)
    app = open_app(tidying=_UNADDED)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        play = Play(app, pilot, stage)
        await play.until(lambda: play.reader.status.machine == "loading the pipeline")
        assert "The ferry Aurora left" in play.seen, "one reads before the machine does"
        await play.press("j", "j", "v", "l")
        before = play.pane.scroll_offset, play.pane.offset_in_text, play.word
        column, text = 7, [line[7:] for line in lines(app)[1:-1]]
        machine.cue.release()
        await play.until(lambda: "Port Selby" in quotes(stage))
        await play.until(lambda: "0 of 3 decided" in play.seen)
        assert play.reader.status.machine == "analysing 1 of 7"
        assert (play.pane.scroll_offset, play.pane.offset_in_text, play.word) == before
        assert [line[column:] for line in lines(app)[1:-1]] == text
        machine.free.set()
        machine.cue.release()
        await play.until(lambda: play.said == "Added 7 suggestions.")
        assert play.reader.status.machine == ""
        assert (play.pane.scroll_offset, play.pane.offset_in_text, play.word) == before


async def test_the_rules_that_are_switched_off_in_the_settings_do_not_tidy(
    open_app: OpenApp, stage: Stage, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}._FOUND", (("the Aurora’s", "PRODUCT"),))
    machine.free.set()
    async with playing(open_app(tidying={**_UNADDED, "leading_article": False}), stage) as play:
        await play.until(lambda: "Added" in play.said)
        assert set(quotes(stage)) == {"the Aurora"}


async def test_what_came_can_be_decided_on_at_once(open_app: OpenApp, stage: Stage, machine: Machine) -> None:
    machine.free.set()
    async with playing(open_app(tidying=_UNADDED), stage) as play:
        await play.until(lambda: "0 of 7 decided" in play.seen)
        await play.press("g")
        await play.press("]")
        await play.do("a")
        assert "1 of 7 decided" in play.seen


async def test_what_is_read_once_is_not_read_again(open_app: OpenApp, stage: Stage, machine: Machine) -> None:
    machine.free.set()
    async with playing(open_app(tidying=_UNADDED), stage) as play:
        await play.until(lambda: play.said)
        read = len(machine.read)
        await play.press(">")
        await play.until(lambda: len(machine.read) > read)
        await play.until(lambda: play.said)
        read = len(machine.read)
        await play.press("<")
        await play.app.workers.wait_for_complete()
        assert len(machine.read) == read
    async with playing(open_app(tidying=_UNADDED), stage) as play:
        assert len(machine.read) == read
        assert play.reader.status.machine == ""
    assert machine.loaded == 2, "once for each article that it had to read"


@pytest.mark.parametrize("how", ["key", "scrolling"])
async def test_the_machine_goes_on_where_one_reads(open_app: OpenApp, stage: Stage, machine: Machine, how: str) -> None:
    app = open_app(tidying=_UNADDED)
    async with app.run_test(size=(80, 12), notifications=True) as pilot:
        play = Play(app, pilot, stage)
        await play.until(lambda: play.reader.status.machine)
        if how == "key":
            await play.press("G")
        else:
            play.pane.scroll_to(y=20, animate=False)
        await play.until(lambda: play.pane.scroll_offset.y > 10)
        machine.free.set()
        machine.cue.release()
        await play.until(lambda: play.said)
    # What it had been given already, then the end, then what lies before.
    assert machine.read[0].startswith("The ferry Aurora")
    assert not machine.read[1].startswith("“Nobody")


async def test_what_is_found_in_an_article_that_was_left_is_not_shown_in_another(
    open_app: OpenApp, stage: Stage, machine: Machine
) -> None:
    app = open_app(tidying=_UNADDED)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        play = Play(app, pilot, stage)
        await play.until(lambda: play.reader.status.machine)
        await play.press(">")
        assert play.reader.session.article.uid == stage.guide.uid
        machine.free.set()
        machine.cue.release(5)
        await play.until(lambda: play.said == "Added 3 suggestions.")
        assert "0 of 3 decided" in play.seen


@pytest.mark.parametrize("sentence", ["There is no pipeline [/]; install one.", "No pipeline is installed."])
async def test_without_a_pipeline_it_is_reported_and_one_works(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch, sentence: str
) -> None:
    def missing(*_: object) -> Pipeline:
        raise NoPipeline(sentence)

    monkeypatch.setattr("glossator.services.article_recognisers.find_recogniser", missing)
    async with playing(open_app(tidying=_UNADDED), stage) as play:
        await play.until(lambda: play.notifications)
        assert play.notifications == [sentence]
        assert play.reader.status.machine == "no pipeline"
        await play.do("v", "l", "enter", "o")
        assert quotes(stage) == ["The ferry"]


async def test_leaving_does_not_wait_for_the_machine(
    open_app: OpenApp, stage: Stage, machine: Machine, release: Callable[[], None]
) -> None:
    app = open_app(tidying=_UNADDED)
    async with app.run_test(size=(100, 30)) as pilot:
        play = Play(app, pilot, stage)
        await play.until(lambda: play.reader.status.machine)
        await pilot.press("q")
        release()
    assert app.return_code == 0
    assert quotes(stage) == []


@pytest.fixture
def release(machine: Machine) -> Callable[[], None]:
    """Lets the machine go on with what it was given."""

    def releasing() -> None:
        machine.free.set()
        machine.cue.release()

    return releasing


async def test_a_machine_that_ends_is_reported(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Ended(Machine):
        def suggest(self, texts: Sequence[str]) -> list[list[FoundEntity]]:
            raise PipelineStopped("The process that reads has ended.")

    monkeypatch.setattr("glossator.ui.reader.analysis._started", lambda _: Ended())
    async with playing(open_app(tidying=_UNADDED), stage) as play:
        await play.until(lambda: "The process that reads has ended." in play.seen)
        assert play.reader.status.machine == "no pipeline"


def test_the_last_two_machines_run_each_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[str] = []
    ended: list[str] = []

    class Served:
        def __init__(self, pipeline: Pipeline) -> None:
            self.name = pipeline.name
            served.append(self.name)

        def close(self) -> None:
            ended.append(self.name)

    monkeypatch.setattr("glossator.ner.recognisers.RemotePipeline", Served)
    running = analysis.RunningRecognisers()
    english, french, spanish = (replace(PIPELINE, name=f"{language}_small") for language in ("en", "fr", "es"))
    for pipeline in (english, french, english, spanish, english):
        running.started(pipeline)
    assert served == ["en_small", "fr_small", "es_small"]
    assert ended == ["fr_small"]
