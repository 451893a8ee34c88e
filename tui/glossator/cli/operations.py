"""The commands history and undo."""

import argparse
import dataclasses
from typing import Any

from glossator.cli.context import CommandError, Context
from glossator.cli.output import print_message, print_table
from glossator.store.workspace import Workspace
from glossator.text.normalise import printable


def history(context: Context, arguments: argparse.Namespace) -> int:
    """Print the latest operations, newest first, or the changes of one."""
    with context.workspace() as workspace:
        if arguments.act is not None:
            return _changes(workspace, arguments)
        entries = workspace.history(arguments.most)
    rows = [dataclasses.asdict(entry) for entry in entries]
    if not arguments.json:
        # The ids of operations are for programs.
        rows = [{"operation" if name == "title" else name: row[name] for name in row if name != "act"} for row in rows]
    print_table(rows, as_json=arguments.json)
    if not entries and not arguments.json:
        print_message("The history is empty.")
    return 0


def undo(context: Context, arguments: argparse.Namespace) -> int:
    """Undo the analyst's latest operation, or the one with a number."""
    from glossator.store import history as operations

    with context.workspace() as workspace:
        if arguments.act is None:
            done = workspace.perform(operations.undo).result()
        else:
            done = workspace.perform(operations.undo_operation, arguments.act).result()
    print(printable(f"Undone: {done.about}"))
    return 0


def _changes(workspace: Workspace, arguments: argparse.Namespace) -> int:
    found = workspace.changes(arguments.act, 0, arguments.most)
    if not found:
        raise CommandError(f"there is no operation {arguments.act}; “glossator history” lists them.")
    if arguments.json:
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
