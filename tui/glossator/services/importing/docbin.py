"""Importing spaCy DocBins as annotated articles."""

from collections.abc import Iterator, Mapping
from typing import Final

from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.import_builder import ImportBuilder
from glossator.formats.errors import Unreadable
from glossator.formats.spec import AnnotationReader, Format
from glossator.ner import docbin

_SUFFIX: Final = ".spacy"


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


DOCBIN: Final = Format(
    name="spacy",
    title="a DocBin of spaCy",
    suffix=_SUFFIX,
    reader=AnnotationReader(read=_read, recognises=lambda name, _: name.lower().endswith(_SUFFIX)),
    is_text=False,
)
"""The format of DocBins to import, recognised by name only, because their content cannot be recognised cheaply."""
