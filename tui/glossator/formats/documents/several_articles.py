"""Texts with several articles, each of which starts with a header."""

import re
from collections.abc import Iterator
from typing import Final

from glossator.domain.left_out import LeftOut
from glossator.formats.content import Content
from glossator.formats.header import Header, split_plain_header
from glossator.text.words import word_count

_RULE: Final = r"[ \t]*([=\-*_#~+])\1{7,}[ \t]*"
_START: Final = re.compile(rf"(?:\A|(?<=\n)[ \t]*\n|(?<=\n){_RULE}\n)(?:[ \t]*\n)*(?=\S)")
_TRAILING_RULE: Final = re.compile(rf"(?:\n{_RULE})+\s*\Z")
_KEY: Final = re.compile(
    r"(?:title|headline|heading|source|publication|newspaper|author|by|byline|date|published)[ \t]*:", re.I
)
# A title alone starts an article only at the top and below a rule.
_FEWEST_FIELDS: Final = 2


def split_articles(text: str) -> Iterator[Content]:
    """Yield the articles of a normalised text: several where each starts with a header, else one.

    A header starts an article at the top, below a blank line, and below a rule (eight or more equal signs, dashes or
    the like). It has a title and another field; at the top and below a rule a title is enough. Rules between
    sections of an article, and page breaks, separate nothing, because no header follows them.
    """
    starts = list(_starts(text))
    if len(starts) < _FEWEST_ARTICLES:
        header, body = split_plain_header(text)
        yield Content(header, body)
        return
    above = text[: starts[0][0]]
    ends = [place for place, _, _ in starts[1:]] + [len(text)]
    for number, ((_, header, below), end) in enumerate(zip(starts, ends, strict=True), start=1):
        words = word_count(above) if number == 1 else 0
        left_out = (LeftOut("text above the first article", words=words),) if words else ()
        body = _TRAILING_RULE.sub("", text[below:end])
        yield Content(header, body, left_out=left_out, where=f"article {number}")


_FEWEST_ARTICLES: Final = 2
_LONGEST_HEADER: Final = 4_000


def _starts(text: str) -> Iterator[tuple[int, Header, int]]:
    """Yield the place of each header, the header, and the place of the text below it."""
    reached = 0
    for match in _START.finditer(text):
        place = match.end()
        if place < reached or _KEY.match(text, place) is None:
            continue
        piece = text[place : place + _LONGEST_HEADER]
        header, below = split_plain_header(piece)
        is_below_rule = match[1] is not None or not text[:place].strip()
        fields = (header.source, header.author, header.published_at or header.unparsed_date, header.url)
        if header == Header() or (1 + sum(map(bool, fields)) < _FEWEST_FIELDS and not is_below_rule):
            continue
        reached = place + len(piece) - len(below)
        yield place, header, reached
