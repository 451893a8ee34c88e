"""Every command of the reader, declared once.

Bindings, footer, palette, key help and `glossator keys` come from here. Ids never change, because users' settings name
them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.binding import Binding


class Where(StrEnum):
    """Where the keys of a command work."""

    ARTICLE = "article"
    READER = "reader"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    Attributes:
        id: its name in settings and code, and of its action.
        keys: Textual's names of its keys.
        title: one or two words, for the footer and the palette.
        help: one sentence, for the key help and the palette.
        where: in the article pane, in the reader outside text fields, or everywhere.
        group: its heading in the key help.
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
_SELECT: Final = "Select and mark"
_DECIDE: Final = "Decide"
_BOUNDARIES: Final = "Correct boundaries"
_CODE: Final = "Tags, notes and entities"
_GO: Final = "Find, open, import and export"


def _in_article(id_: str, keys: str, title: str, help_: str, group: str = _MOVE) -> Command:
    return Command(id_, tuple(keys.split()), title, help_, Where.ARTICLE, group)


def _in_reader(id_: str, keys: str, title: str, help_: str, group: str, *, footer: bool = False) -> Command:
    return Command(id_, tuple(keys.split()), title, help_, Where.READER, group, footer)


COMMANDS: Final = (
    _in_article("token_right", "l w right", "Next word", "Go to the next word or punctuation mark."),
    _in_article("token_left", "h b left", "Previous word", "Go to the previous word or punctuation mark."),
    _in_article("line_down", "j down", "Line down", "Go down by a line."),
    _in_article("line_up", "k up", "Line up", "Go up by a line."),
    _in_article("character_right", "shift+right", "Next character", "Go to the next character; extends a selection."),
    _in_article(
        "character_left", "shift+left", "Previous character", "Go to the previous character; extends a selection."
    ),
    _in_article("line_start", "0", "Start of line", "Go to the first word of the line."),
    _in_article("line_end", "dollar_sign", "End of line", "Go to the last word of the line."),
    _in_article("sentence_right", "right_parenthesis", "Next sentence", "Go to the next sentence."),
    _in_article(
        "sentence_left", "left_parenthesis", "Previous sentence", "Go to the start of this or the previous sentence."
    ),
    _in_article("paragraph_down", "right_curly_bracket", "Next paragraph", "Go to the next paragraph."),
    _in_article(
        "paragraph_up", "left_curly_bracket", "Previous paragraph", "Go to the start of this or the previous paragraph."
    ),
    _in_article("screen_top", "H", "Top of screen", "Go to the first visible line."),
    _in_article("screen_middle", "M", "Middle of screen", "Go to the middle of the screen."),
    _in_article("screen_bottom", "L", "Bottom of screen", "Go to the last visible line."),
    _in_article("page_down", "pagedown ctrl+d", "Page down", "Go down by a screen."),
    _in_article("page_up", "pageup ctrl+u", "Page up", "Go up by a screen."),
    _in_article("to_start", "g home", "Start of article", "Go to the first word of the article."),
    _in_article("to_end", "G end", "End of article", "Go to the last word of the article."),
    _in_article("next_annotation", "right_square_bracket", "Next annotation", "Go to the next annotation."),
    _in_article("previous_annotation", "left_square_bracket", "Previous annotation", "Go to the previous annotation."),
    _in_article("next_undecided", "space", "Next suggestion", "Go to the next suggestion."),
    _in_article("previous_undecided", "backspace", "Previous suggestion", "Go to the previous suggestion."),
    _in_reader("next_unmarked", "semicolon", "Next unmarked", "Select the next unmarked name or number.", _SELECT),
    _in_reader(
        "previous_unmarked", "colon", "Previous unmarked", "Select the previous unmarked name or number.", _SELECT
    ),
    _in_article("jump_back", "ctrl+o", "Jump back", "Jump back to the place before the last jump."),
    _in_article("jump_forward", "ctrl+n", "Jump forward", "Jump forward."),
    _in_article("cycle", "c", "Next overlapping", "Go to the next of the annotations that overlap here."),
    _in_article("select", "v", "Select words", "Start a selection at this word, or end it.", _SELECT),
    _in_article(
        "select_characters", "V", "Select characters", "Start a selection at this character, or end it.", _SELECT
    ),
    _in_article("cancel", "escape", "Clear selection", "Clear the selection.", _SELECT),
    _in_reader(
        "annotate", "enter", "Mark", "Mark the selection, or the word here, with a label.", _SELECT, footer=True
    ),
    _in_reader("accept", "a", "Accept", "Accept and go to the next suggestion.", _DECIDE, footer=True),
    _in_reader("reject", "x", "Reject", "Reject and go to the next suggestion.", _DECIDE, footer=True),
    _in_reader("relabel", "r", "Relabel", "Choose another label; accepts a suggestion.", _DECIDE, footer=True),
    _in_reader(
        "accept_visible", "A", "Accept visible", "Accept all suggestions in view and move on by a screen.", _DECIDE
    ),
    _in_reader(
        "accept_label", "asterisk", "Accept label", "Accept all suggestions with this label in the article.", _DECIDE
    ),
    _in_reader("accept_article", "percent_sign", "Accept article", "Accept all suggestions in the article.", _DECIDE),
    _in_reader("repeat", "full_stop", "Repeat", "Repeat the last operation on this annotation or word.", _DECIDE),
    _in_reader(
        "propagate", "p", "Other mentions", "Apply the decision to the other mentions, after a preview.", _DECIDE
    ),
    _in_reader("delete", "d delete", "Delete", "Delete your own annotation; a suggestion is rejected.", _DECIDE),
    _in_reader("grow_left", "B", "Extend left", "Extend left by a word.", _BOUNDARIES),
    _in_reader("grow_right", "W", "Extend right", "Extend right by a word.", _BOUNDARIES),
    _in_reader("shrink_left", "plus", "Shrink left", "Shrink left by a word.", _BOUNDARIES),
    _in_reader("shrink_right", "minus", "Shrink right", "Shrink right by a word.", _BOUNDARIES),
    _in_reader(
        "grow_left_character", "alt+left", "Extend left by a character", "Extend left by a character.", _BOUNDARIES
    ),
    _in_reader(
        "shrink_left_character", "alt+right", "Shrink left by a character", "Shrink left by a character.", _BOUNDARIES
    ),
    _in_reader(
        "grow_right_character", "ctrl+right", "Extend right by a character", "Extend right by a character.", _BOUNDARIES
    ),
    _in_reader(
        "shrink_right_character",
        "ctrl+left",
        "Shrink right by a character",
        "Shrink right by a character.",
        _BOUNDARIES,
    ),
    _in_reader("fit", "s", "Fit to selection", "Move the boundaries to those of the selection.", _BOUNDARIES),
    _in_reader(
        "split", "vertical_line", "Split", "Split the annotation before the word under the cursor.", _BOUNDARIES
    ),
    _in_reader("merge", "ampersand", "Join", "Join the annotation with the next one.", _BOUNDARIES),
    _in_reader("never", "X", "Never suggest", "Never suggest this text again.", _DECIDE),
    _in_reader("undo", "u", "Undo", "Undo your most recent operation, in any article.", _DECIDE, footer=True),
    _in_reader("redo", "ctrl+r", "Redo", "Redo the operation that you undid last.", _DECIDE),
    _in_reader("history", "Z", "History", "List all operations, and undo any of them.", _DECIDE),
    _in_reader("lexicon", "D", "Lexicon", "Show and edit what was learned from decisions.", _DECIDE),
    _in_reader("consistency", "Q", "Inconsistencies", "List annotations that were decided differently.", _DECIDE),
    _in_reader("tag", "t", "Tag", "Tag the annotation, or remove a tag.", _CODE, footer=True),
    _in_reader(
        "tag_by_key", "comma", "Tag by key", "Tag the annotation with the tag whose key is pressed next.", _CODE
    ),
    _in_reader("note", "n", "Note", "Edit the note of the annotation.", _CODE, footer=True),
    _in_reader(
        "note_outside", "E", "Note in editor", "Edit the note in the editor named by $VISUAL or $EDITOR.", _CODE
    ),
    _in_reader("tag_article", "T", "Tag article", "Tag the article, or remove a tag.", _CODE),
    _in_reader("note_article", "N", "Note on article", "Edit the note of the article.", _CODE),
    _in_reader("link", "i", "Link", "Link the mention to an entity, or create one.", _CODE),
    _in_reader("entity", "I", "Entity", "Show the entity of this mention, with all its mentions.", _CODE),
    _in_reader("entities", "C", "Entities", "List all entities.", _CODE),
    _in_reader("group", "Y", "Group mentions", "List mentions that are probably one entity, to link them.", _CODE),
    _in_reader("codebook", "K", "Codebook", "Show and edit labels and tags.", _CODE),
    _in_reader("find", "slash", "Find", "Find text in the article, ignoring case and accents.", _GO, footer=True),
    _in_reader("next_hit", "f", "Next hit", "Select the next hit of the search in the article.", _GO),
    _in_reader("previous_hit", "F", "Previous hit", "Select the previous hit of the search in the article.", _GO),
    _in_reader("set_mark", "m", "Set mark", "Remember this place under the letter pressed next.", _GO),
    _in_reader(
        "go_to_mark", "apostrophe", "Go to mark", "Go to the place remembered under the letter pressed next.", _GO
    ),
    _in_reader("copy", "y", "Copy", "Copy the selection or the annotation, with its source.", _GO),
    _in_reader("edit", "e", "Editor", "Go to the editor.", _GO),
    _in_reader("list", "o", "List", "List the annotations of the article.", _GO, footer=True),
    _in_reader("next_article", "greater_than_sign", "Next article", "Open the next article.", _GO),
    _in_reader("previous_article", "less_than_sign", "Previous article", "Open the previous article.", _GO),
    _in_reader("search", "S", "Search", "Search all articles, notes, tags and entities.", _GO),
    _in_reader("open_article", "O", "Open article", "Choose an article and open it.", _GO),
    _in_reader("library", "P", "Library", "List all articles: sort, filter, tag, analyse.", _GO),
    _in_reader("next_unread", "equals_sign", "Next unread", "Open the next unread article.", _GO),
    _in_reader("next_to_decide", "exclamation_mark", "Next undecided", "Open the next article with suggestions.", _GO),
    _in_reader("import_files", "J", "Import", "Import files, a folder or a web page.", _GO),
    _in_reader("export", "R", "Export", "Export annotations to a file, after a preview.", _GO),
    _in_reader("key_help", "question_mark", "Keys", "Show all keys of this page.", _GO, footer=True),
    Command("quit", ("q", "ctrl+q"), "Quit", "Quit; everything is saved.", Where.EVERYWHERE, _GO),
)
"""All commands, in the order of the key help."""

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
    """Invalid keys in the settings; the message lists all of them."""


def with_keys(wanted: Mapping[str, str]) -> tuple[Command, ...]:
    """Return the commands with the user's keys.

    Args:
        wanted: keys separated by spaces, by command id; an empty text removes all keys of the command.

    Raises:
        BadKeys: if an id or a key is unknown, a key cannot be bound, or two commands have the same key.
    """
    wrong = [f"unknown command “{id_}”" for id_ in wanted if id_ not in {command.id for command in COMMANDS}]
    changed = []
    for command in COMMANDS:
        keys = tuple(_SYMBOLS.get(key, key) for key in wanted[command.id].split()) if command.id in wanted else None
        for key in keys or ():
            if key in _TAKEN:
                wrong.append(f"“{key_label(key)}” cannot be bound: terminals or Textual use it")
            elif not (len(key) == 1 or key in _NAMED_KEYS or key in _SPOKEN or _MODIFIED.fullmatch(key)):
                wrong.append(f"“{key}” for {command.id} is not a key")
        changed.append(command if keys is None else replace(command, keys=keys))
    owner: dict[str, str] = {}
    for command in changed:
        for key in command.keys:
            if key in owner:
                wrong.append(f"“{key_label(key)}” is bound to both {owner[key]} and {command.id}")
            owner[key] = command.id
    if wrong:
        raise BadKeys("; ".join(dict.fromkeys(wrong)))
    return tuple(changed)


def key_label(key: str) -> str:
    """Return a key as it is shown: “]”, “ctrl+r”, “space”."""
    modifiers, plus, last = key.rpartition("+")
    return f"{modifiers}{plus}{_SPOKEN.get(last, last)}"


def bindings(where: Where) -> "list[Binding]":
    """Return the bindings of the commands that work there; their ids are those of the commands, for the keymap."""
    # `glossator keys` and the settings need the commands without Textual.
    from textual.binding import Binding

    return [
        Binding(
            ",".join(command.keys),
            command.id,
            command.title,
            show=command.footer,
            key_display=key_label(command.keys[0]) if command.keys else None,
            tooltip=command.help,
            id=command.id,
            # Priority bindings run in the order of the keys, each before the next key is dispatched: a slow connection
            # may deliver “t” and the letters of a tag at once.
            priority=True,
        )
        for command in COMMANDS
        if command.where is where
    ]
