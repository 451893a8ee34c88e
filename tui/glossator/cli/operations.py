"""The commands history and undo."""

import dataclasses
from typing import Any

import click

from glossator.cli.command import Count, WorkspaceCommand, json_option, most_option
from glossator.cli.context import Context
from glossator.cli.errors import CommandError
from glossator.cli.output import print_message, print_table
from glossator.store.workspace import Workspace
from glossator.text.normalise import printable


@click.command("history", cls=WorkspaceCommand)
@most_option(50, "rows")
@click.option("--act", type=Count(), metavar="N", help="operation whose changes to print")
@json_option
def history(context: Context, most: int, act: int | None, as_json: bool) -> int:
    """List operations, or the changes of one."""
    with context.workspace() as workspace:
        if act is not None:
            return _changes(workspace, act, most, as_json=as_json)
        entries = workspace.history(most)
    rows = [dataclasses.asdict(entry) for entry in entries]
    if not as_json:
        # The ids of operations are for programs.
        rows = [{"operation" if name == "title" else name: row[name] for name in row if name != "act"} for row in rows]
    print_table(rows, as_json=as_json)
    if not entries and not as_json:
        print_message("The history is empty.")
    return 0


@click.command("undo", cls=WorkspaceCommand)
@click.argument(
    "act", required=False, type=Count(), metavar="[N]", help="number of the operation, from “glossator history”"
)
def undo(context: Context, act: int | None) -> int:
    """Undo your latest operation, or operation N.

    An operation can be undone if no later one depends on it.
    """
    from glossator.store import history as operations

    with context.workspace() as workspace:
        if act is None:
            done = workspace.perform(operations.undo).result()
        else:
            done = workspace.perform(operations.undo_operation, act).result()
    print(printable(f"Undone: {done.about}"))
    return 0


def _changes(workspace: Workspace, act: int, most: int, *, as_json: bool) -> int:
    found = workspace.changes(act, 0, most)
    if not found:
        raise CommandError(f"there is no operation {act}; “glossator history” lists them.")
    if as_json:
        print_table([dataclasses.asdict(change) for change in found], as_json=True)
        return 0
    rows: list[dict[str, Any]] = [
        {
            "what": change.kind,
            "name": change.name or f"{change.rows:,} of them",
            "field": field.name,
            "change": f"{field.old or '–'} → {field.new or '–'}",
        }
        for change in found
        for field in change.fields
    ]
    print_table(rows, as_json=False)
    return 0
