"""The format inline: a text with its annotations in braces, such as “The ferry {Aurora|PRODUCT} left.”"""

import re
from collections.abc import Iterator, Mapping

from glossator.domain.annotation import Status
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot, OutputFiles
from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.import_builder import ImportBuilder, decode_utf8
from glossator.formats.capabilities import Feature
from glossator.formats.spec import ExportCounts, Format

MARK = re.compile(r"\{([^{|}]+)\|([^{|}]+)\}")


def read(files: Mapping[str, bytes]) -> Iterator[ImportRecord | str]:
    """Yield the article in each file, or a sentence that says why there is none."""
    for data in files.values():
        title, _, marked = decode_utf8(data).partition("\n\n")
        builder = ImportBuilder(MARK.sub(r"\1", marked), {"title": title})
        shift = 0
        for mark in MARK.finditer(marked):
            words, label = mark.groups()
            start = mark.start() - shift
            builder.add(start, start + len(words), label, {}, quote=words)
            shift += len(mark[0]) - len(words)
        yield builder.build()


def write(excerpt: ExportSnapshot, files: OutputFiles) -> str:
    """Write a file for each article, and return a summary."""
    counts = ExportCounts()
    for found in counts.count(excerpt.articles()):
        with files.open(f"{found.article.uid}.inline") as target:
            target.write(f"{found.article.title}\n\n{marked_text(found)}".encode())
    return counts.summary()


def marked_text(found: AnnotatedArticle) -> str:
    """Return the text with the accepted annotations in it; of those that overlap, the first."""
    text, parts, end = found.article.text, [], 0
    for one in found.annotations:
        if one.span and one.label and one.status is Status.ACCEPTED and one.span.start >= end:
            parts += [text[end : one.span.start], f"{{{one.quote}|{one.label}}}"]
            end = one.span.end
    return "".join((*parts, text[end:]))


INLINE = Format(
    name="inline",
    title="texts with annotations in braces",
    suffixes=(".inline",),
    read_annotations=read,
    write_files=write,
    lacks=frozenset(Feature) - {Feature.PART_OF_A_WORD},
)
