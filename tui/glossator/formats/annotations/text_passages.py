"""An article made of passages, of which the file gives the offsets and perhaps the quotes of annotations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.import_builder import (
    MISPLACED,
    MISPLACED_PLURAL,
    OUTSIDE,
    OUTSIDE_PLURAL,
    ImportBuilder,
    misplaced_example,
)
from glossator.text.normalise import normalise, shorten
from glossator.text.offsets import Counting, Offsets, OffsetUnit, QuotedText, best_counting, fitting, same_quote

_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """An annotation: where it begins and ends in the file’s unit, its label, its quote, and what else is known."""

    start: int
    end: int
    label: str
    quote: str
    known: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a text, where it begins in the file’s unit, and what stands before it here."""

    text: str
    start: int
    before: str


class PassageArticle:
    """Collects the passages of an article and its annotations."""

    def __init__(self, known: Mapping[str, Any], where: str) -> None:
        """Begin an article; arguments as of `ImportBuilder`."""
        self._known = known
        self._where = where
        self._passages: list[Passage] = []
        self._marks: list[PlacedMark] = []
        self._left_out: list[tuple[str, int, str, str, str]] = []
        self.metadata: dict[str, str] = {}
        """What else is known of the article."""

    def add_passage(self, text: str, start: int, before: str = "\n\n") -> None:
        """Add a part of the text that begins at `start`, after `before` if it is not the first."""
        if text:
            self._passages.append(Passage(text, start, before if self._passages else ""))

    def add(self, mark: PlacedMark) -> None:
        """Add an annotation."""
        self._marks.append(mark)

    def leave_out(self, kind: str, number: int = 1, *, plural: str = "", text: str = "", example: str = "") -> None:
        """Count things that there is no place for; arguments as of `ImportBuilder.leave_out`."""
        if number:
            self._left_out.append((kind, number, plural, text, example))

    def build(self) -> ImportRecord | str:
        """Return the article with its annotations, or why there is none: it has no text.

        Offsets are taken in the unit under which most quotes of the article are right.
        """
        passages = self._passages
        counting = best_counting(
            [QuotedText(each.text, self._places(each)) for each in passages], Counting(OffsetUnit.CODE_POINT)
        )
        offsets = [Offsets(each.text, fitting(counting, each.text)) for each in passages]
        starts, length = [], 0
        for passage, found in zip(passages, offsets, strict=True):
            starts.append(length + len(passage.before))
            length = starts[-1] + len(found.text)
        text = "".join(passage.before + found.text for passage, found in zip(passages, offsets, strict=True))
        builder = ImportBuilder(text, self._known, where=self._where)
        for mark in self._marks:
            self._place(builder, mark, offsets, starts)
        for kind, number, plural, text, example in self._left_out:
            builder.leave_out(kind, number, plural=plural, text=text, example=shorten(example, _LONGEST))
        for name, value in self.metadata.items():
            builder.add_metadata(name, value)
        return builder.build()

    def _place(
        self, builder: ImportBuilder, mark: PlacedMark, offsets: Sequence[Offsets], starts: Sequence[int]
    ) -> None:
        """Add an annotation at its place, or count it as a problem."""
        there = ""
        for passage, found, start in zip(self._passages, offsets, starts, strict=True):
            if mark.start < passage.start:
                continue
            span = found.to_normalised(mark.start - passage.start, mark.end - passage.start)
            if span is not None:
                there = span.of(found.text)
                if not mark.quote or same_quote(there, normalise(mark.quote)):
                    builder.add(start + span.start, start + span.end, mark.label, mark.known)
                    return
        if there:
            example = misplaced_example(mark.quote, mark.start, mark.end, there)
            builder.reject(MISPLACED, 1, plural=MISPLACED_PLURAL, example=example)
        else:
            named = f"“{shorten(mark.quote or mark.label, _LONGEST)}” at {mark.start} to {mark.end}"
            builder.reject(OUTSIDE, 1, plural=OUTSIDE_PLURAL, example=named)

    def _places(self, passage: Passage) -> list[tuple[int, int, str]]:
        """Return the annotations that may be in a passage, with their offsets in it."""
        last = passage.start + 4 * len(passage.text)
        return [
            (mark.start - passage.start, mark.end - passage.start, normalise(mark.quote))
            for mark in self._marks
            if mark.quote and passage.start <= mark.start < mark.end <= last
        ]
