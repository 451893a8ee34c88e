"""The command merge."""

from dataclasses import asdict
from pathlib import Path

import click

from glossator.cli.command import FILE, WorkspaceCommand, json_option
from glossator.cli.context import Context
from glossator.cli.errors import CommandError
from glossator.cli.output import print_json, print_message
from glossator.domain.merge_report import MergeReport
from glossator.text.normalise import printable


@click.command("merge", cls=WorkspaceCommand)
@click.argument("others", nargs=-1, metavar="OTHER.db...", type=FILE, help="workspaces of colleagues, only read")
@click.option("--dry-run", is_flag=True, help="report only; nothing is stored")
@click.option(
    "--same", multiple=True, metavar="NAME", help="analyst who worked in both files and is one person; can be repeated"
)
@click.option(
    "--rename",
    multiple=True,
    metavar="OLD=NEW",
    help="other name for an analyst of the other files; can be repeated",
)
@json_option
def merge(
    context: Context,
    others: tuple[Path, ...],
    dry_run: bool,
    same: tuple[str, ...],
    rename: tuple[str, ...],
    as_json: bool,
) -> int:
    """Merge the workspaces of colleagues into this one.

    What only one of you changed is taken. Where you decided differently, both decisions are kept, and the annotation is
    disputed: search for is:disputed. One undo reverses the merge.
    """
    from glossator.services.merging import merge_files

    if not others:
        raise CommandError("name the colleague's workspace, such as ben.db.")
    renamed = dict(_renamed(one) for one in rename)
    with context.workspace() as workspace:
        reports = merge_files(workspace, others, same=same, renamed=renamed, dry_run=dry_run)
    if as_json:
        print_json([{**asdict(report), "summary": report.summary, "dry_run": dry_run} for report in reports])
        return 0
    for report in reports:
        _print(report)
    if dry_run:
        print_message("Nothing was stored.")
    return 0


def _print(report: MergeReport) -> None:
    print(printable(report.summary))
    if not report.has_ancestor:
        print_message(f"{report.source} is not a copy of this workspace; annotations were matched by text and span.")
    for sentence in (*report.listed, *report.proposed):
        print_message(sentence)
    if report.disputed:
        print_message(f"{report.disputed:,} disputed; “glossator search is:disputed” lists the annotations.")


def _renamed(option: str) -> tuple[str, str]:
    old, _, new = (part.strip() for part in option.partition("="))
    if not old or not new:
        raise CommandError(f"“{option}” renames nobody; write --rename “OLD NAME=NEW NAME”.")
    return old, new
