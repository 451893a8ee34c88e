"""The command entities: list the entities, or the mentions of one."""

import argparse
from typing import Any

from glossator.cli.context import Context
from glossator.cli.output import print_message, print_table


def entities(context: Context, arguments: argparse.Namespace) -> int:
    """Print the entities, or all mentions of one."""
    from glossator.store.queries import entities as queries

    with context.workspace() as workspace:
        if arguments.uid:
            entity = workspace.ask(queries.entity_with, arguments.uid)
            mentions = workspace.ask(queries.mentions_of, entity.id, 0, arguments.most)
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
                    "aliases": list(one.entity.aliases) if arguments.json else "; ".join(one.entity.aliases),
                    "reference": one.entity.reference,
                    "note": one.entity.note,
                }
                for one in workspace.ask(queries.entities)
            ]
    print_table(rows, as_json=arguments.json)
    if not rows and not arguments.json:
        print_message(
            "The entity has no mentions." if arguments.uid else "There are no entities yet. Link a mention to one."
        )
    return 0
