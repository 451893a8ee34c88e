"""The commands count_words and sources of the reader."""

from glossator.ui.commands.context import ReaderContext
from glossator.ui.keymap import command


@command("count_words", "f9", "Words", "Show the number of words of the article.", "Example")
def count_words(reader: ReaderContext) -> None:
    """Show the number of words."""
    words = len(reader.session.article.text.split())
    reader.say(f"The article has {words:,} words.")


@command("sources", "f8", "Sources", "List the sources of the articles.", "Example")
def sources(reader: ReaderContext) -> None:
    """Open the page of sources, which is imported only then: every start of the reader imports this module."""
    from .sources_page import SourcesPage

    reader.push(SourcesPage(reader.session.workspace))
