"""Commands that move the cursor in the article."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from glossator.ui.commands.context import ReaderContext
from glossator.ui.keymap import Command, Where, command

if TYPE_CHECKING:
    from glossator.ui.widgets.article.pane import ArticlePane


def _motion(
    name: str, keys: str, title: str, help_: str, move: "Callable[[ArticlePane], object]"
) -> Command[ReaderContext]:
    """Return the command that moves the cursor by `move`."""

    def run(reader: ReaderContext) -> None:
        move(reader.pane)

    return command(name, keys, title, help_, "Move", where=Where.ARTICLE)(run)


MOTIONS: Final = (
    _motion(
        "token_right",
        "l w right",
        "Next word",
        "Go to the next word or punctuation mark.",
        lambda pane: pane.token_right(),
    ),
    _motion(
        "token_left",
        "h b left",
        "Previous word",
        "Go to the previous word or punctuation mark.",
        lambda pane: pane.token_left(),
    ),
    _motion("line_down", "j down", "Line down", "Go down by a line.", lambda pane: pane.line_down()),
    _motion("line_up", "k up", "Line up", "Go up by a line.", lambda pane: pane.line_up()),
    _motion(
        "character_right",
        "shift+right",
        "Next character",
        "Go to the next character; extends a selection.",
        lambda pane: pane.character_right(),
    ),
    _motion(
        "character_left",
        "shift+left",
        "Previous character",
        "Go to the previous character; extends a selection.",
        lambda pane: pane.character_left(),
    ),
    _motion("line_start", "0", "Start of line", "Go to the first word of the line.", lambda pane: pane.line_start()),
    _motion("line_end", "dollar_sign", "End of line", "Go to the last word of the line.", lambda pane: pane.line_end()),
    _motion(
        "sentence_right",
        "right_parenthesis",
        "Next sentence",
        "Go to the next sentence.",
        lambda pane: pane.sentence_right(),
    ),
    _motion(
        "sentence_left",
        "left_parenthesis",
        "Previous sentence",
        "Go to the start of this or the previous sentence.",
        lambda pane: pane.sentence_left(),
    ),
    _motion(
        "paragraph_down",
        "right_curly_bracket",
        "Next paragraph",
        "Go to the next paragraph.",
        lambda pane: pane.paragraph_down(),
    ),
    _motion(
        "paragraph_up",
        "left_curly_bracket",
        "Previous paragraph",
        "Go to the start of this or the previous paragraph.",
        lambda pane: pane.paragraph_up(),
    ),
    _motion("screen_top", "H", "Top of screen", "Go to the first visible line.", lambda pane: pane.go_to_line(0.0)),
    _motion(
        "screen_middle", "M", "Middle of screen", "Go to the middle of the screen.", lambda pane: pane.go_to_line(0.5)
    ),
    _motion(
        "screen_bottom", "L", "Bottom of screen", "Go to the last visible line.", lambda pane: pane.go_to_line(1.0)
    ),
    _motion("page_down", "pagedown ctrl+d", "Page down", "Go down by a screen.", lambda pane: pane.page_down()),
    _motion("page_up", "pageup ctrl+u", "Page up", "Go up by a screen.", lambda pane: pane.page_up()),
    _motion(
        "to_start", "g home", "Start of article", "Go to the first word of the article.", lambda pane: pane.to_start()
    ),
    _motion("to_end", "G end", "End of article", "Go to the last word of the article.", lambda pane: pane.to_end()),
    _motion(
        "next_annotation",
        "right_square_bracket",
        "Next annotation",
        "Go to the next annotation.",
        lambda pane: pane.step(forward=True),
    ),
    _motion(
        "previous_annotation",
        "left_square_bracket",
        "Previous annotation",
        "Go to the previous annotation.",
        lambda pane: pane.step(forward=False),
    ),
    _motion(
        "next_undecided",
        "space",
        "Next suggestion",
        "Go to the next suggestion.",
        lambda pane: pane.step(forward=True, undecided=True),
    ),
    _motion(
        "previous_undecided",
        "backspace",
        "Previous suggestion",
        "Go to the previous suggestion.",
        lambda pane: pane.step(forward=False, undecided=True),
    ),
    _motion(
        "next_doubtful",
        "quotation_mark",
        "Next doubtful",
        "Go to the next one that is probably wrong, marked ? in the margin.",
        lambda pane: pane.step(forward=True, doubtful=True),
    ),
    _motion(
        "jump_back",
        "ctrl+o",
        "Jump back",
        "Jump back to the place before the last jump.",
        lambda pane: pane.jump_back(),
    ),
    _motion("jump_forward", "ctrl+n", "Jump forward", "Jump forward.", lambda pane: pane.jump_forward()),
    _motion(
        "cycle",
        "c",
        "Next overlapping",
        "Go to the next of the annotations that overlap here.",
        lambda pane: pane.cycle(),
    ),
)
"""The motions, in the order of the key help."""
