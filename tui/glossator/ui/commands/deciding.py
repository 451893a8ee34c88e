"""Commands that decide on annotations, one or many at once; undo, redo, history and lexicon."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from glossator.domain.annotation import Annotation, Origin, Status
from glossator.store import operations
from glossator.store.errors import StoreError
from glossator.text.pluralize import counted
from glossator.ui.commands.context import OnAnnotation, OnSelection, ReaderContext
from glossator.ui.commands.selecting import change_label, choose_label, mark_here
from glossator.ui.keymap import command
from glossator.ui.widgets.article.glyphs import shortened
from glossator.ui.widgets.article.motions import Step

if TYPE_CHECKING:
    from glossator.services.propagation import Hit
    from glossator.store.history import UndoResult
    from glossator.store.history.operation import Operation
    from glossator.ui.screens.consistency import Inconsistency

_GROUP: Final = "Decide"
# Labels that the question before accepting a whole article names, the most frequent first.
_MOST_LABELS: Final = 5
# The answer that accepts doubtful suggestions, too; not the key that accepts one, which is pressed most of all.
_ALL: Final = "d"
# Code points of an article in which mentions are searched without a worker.
_SEARCHED_AT_ONCE: Final = 100_000
# Characters of the title of an article in a message.
_TITLE: Final = 30


@command("accept", "a", "Accept", "Accept and go to the next suggestion.", _GROUP, footer=True)
async def accept(reader: ReaderContext) -> None:
    """Accept as many suggestions as the count, and go to the next one."""
    await _decide(reader, "Accepted", operations.accept)


@command("reject", "x", "Reject", "Reject and go to the next suggestion.", _GROUP, footer=True)
async def reject(reader: ReaderContext) -> None:
    """Reject as many suggestions as the count, and go to the next one."""
    await _decide(reader, "Rejected", operations.reject)


async def _decide(reader: ReaderContext, verb: str, operation: "Operation[[Sequence[int]], int]") -> None:
    """Decide on as many suggestions as the count, in one operation; `verb` begins the message."""
    count = reader.pane.take_count()

    async def decide(annotation: Annotation) -> None:
        ids = [annotation.id, *undecided_after(reader, annotation, count - 1)]
        if await reader.perform_and(lambda _: _go_on(reader, ids), operation, ids):
            named = f"“{shortened(annotation.quote)}”{f' as {annotation.label}' if annotation.label else ''}"
            what = named if len(ids) == 1 else counted(len(ids), "annotation")
            # Going on may have shown a message, too.
            reader.say(f"{verb} {what}.", also=True)

    await repeatable(reader, decide)


async def repeatable(
    reader: ReaderContext,
    operation: OnAnnotation,
    on_selection: OnSelection | None = None,
    *,
    to: Annotation | None = None,
) -> None:
    """Run an operation on `to`, or on the annotation that operations act on, and remember it for `repeat`."""
    current = to or reader.here()
    if current is not None:
        reader.last.remember(operation, on_selection)
        await operation(current)


def acceptance(reader: ReaderContext, before: Annotation) -> str:
    """Return the words for a message if a change to `before` has accepted it, else an empty text."""
    now = reader.session.get(before.id)
    if before.status is not Status.SUGGESTED or now is None or now.status is not Status.ACCEPTED:
        return ""
    return f" and accepted it as {shortened(now.label)}" if now.label else " and accepted it"


def _go_on(reader: ReaderContext, decided: Sequence[int]) -> None:
    """Go to the next suggestion; `propagate` then refers to the annotation just decided."""
    step = reader.pane.go_to_neighbour(forward=True, undecided=True)
    say_step(reader, step, forward=True, undecided=True)
    if step is not Step.NONE and len(decided) == 1:
        (reader.last.decided,) = decided


def say_step(reader: ReaderContext, step: Step, *, forward: bool, undecided: bool, doubtful: bool = False) -> None:
    """Show where a step went, unless it went to the next annotation."""
    if doubtful and step in (Step.NONE, Step.ONLY):
        reader.say("No other doubtful suggestion here." if step is Step.ONLY else "No doubtful suggestions here.")
    elif step is Step.ROUND:
        reader.say("Continued at the top." if forward else "Continued at the end.")
    elif step is Step.ONLY:
        reader.say("No other suggestion in this article." if undecided else "No other annotation in this article.")
    elif step is Step.NONE and not undecided:
        reader.say("No annotations in this article.")
    elif step is Step.NONE and reader.analysis_runs:
        reader.say("Nothing left to decide yet; the analysis of this article is still running.")
    elif step is Step.NONE:
        reader.say("Nothing left to decide in this article. Press ! for the next article with suggestions.")


def undecided_after(reader: ReaderContext, annotation: Annotation, count: int) -> list[int]:
    """Return the ids of up to `count` suggestions after `annotation`, wrapping around at the end."""
    ids: list[int] = []
    following: Annotation | None = annotation
    while len(ids) < count and following is not None and following.span is not None:
        following = reader.session.neighbour(following.span.start, following, forward=True, undecided=True)
        if following is None or following.id in (annotation.id, *ids):
            break
        ids.append(following.id)
    return ids


@command("relabel", "r", "Relabel", "Choose another label; accepts a suggestion.", _GROUP, footer=True)
def relabel(reader: ReaderContext) -> None:
    """Choose another label."""
    current = reader.here()
    if current is None:
        return

    async def answer(label: str) -> None:
        await repeatable(reader, partial(change_label, reader, label), partial(mark_here, reader, label), to=current)

    choose_label(reader, current.quote, current.label or "", answer)


@command(
    "accept_visible",
    "A",
    "Accept visible",
    "Accept all suggestions in view, except doubtful ones, and move on by a screen.",
    _GROUP,
)
def accept_visible(reader: ReaderContext) -> None:
    """Accept all suggestions in view but the doubtful ones, after a confirmation, and move on by a screen."""
    in_view = reader.session.between(*reader.pane.in_view)
    ids = [one.id for one in in_view if one.status is Status.SUGGESTED and not one.is_doubtful]
    doubtful = sum(one.is_doubtful for one in in_view)
    if not ids:
        reader.say(f"No suggestions in view.{_left_for_a_look(doubtful)}")
        return

    def move_on(accepted: str) -> None:
        top = reader.pane.first_in_view
        reader.pane.page_down()
        end = "" if reader.pane.first_in_view > top else " End of the article."
        reader.say(f"{accepted}.{_left_for_a_look(doubtful)}{end} Press u to undo.")

    question = f"Accept {counted(len(ids), 'suggestion')} in view?{_left_for_a_look(doubtful)}"
    _accept_after(reader, question, "A", ids, move_on)


def _left_for_a_look(doubtful: int) -> str:
    """Return the words for a message about suggestions that are not accepted with the others."""
    if not doubtful:
        return ""
    return f" {counted(doubtful, 'doubtful one')} {'is' if doubtful == 1 else 'are'} left for a look."


@command("accept_label", "asterisk", "Accept label", "Accept all suggestions with this label in the article.", _GROUP)
def accept_label(reader: ReaderContext) -> None:
    """Accept all suggestions of the article with the label of this annotation, after a confirmation."""
    current = reader.here()
    if current is None or current.label is None:
        return
    label = current.label
    ids = reader.session.workspace.undecided(reader.session.article.id, label=label)
    if not ids:
        reader.say(f"No suggestions with the label {label} in this article.")
        return

    def go_on(accepted: str) -> None:
        reader.pane.go_to_neighbour(forward=True, undecided=True)
        reader.say(f"{accepted} with the label {label}. Press u to undo.")

    question = f"Accept {counted(len(ids), 'suggestion')} with the label {label} in this article?"
    _accept_after(reader, question, "*", ids, go_on)


@command(
    "accept_article",
    "percent_sign",
    "Accept article",
    "Accept all suggestions in the article; doubtful ones only if asked for.",
    _GROUP,
)
def accept_article(reader: ReaderContext) -> None:
    """Accept all suggestions of the article, after a confirmation with the number per label.

    The doubtful ones are accepted too if that is the answer.
    """
    from glossator.store.queries.annotations import undecided_by_label

    workspace, article = reader.session.workspace, reader.session.article.id
    ids, everything = workspace.undecided(article, likely=True), workspace.undecided(article)
    doubtful = len(everything) - len(ids)
    if not ids and doubtful:
        reader.say(f"Nothing to accept at once.{_left_for_a_look(doubtful)}")
        return
    if not ids:
        say_step(reader, Step.NONE, forward=True, undecided=True)
        return
    numbers = workspace.ask(undecided_by_label, article, likely=True)
    shown = ", ".join(f"{shortened(label) or 'no label'} {number:,}" for label, number in numbers[:_MOST_LABELS])
    rest = ", …" if len(numbers) > _MOST_LABELS else ""

    def more() -> str:
        return " The analysis is still running and may add more." if reader.analysis_runs else ""

    def stay(accepted: str) -> None:
        reader.say(f"{accepted} in this article.{_left_for_a_look(doubtful)} Press u to undo.{more()}")

    def stay_after_all(accepted: str) -> None:
        reader.say(f"{accepted} in this article, {doubtful:,} of them doubtful. Press u to undo.{more()}")

    question = (
        f"Accept {counted(len(ids), 'suggestion')} in this article ({shown}{rest})?{_left_for_a_look(doubtful)}{more()}"
    )
    with_doubtful = _OtherAnswer(_ALL, "accept the doubtful ones, too", everything, stay_after_all)
    _accept_after(reader, question, "y", ids, stay, with_doubtful if doubtful else None)


@dataclass(frozen=True, slots=True)
class _OtherAnswer:
    """Another answer than yes to the question before many are accepted.

    Attributes:
        letter: its key.
        help: what it does, shown beside the key.
        ids: what is accepted then.
        then: called with the message.
    """

    letter: str
    help: str
    ids: Sequence[int]
    then: Callable[[str], object]


def _accept_after(
    reader: ReaderContext,
    question: str,
    letter: str,
    ids: Sequence[int],
    then: Callable[[str], object],
    other: _OtherAnswer | None = None,
) -> None:
    """Accept annotations in one operation after a confirmation by `letter`, and call `then` with the message."""
    from glossator.ui.screens.key_prompt import Confirmation

    asked = Confirmation(question, letter, f"{other.letter}: {other.help}" if other else "")

    async def answer(key: str | None) -> None:
        if other is not None and key == other.letter:
            chosen, follow = other.ids, other.then
        elif asked.says_yes(key):
            chosen, follow = ids, then
        else:
            reader.say("Nothing was accepted.")
            return
        if done := await reader.perform(operations.accept, chosen):
            follow(f"Accepted {counted(done.result, 'suggestion')}")

    reader.push(asked, answer)


@command("repeat", "full_stop", "Repeat", "Repeat the last operation on this annotation or word.", _GROUP)
async def repeat(reader: ReaderContext) -> None:
    """Repeat the last operation on the annotation under the cursor, or mark what is there."""
    last, pane = reader.last, reader.pane
    if last.on_annotation is None:
        reader.say("Nothing to repeat yet.")
    elif last.on_selection and not reader.in_list and (pane.selection is not None or pane.current is None):
        await last.on_selection()
    else:
        await repeatable(reader, last.on_annotation, last.on_selection)


@command("propagate", "p", "Other mentions", "Apply the decision to the other mentions, after a preview.", _GROUP)
def propagate(reader: ReaderContext) -> None:
    """Apply the decision to the other mentions, after a preview; right after a decision, that one."""
    meant, just_decided = _meant(reader)
    if meant is not None:
        _propagate_to_chosen(reader, meant, just_decided=just_decided)


@command(
    "propagate_in_view",
    "circumflex_accent",
    "Apply at once",
    "Apply the decision to the other mentions, with a preview only if one is out of view.",
    _GROUP,
)
async def propagate_in_view(reader: ReaderContext) -> None:
    """Apply the decision to the other mentions in the article at once if all of them are in view, else like `p`."""
    meant, just_decided = _meant(reader)
    if meant is None:
        return
    try:
        hits = _probable_mentions(reader, meant)
    except StoreError as error:
        reader.warn(str(error))
        return
    start, end = reader.pane.in_view
    if hits is None or not all(start <= hit.anchor.span.start and hit.anchor.span.end <= end for hit in hits):
        _propagate_to_chosen(reader, meant, just_decided=just_decided)
    elif not hits:
        reader.say(f"No other mention of “{shortened(meant.quote)}” in this article is to be decided.")
    else:
        await _propagate_to(reader, meant, hits)


def _meant(reader: ReaderContext) -> tuple[Annotation | None, bool]:
    """Return the annotation whose decision is propagated, and whether it is the one that was just decided."""
    last = reader.last
    just = None if reader.in_list or last.decided is None else reader.session.get(last.decided)
    meant = just or reader.here()
    # After this, the cursor counts again.
    last.decided = None
    return (None if meant is None or meant.span is None else meant), just is not None


def _probable_mentions(reader: ReaderContext, meant: Annotation) -> "list[Hit] | None":
    """Return the mentions in the article that the preview ticks; None if the article is too long to search at once.

    Raises:
        StoreError: when the workspace cannot be read.
    """
    from glossator.services.propagation import Scope, preview

    if len(reader.session.article.text) > _SEARCHED_AT_ONCE:
        return None
    return [hit for hit in preview(reader.session.workspace, meant, Scope.ARTICLE) if hit.ticked]


def _propagate_to_chosen(reader: ReaderContext, meant: Annotation, *, just_decided: bool) -> None:
    """Show the other mentions, and apply the decision on `meant` to those that are ticked there."""
    from glossator.ui.screens.mentions import MentionsPage

    async def answer(hits: "Sequence[Hit] | None") -> None:
        if hits:
            await _propagate_to(reader, meant, hits)
        elif hits is not None:
            reader.say(f"Nothing was changed: no other mention of “{shortened(meant.quote)}” was ticked.")

    reader.push(MentionsPage(reader.session.workspace, meant, just_decided=just_decided), answer)


async def _propagate_to(reader: ReaderContext, meant: Annotation, hits: "Sequence[Hit]") -> None:
    """Apply the decision on `meant` to mentions, and go to the next suggestion unless the cursor is on one."""
    from glossator.services.propagation import targets

    done = await reader.perform(operations.propagate, meant.id, *targets(hits))
    if done is None:
        return
    pane, made, given = reader.pane, done.result.made, done.result.given
    if pane.current is None or pane.current.status is not Status.SUGGESTED:
        pane.go_to_neighbour(forward=True, undecided=True)
    count = counted(made + done.result.decided + given, "mention")
    new = f", {made:,} new" if made else ""
    before = f", {given:,} already accepted" if given else ""
    reader.say(f"Applied to {count}{new}{before}. Press u to undo.")


@command("delete", "d delete", "Delete", "Delete your own annotation; a suggestion is rejected.", _GROUP)
async def delete(reader: ReaderContext) -> None:
    """Delete an annotation of an analyst; reject a suggestion."""

    async def remove(annotation: Annotation) -> None:
        if annotation.origin in (Origin.MODEL, Origin.LEXICON):
            if await reader.perform(operations.reject, [annotation.id]):
                reader.say(f"Rejected “{shortened(annotation.quote)}”; it will not be suggested again.")
        elif await reader.perform(operations.delete, annotation.id):
            reader.say(f"Deleted “{shortened(annotation.quote)}”.")

    await repeatable(reader, remove)


@command("never", "X", "Never suggest", "Never suggest this text again.", _GROUP)
def never(reader: ReaderContext) -> None:
    """Never suggest this text again, after a confirmation."""
    current = reader.here()
    if current is None or current.span is None:
        return
    from glossator.store.queries.lexicon import suggestions_of_form
    from glossator.text.lexical import lexical_form
    from glossator.ui.screens.key_prompt import Confirmation
    from glossator.ui.screens.lexicon import never_question

    form = lexical_form(current.quote)
    undecided = reader.session.workspace.ask(suggestions_of_form, form)
    asked = Confirmation(never_question(form, len(undecided)), "X")

    async def answer(key: str | None) -> None:
        done = await reader.perform(operations.never_suggest, form) if asked.says_yes(key) else None
        if done is not None:
            reader.pane.go_to_neighbour(forward=True, undecided=True)
            rejected = f"Rejected {counted(done.result, 'suggestion')}"
            reader.say(f"“{shortened(form)}” is never suggested again. {rejected}. Press u to undo.")

    reader.push(asked, answer)


@command("undo", "u", "Undo", "Undo your most recent operation, in any article.", _GROUP, footer=True)
async def undo(reader: ReaderContext) -> None:
    """Undo the analyst's most recent operation, and go there; ask first if it is an import."""
    from glossator.store import history

    workspace = reader.session.workspace
    try:
        brought = workspace.ask(history.import_to_undo, workspace.author.analyst)
    except StoreError as error:
        reader.warn(str(error))
        return
    if not brought:
        await _undo_or_redo(reader, history.undo, "Undid")
        return
    from glossator.ui.screens.key_prompt import Confirmation

    # It removes articles, most of which cannot be seen.
    asked = Confirmation(f"Undo the import of {brought}?", "y")

    async def answer(key: str | None) -> None:
        if asked.says_yes(key):
            await _undo_or_redo(reader, history.undo, "Undid")

    reader.push(asked, answer)


