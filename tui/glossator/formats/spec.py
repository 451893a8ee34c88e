"""What a format is: its name, how its files are recognised, read and written, and what it cannot hold."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from io import BytesIO
from typing import BinaryIO, TypeAlias

from glossator.domain.code import Code
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot, OutputFiles
from glossator.domain.import_record import Arrival
from glossator.formats.capabilities import Feature
from glossator.formats.content import Content, Problem, TableRow
from glossator.formats.file_head import FileHead
from glossator.text.pluralize import counted


class Evidence(IntEnum):
    """How much the content of a file shows that it is of a format."""

    NONE = 0
    SHAPE = 1
    """Its structure fits, but it has nothing that only this format has, such as an annotation."""
    CONTENT = 2
    """It has what only this format has."""
    KIND = 3
    """It has what only a special kind of a more general format has, such as the pages of a news database."""


Sniff: TypeAlias = Callable[[FileHead], Evidence]
"""Returns how much the beginning of a file shows that it is of the format."""
ReadArticles: TypeAlias = Callable[[bytes], Iterator[Content | Problem]]
"""Yields the articles in a file, and the parts that cannot be read; may raise `Unreadable`."""
ReadAnnotations: TypeAlias = Callable[[Mapping[str, bytes]], Iterator[Arrival]]
"""Yields what is in files, given by name: articles, what else there is, and problems; may raise `Unreadable`."""
ReadLines: TypeAlias = Callable[[BinaryIO], Iterator[Arrival]]
"""As `ReadAnnotations`, from an open file with an article on each line, a line at a time."""
ReadRows: TypeAlias = Callable[[bytes], Iterator[TableRow | Problem]]
"""Yields the rows of an annotation table, which belong to articles in the workspace; may raise `Unreadable`."""
ReadCodes: TypeAlias = Callable[[Mapping[str, bytes]], Sequence[Code]]
"""Returns the codebook in files; may raise `Unreadable`."""
WriteFile: TypeAlias = Callable[[ExportSnapshot, BinaryIO], str]
"""Writes an export to a file, and returns a summary such as "3 articles, 312 annotations"."""
WriteFiles: TypeAlias = Callable[[ExportSnapshot, OutputFiles], str]
"""Writes an export to several files, and returns a summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of files with articles, annotations, or both. What it cannot do is None.

    Attributes:
        name: its id on the command line, where it is the value of --format.
        title: its name for people.
        suffixes: of its files, in lower case; the first is that of files that are written.
        sniff: recognises its files by their content; those of a format without it are recognised by suffix only.
        only_by_content: whether its suffixes do not show it, because most files with them are of another format.
        read_articles, read_annotations, read_lines, read_rows, read_codes: read its files. With `read_lines`,
            `read_annotations` is `from_lines(read_lines)`.
        write, write_files: write one file, or several; at most one of them is set.
        packed: whether its several files are always in one zip archive with its suffix.
        lacks: the features that it cannot hold; the tests compare them with what is written and read back.
        is_extract: whether it is meant for one kind of thing, so that other things are not reported as lost.
        is_text: whether its files are texts.
        mapping: what becomes of what its files hold when they are imported: pairs of a thing there and a thing here.
    """

    name: str
    title: str
    suffixes: tuple[str, ...] = ()
    sniff: Sniff | None = None
    only_by_content: bool = False
    read_articles: ReadArticles | None = None
    read_annotations: ReadAnnotations | None = None
    read_lines: ReadLines | None = None
    read_rows: ReadRows | None = None
    read_codes: ReadCodes | None = None
    write: WriteFile | None = None
    write_files: WriteFiles | None = None
    packed: bool = False
    lacks: frozenset[Feature] = frozenset()
    is_extract: bool = False
    is_text: bool = True
    mapping: tuple[tuple[str, str], ...] = ()

    @property
    def can_import(self) -> bool:
        """Whether its files can be imported."""
        return self.read_articles is not None or self.read_annotations is not None

    @property
    def can_export(self) -> bool:
        """Whether it can be written."""
        return self.write is not None or self.write_files is not None

    @property
    def suffix(self) -> str:
        """The suffix of the file that is written; empty for a folder, or a zip archive on request."""
        return self.suffixes[0] if self.suffixes and (self.write is not None or self.packed) else ""

    @property
    def reported_losses(self) -> frozenset[Feature]:
        """The features of which an export reports how often they are lost."""
        return frozenset() if self.is_extract else self.lacks

    @property
    def is_text_file(self) -> bool:
        """Whether it is one text file, which a terminal can show."""
        return self.is_text and self.write is not None


def one_article(read: Callable[[bytes], Content]) -> ReadArticles:
    """Return the reader of a format with one article in each file."""
    return lambda data: iter((read(data),))


def from_lines(read_lines: ReadLines) -> ReadAnnotations:
    """Return the reader of whole files of a format with an article on each line."""

    def read(files: Mapping[str, bytes]) -> Iterator[Arrival]:
        for data in files.values():
            yield from read_lines(BytesIO(data))

    return read


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
