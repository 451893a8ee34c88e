"""Every command, declared once.

From here come the bindings, the footer, the palette, the key help, `glossator keys` and the user's own keys. An id is a
verb, and stays what it is, because users' settings name it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final


class Where(StrEnum):
    """Where a command's keys work."""

    ARTICLE = "article"
    READER = "reader"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    Attributes:
        id: what it is called in settings and code.
        keys: what calls it, in Textual's names.
        title: a few words, for the footer and the palette.
        help: one sentence.
        where: in the article pane, anywhere in the reader outside a text field, or everywhere.
        group: the heading that the key help puts it under.
        footer: whether the footer shows it.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    where: Where
    group: str
    footer: bool = False


_MOVE: Final = "Move"
_DECIDE: Final = "Decide"
_SHAPE: Final = "Correct where it stands"
_WRITE: Final = "Tag and note"
_MARK: Final = "Mark"
_GO: Final = "Go elsewhere"


def _in_article(id_: str, keys: str, title: str, help_: str, group: str = _MOVE) -> Command:
    return Command(id_, tuple(keys.split()), title, help_, Where.ARTICLE, group)


def _in_reader(id_: str, keys: str, title: str, help_: str, group: str, *, footer: bool = False) -> Command:
    return Command(id_, tuple(keys.split()), title, help_, Where.READER, group, footer)


