"""Opening and closing, and what is refused."""

from pathlib import Path

import pytest

import glossator
from glossator.state.locations import settings_file
from tests.store.samples import SAMPLES, make_sample


def test_a_workspace_is_created_only_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with pytest.raises(glossator.Missing):
        glossator.open(path)
    assert not path.exists()
    with glossator.open(path, create=True) as workspace:
        assert list(workspace.annotations()) == []
    assert path.exists()


def test_a_read_only_workspace_refuses_operations_and_stays_as_it_is(here: Path) -> None:
    before = (here / "annotations.db").read_bytes()
    with glossator.open("annotations.db", read_only=True) as workspace:
        (ship,) = workspace.annotations("label:PRODUCT")
        with pytest.raises(glossator.ReadOnly, match="opened for reading only"):
            workspace.accept(ship)
        with pytest.raises(glossator.ReadOnly):
            workspace.import_files("letters")
        with pytest.raises(glossator.ReadOnly):
            workspace.analyse()
    assert (here / "annotations.db").read_bytes() == before
    with pytest.raises(ValueError, match="cannot be read-only"):
        glossator.open("other.db", create=True, read_only=True)


def test_an_older_workspace_is_migrated_after_a_backup_and_not_when_it_is_read_only(here: Path) -> None:
    make_sample(here / "older.db", SAMPLES[-1])
    before = (here / "older.db").read_bytes()
    with pytest.raises(glossator.ReadOnly, match="earlier version of the program"):
        glossator.open("older.db", read_only=True)
    assert (here / "older.db").read_bytes() == before
    glossator.open("older.db").close()
    assert list(here.glob("older*backup*"))
    glossator.open("older.db", read_only=True).close()


def test_the_analyst_is_the_one_given_or_of_the_settings_or_of_the_login(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "lee")
    with glossator.open("annotations.db") as workspace:
        assert workspace.analyst == "lee"
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('analyst = "Amina"', encoding="utf-8")
    with glossator.open("annotations.db") as workspace:
        assert workspace.analyst == "Amina"
        workspace.accept(workspace.annotations("label:GPE"))
        assert workspace.history(1)[0].analyst == "Amina"
    with glossator.open("annotations.db", analyst=" Ben  Okri ") as workspace:
        assert workspace.analyst == "Ben Okri"
    with pytest.raises(ValueError, match="blank"):
        glossator.open("annotations.db", analyst=" ")
    settings_file().write_text("analyst = 5", encoding="utf-8")
    with pytest.raises(glossator.BadSettings):
        glossator.open("annotations.db")


def test_a_closed_workspace_says_so(opened: glossator.Workspace) -> None:
    assert repr(opened) == "<glossator.Workspace 'annotations.db'>"
    opened.close()
    opened.close()
    assert repr(opened) == "<glossator.Workspace 'annotations.db', closed>"
    for use in (opened.tags, opened.undo, lambda: opened.annotations("label:GPE")):
        with pytest.raises(ValueError, match=r"is closed\. Open it again"):
            use()


def test_a_file_that_is_no_workspace_is_refused_by_name(here: Path) -> None:
    (here / "notes.db").write_text("no database", encoding="utf-8")
    with pytest.raises(glossator.NotAWorkspace, match=r"notes\.db"):
        glossator.open("notes.db")
