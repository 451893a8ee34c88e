"""Commands for workspaces in which several analysts decide: disputes, and merging a colleague's workspace."""

from typing import TYPE_CHECKING, Final

from glossator.store.queries import verdicts
from glossator.ui.commands.context import ReaderContext
from glossator.ui.keymap import command

if TYPE_CHECKING:
    from glossator.ui.screens.adjudication import OpenDispute

_GROUP: Final = "Several analysts"


@command("disputes", "at", "Disputes", "List what analysts decided differently, and settle it.", _GROUP)
def show_disputes(reader: ReaderContext) -> None:
    """Show the disputes, with that of this annotation highlighted, and go to the one that is chosen."""
    from glossator.ui.screens.adjudication import AdjudicationPage

    begin_at = None if reader.subject is None else reader.subject.id
    reader.push(AdjudicationPage(reader.session.workspace, reader.perform, begin_at), lambda found: _go(reader, found))


def _go(reader: ReaderContext, found: "OpenDispute | str | None") -> None:
    """Go to a dispute, or to the article with a uid."""
    if isinstance(found, str):
        reader.open_article(found)
    elif found is not None and found.annotation is not None:
        span = found.annotation.span
        reader.go_to(found.article, span.start if span else 0, found.annotation.id)


@command("merge_workspace", "ctrl+t", "Merge workspace", "Merge the workspace of a colleague, after a report.", _GROUP)
def merge_workspace(reader: ReaderContext) -> None:
    """Ask for the workspace of a colleague, and merge it."""
    from glossator.ui.screens.merging import ask_what_to_merge

    ask_what_to_merge(reader.push, reader.session.workspace, reader.perform, lambda found: _go(reader, found))


@command("next_dispute", "backslash", "Next dispute", "Go to the next annotation that analysts dispute.", _GROUP)
def next_dispute(reader: ReaderContext) -> None:
    """Go to the next disputed annotation, in this article or a later one; after the last follows the first."""
    session, current = reader.session, reader.pane.current
    workspace = session.workspace
    start, number = reader.pane.offset_in_text, 0
    if current is not None and current.span is not None:
        start, number = current.span.start, current.id
    found = workspace.ask(verdicts.next_dispute, session.article.id, start, number)
    annotation = None if found is None else workspace.annotation(found[1])
    if found is None or annotation is None:
        several = workspace.ask(verdicts.has_several_verdicts)
        reader.say("No disputes." if several else "No disputes. Press ctrl+t to merge the workspace of a colleague.")
        return
    reader.go_to(found[0], annotation.span.start if annotation.span else 0, annotation.id)
    given = workspace.ask(verdicts.judgement, annotation.id)
    if given is not None:
        reader.say(f"Disputed: {'; '.join(map(str, given.verdicts))}. Press @ to settle it.")
