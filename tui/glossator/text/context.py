"""The text around a span, as people quote it."""

from typing import Final

from glossator.text.span import Span

CONTEXT: Final = 80


def before(text: str, span: Span, width: int = CONTEXT) -> str:
    """Return up to `width` code points that end where `span` starts, beginning with a whole word where there is one."""
    start = max(0, span.start - width)
    taken = text[start : span.start]
    if not taken or start == 0 or text[start - 1].isspace() or taken[0].isspace():
        return taken
    cut = len(taken.split(None, 1)[0])
    return taken[cut + 1 :] if cut < len(taken) else taken


def after(text: str, span: Span, width: int = CONTEXT) -> str:
    """Return up to `width` code points that follow `span`, ending with a whole word where there is one."""
    end = min(len(text), span.end + width)
    taken = text[span.end : end]
    if not taken or end == len(text) or text[end].isspace() or taken[-1].isspace():
        return taken
    cut = len(taken.rsplit(None, 1)[-1])
    return taken[: -cut - 1] if cut < len(taken) else taken


def window(text: str, start: int, end: int, width: int = CONTEXT) -> tuple[str, int]:
    """Return as much of the text as the context of a span is taken from, and where in the text that begins."""
    begins = max(0, start - width - 1)
    return text[begins : end + width + 1], begins
