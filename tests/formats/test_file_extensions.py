"""Which format a file's name asks for, and which it may not hold."""

from pathlib import Path

import pytest

from glossator.formats.errors import Unwritable
from glossator.formats.file_extensions import format_for
from glossator.formats.tables.profiles import PROFILES
from glossator.services.exporting import formats


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("x.xlsx", "xlsx"),
        ("x.XLSX", "xlsx"),
        ("x.html", "html"),
        ("x.htm", "html"),
        ("x.md", "markdown"),
        ("x.conll", "conll"),
        ("x.qdpx", "refi-qda"),
        ("x.json", "label-studio"),
        ("x.jsonld", "web-annotation"),
        ("x.csv", "csv"),
        ("x", "csv"),
        ("x.txt", "csv"),
        ("out.2025", "csv"),
    ],
)
def test_the_name_says_the_format_where_one_alone_has_the_ending(path: str, expected: str) -> None:
    assert format_for(formats(), None, Path(path)).name == expected


def test_standard_output_gets_csv() -> None:
    assert format_for(formats(), None, None).name == "csv"


@pytest.mark.parametrize(
    ("name", "path", "said"),
    [
        ("csv", "x.xlsx", "cannot be written to a .xlsx file. Choose the format xlsx, or a name that ends in .csv."),
        ("csv", "x.htm", "csv cannot be written to a .htm file. Choose the format html, or"),
        (None, "x.zip", "the format csv cannot be written to a .zip file. Choose the format"),
        (None, "x.jsonl", "Choose the format prodigy, doccano or doccano-codepoints, or"),
        (None, "x.docx", "the format csv cannot be written to a .docx file. Choose a name that ends in .csv."),
        ("xlsx", "x.csv", "Choose the format csv, articles,"),
        ("tables", "x.xlsx", "Choose the format xlsx, or a folder, or a name that ends in .zip."),
        ("tables", "x.csv", "tables cannot be written to a .csv file"),
        ("prodigy", "x.json", "Choose the format label-studio, or"),
    ],
)  # fmt: skip
def test_a_name_of_another_format_is_refused_with_the_way_out(name: str | None, path: str, said: str) -> None:
    with pytest.raises(Unwritable) as refused:
        format_for(formats(), name, Path(path))
    sentence = str(refused.value)
    assert sentence.startswith(f"{path}: ")
    assert said in sentence


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("codebook", "x.csv"),
        ("doccano", "x.jsonl"),
        ("tables", "x.zip"),
        ("tables", "x"),
        ("brat", "x.txt"),
        ("refi-qda", "x.zip"),
        ("web-annotation", "x.json"),
        ("csv", "x.tsv"),
        ("conll", "x.txt"),
    ],
)
def test_a_name_that_is_its_own_or_nobodys_is_taken(name: str, path: str) -> None:
    assert format_for(formats(), name, Path(path)).name == name


def test_tables_of_another_profile_may_be_named_as_it_has_them() -> None:
    known = formats(PROFILES["tsv"])
    assert format_for(known, None, Path("x.tsv")).suffix == ".tsv"
    assert format_for(known, None, Path("x.csv")).suffix == ".tsv"
