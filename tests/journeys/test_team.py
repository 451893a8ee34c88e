"""Two copies of a workspace are merged, and what their analysts dispute is settled."""

import shutil
from pathlib import Path

from glossator.store import operations
from glossator.store.workspace import Author, Workspace
from tests.journeys.conftest import Start
from tests.journeys.steps import edits, no, rows


def _decide(path: Path, analyst: str, *, accepted: int, rejected: int) -> str:
    """Decide on two suggestions by their number, and return the text of the rejected one."""
    with Workspace(path, Author(analyst)) as workspace:
        (article, *_) = workspace.articles()
        found = [one for one in workspace.annotations(article.id) if one.span]
        workspace.perform(operations.accept, [found[accepted].id]).result()
        workspace.perform(operations.reject, [found[rejected].id]).result()
    return found[rejected].quote


def test_a_copy_is_merged_and_its_disputes_are_settled(start: Start, ready: Path) -> None:
    shutil.copy(ready, ready.with_name("ben.db"))
    first = _decide(ready, "Amina", accepted=0, rejected=1)
    second = _decide(ready.with_name("ben.db"), "Ben", accepted=1, rejected=0)

    reader = start(columns=140)
    reader.wait_for("After nine dark winters", no("≠"))
    reader.press("ctrl+t")
    reader.wait_for("Merge the workspace of a colleague")
    reader.type("ben.db\r")
    reader.wait_for("from Ben: ", "2 disputed", "nothing is stored yet")
    reader.press("&")
    reader.wait_for("Merged from Ben")

    # The list of disputes: why, a side, something else; both leave the list.
    reader.press("@")
    reader.wait_for("0 of 2 settled", second, "Amina", "Ben")
    reader.press("n")
    reader.wait_for("Why: ")
    reader.type("The harbour office says so.\r")
    reader.wait_for("stored with your decision")
    reader.press("1")
    reader.wait_for("1 of 2 settled", first)
    reader.press("x")
    reader.wait_for("2 of 2 settled", "No disputes.")
    reader.press("u")
    reader.wait_for("1 of 2 settled")

    # In the article, the one that is left has a mark, and the other the decision with the reason.
    reader.press("escape")
    reader.wait_for("Merge ben.db")
    reader.press("escape")
    reader.wait_for("≠", "≠ disputed")
    reader.press("\\")
    reader.wait_for(edits(first, "Disputed", "Amina", "rejected", "Ben", "accepted"))
    reader.press("[")
    reader.wait_for(edits(second, "Settled by ann", "Why The harbour office says so."))
    reader.press("q")
    assert reader.exit_code() == 0
    assert rows(ready, "SELECT status, analyst, note FROM adjudications") == [
        ("accepted", "ann", "The harbour office says so.")
    ]
    assert sorted(rows(ready, "SELECT analyst, status FROM verdicts")) == [
        *(("Amina", "accepted"), ("Amina", "rejected")),
        *(("Ben", "accepted"), ("Ben", "rejected")),
    ]
