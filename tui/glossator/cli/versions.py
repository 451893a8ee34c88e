"""What newer versions of articles have left to decide on, from the command line."""

import argparse

from glossator.cli.context import Context
from glossator.cli.tables import print_message, print_table


def orphans(context: Context, arguments: argparse.Namespace) -> int:
    """Print the annotations whose place in a newer version has to be decided on."""
    from glossator.store.queries.versions import orphans as waiting

    with context.workspace() as workspace:
        rows = [
            {
                "annotation_id": one.annotation,
                "newer": one.uid,
                "older": one.older,
                "why": one.reason,
                "status": one.status,
                "label": one.label,
                "context_before": one.prefix[-30:],
                "quote": one.quote,
                "context_after": one.suffix[:30],
                "likely_start": one.likely.start if one.likely else None,
                "title": one.title,
            }
            for one in workspace.ask(waiting)
        ]
    print_table(rows, as_json=arguments.json)
    if not rows and not arguments.json:
        print_message("Nothing waits to be decided on: all that was carried over found its place.")
    return 0
