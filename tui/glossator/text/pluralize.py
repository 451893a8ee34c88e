"""Numbers with what they count, in words."""


def counted(number: int, noun: str) -> str:
    """Return `number` with its noun, such as "1 row" and "1,312 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
