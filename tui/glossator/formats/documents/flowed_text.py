"""Plain text of e-mails in the format "flowed" (RFC 3676), whose lines belong together where they end in a space."""

from typing import Final

_SIGNATURE: Final = "-- "


def unflow(text: str, *, delete_spaces: bool = False) -> str:
    """Return `text` with each paragraph on one line; quoted ones begin with one “>” for each level, and a space.

    Args:
        text: as it was sent, with stuffed spaces.
        delete_spaces: whether the space at the end of a line is not part of the text (DelSp=yes).
    """
    lines: list[str] = []
    # The quote depth of the paragraph whose last line ended in a space; -1 for none.
    open_depth = -1
    for written in text.splitlines():
        content = written.lstrip(">")
        depth = len(written) - len(content)
        content = content.removeprefix(" ")
        is_signature = content == _SIGNATURE
        is_flowed = content.endswith(" ") and not is_signature
        shown = content[:-1] if is_flowed and delete_spaces else content
        if depth == open_depth and not is_signature:
            lines[-1] += shown
        else:
            lines.append(f"{'>' * depth} {shown}" if depth else shown)
        open_depth = depth if is_flowed else -1
    return "\n".join(line if line == _SIGNATURE else line.rstrip(" ") for line in lines)