COMMANDS: Final = (
    _in_article("token_right", "l w right", "Next word", "Go to the next word or mark."),
    _in_article("token_left", "h b left", "Previous word", "Go to the previous word or mark."),
    _in_article("line_down", "j down", "Line down", "Go to what stands below."),
    _in_article("line_up", "k up", "Line up", "Go to what stands above."),
    _in_article("character_right", "shift+right", "Next character", "Go to the next character; a selection follows."),
    _in_article("character_left", "shift+left", "Previous character", "Go back by a character; a selection follows."),
    _in_article("line_start", "0", "Start of line", "Go to the first word of the line."),
    _in_article("line_end", "dollar_sign", "End of line", "Go to the last word of the line."),
    _in_article("sentence_right", "right_parenthesis", "Next sentence", "Go to the next sentence."),
    _in_article("sentence_left", "left_parenthesis", "Previous sentence", "Go back to where a sentence starts."),
    _in_article("paragraph_down", "right_curly_bracket", "Next paragraph", "Go to the next paragraph."),
    _in_article("paragraph_up", "left_curly_bracket", "Previous paragraph", "Go back to where a paragraph starts."),
    _in_article("screen_top", "H", "Top of screen", "Go to the first line that is seen."),
    _in_article("screen_middle", "M", "Middle of screen", "Go to the middle of what is seen."),
    _in_article("screen_bottom", "L", "Bottom of screen", "Go to the last line that is seen."),
    _in_article("page_down", "pagedown ctrl+d", "Page down", "Go down by a screen."),
    _in_article("page_up", "pageup ctrl+u", "Page up", "Go up by a screen."),
    _in_article("to_start", "g home", "To the start", "Go to the first word of the article."),
    _in_article("to_end", "G end", "To the end", "Go to the last word of the article."),
    _in_article("next_annotation", "right_square_bracket", "Next annotation", "Go to the next annotation."),
    _in_article("previous_annotation", "left_square_bracket", "Previous annotation", "Go to the annotation before."),
    _in_article("next_undecided", "space", "Next undecided", "Go to the next suggestion that nobody has decided on."),
    _in_article("previous_undecided", "backspace", "Previous undecided", "Go to the undecided suggestion before."),
    _in_reader("next_unmarked", "semicolon", "Next unmarked name", "Select the next name or number not marked.", _MARK),
    _in_reader(
        "previous_unmarked", "colon", "Unmarked name before", "Select the one before that is not marked.", _MARK
    ),
    _in_reader("next_hit", "f", "Next hit", "Go to the next hit of what was looked for; it is selected.", _GO),
    _in_reader("previous_hit", "F", "Previous hit", "Go to the hit before; it is selected.", _GO),
    _in_reader("set_mark", "m", "Set a mark", "Keep this place under the letter pressed next.", _GO),
    _in_reader("go_to_mark", "apostrophe", "Go to a mark", "Go to the place kept under the letter pressed next.", _GO),
    _in_article("jump_back", "ctrl+o", "Jump back", "Go back to where one jumped from."),
    _in_article("jump_forward", "ctrl+n", "Jump forward", "Go again where one jumped back from."),
    _in_article("cycle", "c", "Next one here", "Go through the annotations that overlap under the cursor."),
    _in_article("select", "v", "Select", "Start a selection at this word; moving extends it by words.", _MARK),
    _in_article("select_characters", "V", "Select characters", "Start a selection at this very character.", _MARK),
    _in_article("cancel", "escape", "Let go", "Let go of the selection.", _MARK),
    _in_reader("annotate", "enter", "Mark", "Mark the selection, or the word here, with a label.", _MARK, footer=True),
    _in_reader(
        "accept", "a", "Accept", "Stand behind this annotation and go on to the next undecided.", _DECIDE, footer=True
    ),
    _in_reader(
        "reject", "x", "Reject", "Reject this annotation and go on to the next undecided.", _DECIDE, footer=True
    ),
    _in_reader("relabel", "r", "Relabel", "Give this annotation another label, and accept it.", _DECIDE, footer=True),
    _in_reader(
        "accept_visible", "A", "Accept all in view", "Accept all suggestions in view and move on by a screen.", _DECIDE
    ),
    _in_reader(
        "accept_label", "asterisk", "Accept all of its label", "Accept all of this label in the article.", _DECIDE
    ),
    _in_reader(
        "accept_article",
        "percent_sign",
        "Accept article",
        "Accept all suggestions in the article.",
        _DECIDE,
    ),
    _in_reader("repeat", "full_stop", "Repeat", "Do the last act again, to this annotation or word.", _DECIDE),
    _in_reader("propagate", "p", "Same for all", "Do the same for every other mention, after a look at them.", _DECIDE),
    _in_reader("delete", "d delete", "Delete", "Delete an annotation of one's own; a suggestion is rejected.", _DECIDE),
    _in_reader("grow_left", "B", "Grow left", "Take in the word before.", _SHAPE),
    _in_reader("grow_right", "W", "Grow right", "Take in the word after.", _SHAPE),
    _in_reader("shrink_left", "plus", "Shrink left", "Leave out the first word.", _SHAPE),
    _in_reader("shrink_right", "minus", "Shrink right", "Leave out the last word.", _SHAPE),
    _in_reader("grow_left_character", "alt+left", "Character left", "Take in the character before.", _SHAPE),
    _in_reader("shrink_left_character", "alt+right", "Less a character left", "Leave out the first one.", _SHAPE),
    _in_reader("grow_right_character", "ctrl+right", "Character right", "Take in the character after.", _SHAPE),
    _in_reader("shrink_right_character", "ctrl+left", "Less a character right", "Leave out the last one.", _SHAPE),
    _in_reader("fit", "s", "Fit to the selection", "Have this annotation stand at what is selected.", _SHAPE),
    _in_reader("split", "vertical_line", "Split", "Cut this annotation in two before the word here.", _SHAPE),
    _in_reader("merge", "ampersand", "Join", "Join this annotation with the next one.", _SHAPE),
    _in_reader("never", "X", "Never an entity", "Have these words suggested nowhere any more.", _DECIDE),
    _in_reader("undo", "u", "Undo", "Take back one's last act, also of an earlier day.", _DECIDE, footer=True),
    _in_reader("redo", "ctrl+r", "Redo", "Do again what was taken back.", _DECIDE),
    _in_reader("history", "Z", "History", "Show who did what and when; take back any one act.", _DECIDE),
    _in_reader("lexicon", "D", "Lexicon", "Show what was learnt from decisions, to be overruled.", _DECIDE),
    _in_reader("consistency", "Q", "Consistency", "Walk through what was not decided alike.", _DECIDE),
    _in_reader("tag", "t", "Tag", "Put a tag on this annotation, or take one off.", _WRITE, footer=True),
    _in_reader("tag_by_key", "comma", "Tag by its key", "Put the tag that the next key picks on it.", _WRITE),
    _in_reader("note", "n", "Note", "Write the note of this annotation.", _WRITE, footer=True),
    _in_reader("note_outside", "E", "Note in an editor", "Write the note in the editor that $EDITOR names.", _WRITE),
    _in_reader("tag_article", "T", "Tag the article", "Put a tag on the whole article, or take one off.", _WRITE),
    _in_reader("note_article", "N", "Note on the article", "Write the note of the whole article.", _WRITE),
    _in_reader("link", "i", "Link to an entity", "Say who or what is meant; typing finds it or makes it.", _WRITE),
    _in_reader("entity", "I", "Entity", "Show who is meant here, with every mention everywhere.", _WRITE),
    _in_reader("entities", "C", "All entities", "Show who and what is mentioned, how often and when.", _WRITE),
    _in_reader("group", "Y", "Group mentions", "Show mentions that are probably of one entity, to link them.", _WRITE),
    _in_reader("codebook", "K", "Codebook", "Show labels and tags: make, rename, merge, colour them.", _WRITE),
    _in_reader(
        "find", "slash", "Find", "Find words in the article, whatever their case and accents.", _GO, footer=True
    ),
    _in_reader("copy", "y", "Copy", "Copy the selection, or this annotation, with its source, to the clipboard.", _GO),
    _in_reader("edit", "e", "Editor", "Go to the editor, or back to the article.", _GO),
    _in_reader("list", "o", "List", "Show the annotations of this article as a list.", _GO, footer=True),
    _in_reader("next_article", "greater_than_sign", "Next article", "Open the next article.", _GO),
    _in_reader("previous_article", "less_than_sign", "Previous article", "Open the article before.", _GO),
    _in_reader("search", "S", "Search", "Search all articles, notes, tags and entities.", _GO),
    _in_reader("open_article", "O", "Open an article", "Choose another article of the workspace.", _GO),
    _in_reader("library", "P", "Library", "Show every article: sort, filter, tag, have them read.", _GO),
    _in_reader("next_unread", "equals_sign", "Next unread", "Open the next article that was never opened.", _GO),
    _in_reader(
        "next_to_decide", "exclamation_mark", "Next to decide", "Open the next article with undecided ones.", _GO
    ),
    _in_reader("import_files", "J", "Import", "Bring in files, a folder or a web page.", _GO),
    _in_reader("export", "R", "Export", "Write results to a file, after a look at its first lines.", _GO),
    _in_reader("key_help", "question_mark", "Keys", "Show every key.", _GO, footer=True),
    Command("quit", ("q", "ctrl+q"), "Quit", "Leave; everything is saved.", Where.EVERYWHERE, _GO),
)
"""All commands, in the order in which the key help shows them."""

