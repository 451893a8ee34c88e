"""What was done, and taking it back, from the command line."""

import argparse
import dataclasses
from typing import Any

from glossator.cli.context import CommandError, Context
from glossator.cli.tables import print_message, print_table
from glossator.store.workspace import Workspace
from glossator.text.normalise import printable


def history(context: Context, arguments: argparse.Namespace) -> int:
    """Print the last acts, newest first, or what one of them changed."""
    with context.workspace() as workspace:
        if arguments.act is not None:
            return _act(workspace, arguments)
        entries = workspace.history(arguments.most)
    rows = [dataclasses.asdict(entry) for entry in entries]
    if not arguments.json:
        # People read titles; ids are for programs.
        rows = [{"operation" if name == "title" else name: row[name] for name in row if name != "act"} for row in rows]
    print_table(rows, as_json=arguments.json)
    if not entries and not arguments.json:
        print_message("Nothing has been done in this workspace yet.")
    return 0


def undo(context: Context, arguments: argparse.Namespace) -> int:
    """Take back the analyst's last act, or the one that was named."""
    from glossator.store import history as turns

    with context.workspace() as workspace:
        if arguments.act is None:
            done = workspace.perform(turns.undo).result()
        else:
            done = workspace.perform(turns.undo_operation, arguments.act).result()
    print(printable(f"Took back: {done.about}"))
    return 0


def _act(workspace: Workspace, arguments: argparse.Namespace) -> int:
    found = workspace.changes(arguments.act, 0, arguments.most)
    if not found:
        raise CommandError(f"there is no act {arguments.act}; “glossator history” lists those that there are.")
    if arguments.json:
        print_table([dataclasses.asdict(told) for told in found], as_json=True)
        return 0
    rows: list[dict[str, Any]] = [
        {
            "what": told.kind,
            "name": told.name or f"{told.rows:,} of them",
            "field": field.name,
            "change": f"{field.old or '–'} → {field.new or '–'}",
        }
        for told in found
        for field in told.fields
    ]
    print_table(rows, as_json=False)
    return 0
