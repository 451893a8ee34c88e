"""Operations on the lexicon: always or never suggesting a form."""

from collections.abc import Iterable
from dataclasses import dataclass

from glossator.domain.annotation import Status
from glossator.domain.lexicon import EntryOrigin, Ruling, lexicon_form
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.operations.common import update_all_stamped
from glossator.store.operations.labels import make_label, require_label
from glossator.store.queries.codebook import find_label
from glossator.store.queries.lexicon import deviating_suggestions, learnt_from_decisions, suggestions_of_form
from glossator.store.rows import Row


@dataclass(frozen=True, slots=True)
class LexiconImport:
    """The numbers of forms that an import added, changed, and found equal."""

    added: int
    changed: int
    same: int


@operation("lexicon.always", "always suggest")
def always_suggest(record: Recorder, form: str, label: str) -> None:
    """Always suggest a form with a label, in articles that are analysed from now on.

    Raises:
        BadForm: when `form` is not valid.
        Refused: when the label does not exist.
    """
    _enter(record, lexicon_form(form), Ruling.ALWAYS, str(require_label(record, label)["name"]))


@operation("lexicon.never", "never suggest")
def never_suggest(record: Recorder, form: str) -> int:
    """Never suggest a form again, reject its undecided suggestions, and return how many these are.

    Raises:
        BadForm: when `form` is not valid.
    """
    wanted = lexicon_form(form)
    _enter(record, wanted, Ruling.NEVER, None)
    undecided = suggestions_of_form(record.db.conn, wanted)
    update_all_stamped(record, undecided, status=Status.REJECTED)
    return len(undecided)


@operation("lexicon.apply", "apply lexicon")
def apply_lexicon(record: Recorder, form: str) -> int:
    """Apply the entry of a form to its undecided suggestions, and return how many have changed.

    They get its label and stay undecided; where the form is never to be suggested, they are rejected.

    Raises:
        BadForm: when `form` is not valid.
        Refused: when the form has no entry.
    """
    wanted = lexicon_form(form)
    row = _entered(record, wanted)
    label = learnt_from_decisions(record.db.conn, wanted).label if row is None else row["label"]
    if label is None and (row is None or row["ruling"] != Ruling.NEVER):
        raise Refused(f"“{wanted}” has no entry in the lexicon; give it a label first.")
    others = deviating_suggestions(record.db.conn, wanted, label)
    if label is None:
        return update_all_stamped(record, others, status=Status.REJECTED)
    return update_all_stamped(record, others, label=label)


@operation("lexicon.forget", "forget lexicon entry")
def forget_form(record: Recorder, form: str) -> None:
    """Remove the entry of a form; where one is learnt from decisions, ignore it.

    Raises:
        BadForm: when `form` is not valid.
    """
    wanted = lexicon_form(form)
    row = _entered(record, wanted)
    if row is None or learnt_from_decisions(record.db.conn, wanted).label is not None:
        _enter(record, wanted, Ruling.FORGOTTEN, None)
    else:
        record.delete("lexicon", row["id"])


@operation("lexicon.learn", "learn lexicon entry again")
def relearn_form(record: Recorder, form: str) -> None:
    """Remove what was entered for a form, so that its entry is learnt from decisions again.

    Raises:
        Refused: when nothing was entered.
    """
    row = _entered(record, lexicon_form(form))
    if row is None:
        raise Refused(f"Nothing was entered for “{form}”; its entry is learnt from decisions.")
    record.delete("lexicon", row["id"])


@operation("lexicon.import", "import lexicon")
def import_forms(record: Recorder, entries: Iterable[tuple[str, str | None]]) -> LexiconImport:
    """Enter forms, each with its label, or None for never; missing labels are created, suggestions do not change.

    Of several entries of a form, the last counts.

    Raises:
        BadForm, BadName: when a form or label is not valid; then none is entered.
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


def _enter(record: Recorder, form: str, ruling: Ruling, label: str | None) -> None:
    row = _entered(record, form)
    # What is entered by hand decides where analysts disagreed.
    for (disputed,) in record.db.execute("SELECT id FROM lexicon_verdicts WHERE form = ?", [form]).fetchall():
        record.delete("lexicon_verdicts", disputed)
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
    return next(iter([*record.db.query("SELECT * FROM lexicon WHERE form = ?", [form])]), None)


def _label(record: Recorder, typed: str) -> str:
    """Return the name of a label, created if necessary."""
    if find_label(record.db, typed) is None:
        make_label(record, typed)
    return str(require_label(record, typed)["name"])
