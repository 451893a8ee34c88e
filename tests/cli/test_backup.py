"""Backups, restoring and salvaging from the command line."""

from pathlib import Path

from tests.cli.conftest import Run
from tests.journeys.steps import statuses
from tests.store.dumps import change, everything
from tests.store.samples import SAMPLES, make_sample


def test_a_backup_is_made_and_put_back(glossator: Run, ready: Path) -> None:
    before = everything(ready)
    made = Path(glossator("backup").lines[0])
    assert everything(made) == before
    assert glossator("backup", "mine.db").lines == ["mine.db"]
    change(ready, "UPDATE articles SET note = 'later'")
    ran = glossator("restore", made)
    assert (ran.code, ran.out) == (0, b"")
    assert "Its previous content is in annotations.db.before-restore.backup" in ran.err
    assert everything(ready) == before


def test_a_backup_is_refused_in_one_sentence(glossator: Run, ready: Path, article: Path) -> None:
    assert "exists already" in glossator("backup", article.name).refusal
    assert "There is no workspace at no.db" in glossator("backup", "--db", "no.db").refusal
    assert "There is no workspace at no.db" in glossator("restore", "no.db").refusal
    assert "is not a workspace" in glossator("restore", article.name).refusal
    assert statuses(ready)


def test_the_doctor_takes_out_what_can_be_read_and_names_the_ways_out(glossator: Run, ready: Path, here: Path) -> None:
    made = Path(glossator("backup").lines[0])
    data = ready.read_bytes()
    ready.write_bytes(data[:-4_096])
    assert "is damaged" in glossator("doctor").out.decode()
    place = data.index(b"Satellites do not smell") // 4_096 * 4_096
    ready.write_bytes(data[:place] + b"\xff" * 4_096 + data[place + 4_096 :])
    cut = ready.read_bytes()
    ran = glossator("doctor")
    assert ran.code == 1
    reported = ran.out.decode()
    assert "damaged" in reported
    assert made.name in reported
    assert "glossator restore BACKUP" in reported
    ran = glossator("doctor", "--salvage", "new.db")
    assert "Salvaged annotations.db into new.db; " in ran.err
    assert b"history" in ran.out
    assert glossator("doctor", "--db", "new.db").code == 0
    assert "exists already" in glossator("doctor", "--salvage", "new.db").refusal
    assert ready.read_bytes() == cut


def test_the_doctor_reads_a_file_page_by_page_that_has_lost_what_says_which_tables_there_are(
    glossator: Run, ready: Path
) -> None:
    before = statuses(ready)
    data = ready.read_bytes()
    pages = [data[start : start + 4_096] for start in range(0, len(data), 4_096)]
    ready.write_bytes(b"".join(b"\0" * 4_096 if b"CREATE " in page else page for page in pages))
    ran = glossator("doctor", "--salvage", "new.db")
    assert ran.code == 1
    assert "its pages were read one by one; " in ran.err
    assert "Salvaged annotations.db into new.db; " in ran.err
    assert b"annotations" in ran.out
    assert glossator("doctor", "--db", "new.db").code == 0
    assert statuses(ready.with_name("new.db")) == before


def test_the_doctor_changes_nothing_of_an_older_workspace(glossator: Run, here: Path) -> None:
    make_sample(here / "annotations.db", SAMPLES[0])
    before = everything(here / "annotations.db")
    ran = glossator("doctor")
    assert ran.code == 0
    assert f"schema {SAMPLES[0]}, migrated when opened" in ran.out.decode()
    assert everything(here / "annotations.db") == before
    assert not list(here.glob("*.backup"))
