"""Reading Label Studio's exports: JSON, JSON-MIN and CSV, each annotation under the name of who completed it.

A task has a text under any key of its data, and the work of one or more people. Where one of them is the ground truth,
only that counts; of several annotations by one person, the latest.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from glossator.domain.annotation import Status
from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.hypertext import Hypertext, has_markup
from glossator.formats.annotations.import_builder import ImportBuilder, parse_json, tag_of, value_of
from glossator.formats.annotations.metadata import METADATA_KEY
from glossator.formats.content import Problem
from glossator.formats.errors import Unreadable
from glossator.formats.tables.csv_reader import read_csv
from glossator.text.offsets import Counting, Offsets, OffsetUnit, QuotedText, best_counting, same_quote

_Record = Mapping[str, Any]
# The keys of a task, of the work on it, and of a result that are understood, or of no use outside of the program.
_TASK: Final = frozenset(
    (
        *("id", "data", "annotations", "completions", "predictions", "drafts", "meta", "project", "created_at"),
        *("updated_at", "inner_id", "total_annotations", "cancelled_annotations", "total_predictions"),
        *("comment_count", "updated_by", "unresolved_comment_count", "last_comment_updated_at"),
        *("comment_authors", "file_upload", "overlap", "is_labeled", "agreement", "annotators", "allow_skip"),
        *("state", "mode", "precomputed_agreement"),
    )
)
_WORK: Final = frozenset(
    (
        *("id", "completed_by", "result", "was_cancelled", "ground_truth", "created_at", "updated_at"),
        *("lead_time", "task", "draft_created_at", "prediction", "result_count", "project"),
        *("parent_prediction", "parent_annotation", "state", "last_action", "last_created_by", "bulk_created"),
        *("created_username", "created_ago", "reviews", "model_version", "score", "cluster", "neighbors"),
        *("mislabeling", "updated_by", "import_id", "unique_id", "history", "type", "was_postponed", "user"),
        *("comment_count", "unresolved_comment_count", "model", "model_run", "failed"),
    )
)
_MIN: Final = ("annotation_id", "annotator")
_MIN_WORK: Final = frozenset((*_MIN, "created_at", "updated_at", "lead_time", "agreement", "id", "inner_id"))
# Keys of a task's data that usually hold its text.
_USUAL: Final = ("text", "article", "body", "content", "document", "html", "dialogue", "paragraphs")
_MARKS: Final = ("labels", "hypertextlabels", "paragraphlabels")
_ANSWERS: Final = ("choices", "taxonomy", "rating", "number", "datetime")
_LONGEST_ANSWER: Final = 60
# The address or path of a picture or recording.
_ADDRESS: Final = re.compile(r"(?:\w+:/|\.{0,2})?/\S+|\S+\.\w{2,4}")
_SEVERAL: Final = re.compile(r"note|comment|remark|reason|explanation|transcription|text", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Source:
    """The text of a task: raw, the key of the data, and its page where it is HTML."""

    raw: str
    key: str
    page: Hypertext | None = None
    turns: Sequence[int] = ()


@dataclass(slots=True)
class _Region:
    """All results about one region, or the article, where it has no place."""

    place: _Record | None = None
    labels: list[str] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    to_name: str = ""


def read_tasks(tasks: Sequence[Any]) -> Iterator[ImportRecord | str]:
    """Yield the article of each task of a JSON export, or why there is none."""
    whole = (_whole(task) if isinstance(task, dict) else task for task in tasks)
    found = [(number, task, _source(task)) for number, task in enumerate(whole, start=1)]
    counting = best_counting(
        [
            QuotedText(source.raw, list(_quoted(task, source.raw)))
            for _, task, source in found
            if source is not None and source.page is None and isinstance(task, dict)
        ]
    )
    for number, task, source in found:
        if source is None:
            yield f"task {number}: no text in its data; add one or remove the task"
        else:
            yield _Task(task, source, counting, f"task {number}").build()


def read_rows(rows: Iterator[tuple[str, _Record]]) -> Iterator[ImportRecord | str]:
    """Yield the article of each row of JSON-MIN or CSV, which is the work of one person on a task."""
    for where, row in rows:
        task = _task_of(row)
        source = _source(task)
        if source is None:
            yield f"{where}: no text in it; add one or remove it"
        else:
            # Several people's rows have the same text, so that the store brings them together.
            yield _Task(task, source, Counting(), where).build()


def csv_rows(text: str) -> Iterator[tuple[str, _Record]]:
    """Yield the rows of a CSV export with their places; cells with JSON as values.

    Raises:
        Unreadable: when there is no header row.
    """
    names, rows = read_csv(text)
    for found in rows:
        if isinstance(found, Problem):
            yield found.where, {}
            continue
        where, row = found
        yield where, {name: _cell(cell) for name, cell in zip(names, row, strict=False) if cell}


def is_work(record: _Record) -> bool:
    """Return whether a record is one person’s work with its task in it, as cloud storage has it."""
    return isinstance(record.get("result"), list) and "data" in value_of(record, "task", dict)


def _whole(record: _Record) -> _Record:
    """Return a record as a task."""
    if not is_work(record):
        return record
    return {**record["task"], "annotations": [{name: value for name, value in record.items() if name != "task"}]}


def is_min(row: _Record) -> bool:
    """Return whether a record is one of JSON-MIN."""
    return "data" not in row and all(key in row for key in _MIN)


def is_csv(line: str) -> bool:
    """Return whether a line is the header row of a CSV export."""
    return {*_MIN, "lead_time"} <= {*re.split("[,;\t]", line.replace('"', ""))}


class _Task:
    """An article in the making."""

    def __init__(self, task: _Record, source: _Source, counting: Counting, where: str) -> None:
        self._task, self._source = task, source
        data = value_of(task, "data", dict)
        self._ours = value_of(data, METADATA_KEY, dict)
        raw = source.page.text if source.page else source.raw
        self.builder = ImportBuilder(raw, {**data, **self._ours}, counting, any_unit=source.page is None, where=where)
        self.builder.add_unknown(task, _TASK)
        self.builder.add_unknown(
            data, {source.key, METADATA_KEY, "title", "source", "url", "author", "published_at", "language", "note"}
        )
        self.builder.add_unknown(value_of(task, "meta", dict), ())

    def build(self) -> ImportRecord | str:
        """Return the article, or why there is none."""
        builder = self.builder
        self._take_answers([self._take(work, Status.ACCEPTED) for work in self._latest()])
        for guess in _dicts(self._task, "predictions"):
            about = self._take(guess, Status.SUGGESTED)
            if about.tags or about.notes:
                builder.leave_out("suggested answer about the article", len(about.tags) + len(about.notes))
            if (model := value_of(guess, "model_version", str)) and model != METADATA_KEY:
                builder.leave_out("name of a model", plural="names of models", example=model)
        for draft in _dicts(self._task, "drafts"):
            if number := _regions_in(draft):
                builder.leave_out("annotation of a draft", number, plural="annotations of drafts")
        builder.add_records(value_of(self._ours, "others", list))
        return builder.build()

    def _latest(self) -> list[_Record]:
        """Return the work that counts, the ground truth or each person's latest; count all other."""
        by_person: dict[str, _Record] = {}
        done = _dicts(self._task, "annotations", "completions")
        has_truth = any(each.get("ground_truth") is True and not each.get("was_cancelled") for each in done)
        for work in done:
            self.builder.add_unknown(work, _WORK, "annotation")
            number, kind = _regions_in(work), ""
            if work.get("was_cancelled"):
                kind = "annotation that was cancelled"
            elif _is_rejected(work):
                kind = "annotation that a review rejected"
            elif has_truth and work.get("ground_truth") is not True:
                kind = "annotation that is not of the ground truth"
            else:
                person = _analyst(work)
                before = by_person.get(person)
                if before is not None:
                    older = min(before, work, key=_when)
                    number, kind = _regions_in(older), "annotation in an older version of the same person"
                    work = before if older is work else work
                by_person[person] = work
            if kind and number:
                self.builder.leave_out(kind, number, plural=kind.replace("annotation", "annotations", 1))
        return [*by_person.values()]

    def _take(self, work: _Record, status: Status) -> _Region:
        """Add the regions of one person's work, or a prediction, and return what is said about the article."""
        regions: dict[str, _Region] = {}
        article = _Region()
        results = _dicts(work, "result")
        placed = {str(each.get("id")) for each in results if _is_placed(value_of(each, "value", dict))}
        for each in results:
            key = str(each.get("id"))
            self._add_result(regions.setdefault(key, _Region()) if key in placed else article, each)
        whose = _analyst(work) if status is Status.ACCEPTED else ""
        about = {
            "analyst": whose,
            "created_at": work.get("created_at"),
            "updated_at": work.get("updated_at"),
            "score": work.get("score") if status is Status.SUGGESTED else None,
        }
        for region in regions.values():
            self._add_region(region, about, status)
        return article

    def _add_result(self, region: _Region, result: _Record) -> None:
        """Add what a result says to its region."""
        value, name, kind = value_of(result, "value", dict), str(result.get("from_name", "")), str(result.get("type"))
        if _is_placed(value):
            region.place = region.place or value
            region.to_name = str(result.get("to_name", ""))
        meta = value_of(result, "meta", dict)
        ours = value_of(meta, METADATA_KEY, dict)
        if kind in _MARKS or ours:
            stated = {"id": result.get("id"), "score": result.get("score"), **ours}
            region.known.update({name: said for name, said in stated.items() if said is not None})
        region.notes += [str(line) for line in value_of(meta, "text", list)]
        answers = [key for key in _ANSWERS if key in value]
        if kind in _MARKS:
            region.labels += next(
                (found for key in (kind, "labels", "htmllabels") if (found := _values(value, key))), []
            )
        elif answers:
            for key in answers:
                region.tags += _tags(name, value[key], is_ours=name in ("tags", "article_tags"))
        elif kind == "textarea":
            texts = _values(value, "text")
            if name == "entity":
                region.known["entity"] = "\n".join(texts)
            else:
                region.notes.append("\n".join(texts))
        elif not _is_placed(value) or set(value) - {
            "start",
            "end",
            "text",
            "startOffset",
            "endOffset",
            "globalOffsets",
        }:
            self.builder.leave_out(_one_of(kind), plural=_many_of(kind))

    def _add_region(self, region: _Region, about: Mapping[str, Any], status: Status) -> None:
        assert region.place is not None, "regions have a place"
        known = {name: value for name, value in {**about, **region.known}.items() if value not in (None, "")}
        known["tags"] = [*value_of(known, "tags", list), *region.tags]
        notes = [note for note in (value_of(known, "note", str), *region.notes) if note]
        known["note"] = "\n".join(dict.fromkeys(notes))
        start, end = self._place(region.place)
        quote = _quote(region.place, self.builder.raw)
        for number, label in enumerate(region.labels or [""]):
            self.builder.add(
                start,
                end,
                label,
                {**known, "id": ""} if number else known,
                quote=quote,
                status=status,
            )

    def _place(self, value: _Record) -> tuple[object, object]:
        """Return where a region begins and ends in the text of the article."""
        spread = value_of(value, "globalOffsets", dict)
        if (page := self._source.page) is not None:
            return _in_page(page, value)
        if spread and not isinstance(value.get("start"), int):
            return spread.get("start"), spread.get("end")
        if self._source.turns and isinstance(value.get("startOffset"), int):
            return (
                _in_turn(self._source.turns, value.get("start"), value["startOffset"]),
                _in_turn(self._source.turns, value.get("end"), value.get("endOffset")),
            )
        return _number(value.get("start")), _number(value.get("end"))

    def _take_answers(self, articles: Sequence[_Region]) -> None:
        """Tag the article with the answers of the latest person, and add the notes of all."""
        for about in articles:
            for note in about.notes:
                self.builder.add_note(note)
        answered = [about.tags for about in articles if about.tags]
        if answered:
            self.builder.add_tags(*answered[-1])
        others = sum(tag not in answered[-1] for tags in answered[:-1] for tag in tags)
        agreeing = sum(tag in answered[-1] for tags in answered[:-1] for tag in tags)
        if others:
            self.builder.leave_out(
                "answer of another analyst that differs", others, plural="answers of other analysts that differ"
            )
        if agreeing:
            self.builder.leave_out(
                "answer of another analyst that agrees", agreeing, plural="answers of other analysts that agree"
            )


