"""The command language."""

import click

from glossator.cli.command import WorkspaceCommand, json_option
from glossator.cli.context import Context
from glossator.cli.errors import CommandError
from glossator.cli.language_tag import LanguageTag
from glossator.cli.output import print_message, print_table
from glossator.cli.stored_names import ARTICLE, UIDS
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted


@click.command("language", cls=WorkspaceCommand)
@click.argument("tag", required=False, metavar="[TAG]", type=LanguageTag(), help="language, such as fr, ur or pt-BR")
@click.argument("uids", nargs=-1, metavar="[UID]...", type=ARTICLE, help=UIDS)
@click.option("--clear", metavar="UID", multiple=True, type=ARTICLE, help="article of which to state no language")
@json_option
def state_language(
    context: Context, tag: str | None, uids: tuple[str, ...], clear: tuple[str, ...], as_json: bool
) -> int:
    """State the language of articles, or list it.

    The language chooses the pipeline. Without TAG, list the language of all articles; where none is stated, it is
    detected from the text.
    """
    from glossator.domain.languages import language_name
    from glossator.store.operations.articles import set_language

    if tag and clear:
        raise click.UsageError("give either TAG and UID, or --clear UID")
    if tag and not uids:
        raise click.UsageError(f"name the articles that are in {language_name(tag)}")
    with context.workspace() as workspace:
        if not tag and not clear:
            print_table(_languages(workspace), as_json=as_json)
            return 0
        if workspace.unwritable:
            raise CommandError(workspace.unwritable)
        articles = [workspace.article(uid) for uid in dict.fromkeys(uids or clear)]
        changed = workspace.perform(set_language, [article.id for article in articles], tag or "").result()
    stated = f"language {tag}" if tag else "no language"
    already = f" ({len(articles) - changed:,} had it already)" if changed < len(articles) else ""
    print_message(f"Stated {stated} for {counted(changed, 'article')}{already}. To undo this, run “glossator undo”.")
    return 0


def _languages(workspace: Workspace) -> list[dict[str, str]]:
    """Return a row for each article: its language, how that is known, and its title."""
    from glossator.services.article_languages import languages_of_articles

    titles = {article.uid: article.title for article in workspace.articles()}
    found = languages_of_articles(workspace, list(titles))
    return [
        {
            "uid": uid,
            "language": language.code,
            "how": "" if not language.code else "detected" if language.detected else "stated",
            "title": titles[uid],
        }
        for uid, language in found.items()
    ]
