"""Numbers with their nouns, for messages."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as "1 row" and "1,312 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
