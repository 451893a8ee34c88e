"""What keeps an excerpt from being written in a format."""


class Unwritable(ValueError):
    """An excerpt that cannot be written in a format; the message is one sentence for the analyst, with the way out."""
