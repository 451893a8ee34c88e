"""Commands for all articles: open, search, library, import and export; key help, and quitting."""

from collections.abc import Sequence
from typing import Final

from glossator.ui.commands.context import ReaderContext
from glossator.ui.commands.finding import go_to_mention
from glossator.ui.keymap import Where, command

_GROUP: Final = "Find, open, import and export"


@command("next_article", "greater_than_sign", "Next article", "Open the next article.", _GROUP)
def next_article(reader: ReaderContext) -> None:
    """Open the next article."""
    _open_neighbour(reader, 1, "This is the last article.")


@command("previous_article", "less_than_sign", "Previous article", "Open the previous article.", _GROUP)
def previous_article(reader: ReaderContext) -> None:
    """Open the previous article."""
    _open_neighbour(reader, -1, "This is the first article.")


def _open_neighbour(reader: ReaderContext, by: int, at_the_end: str) -> None:
    uid = reader.session.article_beside(by)
    if uid is None:
        reader.say(at_the_end)
    else:
        reader.open_article(uid)


@command("search", "ctrl+f", "Search", "Search all articles, notes, tags and entities.", _GROUP)
def search(reader: ReaderContext) -> None:
    """Search all articles, and go to the chosen hit."""
    from glossator.ui.screens.search import SearchPage

    page = SearchPage(reader.session.workspace, reader.perform)
    reader.push(page, lambda mention: go_to_mention(reader, mention))


def _go(reader: ReaderContext, place: tuple[str, int | None] | None) -> None:
    if place is not None:
        reader.go_to(*place)


@command("open_article", "O", "Open article", "Choose an article and open it.", _GROUP)
def open_article(reader: ReaderContext) -> None:
    """Choose another article."""
    from glossator.ui.screens.choices import article_choices
    from glossator.ui.screens.chooser import Chooser

    articles = article_choices(reader.session.articles())
    reader.push(Chooser("Open an article", articles, reader.session.article.uid), reader.open_article)


@command("library", "P", "Library", "List all articles: sort, filter, tag, analyse.", _GROUP)
def library(reader: ReaderContext) -> None:
    """Show the library, and open the chosen article."""
    from glossator.ner.postprocessing import enabled_rules
    from glossator.services.article_recognisers import preferences_of
    from glossator.ui.screens.importing import ask_what_to_import
    from glossator.ui.screens.library import LibraryPage

    reader.keep_position()
    session, marked = reader.session, reader.pane.marked_span
    page = LibraryPage(
        session.workspace,
        reader.perform,
        reader.read_status,
        session.article.uid,
        preferences=preferences_of(reader.settings, reader.model),
        tidying=enabled_rules(reader.settings.tidying),
        export=lambda articles: _export(reader, articles),
        bring_in=lambda then: ask_what_to_import(reader.push, session.workspace, then),
        shelf=reader.library_cache,
        selected=(session.article.uid, marked) if marked else None,
    )
    reader.push(page, lambda place: _go(reader, place))


@command("language", "ctrl+l", "Language", "State the language of the article.", _GROUP)
def language(reader: ReaderContext) -> None:
    """Ask for the language of the article, and analyse it with the recogniser for that language."""
    from glossator.store.operations.articles import set_language
    from glossator.ui.screens.language_prompt import checked_tag, language_news, language_prompt

    article = reader.session.article

    async def answer(typed: str | None) -> None:
        if typed is None:
            return
        tag = checked_tag(typed)
        if await reader.perform(set_language, [article.id], tag):
            reader.say(language_news(tag, "this article"))
            reader.analyse()

    reader.push(language_prompt("this article", article.language), answer)


@command("versions", "tilde", "Versions", "Compare with the older or newer version of the article.", _GROUP)
def versions(reader: ReaderContext) -> None:
    """Compare the article with its older version, or else its newer one."""
    from glossator.store.queries.versions import versions as versions_of
    from glossator.ui.screens.comparison import NO_VERSIONS, ComparisonPage, version_pair

    workspace, article = reader.session.workspace, reader.session.article
    pair = version_pair(article.uid, *workspace.ask(versions_of, article.id))
    if pair is None:
        reader.say(NO_VERSIONS)
    else:
        reader.keep_position()
        reader.push(ComparisonPage(workspace, *pair), lambda place: _go(reader, place))


@command("next_unread", "equals_sign", "Next unread", "Open the next unread article.", _GROUP)
def next_unread(reader: ReaderContext) -> None:
    """Open the next unread article."""
    from glossator.domain import library as order

    reader.open_next(order.next_unread, "No other unread article.")


@command("next_to_decide", "exclamation_mark", "Next undecided", "Open the next article with suggestions.", _GROUP)
def next_to_decide(reader: ReaderContext) -> None:
    """Open the next article with suggestions."""
    from glossator.domain import library as order

    reader.open_next(order.next_undecided, "No other article with suggestions.")


@command("import_files", "J", "Import", "Import files, a folder or a web page.", _GROUP)
def import_files(reader: ReaderContext) -> None:
    """Ask for files, a folder or an address, and import them."""
    from glossator.ui.screens.importing import ask_what_to_import

    ask_what_to_import(reader.push, reader.session.workspace, lambda place: _go(reader, place))


@command("export", "R", "Export", "Export annotations to a file, after a preview.", _GROUP)
def export(reader: ReaderContext) -> None:
    """Export annotations of all articles."""
    _export(reader, ())


def _export(reader: ReaderContext, articles: Sequence[str]) -> None:
    from glossator.ui.screens.export import ExportPage

    reader.push(ExportPage(reader.session.workspace, reader.settings.profiles, articles))


@command("key_help", "question_mark", "Keys", "Show all keys of this page.", _GROUP, footer=True)
def key_help(reader: ReaderContext) -> None:
    """Show all keys."""
    reader.show_keys()


@command("quit", "q ctrl+q", "Quit", "Quit; everything is saved.", _GROUP, where=Where.EVERYWHERE)
async def quit_reader(reader: ReaderContext) -> None:
    """Save what was typed, and exit."""
    await reader.quit()
