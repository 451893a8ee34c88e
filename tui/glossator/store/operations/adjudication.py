"""Adjudicating annotations and forms of the lexicon on which analysts disagree.

The verdicts stay; the adjudication decides what stands. Merging never changes it, a later decision by hand opens it
again.
"""

from collections.abc import Iterable

from glossator.domain.annotation import Status
from glossator.domain.lexicon import EntryOrigin
from glossator.store.errors import Missing, Refused
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.operations.common import anchor_columns, refuse_duplicate
from glossator.store.operations.labels import current_label
from glossator.store.rows import Row
from glossator.text.anchor import Anchor, anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span


@operation("verdict.adjudicate", "adjudicate")
def adjudicate(
    record: Recorder,
    annotation: int,
    status: Status,
    label: str | None,
    place: Anchor | None = None,
    note: str = "",
) -> None:
    """Decide what stands of an annotation on which analysts disagree.

    Args:
        record: the recorder.
        annotation: its id.
        status: accepted or rejected.
        label: its label; None for a highlight.
        place: its boundaries; None to leave them.
        note: why; may be empty.

    Raises:
        Refused: when nobody but one analyst has decided on it, or another annotation has the span and label.
        Missing: when it has been deleted.
    """
    row = record.row("annotations", annotation)
    if not record.db.execute("SELECT 1 FROM verdicts WHERE annotation = ? LIMIT 1", [annotation]).fetchone():
        raise Refused(f"Analysts do not disagree on “{row['quote']}”; accept, reject or relabel it instead.")
    if status is Status.SUGGESTED:
        raise Refused("An adjudicated annotation is accepted or rejected; choose one.")
    label = current_label(record, label)
    columns = {} if place is None else anchor_columns(place)
    span = (columns or row)["start"], (columns or row)["end"]
    if row["start"] is not None and status is Status.ACCEPTED:
        refuse_duplicate(record, row["article"], Span(*span), label, but=[annotation])
    record.update("annotations", annotation, **columns, status=status, label=label)
    _store(record, annotation, {"status": status, "label": label, "start": span[0], "end": span[1], "note": note})


@operation("verdict.take_side", "adjudicate for an analyst")
def take_side(record: Recorder, annotation: int, analyst: str, note: str = "") -> None:
    """Let the verdict of one analyst stand.

    Raises:
        Missing: when the analyst has not decided on the annotation.
        Refused: as `adjudicate`.
    """
    row = record.row("annotations", annotation)
    verdict = record.db.execute(
        'SELECT status, label, start, "end" FROM verdicts WHERE annotation = ? AND analyst = ?', [annotation, analyst]
    ).fetchone()
    if verdict is None:
        raise Missing(f"{analyst} has not decided on “{row['quote']}”; choose another analyst.")
    status, label, start, end = verdict
    place = None
    if start is not None and (start, end) != (row["start"], row["end"]):
        (text,) = record.db.execute("SELECT text FROM articles WHERE id = ?", [row["article"]]).fetchone()
        place = anchor(text, Span(start, end), [part.start for part in paragraphs(text)])
    adjudicate(record, annotation, Status(status), label, place, note)


@operation("verdict.take_sides", "adjudicate several")
def take_sides(record: Recorder, sides: Iterable[tuple[int, str]], note: str = "") -> None:
    """Let the verdict of one analyst stand for each of several annotations, or for none where one fails."""
    for annotation, analyst in sides:
        take_side(record, annotation, analyst, note)


@operation("lexicon.adjudicate", "adjudicate lexicon entry")
def adjudicate_form(record: Recorder, form: str, analyst: str) -> None:
    """Let what one analyst entered for a form apply.

    Raises:
        Missing: when the analyst has entered nothing for it that others dispute.
    """
    given = list(record.db.query("SELECT * FROM lexicon_verdicts WHERE form = ? ORDER BY id", [form]))
    chosen = next((row for row in given if row["analyst"] == analyst), None)
    if chosen is None:
        raise Missing(f"{analyst} has no disputed entry for “{form}”; choose another analyst.")
    values = {
        "ruling": chosen["ruling"],
        "label": chosen["label"],
        "origin": EntryOrigin.EDITED,
        "analyst": record.analyst,
        "at": record.at,
    }
    known = record.db.execute("SELECT id FROM lexicon WHERE form = ?", [form]).fetchone()
    if known is None:
        record.insert("lexicon", {"form": form, **values})
    else:
        record.update("lexicon", int(known[0]), **values)
    for row in given:
        record.delete("lexicon_verdicts", row["id"])


def _store(record: Recorder, annotation: int, values: Row) -> None:
    stamped = {**values, "analyst": record.analyst, "decided_at": record.at}
    if record.db.execute("SELECT 1 FROM adjudications WHERE annotation = ?", [annotation]).fetchone():
        record.update("adjudications", annotation, **stamped)
    else:
        record.insert("adjudications", {"annotation": annotation, **stamped})
