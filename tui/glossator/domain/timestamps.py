"""Stored timestamps: ISO 8601 in UTC, to the second."""

import re
from typing import Final

_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def is_timestamp(written: str) -> bool:
    """Return whether `written` has the form of a stored timestamp."""
    return _INSTANT.fullmatch(written) is not None
