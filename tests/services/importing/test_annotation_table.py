"""Our own table of annotations: out, in where the articles are, and out again; and after a spreadsheet was at it."""

import csv
import io
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from glossator.domain.annotation import Annotation, Origin, Status
from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.formats.file_head import FileHead
from glossator.formats.tables import annotation_table
from glossator.formats.tables.annotation_table import is_table
from glossator.formats.tables.csv_formats import table_formats
from glossator.formats.tables.formula_guard import unguard
from glossator.formats.tables.profiles import PROFILES, Profile
from glossator.services.exporting import export
from glossator.services.importing.annotation_table import import_table
from glossator.services.importing.annotations import ImportedAnnotations
from glossator.services.importing.articles import import_articles
from glossator.services.importing.inputs import Failed, Imported, Incoming, Outcome
from glossator.store import history, operations
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.queries.records import FlatFilter
from glossator.store.workspace import Workspace
from glossator.text.span import Span
from tests.formats.excerpts import Given, annotation, article, excerpts, given_articles, marked
from tests.services.importing.test_annotations import brought_in, empty_workspace, written
from tests.store.dumps import dump
from tests.store.scene import done, place, ticking

TEXT: Final = "The ferry Aurora left Port Selby.\n\nMira Okafor stayed. Aurora came back, =safe and sound."
FERRY: Final = AnnotatedArticle(
    article(TEXT, note="=to be read", tags=("sea",)),
    (
        annotation(TEXT, None, None, note="All of it.\nTwice."),
        marked(TEXT, "Aurora", "PRODUCT", entity="MV Aurora", tags=("sea", "vessels/ferries"), note="one\ntwo"),
        marked(TEXT, "Port Selby.\n\nMira", "GPE", status=Status.SUGGESTED, analyst=""),
        marked(TEXT, "Mira Okafor", "PERSON", status=Status.REJECTED, tags=("people",), entity="Mira"),
        marked(TEXT, "safe", "STATE", note="- see the logbook", score=0.5),
    ),
)


def bare(given_one: Given) -> Given:
    """Return the articles alone."""
    return given_articles(*(AnnotatedArticle(replace(one.article, note="", tags=()), ()) for one in given_one.found))


def filled(path: Path, given_one: Given) -> None:
    """Make a workspace with articles and annotations."""
    path.write_bytes(empty_workspace())
    brought_in(path, "prodigy", written("prodigy", given_one))


def table(path: Path, profile: Profile = PROFILES["excel"]) -> bytes:
    target = io.BytesIO()
    with Workspace(path, ticking("bo")) as workspace:
        export(workspace, FlatFilter(), table_formats(profile)["csv"], target)
    return target.getvalue()


def taken(path: Path, data: bytes, analyst: str = "bo", *, take_theirs: bool = False) -> list[Outcome]:
    with LazyWorkspace(path, ticking(analyst, seed=3)) as opening:
        return list(import_table(opening, "t.csv", annotation_table.read(data), take_theirs=take_theirs))


def one_taken(path: Path, data: bytes, analyst: str = "ann", *, take_theirs: bool = False) -> ImportedAnnotations:
    (outcome,) = taken(path, data, analyst, take_theirs=take_theirs)
    assert isinstance(outcome, ImportedAnnotations), outcome
    return outcome


def marks(path: Path) -> list[Annotation]:
    with Workspace(path, ticking("bo")) as workspace:
        return workspace.annotations(workspace.articles()[0].id)


def cells(data: bytes) -> list[str]:
    """Return the cells of a table that commas divide."""
    return [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in row]


