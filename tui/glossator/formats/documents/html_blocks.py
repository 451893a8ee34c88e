"""The visible words of a web page, block by block, and which of them an article made of the page has left out.

A block is a run of text without a block element in it: a paragraph, a heading, a row of a table. Each word of the page
that is not in the article is counted by the region of the page in which it stands.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from glossator.domain.left_out import LeftOut, LeftOutCounter
from glossator.formats.documents.markdown import MarkdownBlock
from glossator.text.normalise import flatten, normalise

_BLOCKS: Final = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "button",
            "caption",
            "center",
            "dd",
            "details",
            "dialog",
        ),
        *("dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre"),
        *("section", "select", "summary", "table", "tbody", "textarea", "tfoot", "thead", "tr", "ul"),
    )
)
_UNSEEN: Final = frozenset(
    (
        *("script", "style", "head", "template", "noscript", "svg", "math", "iframe", "object", "video", "audio"),
        *("canvas", "noframes", "noembed", "datalist", "title"),
    )
)
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}

MENUS: Final = "menus"
HEADERS: Final = "page headers"
FOOTERS: Final = "page footers"
TEASERS: Final = "teasers and related links"
COMMENTS: Final = "readers’ comments"
CAPTIONS: Final = "captions"
FORMS: Final = "forms and buttons"
NOTICES: Final = "notices and advertisements"
SHARING: Final = "sharing links"
HIDDEN: Final = "hidden text"
LINKS: Final = "links"
SHORT: Final = "dates, names and other short lines"
BODY: Final = ""
_TAGS: Final = {
    **dict.fromkeys(("nav", "menu"), MENUS),
    **dict.fromkeys(("form", "button", "select", "textarea", "fieldset", "label", "option", "legend"), FORMS),
    "footer": FOOTERS,
    "aside": TEASERS,
    "figcaption": CAPTIONS,
    "dialog": NOTICES,
}
_ROLES: Final = {"navigation": MENUS, "menu": MENUS, "contentinfo": FOOTERS, "banner": HEADERS, "dialog": NOTICES}
_WORDS_OF_NAMES: Final = {
    **dict.fromkeys(("nav", "navbar", "navigation", "menu", "breadcrumb", "breadcrumbs", "topbar"), MENUS),
    **dict.fromkeys(("footer", "copyright", "imprint"), FOOTERS),
    **dict.fromkeys(("header", "masthead"), HEADERS),
    **dict.fromkeys(("comment", "comments", "commentlist", "disqus", "replies"), COMMENTS),
    **dict.fromkeys(("related", "teaser", "teasers", "recommended", "recommendations", "sidebar"), TEASERS),
    **dict.fromkeys(("trending", "popular", "mostread", "promo", "readmore"), TEASERS),
    **dict.fromkeys(("caption", "credit"), CAPTIONS),
    **dict.fromkeys(("cookie", "cookies", "consent", "gdpr", "newsletter", "ad", "ads", "advert", "paywall"), NOTICES),
    **dict.fromkeys(("share", "sharing", "social"), SHARING),
}
_NAME: Final = re.compile(r"[A-Za-z]+")
_WORD: Final = re.compile(r"\w+")
_DIGITS: Final = re.compile(r"\d+")
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"[.!?…。！？।؟][\"'”’»)\]]*\s*\Z|[.!?…。！？।؟][\"'”’»)\]]*\s")
# Below this, words are a label, a name or a headline, and no body text.
_FEWEST: Final = 12
# Where a paragraph has more of its words in links, it is a list of links.
_MOST_LINKED: Final = 0.5
# A block is in the article if this share of its runs of three words is.
_SHARED: Final = 0.5
# Where paragraphs beside the article's, in elements of the same names, have this share of its words, they belong to it.
_RELEVANT: Final = 0.1
# Regions in which a paragraph is never body text.
_APART: Final = frozenset((MENUS, FOOTERS, COMMENTS, CAPTIONS, FORMS, HIDDEN))


@dataclass(slots=True)
class VisibleBlock:
    """A run of visible text of a page.

    Attributes:
        text: on one line, but for line breaks of the page.
        words: of the text.
        region: the kind of what surrounds the article in which it stands; `BODY` for none of them.
        mark: what its lines start with in Markdown, such as "## ".
        place: the tags and classes around it; the paragraphs of an article have the same.
        article: the number of the <article> in which it stands; 0 for none.
        linked: how many of its words are in links.
    """

    text: str
    words: list[str]
    region: str
    mark: str
    place: int
    article: int
    linked: int

    @property
    def is_prose(self) -> bool:
        """Whether it looks like body text, wherever it stands."""
        return (
            self.region not in _APART
            and not self.mark.startswith("#")
            and self.linked < _MOST_LINKED * len(self.words)
            and (len(self.words) >= _FEWEST or len(self.text) >= 3 * _FEWEST)
            and _SENTENCE.search(self.text) is not None
        )


@dataclass(slots=True)
class _Open:
    """An open element."""

    region: str
    place: int
    article: int
    is_linked: bool
    is_main: bool


@dataclass(slots=True)
class _Run:
    """The text since the last block element."""

    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    mark: str = ""

    def add(self, text: str | None, is_linked: bool) -> None:
        if text:
            self.pieces.append(text)
            if is_linked:
                self.linked += len(_WORD.findall(text))


def visible_blocks(page: Any) -> list[VisibleBlock]:
    """Return the blocks with words of a page (an lxml tree), in their order."""
    return list(_blocks(page))


def _blocks(page: Any) -> Iterator[VisibleBlock]:
    from lxml.etree import iterwalk

    walk = iterwalk(page, events=("start", "end"))
    stack = [_Open(BODY, 0, 0, is_linked=False, is_main=False)]
    run = _Run()
    articles = 0
    for event, element in walk:
        tag = element.tag
        above = stack[-1]
        if not isinstance(tag, str):
            # A comment or an instruction, whose tail is text.
            if event == "end":
                run.add(element.tail, above.is_linked)
            continue
        is_block = tag in _BLOCKS
        if event == "start":
            if tag in _UNSEEN:
                walk.skip_subtree()
                stack.append(above)
                continue
            if is_block:
                yield from _block(run, above)
                run = _Run(mark=_mark(tag))
            articles += tag == "article"
            inside = _Open(
                _region(element, tag, above),
                hash((above.place, tag, _DIGITS.sub("0", names) if (names := element.get("class")) else "")),
                articles if tag == "article" else above.article,
                above.is_linked or tag == "a",
                above.is_main or tag in ("main", "article"),
            )
            stack.append(inside)
            if tag == "br":
                run.pieces.append("\n")
            elif tag in ("td", "th") and any(piece.strip() for piece in run.pieces):
                run.pieces.append(" | ")
            elif tag == "tr":
                run.mark = ""
            run.add(element.text, inside.is_linked)
        else:
            inside = stack.pop()
            if is_block and tag not in _UNSEEN:
                yield from _block(run, inside)
                run = _Run()
            run.add(element.tail, stack[-1].is_linked)
    yield from _block(run, stack[-1])


def _block(run: _Run, around: _Open) -> Iterator[VisibleBlock]:
    raw = normalise("".join(run.pieces))
    words = _WORD.findall(raw)
    if words:
        lines = raw.split("\n") if run.pieces.count("\n") else [raw]
        text = "\n".join(filter(None, map(flatten, lines))) if "\n" in run.pieces else flatten(raw)
        yield VisibleBlock(text, words, around.region, run.mark, around.place, around.article, run.linked)


def _mark(tag: str) -> str:
    if tag in _HEADINGS:
        return f"{'#' * _HEADINGS[tag]} "
    return "- " if tag == "li" else ""


def _region(element: Any, tag: str, above: _Open) -> str:
    """Return the region of an element: its own, or that around it."""
    if above.region == HIDDEN or element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return HIDDEN
    if above.region in _APART:
        return above.region
    if found := _TAGS.get(tag) or _ROLES.get(element.get("role") or ""):
        return found
    if tag == "header":
        return above.region if above.is_main else HEADERS
    if tag in ("html", "body", "main", "article"):
        return above.region
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return (_region_of_names(names) if len(names) > 1 else "") or above.region


@lru_cache(1_000)
def _region_of_names(names: str) -> str:
    """Return the region that the class and id of an element name; "" when they name none."""
    words = (name.lower() for name in _NAME.findall(names))
    return next((_WORDS_OF_NAMES[word] for word in words if word in _WORDS_OF_NAMES), "")


class PageWords:
    """The blocks of a page, and those that an article made of it has."""

    def __init__(self, blocks: Sequence[VisibleBlock], title: str, text: str) -> None:
        """Find the words of an article in the page that it was made of.

        Args:
            blocks: those of the page.
            title: of the article; its words are in the page only where a block consists of them.
            text: of the article.
        """
        self._blocks = blocks
        title_words = _WORD.findall(title)
        shown = any(block.words == title_words for block in blocks)
        lines = [tuple(_WORD.findall(line)) for line in text.split("\n")]
        self._stored = Counter(word for line in lines for word in line)
        self._stored.update(title_words if shown else ())
        self._in = _stored_blocks(blocks, [*lines, tuple(title_words)] if shown else lines)

    def missing_paragraphs(self) -> list[int]:
        """Return the places of the paragraphs that stand in elements of the same names as the article's, but are not
        in it.
        """
        known = {
            (block.place, block.article)
            for block, is_in in zip(self._blocks, self._in, strict=True)
            if is_in and block.is_prose
        }
        return [
            number
            for number, block in enumerate(self._blocks)
            if not self._in[number] and block.is_prose and (block.place, block.article) in known
        ]

    def with_missing(self) -> list[MarkdownBlock]:
        """Return the blocks of the article with its missing paragraphs; none where too few words are missing."""
        missing = self.missing_paragraphs()
        words = sum(len(self._blocks[number].words) for number in missing)
        if words <= _RELEVANT * self._stored.total():
            return []
        chosen = {*missing, *(number for number, is_in in enumerate(self._in) if is_in)}
        return [_marked(self._blocks[number]) for number in sorted(chosen)]

    def left_out(self) -> tuple[LeftOut, ...]:
        """Return every word of the page that is not in the article, by kind."""
        remaining = self._stored.copy()
        counter = LeftOutCounter()
        order = sorted(
            range(len(self._blocks)), key=lambda number: (not self._in[number], self._blocks[number].region != BODY)
        )
        for number in order:
            block = self._blocks[number]
            words = 0
            for word in block.words:
                if remaining[word] > 0:
                    remaining[word] -= 1
                else:
                    words += 1
            if words:
                counter.add_all((_kind(block, words, self._in[number]),))
        return counter.entries


def _stored_blocks(blocks: Sequence[VisibleBlock], lines: Iterable[tuple[str, ...]]) -> list[bool]:
    """Return which blocks of a page are in an article of these lines: whole lines first, then those of its words."""
    whole, runs = Counter(lines), Counter[tuple[str, ...]]()
    for line, number in whole.items():
        for run in _runs(line):
            runs[run] += number
    found = [False] * len(blocks)
    # What surrounds the article may repeat words of it.
    for number in sorted(range(len(blocks)), key=lambda number: blocks[number].region != BODY):
        words = tuple(blocks[number].words)
        if whole[words] > 0:
            whole[words] -= 1
            runs.subtract(_runs(words))
            found[number] = True
    for number, block in enumerate(blocks):
        own = () if found[number] else _runs(block.words)
        if own and sum(runs[run] > 0 for run in own) >= _SHARED * len(own):
            runs.subtract(own)
            found[number] = True
    return found


def _runs(words: Sequence[str]) -> Sequence[tuple[str, ...]]:
    """Return the runs of three words in `words`."""
    return list(zip(words, words[1:], words[2:], strict=False))


def _kind(block: VisibleBlock, words: int, is_in: bool) -> LeftOut:
    """Return what the words of a block that are not in the article are."""
    if is_in:
        return LeftOut("parts of the article’s paragraphs", words=words)
    if block.is_prose and words >= _FEWEST:
        return LeftOut("paragraph outside the article", 1, words, "paragraphs outside the article")
    if block.region:
        return LeftOut(block.region, words=words)
    return LeftOut(LINKS if block.linked >= _MOST_LINKED * len(block.words) else SHORT, words=words)


def _marked(block: VisibleBlock) -> MarkdownBlock:
    """Return a block as reading text, with # before headings and - before list items."""
    words = flatten(block.text) if block.mark else block.text
    return MarkdownBlock(block.mark + words, words, block.mark.count("#"))
