"""The lexicon from the command line: what is in it, bringing forms in, taking them out."""

import argparse
import dataclasses
import sys
from pathlib import Path

from glossator.cli.context import CommandError, Context
from glossator.cli.tables import print_message, print_table, standard_output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("what", nargs="?", choices=["import", "export"], help="bring forms in, or take them out")
    parser.add_argument("file", nargs="?", metavar="FILE", help="what to import; - is standard input")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to export to (else standard output)")
    parser.add_argument(
        "--format",
        choices=["tsv", "patterns"],
        default="tsv",
        help="of the export: a gazetteer (tsv), or spaCy’s patterns",
    )
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")


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
        print_message("Nothing is in the lexicon yet; it learns from what you accept.")
    return 0


def _import(context: Context, arguments: argparse.Namespace) -> int:
    from glossator.formats.errors import Unreadable
    from glossator.services.lexicon_files import import_lexicon

    if arguments.file is None:
        raise CommandError("name the file to import, or - for standard input.")
    try:
        data = sys.stdin.buffer.read() if arguments.file == "-" else Path(arguments.file).read_bytes()
    except OSError as error:
        raise CommandError(
            f"{arguments.file} cannot be read ({error.strerror or error}); name another file."
        ) from error
    with context.opening() as opening:
        try:
            brought = import_lexicon(opening, data)
        except Unreadable as error:
            raise CommandError(f"{arguments.file}: {str(error).rstrip('.')}.") from error
    for broken in brought.broken:
        print_message(f"glossator: {arguments.file}, line {broken.line}: {broken.reason}")
    taken = brought.taken
    print_message(
        f"{taken.added} new, {taken.changed} changed, {taken.same} known already, {len(brought.broken)} broken lines."
    )
    return 1 if brought.broken else 0


def _export(context: Context, arguments: argparse.Namespace) -> int:
    from glossator.services.atomic_output import ExportRefused, new_file
    from glossator.services.lexicon_files import export_lexicon

    with context.workspace() as workspace:
        if arguments.output is None:
            written, left_out = export_lexicon(workspace, standard_output(), arguments.format)
        else:
            try:
                with new_file(arguments.output, force=arguments.force) as target:
                    written, left_out = export_lexicon(workspace, target, arguments.format)
            except ExportRefused as error:
                raise CommandError(str(error)) from error
    never = f"; {left_out} that are never an entity are left out, export them as tsv" if left_out else ""
    print_message(f"{written} forms{never}.")
    return 0
