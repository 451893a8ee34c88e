"""A colleague's table: what differs from another analyst's work is refused by name, or taken as theirs when asked."""

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from glossator.domain.annotation import Annotation, Status
from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.services.importing.annotations import ImportedAnnotations
from glossator.store import history, operations
from glossator.store.operations.entities import link
from glossator.store.workspace import Workspace
from tests.formats.excerpts import article, given_articles, marked
from tests.services.importing.test_annotation_table import filled, table, taken
from tests.store.dumps import dump
from tests.store.scene import done, ticking

TEXT: Final = "The ferry Aurora left Port Selby. Mira Okafor stayed."
BARE: Final = given_articles(
    AnnotatedArticle(
        article(TEXT, note="", tags=()),
        tuple(
            marked(TEXT, words, label, status=Status.SUGGESTED, analyst="", note="", tags=(), entity="")
            for words, label in (("Aurora", "PRODUCT"), ("Port Selby", "GPE"), ("Mira Okafor", "PERSON"))
        ),
    )
)
EARLY, LATE = "2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"


@dataclass
class Copies:
    """Two copies of a workspace."""

    amina: Path
    ben: Path

    def work(self, analyst: str, at: str, *steps: Callable[[Workspace, int], object], quote: str = "Aurora") -> None:
        """Perform steps on an annotation in the analyst's own copy."""
        path = self.amina if analyst == "Amina" else self.ben
        with Workspace(path, replace(ticking(analyst, seed=len(analyst)), clock=always(at))) as workspace:
            (found,) = [one for one in workspace.annotations(1) if one.quote == quote]
            for step in steps:
                step(workspace, found.id)


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    made = Copies(tmp_path / "amina.db", tmp_path / "ben.db")
    filled(made.amina, BARE)
    shutil.copyfile(made.amina, made.ben)
    return made


def always(moment: str) -> Callable[[], str]:
    return lambda: moment


def accept(workspace: Workspace, number: int) -> None:
    done(workspace, operations.accept, [number])


def reject(workspace: Workspace, number: int) -> None:
    done(workspace, operations.reject, [number])


def relabel(label: str) -> Callable[[Workspace, int], None]:
    return lambda workspace, number: done(workspace, operations.relabel, number, label)


def note(text: str) -> Callable[[Workspace, int], object]:
    return lambda workspace, number: done(workspace, operations.write_note, number, text)


def tag(path: str) -> Callable[[Workspace, int], object]:
    return lambda workspace, number: done(workspace, operations.tag, number, path)


def entity(name: str) -> Callable[[Workspace, int], object]:
    return lambda workspace, number: done(workspace, link, [number], name)


def one(path: Path, quote: str = "Aurora") -> Annotation:
    with Workspace(path, ticking("reader")) as workspace:
        (found,) = [each for each in workspace.annotations(1) if each.quote == quote]
        return found


def brought(path: Path, data: bytes, analyst: str, *, take_theirs: bool = False) -> ImportedAnnotations:
    (outcome,) = taken(path, data, analyst, take_theirs=take_theirs)
    assert isinstance(outcome, ImportedAnnotations), outcome
    return outcome


def edited(data: bytes, change: Callable[[dict[str, str]], None], without: str = "") -> bytes:
    """Return the table after `change` to the row of “Aurora”, and without a column."""
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    for row in rows:
        if row["quote"] == "Aurora":
            change(row)
        row.pop(without, None)
    target = io.StringIO(newline="")
    lines = csv.DictWriter(target, list(rows[0]))
    lines.writeheader()
    lines.writerows(rows)
    return target.getvalue().encode("utf-8-sig")


# Amina's work, Ben's, and how the difference is reported.
DIFFERENCES: Final = [
    pytest.param((accept,), (reject,), "status (“accepted” here, “rejected” in the table)", id="status"),
    pytest.param((relabel("ORG"),), (relabel("FAC"),), "label (“ORG” here, “FAC” in the table)", id="label"),
    pytest.param((note("Hers."),), (note("His."),), "note (“Hers.” here, “His.” in the table)", id="note"),
    pytest.param((tag("sea/hers"),), (tag("sea/his"),), "tags (“sea/hers” here, “sea/his” in the table)", id="tags"),
    pytest.param(
        (accept, entity("MV Aurora")),
        (accept, entity("Aurora Borealis")),
        "entity (“MV Aurora” here, “Aurora Borealis” in the table)",
        id="entity",
    ),
]