def _source(task: Any) -> _Source | None:
    """Return the text of a task: under the name that its results have, where their quotes are, or a usual name."""
    data = value_of(task, "data", dict) if isinstance(task, dict) else {}
    texts = {
        key: value
        for key, value in data.items()
        if key != METADATA_KEY and isinstance(value, str) and not _ADDRESS.fullmatch(value)
    }
    results = list(_results(task)) if isinstance(task, dict) else []
    for key, value in data.items():
        if isinstance(value, list) and value and all(isinstance(turn, dict) and "text" in turn for turn in value):
            return _dialogue(key, value)
    if not any(map(str.strip, texts.values())):
        return None
    quotes = [quote for each in results if isinstance(quote := value_of(each, "value", dict).get("text"), str)]
    held = Counter({key: sum(quote in text for quote in quotes) for key, text in texts.items()})
    named = [each.get("to_name") for each in results]
    usual = [*named, *_USUAL]
    key = max(
        texts,
        key=lambda key: (held[key], key in named, -usual.index(key) if key in usual else -len(usual), len(texts[key])),
    )
    text = texts[key]
    marked = any(
        each.get("type") == "hypertextlabels" or "globalOffsets" in value_of(each, "value", dict) for each in results
    )
    return _Source(text, key, Hypertext(text) if marked and has_markup(text) else None)


