"""Every format that results leave in: the registry. Those that need spaCy are added by the job that exports."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from glossator.formats.annotations import brat, conll, doccano, label_studio, prodigy, web_annotation
from glossator.formats.annotations.annotated import Format
from glossator.formats.capabilities import Feature
from glossator.formats.refi import qdpx as refi_qdpx
from glossator.formats.refi import qdpx_reader as refi_qdpx_reading
from glossator.formats.reports import html as report_html
from glossator.formats.reports import markdown as report_markdown
from glossator.formats.tables import xlsx
from glossator.formats.tables.csv_folder import write_table, write_tables
from glossator.formats.tables.definitions import TABLES
from glossator.formats.tables.profiles import EXCEL, Profile
from glossator.text.offsets import OffsetUnit


def table_formats(profile: Profile = EXCEL) -> Mapping[str, Format]:
    """Return the formats that are tables as text, written by `profile`."""
    found = [
        Format(
            name="csv" if name == "annotations" else name,
            title=f"CSV, {table.title}",
            suffix=profile.suffix,
            write=partial(write_table, table, profile),
        )
        for name, table in TABLES.items()
    ]
    all_of_them = Format(
        name="tables", title="CSV, all the tables, with a manifest", write_files=partial(write_tables, profile)
    )
    return {each.name: each for each in (*found, all_of_them)}


_ENTITY: Final = frozenset({Feature.ENTITY_NOTE, Feature.ENTITY_NAMES})
_NOTED: Final = _ENTITY | {Feature.TAG_NOTE}
_BARE: Final = _NOTED | frozenset({Feature.DETAILS, Feature.ARTICLE_NOTE, Feature.ARTICLE_TAG, Feature.ORIGIN})
_UNDECIDED: Final = frozenset({Feature.SUGGESTED, Feature.REJECTED})
_TRAINING: Final = _UNDECIDED | {Feature.WHOLE, Feature.HIGHLIGHT, Feature.SCORE, Feature.ANALYST}

FORMATS: Final[Mapping[str, Format]] = {
    **table_formats(),
    **{
        each.name: each
        for each in (
            Format(
                name="xlsx",
                title="Excel workbook, all the tables",
                suffix=".xlsx",
                write=xlsx.write,
                is_text=False,
            ),
            Format(
                name="prodigy",
                title="Prodigy JSON lines",
                suffix=".jsonl",
                lacks=_NOTED | {Feature.ORIGIN},
                write=prodigy.write,
                reader=prodigy.READER,
            ),
            Format(
                name="doccano",
                title="doccano JSON lines, counting UTF-16 units as doccano does",
                suffix=".jsonl",
                lacks=_NOTED | {Feature.ORIGIN},
                write=partial(doccano.write, OffsetUnit.UTF_16),
                reader=doccano.reader(OffsetUnit.UTF_16),
            ),
            Format(
                name="doccano-codepoints",
                title="doccano JSON lines, counting code points",
                suffix=".jsonl",
                lacks=_NOTED | {Feature.ORIGIN},
                write=partial(doccano.write, OffsetUnit.CODE_POINT),
                reader=doccano.reader(OffsetUnit.CODE_POINT),
            ),
            Format(
                name="label-studio",
                title="Label Studio tasks",
                suffix=".json",
                lacks=_NOTED | {Feature.ORIGIN},
                write=label_studio.write,
                reader=label_studio.READER,
            ),
            Format(
                name="label-studio-config",
                title="Label Studio’s labelling configuration for its tasks",
                suffix=".xml",
                write=label_studio.write_config,
            ),
            Format(
                name="brat",
                title="brat standoff, a text and an annotation file for each article",
                lacks=_BARE | {Feature.WHOLE, Feature.SCORE, Feature.ANALYST},
                write_files=brat.write,
                reader=brat.READER,
            ),
            Format(
                name="conll",
                title="CoNLL-2003 columns with IOB2 labels",
                suffix=".conll",
                lacks=_BARE
                | _TRAINING
                | {Feature.OVERLAP, Feature.PART_OF_A_WORD, Feature.TAG, Feature.NOTE, Feature.ENTITY},
                write=conll.write,
                reader=conll.READER,
            ),
            Format(
                name="web-annotation",
                title="W3C Web Annotations, JSON-LD",
                suffix=".jsonld",
                lacks=_NOTED | {Feature.ORIGIN, Feature.SCORE},
                write=web_annotation.write,
                reader=web_annotation.READER,
            ),
            Format(
                name="refi-qda",
                title="REFI-QDA project for NVivo, MAXQDA, ATLAS.ti and others",
                suffix=".qdpx",
                lacks=_UNDECIDED | _ENTITY | {Feature.WHOLE, Feature.ENTITY, Feature.SCORE, Feature.ORIGIN},
                write_files=refi_qdpx.write,
                reader=refi_qdpx_reading.READER,
                is_text=False,
            ),
            Format(
                name="html",
                title="HTML report to read and print",
                suffix=".html",
                lacks=frozenset({Feature.REJECTED, Feature.SCORE, Feature.ANALYST, Feature.ORIGIN}),
                write=report_html.write,
            ),
            Format(
                name="markdown",
                title="Markdown report",
                suffix=".md",
                lacks=_NOTED | {Feature.REJECTED, Feature.SCORE, Feature.ANALYST, Feature.ORIGIN},
                write=report_markdown.write,
            ),
        )
    },
}
"""The formats by name; tables are written for Excel."""