@pytest.mark.parametrize("importer", ["Amina", "Ben", "Cora"])
@pytest.mark.parametrize(("first", "second"), [(EARLY, LATE), (LATE, EARLY), (LATE, LATE)])
@pytest.mark.parametrize(("hers", "his", "difference"), DIFFERENCES)
def test_what_differs_from_another_analysts_work_is_refused_and_the_rest_comes_in(
    copies: Copies,
    hers: tuple[Callable[[Workspace, int], object], ...],
    his: tuple[Callable[[Workspace, int], object], ...],
    difference: str,
    first: str,
    second: str,
    importer: str,
) -> None:
    copies.work("Amina", first, *hers)
    copies.work("Ben", second, *his)
    before, codebook = one(copies.amina), dump(copies.amina)
    copies.work("Ben", second, accept, quote="Port Selby")
    outcome = brought(copies.amina, table(copies.ben), importer)
    (refusal,) = outcome.refused
    assert refusal.startswith("row 2: “Aurora”: by Amina here; the row by Ben differs in ")
    assert difference in refusal
    assert (outcome.changed, outcome.known, outcome.problems) == (1, 1, ())
    assert outcome.summary == "0 annotations, 1 changed, 1 there already, 1 refused"
    assert one(copies.amina) == before
    assert (one(copies.amina, "Port Selby").status, one(copies.amina, "Port Selby").analyst) == ("accepted", "Ben")
    after = dump(copies.amina)
    for name in ("labels", "tags", "entities"):
        assert after[name] == codebook[name], "a refused row leaves nothing in the codebook"


@pytest.mark.parametrize("importer", ["Amina", "Ben", "Cora"])
@pytest.mark.parametrize(("first", "second"), [(EARLY, LATE), (LATE, EARLY), (LATE, LATE)])
@pytest.mark.parametrize(("hers", "his", "difference"), DIFFERENCES)
def test_what_is_taken_keeps_its_author_and_one_undo_brings_everything_back(
    copies: Copies,
    hers: tuple[Callable[[Workspace, int], object], ...],
    his: tuple[Callable[[Workspace, int], object], ...],
    difference: str,
    first: str,
    second: str,
    importer: str,
) -> None:
    copies.work("Amina", first, *hers)
    copies.work("Ben", second, *his)
    before, wanted = dump(copies.amina), one(copies.ben)
    outcome = brought(copies.amina, table(copies.ben), importer, take_theirs=True)
    assert (outcome.changed, outcome.refused, outcome.problems) == (1, (), ())
    found = one(copies.amina)
    assert (found.status, found.label, found.note, found.tags, found.entity) == (
        *(wanted.status, wanted.label, wanted.note, wanted.tags, wanted.entity),
    )
    assert (found.analyst, found.updated_at) == ("Ben", second)
    with Workspace(copies.amina, ticking(importer, seed=5)) as workspace:
        assert workspace.history(1)[0].analyst == importer
        done(workspace, history.undo)
    assert dump(copies.amina) == before


def test_a_note_on_what_another_analyst_accepted_is_refused_as_it_would_take_over_the_decision(copies: Copies) -> None:
    copies.work("Amina", EARLY, accept)
    copies.work("Ben", LATE, accept, note("His."))
    (refusal,) = brought(copies.amina, table(copies.ben), "Cora").refused
    assert refusal == (
        "row 2: “Aurora”: by Amina here; the row by Ben differs in note (none here, “His.” in the table)"
    )
    assert one(copies.amina).analyst == "Amina"


