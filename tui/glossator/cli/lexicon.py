"""The command lexicon: list, import and export forms."""

import dataclasses
from pathlib import Path

import click

from glossator.cli.command import FILE_NAME, WorkspaceCommand, json_option, output_options
from glossator.cli.context import Context, output_file, read_input
from glossator.cli.errors import CommandError
from glossator.cli.output import print_message, print_table
from glossator.text.pluralize import counted


@click.command("lexicon", cls=WorkspaceCommand)
@click.argument(
    "what",
    required=False,
    metavar="[import|export]",
    type=click.Choice(["import", "export"]),
    help="operation (default: list the lexicon)",
)
@click.argument("file", required=False, metavar="[FILE]", type=FILE_NAME, help="file to import; - is standard input")
@output_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(["tsv", "patterns"]),
    default="tsv",
    help="format of the export: a gazetteer, or spaCy patterns (default: tsv)",
)
@json_option
def lexicon(
    context: Context,
    what: str | None,
    file: str | None,
    output: Path | None,
    force: bool,
    format_: str,
    as_json: bool,
) -> int:
    """List, import or export the lexicon."""
    if what == "import":
        return _import(context, file)
    if what == "export":
        return _export(context, output, format_, force=force)
    with context.workspace() as workspace:
        rows = [dataclasses.asdict(entry) for entry in workspace.lexicon()]
    print_table(rows, as_json=as_json)
    if not rows and not as_json:
        print_message("The lexicon is empty. It learns from the suggestions that you accept.")
    return 0


def _import(context: Context, file: str | None) -> int:
    from glossator.formats.errors import Unreadable
    from glossator.services.lexicon_files import import_lexicon

    data = read_input(file)
    with context.opening() as opening:
        try:
            result = import_lexicon(opening, data)
        except Unreadable as error:
            raise CommandError(f"{file}: {error}") from error
    for invalid in result.broken:
        print_message(f"glossator: {file}, line {invalid.line}: {invalid.reason}")
    taken = result.taken
    print_message(
        f"{taken.added} new, {taken.changed} changed, {taken.same} unchanged, {len(result.broken)} invalid lines."
    )
    return 1 if result.broken else 0


def _export(context: Context, output: Path | None, format_: str, *, force: bool) -> int:
    from glossator.services.lexicon_files import export_lexicon

    with context.workspace() as workspace, output_file(output, force=force) as target:
        written, left_out = export_lexicon(workspace, target, format_)
    never = f" Left out {left_out} that are never an entity; --format tsv includes them." if left_out else ""
    print_message(f"Exported {counted(written, 'form')}.{never}")
    return 0
