"""ProQuest: texts and web pages with one or many articles, each with its text and a list of details."""

import re
from collections.abc import Sequence
from typing import Final

from glossator.domain.left_out import LeftOut
from glossator.formats.file_head import FileHead
from glossator.formats.news.delivery import DeliveredArticle, Delivery, article_reader, date_in, language_in
from glossator.formats.news.lines import bare, paragraphs, rejoined
from glossator.formats.spec import Evidence, Format

_RULE: Final = re.compile(r"_{20,}")
_NUMBER: Final = re.compile(r"Document \d+ of \d+", re.IGNORECASE)
_CLASSES: Final = frozenset(
    ("subject", "identifier / keyword", "company / organization", "location", "people", "business indexing term")
)
_METADATA: Final = {
    "proquest document id": "id",
    "section": "section",
    "pages": "page",
    "first page": "page",
    "publication year": "year",
    "publisher": "publisher",
    "place of publication": "place of publication",
    "country of publication": "country of publication",
    "issn": "ISSN",
    "source type": "source type",
    "document type": "document type",
    "dateline": "dateline",
    "credit": "credit",
    "last updated": "last updated",
    "database": "database",
    "publication info": "publication info",
    "publication subject": "publication subject",
    "volume": "volume",
    "issue": "issue",
    "number of pages": "number of pages",
    "column": "column",
    "edition": "edition",
}
_STATED: Final = {
    "title": "title",
    "author": "author",
    "publication title": "source",
    "publication date": "date",
    "document url": "url",
    "language of publication": "language",
    "language": "language",
}
_DROPPED: Final = frozenset(("links", "copyright", "proquest document link", "correspondence author", "contact"))
_TEXTS: Final = frozenset(("full text", "abstract", "abstract (english)"))
_ALONE: Final = frozenset((*_TEXTS, "details", "proquest document link", "links"))
_KNOWN: Final = frozenset((*_CLASSES, *_METADATA, *_STATED, *_DROPPED, *_TEXTS))
_LABEL: Final = re.compile(r"([A-Za-z][A-Za-z /()]{2,40}?)\s*(?::[ \t]*|\t)(.*)", re.DOTALL)
_NOT_AVAILABLE: Final = re.compile(r"(?:full text )?(?:is )?not available|none available", re.IGNORECASE)


def read_lines(lines: Sequence[str]) -> Delivery:
    """Return the articles in the lines of a delivery."""
    delivery = Delivery()
    starts = [place for place, line in enumerate(lines) if _RULE.fullmatch(bare(line)) or _NUMBER.fullmatch(bare(line))]
    for start, end in zip((-1, *starts), (*starts, len(lines)), strict=True):
        piece = lines[start + 1 : end]
        if any(_label(line)[0] in _KNOWN - _ALONE for line in piece):
            article = DeliveredArticle()
            _read(article, piece)
            delivery.articles.append(article)
        else:
            delivery.leave_out("cover page" if not delivery.articles else "text after the last article", piece)
    return delivery


def _label(line: str) -> tuple[str, str]:
    """Return the known label that a line starts, in lower case, and the rest of the line; an empty label for none."""
    text = bare(line)
    if text.casefold() in _ALONE:
        return text.casefold(), ""
    match = _LABEL.match(text)
    label = match[1].casefold() if match else ""
    return (label, match[2]) if match and label in (*_KNOWN, "details") else ("", text)


def _read(article: DeliveredArticle, lines: Sequence[str]) -> None:
    """Read an article: the lines above its first field are the title, the author and the publication."""
    fields: list[tuple[str, list[str]]] = [("", [])]
    for place, line in enumerate(lines):
        label, rest = _label(line)
        # A paragraph of the text may start as a field does; it stands among others that do not.
        if label and (fields[-1][0] not in _TEXTS or label in _ALONE or _is_among_fields(lines[place:])):
            fields.append((label, [rest]))
        else:
            fields[-1][1].append(line)
    texts: dict[str, str] = {}
    for label, value in fields[1:]:
        if label in _TEXTS:
            texts.setdefault(label, rejoined(paragraphs(value)))
        else:
            _state(article, label, " ".join(map(bare, value)).strip())
    _read_above(article, fields[0][1])
    abstract = texts.get("abstract", "") or texts.get("abstract (english)", "")
    full = texts.get("full text", "")
    if full and not (_NOT_AVAILABLE.match(full) and len(full.split()) < _SHORT):
        article.text = full
        if abstract:
            article.left_out.add("the abstract", abstract, number=0)
    elif abstract:
        article.text = abstract
        article.left_out.add_all((LeftOut("the full text (the file holds only the abstract)"),))


def _is_among_fields(lines: Sequence[str]) -> bool:
    """Return whether all of the first paragraphs are fields."""
    shown = [line for line in lines if line.strip()][:_SHOWN]
    return all(_label(line)[0] for line in shown)


_SHORT: Final = 20
_SHOWN: Final = 4


def _state(article: DeliveredArticle, label: str, value: str) -> None:
    if label == "publication date":
        article.state("date", date_in(value) or value)
    elif label in ("language of publication", "language"):
        article.state("language", language_in(value))
    elif label == "publication title":
        name, _, place = value.partition(";")
        article.state("source", name)
        article.add_metadata("place", place)
    elif label in _STATED:
        article.state(_STATED[label], value)
    elif label in _METADATA:
        article.add_metadata(_METADATA[label], value)
    elif label in _CLASSES:
        article.left_out.add("the classification", value, number=0)
    elif label == "copyright":
        article.leave_out("copyright line", value)
    elif value:
        article.leave_out_database_line(value)


def _read_above(article: DeliveredArticle, lines: Sequence[str]) -> None:
    """Read the lines above the fields, which repeat the title and the publication."""
    above = [line for line in map(bare, lines) if line]
    if above and "title" not in article.stated:
        article.state("title", above[0])
    if above and above[0] == article.stated.get("title"):
        above = above[1:]
    for line in above:
        if line.casefold() == "proquest document link":
            article.leave_out_database_line(line)
        else:
            article.add_metadata("reference", line)
            author, source, _ = line.partition(f". {article.stated.get('source') or '.'}")
            if source and "author" not in article.stated:
                article.state("author", author)


_SNIFFED: Final = re.compile(r"^[ \t]*ProQuest document ID[ \t]*:?", re.MULTILINE | re.IGNORECASE)
_SNIFFED_TEXT: Final = re.compile(
    r"^[ \t]*(?:Full text|Abstract|Publication title)[ \t]*:?", re.MULTILINE | re.IGNORECASE
)


def _sniff(head: FileHead) -> Evidence:
    """Recognise files with ProQuest’s id of a document on a line, and another field."""
    text = head.shown_text
    return Evidence.KIND if _SNIFFED.search(text) and _SNIFFED_TEXT.search(text) else Evidence.NONE


FORMAT: Final = Format(
    name="proquest",
    title="ProQuest delivery (text, web page, Word, RTF)",
    sniff=_sniff,
    read_articles=article_reader(read_lines, "ProQuest"),
)
