"""Exporting: outlook, preview, folders and zips, stopping."""

import csv
import io
import re
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from zipfile import ZipFile

import pytest

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft
from glossator.domain.export_snapshot import ExportSnapshot, Row
from glossator.formats.capabilities import Feature
from glossator.formats.spec import Format
from glossator.formats.tables.export_tables import TABLES
from glossator.formats.tables.profiles import EXACT, EXCEL, PROFILES
from glossator.services.atomic_output import ExportRefused
from glossator.services.exporting import (
    ExportEstimate,
    ExportStopped,
    count_by_status,
    dry_run,
    estimate,
    export,
    formats,
    preview,
    preview_rows,
    workbook_hint,
)
from glossator.store import operations
from glossator.store.operations import entities
from glossator.store.queries.records import FlatFilter
from tests.faults.limits import room_for
from tests.store.dumps import change
from tests.store.scene import Scene, add, done, place

ALL = FlatFilter()


def test_what_would_be_lost_is_reported_before_anything_is_written(scene: Scene) -> None:
    done(scene.workspace, operations.write_note, scene.captain, "the skipper")
    plain = Format(
        name="x", title="X", lacks=frozenset({Feature.SUGGESTED, Feature.NOTE, Feature.HIGHLIGHT, Feature.OVERLAP})
    )
    lost = {Feature.SUGGESTED: 2, Feature.HIGHLIGHT: 1, Feature.NOTE: 1}
    assert estimate(scene.workspace, ALL, plain) == ExportEstimate(1, 4, lost)
    assert estimate(scene.workspace, FlatFilter(labels=("GPE",)), plain) == ExportEstimate(1, 1, {Feature.SUGGESTED: 1})


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (FlatFilter(labels=("LAW",)), "Change the filter"),
        (FlatFilter(labels=("LAWS",)), "unknown label “LAWS”"),
        (FlatFilter(where="tag:ship OR label:LAWS"), "unknown label “LAWS”, unknown tag “ship”"),
        (FlatFilter(where="tag:people/crew label:GPE"), "Change the filter"),
    ],
)
def test_a_filter_that_nothing_fits_is_reported_and_nothing_is_written(
    scene: Scene, tmp_path: Path, wanted: FlatFilter, why: str
) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    for name in ("csv", "codebook", "tables", "prodigy"):
        for ask in (estimate, preview, dry_run):
            with pytest.raises(ExportRefused, match=why):
                ask(scene.workspace, wanted, formats()[name])
        with pytest.raises(ExportRefused, match=why):
            export(scene.workspace, wanted, formats()[name], folder / "out")
    assert list(folder.iterdir()) == []


def test_a_look_ahead_can_be_stopped(scene: Scene) -> None:
    for ask in (estimate, dry_run):
        with pytest.raises(ExportStopped):
            ask(scene.workspace, ALL, formats()["csv"], cancelled=lambda: True)
    with pytest.raises(ExportStopped):
        count_by_status(scene.workspace, ALL, cancelled=lambda: True)


def test_a_preview_is_the_beginning_of_the_export(scene: Scene) -> None:
    whole = io.BytesIO()
    export(scene.workspace, ALL, formats()["csv"], whole)
    lines = whole.getvalue().decode("utf-8-sig").splitlines()
    assert preview(scene.workspace, ALL, formats()["csv"], 2).lines == tuple(lines[:2])
    assert preview(scene.workspace, ALL, formats()["csv"]).lines == tuple(lines)
    assert preview(scene.workspace, ALL, formats()["xlsx"]).lines == tuple(lines), "rows stand for what nobody can read"


def test_of_several_files_the_first_is_shown(scene: Scene) -> None:
    found = preview(scene.workspace, ALL, formats()["tables"], 1)
    assert (found.name, len(found.lines)) == ("annotations.csv", 1)


def test_a_rehearsal_tells_what_the_export_will(scene: Scene) -> None:
    done(scene.workspace, operations.write_note, scene.captain, "=1\n2")
    for name in ("csv", "tables", "xlsx"):
        written = io.BytesIO()
        rehearsed = dry_run(scene.workspace, ALL, formats()[name])
        assert rehearsed.summary == export(scene.workspace, ALL, formats()[name], written)
        assert abs(rehearsed.size - len(written.getvalue())) <= 200, "a zip is a little longer if nobody can seek in it"


def test_rows_are_previewed_as_they_are_written(scene: Scene) -> None:
    done(scene.workspace, operations.write_note, scene.captain, "=1\n2")
    for name, profile in product(("csv", "notes", "matrix"), PROFILES.values()):
        written = io.BytesIO()
        export(scene.workspace, ALL, formats(profile)[name], written)
        lines = io.StringIO(written.getvalue().decode("utf-8-sig"), newline="")
        header, *rows = csv.reader(lines, delimiter=profile.delimiter)
        seen = preview_rows(scene.workspace, ALL, formats(profile)[name], profile, 1_000)
        assert seen is not None
        assert [column.name for column in seen.columns] == header
        assert [[cell.text for cell in row] for row in seen.rows] == rows
    seen = preview_rows(scene.workspace, ALL, formats()["csv"], EXCEL, 1_000)
    assert seen is not None
    (cell,) = (cell for row in seen.rows for cell in row if "⏎ 2" in cell.text)
    assert (cell.text, cell.guarded, cell.flattened) == ("'=1 ⏎ 2", True, True)


