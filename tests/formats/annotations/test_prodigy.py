"""Prodigy’s tasks: spans, answers, sessions and comments."""

import json
from typing import Any

import pytest

from glossator.domain.annotation import Status
from tests.formats.annotations.reading import article, articles, kinds, marks

TEXT = "Ada Vane left Oskel."
SPAN = {"start": 0, "end": 8, "label": "PER"}


def task(**known: Any) -> dict[str, Any]:
    return {"text": TEXT, "_task_hash": 1, "answer": "accept", **known}


@pytest.mark.parametrize(
    ("known", "tags"),
    [
        ({"label": "NEWS"}, ("NEWS",)),
        ({"options": [{"id": "NEWS", "text": "News"}], "accept": ["NEWS"]}, ("NEWS",)),
        ({"options": [{"id": 2, "text": "News"}, {"id": 3, "text": "Sport"}], "accept": [3]}, ("Sport",)),
        ({"options": [{"id": "NEWS", "text": "News"}], "accept": "NEWS"}, ("NEWS",)),
        ({"options": [{"id": "NEWS", "text": "News"}], "accept": []}, ()),
    ],
)
def test_accepted_answers_are_tags(known: dict[str, Any], tags: tuple[str, ...]) -> None:
    found = article("prodigy", task(**known))
    assert (found.tags, found.left_out) == (tags, ())


@pytest.mark.parametrize(("answer", "kind"), [("reject", "rejected"), ("ignore", "undecided")])
def test_other_answers_are_counted(answer: str, kind: str) -> None:
    found = article("prodigy", task(label="NEWS", answer=answer))
    assert found.tags == ()
    assert kinds(found.left_out) == {f"{kind} answer about the article": 1}


@pytest.mark.parametrize(
    ("known", "analyst"),
    [
        ({"_annotator_id": "desk-ida", "_session_id": "desk-x"}, "desk-ida"),
        ({"_session_id": "desk-ida"}, "desk-ida"),
        ({"_session_id": "desk-2026-03-01_10-00-00"}, ""),
        ({"_session_id": None}, ""),
    ],
)
def test_the_annotator_or_the_named_session_is_the_analyst(known: dict[str, Any], analyst: str) -> None:
    (one,) = article("prodigy", task(spans=[SPAN], _timestamp=1772359200, **known)).annotations
    assert (one.analyst, one.created_at) == (analyst, "2026-03-01T10:00:00Z")


def test_what_is_undecided_has_no_analyst() -> None:
    (one,) = article("prodigy", task(spans=[SPAN], answer="ignore", _session_id="ida")).annotations
    assert (one.status, one.analyst) == (Status.SUGGESTED, "")


def test_comments_are_notes_and_all_else_is_metadata_or_counted() -> None:
    found = article(
        "prodigy",
        task(
            spans=[{**SPAN, "colour": "red"}],
            user_comment="ask Ida",
            relations=[{"head": 0}, {"head": 1}],
            versions=[{}],
            meta={"source": "The Tidewatch", "desk": "Foreign", "list": [1]},
            image="x",
            long="one\ntwo words",
            _view_id="blocks",
        ),
    )
    assert (found.note, found.draft.source) == ("ask Ida", "The Tidewatch")
    assert found.draft.metadata == (("image", "x"), ("desk", "Foreign"))
    assert kinds(found.left_out) == {
        "“long” of article": 1,
        "“colour” of annotation": 1,
        "relation": 2,
        "version of another session": 1,
        "“list” of article": 1,
    }


def test_an_array_is_read_as_lines_are() -> None:
    tasks = [task(spans=[SPAN]), task(text="Else.")]
    assert [marks(each) for each in articles("prodigy", json.dumps(tasks, indent=1))] == [[("Ada Vane", "PER", "")], []]


def test_tokens_show_what_offsets_count() -> None:
    text = "🚢 Ada left"
    tokens = [{"text": "🚢", "start": 0, "end": 2}, {"text": "Ada", "start": 3, "end": 6}]
    first = task(text=text, tokens=tokens, spans=[{"start": 3, "end": 6, "label": "PER"}])
    second = task(text="🚢🚢 Ove", spans=[{"start": 5, "end": 8, "label": "PER"}])
    data = f"{json.dumps(first)}\n{json.dumps(second)}\n"
    assert [marks(each) for each in articles("prodigy", data)] == [[("Ada", "PER", "")], [("Ove", "PER", "")]]
