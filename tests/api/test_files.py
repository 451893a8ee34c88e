"""Importing, exporting and analysing."""

import csv
from email.message import EmailMessage
from pathlib import Path
from zipfile import ZipFile

import pytest

import glossator
from glossator import Failed, Imported, Workspace
from glossator.store.queries.near_duplicates import near_duplicates
from glossator.store.workspace import Author
from glossator.store.workspace import Workspace as Store
from tests.ner.small import small_pipeline


def test_an_import_tells_what_came_in_and_what_did_not(opened: Workspace, here: Path) -> None:
    (here / "letters" / "code.py").write_text("pass", encoding="utf-8")
    mail = EmailMessage()
    mail["Subject"] = "The quay"
    mail.set_content("The quay of Lumen was closed for a day because of the storm.")
    mail.add_attachment(b"plan", "application", "pdf", filename="plan.pdf")
    (here / "letters" / "third.eml").write_bytes(bytes(mail))
    seen: list[Imported | Failed] = []
    result = opened.import_files(here / "letters", "missing.txt", progress=seen.append)
    assert len(result.new) == 3
    assert result.known == ()
    assert [each.name for each in result.failed] == ["missing.txt"]
    assert [each for each in result.left_out if "third.eml" in each and "plan.pdf" in each]
    assert [each for each in result.left_out if ".py 1" in each]
    assert len(seen) == 4
    assert opened.history(1)[0].title == "import"
    again = opened.import_files("letters")
    assert (again.new, sorted(again.known)) == ((), sorted(result.new))
    opened.undo()
    assert len(list(opened.articles())) == 1, "one undo removes the import"


def test_an_import_counts_a_text_once_and_links_near_duplicates(opened: Workspace, here: Path) -> None:
    text = "\n\n".join(f"The quay of Lumen was closed on day {day} because of the storm." for day in range(20))
    for name, written in {"one": text, "same": text, "alike": f"{text}\n\nIt opens again."}.items():
        (here / f"{name}.txt").write_text(written, encoding="utf-8")
    with ZipFile("more.zip", "w") as packed:
        packed.write("one.txt", "copy.txt")
        packed.writestr("code.py", "pass")
    result = opened.import_files("one.txt", "same.txt", "alike.txt", "more.zip")
    assert (len(result.new), result.known) == (2, ())
    assert result.left_out == (
        "Skipped 1 file in more.zip (.py 1). Extract the archive and name a file to import it anyway.",
    )
    with Store(opened.path, Author("ann")) as store:
        assert {pair.other for pair in store.ask(near_duplicates, result.new)} == set(result.new)


def test_annotations_come_in_with_their_article(opened: Workspace, here: Path) -> None:
    opened.export("marks.jsonl", "prodigy")
    with glossator.open("copy.db", "ben", create=True) as other:
        result = other.import_files("marks.jsonl")
        assert (len(result.new), result.failed) == (1, ())
        assert result.annotations == len(list(other.annotations())) > 0


def test_rows_of_a_table_that_others_decided_are_refused_by_name(opened: Workspace, here: Path) -> None:
    opened.accept(opened.annotations("label:GPE"))
    opened.export("marks.csv")
    text = (here / "marks.csv").read_text(encoding="utf-8-sig")
    (here / "marks.csv").write_text(text.replace(",accepted,GPE,", ",rejected,GPE,"), encoding="utf-8", newline="")
    with glossator.open("annotations.db", "ben") as other:
        result = other.import_files("marks.csv")
        assert [each for each in result.left_out if "ann" in each], result
        assert result.annotations == 0
        assert other.import_files("marks.csv", take_theirs=True).annotations == 1
        assert [each.quote for each in other.annotations("status:rejected")] == ["Port Selby"]


def test_a_newer_version_names_the_older_one(opened: Workspace, here: Path) -> None:
    (article,) = opened.articles()
    (here / "newer.txt").write_text(article.text.replace("waved", "saluted"), encoding="utf-8")
    (uid,) = opened.import_files("newer.txt", version_of=article).new
    assert [each.uid for each in opened.articles()] == [uid]
    assert "Mira Okafor" in [each.quote for each in opened.annotations()]
    with pytest.raises(ValueError, match="one newer version"):
        opened.import_files("newer.txt", "letters", version_of=article)


def test_an_export_tells_what_it_wrote_and_what_it_could_not_hold(opened: Workspace, here: Path) -> None:
    opened.note(next(opened.annotations("label:PERSON")), "pilot")
    done: list[tuple[int, int]] = []
    result = opened.export("out.csv", where="label:PERSON", progress=lambda *numbers: done.append(numbers))
    assert (result.path, result.format, result.lost) == (Path("out.csv"), "csv", "")
    with Path("out.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["quote"] == "Mira Okafor"
    assert done == [] or done[-1] == (1, 1)
    assert "1 note" in opened.export("out.conll", "conll").lost
    with pytest.raises(glossator.ExportRefused, match="exists"):
        opened.export("out.csv")
    assert opened.export("out.csv", force=True).summary != result.summary
    with pytest.raises(glossator.ExportRefused, match="Nothing matches"):
        opened.export("none.csv", where="label:LAW")
    assert not Path("none.csv").exists()


def test_an_unknown_format_is_refused_with_the_known_ones(opened: Workspace) -> None:
    with pytest.raises(ValueError, match=r"Unknown format cvs\. Available: .*csv"):
        opened.export("out.csv", "cvs")
    with pytest.raises(ValueError, match=r"Unknown format cvs\. Available: "):
        opened.import_files("letters", format="cvs")
    with pytest.raises(ValueError, match="cannot be written to"):
        opened.export("out.pdf", "csv")


def test_articles_are_analysed_once(opened: Workspace, here: Path) -> None:
    pipeline = small_pipeline(here / "small")
    opened.import_files("letters")
    done: list[tuple[int, int]] = []
    first = opened.analyse("letter first", model="./small", progress=lambda *numbers: done.append(numbers))
    assert (len(first.analysed), first.suggestions, first.failed) == (1, 1, ())
    assert first.pipeline == f"{pipeline.name} {pipeline.version}"
    assert done == [(0, 1), (1, 1)]
    rest = opened.analyse(model="./small")
    assert set(rest.analysed) == {each.uid for each in opened.articles()} - set(first.analysed)
    assert opened.analyse(model="./small").analysed == ()
    with pytest.raises(glossator.NoPipeline):
        opened.analyse(model="./none")
