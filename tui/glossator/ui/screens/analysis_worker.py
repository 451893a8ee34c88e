"""Analysing articles from the library, on the thread of a worker."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from glossator.domain.library import LibraryEntry
from glossator.store.errors import StoreError
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted

if TYPE_CHECKING:
    from glossator.ner.recogniser_choice import RecogniserPreferences


@dataclass
class AnalysisProgress(Message):
    """Articles were analysed.

    Attributes:
        sentence: how many, for the status line.
        over: whether the analysis has ended.
    """

    sentence: str
    over: bool = False


def analyse_articles(
    workspace: Workspace,
    entries: Sequence[LibraryEntry],
    preferences: "RecogniserPreferences",
    *,
    tidying: Collection[str],
    cancelled: Callable[[], bool],
    post: Callable[[Message], object],
) -> None:
    """Analyse the articles that the recogniser for their language has not analysed yet, and post the progress.

    Args:
        workspace: where the articles are.
        entries: the articles.
        preferences: which recognisers are wanted.
        tidying: the names of the rules that are applied to suggestions.
        cancelled: polled often; what is stored by then stays.
        post: posts a message to the screen, from any thread.
    """
    from glossator.ner.pipelines import NoPipeline
    from glossator.ner.recognisers import dropped_message
    from glossator.runtime.background import Cancelled
    from glossator.services.article_recognisers import analyse_groups, analysis_groups, dropped_finds
    from glossator.services.bulk_analysis import Analysed

    read = added = 0
    troubles: list[str] = []
    titles = {entry.uid: entry.title for entry in entries}
    try:
        groups = analysis_groups(workspace, list(titles), preferences, cancelled)
        todo = sum(len(group.uids) for group in groups)
        post(AnalysisProgress(f"Analysing {counted(todo, 'article')}. Press A to stop."))
        lengths = {entry.uid: entry.length for entry in entries}
        for outcome in analyse_groups(workspace, groups, lengths, tidying=tidying, cancelled=cancelled):
            if isinstance(outcome, Analysed):
                read += 1
                added += outcome.added
            else:
                troubles.append(f"{titles[outcome.uid]}: {outcome.reason}")
            so_far = f"{read:,} of {todo:,} articles analysed, {counted(added, 'suggestion')} added"
            post(AnalysisProgress(f"{so_far}. Press A to stop."))
    except (NoPipeline, StoreError) as error:
        post(AnalysisProgress(str(error), over=True))
        return
    except Cancelled:
        post(AnalysisProgress("Stopped.", over=True))
        return
    before = len(entries) - todo
    details = [
        f"{read:,} of {todo:,} articles analysed, {counted(added, 'suggestion')} added" if todo else "Already analysed"
    ]
    details += [f"{before:,} already analysed"] if before and todo else []
    details += ["stopped"] if read + len(troubles) < todo else []
    details += filter(None, [dropped_message(dropped_finds(groups))])
    details += [f"{len(troubles):,} failed: {troubles[0]}"] if troubles else []
    details += [sentence.rstrip(".") for group in groups for sentence in group.advice]
    post(AnalysisProgress("; ".join(details), over=True))
