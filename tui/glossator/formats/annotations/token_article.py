"""An article made of tokens, for formats that have no text of their own.

Where the file says what stands between tokens, that stands there. Else tokens are joined by a space, those of scripts
that are written without spaces (Chinese, Japanese, Thai …) by nothing, and sentences are joined by a line end.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.import_builder import ImportBuilder
from glossator.formats.columns import runs
from glossator.text.normalise import shorten

_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]"
)
_LONGEST: Final = 60
Place: TypeAlias = tuple[int, int]
"""Where a token begins and ends in the text."""


class TokenArticle:
    """Collects the sentences of an article, their labels, and what is left out."""

    def __init__(self, known: Mapping[str, Any], where: str = "", *, analyst: str = "") -> None:
        """Begin an article; arguments as of `ImportBuilder`."""
        self._known = known
        self._where = where
        self._analyst = analyst
        self._parts: list[str] = []
        self._length = 0
        self._marks: list[tuple[int, int, str, str]] = []
        self._left_out: list[tuple[str, int, str, str]] = []
        self._rejected: list[tuple[str, str, str]] = []

    @property
    def is_empty(self) -> bool:
        """Whether there is no sentence yet."""
        return not self._parts

    def add_sentence(self, words: Sequence[str], gaps: Sequence[str | None] = (), *, before: str = "\n") -> list[Place]:
        """Add a sentence and return where its tokens are.

        Args:
            words: its tokens.
            gaps: what stands after each token; None, or no value, where the file does not say.
            before: what stands before it if it is not the first.
        """
        if self._parts:
            self._append(before)
        places = []
        for number, word in enumerate(words):
            start = self._length
            self._append(word)
            places.append((start, self._length))
            if number + 1 < len(words):
                stated = gaps[number] if number < len(gaps) else None
                self._append(_gap(word, words[number + 1]) if stated is None else stated)
        return places

    def add_labels(
        self, places: Sequence[Place], values: Sequence[str], analysts: Sequence[str] = (), *, plain: bool = False
    ) -> None:
        """Add the spans of a sentence's labels; those that are not understood are counted.

        Args:
            places: where its tokens are.
            values: the label of each.
            analysts: the annotator of each; by default that of the article.
            plain: as of `columns.runs`.
        """
        for found in runs(values, plain=plain):
            if isinstance(found, str):
                self.reject("label that is not understood", "labels that are not understood", found)
            else:
                analyst = analysts[found.first] if analysts else ""
                self.add_mark(places[found.first][0], places[found.end - 1][1], found.label, analyst)

    def add_mark(self, start: int, end: int, label: str, analyst: str = "") -> None:
        """Add an annotation."""
        self._marks.append((start, end, label, analyst))

    def leave_out(self, kind: str, number: int, plural: str = "", example: str = "") -> None:
        """Count what there is no place for; arguments as of `LeftOut`."""
        if number:
            self._left_out.append((kind, number, plural, shorten(example, _LONGEST)))

    def reject(self, kind: str, plural: str, example: str) -> None:
        """Count a thing that cannot be read; arguments as of `LeftOut`."""
        self._rejected.append((kind, plural, f"“{shorten(example, _LONGEST)}”"))

    def build(self) -> ImportRecord | str:
        """Return the article with its annotations, or why there is none."""
        builder = ImportBuilder("".join(self._parts), self._known, where=self._where, analyst=self._analyst)
        for start, end, label, analyst in self._marks:
            builder.add(start, end, label, {"analyst": analyst} if analyst else {})
        for kind, number, plural, example in self._left_out:
            builder.leave_out(kind, number, plural=plural, example=example)
        for kind, plural, example in self._rejected:
            builder.reject(kind, 1, plural=plural, example=example)
        return builder.build()

    def _append(self, part: str) -> None:
        self._parts.append(part)
        self._length += len(part)


def _gap(left: str, right: str) -> str:
    """Return what stands between two tokens where the file does not say."""
    return "" if _UNSPACED.match(left[-1:]) and _UNSPACED.match(right[:1]) else " "


def gaps_of(text: str, words: Sequence[str]) -> list[str] | None:
    """Return the white space between words in the text of their sentence; None if the text has other words."""
    gaps, end = [], 0
    for number, word in enumerate(words):
        start = text.find(word, end)
        if start < 0 or text[end:start].strip() or (number == 0 and start > 0):
            return None
        if number:
            gaps.append(text[end:start])
        end = start + len(word)
    return None if text[end:].strip() else gaps