_NAMED_KEYS: Final = frozenset(
    (
        *("enter", "escape", "space", "backspace", "delete", "insert", "tab"),
        *("home", "end", "pageup", "pagedown", "up", "down", "left", "right"),
    )
)
_SYMBOLS: Final = {
    "$": "dollar_sign", "{": "left_curly_bracket", "}": "right_curly_bracket", "[": "left_square_bracket",
    "]": "right_square_bracket", "<": "less_than_sign", ">": "greater_than_sign", "?": "question_mark",
    "/": "slash", ".": "full_stop", ",": "comma", ";": "semicolon", ":": "colon", "'": "apostrophe",
    '"': "quotation_mark", "*": "asterisk", "+": "plus", "-": "minus", "=": "equals_sign", "!": "exclamation_mark",
    "@": "at", "#": "number_sign", "%": "percent_sign", "&": "ampersand", "(": "left_parenthesis",
    ")": "right_parenthesis", "_": "underscore", "\\": "backslash", "|": "vertical_line", "~": "tilde",
    "`": "grave_accent", "^": "circumflex_accent",
}  # fmt: skip
_SPOKEN: Final = {name: symbol for symbol, name in _SYMBOLS.items()}
_MODIFIED: Final = re.compile(r"(?:(?:ctrl|shift|alt)\+)+(?:[a-z0-9]|f\d\d?|[a-z_]+)|f(?:[1-9]|1\d|2[0-4])")
# On many terminals these are the same bytes as Tab, Enter, Backspace and Escape; ctrl+c copies.
_TAKEN: Final = frozenset({"ctrl+i", "ctrl+m", "ctrl+h", "ctrl+left_square_bracket", "ctrl+c", "ctrl+p"})


class BadKeys(ValueError):
    """Keys in the settings that cannot be; the message has one sentence for each."""


def with_keys(wanted: Mapping[str, str]) -> tuple[Command, ...]:
    """Return the commands with the keys that the user wants.

    Args:
        wanted: for a command's id its keys, divided by spaces; an empty text leaves it without a key.

    Raises:
        BadKeys: when an id or a key is unknown, a key cannot be bound, or two commands would clash.
    """
    wrong = [f"there is no command “{id_}”" for id_ in wanted if id_ not in {command.id for command in COMMANDS}]
    changed = []
    for command in COMMANDS:
        keys = tuple(_SYMBOLS.get(key, key) for key in wanted[command.id].split()) if command.id in wanted else None
        for key in keys or ():
            if key in _TAKEN:
                wrong.append(f"“{spoken(key)}” cannot be bound, terminals and Textual use it for something else")
            elif not (len(key) == 1 or key in _NAMED_KEYS or key in _SPOKEN or _MODIFIED.fullmatch(key)):
                wrong.append(f"“{key}” for {command.id} is no key")
        changed.append(command if keys is None else replace(command, keys=keys))
    owner: dict[str, str] = {}
    for command in changed:
        for key in command.keys:
            if key in owner:
                wrong.append(f"“{spoken(key)}” is bound to both {owner[key]} and {command.id}")
            owner[key] = command.id
    if wrong:
        raise BadKeys("; ".join(dict.fromkeys(wrong)))
    return tuple(changed)


def spoken(key: str) -> str:
    """Return a key as people write it: “]”, “ctrl+r”, “space”."""
    modifiers, plus, last = key.rpartition("+")
    return f"{modifiers}{plus}{_SPOKEN.get(last, last)}"
