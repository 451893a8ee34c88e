"""Annotations of Zotero: items as JSON, from its server or from Better BibTeX, and notes as Markdown."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from glossator.domain.import_record import Arrival, ArticleReference
from glossator.formats.annotations.highlight_tables import colour_tags
from glossator.formats.annotations.import_builder import decode_utf8, parse_json, value_of
from glossator.formats.annotations.quoted_builder import QuotedArticle, QuotedBuilder
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, Format
from glossator.text.anchor import TextQuote

# The colours that the reader offers.
_COLOURS: Final = {
    "#ffd400": "yellow",
    "#ff6666": "red",
    "#5fb236": "green",
    "#2ea8e5": "blue",
    "#a28ae5": "purple",
    "#e56eee": "magenta",
    "#f19837": "orange",
    "#aaaaaa": "grey",
}
_UNDERSTOOD: Final = frozenset(
    (
        *("itemType", "annotationType", "annotationText", "annotationComment", "annotationColor", "tags"),
        *("annotationPageLabel", "annotationPosition", "annotationSortIndex", "annotationAuthorName", "parentItem"),
        *("dateAdded", "dateModified", "key", "version", "relations", "itemID", "libraryID", "uri", "select"),
        *("annotationIsExternal", "isExternal", "authorName", "annotationIsLocked"),
    )
)
_KEYS: Final = ("items", "attachments", "annotations", "children", "notes")
_DEEPEST: Final = 12
# A link to an annotation in a PDF, after which Zotero writes its comment.
_LINK: Final = re.compile(r"\(?\[[^\]\n]*\]\(zotero://open(?:-pdf)?/[^)\s]*annotation=[^)\s]*\)\)?")
_QUOTED: Final = re.compile(r"\s*(?:[-*>]\s+)?(?:<mark[^>]*>)?[“\"](.+)[”\"](?:</mark>)?\s*", re.DOTALL)
_CITED: Final = re.compile(r"\s*\(?\[[^\]\n]*\]\(zotero://select/[^)\s]*\)\)?\s*")
_HEADING: Final = re.compile(r"#+\s+(.+)")
_GENERIC: Final = re.compile(r"annotations?\b", re.IGNORECASE)


def _read(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        builder = QuotedBuilder()
        text = decode_utf8(data)
        if text.lstrip()[:1] in ("{", "["):
            _take_json(builder, parse_json(text))
        else:
            if not _LINK.search(text):
                raise Unreadable("It has no links to annotations in Zotero. Export the annotations as JSON.")
            _take_markdown(builder, text)
        yield from builder.build()


def _take_json(builder: QuotedBuilder, found: Any) -> None:
    records = [*_records(found, {}, 0)]
    by_key = {value_of(each, "key", str): (each, above) for each, above in records}
    for record, above in records:
        if not value_of(record, "annotationType", str):
            continue
        owners = [above] if above else []
        key = value_of(record, "parentItem", str)
        while key in by_key and len(owners) < _DEEPEST:
            owner, over = by_key[key]
            owners += [owner, *([over] if over else [])]
            key = value_of(owner, "parentItem", str)
        _take(builder, record, owners)


def _records(found: Any, above: Mapping[str, Any], depth: int) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield the items in JSON, each with the one that holds it, which has the title where an attachment has none."""
    if isinstance(found, list):
        for each in found:
            yield from _records(each, above, depth)
    elif isinstance(found, dict) and depth < _DEEPEST:
        data = value_of(found, "data", dict) or found
        yield data, above
        titled = data if value_of(data, "title", str) and not value_of(above, "title", str) else above
        for key in _KEYS:
            yield from _records(found.get(key), titled, depth + 1)


def _take(builder: QuotedBuilder, record: Mapping[str, Any], owners: list[Mapping[str, Any]]) -> None:
    """Add an annotation; `owners` are the attachment and the item that it belongs to."""
    titles = [title for each in reversed(owners) if (title := value_of(each, "title", str))]
    addresses = tuple(dict.fromkeys(url for each in owners if (url := value_of(each, "url", str))))
    name = titles[0] if titles else value_of(record, "parentItem", str) or "an untitled item"
    article = builder.article(name, ArticleReference(name, addresses, tuple(dict.fromkeys(titles))))
    builder.leave_out_unknown(record, _UNDERSTOOD, "annotation")
    kind, comment = value_of(record, "annotationType", str), value_of(record, "annotationComment", str)
    author = value_of(record, "annotationAuthorName", str)
    tags = [each.get("tag") if isinstance(each, dict) else each for each in value_of(record, "tags", list)]
    words = value_of(record, "annotationText", str)
    if words.strip():
        colour = value_of(record, "annotationColor", str).lower()
        article.add(
            TextQuote(words),
            note=comment,
            tags=[*filter(None, tags), *colour_tags(_COLOURS.get(colour, colour.removeprefix("#")))],
            analyst=author,
            created=record.get("dateAdded"),
            updated=record.get("dateModified"),
        )
        return
    article.add_note(comment, author)
    article.add_tags(filter(None, tags))
    if kind in ("image", "ink") or not comment:
        builder.leave_out(f"annotation of the type “{kind}”", plural=f"annotations of the type “{kind}”")


def _take_markdown(builder: QuotedBuilder, text: str) -> None:
    """Add the annotations of a note, each a quotation with a link and a comment."""
    heading = ""
    article: QuotedArticle | None = None
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*[-*>]\s)", text.replace("\r\n", "\n")):
        if found := _HEADING.match(paragraph.strip()):
            heading = "" if _GENERIC.match(found[1]) else found[1].strip()
            article = None
        link = _LINK.search(paragraph)
        if link is None:
            if paragraph.strip() and not found:
                builder.leave_out("text of a note", paragraph, plural="texts of notes")
            continue
        name = heading or "an untitled note"
        article = article or builder.article(name, ArticleReference(name, (), (heading,) if heading else ()))
        before, after = paragraph[: link.start()], paragraph[link.end() :]
        quoted = _QUOTED.fullmatch(_CITED.sub(" ", before))
        comment = after.strip()
        if quoted is None:
            article.add_note(before)
            article.add_note(comment)
        else:
            article.add(TextQuote(quoted[1]), note=comment)


def _sniff(head: FileHead) -> Evidence:
    """Recognise JSON with the type of an annotation, and quotations with links to annotations in Zotero."""
    if head.starts_json:
        return Evidence.CONTENT if re.search(r'"annotationType"\s*:', head.text) else Evidence.NONE
    found = _LINK.search(head.text)
    is_quoted = found is not None and _QUOTED.match(head.text[: found.start()].rpartition("\n")[2])
    return Evidence.CONTENT if is_quoted else Evidence.NONE


FORMAT: Final = Format(
    name="zotero",
    title="Zotero annotations, JSON or Markdown",
    suffixes=(".json", ".md"),
    sniff=_sniff,
    only_by_content=True,
    read_annotations=_read,
    mapping=(
        ("item and attachment", "the article with that address or title that is in the workspace; else a refusal"),
        ("highlights, underlined text", "the place in the article, where it is sure; else counted"),
        ("comment, tags, author, dates", "note, tags, analyst, times"),
        ("colour", "a tag, such as `colour/yellow`"),
        ("notes on a page", "paragraphs of the article's note"),
        ("pictures, drawings, other text of a note", "counted"),
    ),
)
"""Reads annotations of articles that are in the workspace."""
