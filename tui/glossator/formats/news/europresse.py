"""Europresse and Eureka: web pages with one or many articles."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from glossator.formats.content import Content, Problem
from glossator.formats.documents import html
from glossator.formats.documents.html_encoding import declared_charset
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.news.delivery import COPYRIGHT, DeliveredArticle, Delivery, date_in
from glossator.formats.news.lines import PageBlock, page_blocks
from glossator.formats.spec import Evidence, Format

_ROLES: Final = {
    "docpublicationname": "source",
    "rdp__docpublicationname": "source",
    "docheader": "line",
    "rdp__docheader": "line",
    "titrearticlevisu": "title",
    "rdp__articletitle": "title",
    "doctitresoussection": "section",
    "sm-bottommargin": "author",
    "txtcertificat": "certificate",
}
_ID: Final = re.compile(r"(?:Numéro de document|Document number)\s*:\s*(\S+)|(news·\S+)", re.IGNORECASE)
_CERTIFICATE: Final = re.compile(
    r"(?:Ce certificat|This certificate|Date d'émission|Issue date|Date of issue|Le présent document"
    r"|This document is protected|Certificat émis|Aucune reproduction)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_LABEL: Final = re.compile(
    r"(Illustration\(s\)|Note\(s\)|Encadré\(s\)|Lieu\(x\)|Taille de l'article)\s*:\s*(.*)", re.DOTALL
)
_PAGE: Final = re.compile(r"\bp\.\s*(\S+)")
_SENTENCE_END: Final = re.compile(r"[.!?…:;»\"]\s*\Z")
_MOST_AUTHOR_WORDS: Final = 10


def read(data: bytes) -> Iterator[Content | Problem]:
    """Yield the articles of a page.

    Raises:
        Unreadable: when it cannot be read, or holds none.
    """
    text, encoding = decode(data, declared_charset(data))
    delivery = read_blocks(page_blocks(text, _ROLES))
    if not delivery.articles:
        raise Unreadable("No article of Europresse was found in it. To import it as one page, name --format html.")
    yield from delivery.contents(encoding)


def read_blocks(blocks: Sequence[PageBlock]) -> Delivery:
    """Return the articles in the blocks of a page, each of which starts with the name of its source."""
    delivery = Delivery()
    starts = [place for place, block in enumerate(blocks) if block.role == "source"]
    delivery.leave_out("text around the articles", [block.text for block in blocks[: starts[0] if starts else None]])
    for start, end in pairwise((*starts, len(blocks))):
        article = DeliveredArticle()
        _read_article(article, blocks[start:end])
        delivery.articles.append(article)
    return delivery


def _read_article(article: DeliveredArticle, blocks: Sequence[PageBlock]) -> None:
    titled = max((place for place, block in enumerate(blocks) if block.role == "title"), default=-1)
    foot = next((place for place, block in enumerate(blocks) if place > titled and _is_foot(block)), len(blocks))
    while foot > titled + 1 and COPYRIGHT.match(blocks[foot - 1].text):
        foot -= 1
    for block in blocks[: titled + 1]:
        _read_top(article, block)
    text: list[str] = []
    label = ""
    for place, block in enumerate(blocks[titled + 1 : foot]):
        match = _LABEL.match(block.text)
        if match:
            label = match[1].lower()
            article.add_metadata(label, match[2])
        elif label:
            article.add_metadata(label, block.text)
        elif block.role == "author" or (not place and not text and _is_author(block, blocks[titled + 2 : foot])):
            article.state("author", block.text)
        else:
            text.append(block.text)
    article.text = "\n\n".join(text)
    for block in blocks[foot:]:
        _read_foot(article, block)


def _read_top(article: DeliveredArticle, block: PageBlock) -> None:
    """Read what is above the text: source, section, date and page, and title."""
    words = block.text.replace("\n", " ")
    if block.role == "source":
        article.state("source", words)
    elif block.role == "title":
        article.state("title", words)
    elif block.role == "line" or ("date" not in article.stated and date_in(words)):
        day = date_in(words)
        article.state("date", day)
        if page := _PAGE.search(words):
            article.add_metadata("page", page[1])
        section, comma, _ = words.partition(",")
        if comma and not date_in(section):
            article.add_metadata("section", section)
        article.add_metadata("date line", words)
    else:
        article.add_metadata("section" if block.role == "section" else "kicker", words)


def _is_author(block: PageBlock, following: Sequence[PageBlock]) -> bool:
    """Return whether the block below a title is a byline: a few words that end no sentence, above others."""
    words = block.text.split()
    return bool(following) and len(words) <= _MOST_AUTHOR_WORDS and _SENTENCE_END.search(block.text) is None


def _is_foot(block: PageBlock) -> bool:
    return block.role == "certificate" or any(pattern.match(block.text) is not None for pattern in (_ID, _CERTIFICATE))


def _read_foot(article: DeliveredArticle, block: PageBlock) -> None:
    """Read what is below the text: the copyright, the number of the document, the certificate."""
    for line in block.text.split("\n"):
        if match := _ID.search(line):
            number = match[1] or match[2]
            if "id" in article.metadata:
                article.leave_out_database_line(line)
            else:
                article.add_metadata("id", number)
        elif COPYRIGHT.match(line):
            article.leave_out("copyright line", line)
        else:
            article.leave_out_database_line(line)


def _sniff(head: FileHead) -> Evidence:
    """Recognise web pages with the classes of Europresse."""
    text = head.text.casefold()
    has_classes = "docpublicationname" in text and ("titrearticle" in text or "rdp__articletitle" in text)
    return Evidence.KIND if has_classes and html.is_document(head.text) else Evidence.NONE


FORMAT: Final = Format(
    name="europresse",
    title="Europresse delivery (web page)",
    sniff=_sniff,
    read_articles=read,
)
