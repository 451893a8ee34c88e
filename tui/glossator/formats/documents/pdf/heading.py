"""The title of a document in its text: what is set in the largest type at the top of its first page."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from glossator.formats.documents.pdf.page import Line
from glossator.text.normalise import flatten, normalise

_WORDS: Final = re.compile(r"[^\W\d_]{2,}")
# How much larger than the text a title is, at least.
_LARGER: Final = 1.15
_MOST_LINES: Final = 4
_LONGEST: Final = 250
# The share of the height of the text, from its top, in which a title starts.
_TOP: Final = 0.6


def heading(lines: Sequence[Line]) -> str:
    """Return the title at the top of a page, whose lines are in reading order, on one line; empty if there is none."""
    counts: Counter[float] = Counter()
    for line in lines:
        counts[round(line.size, 1)] += len(line.text)
    if len(counts) < 2:
        return ""
    usual = counts.most_common(1)[0][0]
    top, bottom = max(line.top for line in lines), min(line.bottom for line in lines)
    for size in sorted({round(line.size, 1) for line in lines}, reverse=True):
        if size < _LARGER * usual:
            break
        first = next(at for at, line in enumerate(lines) if round(line.size, 1) == size)
        if lines[first].top < top - _TOP * (top - bottom):
            continue
        group = [lines[first]]
        for line in lines[first + 1 : first + _MOST_LINES]:
            if abs(line.size - size) > 0.05 * size:
                break
            group.append(line)
        title = flatten(normalise(" ".join(line.text for line in group)))
        if len(_WORDS.findall(title)) >= 2 and len(title) <= _LONGEST:
            return title
    return ""
