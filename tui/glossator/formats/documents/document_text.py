"""The text of an office document while it is read: blocks in reading order, and what is left out beside them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from glossator.domain.left_out import LeftOut
from glossator.text.normalise import flatten
from glossator.text.words import word_count

_DEEPEST_HEADING: Final = 6
# The most paragraphs in a cell of data.
_MOST_IN_CELL: Final = 3
HIDDEN: Final = "hidden text"
DELETED: Final = "deleted text"
COMMENT: Final = "comment"
HEADER: Final = "page header"
FOOTER: Final = "page footer"
PICTURE: Final = "picture"
EMBEDDED: Final = "embedded file"
"""What office documents of all formats leave out."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the rows of a table on lines of their own.

    Attributes:
        text: its text, without white space at its ends.
        level: of a heading, 1 for the highest; 0 for any other block.
        is_item: whether it begins an item of a list.
    """

    text: str
    level: int = 0
    is_item: bool = False

    def __str__(self) -> str:
        """Return it as Markdown."""
        if self.level:
            return f"{'#' * min(self.level, _DEEPEST_HEADING)} {flatten(self.text)}"
        return f"- {self.text}" if self.is_item else self.text


def markdown(blocks: Iterable[Block]) -> str:
    """Return the blocks as the text of an article."""
    return "\n\n".join(map(str, blocks))


def table_blocks(rows: Sequence[Sequence[Sequence[Block] | None]]) -> Iterator[Block]:
    """Yield a table as blocks: its rows as lines with " | " between the cells, or the paragraphs of its cells.

    A row with one cell in a table of one column, and a row with a heading or many paragraphs in a cell, is no row of
    data but layout. Its blocks stay what they are.

    Args:
        rows: for each row, the blocks of each cell; None for a cell that is a continuation of another one.
    """
    has_columns = any(len(cells) > 1 for cells in rows)
    lines: list[str] = []
    for cells in rows:
        shown = [cell for cell in cells if cell is not None]
        texts = [flatten(" ".join(block.text for block in cell)) for cell in shown]
        if not any(texts):
            continue
        if has_columns and not any(len(cell) > _MOST_IN_CELL or any(block.level for block in cell) for cell in shown):
            lines.append(" | ".join(texts))
            continue
        if lines:
            yield Block("\n".join(lines))
            lines = []
        for cell in shown:
            yield from cell
    if lines:
        yield Block("\n".join(lines))


class Flow:
    """Text that is read from beginning to end: that of the body, a cell, a text box or a note.

    What belongs to a paragraph and has paragraphs of its own, such as a text box or a footnote, follows the paragraph;
    in a cell, it is kept until the end of the table.
    """

    def __init__(self, *, in_paragraph: bool = False, is_cell: bool = False) -> None:
        self.in_paragraph = in_paragraph
        self.is_cell = is_cell
        self.floating: list[Block] = []
        self.blocks: list[Block] = []
        self.parts: list[str] = []

    def write(self, text: str) -> None:
        """Add text to the current paragraph."""
        self.parts.append(text)

    @property
    def paragraph(self) -> str:
        """The text of the current paragraph so far."""
        return "".join(self.parts)

    def end_paragraph(self, level: int = 0, *, is_item: bool = False) -> None:
        """End the current paragraph; one without text is dropped."""
        text = self.paragraph.strip()
        if text:
            self.blocks.append(Block(text, level, is_item and not level))
        self.parts = []
        if not self.is_cell:
            self.blocks += self.floating
            self.floating = []

    def add(self, blocks: Iterable[Block]) -> None:
        """Add whole blocks after the current paragraph."""
        self.end_paragraph()
        self.blocks += blocks

    def merge(self, other: "Flow") -> None:
        """Add everything in another flow, whose last paragraph stays open."""
        if other.blocks:
            self.add(other.blocks)
        self.parts += other.parts
        self.floating += other.floating

    @property
    def words(self) -> int:
        """The number of words in it so far."""
        blocks = sum(word_count(block.text) for block in (*self.blocks, *self.floating))
        return blocks + word_count(self.paragraph)

    def finish(self) -> list[Block]:
        """End the last paragraph, and return all blocks."""
        self.end_paragraph()
        return self.blocks

    def finish_cell(self) -> tuple[list[Block], list[Block]]:
        """End the last paragraph; return the blocks of a cell, and those that float beside it."""
        self.is_cell = True
        self.end_paragraph()
        return self.blocks, self.floating


class LeftOutTexts:
    """Collects the texts that a reader leaves out by kind; words that are split over several texts count once."""

    def __init__(self, kind: str = "") -> None:
        self.kind = kind
        self.texts: dict[str, list[str]] = defaultdict(list)
        self.numbers: dict[str, LeftOut] = {}

    def count(self, kind: str, number: int = 1, plural: str = "") -> None:
        """Count things that are left out; arguments are those of `LeftOut`."""
        before = self.numbers.get(kind, LeftOut(kind, plural=plural))
        self.numbers[kind] = replace(before, number=before.number + number)

    @contextmanager
    def leaving_out(self, kind: str) -> Iterator[None]:
        """Make text that is written within the context one of this kind; of nested kinds, the outermost counts."""
        before, self.kind = self.kind, self.kind or kind
        try:
            yield
        finally:
            self.write("\n")
            self.kind = before

    def write(self, text: str) -> None:
        """Add text of the current kind."""
        self.texts[self.kind].append(text)

    def forget(self, kind: str) -> None:
        """Count no things of this kind."""
        self.numbers.pop(kind, None)

    def merge(self, other: "LeftOutTexts") -> None:
        """Add everything in another one."""
        for kind, texts in other.texts.items():
            self.texts[kind] += texts
        for kind, counted in other.numbers.items():
            self.count(kind, counted.number, counted.plural)

    @property
    def words(self) -> int:
        """The number of words that were left out."""
        return sum(word_count("".join(texts)) for texts in self.texts.values())

    @property
    def entries(self) -> tuple[LeftOut, ...]:
        """What was left out, by kind; kinds that are not counted appear if they have words."""
        words = {kind: word_count("".join(texts)) for kind, texts in self.texts.items()}
        found = {kind: self.numbers.get(kind, LeftOut(kind)) for kind in (*self.numbers, *self.texts)}
        entries = [replace(entry, words=words.get(kind, 0)) for kind, entry in found.items()]
        return tuple(sorted((one for one in entries if one.words or one.number), key=lambda one: -one.words))
