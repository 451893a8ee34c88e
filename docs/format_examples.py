"""The tables and examples in formats.md, made by the program: `python -m docs.format_examples` rewrites them."""

import io
import random
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final

from glossator.domain.article import ArticleDraft
from glossator.domain.code import Code, CodeKind
from glossator.domain.codebook import Label, Tag
from glossator.domain.export_snapshot import AnnotatedArticle, EntityRecord, ExportSnapshot, Row
from glossator.formats.format_table import format_rows, mapping_rows
from glossator.services.exporting import formats
from glossator.services.formats import FORMATS
from glossator.store import operations
from glossator.store.ingest.articles import add_article
from glossator.store.operations.entities import link
from glossator.store.operations.tags import make_tag
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.queries.export_snapshot import open_snapshot
from glossator.store.queries.records import FlatFilter
from glossator.store.workspace import Author, Workspace
from glossator.text.anchor import Anchor, anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span

PAGE: Final = Path(__file__).with_name("formats.md")
_EXAMPLE: Final = re.compile(r"(<!-- example: (\S+)(?: (\S+))? -->\n+```\w*\n).*?(```\n)", re.DOTALL)
_TABLE: Final = re.compile(r"(<!-- table: formats -->\n+).*?(\n\n)", re.DOTALL)
_MAPPING: Final = re.compile(r"(<!-- table: mapping -->\n+).*?(\n\n)", re.DOTALL)
_FERRY: Final = ArticleDraft(
    title="Ferry",
    text="The ferry Aurora left Port Selby. 🚢 Mira Okafor stayed.",
    source="The Tidewatch",
    published_at="2026-01-01",
    language="en",
    encoding="utf-8",
)
# The others would only make the examples longer.
_LABELS: Final = ("PERSON", "GPE", "PRODUCT")


@dataclass(frozen=True, slots=True)
class _Excerpt:
    """All of a workspace with one article and three annotations, but for labels that are not used."""

    wanted: Mapping[str, Sequence[str]]
    labels: Sequence[Label]
    tags: Sequence[Tag]
    codes: Sequence[Code]
    entities: Sequence[EntityRecord]
    found: Sequence[AnnotatedArticle]
    flat: Sequence[Row]

    def articles(self) -> Iterator[AnnotatedArticle]:
        return iter(self.found)

    def rows(self) -> Iterator[Row]:
        return iter(self.flat)


@cache
def _excerpt() -> ExportSnapshot:
    """Return what is exported, after the acts of an analyst whose clock stands still."""
    author = Author("ann", clock=lambda: "2026-01-02T12:00:00Z", chance=random.Random(1))
    with tempfile.TemporaryDirectory() as folder, Workspace(Path(folder, "w.db"), author, create=True) as workspace:
        uid, _ = workspace.perform(add_article, _FERRY).result()
        article = workspace.article(uid)
        starts = [part.start for part in paragraphs(article.text)]

        def at(words: str) -> Anchor:
            start = article.text.index(words)
            return anchor(article.text, Span(start, start + len(words)), starts)

        machine = [StoredSuggestion(at("Port Selby"), "GPE", None)]
        whole = [Span(0, len(article.text))]
        workspace.store_analysis(
            "en_core_web_sm", "3.8.0", [AnalysedPart(article.id, whole, machine, finished=True)]
        ).result()
        ship = workspace.perform(operations.annotate, article.id, at("Aurora"), "PRODUCT").result()
        workspace.perform(operations.annotate, article.id, at("Mira Okafor"), "PERSON").result()
        workspace.perform(make_tag, "ships", "What floats").result()
        workspace.perform(operations.tag, ship, "ships").result()
        workspace.perform(operations.write_note, ship, "built 1911").result()
        workspace.perform(link, [ship], "MV Aurora").result()
        with open_snapshot(workspace.path, FlatFilter()) as taken:
            return _Excerpt(
                taken.wanted,
                [label for label in taken.labels if label.name in _LABELS],
                taken.tags,
                [code for code in taken.codes if code.kind is CodeKind.TAG or code.name in _LABELS],
                taken.entities,
                list(taken.articles()),
                list(taken.rows()),
            )


class _Files:
    """Keeps the files that a format writes."""

    def __init__(self) -> None:
        self.written: dict[str, bytes] = {}

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        target = io.BytesIO()
        yield target
        self.written[name] = target.getvalue()


def example(name: str, file: str = "") -> str:
    """Return what the program writes in a format; of several files, the one that ends with `file`."""
    chosen = formats()[name]
    if chosen.write is not None:
        target = io.BytesIO()
        chosen.write(_excerpt(), target)
        return _shown(target.getvalue(), name)
    assert chosen.write_files is not None, "a format writes one file or several"
    files = _Files()
    chosen.write_files(_excerpt(), files)
    return next(_shown(data, written) for written, data in files.written.items() if written.endswith(file) and data)


def _shown(data: bytes, name: str) -> str:
    """Return a file as a page can show it; of spaCy's, the tokens with what is known of each."""
    if not name.endswith(".spacy"):
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    import spacy
    from spacy.tokens import DocBin

    (doc,) = DocBin().from_bytes(data).get_docs(spacy.blank("en").vocab)
    known = {"": "missing", "O": "no entity"}
    return "".join(
        f"{token.text:<8}{known.get(token.ent_iob_) or f'{token.ent_iob_}-{token.ent_type_}'}\n" for token in doc
    )


def table() -> str:
    """Return the table of formats in Markdown."""
    rows = format_rows(FORMATS.values())
    lines = [[*rows[0]], ["---"] * len(rows[0]), *([f"`{row['format']}`", *list(row.values())[1:]] for row in rows)]
    return "\n".join(re.sub(" +", " ", f"| {' | '.join(cells)} |") for cells in lines)


def mapping() -> str:
    """Return the table of what becomes of the things in files with annotations, in Markdown."""
    rows = mapping_rows(FORMATS.values())
    lines, before = [[*rows[0]], ["---"] * len(rows[0])], ""
    for row in rows:
        named = "" if row["format"] == before else ", ".join(f"`{name}`" for name in row["format"].split(", "))
        lines.append([named, *list(row.values())[1:]])
        before = row["format"]
    return "\n".join(re.sub(" +", " ", f"| {' | '.join(cells)} |") for cells in lines)


def renewed(page: str) -> str:
    """Return the page with the tables and every example as they are now."""
    page = _TABLE.sub(lambda found: found[1] + table() + found[2], page)
    page = _MAPPING.sub(lambda found: found[1] + mapping() + found[2], page)
    return _EXAMPLE.sub(lambda found: found[1] + example(found[2], found[3] or "").rstrip("\n") + "\n" + found[4], page)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
