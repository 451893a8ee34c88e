"""The error of a command."""


class CommandError(Exception):
    """A command that cannot be carried out; the message says why and what to do."""
