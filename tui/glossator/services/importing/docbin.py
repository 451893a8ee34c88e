"""Bringing in DocBins of spaCy, as annotated articles."""

from collections.abc import Iterator, Mapping
from typing import Final

from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.annotated import AnnotationReader, Format
from glossator.formats.annotations.import_builder import Arriving
from glossator.formats.unreadable import Unreadable
from glossator.ner import docbin_reader

_SUFFIX: Final = ".spacy"


def _read(files: Mapping[str, bytes]) -> Iterator[ImportRecord | str]:
    for data in files.values():
        try:
            for number, found in enumerate(docbin_reader.read(data), start=1):
                arriving = Arriving(found.text, {"tags": list(found.tags)}, where=f"document {number}")
                for span, label in found.marks:
                    arriving.add(span.start, span.end, label, {})
                try:
                    yield arriving.done()
                except Unreadable as error:
                    yield f"document {number}: {error}"
        except docbin_reader.NoDocBin as error:
            raise Unreadable(str(error)) from error


DOCBIN: Final = Format(
    name="spacy",
    title="a DocBin of spaCy",
    suffix=_SUFFIX,
    reader=AnnotationReader(read=_read, recognises=lambda name, _: name.lower().endswith(_SUFFIX)),
    is_text=False,
)
"""What a DocBin is to whoever reads it; spaCy takes none apart by its content alone, so its name has to say it."""
