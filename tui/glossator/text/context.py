"""The text before and after a span, cut at whole words for quoting."""

from typing import Final

from glossator.text.span import Span

CONTEXT: Final = 80
"""Code points of context on each side."""


def before(text: str, span: Span, width: int = CONTEXT) -> str:
    """Return up to `width` code points before `span`, starting with a whole word if there is one."""
    start = max(0, span.start - width)
    taken = text[start : span.start]
    if not taken or start == 0 or text[start - 1].isspace() or taken[0].isspace():
        return taken
    cut = len(taken.split(None, 1)[0])
    return taken[cut + 1 :] if cut < len(taken) else taken


def after(text: str, span: Span, width: int = CONTEXT) -> str:
    """Return up to `width` code points after `span`, ending with a whole word if there is one."""
    end = min(len(text), span.end + width)
    taken = text[span.end : end]
    if not taken or end == len(text) or text[end].isspace() or taken[-1].isspace():
        return taken
    cut = len(taken.rsplit(None, 1)[-1])
    return taken[: -cut - 1] if cut < len(taken) else taken


def window(text: str, start: int, end: int, width: int = CONTEXT) -> tuple[str, int]:
    """Return the part of the text that holds a span and its context, and the offset of that part."""
    offset = max(0, start - width - 1)
    return text[offset : end + width + 1], offset
