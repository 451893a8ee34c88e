"""`history`, `undo`, `stats`, `doctor` and `keys`: what is asked most, for people and for programs."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from glossator.domain.article import ArticleDraft
from glossator.state.locations import settings_file
from glossator.store import operations
from glossator.store.ingest.articles import add_articles
from glossator.store.operations import entities
from glossator.store.workspace import Author, Workspace
from glossator.ui.commands import COMMANDS
from tests.cli.conftest import Run
from tests.journeys.ready import SUGGESTIONS
from tests.journeys.steps import rows, statuses


@pytest.fixture
def worked(ready: Path) -> Path:
    """A workspace in which ann has accepted one suggestion and bo has rejected the next."""
    with Workspace(ready, Author("ann")) as workspace:
        workspace.perform(operations.accept, [1]).result()
    with Workspace(ready, Author("bo")) as workspace:
        workspace.perform(operations.reject, [2]).result()
    return ready


def test_the_history_has_the_newest_act_first(glossator: Run, worked: Path) -> None:
    heading, *acts_ = glossator("history").lines
    assert heading.split() == ["batch", "at", "analyst", "operation", "changes", "quote", "undone"]
    assert [line.split()[2] for line in acts_] == ["bo", "ann", "ann"]
    assert [re.split(r"\s{2,}", line.strip())[3] for line in acts_] == ["reject", "accept", "import"]
    assert "Saturday evening" in acts_[0]
    assert len(glossator("history", "-n", "1").lines) == 2


def test_the_history_is_there_for_programs_too(glossator: Run, worked: Path) -> None:
    newest, accepted, added = json.loads(glossator("history", "--json").out)
    assert added["act"] == "article.import"
    assert newest.keys() == {"batch", "at", "analyst", "act", "title", "changes", "quote", "undone"}
    assert (accepted["act"], accepted["title"]) == ("annotation.accept", "accept")
    assert (accepted["analyst"], accepted["quote"]) == ("ann", "Hartness Point")
    assert added["quote"] == "1 article"


def test_undo_takes_back_one_s_own_last_act_and_the_history_says_so(glossator: Run, worked: Path) -> None:
    ran = glossator("undo")
    assert (ran.code, ran.lines, ran.err) == (0, ["Undone: accept “Hartness Point”"], "")
    assert statuses(worked)["Hartness Point"] == "suggested"
    assert statuses(worked)["Saturday evening"] == "rejected", "bo's act stands"
    _, accepted, _ = json.loads(glossator("history", "--json").out)
    assert accepted["undone"]
    assert glossator("undo").refusal == (
        "The import cannot be undone: “The lamp at Hartness burns again” was kept, because bo has changed it since "
        "(“reject”, operation 3)."
    )
    assert glossator("undo", "--analyst", "bo").lines == ["Undone: reject “Saturday evening”"]
    assert set(statuses(worked).values()) == {"suggested"}
    assert glossator("undo").lines == ["Undone: import. Removed 1 article."]
    assert statuses(worked) == {}
    assert glossator("undo").refusal == "There is nothing to undo."


def test_stats_summarises_articles_annotations_labels_and_analysts(glossator: Run, worked: Path) -> None:
    with Workspace(worked, Author("ann")) as workspace:
        workspace.perform(operations.tag, 1, "places/lights").result()
        workspace.perform(entities.link, [1], "Hartness Point").result()
    lines = [line.split() for line in glossator("stats").lines]
    for wanted in (["GPE", "6", "0"], ["partly", "decided", "1"], ["places/lights", "1", "0"], ["bo", "0", "1"]):
        assert wanted in lines
    assert "1 articles" in glossator("stats").lines[-1]
    assert "The lamp at Hartness burns again" not in glossator("stats").out.decode()
    (everything,) = json.loads(glossator("stats", "--json").out)
    assert list(everything) == ["counts", "states", "origins", "labels", "tags", "entities", "analysts"]
    assert everything["counts"]["accepted"] == everything["counts"]["rejected"] == 1
    assert sum(label["annotations"] for label in everything["labels"]) == len(SUGGESTIONS)
    assert {row["annotations"]: row["model"] for row in everything["origins"]}["accepted"] == 1
    assert everything["entities"] == [{"entity": "Hartness Point", "mentions": 1, "articles": 1}]


def test_the_summary_is_as_long_with_many_articles(glossator: Run, worked: Path) -> None:
    before = len(glossator("stats").lines)
    with Workspace(worked, Author("ann")) as workspace:
        drafts = [ArticleDraft(f"Article {number}", f"Text {number}.") for number in range(1_500)]
        workspace.perform(add_articles, drafts).result()
    assert len(glossator("stats").lines) == before
    listed = glossator("stats", "--articles").lines
    assert len(listed) == 1 + 1 + 1_500
    assert [line.split()[-1] for line in (listed[1], listed[2], listed[-1])] == ["again", "0", "1499"]
    articles = json.loads(glossator("stats", "--articles", "--json").out)
    assert len(articles) == 1_501
    assert (articles[0]["decided"], articles[0]["of"], articles[-1]["of"]) == (2, 13, 0)


def test_the_articles_of_an_empty_workspace_are_an_empty_list(glossator: Run, here: Path) -> None:
    Workspace(here / "annotations.db", Author("ann"), create=True).close()
    assert json.loads(glossator("stats", "--articles", "--json").out) == []
    assert glossator("stats", "--articles").lines == []


def test_the_doctor_finds_a_sound_workspace_sound(glossator: Run, ready: Path) -> None:
    ran = glossator("doctor")
    assert (ran.code, ran.err) == (0, "")
    findings = json.loads(glossator("doctor", "--json").out)
    assert all(finding.keys() == {"what", "sound", "seen"} for finding in findings)
    assert {"glossator", "python", "textual", "sqlite", "workspace"} <= {finding["what"] for finding in findings}
    assert all(finding["sound"] for finding in findings)


def test_the_doctor_names_a_quote_that_is_not_what_the_text_says(glossator: Run, ready: Path) -> None:
    with closing(sqlite3.connect(ready)) as connection, connection:
        connection.execute('UPDATE annotations SET start = start + 1, "end" = "end" + 1 WHERE quote = \'Norway\'')
    ran = glossator("doctor")
    assert ran.code == 1
    assert any("quotes “Norway”, but the text has “orway " in line for line in ran.lines)


def test_the_doctor_says_in_full_what_is_wrong_with_the_workspace(glossator: Run, here: Path) -> None:
    ran = glossator("doctor")
    assert ran.code == 1
    assert ran.lines[-1].endswith("open an article with “glossator FILE”, and it will be made.")
    assert list(here.iterdir()) == [], "a doctor makes no workspace"


def test_keys_shows_every_command_with_the_keys_it_has(glossator: Run) -> None:
    listed = json.loads(glossator("keys", "--json").out)
    assert all(list(entry) == ["id", "key", "title", "where"] for entry in listed)
    assert [entry["id"] for entry in listed] == [command.id for command in COMMANDS]
    assert {entry["id"]: entry["key"] for entry in listed}["accept"] == "a"
    assert len(glossator("keys").lines) == len(COMMANDS) + 1


def test_keys_shows_the_user_s_own_keys(glossator: Run) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('[keys]\naccept = "z f9"\nundo = ""\n', encoding="utf-8")
    keys = {entry["id"]: entry["key"] for entry in json.loads(glossator("keys", "--json").out)}
    assert keys["accept"] == "z f9"
    assert keys["undo"] == ""


@pytest.mark.parametrize(
    ("toml", "wrong"),
    [
        ('[keys]\naccept = "x"', "“x” is bound to both accept and reject"),
        ('[keys]\naccept = "ctrl+i"', "“ctrl+i” cannot be bound"),
        ('[keys]\nacept = "y"', "unknown command “acept”"),
        ('[keys]\naccept = "yy"', "“yy” for accept is not a key"),
        ("measure = 3", "measure"),
        ('analist = "ann"', "unknown setting “analist”"),
        ("theme = 1", "theme must be a text"),
        ("keys = [", "Correct or remove the file"),
    ],
)
def test_settings_that_cannot_be_are_refused_by_every_command_in_one_sentence(
    glossator: Run, ready: Path, toml: str, wrong: str
) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text(toml, encoding="utf-8")
    refusal = glossator("keys").refusal
    assert wrong in refusal
    assert str(settings_file()) in refusal


def test_the_analyst_is_named_on_the_line_or_in_the_settings_or_is_the_login(glossator: Run, ready: Path) -> None:
    def added_by(*words: str) -> str:
        uid = glossator("import", "-", *words, stdin=f"A text for {words}.".encode()).lines[0].split()[0]
        ((analyst,),) = rows(ready, f"SELECT added_by FROM articles WHERE uid = '{uid}'")
        return str(analyst)

    assert added_by() == "ann"
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('analyst = "Mira  Okafor"', encoding="utf-8")
    assert added_by("--format", "plain") == "Mira Okafor"
    assert added_by("--analyst", "bo") == "bo"
