"""Factiva: web pages, RTF and texts with one or many articles, with the codes of fields ("HD", "LP") or without.

Without codes, an article is its headline, byline, number of words, date, source, code, language and copyright, each on
a line, then the text, and last "Document" with its id.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from glossator.formats.file_head import FileHead
from glossator.formats.news.delivery import (
    COPYRIGHT,
    DeliveredArticle,
    Delivery,
    article_reader,
    date_in,
    language_in,
    without_by,
)
from glossator.formats.news.lines import bare, paragraphs, rejoined
from glossator.formats.spec import Evidence, Format

_TEXTS: Final = frozenset(("LP", "TD"))
_STATED: Final = {"HD": "title", "SN": "source", "BY": "author"}
_METADATA: Final = {
    "SE": "section",
    "CLM": "column",
    "WC": "length",
    "ET": "time",
    "SC": "source code",
    "ED": "edition",
    "PG": "page",
    "VOL": "volume",
    "CR": "credit",
    "ART": "graphic",
    "CX": "correction",
    "CT": "contact",
    "RF": "reference",
    "DLN": "dateline",
    "PUB": "publisher",
    "RST": "restriction",
    "NGC": "source group",
    "GC": "group code",
}
_CLASSES: Final = frozenset(("CO", "IN", "NS", "RE", "IPC", "IPD", "DE", "FDS", "PSE", "TS", "CL"))
_CODES: Final = "|".join(
    sorted({*_TEXTS, *_STATED, *_METADATA, *_CLASSES, "PD", "LA", "CY", "AN"}, key=len, reverse=True)
)
# A code stands alone on its line, or before a tab, a bar or a gap, because words such as IN start sentences as well.
_CODE: Final = re.compile(rf"({_CODES})(?:\s*[|\t]\s*|\s{{2,}}|\s*\Z)(.*)")
_HEADLINE: Final = re.compile(r"(HD|SE)\s+(\S.*)")
_DOCUMENT: Final = re.compile(r"Document ([A-Za-z]{2,10}\d{6,}\w*)")
_LENGTH: Final = re.compile(
    r"\d[\d.,\s]*(?:words?|mots?|Wörter|palabras|parole|woorden|palavras|слов[а-я]*|ord|kelime|słów)", re.IGNORECASE
)
_TIME: Final = re.compile(r"\d{1,2}[:.]\d\d(?:\s*[AP]M)?(?:\s+\w{2,5})?", re.IGNORECASE)
_SOURCE_CODE: Final = re.compile(r"[A-Z][A-Z0-9]{2,9}")
_PAGE: Final = re.compile(r"(?:Page \d+ of \d+\s*)?(?:©|\(c\))\s*\d{4} Factiva\b.*|Page \d+ of \d+.*", re.IGNORECASE)
_SUMMARY: Final = re.compile(
    r"Search Summary|Résumé de la recherche|Suchzusammenfassung|Resumen de la búsqueda", re.IGNORECASE
)
# The most lines of an article above its number of words.
_MOST_ABOVE: Final = 8


def read_lines(lines: Sequence[str]) -> Delivery:
    """Return the articles in the lines of a delivery, with codes or without."""
    delivery = Delivery()
    lines = list(_without_pages(delivery, lines))
    end = next((place for place, line in enumerate(lines) if _SUMMARY.fullmatch(bare(line))), len(lines))
    delivery.leave_out("search summary", lines[end:])
    coded = [line for line in lines if (found := _code(line)) is not None and found[0] in _TEXTS]
    if coded:
        _read_coded(delivery, lines[:end], in_table=any("\t" in line for line in coded))
    else:
        _read_plain(delivery, lines[:end])
    return delivery


def _without_pages(delivery: Delivery, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if _PAGE.fullmatch(bare(line)):
            delivery.leave_out("foot of a page", [line])
        else:
            yield line


def _code(line: str) -> tuple[str, str] | None:
    """Return the code of the field that a line starts, and the rest of the line; None for any other line."""
    match = _CODE.fullmatch(bare(line)) or _HEADLINE.fullmatch(bare(line))
    return (match[1], match[2]) if match else None


def _read_coded(delivery: Delivery, lines: Sequence[str], *, in_table: bool) -> None:
    """Read articles whose fields have codes; one ends with its id, or where the next one starts.

    Args:
        delivery: gets the articles.
        lines: of the delivery.
        in_table: whether the codes are cells of a table, so that a line of a text is none.
    """
    article: DeliveredArticle | None = None
    code, value, seen, around = "", list[str](), set[str](), list[str]()

    def end_field() -> None:
        if article is not None and code:
            _state(article, code, value)

    for line in lines:
        found = None if in_table and "\t" not in line else _code(line)
        if found is None:
            (value if code else around).append(line)
            continue
        end_field()
        code, value = found[0], [found[1]]
        is_new = article is None or "AN" in seen or (code in ("HD", "SE", "CLM") and bool(seen & _TEXTS))
        if is_new:
            article, seen = DeliveredArticle(), set()
            delivery.articles.append(article)
        seen.add(code)
    end_field()
    delivery.leave_out("text around the articles", around)


def _state(article: DeliveredArticle, code: str, value: Sequence[str]) -> None:
    """Store the value of a field."""
    whole = " ".join(map(bare, value)).strip()
    if code in _TEXTS:
        text = rejoined(paragraphs(value))
        article.text = "\n\n".join(filter(None, (article.text, text)))
    elif code in _STATED:
        article.state(_STATED[code], without_by(whole) if code == "BY" else whole)
    elif code == "PD":
        article.state_date(whole)
    elif code == "LA":
        article.state("language", language_in(whole))
    elif code == "AN":
        _state_id(article, value)
    elif code == "CY":
        article.leave_out("copyright line", whole)
    elif code in _CLASSES:
        article.left_out.add("the classification", whole, number=0)
    else:
        article.add_metadata(_METADATA[code], whole)


def _state_id(article: DeliveredArticle, lines: Sequence[str]) -> None:
    """Store the id of an article; everything else in these lines is not of the article."""
    for line in filter(None, map(bare, lines)):
        if match := _DOCUMENT.fullmatch(line):
            article.add_metadata("id", match[1])
        elif COPYRIGHT.match(line):
            article.leave_out("copyright line", line)
        else:
            article.leave_out_database_line(line)


def _read_plain(delivery: Delivery, lines: Sequence[str]) -> None:
    """Read articles whose fields have no codes; each ends with its id."""
    start = 0
    for end, line in enumerate(lines):
        if match := _DOCUMENT.fullmatch(bare(line)):
            article = DeliveredArticle()
            _read_uncoded(delivery, article, lines[start:end], is_first=start == 0)
            article.add_metadata("id", match[1])
            delivery.articles.append(article)
            start = end + 1
    delivery.leave_out("text after the last article", lines[start:])


def _read_uncoded(delivery: Delivery, article: DeliveredArticle, lines: Sequence[str], *, is_first: bool) -> None:
    filled = [(place, bare(line)) for place, line in enumerate(lines) if bare(line)]
    counted = next((number for number, (_, line) in enumerate(filled) if _LENGTH.fullmatch(line)), None)
    if counted is None:
        article.state("title", filled[0][1] if filled else "")
        article.text = rejoined(paragraphs(lines[filled[0][0] + 1 :])) if filled else ""
        return
    above = [line for _, line in filled[:counted]]
    if is_first and len(above) > _MOST_ABOVE:
        # A list of headlines stands above the first article.
        delivery.leave_out("index", above[:-_ABOVE_KEPT])
        above = above[-_ABOVE_KEPT:]
    _read_above(article, above)
    article.add_metadata("length", filled[counted][1])
    body = _read_below_length(article, filled, counted + 1)
    article.text = rejoined(paragraphs(lines[filled[body][0] :])) if body < len(filled) else ""


_ABOVE_KEPT: Final = 2


def _read_above(article: DeliveredArticle, above: Sequence[str]) -> None:
    """Read the lines above the number of words: the section, the headline, the byline."""
    lines = list(above)
    is_byline = len(lines) > 1 and (lines[-1] != without_by(lines[-1]) or len(lines) > 2)
    if is_byline:
        article.state("author", without_by(lines.pop()))
    if lines:
        article.state("title", lines.pop())
    if lines:
        article.add_metadata("section", " ".join(lines))


def _read_below_length(article: DeliveredArticle, filled: Sequence[tuple[int, str]], start: int) -> int:
    """Read the lines below the number of words, and return the place of the first one of the text."""
    place = start
    has_source = False
    while place < len(filled):
        line = filled[place][1]
        if COPYRIGHT.match(line):
            article.leave_out("copyright line", line)
            return place + 1
        if "date" not in article.stated and date_in(line):
            article.state_date(line)
        elif _TIME.fullmatch(line):
            article.add_metadata("time", line)
        elif "date" in article.stated and not has_source:
            article.state("source", line)
            has_source = True
        elif has_source and "source code" not in article.metadata and _SOURCE_CODE.fullmatch(line):
            article.add_metadata("source code", line)
        elif language_in(line) and len(line.split()) <= 3:
            article.state("language", language_in(line))
            if place + 1 < len(filled) and not COPYRIGHT.match(filled[place + 1][1]):
                return place + 1
        elif place - start < _MOST_ABOVE and "language" not in article.stated:
            article.add_metadata("edition", line)
        else:
            return place
        place += 1
    return place


_SNIFFED_CODE: Final = re.compile(r"^[ \t]*(?:LP|TD)[ \t]*(?:\||$)", re.MULTILINE)
_SNIFFED_ID: Final = re.compile(rf"^[ \t]*{_DOCUMENT.pattern}[ \t]*$", re.MULTILINE)
_SNIFFED_LENGTH: Final = re.compile(rf"^[ \t]*{_LENGTH.pattern}[ \t]*$", re.MULTILINE | re.IGNORECASE)
_SNIFFED_ROW: Final = re.compile(r"\bHD\b.*?\b(?:WC|PD|SN)\b.*?\b(?:LP|TD)\b.*?\bDocument [A-Z]", re.DOTALL)
_ARTICLE: Final = re.compile(r"""<div[^>]*\bclass=["']article \w+Article["']""", re.IGNORECASE)


def _sniff(head: FileHead) -> Evidence:
    """Recognise files with an article’s id on a line, and the number of words or a field’s code on another."""
    text = head.shown_text
    is_text = _SNIFFED_ID.search(text) and (_SNIFFED_CODE.search(text) or _SNIFFED_LENGTH.search(text))
    is_page = _ARTICLE.search(head.text) and (_SNIFFED_ROW.search(text) or _DOCUMENT.search(text))
    return Evidence.KIND if is_text or is_page else Evidence.NONE


FORMAT: Final = Format(
    name="factiva",
    title="Factiva delivery (web page, RTF, text, Word)",
    sniff=_sniff,
    read_articles=article_reader(read_lines, "Factiva"),
)
