"""Commands on articles: archive, delete and orphans."""

import argparse

from glossator.cli.context import CommandError, Context
from glossator.cli.output import print_message, print_table
from glossator.store.workspace import Workspace
from glossator.text.normalise import printable
from glossator.text.pluralize import counted


def archive(context: Context, arguments: argparse.Namespace) -> int:
    """Archive articles, or restore them; without any, print the archived ones."""
    from glossator.store.operations.articles import archive_articles, restore_articles

    with context.workspace() as workspace:
        archived = _archived(workspace)
        if not arguments.uids:
            return _list(archived, arguments)
        articles = [workspace.article(uid) for uid in dict.fromkeys(arguments.uids)]
        for article in articles:
            if (article.uid in archived) is not arguments.back:
                state = "not archived" if arguments.back else "already archived"
                raise CommandError(f"{article.uid} is {state}, so nothing was changed. Leave it out.")
        operation = restore_articles if arguments.back else archive_articles
        workspace.perform(operation, [article.id for article in articles]).result()
    done = "restored" if arguments.back else "archived"
    print_message(f"{counted(len(articles), 'article')} {done}. To undo this, run “glossator undo”.")
    return 0


def _archived(workspace: Workspace) -> dict[str, str]:
    """Return the titles of the archived articles by uid."""
    from glossator.store.queries.library import library

    return {entry.uid: entry.title for entry in workspace.ask(library) if entry.archived}


def _list(archived: dict[str, str], arguments: argparse.Namespace) -> int:
    if arguments.back:
        raise CommandError("name the articles to restore; “glossator archive” lists the archived ones.")
    print_table([{"uid": uid, "title": title} for uid, title in archived.items()], as_json=arguments.json)
    if not archived and not arguments.json:
        print_message("No articles are archived. To archive one, run “glossator archive UID”.")
    return 0


def delete(context: Context, arguments: argparse.Namespace) -> int:
    """Delete articles with what belongs to them; with --yes, also if that is analysts' work."""
    from glossator.store.operations.articles import delete_articles
    from glossator.store.queries.deletion_impact import deletion_impact

    with context.workspace() as workspace:
        articles = [workspace.article(uid) for uid in dict.fromkeys(arguments.uids)]
        ids = [article.id for article in articles]
        lost = workspace.ask(deletion_impact, ids)
        if lost.is_work and not arguments.yes:
            titles = f"“{printable(articles[0].title)}”" if len(articles) == 1 else counted(len(articles), "article")
            raise CommandError(
                f"{titles} would be deleted with {lost}, so nothing was deleted. To delete it, add --yes."
            )
        workspace.perform(delete_articles, ids).result()
    with_work = f" with {lost}" if lost.is_work else ""
    print_message(f"{counted(len(articles), 'article')} deleted{with_work}. To undo this, run “glossator undo”.")
    return 0


def orphans(context: Context, arguments: argparse.Namespace) -> int:
    """Print the annotations that could not be re-anchored in a newer version."""
    from glossator.store.queries.versions import orphans as query

    with context.workspace() as workspace:
        rows = [
            {
                "annotation_id": one.annotation,
                "newer": one.uid,
                "older": one.older,
                "why": one.reason,
                "status": one.status,
                "label": one.label,
                "context_before": one.prefix[-30:],
                "quote": one.quote,
                "context_after": one.suffix[:30],
                "likely_start": one.likely.start if one.likely else None,
                "title": one.title,
            }
            for one in workspace.ask(query)
        ]
    print_table(rows, as_json=arguments.json)
    if not rows and not arguments.json:
        print_message("There are no orphans: all annotations were re-anchored.")
    return 0