def test_no_more_rows_are_read_than_are_previewed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Row] = []

    def rows(excerpt: ExportSnapshot) -> Iterator[Row]:
        for row in excerpt.rows():
            read.append(row)
            yield row

    table = replace(TABLES["annotations"], rows=rows)
    monkeypatch.setattr("glossator.services.exporting.table_of", lambda _: table)
    seen = preview_rows(scene.workspace, ALL, formats()["csv"], EXCEL, 2)
    assert seen is not None
    assert len(seen.rows) == len(read) == 2


def test_a_workbook_is_previewed_with_unchanged_cells_and_a_text_not_as_rows(scene: Scene) -> None:
    done(scene.workspace, operations.write_note, scene.captain, "=1\n2")
    seen = preview_rows(scene.workspace, ALL, formats()["xlsx"], EXCEL, 1_000)
    assert seen is not None
    assert "=1\n2" in {cell.text for row in seen.rows for cell in row}
    assert not any(cell.guarded or cell.flattened for row in seen.rows for cell in row)
    assert preview_rows(scene.workspace, ALL, formats()["prodigy"], EXCEL, 1_000) is None


def test_annotations_are_counted_by_status_without_the_notes_on_articles(scene: Scene) -> None:
    done(scene.workspace, operations.write_article_note, scene.article.id, "read again")
    found = Counter(one.status for one in scene.workspace.annotations(scene.article.id))
    counts = count_by_status(scene.workspace, replace(ALL, statuses=("accepted",), articles=(scene.article.uid,)))
    assert counts == {status: found[status] for status in Status}


def test_an_articles_note_has_the_same_author_and_moment_in_every_table(scene: Scene) -> None:
    done(scene.workspace, operations.write_article_note, scene.article.id, "read again")
    opened = io.BytesIO()
    export(scene.workspace, ALL, formats(EXACT)["tables"], opened)
    with ZipFile(opened) as zipped:
        written = {name: zipped.read(name).decode("utf-8") for name in ("annotations.csv", "notes.csv")}
    found = [
        [(row["note"], row["analyst"], row["updated_at"]) for row in csv.DictReader(io.StringIO(text)) if row["note"]]
        for text in written.values()
    ]
    assert found[0] == found[1]
    assert found[0][0][:2] == ("read again", "ann")


def test_several_files_make_a_folder_or_a_zip(scene: Scene, tmp_path: Path) -> None:
    tables = formats()["tables"]
    export(scene.workspace, ALL, tables, tmp_path / "out")
    export(scene.workspace, ALL, tables, tmp_path / "out.zip")
    opened = io.BytesIO()
    export(scene.workspace, ALL, tables, opened)
    assert opened.getvalue() == (tmp_path / "out.zip").read_bytes(), "the same content is the same zip"
    with ZipFile(tmp_path / "out.zip") as zipped:
        assert {name: zipped.read(name) for name in zipped.namelist()} == {
            path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()
        }
        assert zipped.testzip() is None


