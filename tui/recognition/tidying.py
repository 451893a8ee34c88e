"""Rules that make suggestions what an analyst would have marked. Each has a name, and can be switched off."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Final, TypeAlias

import regex

from tui.model.annotation import Origin, Suggestion
from tui.model.boundaries import joined
from tui.model.lexicon import AMOUNTS
from tui.model.recurrence import lexical
from tui.model.span import Span
from tui.model.tokens import token_at
from tui.recognition.lexicon import Lexicon

Rule: TypeAlias = Callable[[str, Sequence[Suggestion]], list[Suggestion]]

_ARTICLE: Final = regex.compile(r"(?i:the|an?)\s+(?=\S)")
_IN_A_SENTENCE: Final = regex.compile(r"(?r)[\w,;][”’\"')\]]?[^\S\n]+")
# How far around a suggestion its name is looked for, written as part of a sentence.
_AROUND: Final = 20_000
_NAMES_WITH_ARTICLE: Final = frozenset({"Hague"})
_POSSESSIVE: Final = regex.compile(r"['’][sS]\Z|(?<=[sS])['’]\Z")
_NAMES_WITH_POSSESSIVE: Final = frozenset(
    {"christie's", "denny's", "domino's", "hardee's", "kellogg's", "kohl's", "levi's", "lloyd's", "lowe's", "macy's"}
    | {"mcdonald's", "men's", "moody's", "nando's", "sainsbury's", "sotheby's", "standard & poor's", "wendy's"}
)
_HYPHENS: Final = regex.compile("[-‐‑]")
# What joins the parts of one name, in the tongues that write it with hyphens.
_PARTICLES: Final = frozenset(
    {"e", "i", "o", "al", "as", "ash", "at", "az", "an", "ar", "ad", "ed", "el", "ul", "ur", "un", "us", "ud", "uz"}
    | {"tul", "tur", "ut", "wal", "wa", "de", "la", "le", "les", "du", "des", "sur", "sous", "en", "von", "zu", "upon"}
)
_ARABIC_ARTICLES: Final = frozenset({"al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "ul"})


def without_article(text: str, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Take “the”, “a” and “an” off the front, unless it belongs to the name.

    It does where it has a capital in the middle of a sentence (wrote The Meridian), here or elsewhere around, in the
    title of a work, and in “The Hague”. “A” and “an” stay in front of what says how much or when: a week is one week.
    """
    return [_without_article(text, one) for one in suggestions]


def _without_article(text: str, one: Suggestion) -> Suggestion:
    article = _ARTICLE.match(text, one.span.start, one.span.end)
    if article is None:
        return one
    word, name = article.group().split()[0], text[article.end() : one.span.end]
    if one.label in AMOUNTS:
        keep = word.casefold() != "the"
    else:
        keep = word[0].isupper() and (
            one.label == "WORK_OF_ART" or lexical(name) in _NAMES_WITH_ARTICLE or _written_so(text, one.span)
        )
    return one if keep else replace(one, span=Span(article.end(), one.span.end))


def _written_so(text: str, span: Span) -> bool:
    """Say whether the words at `span` stand in the middle of a sentence, as they are, near it."""
    words = _POSSESSIVE.sub("", span.of(text))
    reach = max(0, span.start - _AROUND)
    end = span.end + _AROUND
    place = text.find(words, reach, end)
    while place >= 0:
        if _IN_A_SENTENCE.match(text, max(0, place - 10), place) and not words.isupper():
            return True
        place = text.find(words, place + 1, end)
    return False


