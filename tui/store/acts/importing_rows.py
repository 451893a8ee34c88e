"""Taking in rows of our own table of annotations, for articles that are here."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tui.model.anchor import Anchor, BadSpan, anchor
from tui.model.annotation import Origin, Status
from tui.model.codebook import BadTag, tag_path
from tui.model.instants import is_instant
from tui.model.paragraphs import paragraphs
from tui.model.span import Span
from tui.model.text import flatten, normalise
from tui.model.uid import is_uid
from tui.store.acts.touching import placed
from tui.store.adding_annotated import Named
from tui.store.history import Recorder
from tui.store.queries.codebook import find_label
from tui.store.rows import Row

_LINE_END: Final = " ⏎ "
_SEPARATOR: Final = ";"


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row of the table: where it stands there, and its cells by name; those of columns that are not there are not."""

    where: str
    cells: Mapping[str, str]

    def cell(self, name: str) -> str:
        """Return a cell without spaces around it; empty when there is none."""
        return self.cells.get(name, "").strip()


@dataclass(slots=True)
class TakenRows:
    """What became of the rows of one article.

    Attributes:
        uid: of the article; empty when it is not here.
        added, changed, known: annotations that are new, that are otherwise now, and that were so already.
        problems: a sentence for each row that did not fit, and was left out.
        labels: those that the codebook did not have.
        batch: the act, for the rows of the next article to be part of.
    """

    uid: str = ""
    added: int = 0
    changed: int = 0
    known: int = 0
    problems: list[str] = field(default_factory=list)
    labels: tuple[str, ...] = ()
    batch: int | None = None


class _Misfit(Exception):
    """A row that does not fit; the message says why."""


def import_rows(
    record: Recorder, rows: Sequence[GivenRow], looks: Callable[[str], Collection[str]], continuing: int | None = None
) -> TakenRows:
    """Store what rows of one article say, and return what became of them.

    A row whose annotation is here changes label, status, entity, tags and note of it, unless somebody has changed it
    here after the table was written. Any other is stored under its own uid, with origin, model, score and times.

    Args:
        record: of the act.
        rows: all of one article.
        looks: what a text may look like in a cell of the table.
        continuing: the act that the rows of another article of the same table were stored in.
    """
    record.continue_from(continuing)
    taken = TakenRows()
    article = _article(record, rows, taken)
    if article is not None:
        _Taking(record, article, looks, taken).take(rows)
    taken.batch = record.batch if record.batch is not None else continuing
    return taken


def _article(record: Recorder, rows: Sequence[GivenRow], taken: TakenRows) -> Row | None:
    """Return the article that rows are of; say why where it is not here."""
    uid, fingerprint = rows[0].cell("article_id"), rows[0].cell("text_sha256")
    question = "SELECT id, uid, text, text_sha256, note, updated_at FROM articles WHERE {} = ?"
    found = list(record.db.query(question.format("uid"), [uid]))
    if not found or (fingerprint and found[0]["text_sha256"] != fingerprint):
        same = list(record.db.query(question.format("text_sha256"), [fingerprint])) if fingerprint else []
        if not same:
            why = (
                "it has another text here; import the one that the table was made from"
                if found
                else "it is not in this workspace; import it first"
            )
            title = flatten(rows[0].cell("article_title"))
            taken.problems.append(
                f"{rows[0].where}: none of the {len(rows):,} rows of article {uid} “{title}” was taken, as {why}"
            )
            return None
        found = same
    taken.uid = found[0]["uid"]
    return found[0]


