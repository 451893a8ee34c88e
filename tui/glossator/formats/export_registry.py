"""The formats that results are written in; those that need spaCy are added by `services.exporting`."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from glossator.formats.annotations import brat, conll, doccano, label_studio, prodigy, web_annotation
from glossator.formats.capabilities import Feature
from glossator.formats.refi import qdpx, qdpx_reader
from glossator.formats.reports import html as report_html
from glossator.formats.reports import markdown as report_markdown
from glossator.formats.spec import Format
from glossator.formats.tables import xlsx
from glossator.formats.tables.csv_writer import write_table, write_tables
from glossator.formats.tables.export_tables import TABLES
from glossator.formats.tables.profiles import EXCEL, Profile
from glossator.text.offsets import OffsetUnit


def table_formats(profile: Profile = EXCEL) -> Mapping[str, Format]:
    """Return the CSV formats, with `profile`."""
    found = [
        Format(
            "csv" if name == "annotations" else name,
            f"CSV, {table.title}",
            suffix=profile.suffix,
            write=partial(write_table, table, profile),
        )
        for name, table in TABLES.items()
    ]
    tables = Format("tables", "CSV, all tables, with a manifest", write_files=partial(write_tables, profile))
    return {each.name: each for each in (*found, tables)}


_ENTITY: Final = frozenset({Feature.ENTITY_NOTE, Feature.ENTITY_NAMES})
_NOTED: Final = _ENTITY | {Feature.TAG_NOTE}
_BARE: Final = _NOTED | frozenset({Feature.DETAILS, Feature.ARTICLE_NOTE, Feature.ARTICLE_TAG, Feature.ORIGIN})
_UNDECIDED: Final = frozenset({Feature.SUGGESTED, Feature.REJECTED})
_REPORT: Final = frozenset({Feature.REJECTED, Feature.SCORE, Feature.ANALYST, Feature.ORIGIN})
_TRAINING: Final = _UNDECIDED | {Feature.WHOLE, Feature.HIGHLIGHT, Feature.SCORE, Feature.ANALYST}

_FORMATS: Final = (
    Format("xlsx", "Excel workbook, all tables", suffix=".xlsx", write=xlsx.write, is_text=False),
    Format(
        "prodigy",
        "Prodigy JSON lines",
        suffix=".jsonl",
        lacks=_NOTED | {Feature.ORIGIN},
        write=prodigy.write,
        reader=prodigy.READER,
    ),
    *(
        Format(
            name,
            f"doccano JSON lines, offsets in {title}",
            suffix=".jsonl",
            lacks=_NOTED | {Feature.ORIGIN},
            write=partial(doccano.write, unit),
            reader=doccano.reader(unit),
        )
        for name, title, unit in (
            ("doccano", "UTF-16 units (doccano’s own)", OffsetUnit.UTF_16),
            ("doccano-codepoints", "code points", OffsetUnit.CODE_POINT),
        )
    ),
    Format(
        "label-studio",
        "Label Studio tasks",
        suffix=".json",
        lacks=_NOTED | {Feature.ORIGIN},
        write=label_studio.write,
        reader=label_studio.READER,
    ),
    Format(
        "label-studio-config",
        "Label Studio’s labelling configuration for its tasks",
        suffix=".xml",
        write=label_studio.write_config,
    ),
    Format(
        "brat",
        "brat standoff, a text and an annotation file for each article",
        lacks=_BARE | {Feature.WHOLE, Feature.SCORE, Feature.ANALYST},
        write_files=brat.write,
        reader=brat.READER,
    ),
    Format(
        "conll",
        "CoNLL-2003 columns with IOB2 labels",
        suffix=".conll",
        lacks=_BARE | _TRAINING | {Feature.OVERLAP, Feature.PART_OF_A_WORD, Feature.TAG, Feature.NOTE, Feature.ENTITY},
        write=conll.write,
        reader=conll.READER,
    ),
    Format(
        "web-annotation",
        "W3C Web Annotations, JSON-LD",
        suffix=".jsonld",
        lacks=_NOTED | {Feature.ORIGIN, Feature.SCORE},
        write=web_annotation.write,
        reader=web_annotation.READER,
    ),
    Format(
        "refi-qda",
        "REFI-QDA project for NVivo, MAXQDA, ATLAS.ti and others",
        suffix=".qdpx",
        lacks=_UNDECIDED | _ENTITY | {Feature.WHOLE, Feature.ENTITY, Feature.SCORE, Feature.ORIGIN},
        write_files=qdpx.write,
        reader=qdpx_reader.READER,
        is_text=False,
    ),
    Format("html", "HTML report to read and print", suffix=".html", lacks=_REPORT, write=report_html.write),
    Format("markdown", "Markdown report", suffix=".md", lacks=_REPORT | _NOTED, write=report_markdown.write),
)
FORMATS: Final[Mapping[str, Format]] = {**table_formats(), **{each.name: each for each in _FORMATS}}
"""The formats by name; CSV is for Excel."""
