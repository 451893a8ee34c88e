"""The command sources of the command line."""

import click

from glossator.cli.command import WorkspaceCommand, json_option
from glossator.cli.context import Context
from glossator.cli.output import print_table

from .sources import articles_by_source


@click.command("sources", cls=WorkspaceCommand)
@json_option
def sources(context: Context, as_json: bool) -> int:
    """List the sources with the number of their articles."""
    with context.workspace() as workspace:
        rows = [{"source": name, "articles": number} for name, number in articles_by_source(workspace)]
    print_table(rows, as_json=as_json)
    return 0
