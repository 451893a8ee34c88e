"""Files that changed since they were imported."""

from pathlib import Path
from typing import Final
from zipfile import ZipFile

from glossator.services.importing.articles import import_articles
from glossator.services.importing.inputs import Imported, resolve_paths
from glossator.store import operations
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.workspace import Author, Workspace
from tests.store.scene import done, place, ticking

DAWN: Final = (
    "The ferry left Port Selby at dawn with forty people and a dog on board. Captain Okafor waved to nobody in "
    "particular. The harbour master saw it go, and thought of the weather that would turn before noon, as it had done "
    "on each of the last three days.\n"
)


def annotate(path: Path, uid: str, *quotes: str) -> None:
    """Mark words of an article."""
    with Workspace(path, ticking("ann")) as workspace:
        article = workspace.article(uid)
        for quote in quotes:
            done(workspace, operations.annotate, article.id, place(article.text, quote), "PERSON")


def bring_in(path: Path, *files: Path) -> list[Imported]:
    with LazyWorkspace(path, Author("ann")) as opening:
        return [one for one in import_articles(opening, resolve_paths(files)) if isinstance(one, Imported)]


def older(outcome: Imported) -> str | None:
    return outcome.carried.older if outcome.carried else None


def test_a_file_in_an_archive_is_known_again_too(tmp_path: Path) -> None:
    packed = tmp_path / "news.zip"
    for text in (DAWN, f"{DAWN}Added later.\n"):
        with ZipFile(packed, "w") as target:
            target.writestr("a/ferry.txt", text)
            target.writestr("b/ferry.txt", f"{DAWN}Elsewhere.\n")
        outcomes = bring_in(tmp_path / "w.db", packed)
    assert [older(one) is not None for one in outcomes] == [True, False]


def test_two_files_of_one_name_are_two_articles(tmp_path: Path) -> None:
    for number in range(2):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "ferry.txt").write_text(f"{DAWN}Number {number}.", encoding="utf-8")
    outcomes = bring_in(tmp_path / "w.db", tmp_path)
    assert [older(one) for one in outcomes] == [None, None]


def test_entries_of_a_table_under_one_title_are_not_versions_of_each_other(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    rows = "".join(f'Briefing,"{DAWN.strip()} Number {number}."\n' for number in range(3))
    table.write_text(f"title,text\n{rows}", encoding="utf-8")
    outcomes = bring_in(tmp_path / "w.db", table)
    assert [older(one) for one in outcomes] == [None] * 3


def test_entries_of_one_address_are(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    rows = "".join(f'https://example.org/x,"{DAWN.strip()} Number {number}."\n' for number in range(3))
    table.write_text(f"url,text\n{rows}", encoding="utf-8")
    outcomes = bring_in(tmp_path / "w.db", table)
    assert [older(one) for one in outcomes] == [None, outcomes[0].uid, outcomes[1].uid]
