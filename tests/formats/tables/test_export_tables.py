"""The tables, as text and as sheets."""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given, settings

from glossator import __version__
from glossator.domain.annotation import Status
from glossator.domain.codebook import LABELS, Label, Tag
from glossator.domain.export_snapshot import AnnotatedArticle, EntityRecord
from glossator.formats.registry import FORMATS
from glossator.formats.tables.csv_formats import table_formats
from glossator.formats.tables.csv_writer import MANIFEST
from glossator.formats.tables.export_tables import ANNOTATIONS, TABLES
from glossator.formats.tables.profiles import EXACT, PROFILES, BadProfile, own_profile
from tests.formats.excerpts import Given, MemoryFiles, article, excerpts, marked

TEXT: Final = "The ferry Aurora left Port Selby.\n\nMira Okafor stayed."
FERRY: Final = AnnotatedArticle(
    article(TEXT, note="=to be read", tags=("sea",)),
    (
        marked(TEXT, "Aurora", "PRODUCT", entity="MV Aurora", tags=("sea", "vessels/ferries"), note="one\ntwo"),
        marked(TEXT, "Port Selby", "GPE", status=Status.SUGGESTED, analyst=""),
        marked(TEXT, "Mira Okafor", "PERSON", status=Status.REJECTED, tags=("people",), entity="Mira"),
    ),
)
LATER: Final = AnnotatedArticle(
    article("Aurora again.", published_at="2026-02-01", title="Again"),
    (marked("Aurora again.", "Aurora", "PRODUCT", entity="MV Aurora"),),
)
GIVEN: Final = Given(
    [FERRY, LATER],
    [
        EntityRecord("e_1", "MV Aurora", "PRODUCT", "a ferry", "Q1", ("Aurora", "the boat")),
        EntityRecord("e_2", "Mira", "PERSON"),
    ],
)


def table(name: str, excerpt: Given = GIVEN) -> list[dict[str, str]]:
    target = io.BytesIO()
    write = table_formats(EXACT)["csv" if name == "annotations" else name].write
    assert write is not None
    write(excerpt, target)
    return list(csv.DictReader(io.StringIO(target.getvalue().decode("utf-8"), newline="")))


def test_articles_are_counted() -> None:
    ferry, later = table("articles")
    assert (ferry["title"], ferry["words"], ferry["characters"]) == ("Ferry", "9", str(len(TEXT)))
    assert [ferry[name] for name in ("annotations", "accepted", "rejected", "suggested")] == ["3", "1", "1", "1"]
    assert (ferry["tags"], ferry["note"], later["tags"]) == ("sea", "=to be read", "")


def test_entities_have_their_mentions_and_when_they_were_seen() -> None:
    aurora, mira = table("entities")
    assert (aurora["mentions"], aurora["articles"]) == ("2", "2")
    assert (aurora["first_seen"], aurora["last_seen"], aurora["aliases"]) == (
        "2026-01-01",
        "2026-02-01",
        "Aurora; the boat",
    )
    assert (mira["mentions"], mira["first_seen"]) == ("0", ""), "a rejected mention is none"


def test_entities_that_are_not_mentioned_are_left_out_where_something_was_asked_for() -> None:
    only = Given([LATER], GIVEN.entities, wanted={"labels": ("PRODUCT",)})
    assert [row["name"] for row in table("entities", only)] == ["MV Aurora"]


def test_the_codebook_counts_labels_and_tags() -> None:
    rows = {(row["kind"], row["path"]): row for row in table("codebook")}
    assert (rows["label", "PRODUCT"]["annotations"], rows["label", "PRODUCT"]["articles"]) == ("2", "2")
    assert (rows["tag", "sea"]["annotations"], rows["tag", "sea"]["articles"]) == ("1", "1")
    assert (rows["tag", "vessels/ferries"]["parent"], rows["tag", "vessels/ferries"]["name"]) == ("vessels", "ferries")
    assert rows["label", "LAW"]["annotations"] == "0"
    assert [rows[word]["annotations"] for word in (("label", "PERSON"), ("tag", "people"))] == ["0", "0"], "rejected"


def test_notes_come_from_articles_annotations_and_entities() -> None:
    assert [(row["about"], row["note"], row["quote"]) for row in table("notes")] == [
        ("article", "=to be read", ""),
        ("annotation", "one\ntwo", "Aurora"),
        ("entity", "a ferry", ""),
    ]


def test_a_note_on_an_article_says_who_wrote_it_and_when() -> None:
    later = "2026-03-04T05:06:07Z"
    found = AnnotatedArticle(article(TEXT, note="read again", updated_by="bo", updated_at=later), ())
    (row,) = table("notes", Given([found]))
    assert (row["analyst"], row["updated_at"]) == ("bo", later)


class _Noted(Given):
    """An excerpt with a note on a tag, and a label that is archived."""

    @property
    def labels(self) -> Sequence[Label]:
        return [replace(label, archived=label.name == "LAW") for label in LABELS]

    @property
    def tags(self) -> Sequence[Tag]:
        return [Tag(1, "c_1", "sea", "", "#888888", "", archived=False, note="wet")]


def test_tags_have_notes_too_and_labels_may_be_archived() -> None:
    noted = _Noted([])
    assert [(row["about"], row["id"], row["tags"], row["note"]) for row in table("notes", noted)] == [
        ("tag", "c_1", "sea", "wet")
    ]
    assert [row["path"] for row in table("codebook", noted) if row["archived"] == "yes"] == ["LAW"]


