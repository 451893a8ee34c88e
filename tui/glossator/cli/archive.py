"""Putting articles away from the command line, bringing them back, and listing those that are."""

import argparse

from glossator.cli.context import CommandError, Context
from glossator.cli.tables import print_message, print_table
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted


def archive(context: Context, arguments: argparse.Namespace) -> int:
    """Archive the articles that are named, or bring them back; without any, print those that are archived."""
    from glossator.store.operations.articles import archive_articles, restore_articles

    with context.workspace() as workspace:
        if not arguments.uids:
            return _list(workspace, arguments)
        away = {uid for uid, _ in _archived(workspace)}
        articles = [workspace.article(uid) for uid in dict.fromkeys(arguments.uids)]
        for article in articles:
            if (article.uid in away) is not arguments.back:
                state = "not archived" if arguments.back else "archived already"
                raise CommandError(f"{article.uid} is {state}, so nothing was done; leave it out.")
        act = restore_articles if arguments.back else archive_articles
        workspace.perform(act, [article.id for article in articles]).result()
    done = "brought back" if arguments.back else "archived"
    print_message(f"{counted(len(articles), 'article')} {done}; “glossator undo” takes that back.")
    return 0


def _archived(workspace: Workspace) -> list[tuple[str, str]]:
    """Return the uid and the title of each article that is archived."""
    from glossator.store.queries.library import library

    return [(entry.uid, entry.title) for entry in workspace.ask(library) if entry.archived]


def _list(workspace: Workspace, arguments: argparse.Namespace) -> int:
    if arguments.back:
        raise CommandError("name the articles to bring back; “glossator archive” lists those that are archived.")
    rows = [{"uid": uid, "title": title} for uid, title in _archived(workspace)]
    print_table(rows, as_json=arguments.json)
    if not rows and not arguments.json:
        print_message("No article is archived; “glossator archive UID” archives one.")
    return 0
