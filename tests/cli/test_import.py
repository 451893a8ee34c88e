"""`glossator import`: what comes in, what does not, and what is said of it."""

import csv
import io
from pathlib import Path

import pytest

from glossator.store import operations
from glossator.store.workspace import Author, Workspace
from tests.cli.conftest import Run, run_process
from tests.formats.sample_documents import zipped
from tests.journeys.steps import rows

DAMAGED = b"caf\xff\xfe\xfd\x80 \x98\x9d\x81 x \xc3\x28 y\x81"


def titles(folder: Path) -> list[str]:
    return [title for (title,) in rows(folder / "annotations.db", "SELECT title FROM articles ORDER BY id")]


def test_a_file_comes_in_with_what_its_header_says(glossator: Run, article: Path, here: Path) -> None:
    ran = glossator("import", article.name)
    assert (ran.code, ran.err) == (0, "")
    ((uid, title, source, added_by, text),) = rows(
        here / "annotations.db", "SELECT uid, title, source, added_by, text FROM articles"
    )
    assert ran.lines == [f"{uid}  new    hartness.txt"]
    assert (title, source, added_by) == ("The lamp at Hartness burns again", "The Sound Gazette", "ann")
    assert text.startswith("After nine dark winters")


def test_a_folder_comes_in_with_all_texts_below_it_and_nothing_else(glossator: Run, here: Path) -> None:
    texts = here / "texts"
    (texts / "deeper").mkdir(parents=True)
    (texts / ".hidden").mkdir()
    for name in ("b.txt", "a.md", "deeper/c.html", ".hidden/d.txt", ".e.txt", ".f.png"):
        body = f"<html><body><p>The text of {name}, at some length.</p></body></html>"
        (texts / name).write_text(body if name.endswith("html") else f"The text of {name}.", encoding="utf-8")
    ran = glossator("import", "texts")
    assert ran.code == 0
    assert [line.split()[-1] for line in ran.lines] == ["texts/a.md", "texts/b.txt", "texts/deeper/c.html"]
    assert ran.err == "3 new, 0 known already, 0 failed.\n"


def test_two_texts_that_are_nearly_the_same_are_reported_in_one_line(glossator: Run, here: Path) -> None:
    words = " ".join(f"word{number}" for number in range(300))
    for name, end in (("a", ""), ("b", " and one more"), ("c", "")):
        (here / f"{name}.txt").write_text(f"{words if name != 'c' else words[::-1]}{end}.", encoding="utf-8")
    ran = glossator("import", "a.txt", "b.txt", "c.txt")
    assert ran.err.count("is a near-duplicate of") == 1


def test_a_malformed_address_is_refused_in_one_sentence(glossator: Run) -> None:
    ran = glossator("import", "http://[bad")
    assert (ran.code, ran.lines, ran.err.count("\n")) == (1, [], 1)
    assert "http://[bad: it cannot be downloaded" in ran.err


def test_what_a_folder_has_besides_is_counted_by_its_endings(glossator: Run, here: Path) -> None:
    (here / "deeper").mkdir()
    for name in ("a.txt", "x.DOC", "deeper/y.doc", "deeper/pic.jpg", "README", ".hidden"):
        (here / name).write_text(f"The text of {name}.", encoding="utf-8")
    reported = "Skipped 4 files in . (.doc 2, .jpg 1, none 1). Name a file to import it anyway.\n"
    for _ in range(2):
        # The second time the workspace is there too, which is nothing to be read.
        ran = glossator("import", ".")
        assert (ran.code, ran.err) == (0, reported)
    assert glossator("import", "x.DOC").refusal == (
        "x.DOC: Old Word documents cannot be imported. Save it as .docx or .txt first."
    )


def test_what_an_archive_has_besides_is_counted_too(glossator: Run, here: Path) -> None:
    files = {"a.txt": "The ferry left.", "x.DOC": "x", "deeper/y.doc": "y", "pic.jpg": "z", "README": "r", ".h": "h"}
    (here / "z.zip").write_bytes(zipped(files))
    ran = glossator("import", "z.zip")
    assert (ran.code, ran.err) == (
        0,
        "Skipped 4 files in z.zip (.doc 2, .jpg 1, none 1). Extract the archive and name a file to import it anyway.\n",
    )
    (here / "pics.zip").write_bytes(zipped({"pic.jpg": "z"}))
    assert "it has no files to import" in glossator("import", "pics.zip").refusal


def test_rare_endings_are_counted_together(glossator: Run, here: Path) -> None:
    (here / "texts").mkdir()
    for number in range(11):
        (here / "texts" / f"a.x{number:02}").touch()
    (here / "texts" / "a.txt").write_text("A text.", encoding="utf-8")
    assert ".x07 1, others 3). Name" in glossator("import", "texts").err


