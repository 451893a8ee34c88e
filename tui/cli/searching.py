"""Searching from the command line: mentions in context, one a line."""

import argparse
import json
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from tui.cli.context import Context, Told
from tui.cli.tables import said
from tui.model.text import printable

if TYPE_CHECKING:
    from tui.model.mention import Mention
    from tui.model.query import BadQuery

_LEFT: Final = 36
_RIGHT: Final = 44


def search_workspace(context: Context, arguments: argparse.Namespace) -> int:
    """Print the mentions that a query finds; a wrong query is explained with its place."""
    from tui.model.query import BadQuery, parse

    typed = " ".join(arguments.query)
    try:
        query = parse(typed)
    except BadQuery as error:
        raise Told(explained(typed, error)) from error
    with context.workspace() as workspace:
        found = workspace.search(query, arguments.sort)
        shown = 0
        if arguments.json:
            rows = [_row(mention) for mention in islice(found, arguments.limit)]
            shown = len(rows)
            print(json.dumps(rows, ensure_ascii=False, indent=2))
        else:
            for mention in islice(found, arguments.limit):
                shown += 1
                print(_line(mention))
        more = shown == arguments.limit and next(found, None) is not None
    if more:
        said(f"There are more than {shown:,}; see them with --limit, or ask for less.")
    elif not shown:
        said("Nothing was found.")
    return 0


def explained(typed: str, error: "BadQuery") -> str:
    """Return the sentence that says what is wrong with a query, and where."""
    words = typed[error.start : error.end]
    about = f"; it is about “{words}” at {error.start + 1}" if words else f"; it is about place {error.start + 1}"
    return f"{str(error).rstrip('.')}{about if error.end else ''}."


def _line(mention: "Mention") -> str:
    """Return a mention on one line: article and offset, the hit between its contexts, what it is in, and the title."""
    from rich.cells import set_cell_size

    start = "" if mention.span is None else mention.span.start
    kind = mention.label or mention.place.value
    left = set_cell_size(printable(f"{mention.left[-_LEFT:]}[")[::-1], _LEFT)[::-1]
    right = set_cell_size(printable(f"{mention.hit}]{mention.right}"), _RIGHT)
    title = printable(mention.article.title)
    return f"{mention.article.uid}  {start:>6}  {left}{right}  {kind:<10}  {title}".rstrip()


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
