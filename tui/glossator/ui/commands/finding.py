"""Commands that find text in the article, remember places, copy, and list the annotations."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from glossator.ui.commands.context import ReaderContext
from glossator.ui.keymap import command
from glossator.ui.widgets.article.glyphs import shortened

if TYPE_CHECKING:
    from glossator.domain.mention import ChosenMention

_GROUP: Final = "Find, open, import and export"


@command("find", "slash", "Find", "Find text in the article, ignoring case and accents.", _GROUP, footer=True)
async def find(reader: ReaderContext) -> None:
    """Open the find bar."""
    await reader.open_find_bar()


@command("next_hit", "f", "Next hit", "Go to the next hit of the search, or passage of the list.", _GROUP)
def next_hit(reader: ReaderContext) -> None:
    """Go to the next hit of the search in the article, or of the list of passages that was left last."""
    _go_to_hit(reader, forward=True)


@command("previous_hit", "F", "Previous hit", "Go to the previous hit of the search, or passage of the list.", _GROUP)
def previous_hit(reader: ReaderContext) -> None:
    """Go to the previous hit of the search in the article, or of the list of passages that was left last."""
    _go_to_hit(reader, forward=False)


def _go_to_hit(reader: ReaderContext, *, forward: bool) -> None:
    if reader.passages is None:
        reader.go_to_hit(forward=forward)
        return
    go_to_mention(reader, reader.passages.neighbour(forward=forward))
    found = reader.passages
    reader.say(f"{found.place + 1:,} of {len(found.mentions):,}: {shortened(found.title)}")


@command("set_mark", "m", "Set mark", "Remember this place under the letter pressed next.", _GROUP)
def set_mark(reader: ReaderContext) -> None:
    """Remember this place under the letter pressed next."""
    _ask_for_letter(reader, "Set mark: press a letter.", reader.pane.set_mark)


@command("go_to_mark", "apostrophe", "Go to mark", "Go to the place remembered under the letter pressed next.", _GROUP)
def go_to_mark(reader: ReaderContext) -> None:
    """Go to the place remembered under the letter pressed next."""

    def go(letter: str) -> None:
        if not reader.pane.go_to_mark(letter):
            reader.say(f"No mark “{letter}” in this article. Press m and a letter to set one.")

    _ask_for_letter(reader, "Go to mark: press its letter.", go)


def _ask_for_letter(reader: ReaderContext, sentence: str, then: Callable[[str], None]) -> None:
    from glossator.ui.screens.key_prompt import KeyPrompt

    def answer(letter: str | None) -> None:
        reader.say("")
        if letter is not None and letter.isprintable():
            then(letter)

    reader.push(KeyPrompt(sentence), answer)


@command("copy", "y", "Copy", "Copy the selection or the annotation, with its source.", _GROUP)
def copy(reader: ReaderContext) -> None:
    """Copy the selection, the annotation or the word under the cursor, with its source."""
    from glossator.domain.article import citation
    from glossator.terminal import clipboard
    from glossator.text.paragraphs import paragraph_number

    subject, pane, article = reader.subject, reader.pane, reader.session.article
    if reader.in_list and subject is None:
        reader.say_nothing_highlighted()
        return
    selected = None if reader.in_list else pane.selection
    span = selected or (subject.span if subject else None) or pane.marked_span
    if span is None:
        reader.say("Nothing here to copy.")
        return
    paragraph = paragraph_number(pane.paragraph_starts, span.start)
    try:
        how = clipboard.copy(reader.app, citation(article, span.of(article.text), paragraph))
    except ValueError as error:
        reader.warn(str(error))
    else:
        reader.say(f"Copied with its source, {how}.")


@command("list", "o", "List", "List the annotations of the article.", _GROUP, footer=True)
async def list_annotations(reader: ReaderContext) -> None:
    """List the annotations of the article, or show the editor again."""
    await reader.toggle_list()


def go_to_mention(reader: ReaderContext, chosen: "ChosenMention | None") -> None:
    """Go to the passage that was chosen on a page, whose list `f` goes through then; do nothing if it is None."""
    from glossator.store.queries.annotations import annotation_ids

    if chosen is not None:
        reader.passages, mention = chosen, chosen.mention
        ids = reader.session.workspace.ask(annotation_ids, [mention.annotation]) if mention.annotation else []
        reader.go_to(mention.article.uid, mention.span.start if mention.span else 0, ids[0] if ids else None)
