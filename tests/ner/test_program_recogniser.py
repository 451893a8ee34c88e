"""Programs that recognise entities: what they find, and all that they may do wrong."""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from glossator.domain.codebook import Label
from glossator.ner.pipelines import NoPipeline
from glossator.ner.program_recogniser import ProgramRecogniser
from glossator.ner.programs import ConfiguredProgram
from glossator.ner.recogniser import FoundEntity, PipelineStopped
from glossator.ner.recognisers import dropped_message, find_recogniser, start_recogniser, take_dropped

FAKE: Final = Path(__file__).with_name("fake_program.py")
TEXT: Final = "From Lumen to Selby."
FOUND: Final = [[FoundEntity(5, 10, "GPE", 0.75)]]
# Seconds: nothing takes that long.
_LONG: Final = 60.0


@pytest.fixture
def started() -> Iterator[Callable[..., ProgramRecogniser]]:
    """Makes recognisers that misbehave in a given way, and closes them."""
    made: list[ProgramRecogniser] = []

    def making(how: str = "right", **changes: Any) -> ProgramRecogniser:
        program = ConfiguredProgram("mine", (sys.executable, str(FAKE), how), _LONG)
        made.append(ProgramRecogniser(replace(program, **changes)))
        return made[-1]

    yield making
    for one in made:
        one.close()


Started = Callable[..., ProgramRecogniser]


def test_it_finds_with_scores_under_its_own_name_and_version(started: Started) -> None:
    mine = started()
    mine.greet()
    assert (mine.name, mine.version) == ("mine", "fake 1")
    assert mine.suggest([TEXT, "No name."]) == [*FOUND, []]
    assert mine.suggest([]) == []
    assert mine.take_dropped() == 0
    assert mine.loaded_from.startswith(f"program {sys.executable} ")
    assert len(mine.digest) == 64


def test_its_digest_changes_with_the_content_of_its_files(started: Started, tmp_path: Path) -> None:
    script = tmp_path / "script"
    digests = set()
    for content in ("one", "two"):
        script.write_text(content, "utf-8")
        digests.add(started(command=("run", str(script))).digest)
    assert len(digests | {started(command=("run",)).digest}) == 3


def test_scores_of_a_program_without_any_are_not_kept(started: Started) -> None:
    assert started("no scores").suggest([TEXT]) == [[FoundEntity(5, 10, "GPE")]]


