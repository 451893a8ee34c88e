"""The keys of pages, declared once: a key means the same on every page that has it.

Pages name what they offer. The reader has the same keys for the same things; its other keys move in the text.
"""

from typing import Final, NamedTuple

from textual.binding import Binding


class PageKey(NamedTuple):
    """The keys of an action of pages, its title in the footer, and whether the footer shows it."""

    keys: str
    title: str
    show: bool = True


PAGE_KEYS: Final[dict[str, PageKey]] = {
    # On every page
    "leave": PageKey("escape", "Back"),
    "close": PageKey("q", "Close", show=False),
    "filter": PageKey("slash", "Filter"),
    "key_help": PageKey("question_mark", "Keys"),
    "undo": PageKey("u", "Undo"),
    "redo": PageKey("ctrl+r", "Redo", show=False),
    # The list
    "tick": PageKey("space", "Tick"),
    "all": PageKey("asterisk", "Tick all", show=False),
    "apply": PageKey("enter", "Apply"),
    "sort": PageKey("s", "Sort"),
    "turn": PageKey("S", "Reverse", show=False),
    "scope": PageKey("v", "Scope"),
    "group": PageKey("Y", "Group"),
    "compare": PageKey("C", "Compare"),
    "only_new": PageKey("w", "New"),
    # What is highlighted or ticked
    "accept": PageKey("a", "Accept"),
    "reject": PageKey("x", "Reject"),
    "relabel": PageKey("r", "Relabel"),
    "accept_most": PageKey("A", "Where most agree"),
    "tag": PageKey("t", "Tag"),
    "note": PageKey("n", "Note"),
    "note_entity": PageKey("N", "Note on entity"),
    "delete": PageKey("d,delete", "Delete", show=False),
    "archive": PageKey("z", "Archive"),
    "read": PageKey("m", "Mark read"),
    "analyse": PageKey("A", "Analyse"),
    "language": PageKey("ctrl+l", "Language", show=False),
    "orphans": PageKey("o", "Orphans"),
    "at_selection": PageKey("underscore", "At selection"),
    "at_words": PageKey("f", "At words"),
    "make": PageKey("plus", "Create"),
    "rename": PageKey("e", "Rename"),
    "describe": PageKey("D", "Describe"),
    "colour": PageKey("c", "Colour"),
    "pick": PageKey("comma", "Key"),
    "merge": PageKey("ampersand", "Merge"),
    "split": PageKey("vertical_line", "Split off"),
    "alias": PageKey("l", "Aliases"),
    "members": PageKey("i", "Mentions"),
    "link_sure": PageKey("percent_sign", "Link sure"),
    "never": PageKey("X", "Never suggest"),
    "propagate": PageKey("p", "Apply"),
    "learn_again": PageKey("L", "Reset"),
    # Other articles and files
    "versions": PageKey("tilde", "Versions", show=False),
    "next_change": PageKey("right_square_bracket", "Next change"),
    "previous_change": PageKey("left_square_bracket", "Previous change"),
    "import": PageKey("J", "Import"),
    "export": PageKey("R", "Export"),
    "next_unread": PageKey("equals_sign", "Next unread", show=False),
    "next_to_decide": PageKey("exclamation_mark", "Next undecided", show=False),
    "save": PageKey("b", "Save", show=False),
    "saved": PageKey("B", "Run saved", show=False),
    "stop": PageKey("ctrl+k", "Stop"),
    "disputes": PageKey("at", "Disputes"),
}
"""The keys of each action of pages, by its name."""


# Sides of a dispute that have a key.
_SIDES: Final = 9
# Those that the footer shows: most disputes have no more.
_USUAL: Final = 2


def side_bindings() -> list[Binding]:
    """Return the bindings of the digits that take a side of a dispute."""
    return [Binding(str(one), f"side({one})", f"Side {one}", show=one <= _USUAL) for one in range(1, _SIDES + 1)]


def page_bindings(*actions: str, priority: bool = False, **titles: str) -> list[Binding]:
    """Return the bindings of actions of a page.

    Args:
        actions: their names, in the order of the footer.
        priority: whether they work before the keys of the list.
        titles: titles of actions that a page names more exactly.
    """
    return [
        Binding(
            PAGE_KEYS[name].keys, name, titles.get(name, PAGE_KEYS[name].title), PAGE_KEYS[name].show, priority=priority
        )
        for name in (*actions, *(name for name in titles if name not in actions))
    ]
