"""Plain text: an optional header, then the text as it is."""

from glossator.formats.header import Header, split_plain


def read(text: str) -> tuple[Header, str]:
    """Return what `text`, which is normalised, says about itself, and the rest of it unchanged."""
    return split_plain(text)