class _Taking:
    """The rows of one article, taken in one by one."""

    def __init__(
        self, record: Recorder, article: Row, looks: Callable[[str], Collection[str]], taken: TakenRows
    ) -> None:
        self._record = record
        self._article = article
        self._text: str = article["text"]
        self._starts = [part.start for part in paragraphs(self._text)]
        self._looks = looks
        self._taken = taken
        self._names = Named(record)
        self._runs: dict[str, int | None] = {}
        self._new: list[Row] = []
        self._changed: dict[int, Row] = {}
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
        """Take the rows, and store what comes of them."""
        for row in rows:
            try:
                if row.cell("annotation_id") == row.cell("article_id"):
                    self._take_article(row)
                else:
                    self._take(row)
            except (_Misfit, BadTag, BadSpan) as error:
                self._taken.problems.append(f"{row.where}: {str(error).rstrip('.')}")
        record = self._record
        numbers = dict(zip((row["uid"] for row in self._new), record.insert_all("annotations", self._new), strict=True))
        record.update_all("annotations", self._changed)
        for number, uid, tags in self._tags:
            self._give_tags("annotation", numbers[uid] if number is None else number, tags)
        self._taken.labels = tuple(self._names.made_labels)

    def _take_article(self, row: GivenRow) -> None:
        number, now = self._article["id"], self._article
        note = self._note(row, now["note"])
        here = self._tags_of("article", number)
        tags = self._tag_ids(row, here)
        changes = {} if note == now["note"] else {"note": note}
        if tags is not None and set(tags) != set(here):
            changes["tags"] = ""
        if not changes:
            return
        self._refuse_older(row, now["updated_at"] if now["note"] or here else "")
        if tags is not None:
            self._give_tags("article", number, tags)
        who, when = self._stamps(row, now["updated_at"] if now["note"] or here else "")
        self._record.update("articles", number, note=note, updated_by=who, updated_at=when)
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
        """Return where a row's annotation stands; None when it is about the whole article."""
        quote, ends = row.cells.get("quote", ""), (row.cell("start"), row.cell("end"))
        if not any(ends) and not quote.strip() and row.cell("scope") in ("", "article"):
            return None
        if not all(end.isdecimal() for end in ends) or not int(ends[0]) < int(ends[1]) <= len(self._text):
            raise _Misfit(
                f"“{flatten(quote)}” should stand from {ends[0]} to {ends[1]}, where no text is; correct start and end"
            )
        span = Span(int(ends[0]), int(ends[1]))
        stands = span.of(self._text)
        if quote not in self._looks(stands) and normalise(quote) != stands:
            raise _Misfit(
                f"“{flatten(quote)}” is not what stands from {span.start} to {span.end}, which is “{flatten(stands)}”; "
                "put back quote, start and end"
            )
        return anchor(self._text, span, self._starts)

    def _label(self, row: GivenRow) -> str | None:
        typed = flatten(normalise(row.cell("label")))
        found = find_label(self._record.db, typed) if typed else None
        return str(found["name"]) if found else self._names.label(typed) if typed else None

    def _status(self, row: GivenRow, otherwise: str) -> str:
        status = row.cell("status").lower() if "status" in row.cells else otherwise
        if status not in list(Status):
            raise _Misfit(f"there is no status “{status}”; there are {', '.join(Status)}")
        return status

    def _note(self, row: GivenRow, now: str) -> str:
        """Return the note that a row has; the one that is here where it only looks otherwise in the table."""
        if "note" not in row.cells:
            return now
        note = "\t".join(map(normalise, row.cells["note"].split("\t")))
        return now if note in self._looks(now) else note.replace(_LINE_END, "\n")

    def _entity(self, row: GivenRow, now: int | None, label: str | None) -> int | None:
        if "entity" not in row.cells:
            return now
        name = flatten(normalise(row.cell("entity")))
        if now is not None and name in self._looks(self._entities[now]):
            return now
        return self._names.entity(name, label) if name else None

    def _tag_ids(self, row: GivenRow, here: Sequence[int] = ()) -> list[int] | None:
        """Return the ids of a row's tags; None where the table does not say, or has those that are here."""
        if "tags" not in row.cells or (here and row.cell("tags") in self._looks(self._joined(here))):
            return None
        paths = [tag_path(path) for path in row.cells["tags"].split(_SEPARATOR) if path.strip()]
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
        origin = row.cell("origin")
        tags = self._tag_ids(row)
        made: Row = {
            "uid": uid,
            "article": self._article["id"],
            **(placed(place) if place else {"start": None, "end": None, "quote": "", "prefix": "", "suffix": ""}),
            "label": label,
            "status": self._status(row, Status.ACCEPTED),
            "note": self._note(row, ""),
            "entity": self._entity(row, None, label),
            "origin": origin if origin in list(Origin) else Origin.IMPORTED,
            "run": self._run(row),
            "score": _score(row),
            "analyst": flatten(normalise(row.cell("analyst"))),
            "created_at": self._instant(row, "created_at"),
            "updated_at": self._instant(row, "updated_at"),
        }
        self._new.append(made)
        self._by_uid[uid] = made
        self._seen.add(uid)
        if place is not None:
            self._by_place[_place(made)] = made
        if tags:
            self._tags.append((None, uid, tags))
        self._taken.added += 1

    def _instant(self, row: GivenRow, name: str) -> str:
        """Return an instant that a row has; this one where it has none, or a spreadsheet has made something of it."""
        return row.cell(name) if is_instant(row.cell(name)) else self._record.at

    def _change(self, row: GivenRow, place: Anchor | None, now: Row, label: str | None) -> None:
        if now["uid"] in self._seen:
            raise _Misfit(f"annotation {now['uid']} is in the table twice; take one of its rows out")
        self._seen.add(now["uid"])
        where = None if now["start"] is None else Span(now["start"], now["end"])
        if where != (place.span if place else None):
            raise _Misfit(
                f"annotation {now['uid']} has other boundaries here than in the table; move them in the reader"
            )
        values = {
            "label": label if "label" in row.cells else now["label"],
            "status": self._status(row, now["status"]),
            "note": self._note(row, now["note"]),
            "entity": self._entity(row, now["entity"], label),
        }
        here = self._tags_of("annotation", now["id"])
        tags = self._tag_ids(row, here)
        same_tags = tags is None or set(tags) == set(here)
        if same_tags and all(now[name] == value for name, value in values.items()):
            self._taken.known += 1
            return
        self._refuse_older(row, now["updated_at"])
        twin = self._by_place.get((now["start"], now["end"], values["label"]))
        if twin is not None and twin["uid"] != now["uid"]:
            marked = values["label"] or "a highlight"
            raise _Misfit(f"“{now['quote']}” is marked as {marked} by another annotation; choose another label")
        who, when = self._stamps(row, now["updated_at"])
        self._changed[now["id"]] = {**values, "analyst": who, "updated_at": when}
        if tags is not None and not same_tags:
            self._tags.append((now["id"], "", tags))
        self._taken.changed += 1

    def _refuse_older(self, row: GivenRow, changed_at: str) -> None:
        """Refuse a row that somebody has changed here after it was written.

        Raises:
            _Misfit: when somebody has.
        """
        written = row.cell("updated_at")
        if written and changed_at > written:
            raise _Misfit(
                f"it was changed here at {changed_at}, after what the table has of {written}; export the table anew"
            )

    def _stamps(self, row: GivenRow, changed_at: str) -> tuple[str, str]:
        """Return who changed a row and when: as it says where it is newer, else whoever brings it in, now."""
        written = row.cell("updated_at")
        if written > changed_at:
            return flatten(normalise(row.cell("analyst"))), written
        return self._record.analyst, self._record.at

    def _run(self, row: GivenRow) -> int | None:
        """Return the id of the machine's run that a suggestion is of, begun anew where there is none."""
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

    def _joined(self, tags: Sequence[int]) -> str:
        marks = ",".join("?" * len(tags))
        question = f"SELECT path FROM tags WHERE id IN ({marks}) ORDER BY path"
        return f"{_SEPARATOR} ".join(path for (path,) in self._record.db.execute(question, list(tags)).fetchall())

    def _tags_of(self, kind: str, number: int) -> list[int]:
        rows = self._record.db.execute(f"SELECT tag FROM {kind}_tags WHERE {kind} = ? ORDER BY tag", [number])
        return [tag for (tag,) in rows.fetchall()]

    def _give_tags(self, kind: str, number: int, tags: Sequence[int]) -> None:
        """Leave an annotation or article with just these tags."""
        here = self._tags_of(kind, number)
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
        raise _Misfit(f"“{written}” is no score; it is a number from 0 to 1")
    return score