def test_a_folder_that_has_something_in_it_is_never_replaced(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    export(scene.workspace, ALL, formats()["tables"], tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    with pytest.raises(ExportRefused, match="not replaced"):
        export(scene.workspace, ALL, formats()["tables"], tmp_path / "out", force=True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


@pytest.mark.parametrize("name", ["csv", "tables", "xlsx"])
@pytest.mark.parametrize("output", ["out", "out.zip"])
def test_an_export_that_is_stopped_leaves_nothing(scene: Scene, tmp_path: Path, name: str, output: str) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    add(scene.workspace, ArticleDraft("Second", "Another text."))
    asked = iter([False] if name != "csv" else [])
    with pytest.raises(ExportStopped):
        export(scene.workspace, ALL, formats()[name], folder / output, cancelled=lambda: next(asked, True))
    assert list(folder.iterdir()) == []


def test_how_far_it_has_come_is_reported(scene: Scene) -> None:
    add(scene.workspace, ArticleDraft("Second", "Another text."))
    seen: list[tuple[int, int]] = []
    export(
        scene.workspace,
        ALL,
        formats()["articles"],
        io.BytesIO(),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_a_workbook_needs_no_extra() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [line for line in project["dependencies"] if line.startswith("XlsxWriter")]
    assert "xlsx" not in project.get("optional-dependencies", {})


@pytest.mark.parametrize("profile", sorted(PROFILES))
@pytest.mark.parametrize("name", ["csv", "articles", "tables", "xlsx", "prodigy"])
def test_a_table_whose_cells_may_be_guarded_names_the_workbook(name: str, profile: str) -> None:
    hint = workbook_hint(formats(PROFILES[profile])[name], PROFILES[profile])
    assert ("annotations.xlsx" in hint) == (name in ("csv", "articles", "tables") and profile != "exact")


def test_an_error_in_a_folder_leaves_nothing(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ExportRefused, match="No space left"):
        export(scene.workspace, ALL, formats()["tables"], folder / "out")
    assert list(folder.iterdir()) == []


NOTES = {
    Feature.NOTE: "said of the words",
    Feature.ARTICLE_NOTE: "said of the article",
    Feature.ENTITY_NOTE: "said of the entity",
    Feature.TAG_NOTE: "said of the tag",
}


@pytest.mark.parametrize("name", sorted(formats()))
def test_notes_on_everything_are_in_each_format_or_counted_as_lost(scene: Scene, name: str) -> None:
    workspace = scene.workspace
    done(workspace, operations.accept, [scene.ship])
    done(workspace, operations.tag, scene.ship, "vessels")
    entity = done(workspace, entities.link, [scene.ship], "MV Aurora")
    done(workspace, operations.write_note, scene.ship, NOTES[Feature.NOTE])
    done(workspace, operations.write_article_note, scene.article.id, NOTES[Feature.ARTICLE_NOTE])
    done(workspace, operations.write_tag_note, "vessels", NOTES[Feature.TAG_NOTE])
    done(workspace, operations.write_entity_note, entity, NOTES[Feature.ENTITY_NOTE])
    target = io.BytesIO()
    export(workspace, ALL, formats()[name], target)
    data = target.getvalue()
    if data.startswith(b"PK"):
        with ZipFile(io.BytesIO(data)) as packed:
            data = b"".join(packed.read(each) for each in packed.namelist())
    held = {feature for feature, note in NOTES.items() if note.encode() in data}
    assert held == {*NOTES} - formats()[name].lacks
    lost = estimate(workspace, ALL, formats()[name]).lost
    # What is meant for one kind of thing says so.
    reported = set() if formats()[name].is_extract else {*NOTES} - held
    assert {feature: number for feature, number in lost.items() if feature in NOTES} == dict.fromkeys(reported, 1)


@pytest.mark.parametrize("name", sorted(formats()))
def test_no_format_leaves_half_of_it_on_a_full_disk(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    done(
        scene.workspace,
        operations.write_article_note,
        scene.article.id,
        "A note that is long enough to be written. " * 9,
    )
    folder, temporary = tmp_path / "desk", tmp_path / "temporary"
    for made in (folder, temporary):
        made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with room_for(60), pytest.raises(ExportRefused, match="cannot be written"):
        export(scene.workspace, ALL, formats()[name], folder / "out")
    assert list(folder.iterdir()) == list(temporary.iterdir()) == []
    export(scene.workspace, ALL, formats()[name], folder / "out")
    assert list(temporary.iterdir()) == []


_HOSTILE_UIDS = [
    *["../x", "../../x", "/etc/x", "..", ".", "", "a/../../x", "\\\\host\\x", "C:\\x", "C:x", "x\0y", "x\ny", ".x"],
    *[
        "x.",
        "CON",
        "nul.txt",
        "COM1",
        "a" * 3_000,
        "a/" * 2_000,
        "\u202ex",
        "..\\x",
        "~",
        "-x",
        "x y",
        "é",
        "../x.txt/..",
    ],
]
_SEVERAL = [name for name, chosen in formats().items() if chosen.write_files is not None]


def _is_inside(name: str) -> bool:
    """Return whether a file system of any kind has such a name, in the folder where it is put."""
    parts = name.split("/")
    reserved = ("CON", "PRN", "AUX", "NUL", "COM1")
    return all(
        re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}", part) and part.split(".")[0].upper() not in reserved
        for part in parts
    )


@pytest.mark.parametrize("name", _SEVERAL)
@pytest.mark.parametrize("output", ["out", "out.zip"])
def test_no_file_is_written_outside_the_folder_whatever_articles_are_called(
    scene: Scene, tmp_path: Path, name: str, output: str
) -> None:
    done(scene.workspace, operations.accept, [scene.ship])
    for number, uid in enumerate(_HOSTILE_UIDS):
        article = add(scene.workspace, ArticleDraft(uid or "nothing", f"Text {number} of another place."))
        done(scene.workspace, operations.annotate, article.id, place(article.text, "another"), "ORG")
        change(scene.path, "UPDATE articles SET uid = ? WHERE id = ?", (uid, article.id))
    desk = tmp_path / "a" / "b" / "desk"
    desk.mkdir(parents=True)
    export(scene.workspace, ALL, formats()[name], desk / output)
    assert sorted(path.name for path in (tmp_path / "a").rglob("*") if desk not in path.parents) == ["b", "desk"]
    assert [path.name for path in desk.iterdir()] == [output]
    if (desk / output).is_dir():
        names = [str(path.relative_to(desk / output)) for path in (desk / output).rglob("*") if path.is_file()]
    else:
        with ZipFile(desk / output) as zipped:
            names = zipped.namelist()
            assert zipped.testzip() is None
    assert names
    assert [each for each in names if not _is_inside(each)] == []
    if name == "brat":
        stems = sorted(each.rpartition(".")[0] for each in names if each != "annotation.conf")
        assert stems[::2] == stems[1::2], "the two files of an article have one name"
        assert len(set(stems)) == len(_HOSTILE_UIDS) + 1