def test_standard_input_comes_in(glossator: Run, here: Path) -> None:
    ran = glossator("import", "-", stdin="Title: Piped\n\nOut of a pipe, с кириллицей.".encode())
    assert ran.code == 0
    assert ran.lines[0].endswith("new    standard input")
    assert titles(here) == ["Piped"]


def test_a_format_can_be_said_where_it_cannot_be_seen(glossator: Run, here: Path) -> None:
    page = b"<html><head><title>A page</title></head><body><article><p>Its one paragraph.</p></article></body></html>"
    assert glossator("import", "--format", "plain", "-", stdin=page).code == 0
    ((as_plain,),) = rows(here / "annotations.db", "SELECT text FROM articles")
    assert "<p>" in as_plain


def test_an_article_that_is_there_already_is_known_by_its_file_and_by_its_text(
    glossator: Run, article: Path, here: Path
) -> None:
    (uid, *_) = glossator("import", article.name).lines[0].split()
    again = glossator("import", article.name)
    assert (again.code, again.lines) == (0, [f"{uid}  known  hartness.txt"])
    (here / "copy.txt").write_text(article.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    assert glossator("import", "copy.txt").lines == [f"{uid}  known  copy.txt"]
    assert len(titles(here)) == 1


def test_a_text_that_fails_does_not_stop_the_others(glossator: Run, article: Path, here: Path) -> None:
    (here / "empty.txt").touch()
    (here / "second.txt").write_text("A second text.", encoding="utf-8")
    ran = glossator("import", "missing.txt", article.name, "empty.txt", "second.txt")
    assert ran.code == 1
    assert titles(here) == ["The lamp at Hartness burns again", "A second text."]
    assert [line.split()[-1] for line in ran.lines] == ["hartness.txt", "second.txt"]
    assert ran.err.splitlines() == [
        "glossator: missing.txt: no such file or folder; check the spelling",
        "glossator: empty.txt: The file is empty.",
        "2 new, 0 known already, 2 failed.",
    ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("missing.txt", None, "no such file"),
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \r\n\t\n", "is empty"),
        ("binary.txt", b"\x00\x01\x02\x03" * 64, "binary"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG image"),
        ("report.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        ("letter.docx", b"PK\x03\x04\x14\x00\x06\x00", "Word"),
        ("encoding.txt", DAMAGED, "encoding"),
        ("header.txt", b"Title: Only this\n\n", "below its header"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence_and_no_workspace_is_made(
    glossator: Run, here: Path, name: str, content: bytes | None, reason: str
) -> None:
    if content is not None:
        (here / name).write_bytes(content)
    refusal = glossator("import", name).refusal
    assert refusal.startswith(f"{name}: ")
    assert reason in refusal
    assert [path.name for path in here.iterdir()] == ([] if content is None else [name])


def test_a_folder_without_texts_is_refused_in_one_sentence(glossator: Run, here: Path) -> None:
    (here / "texts").mkdir()
    (here / "texts" / "table.png").write_text("a,b", encoding="utf-8")
    assert glossator("import", "texts").refusal.startswith("texts: it has no files to import")
    assert not (here / "annotations.db").exists()


def test_standard_input_that_is_empty_is_refused(glossator: Run, here: Path) -> None:
    assert glossator("import", "-").refusal.startswith("standard input: ")
    assert list(here.iterdir()) == []


def test_a_name_cannot_write_escape_sequences_to_the_terminal(glossator: Run, here: Path) -> None:
    assert "\x1b" not in glossator("import", "\x1b]0;owned\x07.txt").refusal
    (here / "\x1b[31mred.txt").write_text("A text.", encoding="utf-8")
    assert b"\x1b" not in glossator("import", here / "\x1b[31mred.txt").out


def test_a_title_that_the_terminal_cannot_write_stops_nothing(glossator: Run, here: Path) -> None:
    assert glossator("import", "-", stdin="Title: 平和\n\nA text.".encode()).code == 0
    ran = run_process("stats", "--articles", env={"PYTHONIOENCODING": "ascii"})
    assert (ran.code, ran.err) == (0, "")
    assert b"\\u5e73\\u548c" in ran.out


def test_what_other_programs_annotated_is_brought_in_with_its_annotations(
    glossator: Run, here: Path, tmp_path: Path
) -> None:
    (here / "tasks.jsonl").write_text(
        '{"text":"Uber left.","spans":[{"start":0,"end":4,"label":"ORG"},{"start":4,"end":99,"label":"X"}]}\n',
        encoding="utf-8",
    )
    ran = glossator("import", "tasks.jsonl")
    assert ran.code == 1, "an annotation could not be read"
    assert " (1 annotation) (left out: " in ran.lines[0]
    assert "outside the text" in ran.lines[0]
    (here / "more.jsonl").write_text(
        '{"text":"Aurora left.","spans":[{"start":0,"end":6,"label":"VESSEL"},{"start":7,"end":11,"label":"ORG"}]}\n',
        encoding="utf-8",
    )
    assert " (2 annotations, new in the codebook: VESSEL)" in glossator("import", "more.jsonl").lines[0]
    assert "codebook" not in glossator("import", "more.jsonl").lines[0]
    out = glossator("export", "--format", "brat", "-o", "out")
    assert out.code == 0, out
    again = glossator("--db", "again.db", "import", "--format", "brat", "out")
    assert again.code == 0, again
    assert glossator("--db", "again.db", "export", "--label", "ORG").out.count(b"Uber") == 2


def test_data_that_are_no_article_are_refused_by_name_and_can_be_imported_by_name(glossator: Run, here: Path) -> None:
    (here / "notes.txt").write_text('{"data_row": {"row_data": "x"}, "projects": {}}', encoding="utf-8")
    ran = glossator("import", "notes.txt")
    assert (ran.code, ran.lines) == (1, [])
    assert ran.err.startswith("glossator: notes.txt: This is Labelbox JSON, which cannot be imported")
    assert not (here / "annotations.db").exists()
    assert glossator("import", "--format", "plain", "notes.txt").code == 0


def test_our_own_table_comes_back_to_its_articles(glossator: Run, article: Path, here: Path) -> None:
    glossator("import", article.name)
    glossator("export", "-o", "t.csv")
    ran = glossator("import", "t.csv")
    assert (ran.code, ran.lines) == (1, [])
    assert ran.err == "glossator: t.csv: the table has no annotations, so nothing was changed\n"
    ((uid, sha, text),) = rows(here / "annotations.db", "SELECT uid, text_sha256, text FROM articles")
    start = text.index("dark")
    table = "annotation_id;article_id;text_sha256;start;end;quote;label;note\n"
    table += f"a_222222222222;{uid};{sha};{start};{start + 4};dark;EVENT;mine\n"
    (here / "t.csv").write_text(f"{table}a_333333333333;{uid};{sha};0;4;dark;;\n", encoding="utf-8")
    for words in (("import", "t.csv"), ("import", "--format", "csv", "t.csv")):
        ran = glossator(*words)
        assert ran.code == 1, "row 3 does not fit"
        (line,) = ran.lines
        assert line.startswith(f"{uid}  known  t.csv (")
        assert "left out: row 3: the text from 0 to 4 is " in line
    assert line.startswith(f"{uid}  known  t.csv (0 annotations, 1 there already)")
    assert rows(here / "annotations.db", "SELECT quote, label, note FROM annotations") == [("dark", "EVENT", "mine")]
    assert glossator("undo").lines == ["Undone: import. Removed 1 annotation."]
    assert rows(here / "annotations.db", "SELECT * FROM annotations") == []


def test_a_colleagues_rows_are_refused_by_name_and_taken_when_asked(glossator: Run, ready: Path, here: Path) -> None:
    numbers = dict(rows(ready, "SELECT quote, id FROM annotations"))
    with Workspace(ready, Author("Amina")) as workspace:
        workspace.perform(operations.accept, [numbers["Norway"]]).result()
        workspace.perform(operations.write_note, numbers["Norway"], "Checked.").result()
    glossator("export", "-o", "t.csv")
    found = list(csv.DictReader(io.StringIO((here / "t.csv").read_text(encoding="utf-8-sig"), newline="")))
    for row in found:
        if row["quote"] in ("Norway", "Poland"):
            row.update(status="rejected", note="No.", analyst="Ben", updated_at="2099-01-01T00:00:00Z")
    with (here / "t.csv").open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.DictWriter(file, list(found[0]))
        lines.writeheader()
        lines.writerows(found)
    decided = "SELECT quote, status, note, analyst, updated_at FROM annotations WHERE analyst != '' ORDER BY quote"
    (norway,) = rows(ready, decided)
    ran = glossator("import", "t.csv", "--analyst", "Amina")
    assert ran.code == 1
    assert "1 changed" in ran.lines[0]
    assert "1 refused" in ran.lines[0]
    place = next(number for number, row in enumerate(found, start=2) if row["quote"] == "Norway")
    assert ran.err.splitlines() == [
        f"glossator: t.csv, row {place}: “Norway”: by Amina here; the row by Ben differs in "
        "status (“accepted” here, “rejected” in the table), note (“Checked.” here, “No.” in the table)",
        "1 row not imported, because another analyst decided differently here. "
        "To replace that, run “glossator import --take-theirs”.",
    ]
    poland = ("Poland", "rejected", "No.", "Ben", "2099-01-01T00:00:00Z")
    assert rows(ready, decided) == [norway, poland]
    ran = glossator("import", "--take-theirs", "t.csv", "--analyst", "Amina")
    assert (ran.code, ran.err) == (0, "")
    assert rows(ready, decided) == [("Norway", *poland[1:]), poland]
    assert rows(ready, "SELECT DISTINCT analyst FROM history WHERE batch = (SELECT max(batch) FROM history)") == [
        ("Amina",)
    ]
    assert glossator("undo", "--analyst", "Amina").code == 0
    assert rows(ready, decided) == [norway, poland]
