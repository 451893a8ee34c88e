"""Analysing articles from the library, on the thread of a worker."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.message import Message

from glossator.domain.library import LibraryEntry
from glossator.store.errors import StoreError
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted


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
    model: str,
    *,
    tidying: Collection[str],
    programs: Mapping[str, Mapping[str, Any]],
    cancelled: Callable[[], bool],
    post: Callable[[Message], object],
) -> None:
    """Analyse the articles that the pipeline has not analysed yet, and post the progress.

    Args:
        workspace: where the articles are.
        entries: the articles.
        model: the name of the pipeline; the default one if empty.
        tidying: the names of the rules that are applied to suggestions.
        programs: the recogniser programs of the settings.
        cancelled: polled often; what is stored by then stays.
        post: posts a message to the screen, from any thread.
    """
    from glossator.ner.pipelines import NoPipeline
    from glossator.ner.recognisers import dropped_message, find_recogniser, take_dropped
    from glossator.runtime.background import Cancelled, interruptible
    from glossator.services.bulk_analysis import Analysed, analyse_many, processes_for

    read = added = 0
    troubles: list[str] = []
    titles = {entry.uid: entry.title for entry in entries}
    try:
        # A program is started for its version.
        pipeline = interruptible(partial(find_recogniser, model, programs, workspace.labels), cancelled)
        take_dropped(pipeline)
        unread = set(workspace.unanalysed_articles(pipeline.name, pipeline.version))
        todo = [entry for entry in entries if entry.uid in unread]
        post(AnalysisProgress(f"Analysing {counted(len(todo), 'article')}. Press A to stop."))
        processes = processes_for(sum(entry.length for entry in todo))
        uids = [entry.uid for entry in todo]
        for outcome in analyse_many(
            workspace, uids, pipeline, processes=processes, tidying=tidying, cancelled=cancelled
        ):
            if isinstance(outcome, Analysed):
                read += 1
                added += outcome.added
            else:
                troubles.append(f"{titles[outcome.uid]}: {outcome.reason}")
            so_far = f"{read:,} of {len(todo):,} articles analysed, {counted(added, 'suggestion')} added"
            post(AnalysisProgress(f"{so_far}. Press A to stop."))
    except (NoPipeline, StoreError) as error:
        post(AnalysisProgress(str(error), over=True))
        return
    except Cancelled:
        post(AnalysisProgress("Stopped.", over=True))
        return
    before = len(entries) - len(todo)
    details = [
        f"{read:,} of {len(todo):,} articles analysed, {counted(added, 'suggestion')} added"
        if todo
        else "Already analysed"
    ]
    details += [f"{before:,} already analysed"] if before and todo else []
    details += ["stopped"] if read + len(troubles) < len(todo) else []
    details += filter(None, [dropped_message(take_dropped(pipeline))])
    details += [f"{len(troubles):,} failed: {troubles[0]}"] if troubles else []
    post(AnalysisProgress("; ".join(details), over=True))
