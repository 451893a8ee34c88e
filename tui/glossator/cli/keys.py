"""The command keys: the reader's commands with their keys, as a list or as a sheet to print."""

from pathlib import Path

import click

from glossator.cli.command import FILE_NAME, WorkspaceCommand, force_option, json_option
from glossator.cli.context import Context, output_file
from glossator.cli.output import print_table


@click.command("keys", cls=WorkspaceCommand, exclusive=("sheet", "as_json"))
@click.option(
    "--sheet",
    is_flag=False,
    flag_value="-",
    type=FILE_NAME,
    metavar="[FILE]",
    help="page to print, as HTML (default: standard output)",
)
@force_option
@json_option
def keys(context: Context, sheet: str | None, force: bool, as_json: bool) -> int:
    """List the reader's commands with their keys."""
    from glossator.ui.commands import key_label, with_keys

    commands = with_keys(context.settings.keys)
    if sheet is not None:
        from glossator.cli.key_sheet import key_sheet

        with output_file(None if sheet == "-" else Path(sheet), force=force) as target:
            target.write(key_sheet(commands).encode())
        return 0
    rows = [
        {
            "id": command.id,
            "key": " ".join(key_label(key) for key in command.keys),
            "title": command.title,
            "where": command.where.value,
        }
        for command in commands
    ]
    print_table(rows, as_json=as_json)
    return 0
