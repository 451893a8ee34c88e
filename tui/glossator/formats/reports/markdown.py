"""A report as Markdown: for each article its annotations, as quotes with their labels, tags and notes."""

import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, Final

from glossator.domain.annotation import Annotation, Status
from glossator.domain.article import TextFormat, metadata_summary
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot
from glossator.formats.capabilities import ENTITY_DETAILS, Feature
from glossator.formats.documents.text_formats import read_text, sniff_markdown
from glossator.formats.spec import ExportCounts, Format, one_article
from glossator.text.normalise import flatten

# The marks of Markdown and its usual extensions, anywhere and at the start of a line.
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|~&$^]|:(?=//)|(?<=www)\.|\A[-+=])")
_NUMBERED: Final = re.compile(r"\A(\d+)([.)])")


def write(excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write the report without rejected annotations, and return a summary."""
    counts = ExportCounts()
    target.write(b"# Annotated articles\n")
    for found in excerpt.articles():
        shown = [one for one in found.annotations if one.status is not Status.REJECTED]
        counts.articles += 1
        counts.annotations += len(shown)
        target.write("".join(f"{line}\n" for line in _article(found, shown)).encode("utf-8"))
    return counts.summary()


def _article(found: AnnotatedArticle, shown: list[Annotation]) -> Iterator[str]:
    article = found.article
    known = (article.source, article.author, article.published_at[:10], article.url)
    yield from ("", f"## {plain(article.title)}", "")
    if said := " · ".join(plain(part) for part in known if part):
        yield from (said, "")
    if article.metadata:
        yield from (plain(metadata_summary(article.metadata)), "")
    if article.tags:
        yield from (f"Tags: {plain(', '.join(article.tags))}", "")
    if article.note:
        yield from (*quoted_lines(article.note, ""), "")
    for one in shown:
        about = [
            one.label or "highlight",
            *([f"= {one.entity}"] if one.entity not in (None, one.quote) else []),
            *one.tags,
        ]
        if one.status is Status.SUGGESTED:
            about.append("undecided")
        place = f" (¶ {one.paragraph})" if one.paragraph else ""
        yield f"- “{plain(one.quote)}”{place}: {plain(', '.join(about))}"
        if one.note:
            yield from ("", *quoted_lines(one.note, "  "), "")


def quoted_lines(note: str, indent: str) -> Iterator[str]:
    """Yield the lines of a note as a quotation."""
    for line in note.split("\n"):
        yield f"{indent}> {plain(line)}".rstrip()


def plain(text: str) -> str:
    """Return `text` on one line, with Markdown marks escaped."""
    return _NUMBERED.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", flatten(text)))


FORMAT: Final = Format(
    name="markdown",
    title="Markdown report (import: articles)",
    suffixes=(".md", ".markdown"),
    sniff=sniff_markdown,
    read_articles=one_article(partial(read_text, TextFormat.MARKDOWN)),
    write=write,
    lacks=ENTITY_DETAILS | {Feature.REJECTED, Feature.TAG_NOTE, Feature.SCORE, Feature.ANALYST, Feature.ORIGIN},
)
"""Markdown texts are read, and the report is written."""
