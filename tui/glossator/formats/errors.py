"""The errors that reading and writing raise; each message is a sentence for the user that says what to do next."""


class Unreadable(ValueError):
    """Data that cannot be read; the message does not name the file, which callers put first."""


class Unwritable(ValueError):
    """An export that cannot be written in the chosen format."""
