"""The command lexicon: list, import and export forms."""

import argparse
import dataclasses
from pathlib import Path

from glossator.cli.context import CommandError, Context, output_file, read_input
from glossator.cli.output import print_message, print_table
from glossator.text.pluralize import counted


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("what", nargs="?", choices=["import", "export"], help="operation (default: list the lexicon)")
    parser.add_argument("file", nargs="?", metavar="FILE", help="file to import; - is standard input")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="output file (default: standard output)")
    parser.add_argument(
        "--format",
        choices=["tsv", "patterns"],
        default="tsv",
        help="format of the export: a gazetteer, or spaCy patterns (default: tsv)",
    )
    parser.add_argument("--force", action="store_true", help="replace an existing FILE")


def lexicon(context: Context, arguments: argparse.Namespace) -> int:
    """Print the lexicon, or import or export it."""
    if arguments.what == "import":
        return _import(context, arguments)
    if arguments.what == "export":
        return _export(context, arguments)
    with context.workspace() as workspace:
        rows = [dataclasses.asdict(entry) for entry in workspace.lexicon()]
    print_table(rows, as_json=arguments.json)
    if not rows and not arguments.json:
        print_message("The lexicon is empty. It learns from the suggestions that you accept.")
    return 0


def _import(context: Context, arguments: argparse.Namespace) -> int:
    from glossator.formats.errors import Unreadable
    from glossator.services.lexicon_files import import_lexicon

    data = read_input(arguments.file)
    with context.opening() as opening:
        try:
            result = import_lexicon(opening, data)
        except Unreadable as error:
            raise CommandError(f"{arguments.file}: {error}") from error
    for invalid in result.broken:
        print_message(f"glossator: {arguments.file}, line {invalid.line}: {invalid.reason}")
    taken = result.taken
    print_message(
        f"{taken.added} new, {taken.changed} changed, {taken.same} unchanged, {len(result.broken)} invalid lines."
    )
    return 1 if result.broken else 0


def _export(context: Context, arguments: argparse.Namespace) -> int:
    from glossator.services.lexicon_files import export_lexicon

    with context.workspace() as workspace, output_file(arguments.output, force=arguments.force) as target:
        written, left_out = export_lexicon(workspace, target, arguments.format)
    never = f" Left out {left_out} that are never an entity; --format tsv includes them." if left_out else ""
    print_message(f"Exported {counted(written, 'form')}.{never}")
    return 0
