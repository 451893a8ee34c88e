"""Commands that select text, and that mark it with a label."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from glossator.domain.annotation import Annotation, Origin, Status
from glossator.store import operations
from glossator.text.anchor import Anchor, BadSpan, anchor
from glossator.ui.commands.context import ReaderContext
from glossator.ui.keymap import Where, command
from glossator.ui.widgets.article.glyphs import shortened

if TYPE_CHECKING:
    from glossator.text.span import Span

_GROUP: Final = "Select and mark"


@command("next_unmarked", "semicolon", "Next unmarked", "Select the next unmarked name or number.", _GROUP)
def next_unmarked(reader: ReaderContext) -> None:
    """Select the next unmarked name or number, as often as the count."""
    from glossator.matching import candidates

    _select_unmarked(reader, candidates.next_unmarked)


@command("previous_unmarked", "colon", "Previous unmarked", "Select the previous unmarked name or number.", _GROUP)
def previous_unmarked(reader: ReaderContext) -> None:
    """Select the previous unmarked name or number, as often as the count."""
    from glossator.matching import candidates

    _select_unmarked(reader, candidates.previous_unmarked)


def _select_unmarked(reader: ReaderContext, step: "Callable[..., Span | None]") -> None:
    """Go on by as many unmarked names as the count, and select the last; stay if there is none."""
    from glossator.domain.lexicon import AMOUNTS

    session, pane = reader.session, reader.pane
    # An analyst without labels for numbers does not look for them. One who has renamed such a label still may.
    numbers = not {label.name for label in session.labels if label.archived} >= AMOUNTS

    def marked_between(start: int, end: int) -> "list[Span]":
        return [one.span for one in session.between(start, end) if one.span is not None]

    offset, found = pane.offset_in_text, None
    for _ in range(pane.take_count()):
        following = step(session.article.text, offset, marked_between, numbers=numbers)
        if following is None:
            break
        offset, found = following.start, following
    if found is None:
        reader.say("No more unmarked names nearby.")
    else:
        pane.select(found)


@command("select", "v", "Select words", "Start a selection at this word, or end it.", _GROUP, where=Where.ARTICLE)
def select(reader: ReaderContext) -> None:
    """Start a selection by words, or end it."""
    reader.pane.toggle_selection(by_character=False)


@command(
    *("select_characters", "V", "Select characters", "Start a selection at this character, or end it.", _GROUP),
    where=Where.ARTICLE,
)
def select_characters(reader: ReaderContext) -> None:
    """Start a selection by characters, or end it."""
    reader.pane.toggle_selection(by_character=True)


@command("cancel", "escape", "Clear selection", "Clear the selection.", _GROUP, where=Where.ARTICLE)
def cancel(reader: ReaderContext) -> None:
    """Clear the selection."""
    reader.pane.let_go()


@command("annotate", "enter", "Mark", "Mark the selection, or the word here, with a label.", _GROUP, footer=True)
def annotate(reader: ReaderContext) -> None:
    """Choose a label for the selection, or for the word here."""
    place = _place_to_mark(reader)
    if place is None:
        return

    async def mark(label: str) -> None:
        reader.last.remember(partial(change_label, reader, label), partial(mark_here, reader, label))
        await _mark(reader, place, label)

    choose_label(reader, place.quote, "", mark)


def choose_label(reader: ReaderContext, quote: str, now: str, then: Callable[[str], Awaitable[object]]) -> None:
    """Ask for a label of `quote`, with `now` highlighted, and call `then` with it; empty is no label."""
    from glossator.ui.screens.choices import label_choices
    from glossator.ui.screens.chooser import Chooser

    async def answer(label: str | None) -> None:
        if label is not None:
            await then(label)

    reader.push(Chooser(f"Label of “{shortened(quote)}”", label_choices(reader.session.labels), now), answer)


async def change_label(reader: ReaderContext, label: str, annotation: Annotation) -> None:
    """Give an annotation another label, which accepts a suggestion; empty is no label."""
    if await reader.perform(operations.relabel, annotation.id, label or None):
        accepted = " and accepted it" if annotation.status is Status.SUGGESTED else ""
        reader.say(f"Relabelled “{shortened(annotation.quote)}” as {shortened(label) or 'no label'}{accepted}.")


async def mark_here(reader: ReaderContext, label: str) -> None:
    """Mark the selection, or the word here, with a label; empty is no label."""
    place = _place_to_mark(reader)
    if place is not None:
        await _mark(reader, place, label)


def _place_to_mark(reader: ReaderContext) -> Anchor | None:
    """Return the anchor of what would be marked; show a message if nothing can be."""
    span = reader.selected_words or reader.pane.marked_span
    if span is None:
        reader.say("No word here to mark.")
        return None
    try:
        return anchor(reader.session.article.text, span, reader.pane.paragraph_starts)
    except BadSpan as error:
        reader.warn(str(error))
        return None


async def _mark(reader: ReaderContext, place: Anchor, label: str) -> None:
    session = reader.session
    made = await reader.perform(operations.annotate, session.article.id, place, label or None)
    annotation = session.get(made.result) if made else None
    if annotation is not None:
        reader.pane.go_to(annotation)
        reader.say(_marked(reader, annotation))


def _marked(reader: ReaderContext, annotation: Annotation) -> str:
    """Return what was marked in words, and which other annotations overlap it."""
    from glossator.ui.widgets.editor import EditTarget

    verb = "Accepted" if annotation.origin in (Origin.MODEL, Origin.LEXICON) else "Marked"
    label = f" as {shortened(annotation.label)}" if annotation.label else ""
    words = f"{verb} “{shortened(annotation.quote)}”{label}"
    session, span = reader.session, annotation.span
    others = EditTarget(session.article, annotation, reader.pane.stack).others_here
    if not others and span is not None:
        near = (one for one in session.between(span.start, span.end) if one.id != annotation.id)
        overlapped = next(near, None)
        others = f"it overlaps “{shortened(overlapped.quote)}”" if overlapped else ""
    return f"{words}; {others}." if others else f"{words}."
