"""The tables as CSV, each a format, with a profile; and reading CSV, as articles or as our table of annotations."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from glossator.formats.capabilities import ENTITY_DETAILS, Feature
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, Format
from glossator.formats.tables import annotation_table, article_rows
from glossator.formats.tables.csv_writer import write_table, write_tables
from glossator.formats.tables.export_tables import TABLES, OutputTable
from glossator.formats.tables.profiles import EXCEL, Profile

# What each table holds; it is meant for that.
_HELD: Final[Mapping[str, frozenset[Feature]]] = {
    "annotations": frozenset(Feature) - ENTITY_DETAILS - {Feature.METADATA, Feature.TAG_NOTE},
    "articles": frozenset({Feature.DETAILS, Feature.METADATA, Feature.ARTICLE_NOTE, Feature.ARTICLE_TAG}),
    "entities": ENTITY_DETAILS | {Feature.ENTITY},
    "codebook": frozenset({Feature.TAG, Feature.ARTICLE_TAG}),
    # About each note, what it is on.
    "notes": frozenset(Feature)
    - {Feature.DETAILS, Feature.METADATA, Feature.ENTITY_NAMES, Feature.SCORE, Feature.ORIGIN},
    "matrix": frozenset({Feature.TAG, Feature.ARTICLE_TAG}),
}


def table_formats(profile: Profile = EXCEL) -> Mapping[str, Format]:
    """Return the formats that write tables, by name, with `profile`."""
    suffixes = tuple(dict.fromkeys((profile.suffix, ".csv", ".tsv")))
    csv = Format(
        name="csv",
        title=f"CSV, {TABLES['annotations'].title}",
        suffixes=suffixes,
        sniff=_sniff,
        read_articles=article_rows.read_table,
        read_rows=annotation_table.read,
        write=partial(write_table, TABLES["annotations"], profile),
        lacks=frozenset(Feature) - _HELD["annotations"],
        is_extract=True,
    )
    others = [
        Format(
            name=name,
            title=f"CSV, {table.title}",
            suffixes=(profile.suffix,),
            write=partial(write_table, table, profile),
            lacks=frozenset(Feature) - _HELD.get(name, frozenset()),
            is_extract=True,
        )
        for name, table in TABLES.items()
        if name != "annotations"
    ]
    tables = Format(
        name="tables",
        title="CSV, all tables, with a manifest",
        write_files=partial(write_tables, profile),
    )
    return {each.name: each for each in (csv, *others, tables)}


def table_of(chosen: Format) -> OutputTable | None:
    """Return the table that a format writes, the first one of several; None if it writes none."""
    return TABLES.get("annotations" if chosen.name in ("csv", "tables") else chosen.name)


def _sniff(head: FileHead) -> Evidence:
    """Recognise our table of annotations."""
    return Evidence.CONTENT if annotation_table.is_table(head) else Evidence.NONE


FORMATS: Final = table_formats()
"""The formats with the default profile, by name."""
