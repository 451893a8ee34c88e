"""Tables of highlights, one in each row, with the words and the name of their document, but not the place in it."""

from collections.abc import Iterator, Mapping
from typing import Final

from glossator.domain.import_record import Arrival, ArticleReference
from glossator.formats.annotations.quoted_builder import QuotedBuilder
from glossator.formats.content import Problem
from glossator.formats.encodings import decode
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, Format, Sniff
from glossator.formats.tables.csv_reader import headings, read_cells
from glossator.text.anchor import TextQuote

_READWISE: Final = frozenset(("highlight", "book title"))
_TAGUETTE: Final = frozenset(("id", "document", "tag", "content"))
_QUALCODER: Final = frozenset(("coder", "coded", "id", "codename"))
# What the place in the text makes superfluous, and what is about the book.
_OF_READWISE: Final = frozenset(
    (
        *("highlight", "book title", "book author", "note", "tags", "color", "highlighted at", "document tags"),
        *("location type", "location", "amazon book id", "url", "source url"),
    )
)
_OF_QUALCODER: Final = frozenset(
    ("file", "filename", "case", "coder", "coded", "id", "codename", "coded memo", "coded_memo", "category")
)


def _cells(data: bytes, builder: QuotedBuilder) -> Iterator[Mapping[str, str]]:
    """Yield the rows of a table; those that cannot be read are counted."""
    for row in read_cells(decode(data)[0]):
        if isinstance(row, Problem):
            builder.reject("row that cannot be read", plural="rows that cannot be read", example=str(row.reason))
        else:
            yield row[1]


def _read_readwise(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        builder = QuotedBuilder()
        for row in _cells(data, builder):
            title = row.get("book title", "").strip()
            address = (row.get("url") or row.get("source url") or "").strip()
            about = ArticleReference(title, (address,) if address else (), _titles(title))
            article = builder.article(title, about)
            article.add_tags(_split(row.get("document tags", "")))
            builder.leave_out_unknown(row, _OF_READWISE, "highlight")
            exact, note = row.get("highlight", ""), row.get("note", "")
            if exact.strip():
                article.add(
                    TextQuote(exact),
                    note=note,
                    tags=(*_split(row.get("tags", "")), *colour_tags(row.get("color", ""))),
                    created=row.get("highlighted at", ""),
                )
            else:
                article.add_note(note)
        yield from builder.build()


def _read_taguette(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        builder = QuotedBuilder()
        tags: dict[tuple[str, str, str], list[str]] = {}
        for row in _cells(data, builder):
            builder.leave_out_unknown(row, _TAGUETTE, "highlight")
            key = (row.get("document", "").strip(), row.get("id", ""), row.get("content", ""))
            tags.setdefault(key, []).append(row.get("tag", ""))
        for (document, _, content), of_it in tags.items():
            about = ArticleReference(document, (), _titles(document))
            builder.article(document, about).add(TextQuote(content), tags=[tag for tag in of_it if tag.strip()])
        yield from builder.build()


def _read_qualcoder(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        builder = QuotedBuilder()
        for row in _cells(data, builder):
            document = (row.get("filename") or row.get("file") or "").strip()
            variables = {name: cell for name, cell in row.items() if name not in _OF_QUALCODER}
            builder.leave_out_unknown(variables, (), "coding")
            if row.get("id", "").startswith(("imid", "avid")):
                builder.leave_out("coding of a picture or recording", plural="codings of pictures and recordings")
                continue
            about = ArticleReference(document, (), _titles(document))
            builder.article(document, about).add(
                TextQuote(row.get("coded", "")),
                note=row.get("coded_memo") or row.get("coded memo", ""),
                tags=[row.get("codename", "")],
                analyst=row.get("coder", ""),
            )
        yield from builder.build()


def colour_tags(colour: str) -> tuple[str, ...]:
    """Return the tag for the colour of a highlight, if it has one."""
    return (f"colour/{colour.strip().lower()}",) if colour.strip() else ()


def _titles(title: str) -> tuple[str, ...]:
    """Return a title, and its part before the subtitle."""
    short = title.partition(":")[0].strip()
    return tuple(dict.fromkeys(form for form in (title, short) if form))


def _split(tags: str) -> list[str]:
    return [tag for each in tags.split(",") if (tag := each.strip())]


def _with(needed: frozenset[str]) -> Sniff:
    """Return the recogniser of tables with these columns."""

    def sniff(head: FileHead) -> Evidence:
        line = head.lines[0] if head.lines else ""
        return Evidence.CONTENT if needed <= headings(line) else Evidence.NONE

    return sniff


_PLACE: Final = "the place in the article of that name, where it is sure; else counted"
READWISE: Final = Format(
    name="readwise",
    title="Readwise highlights, CSV",
    suffixes=(".csv",),
    sniff=_with(_READWISE),
    only_by_content=True,
    read_annotations=_read_readwise,
    mapping=(
        ("`Book Title`", "the article with that title that is in the workspace; without one, a refusal"),
        ("`Highlight`", _PLACE),
        ("`Note`, `Tags`, `Highlighted at`", "note, tags, time; a note without a highlight is the article's"),
        ("`Color`", "a tag, such as `colour/yellow`"),
        ("`Document tags`", "tags of the article"),
        ("`Location`, `Amazon Book ID`", "ignored, because the place is in the text"),
    ),
)
"""Highlights of Readwise, which has those of other programs."""
TAGUETTE: Final = Format(
    name="taguette-csv",
    title="Taguette highlights, CSV",
    suffixes=(".csv",),
    sniff=_with(_TAGUETTE),
    only_by_content=True,
    read_annotations=_read_taguette,
    mapping=(
        ("`document`", "the article of that file or title that is in the workspace; without one, a refusal"),
        ("`content`", _PLACE),
        ("`tag`", "a tag; the rows of one highlight are one annotation"),
    ),
)
"""The export of highlights of Taguette."""
QUALCODER: Final = Format(
    name="qualcoder-csv",
    title="QualCoder report of codings, CSV",
    suffixes=(".csv",),
    sniff=_with(_QUALCODER),
    only_by_content=True,
    read_annotations=_read_qualcoder,
    mapping=(
        ("`File`, `Filename`", "the article of that file or title that is in the workspace; without one, a refusal"),
        ("`Coded`", _PLACE),
        ("`Codename`, `Coder`, `Coded_Memo`", "tag, analyst, note"),
        ("`Category`", "ignored, because the code has it in the project"),
        ("variables, pictures, recordings", "counted"),
    ),
)
"""The report of codings of QualCoder."""
