"""The command export."""

import argparse
import sys
from typing import TYPE_CHECKING

from glossator.cli.context import CommandError, Context
from glossator.cli.output import print_message, print_table, standard_output
from glossator.cli.search import explain_query
from glossator.runtime.signals import cleanup_on_termination
from glossator.text.normalise import printable

if TYPE_CHECKING:
    from glossator.formats.spec import Format
    from glossator.formats.tables.profiles import Profile
    from glossator.store.queries.records import FlatFilter


def export(context: Context, arguments: argparse.Namespace) -> int:
    """Export annotations to a file, a folder or standard output; or list the formats, or print a preview."""
    from glossator.domain.query import BadQuery
    from glossator.formats.capabilities import describe_losses
    from glossator.services import exporting
    from glossator.services.atomic_output import ExportRefused

    if arguments.formats:
        return _list_formats()
    (chosen, profile), wanted = _chosen(context, arguments), _wanted(arguments)
    hint = exporting.workbook_hint(chosen, profile)
    with context.workspace() as workspace:
        for uid in wanted.articles:
            workspace.article(uid)
        try:
            if arguments.preview:
                found = exporting.preview(workspace, wanted, chosen)
                for line in found.lines:
                    print(printable(line))
            outlook = exporting.estimate(workspace, wanted, chosen) if chosen.reported_losses else None
            if outlook is not None and outlook.lost:
                print_message(f"{chosen.title} cannot hold: {describe_losses(outlook.lost)}.")
            if arguments.preview:
                print_message(f"This would write {exporting.dry_run(workspace, wanted, chosen)}. {hint}".rstrip())
                return 0
            if arguments.output is None and not chosen.is_text_file and sys.stdout.isatty():
                raise CommandError(f"{chosen.title} cannot be shown on a terminal. Name a file or folder with -o.")
            output = standard_output() if arguments.output is None else arguments.output
            with cleanup_on_termination():
                written = exporting.export(workspace, wanted, chosen, output, force=arguments.force)
        except BadQuery as error:
            raise CommandError(explain_query(arguments.where, error)) from error
        except ExportRefused as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            state = "nothing was written" if arguments.output else "the output is incomplete"
            print_message(f"glossator: interrupted; {state}.")
            return 130
    print_message(f"Exported{f' to {arguments.output}:' if arguments.output else ''} {written}. {hint}".rstrip())
    return 0


def _list_formats() -> int:
    """Print every format."""
    from glossator.formats.format_table import format_rows
    from glossator.services.formats import FORMATS

    print_table(format_rows(FORMATS.values()), as_json=False)
    return 0


def _chosen(context: Context, arguments: argparse.Namespace) -> "tuple[Format, Profile]":
    """Return the format, by name or by the file's extension, and the profile of tables.

    Raises:
        CommandError: when the profile is unknown, or the file's extension contradicts the format.
    """
    from glossator.formats.errors import Unwritable
    from glossator.formats.file_extensions import format_for
    from glossator.formats.tables.profiles import PROFILES, own_profile
    from glossator.services.exporting import formats

    profiles = {**PROFILES, **{name: own_profile(values) for name, values in context.settings.profiles.items()}}
    profile = profiles.get(arguments.profile)
    if profile is None:
        raise CommandError(f"unknown profile “{arguments.profile}”. Available: {', '.join(profiles)}.")
    try:
        return format_for(formats(profile), arguments.format, arguments.output), profile
    except Unwritable as error:
        raise CommandError(str(error)) from error


def _wanted(arguments: argparse.Namespace) -> "FlatFilter":
    from glossator.store.queries.records import FlatFilter

    return FlatFilter(
        labels=tuple(arguments.label),
        tags=tuple(arguments.tag),
        statuses=tuple(arguments.status),
        analysts=tuple(arguments.analyst),
        articles=tuple(arguments.article),
        where=arguments.where.strip(),
    )
