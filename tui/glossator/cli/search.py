"""The command search: mentions in context, one on each line, and saved searches."""

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from glossator.cli.command import FILE, QUERY_SYNTAX, Count, WorkspaceCommand, force_option, json_option
from glossator.cli.context import Context
from glossator.cli.errors import CommandError
from glossator.cli.output import print_json, print_message, print_table
from glossator.domain.mention import Grouping, Order
from glossator.text.normalise import printable
from glossator.text.pluralize import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from glossator.domain.mention import Mention
    from glossator.domain.query import BadQuery, Query
    from glossator.services.passages import PassageView
    from glossator.store.workspace import Workspace

# The widths of the left context, and of the hit with the right context, in cells.
_LEFT: Final = 36
_RIGHT: Final = 44


@click.command("search", cls=WorkspaceCommand, exclusive=("saved", "save", "forget"), epilog=QUERY_SYNTAX)
@click.argument("query", nargs=-1, metavar="[QUERY]...", help="query, best in single quotes")
@click.option("--sort", type=click.Choice([order.value for order in Order]), help="sort order (default: relevance)")
@click.option("--limit", type=Count(), default=200, metavar="N", help="most mentions to print (default: 200)")
@click.option("-o", "--output", type=FILE, metavar="FILE", help="file for all mentions, .csv, .md or .html")
@click.option(
    "--group",
    type=click.Choice([grouping.value for grouping in Grouping]),
    default=Grouping.ARTICLE.value,
    help="what mentions in FILE are grouped by (default: article)",
)
@force_option
@click.option(
    "--saved", is_flag=False, flag_value="", metavar="[NAME]", help="saved search to run; without NAME, list all"
)
@click.option("--save", metavar="NAME", help="name to save QUERY and its sort order under")
@click.option("--forget", metavar="NAME", help="saved search to delete")
@json_option
def search_workspace(
    context: Context,
    query: tuple[str, ...],
    sort: str | None,
    limit: int,
    output: Path | None,
    group: str,
    force: bool,
    saved: str | None,
    save: str | None,
    forget: str | None,
    as_json: bool,
) -> int:
    """List mentions in context, or saved searches."""
    from glossator.services.passages import PassageView
    from glossator.store.operations.saved_searches import delete_search, save_search
    from glossator.store.queries.saved_searches import saved_search
    from glossator.store.queries.search_sql import unknown_terms

    typed, order = " ".join(query), Order(sort) if sort else None
    named = next((name for name in (saved, forget) if name is not None), None)
    if typed and named is not None:
        raise CommandError("a saved search has its own query; leave out QUERY or the name.")
    parsed = None if named is not None else _parsed(typed)
    with context.workspace() as workspace:
        if saved == "":
            return _list_saved(workspace, as_json=as_json)
        if forget is not None:
            workspace.perform(delete_search, forget).result()
            print_message(f"Deleted the saved search “{forget}”. To undo this, run “glossator undo”.")
            return 0
        if save is not None:
            workspace.perform(save_search, save, typed, order or Order.RELEVANCE).result()
            print_message(f"Saved as “{save}”. To run it, use --saved.")
            return 0
        if parsed is None:
            assert saved is not None
            kept = workspace.ask(saved_search, saved)
            parsed, order = _parsed(kept.query), order or kept.order
        if output is not None:
            view = PassageView(parsed, order=order or Order.RELEVANCE, grouping=Grouping(group))
            return _write(workspace, view, typed or saved or "", output, force=force)
        found = workspace.search(parsed, order or Order.RELEVANCE)
        if not _print_found(found, limit, as_json=as_json):
            missing = workspace.ask(unknown_terms, parsed)
            print_message(f"No mentions found{f': {missing}' if missing else ''}.")
    return 0


def _parsed(typed: str) -> "Query":
    """Return the query that `typed` means, or raise CommandError for a syntax error."""
    from glossator.domain.query import BadQuery, parse

    try:
        return parse(typed)
    except BadQuery as error:
        raise CommandError(explain_query(typed, error)) from error


def _print_found(found: "Iterator[Mention]", limit: int, *, as_json: bool) -> int:
    """Print up to `limit` mentions, and return their number."""
    shown = 0
    if as_json:
        rows = [_row(mention) for mention in islice(found, limit)]
        shown = len(rows)
        print_json(rows)
    else:
        for mention in islice(found, limit):
            shown += 1
            print(_line(mention))
    if shown == limit and next(found, None) is not None:
        print_message(f"Only the first {shown:,} are shown. Raise --limit, or narrow the query.")
    return shown


def _write(workspace: "Workspace", view: "PassageView", title: str, path: Path, *, force: bool) -> int:
    """Write all mentions to a file, and print how many."""
    from glossator.domain.mention import grouped
    from glossator.services.atomic_output import ExportRefused
    from glossator.services.passages import check_name, find_passages, write_passages

    found = list(find_passages(workspace, view))
    try:
        check_name(path.name)
        write_passages(grouped(found, view.grouping), title, path, force=force)
    except (ValueError, ExportRefused) as error:
        raise CommandError(str(error)) from error
    print_message(f"Wrote {counted(len(found), 'mention')} to {path}.")
    return 0


def _list_saved(workspace: "Workspace", *, as_json: bool) -> int:
    from glossator.store.queries.saved_searches import saved_searches

    rows = [
        {"name": one.name, "sort": one.order, "analyst": one.analyst, "saved_at": one.saved_at, "query": one.query}
        for one in workspace.ask(saved_searches)
    ]
    print_table(rows, as_json=as_json)
    if not rows and not as_json:
        print_message("There are no saved searches. To save one, run “glossator search QUERY --save NAME”.")
    return 0


def explain_query(typed: str, error: "BadQuery") -> str:
    """Return the message for a query with a syntax error, with the place of the error."""
    if not error.end:
        return str(error)
    words = typed[error.start : error.end]
    return f"at character {error.start + 1} of the query{f', “{words}”' if words else ''}: {error}"


def _line(mention: "Mention") -> str:
    """Return a mention on one line: article, offset, hit in context, label or place, and title."""
    from rich.cells import set_cell_size

    start = "" if mention.span is None else mention.span.start
    kind = printable(mention.label or mention.place.value)
    left = set_cell_size(printable(f"{mention.left[-_LEFT:]}[")[::-1], _LEFT)[::-1]
    right = set_cell_size(printable(f"{mention.hit}]{mention.right}"), _RIGHT)
    title = printable(mention.article.title)
    return f"{printable(mention.article.uid)}  {start:>6}  {left}{right}  {kind:<10}  {title}".rstrip()


def _row(mention: "Mention") -> dict[str, Any]:
    return {
        "article_id": mention.article.uid,
        "article_title": mention.article.title,
        "source": mention.article.source,
        "published_at": mention.article.published_at,
        "place": mention.place.value,
        "start": mention.span.start if mention.span else None,
        "end": mention.span.end if mention.span else None,
        "left": mention.left,
        "hit": mention.hit,
        "right": mention.right,
        "annotation_id": mention.annotation,
        "label": mention.label,
        "status": mention.status,
    }
