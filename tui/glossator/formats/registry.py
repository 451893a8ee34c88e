"""The registry of formats: all that can be imported or exported, each imported as a module when it is first needed.

A format is a line in `FORMATS`, and a module with its `Format`. The line repeats its name and whether it can be
imported and exported, so that a command line offers formats without importing any; a test compares the two.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from glossator.formats.spec import Format


@dataclass(frozen=True, slots=True)
class LazyFormat:
    """A format that is imported when it is first needed.

    Attributes:
        name: the name of the format.
        place: its module and its name there, as "module:name"; or that of a mapping of formats by name.
        can_import, can_export: as of the format.
    """

    name: str
    place: str
    can_import: bool = False
    can_export: bool = False

    def load(self) -> "Format":
        """Return the format."""
        module, _, name = self.place.partition(":")
        found: Format | Mapping[str, Format] = getattr(import_module(module), name)
        return found[self.name] if isinstance(found, Mapping) else found


class Registry(Mapping[str, "Format"]):
    """Formats by name, in the order in which people see them. It never changes; `with_formats` returns another one."""

    def __init__(
        self,
        formats: "Iterable[Format | LazyFormat]",
        more: "Callable[[Collection[str]], Iterable[Format | LazyFormat]]" = lambda _: (),
    ) -> None:
        """Register formats.

        Args:
            formats: the formats.
            more: returns further ones when a format is first needed, and takes the names that there are by then.

        Raises:
            ValueError: when two of `formats` have the same name.
        """
        self._own: dict[str, Format | LazyFormat] = {}
        for each in formats:
            if each.name in self._own:
                raise ValueError(f"There are two formats “{each.name}”. Rename one.")
            self._own[each.name] = each
        self._more = more

    @cached_property
    def _formats(self) -> "dict[str, Format | LazyFormat]":
        return {**self._own, **{each.name: each for each in self._more(self._own.keys())}}

    def with_formats(
        self,
        formats: "Iterable[Format | LazyFormat]",
        more: "Callable[[Collection[str]], Iterable[Format | LazyFormat]]" = lambda _: (),
    ) -> "Registry":
        """Return a registry with these formats as well. Arguments and errors are those of the constructor."""
        return Registry((*self._formats.values(), *formats), more)

    @property
    def import_names(self) -> tuple[str, ...]:
        """The names of the formats that can be imported, without importing any module."""
        return tuple(each.name for each in self._formats.values() if each.can_import)

    @property
    def export_names(self) -> tuple[str, ...]:
        """The names of the formats that can be exported, without importing any module."""
        return tuple(each.name for each in self._formats.values() if each.can_export)

    def __getitem__(self, name: str) -> "Format":
        found = self._formats[name]
        return found.load() if isinstance(found, LazyFormat) else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._formats)

    def __len__(self) -> int:
        return len(self._formats)


_HERE: Final = "glossator.formats"
FORMATS: Final = Registry(
    (
        LazyFormat("csv", f"{_HERE}.tables.csv_formats:FORMATS", can_import=True, can_export=True),
        LazyFormat("articles", f"{_HERE}.tables.csv_formats:FORMATS", can_export=True),
        LazyFormat("entities", f"{_HERE}.tables.csv_formats:FORMATS", can_export=True),
        LazyFormat("codebook", f"{_HERE}.tables.csv_formats:FORMATS", can_export=True),
        LazyFormat("notes", f"{_HERE}.tables.csv_formats:FORMATS", can_export=True),
        LazyFormat("matrix", f"{_HERE}.tables.csv_formats:FORMATS", can_export=True),
        LazyFormat("tables", f"{_HERE}.tables.csv_formats:FORMATS", can_export=True),
        LazyFormat("xlsx", f"{_HERE}.tables.xlsx:FORMAT", can_export=True),
        LazyFormat("prodigy", f"{_HERE}.annotations.prodigy:FORMAT", can_import=True, can_export=True),
        LazyFormat("doccano", f"{_HERE}.annotations.doccano:DOCCANO", can_import=True, can_export=True),
        LazyFormat("doccano-codepoints", f"{_HERE}.annotations.doccano:CODE_POINTS", can_import=True, can_export=True),
        LazyFormat("label-studio", f"{_HERE}.annotations.label_studio:TASKS", can_import=True, can_export=True),
        LazyFormat("label-studio-config", f"{_HERE}.annotations.label_studio:CONFIGURATION", can_export=True),
        LazyFormat("brat", f"{_HERE}.annotations.brat:FORMAT", can_import=True, can_export=True),
        LazyFormat("conll", f"{_HERE}.annotations.conll:FORMAT", can_import=True, can_export=True),
        LazyFormat("conllu", f"{_HERE}.annotations.conllu:FORMAT", can_import=True, can_export=True),
        LazyFormat("webanno-tsv", f"{_HERE}.annotations.webanno_tsv:FORMAT", can_import=True, can_export=True),
        LazyFormat("uima-xmi", f"{_HERE}.annotations.uima_xmi:FORMAT", can_import=True, can_export=True),
        LazyFormat("uima-json", f"{_HERE}.annotations.uima_json:FORMAT", can_import=True),
        LazyFormat("inception", f"{_HERE}.annotations.inception:FORMAT", can_import=True),
        LazyFormat("spacy-json", f"{_HERE}.annotations.spacy_json:FORMAT", can_import=True),
        LazyFormat("bioc-xml", f"{_HERE}.annotations.bioc:XML", can_import=True),
        LazyFormat("bioc-json", f"{_HERE}.annotations.bioc:JSON", can_import=True),
        LazyFormat("pubtator", f"{_HERE}.annotations.bioc:PUBTATOR", can_import=True),
        LazyFormat("pubannotation", f"{_HERE}.annotations.bioc:PUBANNOTATION", can_import=True),
        LazyFormat("gate-xml", f"{_HERE}.annotations.gate:XML", can_import=True),
        LazyFormat("gate-json", f"{_HERE}.annotations.gate:JSON", can_import=True),
        LazyFormat("offset-table", f"{_HERE}.annotations.offset_table:SPANS", can_import=True),
        LazyFormat("label-table", f"{_HERE}.annotations.offset_table:LABELS", can_import=True),
        LazyFormat("web-annotation", f"{_HERE}.annotations.web_annotation:FORMAT", can_import=True, can_export=True),
        LazyFormat("hypothesis", f"{_HERE}.annotations.hypothesis:FORMAT", can_import=True),
        LazyFormat("zotero", f"{_HERE}.annotations.zotero:FORMAT", can_import=True),
        LazyFormat("readwise", f"{_HERE}.annotations.highlight_tables:READWISE", can_import=True),
        LazyFormat("kindle", f"{_HERE}.annotations.kindle:FORMAT", can_import=True),
        LazyFormat("taguette-csv", f"{_HERE}.annotations.highlight_tables:TAGUETTE", can_import=True),
        LazyFormat("qualcoder-csv", f"{_HERE}.annotations.highlight_tables:QUALCODER", can_import=True),
        LazyFormat("refi-qda", f"{_HERE}.refi.qdpx_reader:FORMAT", can_import=True, can_export=True),
        LazyFormat("html", f"{_HERE}.reports.html:FORMAT", can_import=True, can_export=True),
        LazyFormat("markdown", f"{_HERE}.reports.markdown:FORMAT", can_import=True, can_export=True),
        LazyFormat("plain", f"{_HERE}.documents.text_formats:PLAIN", can_import=True),
        LazyFormat("pdf", f"{_HERE}.documents.pdf.reader:FORMAT", can_import=True),
        LazyFormat("docx", f"{_HERE}.documents.docx:FORMAT", can_import=True),
        LazyFormat("odt", f"{_HERE}.documents.odt:FORMAT", can_import=True),
        LazyFormat("rtf", f"{_HERE}.documents.rtf:FORMAT", can_import=True),
        LazyFormat("epub", f"{_HERE}.documents.epub:FORMAT", can_import=True),
        LazyFormat("email", f"{_HERE}.documents.eml:FORMAT", can_import=True),
        LazyFormat("mbox", f"{_HERE}.documents.mbox:FORMAT", can_import=True),
        LazyFormat("outlook", f"{_HERE}.documents.outlook:FORMAT", can_import=True),
        LazyFormat("feed", f"{_HERE}.documents.feed:FORMAT", can_import=True),
        LazyFormat("ris", f"{_HERE}.references.ris:FORMAT", can_import=True),
        LazyFormat("bibtex", f"{_HERE}.references.bibtex:FORMAT", can_import=True),
        LazyFormat("csl-json", f"{_HERE}.references.csl_json:FORMAT", can_import=True),
        LazyFormat("transcript", f"{_HERE}.documents.transcript:FORMAT", can_import=True),
        LazyFormat("nexis", f"{_HERE}.news.nexis:FORMAT", can_import=True),
        LazyFormat("factiva", f"{_HERE}.news.factiva:FORMAT", can_import=True),
        LazyFormat("proquest", f"{_HERE}.news.proquest:FORMAT", can_import=True),
        LazyFormat("europresse", f"{_HERE}.news.europresse:FORMAT", can_import=True),
        LazyFormat("mhtml", f"{_HERE}.documents.mhtml:FORMAT", can_import=True),
        LazyFormat("warc", f"{_HERE}.documents.warc:FORMAT", can_import=True),
        LazyFormat("jsonl", f"{_HERE}.tables.article_rows:JSON_LINES", can_import=True),
        LazyFormat("json", f"{_HERE}.tables.article_json:FORMAT", can_import=True),
    )
)
"""The formats of this package."""
