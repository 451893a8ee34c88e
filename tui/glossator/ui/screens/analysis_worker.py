"""Having the machine read several articles while one looks at their list; runs on a worker's thread."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from textual.message import Message

from glossator.domain.library import LibraryEntry
from glossator.store.errors import StoreError
from glossator.store.workspace import Workspace

# Code points that are read sooner than a second process is there.
_FEW: Final = 100_000


@dataclass
class ManyRead(Message):
    """Some of the articles were read, or all that will be; `sentence` says how many.

    Attributes:
        over: whether nothing more is read.
    """

    sentence: str
    over: bool = False


def read_many(
    workspace: Workspace,
    entries: Sequence[LibraryEntry],
    model: str,
    *,
    tidying: Collection[str],
    cancelled: Callable[[], bool],
    post: Callable[[Message], object],
) -> None:
    """Read what the pipeline has not read of the articles, and post what becomes of it.

    Args:
        workspace: where they are.
        entries: which.
        model: the pipeline's name; the default one where it is empty.
        tidying: the names of the rules by which suggestions are tidied.
        cancelled: asked often; what is stored by then stays.
        post: hands a message to the screen, from any thread.
    """
    from glossator.ner.pipelines import NoPipeline, find_pipeline
    from glossator.services.bulk_analysis import Analysed, analyse_many

    read = added = 0
    troubles: list[str] = []
    titles = {entry.uid: entry.title for entry in entries}
    try:
        pipeline = find_pipeline(model)
        unread = set(workspace.unread_by(pipeline.name, pipeline.version))
        todo = [entry for entry in entries if entry.uid in unread]
        post(ManyRead(f"Reading {len(todo):,}; a stops it"))
        processes = None if sum(entry.length for entry in todo) > _FEW else 1
        uids = [entry.uid for entry in todo]
        for outcome in analyse_many(
            workspace, uids, pipeline, processes=processes, tidying=tidying, cancelled=cancelled
        ):
            if isinstance(outcome, Analysed):
                read += 1
                added += outcome.added
            else:
                troubles.append(f"{titles[outcome.uid]}: {outcome.reason}")
            post(ManyRead(f"{read:,} of {len(todo):,} read, {added:,} suggestions; a stops it"))
    except (NoPipeline, StoreError) as error:
        post(ManyRead(str(error), over=True))
        return
    before = len(entries) - len(todo)
    told = [f"{read:,} of {len(todo):,} read, {added:,} suggestions" if todo else "Nothing was left to read"]
    told += [f"{before:,} were read before"] if before and todo else []
    told += ["stopped"] if read + len(troubles) < len(todo) else []
    told += [f"{len(troubles):,} not: {troubles[0]}"] if troubles else []
    post(ManyRead("; ".join(told), over=True))
