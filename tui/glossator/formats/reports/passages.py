"""Lists of passages, grouped as they are on the screen, as CSV, Markdown and HTML."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import BinaryIO, Final

from glossator.domain.export_snapshot import Row
from glossator.domain.mention import Mention, MentionGroup
from glossator.formats.reports.markdown import plain, quoted_lines
from glossator.formats.tables import csv_writer
from glossator.formats.tables.export_tables import JOINED, CellKind, TableColumn

_COLUMNS: Final = (
    *(TableColumn(name) for name in ("group", "article_id", "article_title", "source")),
    TableColumn("published_at", CellKind.DATE),
    TableColumn("paragraph", CellKind.NUMBER),
    TableColumn("context_before", CellKind.LONG_TEXT),
    TableColumn("quote", CellKind.LONG_TEXT),
    TableColumn("context_after", CellKind.LONG_TEXT),
    *(TableColumn(name) for name in ("found_in", "label", "tags", "entity", "status", "analyst")),
    TableColumn("updated_at", CellKind.DATE),
    TableColumn("note", CellKind.LONG_TEXT),
    TableColumn("start", CellKind.NUMBER),
    TableColumn("end", CellKind.NUMBER),
    TableColumn("annotation_id"),
)
_STYLE: Final = (
    "body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 serif}h2{margin:2rem 0 .5rem}"
    "blockquote{margin:1rem 0;padding-left:1rem;border-left:3px solid #999}mark{background:#ffe58a;color:#000}"
    ".about,.note{font-size:.85rem}.about{opacity:.75}.note{white-space:pre-wrap}blockquote p{margin:0}"
)


def write_csv(title: str, groups: Sequence[MentionGroup], target: BinaryIO) -> None:  # noqa: ARG001  (of the others)
    """Write one row a passage, in the order of the groups."""
    csv_writer.write(_COLUMNS, (_row(group, one) for group in groups for one in group.mentions), target)


def write_markdown(title: str, groups: Sequence[MentionGroup], target: BinaryIO) -> None:
    """Write a heading for each group, with its passages as quotations."""
    target.write("".join(f"{line}\n" for line in _markdown(title, groups)).encode("utf-8"))


def write_html(title: str, groups: Sequence[MentionGroup], target: BinaryIO) -> None:
    """Write a page without scripts or other files, with a heading for each group and its passages as quotations."""
    target.write("".join(_html(title, groups)).encode("utf-8"))


WRITERS: Final[Mapping[str, Callable[[str, Sequence[MentionGroup], BinaryIO], None]]] = {
    ".csv": write_csv,
    ".md": write_markdown,
    ".html": write_html,
}
"""The writers by suffix; each takes a title, the groups, and the file."""


def _row(group: MentionGroup, one: Mention) -> Row:
    article = one.article
    start, end = (one.span.start, one.span.end) if one.span else (None, None)
    return (
        *(group.name, article.uid, article.title, article.source, article.published_at, one.paragraph),
        *(one.left, one.hit, one.right, one.place.value, one.label, JOINED.join(one.tags), one.entity, one.status),
        *(one.analyst, one.updated_at, one.note, start, end, one.annotation or ""),
    )


def _facts(group: MentionGroup, one: Mention) -> list[str]:
    """Return what is said below a passage: paragraph, codes and decision, and the article unless that is the group."""
    article = one.article
    origin = [] if group.name == article.title else [article.title]
    about = [f"¶{one.paragraph}" if one.paragraph else "", one.label, *(f"#{tag}" for tag in one.tags)]
    entity = f"= {one.entity}" if one.entity not in ("", one.hit) else ""
    origin += [article.source, article.published_at[:10]]
    return [fact for fact in (*about, entity, one.status, one.analyst, one.updated_at[:10], *origin) if fact]


def _markdown(title: str, groups: Sequence[MentionGroup]) -> Iterator[str]:
    yield f"# {plain(title)}"
    for group in groups:
        if group.name:
            yield from ("", f"## {plain(group.name)}")
        for one in group.mentions:
            before, after = (" " * part.isspace() for part in (one.left[-1:], one.right[:1]))
            yield from ("", f"> {plain(one.left)}{before}**{plain(one.hit)}**{after}{plain(one.right)}", ">")
            yield f"> {plain(' · '.join(_facts(group, one)))}"
            if one.note:
                yield from (">", *quoted_lines(one.note, "> "))


def _html(title: str, groups: Sequence[MentionGroup]) -> Iterator[str]:
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n"
    )
    for group in groups:
        if group.name:
            yield f'<h2 dir="auto">{escape(group.name)}</h2>\n'
        for one in group.mentions:
            yield (
                f'<blockquote><p dir="auto">{escape(one.left)}<mark>{escape(one.hit)}</mark>{escape(one.right)}</p>'
                f'<p class="about">{escape(" · ".join(_facts(group, one)))}</p>'
            )
            yield f'<p class="note" dir="auto">{escape(one.note)}</p>' if one.note else ""
            yield "</blockquote>\n"
    yield "</body>\n</html>\n"
