"""What there is to know of a format that holds articles with their annotations."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, TypeAlias

from glossator.domain.code import Code
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot, OutputFiles
from glossator.domain.import_record import ImportRecord
from glossator.formats.capabilities import Feature
from glossator.text.pluralize import counted

WriteFile: TypeAlias = Callable[[ExportSnapshot, BinaryIO], str]
"""Writes an excerpt to a file, and returns what was written in a few words."""
WriteFiles: TypeAlias = Callable[[ExportSnapshot, OutputFiles], str]
"""Writes an excerpt to several files, and returns what was written in a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotationReader:
    """How a format is read back.

    Attributes:
        read: from files by name, one in most formats, to the articles in them, and a sentence for each thing that is
            none; may raise `Unreadable`.
        recognises: whether a file of that name and content is one.
        codes: the codebook that such files bring along; None where the format has none. May raise `Unreadable`.
        lines: where each article is a line of one file, what `read` does, from the open file, a line at a time.
    """

    read: Callable[[Mapping[str, bytes]], Iterator[ImportRecord | str]]
    recognises: Callable[[str, bytes], bool]
    codes: Callable[[Mapping[str, bytes]], Sequence[Code]] | None = None
    lines: Callable[[BinaryIO], Iterator[ImportRecord | str]] | None = None


def reader_of_lines(
    lines: Callable[[BinaryIO], Iterator[ImportRecord | str]], recognises: Callable[[str, bytes], bool]
) -> AnnotationReader:
    """Return how a format is read back whose articles are each a line; a file's first such line is recognised."""

    def read(files: Mapping[str, bytes]) -> Iterator[ImportRecord | str]:
        for data in files.values():
            yield from lines(BytesIO(data))

    return AnnotationReader(read=read, recognises=recognises, lines=lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format that articles with their annotations leave in.

    Attributes:
        name: what it is called for on the command line.
        title: what it is called.
        suffix: what the name of the file ends with, which is a zip where there are several; empty where those make a
            folder, or a zip where one is asked for.
        lacks: what it cannot hold.
        write: writes one file, write_files several; one of the two is there.
        reader: how it is read back, if it can be.
        is_text: whether people can read it.
    """

    name: str
    title: str
    suffix: str = ""
    lacks: frozenset[Feature] = frozenset()
    write: WriteFile | None = None
    write_files: WriteFiles | None = None
    reader: AnnotationReader | None = None
    is_text: bool = True

    @property
    def is_text_file(self) -> bool:
        """Whether it is one file that a terminal can show."""
        return self.is_text and self.write is not None


@dataclass(slots=True)
class Handed:
    """How much was written so far."""

    articles: int = 0
    annotations: int = 0

    def counting(self, articles: Iterable[AnnotatedArticle]) -> Iterator[AnnotatedArticle]:
        """Yield the articles, and count them with all their annotations."""
        for found in articles:
            self.articles += 1
            self.annotations += len(found.annotations)
            yield found

    def summary(self) -> str:
        """Return it in words, such as "3 articles, 312 annotations"."""
        return f"{counted(self.articles, 'article')}, {counted(self.annotations, 'annotation')}"