def without_possessive(text: str, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Take a possessive ’s, or the apostrophe behind a plural, off the end; not off Lloyd’s and the like."""
    tidied = []
    for one in suggestions:
        words = one.span.of(text)
        mark = _POSSESSIVE.search(words)
        known = words.replace("’", "'").casefold() in _NAMES_WITH_POSSESSIVE
        if mark is None or mark.start() == 0 or known:
            tidied.append(one)
        else:
            tidied.append(replace(one, span=Span(one.span.start, one.span.start + mark.start())))
    return tidied


def hyphenated_whole(text: str, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Have a suggestion that stops inside a hyphenated name take all of it.

    What is joined is one name where particles join it (Tehreek-e-Taliban, Zia-ul-Haq, al-Qaida), or where a name of
    several words reaches into it (the Baptiste Roux of Jean-Baptiste Roux). An organisation of the first kind takes the
    country behind it too: Tehreek-e-Taliban Pakistan. US-led and India-Pakistan stay as they are.
    """
    tidied: list[Suggestion] = []
    for one in sorted(suggestions, key=lambda one: one.span):
        grown = _grown(text, one)
        before = tidied[-1] if tidied else None
        if before is not None and before.span.overlaps(grown.span):
            label = before.label if "ORG" not in (before.label, grown.label) else "ORG"
            tidied[-1] = replace(before, span=joined(before.span, grown.span), label=label)
        elif before is not None and _has_country_behind(text, before, grown):
            tidied[-1] = replace(before, span=joined(before.span, grown.span))
        else:
            tidied.append(grown)
    return tidied


def _grown(text: str, one: Suggestion) -> Suggestion:
    first, last = token_at(text, one.span.start), token_at(text, one.span.end - 1)
    several = len(one.span.of(text).split()) > 1 and one.label in ("PERSON", "ORG", "FAC")
    start, end = one.span.start, one.span.end
    if first is not None and first.start < start and _is_one_name(first.of(text), several=several):
        start = first.start
    if last is not None and end < last.end and _is_one_name(last.of(text), several=several):
        end = last.end
    return one if (start, end) == (one.span.start, one.span.end) else replace(one, span=Span(start, end))


def _is_one_name(token: str, *, several: bool) -> bool:
    """Say whether a token is one name: one with particles, or, at the edge of `several` words, any with capitals."""
    parts = _HYPHENS.split(token)
    names = [part for part in parts if part.casefold() not in _PARTICLES]
    if len(parts) < 2 or not names or not all(part[:1].isupper() for part in names):
        return False
    if parts[0].casefold() in _ARABIC_ARTICLES:
        return True
    return several or any(part.casefold() in _PARTICLES for part in parts[1:-1])


def _has_country_behind(text: str, name: Suggestion, country: Suggestion) -> bool:
    if name.label != "ORG" or country.label != "GPE" or text[name.span.end : country.span.start] != " ":
        return False
    last = token_at(text, name.span.end - 1)
    return last is not None and _is_one_name(last.of(text), several=False)


LOCAL: Final[Mapping[str, Rule]] = {
    "trailing_possessive": without_possessive,
    "leading_article": without_article,
    "hyphenated_names": hyphenated_whole,
}
"""The rules that look at a suggestion and what is around it, in the order in which they work."""
OTHER_MENTIONS: Final = "other_mentions"
"""The rule that looks at a whole article, when all of it was read."""
RULES: Final = (*LOCAL, OTHER_MENTIONS)


def tidied(text: str, suggestions: Sequence[Suggestion], rules: Collection[str] = RULES) -> list[Suggestion]:
    """Return what the named ones of the local rules make of a model's suggestions, which do not overlap."""
    found = list(suggestions)
    for name, rule in LOCAL.items():
        if name in rules:
            found = rule(text, found)
    return found


def other_mentions(text: str, standing: Collection[Suggestion], taken: Collection[Span]) -> Iterator[Suggestion]:
    """Yield suggestions for the places of `text` that have a name which stands elsewhere in it, but are not marked.

    A name is what stands there with a capital and a label that is no amount. Where one name has several labels, the
    one that it has most often counts, and none if two are equal.

    Args:
        text: an article, all of which was read.
        standing: what is marked in it, by anybody.
        taken: spans that a suggestion may not overlap, those of `standing` among them.
    """
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in standing:
        form = lexical(one.span.of(text))
        if one.label not in AMOUNTS and len(form) > 1 and any(map(str.isupper, form)):
            labels[form][one.label] += 1
    forms = {form: _most_often(counts) for form, counts in labels.items()}
    # Spans by start, and how far those up to each reach: what reaches past a start overlaps what begins there.
    places = sorted(taken)
    reach = list(accumulate((span.end for span in places), max))
    for found in Lexicon({form: label for form, label in forms.items() if label}).matches(text, Span(0, len(text))):
        before = bisect_left(places, found.span.end, key=lambda span: span.start)
        if before == 0 or reach[before - 1] <= found.span.start:
            yield replace(found, origin=Origin.MODEL)


def _most_often(counts: Counter[str]) -> str | None:
    (label, most), *others = counts.most_common(2)
    return label if not others or others[0][1] < most else None
