"""Reading DocBins: texts with the entities and spans that are marked in them.

It stands here because it takes spaCy to read one, which only this room imports.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from glossator.text.span import Span

# What a file may unpack to, and how much of that is looked at together.
_LARGEST: Final = 1_000_000_000
_AT_ONCE: Final = 1_000_000


class NoDocBin(ValueError):
    """A file that is no DocBin, or a damaged one; the message says so in a sentence with the way out."""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text, with where each label stands in it, and what it was put under as a whole."""

    text: str
    marks: tuple[tuple[Span, str], ...]
    tags: tuple[str, ...]


def read(data: bytes) -> Iterator[MarkedText]:
    """Yield the texts of a DocBin.

    Raises:
        NoDocBin: when it is none.
    """
    _check_size(data)
    # Whoever brings in other files does not wait for spaCy.
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    try:
        for doc in DocBin().from_bytes(data).get_docs(Vocab()):
            found = [*doc.ents, *(span for group in doc.spans.values() for span in group)]
            marks = {(Span(one.start_char, one.end_char), one.label_): None for one in found if len(one)}
            yield MarkedText(doc.text, tuple(marks), tuple(name for name, share in doc.cats.items() if share >= 0.5))
    except Exception as error:
        # What spaCy raises on a damaged file is written down nowhere.
        raise NoDocBin("It is no DocBin of this spaCy, or damaged; write it anew with DocBin.to_disk.") from error


def _check_size(data: bytes) -> None:
    """Make sure that a file does not burst when it is unpacked.

    Raises:
        NoDocBin: when it would, or cannot be unpacked.
    """
    unpacking = zlib.decompressobj()
    size, rest = 0, data
    try:
        while rest and not unpacking.eof:
            size += len(unpacking.decompress(rest, _AT_ONCE))
            rest = unpacking.unconsumed_tail
            if size > _LARGEST:
                raise NoDocBin(f"It unpacks to more than {_LARGEST // 1_000_000:,} MB; split it.")
    except zlib.error as error:
        raise NoDocBin("It is no DocBin; name the file that DocBin.to_disk has written.") from error
    if not unpacking.eof:
        raise NoDocBin("It is cut off; get it anew.")
