"""What is labelled elsewhere but not here."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tui.model.anchor import Anchor, anchor
from tui.model.lexicon import Entry
from tui.model.paragraphs import paragraphs
from tui.model.recurrence import lexical
from tui.model.span import Span
from tui.recognition.lexicon import Lexicon
from tui.store.queries.texts import ArticleText, covered
from tui.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A place that nothing is said of, with a form that has a label in the lexicon.

    Attributes:
        article, uid, title: where it is.
        anchor: the place, with quote and context.
        entry: the form, with its label and how often that was decided.
    """

    article: int
    uid: str
    title: str
    anchor: Anchor
    entry: Entry


def unmarked(
    workspace: Workspace, article: int | None = None, *, cancelled: Callable[[], bool] = lambda: False
) -> Iterator[Unmarked]:
    """Yield the places that have a form of the lexicon but no annotation, not even a rejected one, in their order.

    Args:
        workspace: where to look.
        article: the id of the only article to look at; all of them where it is None.
        cancelled: asked between articles.
    """
    entries = {entry.form: entry for entry in workspace.lexicon()}
    lexicon = Lexicon({form: entry.label for form, entry in entries.items()})
    for found in _articles(workspace, article):
        if cancelled():
            return
        yield from _unmarked(workspace, found, lexicon, entries)


def _articles(workspace: Workspace, article: int | None) -> Iterable[ArticleText]:
    if article is None:
        return workspace.texts()
    found = workspace.text_of(article)
    return [] if found is None else [found]


def _unmarked(
    workspace: Workspace, article: ArticleText, lexicon: Lexicon, entries: dict[str, Entry]
) -> Iterator[Unmarked]:
    starts: list[int] = []
    taken = workspace.ask(covered, article.id)
    ends = [span.end for span in taken]
    for found in lexicon.matches(article.text, Span(0, len(article.text))):
        place = bisect_right(ends, found.span.start)
        if place < len(taken) and taken[place].start < found.span.end:
            continue
        starts = starts or [paragraph.start for paragraph in paragraphs(article.text)]
        where = anchor(article.text, found.span, starts)
        yield Unmarked(article.id, article.uid, article.title, where, entries[lexical(where.quote)])