def test_it_is_told_the_labels(started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_LABELS", str(tmp_path / "hello.json"))
    started(labels=(("ORG", "Companies"), ("GPE", ""))).greet()
    assert json.loads((tmp_path / "hello.json").read_text("utf-8")) == {
        "glossator": 1,
        "labels": [{"name": "ORG", "description": "Companies"}, {"name": "GPE", "description": ""}],
    }


def find(
    quote: str, start: object = None, end: object = None, label: object = "ORG", **more: object
) -> dict[str, object]:
    return {"quote": quote, "start": start, "end": end, "label": label, **more}


@pytest.mark.parametrize(
    ("text", "finds", "kept"),
    [
        ("An Aurora.", [find("Aurora", 3, 9)], [(3, 9)]),
        ("An Aurora.", [find("Aurora", 0, 6)], [(3, 9)]),
        ("An Aurora.", [find("Aurora")], [(3, 9)]),
        ("An Aurora.", [find("Aurora", "3", 9.0)], [(3, 9)]),
        ("An Aurora.", [find("Aurora", -7, -1)], [(3, 9)]),
        ("👩🏻‍🚒 Aurora", [find("Aurora", 9, 15)], [(5, 11)]),
        ("Aurora, Aurora", [find("Aurora", 8, 14)], [(8, 14)]),
        ("Aurora, Aurora", [find("Aurora", 1, 7)], []),
        ("aaa", [find("aa")], []),
        ("An Aurora.", [find("Borealis", 3, 9)], []),
        ("An Aurora.", [find("", 3, 3), find("  ", 0, 1)], []),
        ("An Aurora.", [find("Aurora", 3, 9, ""), find("Aurora", 3, 9, 5), find("Aurora", 3, 9, "A\nB")], []),
        ("An Aurora.", [find("Aurora", 3, 9, "X" * 101)], []),
        ("An Aurora.", [5, "Aurora", None, [], {}, {"quote": 5, "label": "ORG"}], []),
        ("An Aurora.", [find("Aurora", 3, 9), find("An Aurora", 0, 9), find("Aurora", 3, 9, "GPE")], [(0, 9)]),
    ],
)
def test_a_find_is_where_its_quote_is_or_dropped_and_counted(
    started: Started, monkeypatch: pytest.MonkeyPatch, text: str, finds: list[object], kept: list[tuple[int, int]]
) -> None:
    monkeypatch.setenv("FAKE_FINDS", json.dumps(finds))
    mine = started()
    (found,) = mine.suggest([text])
    assert [(one.start, one.end) for one in found] == kept
    assert take_dropped(mine) == len(finds) - len(kept)
    assert take_dropped(mine) == 0


@pytest.mark.parametrize("score", [1.5, -1, True, "0.5", float("nan"), None])
def test_what_is_no_score_is_not_kept(started: Started, monkeypatch: pytest.MonkeyPatch, score: object) -> None:
    monkeypatch.setenv("FAKE_FINDS", json.dumps([find("Lumen", score=score)]))
    assert started().suggest([TEXT]) == [[FoundEntity(5, 10, "ORG")]]


def test_labels_that_were_not_asked_for_are_dropped(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_FINDS", json.dumps([find("Lumen"), find("Selby", label="GPE")]))
    assert [len(each) for each in started().suggest([TEXT])] == [2]
    mine = started(labels=(("GPE", ""),))
    assert mine.suggest([TEXT]) == [[FoundEntity(14, 19, "GPE")]]
    assert mine.take_dropped() == 1


def test_the_message_about_what_was_dropped() -> None:
    assert dropped_message(0) == ""
    assert dropped_message(1) == "1 find dropped (wrong label or quote)"
    assert dropped_message(2_000) == "2,000 finds dropped (wrong label or quote)"


_ADVICE: Final = "Check [recognisers.mine] in the settings, and try again."


@pytest.mark.parametrize(
    ("how", "what"),
    [
        ("other id", "did not answer request 1, but sent something else"),
        ("late", "did not answer request 1, but sent something else"),
        ("broken", "sent a line that is not JSON"),
        ("deep", "sent a line that is not JSON"),
        ("binary", "sent a line that is not JSON"),
        ("long line", "sent a line of more than 4 MB"),
        ("endless line", "sent a line of more than 4 MB"),
        ("exits", "has ended with exit code 3"),
        ("traceback", "has ended with exit code 1 (RuntimeError: no\x1b[2J model)"),
        ("half a line", "has ended with exit code 0"),
        ("closes", "has closed its output"),
        ("few", "did not answer with a list for each of 1 texts"),
        ("no list", "did not answer with a list for each of 1 texts"),
        ("error", "reports: The model is not loaded"),
    ],
)
def test_what_it_does_wrong_is_one_sentence_and_the_next_call_starts_it_again(
    started: Started, how: str, what: str
) -> None:
    mine = started(how)
    for _ in range(2):
        with pytest.raises(PipelineStopped) as error:
            mine.suggest([TEXT])
        # Each process starts counting its requests at 1, and we go on counting.
        assert str(error.value).replace("request 2", "request 1") == f"The recogniser mine {what}. {_ADVICE}"
    with pytest.raises(NoPipeline, match="The recogniser mine "):
        mine.suggest([TEXT])
    with pytest.raises(PipelineStopped):
        mine.suggest([TEXT])


def test_a_program_that_works_again_is_used_again(started: Started) -> None:
    mine = started("exits")
    with pytest.raises(PipelineStopped):
        mine.suggest([TEXT])
    mine.program = replace(mine.program, command=(sys.executable, str(FAKE), "right"))
    assert mine.suggest([TEXT]) == FOUND
    assert mine._failures == 0


def test_a_silent_program_is_given_up_after_its_time(started: Started) -> None:
    mine = started("silent")
    mine.greet()
    process = mine._process
    assert process is not None
    mine.program = replace(mine.program, timeout=0.1)
    with pytest.raises(PipelineStopped, match=r"^The recogniser mine did not answer within 0.1 seconds\. Check"):
        mine.suggest([TEXT])
    assert process._process.poll() is not None
    assert not any(thread.is_alive() for thread in process._threads)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no such thing on this system")
def test_nothing_waits_for_a_process_that_holds_its_output(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_PID", str(tmp_path / "pid"))
    monkeypatch.setattr("glossator.runtime.program_process._SOON", 0.1)
    mine = started("grandchild")
    mine.greet()
    mine.program = replace(mine.program, timeout=0.1)
    try:
        with pytest.raises(PipelineStopped, match="did not answer within"):
            mine.suggest([TEXT])
    finally:
        os.kill(int((tmp_path / "pid").read_text("utf-8")), signal.SIGKILL)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"how": "silent hello", "timeout": 0.1}, "did not answer within 0.1 seconds"),
        ({"how": "no hello"}, "did not give its name and version"),
        ({"command": ("/no/such/program",)}, "cannot be started (/no/such/program: No such file or directory)"),
        ({"command": ("a\0b",)}, "cannot be started (a\0b: embedded null byte)"),
        ({"command": (str(Path(__file__).parent),)}, f"cannot be started ({Path(__file__).parent}: Permission denied)"),
    ],
)
def test_a_program_that_does_not_start_is_no_pipeline(started: Started, changes: dict[str, Any], what: str) -> None:
    mine = started(**changes)
    with pytest.raises(NoPipeline) as error:
        mine.greet()
    assert str(error.value) == f"The recogniser mine {what}. {_ADVICE}"
    assert mine.version == ""


