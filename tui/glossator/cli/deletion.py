"""Deleting articles from the command line."""

import argparse

from glossator.cli.context import CommandError, Context
from glossator.cli.tables import print_message
from glossator.text.normalise import printable
from glossator.text.pluralize import counted


def delete(context: Context, arguments: argparse.Namespace) -> int:
    """Delete the articles that are named, with what hangs on them; where that is analysts' work, only with --yes."""
    from glossator.store.operations.articles import delete_articles
    from glossator.store.queries.deletion_impact import deletion_impact

    with context.workspace() as workspace:
        articles = [workspace.article(uid) for uid in dict.fromkeys(arguments.uids)]
        ids = [article.id for article in articles]
        lost = workspace.ask(deletion_impact, ids)
        if lost.is_work and not arguments.yes:
            titles = f"“{printable(articles[0].title)}”" if len(articles) == 1 else counted(len(articles), "article")
            raise CommandError(
                f"{titles} would be deleted with {lost}, so nothing was done; add --yes to delete anyway."
            )
        workspace.perform(delete_articles, ids).result()
    with_it = f" with {lost}" if lost.is_work else ""
    print_message(f"{counted(len(articles), 'article')} deleted{with_it}; “glossator undo” puts everything back.")
    return 0
