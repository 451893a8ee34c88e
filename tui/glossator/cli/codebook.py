"""The command codebook: list, import and export labels and tags."""

from pathlib import Path
from typing import Any

import click

from glossator.cli.command import FILE_NAME, WorkspaceCommand, json_option, output_options
from glossator.cli.context import Context, output_file, read_input
from glossator.cli.errors import CommandError
from glossator.cli.output import print_message, print_table


@click.command("codebook", cls=WorkspaceCommand)
@click.argument(
    "what",
    required=False,
    metavar="[import|export]",
    type=click.Choice(["import", "export"]),
    help="operation (default: list the codebook)",
)
@click.argument("file", required=False, metavar="[FILE]", type=FILE_NAME, help="file to import; - is standard input")
@output_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(["csv", "qdc"]),
    help="format of the export (default: from FILE's extension, else csv)",
)
@json_option
def codebook(
    context: Context,
    what: str | None,
    file: str | None,
    output: Path | None,
    force: bool,
    format_: str | None,
    as_json: bool,
) -> int:
    """List, import or export labels and tags.

    Files are CSV or REFI-QDA (.qdc).
    """
    if what == "import":
        return _import(context, file)
    if what == "export":
        return _export(context, output, format_, force=force)
    with context.workspace() as workspace:
        book = workspace.codebook()
    rows: list[dict[str, Any]] = [
        {
            "kind": "label",
            "name": one.label.name,
            "key": one.label.key,
            "colour": one.label.colour,
            "annotations": one.annotations,
            "articles": one.articles,
            "with those below": one.annotations,
            "archived": one.label.archived,
            "note": "",
            "description": one.label.description,
        }
        for one in book.labels
    ]
    for place in book.tags:
        tag = place.tag
        rows.append(
            {
                "kind": "tag" if tag else "group",
                "name": place.path,
                "key": tag.key if tag else "",
                "colour": tag.colour if tag else "",
                "annotations": place.own.annotations,
                "articles": place.own.articles,
                "with those below": place.all.annotations,
                "archived": bool(tag and tag.archived),
                "note": tag.note if tag else "",
                "description": tag.description if tag else "",
            }
        )
    if not as_json:
        rows = [{**row, "archived": "yes" if row["archived"] else ""} for row in rows]
    print_table(rows, as_json=as_json)
    return 0


def _import(context: Context, file: str | None) -> int:
    from glossator.formats.errors import Unreadable
    from glossator.services.codebook_files import import_codebook, read_codebook

    data = read_input(file)
    try:
        codes, invalid = read_codebook(data)
    except Unreadable as error:
        raise CommandError(f"{file}: {error}") from error
    with context.opening() as opening:
        taken = import_codebook(opening.get(), codes)
    for problem in (*invalid, *taken.remarks):
        print_message(f"glossator: {file}, {problem.place}: {problem.reason}")
    print_message(f"{taken.made} new, {taken.changed} changed, {taken.same} unchanged, {len(invalid)} left out.")
    return 1 if invalid else 0


def _export(context: Context, output: Path | None, format_: str | None, *, force: bool) -> int:
    from glossator.services.codebook_files import export_codebook

    qdc = format_ == "qdc" or (format_ is None and output is not None and output.suffix == ".qdc")
    with context.workspace() as workspace, output_file(output, force=force) as target:
        written = export_codebook(workspace, target, qdc=qdc)
    print_message(f"Exported {written} labels and tags{f' to {output}' if output else ''}.")
    return 0