@given(excerpts(), st.sampled_from(sorted(PROFILES)))
@settings(max_examples=25)
def test_out_in_where_the_articles_are_and_out_again_is_the_same(excerpt: Given, profile: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        full, empty = Path(folder, "full.db"), Path(folder, "empty.db")
        filled(full, excerpt)
        filled(empty, bare(excerpt))
        first = table(full, PROFILES[profile])
        if first.count(b"\n") < 2:
            return
        # Where nothing is guarded, and the table is too short to show it, such a text stands for one that was.
        assume(PROFILES[profile].guard or not any(unguard(cell) != cell for cell in cells(first)))
        outcomes = taken(empty, first)
        assert not [one for one in outcomes if isinstance(one, Failed) or one.losses], outcomes
        assert table(empty, PROFILES[profile]).decode() == first.decode()
        before = dump(full)
        assert all(isinstance(one, Imported) and not one.losses for one in taken(full, first))
        assert dump(full) == before


@pytest.fixture
def full(tmp_path: Path) -> Path:
    path = tmp_path / "full.db"
    filled(path, given_articles(FERRY))
    return path


def changed(data: bytes, change: Callable[[dict[str, str]], None], **how: str) -> bytes:
    """Return the table as a spreadsheet saves it when each row was changed."""
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    for row in rows:
        change(row)
    names = list(rows[0])
    if how.get("order") == "reversed":
        names.reverse()
    target = io.StringIO(newline="")
    lines = csv.DictWriter(target, names, delimiter=how.get("delimiter", ","))
    lines.writeheader()
    lines.writerows(rows)
    return target.getvalue().encode(how.get("encoding", "utf-8-sig"))


def nothing(_: dict[str, str]) -> None:
    """Change nothing."""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_a_spreadsheet_made_of_it_is_understood(full: Path, encoding: str, delimiter: str) -> None:
    before = dump(full)

    def lossy(row: dict[str, str]) -> None:
        # The code page of Windows has no sign for a line end, but curly apostrophes at a place of its own.
        if encoding == "cp1252":
            row.update({name: cell.replace("⏎", "?") for name, cell in row.items()})
            row["note"] = "a ’ b" if row["quote"] == "safe" else row["note"]

    data = changed(table(full), lossy, encoding=encoding, delimiter=delimiter, order="reversed")
    with LazyWorkspace(full, ticking("ann", seed=3)) as opening:
        (outcome,) = import_articles(opening, [Incoming("t.csv", lambda: data)])
    assert isinstance(outcome, ImportedAnnotations)
    assert outcome.problems == ()
    if encoding == "cp1252":
        assert [one.note for one in marks(full) if one.quote == "safe"] == ["a ’ b"]
    else:
        assert dump(full) == before


def test_what_was_changed_in_a_spreadsheet_is_changed_here_in_one_act(full: Path) -> None:
    def change(row: dict[str, str]) -> None:
        if row["quote"] == "Aurora":
            row.update(label="ORG", status="rejected", tags="Sea; new", entity="", note="three")

    before = dump(full)
    outcome = one_taken(full, changed(table(full), change))
    assert (outcome.annotations, outcome.changed, outcome.known, outcome.problems) == (0, 1, 4, ())
    assert outcome.summary == "0 annotations, 1 changed, 4 there already"
    (one,) = [one for one in marks(full) if one.quote == "Aurora"]
    assert (one.label, one.status, one.tags, one.entity, one.note) == ("ORG", "rejected", ("new", "sea"), None, "three")
    assert (one.analyst, one.origin) == ("ann", Origin.IMPORTED)
    with Workspace(full, ticking("ann", seed=4)) as workspace:
        assert workspace.problems() == []
        done(workspace, history.undo)
    assert dump(full) == before


def test_the_articles_own_note_and_tags_are_changed_too(full: Path) -> None:
    def change(row: dict[str, str]) -> None:
        if row["scope"] == "article" and row["annotation_id"] == row["article_id"]:
            row.update(note="'=read", tags="")

    before = dump(full)
    assert one_taken(full, changed(table(full), change), "bo").changed == 1
    with Workspace(full, ticking("bo", seed=4)) as workspace:
        there = workspace.article(workspace.articles()[0].uid)
        assert (there.note, there.tags) == ("=read", ())
        assert workspace.problems() == []
        done(workspace, history.undo)
    assert dump(full) == before


@pytest.mark.parametrize("take_theirs", [False, True])
def test_what_its_analyst_changed_here_since_is_not_written_over(full: Path, take_theirs: bool) -> None:
    data = table(full)
    with Workspace(full, replace(ticking("ann", seed=9), clock=lambda: "2027-01-01T00:00:00Z")) as workspace:
        (one,) = [one for one in workspace.annotations(1) if one.quote == "Aurora"]
        done(workspace, operations.write_note, one.id, "Later still.")
    outcome = one_taken(full, data, "bo", take_theirs=take_theirs)
    assert outcome.losses == (
        "row 4: “Aurora”: changed here at 2027-01-01T00:00:00Z, after what the table has of 2026-01-02T12:00:00Z; "
        "export the table again",
    )
    assert "Later still." in [one.note for one in marks(full)]


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        (
            "quote",
            "Boreas",
            "the text from 10 to 16 is “Aurora”, not “Boreas”; restore quote, start and end",
        ),
        ("start", "9999", "is outside the text (9999 to 16)"),
        ("start", "x", "outside the text (x to 16)"),
        ("status", "maybe", "unknown status “maybe”; use suggested, accepted, rejected"),
        ("tags", "a//b", "a//b"),
        ("score", "many", "“many” is not a score"),
        ("annotation_id", "", "it has no annotation_id"),
        ("annotation_id", "1e12", "no annotation can be called “1e12”; put annotation_id back"),
    ],
)
def test_a_row_that_does_not_fit_is_listed_and_the_rest_goes_in(
    tmp_path: Path, full: Path, column: str, cell: str, said: str
) -> None:
    def change(row: dict[str, str]) -> None:
        if row["quote"] == "Aurora":
            row[column] = cell

    empty = tmp_path / "empty.db"
    filled(empty, bare(given_articles(FERRY)))
    outcome = one_taken(empty, changed(table(full), change))
    (problem,) = outcome.losses
    assert problem.startswith("row 4: ")
    assert said in problem
    assert outcome.annotations == 4
    assert "Aurora" not in [one.quote for one in marks(empty)]


