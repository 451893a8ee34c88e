"""The codebook from the command line: what is in it, bringing one in, taking it out."""

import argparse
import sys
from pathlib import Path
from typing import Any

from glossator.cli.context import CommandError, Context
from glossator.cli.tables import print_message, print_table, standard_output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("what", nargs="?", choices=["import", "export"], help="bring a codebook in, or take it out")
    parser.add_argument("file", nargs="?", metavar="FILE", help="what to import; - is standard input")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="where to export to (else standard output); .qdc is REFI-QDA"
    )
    parser.add_argument("--format", choices=["csv", "qdc"], help="of the export (else as the name of FILE says)")
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")


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

    if arguments.file is None:
        raise CommandError("name the file to import, or - for standard input.")
    try:
        data = sys.stdin.buffer.read() if arguments.file == "-" else Path(arguments.file).read_bytes()
        codes, broken = read_codebook(data)
    except OSError as error:
        raise CommandError(
            f"{arguments.file} cannot be read ({error.strerror or error}); name another file."
        ) from error
    except Unreadable as error:
        raise CommandError(f"{arguments.file}: {str(error).rstrip('.')}.") from error
    with context.opening() as opening:
        taken = import_codebook(opening.get(), codes)
    for told in (*broken, *taken.remarks):
        print_message(f"glossator: {arguments.file}, {told.place}: {told.reason}")
    print_message(f"{taken.made} new, {taken.changed} changed, {taken.same} known already, {len(broken)} left out.")
    return 1 if broken else 0


def _export(context: Context, arguments: argparse.Namespace) -> int:
    from glossator.services.atomic_output import ExportRefused, new_file
    from glossator.services.codebook_files import export_codebook

    path = arguments.output
    qdc = arguments.format == "qdc" or (arguments.format is None and path is not None and path.suffix == ".qdc")
    with context.workspace() as workspace:
        if path is None:
            written = export_codebook(workspace, standard_output(), qdc=qdc)
        else:
            try:
                with new_file(path, force=arguments.force) as target:
                    written = export_codebook(workspace, target, qdc=qdc)
            except ExportRefused as error:
                raise CommandError(str(error)) from error
    print_message(f"{written} labels and tags{f', in {path}' if path else ''}.")
    return 0
