"""What is pressed, and in how few keys."""

from typing import Final, TypeAlias

Presses: TypeAlias = tuple[str, ...]
"""One string for each key, as the package says."""

PROPAGATE: Final = "propagate"
CONFIRM: Final = "confirm"
PROPAGATE_IN_VIEW: Final = "propagate_in_view"
ACCEPT_ARTICLE: Final = "accept_article"
YES: Final = "yes"
ALL: Final = "all"
"""The answers to the question before many are accepted: without the doubtful ones, and with them."""
LABEL: Final = "label:"
"""What stands before the name of the label that a press chooses."""
_MOST: Final = 9


def label(name: str) -> str:
    """Return the press that chooses a label."""
    return f"{LABEL}{name}"


def times(command: str, number: int) -> Presses:
    """Return the presses that do `command` so often: again and again, or with counts where that is fewer.

    No count is above nine, which is about as many as one takes in without counting.
    """
    nines, rest = divmod(number, _MOST)
    counted = (str(rest), command)
    return (str(_MOST), command) * nines + (counted if rest > len(counted) else (command,) * rest)


def all_of(command: str, number: int) -> Presses:
    """Return the presses that do `command` to all that are left, which are `number`; a count may be more than that."""
    counted = (*"9" * len(str(number)), command)
    return min((command,) * number, counted, key=len)