def _dialogue(key: str, turns: Sequence[_Record]) -> _Source:
    """Return a dialogue as text, a line for each turn, after the name of who speaks."""
    lines, starts, length = [], [], 0
    for turn in turns:
        speaker = next((str(turn[name]) for name in ("author", "speaker", "name") if turn.get(name)), "")
        before = f"{speaker}: " if speaker else ""
        line = f"{before}{turn['text']}"
        starts.append(length + len(before))
        lines.append(line)
        length += len(line) + 1
    return _Source("\n".join(lines), key, turns=starts)


def _in_turn(starts: Sequence[int], turn: object, offset: object) -> object:
    number = int(turn) if isinstance(turn, str) and turn.isdecimal() else turn
    if isinstance(number, int) and isinstance(offset, int) and 0 <= number < len(starts):
        return starts[number] + offset
    return None


def _in_page(page: Hypertext, value: _Record) -> tuple[object, object]:
    """Return where a region of a page is in its text, in code points."""
    spread = value_of(value, "globalOffsets", dict)
    quote = _quote(value, page.text)
    ways = [(spread.get("start"), spread.get("end"))] if spread else []
    first, last = page.nodes.get(str(value.get("start"))), page.nodes.get(str(value.get("end")))
    if first is not None and last is not None:
        ways.append((_sum(first, value.get("startOffset")), _sum(last, value.get("endOffset"))))
    found: tuple[object, object] = (value.get("start"), value.get("end"))
    for start, end in ways:
        for unit in (OffsetUnit.UTF_16, OffsetUnit.CODE_POINT):
            if not isinstance(start, int) or not isinstance(end, int):
                continue
            place = Offsets(page.content, unit).to_normalised(start, end)
            span = page.span(place.start, place.end) if place else None
            if span is None:
                continue
            found = span
            if not quote or same_quote(page.text[slice(*span)], quote):
                return span
    return found


