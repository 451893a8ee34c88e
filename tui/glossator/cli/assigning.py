"""The command assign."""

from collections import Counter
from typing import Any

import click

from glossator.cli.command import WorkspaceCommand, json_option
from glossator.cli.context import Context
from glossator.cli.errors import CommandError
from glossator.cli.output import print_message, print_table
from glossator.domain.assignment import Assignment, share_out
from glossator.domain.query import BadQuery
from glossator.store.queries.assignments import articles_to_assign, assignments
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted


class Share(click.ParamType[float]):
    """A share such as 20%."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the share as a number from 0 to 1, or report what is none."""
        number = str(value).strip().removesuffix("%").strip()
        if number.isdecimal() and int(number) <= 100:
            return int(number) / 100
        return self.fail("it must be a percentage from 0% to 100%", param, ctx)


@click.command("assign", cls=WorkspaceCommand, exclusive=("names", "listing", "clear", "reveal"))
@click.option("--to", "names", metavar="NAMES", help="analysts, separated by commas")
@click.option(
    "--overlap",
    type=Share(),
    default="0%",
    metavar="N%",
    help="share of articles that all of them work on (default: 0%)",
)
@click.option("--where", metavar="QUERY", default="", help="only articles that match QUERY")
@click.option("--blind", is_flag=True, help="analysts do not see what others do in these articles")
@click.option("--list", "listing", is_flag=True, help="list the assigned articles (default)")
@click.option("--clear", is_flag=True, help="delete the assignments")
@click.option("--open", "reveal", is_flag=True, help="end blind coding, and keep the assignments")
@json_option
def assign(
    context: Context,
    names: str | None,
    overlap: float,
    where: str,
    blind: bool,
    listing: bool,  # noqa: ARG001  (what is done without an option)
    clear: bool,
    reveal: bool,
    as_json: bool,
) -> int:
    """Assign articles to analysts.

    Who gets an article follows from its uid and the names, so new articles can be assigned later with the same command.
    An article that is assigned already keeps its analysts.
    """
    from glossator.store.operations.assignments import clear_assignments, end_blind_coding

    with context.workspace() as workspace:
        try:
            found = workspace.ask(articles_to_assign, where)
        except BadQuery as error:
            raise CommandError(f"--where: {error}") from error
        ids = [number for number, _, _ in found]
        if names is not None:
            return _assign(workspace, found, _analysts(names), overlap, blind=blind)
        if clear or reveal:
            number = workspace.perform(clear_assignments if clear else end_blind_coding, ids).result()
            done = "cleared" if clear else "no longer blind"
            print_message(f"{counted(number, 'assignment')} {done}. To undo this, run “glossator undo”.")
            return 0
        uids = {uid for _, uid, _ in found}
        return _list([one for one in workspace.ask(assignments) if one.uid in uids], as_json=as_json)


def _analysts(names: str) -> list[str]:
    """Return the names of analysts, without blanks and duplicates."""
    found = list(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    if not found:
        raise CommandError("--to names nobody; write --to Amina,Ben.")
    return found


def _assign(
    workspace: Workspace, found: list[tuple[int, str, bool]], analysts: list[str], overlap: float, *, blind: bool
) -> int:
    from glossator.store.operations.assignments import assign_articles

    new = [(number, uid) for number, uid, is_assigned in found if not is_assigned]
    shares = [(number, name) for number, uid in new for name in share_out(uid, analysts, overlap)]
    workspace.perform(assign_articles, shares, blind=blind).result()
    each = Counter(name for _, name in shares)
    for name in analysts:
        print_message(f"{name}: {counted(each[name], 'article')}")
    together = sum(number > 1 for number in Counter(article for article, _ in shares).values())
    kept = len(found) - len(new)
    parts = [f"{counted(together, 'article')} for all of them"] if len(analysts) > 1 else []
    parts += [f"{counted(kept, 'article')} already assigned"] if kept else []
    parts += ["blind: in this file the program does not show what others do, but that is no lock"] if blind else []
    if parts:
        print_message(f"{'; '.join(parts)}.")
    return 0


def _list(found: list[Assignment], *, as_json: bool) -> int:
    rows = [{"uid": one.uid, "analyst": one.analyst, "blind": one.blind, "title": one.title} for one in found]
    print_table(rows, as_json=as_json)
    if not found and not as_json:
        print_message("No articles are assigned. To assign them, run “glossator assign --to NAMES”.")
    return 0
