"""Columns, a token a line, with labels: written as CoNLL-2003 with IOB2 labels, and read in many more shapes.

The columns of part of speech and chunk are not filled. Of annotations that overlap, the longest is kept; one that ends
inside a token covers all of it. White space in a token, and what would combine with the space beside it, becomes a _.
"""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from glossator.domain.annotation import Status
from glossator.domain.export_snapshot import ExportSnapshot
from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.conllu import is_conllu, read_sentences
from glossator.formats.annotations.token_columns import read_columns, shows_columns
from glossator.formats.annotations.token_sentences import sentences_of
from glossator.formats.capabilities import Feature, without_overlaps
from glossator.formats.encodings import decode
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, ExportCounts, Format
from glossator.text.span import cluster_at

_DOCUMENT: Final = "-DOCSTART-"
_OUTSIDE: Final = "O"
_SPACE: Final = re.compile(r"\s")


def write(excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write the accepted, labelled annotations, and return a summary."""
    counts = ExportCounts()
    for found in excerpt.articles():
        kept = without_overlaps(one for one in found.annotations if one.label and one.status is Status.ACCEPTED)
        counts.articles += 1
        counts.annotations += len(kept)
        target.write(f"{_DOCUMENT} -X- -X- {_OUTSIDE}\n\n".encode())
        text = found.article.text
        for sentence in sentences_of(text, kept):
            lines = [f"{_word(token.span.of(text))} -X- _ {token.label}\n" for token in sentence]
            target.write(("".join(lines) + "\n").encode("utf-8"))
    return counts.summary()


def _word(token: str) -> str:
    """Return a token without white space, and with no combining character at its ends."""
    word = _SPACE.sub("_", token)
    if cluster_at(f" {word}", 0).end > 1:
        word = f"_{word}"
    return word if cluster_at(f"{word} ", len(word)).start == len(word) else f"{word}_"


def _read(files: Mapping[str, bytes]) -> Iterator[ImportRecord | str]:
    for data in files.values():
        text, _ = decode(data)
        yield from read_sentences(text) if is_conllu(text) else read_columns(text)


def _sniff(head: FileHead) -> Evidence:
    """Recognise tokens in columns with labels, but not those that have formats of their own."""
    return Evidence.CONTENT if shows_columns(head) and not is_conllu(head.text) else Evidence.NONE


MAPPING: Final = (
    ("tokens", "the text, joined as the file says, else by a space; sentences by a line end"),
    ("labels in IOB1, IOB2, BILOU, BIOES or without a letter; several columns of them", "accepted annotations"),
    ("brackets of names (CoNLL-2012)", "accepted annotations"),
    ("documents: `-DOCSTART-`, `# newdoc`, `#begin document`, a column", "an article each, its title the id"),
    ("the annotator’s column (universal NER; tables)", "the analyst"),
    ("other columns, coreference, roles of predicates", "counted"),
)
FORMAT: Final = Format(
    name="conll",
    title="CoNLL columns (BIO and its relatives), written as CoNLL-2003 with IOB2 labels",
    suffixes=(".conll", ".iob", ".bio", ".iob2", ".bio2", ".v4_gold_conll"),
    sniff=_sniff,
    read_annotations=_read,
    write=write,
    lacks=frozenset(Feature),
    mapping=MAPPING,
)
"""Reads columns in any order with any separator, CoNLL-2012, and tables of sentences, words and tags."""