def _sum(first: int, second: object) -> object:
    return first + second if isinstance(second, int) else None


def _is_placed(value: _Record) -> bool:
    return "start" in value and "end" in value


def _quote(value: _Record, raw: str) -> str:
    """Return the text of a region; some versions write a line end as \\n in it."""
    quote = value.get("text")
    if not isinstance(quote, str):
        return ""
    return quote if "\\n" in raw else quote.replace("\\n", "\n")


def _quoted(task: _Record, raw: str) -> Iterator[tuple[int, int, str]]:
    """Yield the places and quotes of the regions of a task."""
    for each in _results(task):
        value = value_of(each, "value", dict)
        spread = value_of(value, "globalOffsets", dict) or value
        start, end, quote = _number(spread.get("start")), _number(spread.get("end")), _quote(value, raw)
        if isinstance(start, int) and isinstance(end, int) and quote:
            yield start, end, quote


def _results(task: _Record) -> Iterator[_Record]:
    for work in _dicts(task, "annotations", "completions", "predictions"):
        yield from _dicts(work, "result")


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _regions_in(work: _Record) -> int:
    """Return how many regions a person's work has."""
    return len({str(each.get("id")) for each in _dicts(work, "result") if _is_placed(value_of(each, "value", dict))})


def _is_rejected(work: _Record) -> bool:
    """Return whether the last review rejected a person's work."""
    reviews = _dicts(work, "reviews")
    return bool(reviews) and max(reviews, key=_when).get("accepted") is False


