"""Commands that change boundaries: extend, shrink, fit, split and join; note, tags, entity and history are kept."""

from collections.abc import Callable
from itertools import islice
from typing import Final

from glossator.domain.annotation import Annotation
from glossator.store import operations
from glossator.text import boundaries
from glossator.text.anchor import BadSpan, anchor
from glossator.text.boundaries import BoundaryUnit
from glossator.text.span import Span
from glossator.text.tokens import tokens
from glossator.ui.commands.context import ReaderContext
from glossator.ui.commands.deciding import acceptance, repeatable
from glossator.ui.keymap import Command, command
from glossator.ui.widgets.article.glyphs import shortened

_GROUP: Final = "Correct boundaries"
MOST_BETWEEN: Final = 3
"""Tokens that may be between two joined annotations, such as “of the” or a comma; more is probably a mistake."""


def _motion(
    name: str,
    key: str,
    title: str,
    motion: "Callable[[str, Span, BoundaryUnit, int], Span]",
    unit: BoundaryUnit = BoundaryUnit.TOKEN,
) -> Command[ReaderContext]:
    """Return the command that moves a boundary of the annotation here by as many units as the count."""

    async def run(reader: ReaderContext) -> None:
        count = reader.pane.take_count()

        async def move(annotation: Annotation) -> None:
            await _place(reader, annotation, lambda span: motion(reader.session.article.text, span, unit, count))

        await repeatable(reader, move)

    what = "character" if unit is BoundaryUnit.CHARACTER else "word"
    return command(name, key, title, f"{title.removesuffix(' by a character')} by a {what}.", _GROUP)(run)


MOTIONS: Final = (
    _motion("grow_left", "B", "Extend left", boundaries.grow_left),
    _motion("grow_right", "W", "Extend right", boundaries.grow_right),
    _motion("shrink_left", "plus", "Shrink left", boundaries.shrink_left),
    _motion("shrink_right", "minus", "Shrink right", boundaries.shrink_right),
    *(
        _motion(f"{name}_character", key, f"{title} by a character", motion, BoundaryUnit.CHARACTER)
        for name, key, title, motion in (
            ("grow_left", "alt+left", "Extend left", boundaries.grow_left),
            ("shrink_left", "alt+right", "Shrink left", boundaries.shrink_left),
            ("grow_right", "ctrl+right", "Extend right", boundaries.grow_right),
            ("shrink_right", "ctrl+left", "Shrink right", boundaries.shrink_right),
        )
    ),
)
"""The commands that move one boundary, in the order of the key help."""


@command("fit", "underscore", "Fit to selection", "Move the boundaries to those of the selection.", _GROUP)
async def fit(reader: ReaderContext) -> None:
    """Move the boundaries of the annotation on which the selection was started, or of the current one, to it."""
    pane = reader.pane
    selection = None if reader.in_list else reader.selected_words or pane.selection
    if selection is None:
        reader.say("Nothing is selected. Select the new boundaries with v, V or the mouse, then press _.")
        return
    current = pane.selected_from or reader.here()
    if current is not None:
        pane.let_go()
        await _place(reader, current, lambda _: selection)


async def _place(reader: ReaderContext, annotation: Annotation, to: Callable[[Span], Span]) -> None:
    """Move the boundaries of an annotation to the span that `to` returns."""
    span = annotation.span
    wanted = to(span) if span else None
    if span is None or wanted is None or wanted == span:
        reader.say("The annotation cannot be extended or shrunk further.")
        return
    text, starts = reader.session.article.text, reader.pane.paragraph_starts
    try:
        place = boundaries.exact_anchor(text, wanted.start, wanted.end, starts)
    except BadSpan as error:
        reader.warn(str(error))
        return
    if await reader.perform(operations.move_boundaries, annotation.id, place):
        _go_back_to(reader, annotation.id)
        reader.say(f"Moved the boundaries to “{shortened(place.quote)}”{acceptance(reader, annotation)}.")


def _go_back_to(reader: ReaderContext, annotation: int) -> None:
    """Put the cursor on an annotation after its boundaries have moved."""
    found = reader.session.get(annotation)
    if found is not None:
        reader.pane.go_to(found)


@command("split", "vertical_line", "Split", "Split the annotation before the word under the cursor.", _GROUP)
async def split(reader: ReaderContext) -> None:
    """Split the annotation before the word under the cursor."""
    current = reader.here()
    if current is None or current.span is None:
        return
    text, starts = reader.session.article.text, reader.pane.paragraph_starts
    try:
        parts = boundaries.split_at(text, current.span, reader.pane.offset_in_text)
        first, second = (anchor(text, part, starts) for part in parts)
    except BadSpan as error:
        reader.say(str(error))
        return
    if await reader.perform(operations.split, current.id, first, second):
        _go_back_to(reader, current.id)


@command("merge", "ampersand", "Join", "Join the annotation with the next one.", _GROUP)
async def merge(reader: ReaderContext) -> None:
    """Join the annotation with the next one."""
    current, session = reader.here(), reader.session
    if current is None or current.span is None:
        return
    following = session.neighbour(current.span.start, current, forward=True, undecided=False)
    if following is None or following.span is None or following.id == current.id:
        reader.say("No other annotation to join with.")
        return
    text = session.article.text
    between = tokens(text, current.span.end, max(current.span.end, following.span.start))
    if sum(1 for _ in islice(between, MOST_BETWEEN + 1)) > MOST_BETWEEN:
        reader.say(f"Too far to join: the next annotation is “{shortened(following.quote)}”.")
        return
    place = anchor(text, boundaries.enclosing_span(current.span, following.span), reader.pane.paragraph_starts)
    if await reader.perform(operations.merge, current.id, following.id, place):
        _go_back_to(reader, current.id)
        reader.say(f"Joined with “{shortened(following.quote)}”. Press u to undo.")