def test_what_a_spreadsheet_made_of_an_instant_is_not_kept(tmp_path: Path, full: Path) -> None:
    def change(row: dict[str, str]) -> None:
        row["created_at"] = "2.1.2026 12:00"

    empty = tmp_path / "empty.db"
    filled(empty, bare(given_articles(FERRY)))
    one_taken(empty, changed(table(full), change))
    assert {len(one.created_at) for one in marks(empty)} == {len("2026-01-02T12:00:00Z")}


def test_an_annotation_with_other_boundaries_here_is_listed(full: Path) -> None:
    def change(row: dict[str, str]) -> None:
        if row["quote"] == "Aurora":
            row.update(quote="ferry Aurora", start="4")

    assert one_taken(full, changed(table(full), change)).losses == (
        f"row 4: annotation {FERRY.annotations[1].uid} has other boundaries in the workspace; move them in the reader",
    )


def test_a_label_that_another_annotation_has_there_is_not_given_twice(full: Path) -> None:
    with Workspace(full, ticking("ann", seed=8)) as workspace:
        done(workspace, operations.annotate, 1, place(TEXT, "Aurora"), "ORG")

    def change(row: dict[str, str]) -> None:
        if row["label"] == "PRODUCT":
            row["label"] = "ORG"

    (problem,) = one_taken(full, changed(table(full), change)).losses
    assert "“Aurora” is marked as ORG by another annotation" in problem


def test_articles_that_are_not_here_or_have_another_text_are_reported(tmp_path: Path, full: Path) -> None:
    data = table(full)
    assert [one.reason for one in taken(tmp_path / "none.db", data) if isinstance(one, Failed)] == [
        "its articles are not in this workspace; import them first, or name their workspace"
    ]
    assert not (tmp_path / "none.db").exists()
    other = tmp_path / "other.db"
    filled(other, given_articles(AnnotatedArticle(article(f"{TEXT}!", uid=FERRY.article.uid), ())))
    (failed,) = taken(other, data)
    assert isinstance(failed, Failed)
    assert failed.reason == (
        f"row 2: the 6 rows of article {FERRY.article.uid} “Ferry” were skipped: its text here is different; "
        "import the article that the table was made from"
    )
    assert dump(other)["annotations"] == []


def test_an_article_under_another_name_is_known_by_its_text(tmp_path: Path, full: Path) -> None:
    other = tmp_path / "other.db"
    filled(other, given_articles(AnnotatedArticle(article(TEXT, uid="t_222222222222"), ())))
    assert one_taken(other, table(full)).annotations == 5


def test_a_machine_s_suggestions_keep_their_model_and_score(tmp_path: Path) -> None:
    first, second = tmp_path / "a.db", tmp_path / "b.db"
    for path in (first, second):
        filled(path, bare(given_articles(FERRY)))
    with Workspace(first, ticking("ann", seed=8)) as workspace:
        found = [StoredSuggestion(place(TEXT, "Aurora"), "PRODUCT", 0.25)]
        workspace.store_analysis(
            "en_test", "1.0", [AnalysedPart(1, [Span(0, len(TEXT))], found, finished=True)]
        ).result()
    data = table(first)
    one_taken(second, changed(data, lambda row: row.update(score=row["score"].replace(".", ",")), delimiter=";"))
    (one,) = marks(second)
    assert (one.origin, one.model, one.score, one.analyst) == (Origin.MODEL, "en_test 1.0", 0.25, "")
    assert table(second) == data
    with Workspace(second, ticking("ann", seed=8)) as workspace:
        assert len(workspace.unanalysed_articles("en_test", "1.0")) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"annotation_id,article_id,start,end,quote\n",
        b"annotation_id,article_id,start,end,quote\na,b\n",
        b"annotation_id,article_id,start,end,quote\nx\x00y,b,1,2,c\n",
        b'annotation_id,article_id,start,end,quote\n"a,b,1,2,c\n',
    ],
)
def test_a_broken_table_is_reported_and_changes_nothing(full: Path, data: bytes) -> None:
    before = dump(full)
    outcomes = taken(full, data)
    assert outcomes
    assert all(isinstance(one, Failed) and one.reason for one in outcomes)
    assert dump(full) == before


def test_other_tables_are_nobody_s() -> None:
    for data in (b"text,title\na,b\n", b"", b"quote,start,end\n", b"\xff\xfe\x00"):
        assert not is_table(FileHead("t.csv", data))
