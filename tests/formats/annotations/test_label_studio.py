"""Label Studio’s exports: every region, answer and person arrives, or is counted."""

import json
from typing import Any

import pytest

from glossator.domain.annotation import Status
from tests.formats.annotations.reading import arrivals, article, articles, kinds, marks
from tests.formats.detecting import name_of

TEXT = "Ada Vane left Oskel. The union denied it."


def region(start: int, end: int, *labels: str, key: str = "a", **known: Any) -> dict[str, Any]:
    value = {"start": start, "end": end, "text": TEXT[start:end], "labels": list(labels)}
    return {"id": key, "from_name": "label", "to_name": "text", "type": "labels", "value": {**value, **known}}


def work(*results: dict[str, Any], **known: Any) -> dict[str, Any]:
    return {"id": 1, "result": list(results), "updated_at": "2026-03-01T10:00:00.123456Z", **known}


def task(*works: dict[str, Any], text: str = TEXT, **known: Any) -> list[dict[str, Any]]:
    return [{"id": 1, "data": {"text": text}, "annotations": list(works), **known}]


ADA = region(0, 8, "PER")
PLACE = {"start": 0, "end": 8}


@pytest.mark.parametrize(
    ("who", "analyst"),
    [
        (4, "4"),
        ("ida@desk.example", "ida@desk.example"),
        ({"id": 4, "email": "ida@desk.example", "first_name": "Ida"}, "ida@desk.example"),
        ({"id": 4, "first_name": "Ida", "last_name": "Berg"}, "Ida Berg"),
        ({"id": 4}, "4"),
        (None, ""),
    ],
)
def test_who_completed_the_work_is_the_analyst(who: Any, analyst: str) -> None:
    (one,) = article("label-studio", task(work(ADA, completed_by=who))).annotations
    assert (one.analyst, one.updated_at) == (analyst, "2026-03-01T10:00:00Z")


def test_several_people_all_come_in_and_of_one_the_latest() -> None:
    found = article(
        "label-studio",
        task(
            work(ADA, completed_by=1),
            work(region(0, 8, "ORG"), completed_by=2),
            work(region(14, 19, "GPE"), completed_by=1, updated_at="2026-02-01T10:00:00Z"),
            work(region(14, 19, "GPE"), completed_by=3, was_cancelled=True),
            work(region(14, 19, "GPE"), completed_by=4, reviews=[{"id": 1, "accepted": False}]),
        ),
    )
    assert marks(found) == [("Ada Vane", "PER", "1"), ("Ada Vane", "ORG", "2")]
    assert kinds(found.left_out) == {
        "annotation in an older version of the same person": 1,
        "annotation that was cancelled": 1,
        "annotation that a review rejected": 1,
    }


def test_the_ground_truth_counts_alone() -> None:
    truth = work(ADA, region(14, 19, "GPE", key="b"), completed_by=1, ground_truth=True)
    found = article("label-studio", task(truth, work(region(0, 8, "ORG"), completed_by=2)))
    assert marks(found) == [("Ada Vane", "PER", "1"), ("Oskel", "GPE", "1")]
    assert kinds(found.left_out) == {"annotation that is not of the ground truth": 1}


def test_answers_are_tags_and_texts_are_notes() -> None:
    results = [
        ADA,
        {"id": "a", "from_name": "role", "type": "choices", "value": {"start": 0, "end": 8, "choices": ["source"]}},
        {"id": "a", "from_name": "why", "type": "textarea", "value": {"start": 0, "end": 8, "text": ["named"]}},
        {"id": "c", "from_name": "tone", "type": "choices", "value": {"choices": ["Bad; sad"]}},
        {"id": "s", "from_name": "stars", "type": "rating", "value": {"rating": 4}},
        {"id": "t", "from_name": "topic", "type": "taxonomy", "value": {"taxonomy": [["News", "Sea"], ["Sport"]]}},
        {"id": "n", "from_name": "comment", "type": "textarea", "value": {"text": ["ask the desk"]}},
        {"from_id": "a", "to_id": "b", "type": "relation", "labels": ["left"]},
        {"id": "v", "type": "videorectangle", "value": {"sequence": []}},
    ]
    found = article("label-studio", task(work(*results)))
    assert found.tags == ("stars/4", "tone/Bad, sad", "topic/News/Sea", "topic/Sport")
    assert found.note == "ask the desk"
    (one,) = found.annotations
    assert (one.tags, one.note) == (("role/source",), "named")
    assert kinds(found.left_out) == {"relation": 1, "result of the type “videorectangle”": 1}
    assert found.problems == ()


