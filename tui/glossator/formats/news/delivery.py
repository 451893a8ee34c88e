"""What the deliveries of all news databases share: their articles, fields, dates and languages."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from glossator.domain.left_out import LeftOut, LeftOutCounter
from glossator.formats.content import Content, Problem
from glossator.formats.dates import days_in, iso_date
from glossator.formats.errors import Unreadable
from glossator.formats.header import make_header
from glossator.formats.news.lines import delivery_lines
from glossator.text.normalise import flatten

COPYRIGHT: Final = re.compile(
    r"\s*(?:copyright\s*|copy\s*)?(?:©|\(c\))|\s*copy(?:right)?\s+(?:\d{4}|\d+-\d+)"
    r"|.*\b(?:all rights reserved|tous droits réservés|alle rechte vorbehalten"
    r"|todos los derechos reservados|tutti i diritti riservati)\b",
    re.IGNORECASE,
)
"""Matches a copyright line."""
_LONGEST_VALUE: Final = 2_000
_BY: Final = re.compile(r"\A(?:by|par|von|por|di|door)\s+(?=\S)", re.IGNORECASE)
_LANGUAGES: Final = {
    name: code
    for code, names in {
        "en": "english anglais englisch inglés inglese engels inglês",
        "fr": "french français francais französisch francés francese frans",
        "de": "german allemand deutsch alemán tedesco duits",
        "es": "spanish espagnol spanisch español espanol spagnolo spaans",
        "it": "italian italien italienisch italiano italiaans",
        "nl": "dutch néerlandais niederländisch nederlands",
        "pt": "portuguese portugais portugiesisch português portugues",
        "ru": "russian russe russisch русский",
        "ar": "arabic arabe arabisch العربية",
        "zh": "chinese chinois chinesisch 中文",
        "ja": "japanese japonais japanisch 日本語",
        "ko": "korean koreanisch 한국어",
        "pl": "polish polonais polnisch polski",
        "tr": "turkish turc türkisch türkçe",
        "uk": "ukrainian ukrainien ukrainisch українська",
        "sv": "swedish schwedisch svenska",
        "no": "norwegian norwegisch norsk",
        "da": "danish dänisch dansk",
        "fa": "persian farsi",
        "he": "hebrew",
    }.items()
    for name in names.split()
}


def date_in(line: str) -> str:
    """Return the date that a line is, or the first day that it names, as ISO 8601; empty for none."""
    return iso_date(line) or next(days_in(line), "")


def language_in(value: str) -> str:
    """Return the language tag of the first language that a value names, such as "ENGLISH"; empty for none."""
    return next((_LANGUAGES[word] for word in re.findall(r"[^\W\d_]+", value.lower()) if word in _LANGUAGES), "")


def without_by(byline: str) -> str:
    """Return the author in a byline."""
    return _BY.sub("", flatten(byline))


class DeliveredArticle:
    """Collects what a delivery says about one article, and its text."""

    def __init__(self) -> None:
        self.stated: dict[str, str] = {}
        self.metadata: dict[str, str] = {}
        self.left_out = LeftOutCounter()
        self.text = ""

    def state(self, name: str, value: str) -> None:
        """Set a field of the header, unless it has a value; another value becomes metadata."""
        if not flatten(value):
            return
        if name in self.stated:
            self.add_metadata(name, value)
        else:
            self.stated[name] = flatten(value)

    def state_date(self, value: str) -> None:
        """Set the date; the rest of the line, such as a time or an edition, becomes metadata."""
        day = date_in(value)
        self.state("date", day or value)
        if day and len(value.split()) > _WORDS_OF_DATE:
            self.add_metadata("date line", value)

    def add_metadata(self, name: str, value: str) -> None:
        """Add metadata; of one name several values are joined, and those that are too long counted as left out."""
        line = flatten(value)
        if not line:
            return
        whole = f"{self.metadata[name]}; {line}" if name in self.metadata else line
        if len(whole) > _LONGEST_VALUE:
            self.left_out.add(name, line, number=0)
        else:
            self.metadata[name] = whole

    def leave_out(self, kind: str, text: str, plural: str = "") -> None:
        """Count what is left out."""
        self.left_out.add(kind, text, plural=plural)

    def leave_out_database_line(self, text: str) -> None:
        """Count a line that is the database's own, such as "End of Document"."""
        self.leave_out("line of the database", text, "lines of the database")

    def content(self, where: str, encoding: str) -> Content:
        """Return the article."""
        return Content(
            make_header(self.stated, self.metadata),
            self.text,
            encoding=encoding,
            left_out=self.left_out.entries,
            where=where,
        )


_WORDS_OF_DATE: Final = 3


class Delivery:
    """The articles of a delivery, and what belongs to none of them.

    Attributes:
        articles: in their order.
        container_left_out: what the reader of the file, such as a Word document, left out.
    """

    def __init__(self) -> None:
        self.articles: list[DeliveredArticle] = []
        self.container_left_out: tuple[LeftOut, ...] = ()
        self._outside: list[tuple[str, str]] = []

    def leave_out(self, kind: str, lines: Sequence[str]) -> None:
        """Count lines that belong to no article, such as a cover page."""
        if any(line.strip() for line in lines):
            self._outside.append((kind, "\n".join(lines)))

    def contents(self, encoding: str) -> Iterator[Content | Problem]:
        """Yield the articles; what belongs to none is counted with the first one that has a text."""
        first = next((each for each in self.articles if each.text.strip()), None)
        if first is not None:
            first.left_out.add_all(self.container_left_out)
            for kind, text in self._outside:
                first.left_out.add(kind, text)
        for number, article in enumerate(self.articles, start=1):
            where = f"article {number}"
            if article.text.strip():
                yield article.content(where, encoding)
            else:
                title = article.stated.get("title", "without title")
                yield Problem(where, f"“{title}” has no text; export its full text, or import the page itself")


def article_reader(
    read_lines: Callable[[Sequence[str]], Delivery], name: str
) -> Callable[[bytes], Iterator[Content | Problem]]:
    """Return the reader of a database’s files, from the reader of their lines.

    Args:
        read_lines: returns the articles in lines.
        name: of the database, for messages.
    """

    def read(data: bytes) -> Iterator[Content | Problem]:
        text = delivery_lines(data)
        delivery = read_lines(text.lines)
        delivery.container_left_out = text.left_out
        if not delivery.articles:
            raise Unreadable(f"No article of {name} was found in it. To import all of its text, name its own format.")
        yield from delivery.contents(text.encoding)

    return read
