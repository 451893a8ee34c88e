"""What a format of articles with annotations is: its name, what it cannot hold, how it is written and read back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from io import BytesIO
from typing import BinaryIO, TypeAlias

from glossator.domain.code import Code
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot, OutputFiles
from glossator.domain.import_record import ImportRecord
from glossator.formats.capabilities import Feature
from glossator.text.pluralize import counted

WriteFile: TypeAlias = Callable[[ExportSnapshot, BinaryIO], str]
"""Writes an export to a file, and returns a summary such as "3 articles, 312 annotations"."""
WriteFiles: TypeAlias = Callable[[ExportSnapshot, OutputFiles], str]
"""Writes an export to several files, and returns a summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotationReader:
    """How a format is read back.

    Attributes:
        read: yields the articles in files, given by name, and a sentence for each problem; may raise `Unreadable`.
        recognises: whether a file of that name and content is of the format.
        codes: the codebook in such files; None where the format has none. May raise `Unreadable`.
        lines: for formats with an article on each line: as `read`, from an open file, a line at a time.
    """

    read: Callable[[Mapping[str, bytes]], Iterator[ImportRecord | str]]
    recognises: Callable[[str, bytes], bool]
    codes: Callable[[Mapping[str, bytes]], Sequence[Code]] | None = None
    lines: Callable[[BinaryIO], Iterator[ImportRecord | str]] | None = None


def line_reader(
    lines: Callable[[BinaryIO], Iterator[ImportRecord | str]], recognises: Callable[[str, bytes], bool]
) -> AnnotationReader:
    """Return the reader of a format with an article on each line; `recognises` is given the first line."""

    def read(files: Mapping[str, bytes]) -> Iterator[ImportRecord | str]:
        for data in files.values():
            yield from lines(BytesIO(data))

    return AnnotationReader(read=read, recognises=recognises, lines=lines)


@dataclass(frozen=True, slots=True)
class Format:
    """A format for articles with their annotations.

    Attributes:
        name: its id on the command line.
        title: its name for people.
        suffix: of its file, a zip archive where it has `write_files`; empty for a folder, or a zip archive on request.
        lacks: the features that it cannot hold.
        write, write_files: write one file, or several; one of them is set.
        reader: reads it back; None where that is impossible.
        is_text: whether its files are texts.
    """

    name: str
    title: str
    _: KW_ONLY
    suffix: str = ""
    lacks: frozenset[Feature] = frozenset()
    write: WriteFile | None = None
    write_files: WriteFiles | None = None
    reader: AnnotationReader | None = None
    is_text: bool = True

    @property
    def is_text_file(self) -> bool:
        """Whether it is one text file, which a terminal can show."""
        return self.is_text and self.write is not None


@dataclass(slots=True)
class ExportCounts:
    """The numbers of articles and annotations written so far."""

    articles: int = 0
    annotations: int = 0

    def count(self, articles: Iterable[AnnotatedArticle]) -> Iterator[AnnotatedArticle]:
        """Yield the articles, counting them and their annotations."""
        for found in articles:
            self.articles += 1
            self.annotations += len(found.annotations)
            yield found

    def summary(self) -> str:
        """Return the numbers in words, such as "3 articles, 312 annotations"."""
        return f"{counted(self.articles, 'article')}, {counted(self.annotations, 'annotation')}"
