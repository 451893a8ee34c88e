"""The text around a span, as people quote it."""

import re
from typing import Final

from tui.model.span import Span

CONTEXT: Final = 80
_CUT_WORD_FIRST: Final = re.compile(r"\A\S+\s")
_CUT_WORD_LAST: Final = re.compile(r"\s\S+\Z")


def before(text: str, span: Span, width: int = CONTEXT) -> str:
    """Return up to `width` code points that end where `span` starts, beginning with a whole word where there is one."""
    start = max(0, span.start - width)
    taken = text[start : span.start]
    return _CUT_WORD_FIRST.sub("", taken) if start > 0 and not text[start - 1].isspace() else taken


def after(text: str, span: Span, width: int = CONTEXT) -> str:
    """Return up to `width` code points that follow `span`, ending with a whole word where there is one."""
    end = min(len(text), span.end + width)
    taken = text[span.end : end]
    return _CUT_WORD_LAST.sub("", taken) if end < len(text) and not text[end].isspace() else taken
