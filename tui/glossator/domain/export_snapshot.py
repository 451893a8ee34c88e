"""What leaves a workspace, all of one moment: articles with their annotations, and the words that are used in them."""

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
    """An entity of the workspace.

    Attributes:
        label: its type, if it has one.
        reference: its id in a knowledge base; empty where there is none.
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
    """An article with those of its annotations that were asked for.

    Attributes:
        article: its note and tags are empty where they were not asked for.
        annotations: those about the whole article first, then by start, the longer first.
        undecided: where the suggestions stand that nobody has decided on, asked for or not.
    """

    article: Article
    annotations: tuple[Annotation, ...]
    undecided: tuple[Span, ...] = ()


class ExportSnapshot(Protocol):
    """What was asked for; it can be gone through as often as a format needs."""

    @property
    def wanted(self) -> Mapping[str, Sequence[str]]:
        """The filter: names with the values that were asked for; empty where all was."""

    @property
    def labels(self) -> Sequence[Label]:
        """The labels of the codebook, used or not."""

    @property
    def tags(self) -> Sequence[Tag]:
        """The tags of the codebook by path, used or not."""

    @property
    def codes(self) -> Sequence[Code]:
        """The labels and tags of the codebook as other tools take them, used or not."""

    @property
    def entities(self) -> Sequence[EntityRecord]:
        """The entities by name, mentioned or not."""

    def articles(self) -> Iterator[AnnotatedArticle]:
        """Yield the articles that were asked for, or have something that was, in the order they came in."""

    def rows(self) -> Iterator[Row]:
        """Yield a row for each annotation, and for each note and tags of an article, in the columns of the CSV."""


class OutputFiles(Protocol):
    """Where a format that makes several files puts them."""

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Open the new file `name`, whose parts are divided by slashes; one is closed before the next is opened."""