def test_another_version_after_a_new_start_is_not_taken_for_the_same(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = started()
    mine.greet()
    mine.close()
    monkeypatch.setenv("FAKE_VERSION", "2")
    with pytest.raises(PipelineStopped, match=r"^The recogniser mine was “fake 1” and is now “fake 2”\."):
        mine.suggest([TEXT])
    assert mine.version == "fake 2"
    assert mine.suggest([TEXT]) == FOUND


def test_closing_ends_what_waits_for_it(started: Started) -> None:
    mine = started("silent")
    mine.greet()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(mine.suggest, [TEXT])
        while not mine._lock.locked():
            pass
        # What is known already is there at once.
        mine.greet()
        assert mine.version == "fake 1"
        mine.close()
        with pytest.raises(PipelineStopped):
            waiting.result(_LONG)


def test_it_is_found_by_its_name_in_the_settings_and_runs_once() -> None:
    programs = {"mine": {"command": [sys.executable, str(FAKE), "right"]}}
    labels = [Label("ORG", "#111111", "", "Companies")]
    found = find_recogniser("mine", programs, lambda: labels)
    assert isinstance(found, ProgramRecogniser)
    assert found is find_recogniser("mine", programs, lambda: labels)
    assert start_recogniser(found, 4) == [found]
    assert (found.version, found.at_once) == ("fake 1", 4)
    process = found._process
    labels.append(Label("GPE", "#222222", "", ""))
    other = find_recogniser("mine", programs, lambda: labels)
    assert isinstance(other, ProgramRecogniser)
    assert other is not found
    assert process is not None
    assert process._process.poll() is not None, "the one that knew other labels has ended"
    other.close()


def test_wrong_settings_and_unknown_names_are_refused() -> None:
    with pytest.raises(NoPipeline, match=r"^In the settings, in \[recognisers.mine\], command must be a list"):
        find_recogniser("mine", {"mine": {}})
    with pytest.raises(NoPipeline, match=r"^Unknown pipeline other; choose an installed one \(en_core.*, mine\) with"):
        find_recogniser("other", {"mine": {}})
