"""The gold annotations of the articles in seeds/: what an analyst would have in the end, made by hand."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.environment import ROOT
from benchmarks.scoring import Mark
from glossator.domain.article import ArticleDraft
from glossator.domain.codebook import LABELS
from glossator.formats.content import Problem
from glossator.formats.detection import detect
from glossator.formats.file_head import FileHead
from glossator.formats.source_articles import read_source
from glossator.services.formats import FORMATS
from glossator.text.span import Span

FOLDER: Final = ROOT / "tests" / "gold"
"""Holds a table for each article, under the article's name; its README.md has the guidelines."""
SEEDS: Final = ROOT / "seeds"
COLUMNS: Final = ("start", "end", "label", "quote")
_LABELS: Final = frozenset(label.name for label in LABELS)


class BadGold(ValueError):
    """A table that does not fit its article; the message says where."""


@dataclass(frozen=True, slots=True)
class Gold:
    """An article as it is stored, and its gold annotations in the order of the text, none over another."""

    name: str
    draft: ArticleDraft
    marks: tuple[Mark, ...]

    @property
    def text(self) -> str:
        """The article's text, which the offsets count in."""
        return self.draft.text


def read_gold(folder: Path = FOLDER, articles: Path = SEEDS) -> list[Gold]:
    """Return the gold of every article that has some, by name.

    Raises:
        BadGold: when a table does not fit its article, or there is no such article.
    """
    return [_read(table, articles) for table in sorted(folder.glob("*.tsv"))]


def parse(table: str, text: str) -> tuple[Mark, ...]:
    """Return the marks of a table whose offsets count in `text`.

    Raises:
        BadGold: when a line is no mark of that text, or the marks overlap or are out of order.
    """
    heading, *lines = table.splitlines() or [""]
    if heading.split("\t") != list(COLUMNS):
        raise BadGold(f"line 1: the columns are {', '.join(COLUMNS)}")
    marks: list[Mark] = []
    for number, line in enumerate(lines, start=2):
        try:
            mark = _mark(line, text)
        except ValueError as error:
            raise BadGold(f"line {number}: {error}") from error
        if marks and mark.span.start < marks[-1].span.end:
            raise BadGold(f"line {number}: it starts before the one above ends")
        marks.append(mark)
    return tuple(marks)


def _read(table: Path, articles: Path) -> Gold:
    found = list(articles.glob(f"{table.stem}.*"))
    if len(found) != 1:
        raise BadGold(f"{table.name}: there is no single article of that name")
    (article,) = found
    draft = read_draft(article)
    try:
        return Gold(table.stem, draft, parse(table.read_text(encoding="utf-8"), draft.text))
    except BadGold as error:
        raise BadGold(f"{table.name}, {error}") from error


def read_draft(article: Path) -> ArticleDraft:
    """Return the article in a file, as it is stored.

    Raises:
        BadGold: when it cannot be read as an article.
    """
    data = article.read_bytes()
    chosen = detect(FileHead(article.name, data), FORMATS.values()).format
    read = None if chosen is None else next(read_source(data, article.name, chosen))
    if read is None or isinstance(read, Problem):
        raise BadGold(f"{article.name}: it cannot be read as an article")
    return read.draft


def _mark(line: str, text: str) -> Mark:
    start, end, label, quote = line.split("\t")
    span = Span(int(start), int(end))
    if label not in _LABELS:
        raise ValueError(f"{label} is no label")
    if span.of(text) != quote:
        raise ValueError(f"the text there is “{span.of(text)}”")
    return Mark(span, label)
