"""Rules for brackets after a name, with its short form or the same name in another script."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import regex

from glossator.domain.annotation import Suggestion
from glossator.domain.lexicon import AMOUNTS
from glossator.ner.postprocessing.rule import overlay
from glossator.text.names import is_acronym_of
from glossator.text.span import Span

_SHORT: Final = regex.compile(r"\s?\((\p{Lu}[\p{L}\p{N}&./-]{1,11})\)")
# The most characters of a name before its short form.
_LONGEST: Final = 100


def short_forms(text: str, piece: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Give a short form in brackets the label of the name before it, whose initials it is, and extend that name.

    The name is extended to all words that the short form has a letter for: United Nations Assistance Mission in
    Afghanistan (UNAMA). A PERSON with a short form becomes an ORG.
    """
    found: list[Suggestion] = []
    for match in _SHORT.finditer(text, piece.start, piece.end):
        short, end = Span(*match.span(1)), match.start()
        for one in suggestions:
            if one.label in AMOUNTS or not end - _LONGEST < one.span.start < one.span.end <= end:
                continue
            words = text[one.span.start : end]
            if "\n" not in words and is_acronym_of(short.of(text), words):
                label = "ORG" if one.label == "PERSON" else one.label
                found += [replace(one, span=span, label=label) for span in (Span(one.span.start, end), short)]
                break
    return overlay(text, suggestions, found)


_OTHER: Final = r"(?V1)[\p{L}--[\p{Latin}]][[\p{L}\p{M}\p{N}]--[\p{Latin}]\u200c\u200d・·‘’'-]*"
# Words in another script, after Latin text and before a bracket.
_OTHER_NAME: Final = regex.compile(
    rf"(?<=[\p{{Latin}}\p{{N}}][^\p{{L}}\p{{N}}]{{0,4}})({_OTHER}(?:\s{_OTHER}){{0,5}})\s?\("
)
_OTHER_GLOSS: Final = regex.compile(rf"\s?\(({_OTHER}(?:\s{_OTHER}){{0,5}})\)")
_LATIN: Final = regex.compile(r"\p{Latin}")
_FOREIGN: Final = regex.compile(r"(?V1)[\p{L}--\p{Latin}]")
_ENDS_NAME: Final = regex.compile(r"[),;]")


def other_scripts(text: str, piece: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Give a name in another script the label of the Latin name beside it: کابل (Kabul), Tokyo (東京)."""
    if not _FOREIGN.search(text, piece.start, piece.end):
        return list(suggestions)
    names = [one for one in suggestions if one.label not in AMOUNTS and _LATIN.search(one.span.of(text))]
    return overlay(text, suggestions, [*_in_brackets(text, names), *_in_front(text, piece, names)])


def _in_brackets(text: str, names: Sequence[Suggestion]) -> Iterator[Suggestion]:
    for one in names:
        gloss = _OTHER_GLOSS.match(text, one.span.end)
        if gloss is not None:
            yield replace(one, span=Span(*gloss.span(1)))


def _in_front(text: str, piece: Span, names: Sequence[Suggestion]) -> Iterator[Suggestion]:
    starts = {one.span.start: one for one in names}
    for match in _OTHER_NAME.finditer(text, piece.start, piece.end):
        one = starts.get(match.end())
        if one is not None and _ENDS_NAME.match(text, one.span.end):
            yield replace(one, span=Span(*match.span(1)))