def test_the_matrix_has_a_column_for_each_tag_and_counts_uses() -> None:
    ferry, later = table("matrix")
    assert (ferry["sea"], ferry["vessels/ferries"], ferry["people"]) == ("2", "1", "0"), "rejected ones do not count"
    assert {later[path] for path in ("sea", "vessels/ferries", "people")} == {"0"}


def test_all_of_them_come_with_a_manifest_that_fits() -> None:
    files = MemoryFiles()
    write = table_formats()["tables"].write_files
    assert write is not None
    said = write(Given(GIVEN.found, GIVEN.entities, wanted={"labels": ("ORG",)}), files)
    manifest = json.loads(files.written.pop(MANIFEST))
    assert (manifest["version"], manifest["filter"]) == (__version__, {"labels": ["ORG"]})
    assert manifest["profile"] == {
        "delimiter": ",",
        "bom": True,
        "one_line": True,
        "guard": True,
        "guard_numbers": False,
    }
    assert set(files.written) == set(manifest["files"]) == {f"{name}.csv" for name in TABLES}
    for name, described in manifest["files"].items():
        data = files.written[name]
        assert described["sha256"] == hashlib.sha256(data).hexdigest()
        assert described["rows"] == len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))) - 1
    assert manifest["files"]["notes.csv"]["flattened"] == 1
    assert said.startswith(f"6 tables, {sum(each['rows'] for each in manifest['files'].values())} rows, ")
    assert "guarded" in said


def test_tabs_make_another_suffix() -> None:
    formats = table_formats(PROFILES["tsv"])
    assert {each.suffix for each in formats.values()} == {".tsv", ""}
    files = MemoryFiles()
    assert formats["tables"].write_files is not None
    formats["tables"].write_files(GIVEN, files)
    assert files.written["annotations.tsv"].startswith(b"annotation_id\tarticle_id\t")


def test_own_profiles_change_what_they_name() -> None:
    assert own_profile({"delimiter": ";", "guard": False}).guard is False
    assert own_profile({}) == PROFILES["excel"]


@pytest.mark.parametrize("values", [{"delimiter": "--"}, {"delimiter": 1}, {"bom": "yes"}, {"colour": "red"}])
def test_a_profile_that_is_none_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(BadProfile, match=r"delimiter|bom|colour"):
        own_profile(values)


@given(excerpts())
@settings(max_examples=25)
def test_every_table_takes_every_excerpt(excerpt: Given) -> None:
    rows = table("annotations", excerpt)
    assert [row["quote"] for row in rows] == [one.quote for each in excerpt.found for one in each.annotations]
    for name in TABLES:
        table(name, excerpt)


def workbook(excerpt: Given) -> tuple[dict[str, str], str]:
    """Return the files in the workbook, as text, and what was said of it."""
    from zipfile import ZipFile

    target = io.BytesIO()
    write = FORMATS["xlsx"].write
    assert write is not None
    said = write(excerpt, target)
    with ZipFile(target) as parts:
        return {name: parts.read(name).decode("utf-8") for name in parts.namelist()}, said


def test_a_workbook_has_a_sheet_for_each_table_with_a_frozen_header_and_a_filter() -> None:
    parts, said = workbook(GIVEN)
    assert [parts["xl/workbook.xml"].index(f'name="{name}"') for name in TABLES] == sorted(
        parts["xl/workbook.xml"].index(f'name="{name}"') for name in TABLES
    )
    for number in range(1, len(TABLES) + 1):
        sheet = parts[f"xl/worksheets/sheet{number}.xml"]
        assert 'state="frozen"' in sheet
        assert "<autoFilter ref=" in sheet
        assert "<col min=" in sheet
        assert "<f>" not in sheet, "nothing is a formula"
    assert said.startswith("6 sheets, ")


def test_texts_of_a_workbook_are_texts_and_numbers_and_dates_are_typed() -> None:
    parts, _ = workbook(GIVEN)
    sheet = parts["xl/worksheets/sheet2.xml"]
    assert "<t>=to be read</t>" in sheet
    assert f"<v>{len(TEXT)}</v>" in sheet
    assert "<v>46023</v>" in sheet, "the first day of 2026"
    assert "<v>46024.5</v>" in sheet, "the noon of the second"
    assert "hyperlink" not in sheet


def test_what_is_no_date_that_excel_has_stays_a_text() -> None:
    odd = [article(f"text {day}", published_at=day) for day in ("1789-07-14", "2026-01-02T10:00:00", "2026-99")]
    sheet = workbook(Given([AnnotatedArticle(each, ()) for each in odd]))[0]["xl/worksheets/sheet2.xml"]
    for each in odd:
        assert f"<t>{each.published_at}</t>" in sheet


def test_a_cell_longer_than_excel_holds_ends_with_a_mark_and_is_reported() -> None:
    long = AnnotatedArticle(article("x", note="n" * 40_000), ())
    parts, said = workbook(Given([long]))
    assert "[cut; the CSV has all of it]</t>" in parts["xl/worksheets/sheet2.xml"]
    assert "2 cells cut" in said, "in the articles and in the notes"


def test_rows_past_the_last_that_fits_go_to_a_further_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glossator.formats.tables.xlsx.EXCEL_ROWS", 3)
    parts, said = workbook(Given([FERRY]))
    assert 'name="annotations 2"' in parts["xl/workbook.xml"]
    assert "further sheet" in said


def test_the_same_content_makes_the_same_workbook() -> None:
    assert workbook(GIVEN) == workbook(GIVEN)


def test_the_columns_of_annotations_are_those_of_the_view() -> None:
    assert len(ANNOTATIONS) == 27