def test_answers_of_others_are_counted() -> None:
    def said(word: str, by: int) -> dict[str, Any]:
        return work({"id": "c", "from_name": "tone", "type": "choices", "value": {"choices": [word]}}, completed_by=by)

    found = article("label-studio", task(said("good", 1), said("bad", 2), said("bad", 3)))
    assert found.tags == ("tone/bad",)
    assert kinds(found.left_out) == {
        "answer of another analyst that differs": 1,
        "answer of another analyst that agrees": 1,
    }


def test_a_region_without_a_label_is_a_highlight_with_its_answer() -> None:
    only = {"id": "a", "from_name": "role", "type": "choices", "value": {"start": 0, "end": 8, "choices": ["source"]}}
    found = article("label-studio", task(work(only)))
    assert marks(found) == [("Ada Vane", None, "")]
    assert found.annotations[0].tags == ("role/source",)


@pytest.mark.parametrize(
    "data",
    [
        {"article": TEXT, "source": "The Tidewatch"},
        {"summary": "A much longer text that is about something else and has no names in it at all.", "email": TEXT},
        {"text": TEXT, "title": "Ferry"},
    ],
)
def test_the_text_is_where_the_quotes_are(data: dict[str, str]) -> None:
    found = article("label-studio", [{"data": data, "annotations": [work(ADA)]}])
    assert marks(found) == [("Ada Vane", "PER", "")]


def test_quotes_hold_up_to_white_space_and_written_line_ends() -> None:
    text = "The Port\nAuthority met  Ann\u00a0Lee."
    results = [
        {"id": "a", "type": "labels", "value": {"start": 4, "end": 18, "text": "Port\\nAuthority", "labels": ["ORG"]}},
        {"id": "b", "type": "labels", "value": {"start": 24, "end": 31, "text": "Ann Lee", "labels": ["PER"]}},
        {"id": "c", "type": "labels", "value": {"start": 19, "end": 22, "text": "saw", "labels": ["X"]}},
    ]
    found = article("label-studio", task(work(*results), text=text))
    assert marks(found) == [("Port\nAuthority", "ORG", ""), ("Ann\u00a0Lee", "PER", "")]
    assert [str(each) for each in found.problems] == [
        "1 annotation whose quote is not at its offsets (“saw” at 19 to 22, where the text is “met”)"
    ]


def test_the_unit_is_that_of_the_file() -> None:
    """The second task has no quotes, and its offsets count as those of the first."""
    first, second = "🚢 Ada", "🚢🚢 Ove"
    tasks = [
        *task(work({"type": "labels", "value": {"start": 3, "end": 6, "text": "Ada", "labels": ["PER"]}}), text=first),
        *task(work({"type": "labels", "value": {"start": 5, "end": 8, "labels": ["PER"]}}), text=second),
    ]
    assert [marks(each) for each in articles("label-studio", tasks)] == [[("Ada", "PER", "")], [("Ove", "PER", "")]]


PAGE = "<html><body><h1>Ferry&amp;Co</h1>\n<p>Ada <b>Vane</b> left<br>Oskel.</p><p>It\n rained.</p></body></html>"


@pytest.mark.parametrize(
    "value",
    [
        {"globalOffsets": {"start": 9, "end": 17}},
        {"start": "/p[1]/text()[1]", "startOffset": 0, "end": "/p[1]/b[1]/text()[1]", "endOffset": 4},
    ],
)
def test_a_page_is_text_and_its_regions_are_in_it(value: dict[str, Any]) -> None:
    whole = {"start": "/x", "end": "/y", "text": "Ada Vane", "hypertextlabels": ["PER"], **value}
    result = {"id": "a", "type": "hypertextlabels", "from_name": "l", "to_name": "text", "value": whole}
    gone = {**result, "id": "b", "value": {"start": "/z", "end": "/z", "text": "?", "hypertextlabels": ["X"]}}
    found = article("label-studio", task(work(result, gone), text=PAGE))
    assert found.draft.text == "Ferry&Co\n\nAda Vane left\nOskel.\n\nIt rained."
    assert marks(found) == [("Ada Vane", "PER", "")]
    assert kinds(found.problems) == {"annotation outside the text": 1}


def test_hypertext_without_tags_is_text() -> None:
    value = {"start": "/text()[1]", "end": "/text()[1]", "globalOffsets": {"start": 0, "end": 8}, "text": "Ada Vane"}
    result = {"id": "a", "type": "hypertextlabels", "value": {**value, "hypertextlabels": ["PER"]}}
    assert marks(article("label-studio", task(work(result)))) == [("Ada Vane", "PER", "")]