@pytest.mark.parametrize("importer", ["Amina", "Ben"])
@pytest.mark.parametrize("at", [EARLY, "2026-01-02T12:00:00Z", "2.1.2026 12:00"])
def test_a_suggestion_that_nobody_decided_on_takes_what_a_colleague_says(
    copies: Copies, importer: str, at: str
) -> None:
    copies.work("Ben", EARLY, relabel("ORG"), note("His."), tag("his"))
    data = edited(table(copies.ben), lambda row: row.update(updated_at=at))
    outcome = brought(copies.amina, data, importer)
    assert (outcome.changed, outcome.refused) == (1, ())
    found = one(copies.amina)
    assert (found.label, found.note, found.tags, found.analyst) == ("ORG", "His.", ("his",), "Ben")
    assert found.updated_at == (at if at.endswith("Z") else "2026-01-02T00:00:00Z")


def test_what_an_analyst_decided_later_elsewhere_replaces_their_own_decision(copies: Copies) -> None:
    copies.work("Amina", EARLY, accept)
    with Workspace(copies.ben, replace(ticking("Amina", seed=7), clock=always(LATE))) as workspace:
        reject(workspace, one(copies.ben).id)
    outcome = brought(copies.amina, table(copies.ben), "Ben")
    assert (outcome.changed, outcome.refused) == (1, ())
    assert (one(copies.amina).status, one(copies.amina).analyst, one(copies.amina).updated_at) == (
        *("rejected", "Amina", LATE),
    )


@pytest.mark.parametrize("named", ["", "Amina", None])
def test_a_row_without_an_analyst_or_edited_by_hand_is_by_who_imports_it(copies: Copies, named: str | None) -> None:
    copies.work("Amina", EARLY, accept)

    def change(row: dict[str, str]) -> None:
        row.update(status="rejected", analyst=named or "")

    data = edited(table(copies.amina), change, without="analyst" if named is None else "")
    (refusal,) = brought(copies.amina, data, "Ben").refused
    assert refusal == (
        "row 2: “Aurora”: by Amina here; the row by Ben differs in status (“accepted” here, “rejected” in the table)"
    )
    assert one(copies.amina).status == Status.ACCEPTED
    assert brought(copies.amina, data, "Amina").refused == ()
    assert (one(copies.amina).status, one(copies.amina).analyst) == ("rejected", "Amina")


def test_a_row_by_hand_that_is_taken_is_by_who_took_it(copies: Copies) -> None:
    copies.work("Amina", EARLY, accept)
    data = edited(table(copies.amina), lambda row: row.update(status="rejected"))
    assert brought(copies.amina, data, "Ben", take_theirs=True).changed == 1
    assert (one(copies.amina).status, one(copies.amina).analyst) == ("rejected", "Ben")


@pytest.mark.parametrize("take_theirs", [False, True])
def test_note_and_tags_of_an_article_have_an_author_as_well(copies: Copies, take_theirs: bool) -> None:
    for path, analyst, at in ((copies.amina, "Amina", EARLY), (copies.ben, "Ben", LATE)):
        with Workspace(path, replace(ticking(analyst), clock=always(at))) as workspace:
            done(workspace, operations.write_article_note, 1, f"By {analyst}.")
            done(workspace, operations.tag_article, 1, analyst.lower())
    before = dump(copies.amina)
    outcome = brought(copies.amina, table(copies.ben), "Amina", take_theirs=take_theirs)
    with Workspace(copies.amina, ticking("Amina", seed=8)) as workspace:
        found = workspace.article(workspace.articles()[0].uid)
        if take_theirs:
            assert (found.note, found.tags, found.updated_by, found.updated_at) == ("By Ben.", ("ben",), "Ben", LATE)
            done(workspace, history.undo)
        else:
            assert outcome.refused == (
                "row 2: the note and tags of the article: by Amina here; the row by Ben differs in "
                "note (“By Amina.” here, “By Ben.” in the table), tags (“amina” here, “ben” in the table)",
            )
    assert dump(copies.amina) == before


def test_a_table_that_says_the_same_as_is_here_is_known_whoever_made_it(copies: Copies) -> None:
    copies.work("Amina", EARLY, accept, note("Seen."))
    copies.work("Ben", LATE, accept, note("Seen."))
    before = dump(copies.amina)
    outcome = brought(copies.amina, table(copies.ben), "Ben")
    assert (outcome.known, outcome.changed, outcome.refused) == (3, 0, ())
    assert dump(copies.amina) == before
