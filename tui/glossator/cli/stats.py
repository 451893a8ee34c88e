"""The command stats: a summary of the workspace, or of each article."""

from collections.abc import Iterator
from typing import Any, Final

import click

from glossator.cli.command import WorkspaceCommand, json_option
from glossator.cli.context import Context
from glossator.cli.output import print_rows, print_table
from glossator.domain.annotation import Origin, Status
from glossator.store.queries.statistics import Summary, summary
from glossator.store.workspace import Workspace

# The most labels, tags, entities and analysts that are listed.
_MOST: Final = 10


@click.command("stats", cls=WorkspaceCommand)
@click.option("--articles", is_flag=True, help="list of the articles instead of a summary")
@json_option
def stats(context: Context, articles: bool, as_json: bool) -> int:
    """Summarise the workspace, or list its articles."""
    with context.workspace() as workspace:
        if articles:
            print_rows(_articles(workspace), as_json=as_json)
            return 0
        found, counts = workspace.ask(summary, _MOST), workspace.counts()
    tables = _tables(found)
    if as_json:
        print_table([{"counts": counts, **tables}], as_json=True)
        return 0
    for rows in tables.values():
        if rows:
            print_table(rows, as_json=False)
            print()
    print(", ".join(f"{number} {name}" for name, number in counts.items()))
    return 0


def _tables(found: Summary) -> dict[str, list[dict[str, Any]]]:
    columns = {
        "labels": ("label", "annotations", "decided"),
        "tags": ("tag", "annotations", "articles"),
        "entities": ("entity", "mentions", "articles"),
        "analysts": ("analyst", "accepted", "rejected"),
    }
    return {
        "states": [{"articles": state, "number": number} for state, number in found.states.items()],
        "origins": [
            {"annotations": str(status)} | {str(origin): found.origins.get((status, origin), 0) for origin in Origin}
            for status in Status
        ],
        **{
            name: [dict(zip(names, row, strict=True)) for row in getattr(found, name)]
            for name, names in columns.items()
        },
    }


def _articles(workspace: Workspace) -> Iterator[dict[str, Any]]:
    return (
        {
            "uid": one.uid,
            "decided": one.decided,
            "of": one.annotations,
            "characters": one.characters,
            "published_at": one.published_at,
            "source": one.source,
            "inactive": one.inactive,
            "title": one.title,
        }
        for one in workspace.article_statistics()
    )
