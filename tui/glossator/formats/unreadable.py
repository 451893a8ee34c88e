"""The one refusal of this room."""


class Unreadable(ValueError):
    """Data that no article can be made from.

    The message is one sentence for the analyst, with the way out; it does not name the file, which callers put first.
    """