def _when(work: _Record) -> str:
    return str(work.get("updated_at") or work.get("created_at") or "")


def _analyst(work: _Record) -> str:
    """Return the name of who completed the work: an address, a name, or a number."""
    who = work.get("completed_by", work.get("created_username", work.get("user")))
    if isinstance(who, dict):
        full = " ".join(str(who[key]) for key in ("first_name", "last_name") if who.get(key))
        who = who.get("email") or who.get("username") or full or who.get("id")
    return "" if who is None or isinstance(who, bool | list) else str(who)


def _tags(name: str, answer: Any, *, is_ours: bool) -> list[str]:
    """Return the tags for an answer: a value, a list of them, or a list of paths in a taxonomy."""
    found = []
    for each in answer if isinstance(answer, list) else [answer]:
        steps = each if isinstance(each, list) else [each]
        found.append(str(each) if is_ours else tag_of(name, *steps))
    return [path for path in found if path]


def _one_of(kind: str) -> str:
    return kind if kind == "relation" else f"result of the type “{kind}”"


def _many_of(kind: str) -> str:
    return "relations" if kind == "relation" else f"results of the type “{kind}”"


def _dicts(holder: _Record, *names: str) -> list[_Record]:
    return [each for name in names for each in value_of(holder, name, list) if isinstance(each, dict)]


def _values(value: _Record, name: str) -> list[str]:
    """Return the texts under a key of a result's value."""
    found = value.get(name)
    return [str(each) for each in found] if isinstance(found, list) else [found] if isinstance(found, str) else []


# JSON-MIN and CSV


def _task_of(row: _Record) -> dict[str, Any]:
    """Return a row, in which data and results are side by side, as a task.

    Keys before the number of the task are data. After it, lists of regions and choices are results, a short text or a
    number is an answer, and another text is a note.
    """
    keys = list(row)
    is_ordered = "annotation_id" in row and keys.index("annotation_id") > keys.index("id") if "id" in row else False
    first = keys.index("id") if is_ordered else -1
    data: dict[str, Any] = {}
    results: list[dict[str, Any]] = []
    texts = {key: value for key, value in row.items() if isinstance(value, str) and key not in _MIN_WORK}
    text = next((key for key in _USUAL if key in texts), max(texts, key=lambda key: len(texts[key]), default=""))
    for place, (key, value) in enumerate(row.items()):
        if key in _MIN_WORK:
            continue
        made = list(_results_of(key, value)) if place > first and key != text else []
        results += made
        if not made:
            data[key] = value
    for number, each in enumerate(results):
        each.setdefault("id", f"r{number}")
    work = {"completed_by": row.get("annotator"), "result": results}
    work.update({key: row[key] for key in ("created_at", "updated_at") if key in row})
    return {"data": data, "annotations": [work]}


def _results_of(name: str, value: Any) -> Iterator[dict[str, Any]]:
    """Yield the results under a key of a row; none where it is data."""
    if isinstance(value, list):
        for each in value:
            if isinstance(each, dict) and ({"start", "end"} <= each.keys() or "labels" in each):
                kind = next((kind for kind in _MARKS if kind in each), "labels")
                yield {"from_name": name, "to_name": "", "type": kind, "value": each}
    elif isinstance(value, dict) and any(kind in value for kind in _ANSWERS):
        yield {"from_name": name, "type": "choices", "value": value}
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield {"from_name": name, "type": "rating", "value": {"rating": value}}
    elif isinstance(value, str) and name not in ("title", "source", "url", "author", "published_at", "language"):
        is_short = len(value) <= _LONGEST_ANSWER and "\n" not in value and not _SEVERAL.search(name)
        kind = "choices" if is_short else "textarea"
        yield {"from_name": name, "type": kind, "value": {"choices": [value]} if is_short else {"text": [value]}}


def _cell(cell: str) -> Any:
    """Return the value of a cell, which may be JSON."""
    if cell[:1] in ("[", "{"):
        try:
            return parse_json(cell)
        except Unreadable:
            return cell
    return int(cell) if re.fullmatch(r"\d{1,15}", cell) else cell
