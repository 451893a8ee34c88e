"""Forms of the lexicon that are not annotated at some places."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from glossator.domain.lexicon import LexiconEntry
from glossator.ner.lexicon_matcher import LexiconMatcher
from glossator.store.queries.lexicon import Decision, lexicon
from glossator.store.queries.texts import ArticleText, annotated_spans
from glossator.store.workspace import Workspace
from glossator.text import context
from glossator.text.span import Span


class UnmarkedForm(NamedTuple):
    """An occurrence of a labelled form of the lexicon without an annotation.

    Attributes:
        article, uid, title, start, end: its place.
        around, begins: the text around it, and the offset of that text.
        entry: the form with its label and counts.
    """

    article: int
    uid: str
    title: str
    start: int
    end: int
    around: str
    begins: int
    entry: LexiconEntry

    def words(self) -> tuple[str, str, str]:
        """Return the text before, at and after the place."""
        place = Span(self.start - self.begins, self.end - self.begins)
        return context.before(self.around, place), place.of(self.around), context.after(self.around, place)


def unmarked_forms(
    workspace: Workspace,
    article: int | None = None,
    *,
    known: Iterable[Decision] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[UnmarkedForm]:
    """Yield the occurrences of forms of the lexicon that have no annotation, not even a rejected one, in order.

    Args:
        workspace: where to search.
        article: the id of the only article to search; by default all.
        known: the decisions, if they were queried before.
        cancelled: asked between articles.
    """
    entries = {entry.form: entry for entry in workspace.ask(lexicon, known)}
    forms = LexiconMatcher({form: entry.label for form, entry in entries.items()})
    for found in _articles(workspace, article):
        if cancelled():
            return
        yield from _unmarked(workspace, found, forms, entries)


def _articles(workspace: Workspace, article: int | None) -> Iterable[ArticleText]:
    if article is None:
        return workspace.texts()
    found = workspace.text_of(article)
    return [] if found is None else [found]


def _unmarked(
    workspace: Workspace, article: ArticleText, forms: LexiconMatcher, entries: dict[str, LexiconEntry]
) -> Iterator[UnmarkedForm]:
    taken = workspace.ask(annotated_spans, article.id)
    ends = [span.end for span in taken]
    for start, end, form in forms.find(article.text, Span(0, len(article.text))):
        place = bisect_right(ends, start)
        if place == len(taken) or taken[place].start >= end:
            around = context.window(article.text, start, end)
            yield UnmarkedForm(article.id, article.uid, article.title, start, end, *around, entries[form])
