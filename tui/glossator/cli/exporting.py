"""The command export."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glossator.cli.command import FILE, QUERY_SYNTAX, WorkspaceCommand, force_option
from glossator.cli.context import Context
from glossator.cli.errors import CommandError
from glossator.cli.format_names import EXPORT_FORMAT
from glossator.cli.output import print_message, print_table, standard_output
from glossator.cli.search import explain_query
from glossator.cli.stored_names import ARTICLE, LABEL, TAG
from glossator.domain.annotation import Status
from glossator.runtime.signals import cleanup_on_termination
from glossator.text.normalise import printable
from glossator.text.pluralize import counted

if TYPE_CHECKING:
    from glossator.formats.spec import Format
    from glossator.formats.tables.profiles import Profile


@click.command("export", cls=WorkspaceCommand, exclusive=("profile", "raw"), epilog=QUERY_SYNTAX)
@click.option("-o", "--output", type=FILE, metavar="FILE", help="output file or folder (default: standard output)")
@click.option(
    "--format",
    "format_",
    type=EXPORT_FORMAT,
    metavar="NAME",
    help="output format (default: from FILE's extension, else csv)",
)
@click.option("--formats", "list_formats", is_flag=True, help="list of the formats")
@click.option("--json", "as_json", is_flag=True, help="with --formats, JSON output (default: a table)")
@click.option(
    "--profile",
    metavar="NAME",
    default="excel",
    help="profile of tables: excel (formulas guarded by an apostrophe), excel-semicolon, tsv, spreadsheet-text "
    "(numbers, dates and times guarded as well), exact (nothing changed), or one from settings (default: excel)",
)
@click.option("--raw", is_flag=True, help="same as --profile exact")
@click.option("--preview", is_flag=True, help="print the first lines and a summary, and write nothing")
@force_option
@click.option("--where", metavar="QUERY", default="", help="export only annotations that match QUERY")
@click.option("--label", multiple=True, type=LABEL, metavar="LABEL", help="label; can be repeated")
@click.option(
    "--tag", multiple=True, type=TAG, metavar="PATH", help="tag, including the tags below it; can be repeated"
)
@click.option(
    "--status",
    multiple=True,
    type=click.Choice([status.value for status in Status]),
    help="status; can be repeated",
)
@click.option("--analyst", multiple=True, metavar="NAME", help="analyst who made or decided it; can be repeated")
@click.option(
    "--layer",
    metavar="NAME",
    default="standing",
    help="decisions: standing (adjudicated, else the latest), all (a row for each), or those of the analyst NAME "
    "(default: standing)",
)
@click.option("--article", multiple=True, type=ARTICLE, metavar="UID", help="article; can be repeated")
def export(
    context: Context,
    output: Path | None,
    format_: str | None,
    list_formats: bool,
    as_json: bool,
    profile: str,
    raw: bool,
    preview: bool,
    force: bool,
    where: str,
    label: tuple[str, ...],
    tag: tuple[str, ...],
    status: tuple[str, ...],
    analyst: tuple[str, ...],
    layer: str,
    article: tuple[str, ...],
) -> int:
    """Export annotations as CSV or for other tools."""
    from glossator.domain.query import BadQuery
    from glossator.formats.capabilities import describe_losses
    from glossator.services import exporting
    from glossator.services.atomic_output import ExportRefused
    from glossator.store.queries.export_layers import STANDING
    from glossator.store.queries.records import FlatFilter
    from glossator.store.queries.verdicts import count_disputes
    from glossator.text.byte_size import byte_size

    if list_formats:
        return _list_formats(as_json=as_json)
    if as_json:
        raise click.UsageError("--json is for --formats. To export JSON, name a format, such as --format prodigy")
    table_profile = _profile(context, "exact" if raw else profile)
    chosen = _format(table_profile, format_, output)
    wanted = FlatFilter(label, tag, status, analyst, article, where.strip(), "" if layer == STANDING else layer)
    hint = exporting.workbook_hint(chosen, table_profile)
    with context.workspace() as workspace:
        for uid in wanted.articles:
            workspace.article(uid)
        try:
            if preview:
                found = exporting.preview(workspace, wanted, chosen)
                for line in found.lines:
                    print(printable(line))
            outlook = exporting.estimate(workspace, wanted, chosen) if chosen.reported_losses else None
            if outlook is not None and outlook.lost:
                print_message(f"{chosen.title} cannot hold: {describe_losses(outlook.lost)}.")
            if preview:
                would_be = exporting.dry_run(workspace, wanted, chosen)
                size = byte_size(would_be.size)
                print_message(f"This would write {would_be.summary}, about {size}. {hint}".rstrip())
                return 0
            if output is None and not chosen.is_text_file and sys.stdout.isatty():
                raise CommandError(f"{chosen.title} cannot be shown on a terminal. Name a file or folder with -o.")
            target = standard_output() if output is None else output
            with cleanup_on_termination():
                written = exporting.export(workspace, wanted, chosen, target, force=force)
        except BadQuery as error:
            raise CommandError(explain_query(where, error)) from error
        except ExportRefused as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            state = "nothing was written" if output else "the output is incomplete"
            print_message(f"glossator: interrupted; {state}.")
            return 130
        disputed, _ = workspace.ask(count_disputes)
    if disputed and not wanted.layer:
        print_message(
            f"Analysts disagree on {counted(disputed, 'annotation')}, exported with the latest decision. "
            "To leave them out, add --where 'NOT is:disputed'; --layer all exports each decision."
        )
    print_message(f"Exported{f' to {output}:' if output else ''} {written}. {hint}".rstrip())
    return 0


def _list_formats(*, as_json: bool) -> int:
    """Print every format."""
    from glossator.formats.format_table import format_rows
    from glossator.services.formats import FORMATS

    print_table(format_rows(FORMATS.values()), as_json=as_json)
    return 0


def _profile(context: Context, name: str) -> "Profile":
    """Return a profile of tables, or raise CommandError when it is unknown."""
    from glossator.formats.tables.profiles import PROFILES, own_profile

    profiles = {**PROFILES, **{own: own_profile(values) for own, values in context.settings.profiles.items()}}
    if name not in profiles:
        raise CommandError(f"unknown profile “{name}”. Available: {', '.join(profiles)}.")
    return profiles[name]


def _format(profile: "Profile", name: str | None, output: Path | None) -> "Format":
    """Return the format, by name or by the file's extension; raise CommandError when these contradict."""
    from glossator.formats.errors import Unwritable
    from glossator.formats.file_extensions import format_for
    from glossator.services.exporting import formats

    try:
        return format_for(formats(profile), name, output)
    except Unwritable as error:
        raise CommandError(str(error)) from error
