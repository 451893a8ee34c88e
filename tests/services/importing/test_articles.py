"""Importing: which files are meant, and how one that fails leaves the others alone."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from glossator.formats.content import Problem
from glossator.formats.detection import Detection, detect
from glossator.formats.file_head import FileHead
from glossator.formats.source_articles import SourceArticle, read_source
from glossator.formats.spec import Format
from glossator.services.importing import articles as articles_module
from glossator.services.importing.annotations import ImportedAnnotations
from glossator.services.importing.articles import import_articles
from glossator.services.importing.inputs import Failed, Imported, Incoming, imported_suffixes, resolve_paths
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.workspace import Author
from tests.formats.sample_documents import zipped


@pytest.fixture
def opening(tmp_path: Path, author: Author) -> LazyWorkspace:
    """A workspace that is not there yet."""
    return LazyWorkspace(tmp_path / "annotations.db", author)


def names(paths: list[Path]) -> list[str]:
    return [Path(item.name).name for item in resolve_paths(paths)]


def test_files_are_taken_as_they_are_named_whatever_they_end_with(tmp_path: Path) -> None:
    for name in ("b.weird", "a.txt"):
        (tmp_path / name).touch()
    assert names([tmp_path / "b.weird", tmp_path / "a.txt"]) == ["b.weird", "a.txt"]


def test_a_folder_stands_for_the_texts_below_it_by_name_whatever_the_case_of_their_ending(tmp_path: Path) -> None:
    (tmp_path / "z").mkdir()
    for name in ("z/1.md", "b.TXT", "a.htm", "c.png", ".d.txt"):
        (tmp_path / name).touch()
    assert names([tmp_path]) == ["a.htm", "b.TXT", "1.md"]


def test_a_link_back_to_its_own_folder_is_no_endless_way(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert names([tmp_path]) == ["a.txt"]


def test_a_pipe_in_a_folder_is_reported_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    os.mkfifo(tmp_path / "b.txt")
    text, pipe = resolve_paths([tmp_path])
    assert isinstance(text, Incoming)
    assert isinstance(pipe, Failed)
    assert "pipe" in pipe.reason


def test_no_entry_of_a_folder_ends_the_import_of_it(opening: LazyWorkspace, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("The ferry left.", encoding="utf-8")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "nowhere.txt").symlink_to(tmp_path / "nothing")
    (folder / "to-itself").symlink_to(folder)
    Path(os.fsdecode(bytes(folder) + b"/\xff.txt")).write_text("The gate was shut.", encoding="utf-8")
    (folder / "z.txt").write_text("The road is open.", encoding="utf-8")
    outcomes = list(import_articles(opening, resolve_paths([folder])))
    failed = {Path(one.name).name: one.reason for one in outcomes if isinstance(one, Failed)}
    assert failed.keys() == {"loop.txt", "nowhere.txt"}
    assert "Too many levels of symbolic links" in failed["loop.txt"]
    assert sum(isinstance(one, Imported) and one.new for one in outcomes) == 3


@pytest.mark.parametrize("name", ["loop", "x" * 300, "nul\0l"])
def test_a_name_that_leads_nowhere_is_a_failure(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (one,) = resolve_paths([tmp_path / name])
    if isinstance(one, Incoming):
        with pytest.raises(OSError, match="Too many levels"):
            one.read()
    else:
        assert "no such file" in one.reason


def test_a_folder_that_cannot_be_listed_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("The ferry left.", encoding="utf-8")
    (tmp_path / "shut").mkdir()
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found = [one for one in resolve_paths([tmp_path]) if isinstance(one, Failed)]
    assert [(Path(one.name).name, "make it readable" in one.reason) for one in found] == [("shut", True)]


def test_a_fault_in_the_reader_of_one_format_leaves_the_others(
    opening: LazyWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(data: bytes, name: str, chosen: Format) -> Iterator[SourceArticle | Problem]:
        if name.endswith("b.txt"):
            raise KeyError(name)
        return read_source(data, name, chosen)

    monkeypatch.setattr("glossator.services.importing.articles.read_source", faulty)
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(f"The {name} ferry left.", encoding="utf-8")
    first, second, third = import_articles(opening, resolve_paths([tmp_path]))
    assert isinstance(first, Imported)
    assert isinstance(third, Imported)
    assert isinstance(second, Failed)
    assert "internal error (KeyError)" in second.reason


def test_a_pipe_that_is_named_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "b.txt")
    (pipe,) = resolve_paths([tmp_path / "b.txt"])
    assert isinstance(pipe, Incoming)


def test_a_folder_without_texts_and_a_missing_path_are_failures_with_their_reason(tmp_path: Path) -> None:
    empty, missing = resolve_paths([tmp_path, tmp_path / "missing"])
    assert isinstance(empty, Failed)
    assert isinstance(missing, Failed)
    assert ".txt" in empty.reason


def test_what_cannot_be_read_stops_nothing(opening: LazyWorkspace) -> None:
    def gone() -> bytes:
        raise FileNotFoundError(2, "No such file or directory")

    items: list[Incoming | Failed] = [
        Incoming("gone.txt", gone),
        Incoming("empty.txt", lambda: b""),
        Failed("given up on before", "for a reason"),
        Incoming("good.txt", lambda: b"A text."),
    ]
    with opening:
        gone_, empty, before, good = import_articles(opening, items)
        assert isinstance(good, Imported)
        assert opening.get().article(good.uid).text == "A text."
    assert isinstance(gone_, Failed)
    assert gone_.reason == "it cannot be read (No such file or directory); make it readable, or name a copy"
    assert isinstance(empty, Failed)
    assert before == items[2]


def test_no_workspace_is_made_before_there_is_a_text_for_it(opening: LazyWorkspace, tmp_path: Path) -> None:
    with opening:
        assert [type(outcome) for outcome in import_articles(opening, [Incoming("a", lambda: b"")])] == [Failed]
    assert list(tmp_path.iterdir()) == []


def test_the_same_text_in_another_file_is_known(opening: LazyWorkspace) -> None:
    with opening:
        first, second, third = import_articles(
            opening,
            [
                Incoming("a.txt", lambda: b"A text.\n"),
                Incoming("b.txt", lambda: b"A text.\r\n\r\n"),
                Incoming("c.txt", lambda: b"Another text.\n"),
            ],
        )
    assert isinstance(first, Imported)
    assert isinstance(third, Imported)
    assert second == Imported("b.txt", first.uid, new=False)
    assert (first.new, third.new) == (True, True)


def test_a_file_of_many_articles_tells_which_part_failed_and_the_rest_comes_in(opening: LazyWorkspace) -> None:
    lines = b'{"text": "The ferry left."}\nnonsense\n{"text": "Cod is dear."}'
    first, broken, last = import_articles(opening, [Incoming("a.jsonl", lambda: lines)])
    assert isinstance(broken, Failed)
    assert (first.name, broken.name, last.name) == ("a.jsonl, line 1", "a.jsonl, line 2", "a.jsonl, line 3")
    again = list(import_articles(opening, [Incoming("a.jsonl", lambda: lines)]))
    assert [outcome.new for outcome in again if isinstance(outcome, Imported)] == [False, False]


def test_an_archive_stands_for_the_texts_in_it(opening: LazyWorkspace) -> None:
    inner = zipped({"x.txt": "x"})
    data = zipped({"a.txt": "The ferry left.", "b.png": "x", "c.zip": inner, "d/e.md": "# Cod", "../f.txt": "g"})
    found = {outcome.name: type(outcome) for outcome in import_articles(opening, [Incoming("z.zip", lambda: data)])}
    assert found == {
        "z.zip/../f.txt": Failed,
        "z.zip/c.zip": Failed,
        "z.zip/a.txt": Imported,
        "z.zip/d/e.md": Imported,
    }
    (nothing,) = import_articles(opening, [Incoming("z.zip", lambda: zipped({"a.png": "x"}))])
    assert isinstance(nothing, Failed)
    assert "it has no files to import" in nothing.reason


def test_a_fault_in_the_detection_of_one_file_leaves_the_others(
    opening: LazyWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(head: FileHead, formats: Iterable[Format]) -> Detection:
        return detect(head, formats) if head.name == "b" else Detection(None, head.name[99])

    monkeypatch.setattr("glossator.services.importing.articles.detect", faulty)
    broken, fine = import_articles(opening, [Incoming("a", lambda: b"A."), Incoming("b", lambda: b"B.")])
    assert broken == Failed("a", "reading it failed with an internal error (IndexError); please report it")
    assert isinstance(fine, Imported)


def test_folders_are_searched_for_the_files_of_all_formats_but_for_data_of_programs() -> None:
    assert {".txt", ".pdf", ".csv", ".jsonl", ".zip", ".conll", ".ann", ".qdpx", ".spacy"} <= imported_suffixes()
    assert not {".json", ".xlsx", ".db"} & imported_suffixes()


def test_many_articles_are_stored_some_at_a_time(opening: LazyWorkspace) -> None:
    items = [Incoming(f"{number}.txt", f"Cod number {number}.".encode) for number in range(40)]
    outcomes = import_articles(opening, items)
    next(outcomes)
    made = opening.existing()
    assert made is not None
    assert len(made.articles()) == 32
    assert len(list(outcomes)) == 39
    assert len(made.articles()) == 40


def test_a_pattern_stands_for_what_it_fits(tmp_path: Path) -> None:
    for name in ("a/1.txt", "a/b/2.txt", "a/b/3.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert names([tmp_path / "**" / "*.txt"]) == ["1.txt", "2.txt"]
    (none,) = resolve_paths([tmp_path / "*.pdf"])
    assert isinstance(none, Failed)


def test_annotations_in_an_archive_are_imported_with_their_articles(opening: LazyWorkspace) -> None:
    task = '{"text": "Aurora left.", "spans": [{"start": 0, "end": 6, "label": "SHIP"}], "answer": "accept"}'
    data = zipped({"a.jsonl": task, "b.txt": "The ferry left."})
    annotated, plain = import_articles(opening, [Incoming("z.zip", lambda: data)])
    assert isinstance(annotated, ImportedAnnotations)
    assert (annotated.name, annotated.annotations) == ("z.zip/a.jsonl", 1)
    assert isinstance(plain, Imported)


def test_what_is_refused_leaves_the_others_and_the_workspace_without_it(opening: LazyWorkspace) -> None:
    items = [
        Incoming("a.txt", b'{"user_id": "ida", "instance_id_to_span_to_value": {}}'.strip),
        Incoming("b.txt", lambda: b"The ferry left."),
    ]
    refused, article = import_articles(opening, items)
    assert isinstance(refused, Failed)
    assert "Potato" in refused.reason
    assert isinstance(article, Imported)
    assert len(opening.get().articles()) == 1


def test_the_address_of_a_page_is_kept(opening: LazyWorkspace) -> None:
    (found,) = import_articles(opening, [Incoming("x", lambda: b"The ferry left.", url="https://example.org/x")])
    assert isinstance(found, Imported)
    assert opening.get().article(found.uid).url == "https://example.org/x"


_CHAPTERS = ("ch1.txt", "ch2.txt", "Ch3.txt", "ch10.txt", "ch11.txt")


def test_a_folder_is_read_in_natural_order(tmp_path: Path) -> None:
    for name in ("part 10", "part 2"):
        (tmp_path / name).mkdir()
    for name in (*_CHAPTERS, "part 10/b.txt", "part 2/a.txt"):
        (tmp_path / name).touch()
    assert names([tmp_path]) == [*_CHAPTERS, "a.txt", "b.txt"]
    assert names([tmp_path / "[cC]h*.txt"]) == list(_CHAPTERS)


def test_an_archive_is_read_in_natural_order(opening: LazyWorkspace) -> None:
    data = zipped({name: f"The text of {name}." for name in ("p10/a.txt", "p2/b.txt", *sorted(_CHAPTERS))})
    found = [outcome.name for outcome in import_articles(opening, [Incoming("z.zip", lambda: data)])]
    assert found == [f"z.zip/{name}" for name in (*_CHAPTERS, "p2/b.txt", "p10/a.txt")]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    opening: LazyWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(articles_module, "_LARGE", 10)
    monkeypatch.setattr(articles_module, "_LARGEST", 20)
    (tmp_path / "a.txt").write_text("A ferry left at noon.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("A ferry left, too.", encoding="utf-8")
    failed, imported = import_articles(opening, resolve_paths([tmp_path]))
    assert isinstance(failed, Failed)
    assert "Split it" in failed.reason
    assert isinstance(imported, Imported)
