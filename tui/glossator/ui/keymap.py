"""Commands and their keys: what a command is, keys that users chose, and bindings.

Imports no Textual at first, because the settings are checked without it. Ids never change, because settings name them.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

if TYPE_CHECKING:
    from textual.binding import Binding

Context = TypeVar("Context")


class Where(StrEnum):
    """Where the keys of a command work."""

    ARTICLE = "article"
    READER = "reader"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Command(Generic[Context]):
    """A command.

    Attributes:
        id: its name in settings.
        keys: Textual's names of its keys.
        title: one or two words, for the footer and the palette.
        help: one sentence, for the key help and the palette.
        group: its heading in the key help.
        run: runs it in a context: the reader, or the page that it belongs to.
        where: in the article pane, in the reader outside text fields, or everywhere.
        footer: whether the footer shows it.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    group: str
    run: Callable[[Context], Awaitable[object] | None]
    where: Where = Where.READER
    footer: bool = False


def command(
    id: str,  # noqa: A002  (the name of the attribute)
    keys: str,
    title: str,
    help: str,  # noqa: A002  (the name of the attribute)
    group: str,
    *,
    where: Where = Where.READER,
    footer: bool = False,
) -> Callable[[Callable[[Context], Awaitable[object] | None]], Command[Context]]:
    """Return a decorator that makes a function of a context a command.

    Args:
        id: its name in settings.
        keys: Textual's names of its keys, separated by spaces.
        title: one or two words, for the footer and the palette.
        help: one sentence, for the key help and the palette.
        group: its heading in the key help.
        where: where its keys work.
        footer: whether the footer shows it.
    """
    return lambda run: Command(id, tuple(keys.split()), title, help, group, run, where, footer)


def commands_of(namespace: Mapping[str, object]) -> "Iterator[Command[Any]]":
    """Yield the commands in the namespace of a module, also those in tuples, in the order of their definition."""
    for value in namespace.values():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Command):
                yield one


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


def with_keys(commands: Iterable[Command[Context]], wanted: Mapping[str, str]) -> tuple[Command[Context], ...]:
    """Return the commands with the user's keys.

    Args:
        commands: the commands with their own keys.
        wanted: keys separated by spaces, by command id; an empty text removes all keys of the command.

    Raises:
        BadKeys: if an id or a key is unknown, a key cannot be bound, or two commands have the same key.
    """
    commands = tuple(commands)
    known = {command.id for command in commands}
    wrong = [f"unknown command “{id_}”" for id_ in wanted if id_ not in known]
    changed = []
    for command in commands:
        keys = tuple(_SYMBOLS.get(key, key) for key in wanted[command.id].split()) if command.id in wanted else None
        wrong += filter(None, (key_error(key, command.id) for key in keys or ()))
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


def key_error(key: str, id_: str) -> str:
    """Return why a key, by Textual's name, cannot be bound to the command with this id; empty if it can."""
    if key in _TAKEN:
        return f"“{key_label(key)}” cannot be bound: terminals or Textual use it"
    known = len(key) == 1 or key in _NAMED_KEYS or key in _SPOKEN or _MODIFIED.fullmatch(key)
    return "" if known else f"“{key}” for {id_} is not a key"


def key_label(key: str) -> str:
    """Return a key as it is shown: “]”, “ctrl+r”, “space”."""
    modifiers, plus, last = key.rpartition("+")
    return f"{modifiers}{plus}{_SPOKEN.get(last, last)}"


def bindings(commands: Iterable[Command[Any]]) -> "list[Binding]":
    """Return the bindings of commands, whose action is `command(id)`; their ids are those of the commands."""
    from textual.binding import Binding

    return [
        Binding(
            ",".join(command.keys),
            f"command('{command.id}')",
            command.title,
            show=command.footer,
            key_display=key_label(command.keys[0]) if command.keys else None,
            tooltip=command.help,
            id=command.id,
            # Priority bindings run in the order of the keys, each before the next key is dispatched: a slow connection
            # may deliver “t” and the letters of a tag at once.
            priority=True,
        )
        for command in commands
    ]
