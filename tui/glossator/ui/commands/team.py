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

    def go(found: "OpenDispute | None") -> None:
        if found is not None and found.annotation is not None:
            span = found.annotation.span
            reader.go_to(found.article, span.start if span else 0, found.annotation.id)

    begin_at = None if reader.subject is None else reader.subject.id
    reader.push(AdjudicationPage(reader.session.workspace, reader.perform, begin_at), go)


@command("next_dispute", "quotation_mark", "Next dispute", "Go to the next annotation that analysts dispute.", _GROUP)
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
        only_one = "" if workspace.ask(verdicts.has_several_verdicts) else " No two analysts have decided on the same."
        reader.say(f"No disputes.{only_one}")
        return
    reader.go_to(found[0], annotation.span.start if annotation.span else 0, annotation.id)
    given = workspace.ask(verdicts.judgement, annotation.id)
    if given is not None:
        reader.say(f"Disputed: {'; '.join(map(str, given.verdicts))}. Press @ to settle it.")