def test_labels_of_old_hypertext_and_old_names_of_people_are_known() -> None:
    value = {"start": "/text()[1]", "end": "/text()[1]", "startOffset": 0, "endOffset": 8, "globalOffsets": PLACE}
    result = {"id": "a", "type": "hypertextlabels", "value": {**value, "htmllabels": ["PER"]}}
    tasks = [{"data": {"text": TEXT}, "completions": [{"result": [result], "created_username": "ida"}]}]
    assert marks(article("label-studio", tasks)) == [("Ada Vane", "PER", "ida")]


def test_work_with_its_task_in_it_is_a_task() -> None:
    whole = {**work(ADA, completed_by={"email": "ida@desk.example"}), "task": {"id": 3, "data": {"text": TEXT}}}
    assert name_of(json.dumps(whole)) == "label-studio"
    assert marks(article("label-studio", whole)) == [("Ada Vane", "PER", "ida@desk.example")]


def test_a_dialogue_is_lines_with_who_speaks() -> None:
    turns = [{"author": "Ida", "text": "Ada left."}, {"text": "Did Ada?"}]
    value = {"start": "1", "end": "1", "startOffset": 4, "endOffset": 7, "text": "Ada", "paragraphlabels": ["PER"]}
    tasks = [{"data": {"dialogue": turns}, "annotations": [work({"type": "paragraphlabels", "value": value})]}]
    found = article("label-studio", tasks)
    assert found.draft.text == "Ida: Ada left.\nDid Ada?"
    assert [(one.span.start, one.label) for one in found.annotations if one.span] == [(19, "PER")]


def test_predictions_are_suggestions_and_drafts_are_counted() -> None:
    guess = {"model_version": "m1", "score": 0.5, "result": [ADA]}
    found = article("label-studio", task(predictions=[guess], drafts=[work(ADA)]))
    (one,) = found.annotations
    assert (one.status, one.score, one.analyst) == (Status.SUGGESTED, 0.5, "")
    assert kinds(found.left_out) == {"name of a model": 1, "annotation of a draft": 1}


MIN = {
    "text": TEXT,
    "outlet": "The Tidewatch",
    "id": 1,
    "label": [{"start": 0, "end": 8, "text": "Ada Vane", "labels": ["PER"]}],
    "tone": "Negative",
    "topics": {"choices": ["Sea", "Work"]},
    "stars": 4,
    "remark": "ask the desk",
    "annotator": "ida@desk.example",
    "annotation_id": 7,
    "created_at": "2026-03-01T10:00:00Z",
    "lead_time": 2.5,
}


def test_json_min_has_results_after_the_number_of_the_task() -> None:
    found = article("label-studio", [MIN])
    assert marks(found) == [("Ada Vane", "PER", "ida@desk.example")]
    assert found.tags == ("stars/4", "tone/Negative", "topics/Sea", "topics/Work")
    assert found.note == "ask the desk"
    assert ("outlet", "The Tidewatch") in found.draft.metadata
    assert (found.left_out, found.problems) == ((), ())


def test_csv_is_json_min_in_cells() -> None:
    cells = {name: json.dumps(value) if isinstance(value, list | dict) else str(value) for name, value in MIN.items()}
    quoted = [f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in cells.values()]
    found = article("label-studio", f"{','.join(cells)}\r\n{','.join(quoted)}\r\n")
    assert marks(found) == [("Ada Vane", "PER", "ida@desk.example")]
    assert {"tone/Negative", "topics/Sea"} <= set(found.tags)


def test_what_a_task_says_besides_is_metadata_or_counted() -> None:
    tasks = task(work(ADA, strange=[1]))
    tasks[0]["data"].update(desk="Foreign", rows=[1, 2], file_hash="x")
    found = article("label-studio", tasks)
    assert found.draft.metadata == (("desk", "Foreign"),)
    assert kinds(found.left_out) == {"“rows” of article": 1, "“strange” of annotation": 1}


@pytest.mark.parametrize(
    "data", [{}, {"text": " "}, {"n": 1}, {"image": "https://x.example/1.jpg"}, {"image": "/data/1.png"}]
)
def test_a_task_without_a_text_is_named(data: dict[str, Any]) -> None:
    assert arrivals("label-studio", [{"data": data, "annotations": []}]) == [
        "task 1: no text in its data; add one or remove the task"
    ]
