"""The content of an export, read at one moment: articles with annotations, codebook and entities."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Protocol, TypeAlias

from glossator.domain.annotation import Annotation
from glossator.domain.article import Article
from glossator.domain.code import Code
from glossator.domain.codebook import Label, Tag
from glossator.text.span import Span

Cell: TypeAlias = str | int | float | None
Row: TypeAlias = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class EntityRecord:
    """An entity in an export.

    Attributes:
        label: its type, if it has one.
        reference: its id in a knowledge base; empty if it has none.
        aliases: in alphabetical order.
    """

    uid: str
    name: str
    label: str | None = None
    note: str = ""
    reference: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """An article with those of its annotations that match the filter.

    Attributes:
        article: its note and tags are empty if they do not match.
        annotations: those about the whole article first, then by start, the longer first.
        undecided: the spans of undecided suggestions, whether they match or not.
    """

    article: Article
    annotations: tuple[Annotation, ...]
    undecided: tuple[Span, ...] = ()


class ExportSnapshot(Protocol):
    """The content of an export, which can be iterated repeatedly."""

    @property
    def wanted(self) -> Mapping[str, Sequence[str]]:
        """The filter: its fields with their values; empty for an unfiltered export."""

    @property
    def labels(self) -> Sequence[Label]:
        """The labels of the codebook, used or not."""

    @property
    def tags(self) -> Sequence[Tag]:
        """The tags of the codebook by path, used or not."""

    @property
    def codes(self) -> Sequence[Code]:
        """The labels and tags of the codebook for codebook files, used or not."""

    @property
    def entities(self) -> Sequence[EntityRecord]:
        """The entities by name, mentioned or not."""

    def articles(self) -> Iterator[AnnotatedArticle]:
        """Yield the articles that match the filter, or have an annotation that does, by id."""

    def rows(self) -> Iterator[Row]:
        """Yield the rows of the annotation table: each annotation, and each article with a note or tags."""


class OutputFiles(Protocol):
    """The destination of a format that writes several files."""

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Open the new file `name`, a path with slashes; each is closed before the next is opened."""
