"""The format of spaCy’s DocBins: annotated articles in, training and evaluation data out."""

from collections.abc import Iterator, Mapping
from typing import Final

from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.import_builder import ImportBuilder
from glossator.formats.capabilities import Feature
from glossator.formats.errors import Unreadable
from glossator.formats.spec import Format
from glossator.ner import docbin


def _read(files: Mapping[str, bytes]) -> Iterator[ImportRecord | str]:
    for data in files.values():
        try:
            for number, found in enumerate(docbin.read(data), start=1):
                builder = ImportBuilder(found.text, {"tags": list(found.tags)}, where=f"document {number}")
                for span, label in found.marks:
                    builder.add(span.start, span.end, label, {})
                yield builder.build()
        except docbin.BadDocBin as error:
            raise Unreadable(str(error)) from error


FORMAT: Final = Format(
    name="spacy",
    title="spaCy training data, DocBins to train and to evaluate on",
    suffixes=(".spacy",),
    read_annotations=_read,
    write_files=docbin.write,
    lacks=frozenset(Feature) - {Feature.OVERLAP, Feature.ARTICLE_TAG},
    is_text=False,
)
"""Recognised by name only, because the content cannot be recognised cheaply."""
