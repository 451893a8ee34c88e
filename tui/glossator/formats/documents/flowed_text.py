"""Plain text of e-mails in the format "flowed" (RFC 3676), whose lines belong together where they end in a space."""

from typing import Final

_SIGNATURE: Final = "-- "
# The first character of the scripts of East Asia.
_UNDIVIDED: Final = "\u2e80"


def unflow(text: str, *, delete_spaces: bool = False) -> str:
    """Return `text` with each paragraph on one line; quoted ones begin with one “>” for each level, and a space.

    Args:
        text: as it was sent, with stuffed spaces.
        delete_spaces: whether the space at the end of a line is not part of the text (DelSp=yes).
    """
    written_lines = text.splitlines()
    # Some programs announce deleted spaces and add none; then the one that is there divides words.
    adds_spaces = any(line.endswith("  ") for line in written_lines)
    lines: list[str] = []
    # The quote depth of the paragraph whose last line ended in a space; -1 for none.
    open_depth = -1
    for written in written_lines:
        content = written.lstrip(">")
        depth = len(written) - len(content)
        content = content.removeprefix(" ")
        is_signature = content == _SIGNATURE
        is_flowed = content.endswith(" ") and not is_signature
        shown = content[:-1] if is_flowed and delete_spaces else content
        if depth == open_depth and not is_signature:
            divided = delete_spaces and not adds_spaces and _divides_words(lines[-1], shown)
            lines[-1] += f" {shown}" if divided else shown
        else:
            lines.append(f"{'>' * depth} {shown}" if depth else shown)
        open_depth = depth if is_flowed else -1
    return "\n".join(line if line == _SIGNATURE else line.rstrip(" ") for line in lines)


def _divides_words(before: str, after: str) -> bool:
    """Return whether a line ends and the next begins with a letter of a script that divides words by spaces."""
    return all(letter.isalpha() and letter < _UNDIVIDED for letter in (before[-1:], after[:1]))
