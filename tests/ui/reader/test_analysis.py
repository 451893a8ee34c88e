"""What the analysis of the open article posts to the screen."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from textual.message import Message

from glossator.domain.article import ArticleDraft
from glossator.ner.program_recogniser import _RECOGNISERS
from glossator.ner.recogniser_choice import RecogniserPreferences
from glossator.ner.recognisers import find_recogniser, start_recogniser
from glossator.store.ingest.articles import add_article
from glossator.store.workspace import Workspace
from glossator.ui.reader.analysis import OnlyLexicon, PartAnalysed, recognise

FAKE: Final = Path(__file__).parents[2] / "ner" / "fake_program.py"
PROGRAMS: Final = {"mine": {"command": [sys.executable, str(FAKE), "right"]}}


@pytest.fixture(autouse=True)
def _invented(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the program invent a quote in each text."""
    monkeypatch.setenv("FAKE_FINDS", json.dumps([{"quote": "Atlantis", "label": "GPE"}]))
    yield
    _RECOGNISERS.clear()


def test_the_dropped_finds_are_those_of_this_analysis(workspace: Workspace, draft: ArticleDraft) -> None:
    (running,) = start_recogniser(find_recogniser("mine", PROGRAMS, workspace.labels))
    # As an analysis that was cancelled does.
    running.suggest(["Another article.", "Its end."])
    uid, _ = workspace.perform(add_article, draft).result()
    posted: list[Message] = []
    recognise(
        workspace,
        workspace.article(uid),
        RecogniserPreferences(asked="mine", programs=PROGRAMS),
        tidying=(),
        focus=lambda: 0,
        cancelled=lambda: False,
        post=posted.append,
    )
    running.close()
    last = posted[-1]
    assert isinstance(last, PartAnalysed)
    assert (last.done, last.total, last.added, last.dropped) == (3, 3, 0, 3)


def test_without_a_pipeline_for_the_language_the_advice_comes_with_the_first_analysis(
    workspace: Workspace, draft: ArticleDraft
) -> None:
    uid, _ = workspace.perform(add_article, replace(draft, language="ur")).result()

    def analysed() -> list[Message]:
        posted: list[Message] = []
        recognise(
            workspace,
            workspace.article(uid),
            RecogniserPreferences(),
            tidying=(),
            focus=lambda: 0,
            cancelled=lambda: False,
            post=posted.append,
        )
        return posted

    first, *others = analysed()
    assert isinstance(first, OnlyLexicon)
    assert first.advice.startswith("No pipeline for Urdu is installed, so only the lexicon suggests in this article.")
    assert all(isinstance(one, PartAnalysed) for one in others)
    assert others
    assert analysed() == []
