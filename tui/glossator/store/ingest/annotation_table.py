"""Importing rows of an edited table of annotations, for articles that are in the workspace."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Final

from glossator.domain.annotation import Origin, Status
from glossator.domain.codebook import BadTag, tag_path
from glossator.domain.timestamps import is_timestamp
from glossator.domain.uid import is_uid
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.ingest.annotated import CodebookLookup
from glossator.store.ingest.row_authors import (
    SEPARATOR,
    ConflictingRow,
    GivenRow,
    OutdatedRow,
    StoredRow,
    join_tags,
    row_author,
    shorten_quote,
)
from glossator.store.operations.common import anchor_columns
from glossator.store.operations.verdicts import verdicts_kept
from glossator.store.queries.codebook import find_label, find_tag
from glossator.store.rows import Row
from glossator.text.anchor import Anchor, BadSpan, anchor
from glossator.text.normalise import flatten, normalise
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span

_LINE_END: Final = " ⏎ "


@dataclass(slots=True)
class RowImport:
    """The result of importing the rows of one article.

    Attributes:
        uid: the uid of the article; empty when it is not in the workspace.
        added, changed, known: the numbers of annotations that were added, changed, and equal.
        refused: a sentence for each row that was skipped because it differs from another analyst's work.
        problems: a sentence for each other row that was skipped.
        labels: the labels that were added to the codebook.
    """

    uid: str = ""
    added: int = 0
    changed: int = 0
    known: int = 0
    refused: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    labels: tuple[str, ...] = ()


class _Misfit(Exception):
    """A row that does not fit the article or its annotations."""


@operation("annotation.import", "import rows")
def import_rows(
    record: Recorder,
    rows: Sequence[GivenRow],
    looks: Callable[[str], Collection[str]],
    *,
    take_theirs: bool = False,
) -> RowImport:
    """Import rows of one article.

    A row of an existing annotation changes its label, status, entity, tags and note. It is skipped when it differs from
    another analyst's work, unless `take_theirs`, or when the annotation was changed after the table was written.
    It keeps its analyst and time; without an analyst, or edited by hand, it is by the importer. Any other row becomes
    a new annotation with its uid, origin, model, score and times.

    Args:
        record: the recorder.
        rows: the rows, all of one article.
        looks: returns the forms that a text can have in a cell of the table.
        take_theirs: whether rows replace the work of another analyst.
    """
    taken = RowImport()
    article = _article(record, rows, taken)
    if article is not None:
        _RowImporter(record, article, looks, taken, take_theirs).take(rows)
    return taken


def _article(record: Recorder, rows: Sequence[GivenRow], taken: RowImport) -> Row | None:
    """Return the article of the rows; None, with a problem, where it is not in the workspace."""
    uid, fingerprint = rows[0].cell("article_id"), rows[0].cell("text_sha256")
    question = "SELECT id, uid, text, text_sha256, note, updated_by, updated_at FROM articles WHERE {} = ?"
    found = list(record.db.query(question.format("uid"), [uid]))
    if not found or (fingerprint and found[0]["text_sha256"] != fingerprint):
        same = list(record.db.query(question.format("text_sha256"), [fingerprint])) if fingerprint else []
        if not same:
            why = (
                "its text here is different; import the article that the table was made from"
                if found
                else "it is not in this workspace; import it first"
            )
            title = flatten(rows[0].cell("article_title"))
            taken.problems.append(
                f"{rows[0].where}: the {len(rows):,} rows of article {uid} “{title}” were skipped: {why}"
            )
            return None
        found = same
    taken.uid = found[0]["uid"]
    return found[0]


class _RowImporter:
    """The import of the rows of one article, one by one."""

    def __init__(
        self,
        record: Recorder,
        article: Row,
        looks: Callable[[str], Collection[str]],
        taken: RowImport,
        take_theirs: bool,
    ) -> None:
        self._record = record
        self._take_theirs = take_theirs
        self._article = article
        self._text: str = article["text"]
        self._starts = [part.start for part in paragraphs(self._text)]
        self._looks = looks
        self._taken = taken
        self._names = CodebookLookup(record)
        self._runs: dict[str, int | None] = {}
        self._paths: dict[str, str] = {}
        self._new: list[Row] = []
        self._changed: dict[int, Row] = {}
        self._decided: set[int] = set()
        self._tags: list[tuple[int | None, str, list[int]]] = []
        self._seen: set[str] = set()
        self._read_what_is_here()

    def _read_what_is_here(self) -> None:
        db, article = self._record.db, self._article["id"]
        here = list(db.query("SELECT * FROM annotations WHERE article = ? ORDER BY id", [article]))
        self._by_uid: dict[str, Row] = {row["uid"]: row for row in here}
        self._by_place: dict[tuple[Any, ...], Row] = {_place(row): row for row in here if row["start"] is not None}
        self._entities = dict(db.execute("SELECT id, name FROM entities").fetchall())

    def take(self, rows: Sequence[GivenRow]) -> None:
        """Import the rows."""
        for row in rows:
            try:
                if row.cell("annotation_id") == row.cell("article_id"):
                    self._take_article(row)
                else:
                    self._take(row)
            except ConflictingRow as error:
                self._taken.refused.append(f"{row.where}: {error}")
            except (_Misfit, OutdatedRow, BadTag, BadSpan) as error:
                self._taken.problems.append(f"{row.where}: {str(error).rstrip('.')}")
        record = self._record
        numbers = dict(zip((row["uid"] for row in self._new), record.insert_all("annotations", self._new), strict=True))
        self._change_all()
        for number, uid, tags in self._tags:
            self._give_tags("annotation", numbers[uid] if number is None else number, tags)
        self._taken.labels = tuple(self._names.made_labels)

    def _change_all(self) -> None:
        """Change annotations, and keep the verdicts of other analysts on them."""
        groups: defaultdict[tuple[str, str, bool], list[int]] = defaultdict(list)
        for number, row in self._changed.items():
            groups[row["analyst"], row["updated_at"], number in self._decided].append(number)
        with ExitStack() as kept:
            for (who, when, decided), numbers in groups.items():
                kept.enter_context(verdicts_kept(self._record, numbers, decided=decided, author=(who, when)))
            self._record.update_all("annotations", self._changed)

    def _take_article(self, row: GivenRow) -> None:
        number, now = self._article["id"], self._article
        tags = self._tags_of("article", number)
        is_judged = bool(now["note"] or tags)
        here = StoredRow(
            name="the note and tags of the article",
            values={"note": now["note"], "tags": tags},
            analyst=now["updated_by"] if is_judged else "",
            is_judged=is_judged,
            at=now["updated_at"] if is_judged else "",
        )
        there: dict[str, Any] = {"note": self._note(row, now["note"]), "tags": self._tag_paths(row, tags)}
        if there == here.values:
            return
        who, when = row_author(row, here, there, self._record.analyst, self._record.at, take_theirs=self._take_theirs)
        self._give_tags("article", number, self._tag_ids(there["tags"]))
        note = {"note": there["note"]} if there["note"] != now["note"] else {}
        self._record.update("articles", number, **note, updated_by=who, updated_at=when)
        self._taken.changed += 1

    def _take(self, row: GivenRow) -> None:
        place, uid = self._anchor(row), row.cell("annotation_id")
        label = self._label(row)
        now = self._by_uid.get(uid)
        if now is None and place is not None:
            now = self._by_place.get((place.span.start, place.span.end, label))
        if now is None:
            self._add(row, place, uid, label)
        else:
            self._change(row, place, now, label)

    def _anchor(self, row: GivenRow) -> Anchor | None:
        """Return the anchor of a row's annotation; None when it is about the whole article."""
        quote, ends = row.cells.get("quote", ""), (row.cell("start"), row.cell("end"))
        if not any(ends) and not quote.strip() and row.cell("scope") in ("", "article"):
            return None
        if not all(end.isdecimal() for end in ends) or not int(ends[0]) < int(ends[1]) <= len(self._text):
            raise _Misfit(f"“{flatten(quote)}” is outside the text ({ends[0]} to {ends[1]}); correct start and end")
        span = Span(int(ends[0]), int(ends[1]))
        stands = span.of(self._text)
        if quote not in self._looks(stands) and normalise(quote) != stands:
            raise _Misfit(
                f"the text from {span.start} to {span.end} is “{flatten(stands)}”, not “{flatten(quote)}”; "
                "restore quote, start and end"
            )
        return anchor(self._text, span, self._starts)

    def _label(self, row: GivenRow) -> str | None:
        """Return the label of a row as it is spelt in the codebook; missing ones are not created yet."""
        typed = flatten(normalise(row.cell("label")))
        found = find_label(self._record.db, typed) if typed else None
        return str(found["name"]) if found else self._names.known_label(typed) if typed else None

    def _status(self, row: GivenRow, otherwise: str) -> str:
        status = row.cell("status").lower() if "status" in row.cells else otherwise
        if status not in list(Status):
            raise _Misfit(f"unknown status “{status}”; use {', '.join(Status)}")
        return status

    def _note(self, row: GivenRow, now: str) -> str:
        """Return the note of a row, or the stored one where it only looks different in the table."""
        if "note" not in row.cells:
            return now
        note = "\t".join(map(normalise, row.cells["note"].split("\t")))
        return now if note in self._looks(now) else note.replace(_LINE_END, "\n")

    def _entity(self, row: GivenRow, now: str) -> str:
        """Return the name of a row's entity; the one that is here where the table does not say or only spells it so."""
        if "entity" not in row.cells:
            return now
        name = flatten(normalise(row.cell("entity")))
        return now if name in self._looks(now) else name

    def _tag_paths(self, row: GivenRow, here: Sequence[str] = ()) -> list[str]:
        """Return the paths of a row's tags, in order; those that are here where the table does not say."""
        if "tags" not in row.cells or (here and row.cell("tags") in self._looks(join_tags(here))):
            return list(here)
        typed = [tag_path(path) for path in row.cells["tags"].split(SEPARATOR) if path.strip()]
        return sorted({self._spelt(path) for path in typed})

    def _spelt(self, path: str) -> str:
        """Return the path of a tag as the codebook has it, or as it is where it is new; nothing is made."""
        if path not in self._paths:
            found = find_tag(self._record.db, path)
            self._paths[path] = str(found["path"]) if found else path
        return self._paths[path]

    def _tag_ids(self, paths: Sequence[str]) -> list[int]:
        """Return the ids of tags; those that are not here yet are made."""
        return sorted({self._names.tag(path) for path in paths})

    def _add(self, row: GivenRow, place: Anchor | None, uid: str, label: str | None) -> None:
        record = self._record
        if not uid:
            raise _Misfit("it has no annotation_id; put it back, or mark what is new in the reader")
        if not is_uid(uid, "annotations"):
            raise _Misfit(
                f"no annotation can be called “{flatten(uid)}”; put annotation_id back, or mark it in the reader"
            )
        if record.db.execute("SELECT 1 FROM annotations WHERE uid = ?", [uid]).fetchone():
            raise _Misfit(f"annotation {uid} is one of another article here; put annotation_id and article_id back")
        origin, status, score = row.cell("origin"), self._status(row, Status.ACCEPTED), _score(row)
        entity, tags = self._entity(row, ""), self._tag_paths(row)
        label = self._names.label(label) if label else None
        made: Row = {
            "uid": uid,
            "article": self._article["id"],
            **(
                anchor_columns(place)
                if place
                else {"start": None, "end": None, "quote": "", "prefix": "", "suffix": ""}
            ),
            "label": label,
            "status": status,
            "note": self._note(row, ""),
            "entity": self._names.entity(entity, label) if entity else None,
            "origin": origin if origin in list(Origin) else Origin.IMPORTED,
            "run": self._run(row),
            "score": score,
            "analyst": row.analyst,
            "created_at": self._instant(row, "created_at"),
            "updated_at": self._instant(row, "updated_at"),
        }
        self._new.append(made)
        self._by_uid[uid] = made
        self._seen.add(uid)
        if place is not None:
            self._by_place[_place(made)] = made
        if tags:
            self._tags.append((None, uid, self._tag_ids(tags)))
        self._taken.added += 1

    def _instant(self, row: GivenRow, name: str) -> str:
        """Return a time of a row, or the current time where it has none, or a spreadsheet has changed its format."""
        return row.cell(name) if is_timestamp(row.cell(name)) else self._record.at

    def _change(self, row: GivenRow, place: Anchor | None, now: Row, label: str | None) -> None:
        if now["uid"] in self._seen:
            raise _Misfit(f"annotation {now['uid']} is in the table twice; delete one of its rows")
        self._seen.add(now["uid"])
        where = None if now["start"] is None else Span(now["start"], now["end"])
        if where != (place.span if place else None):
            raise _Misfit(f"annotation {now['uid']} has other boundaries in the workspace; move them in the reader")
        tags = self._tags_of("annotation", now["id"])
        entity = self._entities.get(now["entity"], "")
        here = StoredRow(
            name=f"“{shorten_quote(now['quote'])}”" if place else "the annotation of the whole article",
            values={name: now[name] for name in ("status", "label", "note")} | {"entity": entity, "tags": tags},
            analyst=now["analyst"],
            is_judged=bool(now["status"] != Status.SUGGESTED or now["note"] or tags or entity),
            at=now["updated_at"],
        )
        there: dict[str, Any] = {
            "status": self._status(row, now["status"]),
            "label": label if "label" in row.cells else now["label"],
            "note": self._note(row, now["note"]),
            "entity": self._entity(row, entity),
            "tags": self._tag_paths(row, tags),
        }
        if there == here.values:
            self._taken.known += 1
            return
        who, when = row_author(row, here, there, self._record.analyst, self._record.at, take_theirs=self._take_theirs)
        twin = self._by_place.get((now["start"], now["end"], there["label"]))
        if twin is not None and twin["uid"] != now["uid"]:
            marked = there["label"] or "a highlight"
            raise _Misfit(f"“{now['quote']}” is marked as {marked} by another annotation; choose another label")
        # Only what differs, because a change of nothing else does not update analyst and time.
        values = {name: value for name, value in there.items() if value != here.values[name]}
        if "tags" in values:
            self._tags.append((now["id"], "", self._tag_ids(values.pop("tags"))))
        if values.get("label"):
            self._names.label(there["label"])
        if values.get("entity"):
            values["entity"] = self._names.entity(there["entity"], there["label"])
        elif "entity" in values:
            values["entity"] = None
        self._changed[now["id"]] = {**values, "analyst": who, "updated_at": when}
        if values.keys() & {"status", "label"}:
            self._decided.add(now["id"])
        self._taken.changed += 1

    def _run(self, row: GivenRow) -> int | None:
        """Return the id of the run of a suggestion, created if necessary."""
        model = row.cell("model")
        pipeline, _, version = model.rpartition(" ")
        if not pipeline or row.cell("origin") != Origin.MODEL:
            return None
        if model not in self._runs:
            key = [self._article["id"], pipeline, version]
            self._record.db.execute(
                "INSERT OR IGNORE INTO runs (article, pipeline, version, text_sha256, started_at) "
                "VALUES (?, ?, ?, ?, ?)",
                [*key, self._article["text_sha256"], self._record.at],
            )
            found = self._record.db.execute(
                "SELECT id FROM runs WHERE article = ? AND pipeline = ? AND version = ?", key
            ).fetchone()
            self._runs[model] = int(found[0])
        return self._runs[model]

    def _tags_of(self, kind: str, number: int) -> list[str]:
        """Return the sorted paths of the tags of an annotation or article."""
        question = f"SELECT path FROM tags JOIN {kind}_tags ON tags.id = tag WHERE {kind} = ?"
        return sorted(path for (path,) in self._record.db.execute(question, [number]).fetchall())

    def _give_tags(self, kind: str, number: int, tags: Sequence[int]) -> None:
        """Set the tags of an annotation or article."""
        rows = self._record.db.execute(f"SELECT tag FROM {kind}_tags WHERE {kind} = ? ORDER BY tag", [number])
        here = [tag for (tag,) in rows.fetchall()]
        for tag in here:
            if tag not in tags:
                self._record.delete(f"{kind}_tags", number, tag)
        missing = [{kind: number, "tag": tag} for tag in tags if tag not in here]
        self._record.insert_all(f"{kind}_tags", missing)


def _place(row: Row) -> tuple[Any, ...]:
    return row["start"], row["end"], row["label"]


def _score(row: GivenRow) -> float | None:
    written = row.cell("score").replace(",", ".")
    if not written:
        return None
    try:
        score = float(written)
    except ValueError:
        score = -1.0
    if not 0 <= score <= 1:
        raise _Misfit(f"“{written}” is not a score from 0 to 1")
    return score
