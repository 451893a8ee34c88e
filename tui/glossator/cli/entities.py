"""The command entities: list the entities, or the mentions of one."""

from typing import Any

import click

from glossator.cli.command import WorkspaceCommand, json_option, most_option
from glossator.cli.context import Context
from glossator.cli.output import print_message, print_table


@click.command("entities", cls=WorkspaceCommand)
@click.argument("uid", required=False, metavar="[UID]", help="entity whose mentions to list")
@most_option(1000, "mentions")
@json_option
def entities(context: Context, uid: str | None, most: int, as_json: bool) -> int:
    """List the entities, or the mentions of one."""
    from glossator.store.queries import entities as queries

    with context.workspace() as workspace:
        if uid:
            entity = workspace.ask(queries.entity_with, uid)
            mentions = workspace.ask(queries.mentions_of, entity.id, 0, most)
            rows: list[dict[str, Any]] = [
                {
                    "published_at": one.article.published_at,
                    "article": one.article.uid,
                    "id": one.annotation,
                    "status": one.status,
                    "left": one.left[-30:],
                    "mention": one.hit,
                    "right": one.right[:30],
                }
                for one in mentions
            ]
        else:
            rows = [
                {
                    "uid": one.entity.uid,
                    "name": one.entity.name,
                    "label": one.entity.label,
                    "mentions": one.mentions,
                    "articles": one.articles,
                    "first_seen": one.first_seen,
                    "last_seen": one.last_seen,
                    "aliases": list(one.entity.aliases) if as_json else "; ".join(one.entity.aliases),
                    "reference": one.entity.reference,
                    "note": one.entity.note,
                }
                for one in workspace.ask(queries.entities)
            ]
    print_table(rows, as_json=as_json)
    if not rows and not as_json:
        print_message("The entity has no mentions." if uid else "There are no entities yet. Link a mention to one.")
    return 0
