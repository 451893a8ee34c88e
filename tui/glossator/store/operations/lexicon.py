"""What an analyst says of a form wherever it is met: always such, never an entity, or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from glossator.domain.annotation import Status
from glossator.domain.lexicon import EntryOrigin, Ruling, lexicon_form
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.operation import operation
from glossator.store.operations.common import touch_all
from glossator.store.operations.labels import known_label, make_label
from glossator.store.queries.codebook import find_label
from glossator.store.queries.lexicon import taught
from glossator.store.queries.same_text import suggested_as, suggested_otherwise
from glossator.store.rows import Row


@dataclass(frozen=True, slots=True)
class LexiconImport:
    """How many forms an import has added, how many of those that were entered it has changed, and how many stayed."""

    added: int
    changed: int
    same: int


@operation("lexicon.always", "always suggest")
def always(record: Recorder, form: str, label: str) -> None:
    """Have a form suggested with a label in every article that is read from now on.

    Raises:
        BadForm: when that cannot be a form.
        Refused: when there is no such label.
    """
    _rule(record, lexicon_form(form), Ruling.ALWAYS, str(known_label(record, label)["name"]))


@operation("lexicon.never", "never suggest")
def never(record: Recorder, form: str) -> int:
    """Have a form suggested nowhere any more, reject it where nobody has decided on it, and return how often.

    Raises:
        BadForm: when that cannot be a form.
    """
    wanted = lexicon_form(form)
    _rule(record, wanted, Ruling.NEVER, None)
    undecided = suggested_as(record.db.conn, wanted)
    touch_all(record, undecided, status=Status.REJECTED)
    return len(undecided)


@operation("lexicon.apply", "apply lexicon")
def apply_ruling(record: Recorder, form: str) -> int:
    """Have the undecided suggestions of a form be what it stands for, and return how many were not.

    They get its label, and stay undecided; those of what is never an entity are rejected.

    Raises:
        BadForm: when that cannot be a form.
        Refused: when it stands for nothing.
    """
    wanted = lexicon_form(form)
    row = _entered(record, wanted)
    label = taught(record.db.conn, wanted).label if row is None else row["label"]
    if label is None and (row is None or row["ruling"] != Ruling.NEVER):
        raise Refused(f"“{wanted}” stands for nothing; give it a label first.")
    others = suggested_otherwise(record.db.conn, wanted, label)
    if label is None:
        return touch_all(record, others, status=Status.REJECTED)
    return touch_all(record, others, label=label)


@operation("lexicon.forget", "forget lexicon entry")
def forget(record: Recorder, form: str) -> None:
    """Have a form stand for nothing: what was entered goes; where decisions teach something, that is passed over.

    Raises:
        BadForm: when that cannot be a form.
    """
    wanted = lexicon_form(form)
    row = _entered(record, wanted)
    if row is None or taught(record.db.conn, wanted).label is not None:
        _rule(record, wanted, Ruling.FORGOTTEN, None)
    else:
        record.delete("lexicon", row["id"])


@operation("lexicon.learn", "learn lexicon entry again")
def learn_again(record: Recorder, form: str) -> None:
    """Take out what was entered for a form, so that it stands for what decisions teach.

    Raises:
        Refused: when nothing was entered for it.
    """
    row = _entered(record, lexicon_form(form))
    if row is None:
        raise Refused(f"Nothing was entered for “{form}”; it stands for what decisions teach.")
    record.delete("lexicon", row["id"])


@operation("lexicon.import", "import lexicon")
def take_lexicon(record: Recorder, entries: Iterable[tuple[str, str | None]]) -> LexiconImport:
    """Enter forms from a file, each with its label, or with None for never an entity; labels that are new are made.

    Suggestions that stand stay. Of a form that is there twice, the last counts.

    Raises:
        BadForm, BadName: when one cannot be a form or its label not a label; then none is entered.
    """
    wanted = {lexicon_form(form): label for form, label in entries}
    labels = {typed: _label(record, typed) for typed in dict.fromkeys(wanted.values()) if typed is not None}
    there = {row["form"]: row for row in record.db.query("SELECT id, form, ruling, label FROM lexicon")}
    added, changed = list[Row](), dict[int, Row]()
    for form, typed in wanted.items():
        label = None if typed is None else labels[typed]
        ruling = Ruling.NEVER if label is None else Ruling.ALWAYS
        row = there.get(form)
        stamps = {"origin": EntryOrigin.IMPORTED, "analyst": record.analyst, "at": record.at}
        if row is None:
            added.append({"form": form, "ruling": ruling, "label": label, **stamps})
        elif (row["ruling"], row["label"]) != (ruling, label):
            changed[row["id"]] = {"ruling": ruling, "label": label, **stamps}
    record.insert_all("lexicon", added)
    record.update_all("lexicon", changed)
    return LexiconImport(len(added), len(changed), len(wanted) - len(added) - len(changed))


def _rule(record: Recorder, form: str, ruling: Ruling, label: str | None) -> None:
    row = _entered(record, form)
    if row is not None and (row["ruling"], row["label"]) == (ruling, label):
        return
    values = {
        "ruling": ruling,
        "label": label,
        "origin": EntryOrigin.EDITED,
        "analyst": record.analyst,
        "at": record.at,
    }
    if row is None:
        record.insert("lexicon", {"form": form, **values})
    else:
        record.update("lexicon", row["id"], **values)


def _entered(record: Recorder, form: str) -> Row | None:
    return next(iter(list(record.db.query("SELECT * FROM lexicon WHERE form = ?", [form]))), None)


def _label(record: Recorder, typed: str) -> str:
    """Return the name of the label that `typed` means; one that is not in the codebook yet is made."""
    if find_label(record.db, typed) is None:
        make_label(record, typed)
    return str(known_label(record, typed)["name"])
