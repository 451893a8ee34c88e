"""The command datasette-metadata."""

import json
from pathlib import Path

import click

from glossator.cli.command import WorkspaceCommand, output_options
from glossator.cli.context import Context, output_file

_USE = """\b
To read the workspace in a browser:
  glossator datasette-metadata -o metadata.json
  datasette annotations.db -m metadata.json"""


@click.command("datasette-metadata", cls=WorkspaceCommand, epilog=_USE)
@output_options
def datasette_metadata(context: Context, output: Path | None, force: bool) -> int:
    """Describe the workspace for Datasette.

    The metadata (JSON) have descriptions of the tables and columns, and queries with a name.
    """
    from glossator.services.datasette_metadata import metadata

    written = json.dumps(metadata(context.db.stem), ensure_ascii=False, indent=2)
    with output_file(output, force=force) as target:
        target.write(f"{written}\n".encode())
    return 0