@command("redo", "ctrl+r", "Redo", "Redo the operation that you undid last.", _GROUP)
async def redo(reader: ReaderContext) -> None:
    """Redo the operation that was undone last, and go there."""
    from glossator.store import history

    await _undo_or_redo(reader, history.redo, "Redid")


async def _undo_or_redo(reader: ReaderContext, operation: "Operation[[], UndoResult]", verb: str) -> None:
    """Run undo or redo, go to what it changed, and show it; `verb` begins the message."""
    from glossator.store.queries.operation_place import operation_report

    turned = await reader.perform(operation)
    if turned is None:
        return
    done, here = turned.result, reader.session.article
    try:
        found = reader.session.workspace.ask(operation_report, done.batch, here.id, reader.pane.offset_in_text)
    except StoreError as error:
        reader.warn(str(error))
        return
    place = found.place
    if place is not None and (place.offset is not None or place.article != here.uid):
        reader.go_to(place.article, place.offset, place.annotation)
    if done.remark:
        # It may be longer than the status line.
        reader.inform(f"{verb} {done.about}")
        return
    title = f"“{shortened(place.title, _TITLE)}”" if place and place.article != here.uid else ""
    about = shortened(done.quote or ("" if place and place.offset is None else found.about))
    more = f" and {found.number - 1:,} more" if about and found.number > 1 else ""
    reader.say(f"{verb} {done.act}{f' of “{about}”' if about else ''}{more}{f' in {title}' if title else ''}.")


@command("history", "Z", "History", "List all operations, and undo any of them.", _GROUP)
def history(reader: ReaderContext) -> None:
    """Show the history."""
    from glossator.ui.screens.history import HistoryPage

    reader.push(HistoryPage(reader.session.workspace, reader.perform))


@command("lexicon", "D", "Lexicon", "Show and edit what was learned from decisions.", _GROUP)
def lexicon(reader: ReaderContext) -> None:
    """Show the lexicon."""
    from glossator.ui.screens.lexicon import LexiconPage

    reader.push(LexiconPage(reader.session.workspace, reader.perform))


@command("consistency", "Q", "Inconsistencies", "List annotations that were decided differently.", _GROUP)
def consistency(reader: ReaderContext) -> None:
    """Show the inconsistencies, with the one opened last highlighted."""
    from glossator.ui.screens.consistency import ConsistencyPage

    def go(found: "tuple[Inconsistency, int] | None") -> None:
        if found is not None and found[0].place is not None:
            reader.inconsistency = found[1]
            uid, offset = found[0].place
            reader.go_to(uid, offset, found[0].annotation)

    session = reader.session
    reader.push(ConsistencyPage(session.workspace, reader.perform, session.article.id, reader.inconsistency), go)
