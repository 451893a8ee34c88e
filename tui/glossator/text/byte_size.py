"""Sizes of files, for messages."""

from typing import Final

_UNITS: Final = ("bytes", "kB", "MB", "GB", "TB")
_STEP: Final = 1_000
_SMALL: Final = 10


def byte_size(size: int) -> str:
    """Return a number of bytes, rounded, with its unit, such as "312 bytes", "1.2 MB" and "48 MB"."""
    number, unit = float(size), 0
    while round(number) >= _STEP and unit < len(_UNITS) - 1:
        number, unit = number / _STEP, unit + 1
    if unit and round(number, 1) < _SMALL:
        return f"{number:.1f} {_UNITS[unit]}"
    return f"{number:,.0f} {_UNITS[unit] if size != 1 else 'byte'}"
