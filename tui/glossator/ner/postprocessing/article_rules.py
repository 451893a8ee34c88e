"""Rules for a whole article, by what a name is elsewhere in it."""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import accumulate
from typing import Final

import regex

from glossator.domain.annotation import Origin, Suggestion
from glossator.domain.lexicon import AMOUNTS
from glossator.ner.lexicon_matcher import LexiconMatcher
from glossator.ner.postprocessing.countries import COUNTRIES
from glossator.ner.postprocessing.edges import ADDRESS
from glossator.ner.postprocessing.label_cues import FIRST_WORD, find_places
from glossator.text.lexical import lexical_form
from glossator.text.span import Span

# Below this mean probability, most names are none; their other mentions were right in 1 of 5.
_LEAST_PROBABLE: Final = 0.4
# Beside another word with a capital, a mention is mostly a part of a longer name; 1 of 5 was right.
_CAPITAL_AFTER: Final = regex.compile(r"[ -]\p{Lu}\p{Ll}")
_CAPITAL_BEFORE: Final = regex.compile(r"(?r)(?<![\p{L}\p{M}])\p{Lu}[\p{L}\p{M}.’'-]*[ -]")
# What a majority may relabel these as; other changes were wrong in most cases.
_CHANGES: Final = {"PERSON": ("GPE",), "GPE": ("PERSON", "NORP")}
_PLACED: Final = regex.compile(r"(?r)\b(?i:in|at|near|into|outside|around|across|throughout|of|to|from)\s")


def other_mentions(text: str, standing: Collection[Suggestion], taken: Collection[Span]) -> Iterator[Suggestion]:
    """Yield suggestions for the unmarked mentions of names that are marked elsewhere in `text`.

    A name has a capital, or is in a script without them, and its label is not an amount. Its label is the one that it
    has most often; a name with a tie gives no suggestions, and neither does one with a low mean probability. Mentions
    beside another word with a capital are left out.

    Args:
        text: an article that was analysed completely.
        standing: the annotations in it, with the probabilities of the parser as scores, as far as they are known.
        taken: spans that a suggestion may not overlap, also those of `standing`.
    """
    improbable = _improbable(text, standing)
    forms = {
        form: None if form in improbable else _most_often(counts) for form, counts in _labels(text, standing).items()
    }
    # For each span by start, the furthest end of those up to it, to find overlaps by bisection.
    places = sorted(taken)
    reach = list(accumulate((span.end for span in places), max))
    for found in LexiconMatcher({form: label for form, label in forms.items() if label}).matches(
        text, Span(0, len(text))
    ):
        before = bisect_left(places, found.span.end, key=lambda span: span.start)
        is_free = before == 0 or reach[before - 1] <= found.span.start
        if is_free and not _is_in_longer_name(text, found.span):
            yield replace(found, origin=Origin.MODEL)


def _improbable(text: str, standing: Collection[Suggestion]) -> set[str]:
    """Return the names whose mentions have a low mean probability, as far as any is known."""
    known: defaultdict[str, list[float]] = defaultdict(list)
    for one in standing:
        if one.score is not None:
            known[lexical_form(one.span.of(text))].append(one.score)
    return {form for form, scores in known.items() if math.fsum(scores) / len(scores) < _LEAST_PROBABLE}


def _is_in_longer_name(text: str, span: Span) -> bool:
    """Return whether a mention is beside another word with a capital, other than a title or the start of a sentence."""
    if _CAPITAL_AFTER.match(text, span.end):
        return True
    before = _CAPITAL_BEFORE.match(text, max(0, span.start - _FAR), span.start)
    return before is not None and not (FIRST_WORD.match(before.group()) or ADDRESS.match(text, before.start()))


# Characters of the longest word before a mention.
_FAR: Final = 30


def one_label(text: str, standing: Collection[Suggestion], undecided: Collection[Span]) -> Iterator[Suggestion]:
    """Yield undecided suggestions with new labels, so that a name has one label throughout an article.

    It is the label that the name has most often; but GPE where it has it and a word says that it is a place (Khost
    province), unless it is also a NORP. The first or last word of a person's full name is that person, unless it is a
    country, or is used as a place (in Jordan). A PERSON becomes nothing but a GPE; a GPE, a PERSON or a NORP.

    Args:
        text: an article that was analysed completely.
        standing: the annotations in it.
        undecided: the spans of the suggestions that may be relabelled.
    """
    labels = _labels(text, standing)
    people = {part for form, counts in labels.items() if "PERSON" in counts for part in _parts(form)}
    in_doubt = any(len(counts) > 1 and "GPE" in counts for counts in labels.values())
    places = find_places(text) if in_doubt else set()
    for one in standing:
        form = lexical_form(one.span.of(text))
        if one.span not in undecided or one.label in AMOUNTS or form not in labels:
            continue
        is_place = form in places and "GPE" in labels[form] and "NORP" not in labels[form]
        label = "GPE" if is_place else _most_often(labels[form])
        if one.label != "PERSON" and form in people and form not in COUNTRIES and not _is_placed(text, form):
            label = "PERSON"
        if label is not None and label != one.label and label in _CHANGES.get(one.label, (label,)):
            yield replace(one, label=label)


def _labels(text: str, standing: Collection[Suggestion]) -> dict[str, Counter[str]]:
    """Return the labels of each name, counted."""
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in standing:
        form = lexical_form(one.span.of(text))
        # A name has a capital, unless its script has none.
        if one.label not in AMOUNTS and len(form) > 1 and (form != form.lower() or _is_caseless(form)):
            labels[form][one.label] += 1
    return labels


def _is_caseless(form: str) -> bool:
    return form.lower() == form.upper() and any(map(str.isalpha, form))


def _most_often(counts: Counter[str]) -> str | None:
    (label, most), *others = counts.most_common(2)
    return label if not others or others[0][1] < most else None


def _parts(form: str) -> tuple[str, ...]:
    """Return the first and the last word of a name of several words."""
    words = form.split()
    return (words[0], words[-1]) if len(words) > 1 else ()


def _is_placed(text: str, form: str) -> bool:
    """Return whether a name follows a preposition of place anywhere."""
    place = text.find(form)
    while place >= 0:
        if _PLACED.match(text, max(0, place - 12), place):
            return True
        place = text.find(form, place + 1)
    return False
