"""The command import."""

import sys
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final

import click

from glossator.cli.command import FILE_NAME, WorkspaceCommand
from glossator.cli.context import Context
from glossator.cli.errors import CommandError
from glossator.cli.format_names import IMPORT_FORMAT
from glossator.cli.language_tag import LanguageTag
from glossator.cli.output import ProgressLine, print_message
from glossator.cli.stored_names import ARTICLE
from glossator.domain.left_out import LeftOutCounter, left_out_summary
from glossator.text.normalise import printable
from glossator.text.pluralize import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from glossator.formats.spec import Format
    from glossator.services.importing.inputs import Failed, Incoming
    from glossator.services.importing.skipped import SkippedFiles
    from glossator.store.lazy_workspace import LazyWorkspace
    from glossator.store.operations.versions import CarriedOver
    from glossator.store.queries.near_duplicates import NearDuplicate

# The most near-duplicates that are listed.
_MOST_ALIKE: Final = 20


@click.command("import", cls=WorkspaceCommand)
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="PATH...",
    type=FILE_NAME,
    help="files, folders, patterns, web addresses; - is standard input",
)
@click.option(
    "--format", "format_", type=IMPORT_FORMAT, metavar="NAME", help="format of the files (default: detected for each)"
)
@click.option("--version-of", metavar="UID", default="", type=ARTICLE, help="article that this is a newer version of")
@click.option(
    "--language",
    type=LanguageTag(),
    default="",
    metavar="TAG",
    help="language of new articles whose files state none, such as fr (default: detected)",
)
@click.option("--local", is_flag=True, help="allow addresses on this machine and its network")
@click.option(
    "--take-theirs",
    is_flag=True,
    help="replace other analysts' decisions, notes and tags by the rows of a table (default: refuse those rows)",
)
def import_files(
    context: Context,
    paths: tuple[str, ...],
    format_: str | None,
    version_of: str,
    language: str,
    local: bool,
    take_theirs: bool,
) -> int:
    """Import files, folders and web pages.

    Texts that are already in the workspace are not stored again. The exit code is 1 if a file, or an annotation in one,
    could not be read; what the program has no place for is listed as left out.
    """
    from glossator.services.formats import FORMATS
    from glossator.services.importing.annotations import ImportedAnnotations, refused_summary
    from glossator.services.importing.articles import import_articles
    from glossator.services.importing.inputs import Failed, ImportedFile, import_title
    from glossator.services.importing.skipped import SkippedFiles

    counts: Counter[str] = Counter()
    new: list[str] = []
    left_out, unread = LeftOutCounter(), LeftOutCounter()
    chosen = FORMATS[format_] if format_ else None
    if version_of and len(paths) > 1:
        raise CommandError("--version-of takes one file or address, and several are named.")
    skipped = SkippedFiles(context.db)
    items = _items(paths, chosen, skipped, local=local)
    with context.opening(import_title(paths)) as opening, ProgressLine() as line:
        for outcome in import_articles(
            opening,
            items,
            chosen,
            version_of=version_of,
            language=language,
            take_theirs=take_theirs,
            on_skipped=skipped.count,
        ):
            line.clear()
            if isinstance(outcome, Failed):
                counts["failed"] += 1
                print_message(f"glossator: {outcome.name}: {outcome.reason}")
            elif isinstance(outcome, ImportedFile):
                counts["unread"] += bool(outcome.problems)
                losses = f" (left out: {'; '.join(outcome.losses)})" if outcome.losses else ""
                print(printable(f"{outcome.name}: {outcome.summary}{losses}"))
            else:
                counts["new" if outcome.new else "known"] += 1
                new += [outcome.uid] if outcome.new else []
                losses = f"  (left out: {'; '.join(outcome.losses)})" if outcome.losses else ""
                counts["with losses"] += bool(outcome.left_out)
                left_out.add_all(outcome.left_out)
                state = "new  " if outcome.new else "known"
                marked = f" ({outcome.summary})" if isinstance(outcome, ImportedAnnotations) else ""
                refused = outcome.refused if isinstance(outcome, ImportedAnnotations) else ()
                if isinstance(outcome, ImportedAnnotations) and outcome.problems:
                    counts["unread"] += 1
                    unread.add_all(outcome.problems)
                marked += f" ({_carried_over(outcome.carried)})" if outcome.carried else ""
                counts["orphans"] += outcome.carried.orphans if outcome.carried else 0
                print(f"{printable(outcome.uid)}  {state}  {printable(outcome.name + marked + losses)}")
                for sentence in refused:
                    print_message(f"glossator: {outcome.name}, {sentence}")
                counts["refused"] += len(refused)
            line.show(f"{counts['new'] + counts['known'] + counts['failed']:,} done")
        line.show("comparing with the other articles")
        alike = _alike(opening, new)
    with_unread = counts.pop("unread", 0)
    waiting, refused_rows = counts.pop("orphans", 0), counts.pop("refused", 0)
    if counts.pop("with losses", 0) > 1:
        print_message(f"{left_out_summary(left_out.entries)}.")
    if unread.entries and with_unread > 1:
        print_message(f"{left_out_summary(unread.entries, 'Not imported, because it does not fit')}.")
    if counts.total() > 1:
        print_message(f"{counts['new']} new, {counts['known']} known already, {counts['failed']} failed.")
    if waiting:
        print_message(
            f"{waiting:,} annotations found no sure place; “glossator orphans” lists them, o in the library decides."
        )
    for sentence in (*alike, *skipped.summaries()):
        print_message(sentence)
    if refused_rows:
        print_message(refused_summary(refused_rows))
    return 1 if counts["failed"] or refused_rows or with_unread else 0


def _carried_over(carried: "CarriedOver") -> str:
    """Return what was carried over from an older version, in words."""
    moved = f", {carried.moved:,} of them re-anchored by context" if carried.moved else ""
    waiting = f", {counted(carried.orphans, 'orphan')}" if carried.orphans else ""
    return f"newer version of {carried.older}: {counted(carried.carried, 'annotation')} carried over{moved}{waiting}"


def _items(
    paths: "Sequence[str]", chosen: "Format | None", skipped: "SkippedFiles", *, local: bool
) -> "Iterator[Incoming | Failed]":
    from glossator.services.importing.inputs import Incoming, resolve

    for typed in paths:
        if typed == "-":
            yield Incoming("standard input", sys.stdin.buffer.read)
        else:
            yield from resolve(typed, skipped.count, local=local, chosen=chosen)


def _alike(opening: "LazyWorkspace", new: "Sequence[str]") -> list[str]:
    """Link the near-duplicates of the new articles, and return a message for each."""
    from glossator.services.near_duplicates import link_near_duplicates
    from glossator.store.queries.near_duplicates import near_duplicates

    workspace = opening.existing()
    if workspace is None or not new:
        return []
    link_near_duplicates(workspace)
    each = {pair.article: pair for pair in reversed(workspace.ask(near_duplicates, new))}
    best: dict[str, NearDuplicate] = {}
    for uid, pair in each.items():
        # One message is enough for two new articles that are near-duplicates of each other.
        if pair.other not in best or best[pair.other].other != uid:
            best[uid] = pair
    messages = [
        f"{uid} is a near-duplicate of {pair.other} ({pair.likeness:.0%}), “{pair.title}”"
        + (f", {pair.source}." if pair.source else ".")
        for uid, pair in islice(best.items(), _MOST_ALIKE)
    ]
    more = len(best) - len(messages)
    return messages + ([f"{counted(more, 'more near-duplicate')}."] if more else [])
