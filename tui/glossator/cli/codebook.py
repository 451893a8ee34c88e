"""The command codebook: list, import and export labels and tags."""

import argparse
from pathlib import Path
from typing import Any

from glossator.cli.context import CommandError, Context, output_file, read_input
from glossator.cli.output import print_message, print_table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("what", nargs="?", choices=["import", "export"], help="operation (default: list the codebook)")
    parser.add_argument("file", nargs="?", metavar="FILE", help="file to import; - is standard input")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="output file (default: standard output)")
    parser.add_argument(
        "--format", choices=["csv", "qdc"], help="format of the export (default: from FILE's extension, else csv)"
    )
    parser.add_argument("--force", action="store_true", help="replace an existing FILE")


def codebook(context: Context, arguments: argparse.Namespace) -> int:
    """Print the codebook, or import or export it."""
    if arguments.what == "import":
        return _import(context, arguments)
    if arguments.what == "export":
        return _export(context, arguments)
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
    if not arguments.json:
        rows = [{**row, "archived": "yes" if row["archived"] else ""} for row in rows]
    print_table(rows, as_json=arguments.json)
    return 0


def _import(context: Context, arguments: argparse.Namespace) -> int:
    from glossator.formats.errors import Unreadable
    from glossator.services.codebook_files import import_codebook, read_codebook

    data = read_input(arguments.file)
    try:
        codes, invalid = read_codebook(data)
    except Unreadable as error:
        raise CommandError(f"{arguments.file}: {error}") from error
    with context.opening() as opening:
        taken = import_codebook(opening.get(), codes)
    for problem in (*invalid, *taken.remarks):
        print_message(f"glossator: {arguments.file}, {problem.place}: {problem.reason}")
    print_message(f"{taken.made} new, {taken.changed} changed, {taken.same} unchanged, {len(invalid)} left out.")
    return 1 if invalid else 0


def _export(context: Context, arguments: argparse.Namespace) -> int:
    from glossator.services.codebook_files import export_codebook

    path = arguments.output
    qdc = arguments.format == "qdc" or (arguments.format is None and path is not None and path.suffix == ".qdc")
    with context.workspace() as workspace, output_file(path, force=arguments.force) as target:
        written = export_codebook(workspace, target, qdc=qdc)
    print_message(f"Exported {written} labels and tags{f' to {path}' if path else ''}.")
    return 0
