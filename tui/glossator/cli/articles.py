"""Commands on articles: archive, delete and orphans."""

import click

from glossator.cli.command import WorkspaceCommand, json_option
from glossator.cli.context import Context
from glossator.cli.errors import CommandError
from glossator.cli.output import print_message, print_table
from glossator.cli.stored_names import ARTICLE, UIDS
from glossator.store.workspace import Workspace
from glossator.text.normalise import printable
from glossator.text.pluralize import counted


@click.command("archive", cls=WorkspaceCommand)
@click.argument("uids", nargs=-1, metavar="[UID]...", type=ARTICLE, help=UIDS)
@click.option("--back", is_flag=True, help="restore the articles")
@json_option
def archive(context: Context, uids: tuple[str, ...], back: bool, as_json: bool) -> int:
    """Archive articles; --back restores them.

    Without UID, list the archived articles.
    """
    from glossator.store.operations.articles import archive_articles, restore_articles

    with context.workspace() as workspace:
        archived = _archived(workspace)
        if not uids:
            if back:
                raise CommandError("name the articles to restore; “glossator archive” lists the archived ones.")
            return _list(archived, as_json=as_json)
        articles = [workspace.article(uid) for uid in dict.fromkeys(uids)]
        for article in articles:
            if (article.uid in archived) is not back:
                state = "not archived" if back else "already archived"
                raise CommandError(f"{article.uid} is {state}, so nothing was changed. Leave it out.")
        operation = restore_articles if back else archive_articles
        workspace.perform(operation, [article.id for article in articles]).result()
    done = "restored" if back else "archived"
    print_message(f"{counted(len(articles), 'article')} {done}. To undo this, run “glossator undo”.")
    return 0


def _archived(workspace: Workspace) -> dict[str, str]:
    """Return the titles of the archived articles by uid."""
    from glossator.store.queries.library import library

    return {entry.uid: entry.title for entry in workspace.ask(library) if entry.archived}


def _list(archived: dict[str, str], *, as_json: bool) -> int:
    print_table([{"uid": uid, "title": title} for uid, title in archived.items()], as_json=as_json)
    if not archived and not as_json:
        print_message("No articles are archived. To archive one, run “glossator archive UID”.")
    return 0


@click.command("delete", cls=WorkspaceCommand)
@click.argument("uids", nargs=-1, required=True, metavar="UID...", type=ARTICLE, help=UIDS)
@click.option("--yes", is_flag=True, help="also articles with analysts' work")
def delete(context: Context, uids: tuple[str, ...], yes: bool) -> int:
    """Delete articles with annotations, tags and notes.

    “glossator undo” restores everything.
    """
    from glossator.store.operations.articles import delete_articles
    from glossator.store.queries.deletion_impact import deletion_impact

    with context.workspace() as workspace:
        articles = [workspace.article(uid) for uid in dict.fromkeys(uids)]
        ids = [article.id for article in articles]
        lost = workspace.ask(deletion_impact, ids)
        if lost.is_work and not yes:
            titles = f"“{printable(articles[0].title)}”" if len(articles) == 1 else counted(len(articles), "article")
            raise CommandError(
                f"{titles} would be deleted with {lost}, so nothing was deleted. To delete it, add --yes."
            )
        workspace.perform(delete_articles, ids).result()
    with_work = f" with {lost}" if lost.is_work else ""
    print_message(f"{counted(len(articles), 'article')} deleted{with_work}. To undo this, run “glossator undo”.")
    return 0


@click.command("orphans", cls=WorkspaceCommand)
@json_option
def orphans(context: Context, as_json: bool) -> int:
    """List annotations that were not re-anchored.

    These are annotations of an article that have no certain place in its newer version.
    """
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
    print_table(rows, as_json=as_json)
    if not rows and not as_json:
        print_message("There are no orphans: all annotations were re-anchored.")
    return 0
