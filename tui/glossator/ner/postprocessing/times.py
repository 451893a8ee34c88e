"""Rules for times: days with a time of day, times with a zone, weekdays, and words that only describe a day."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from glossator.domain.annotation import Suggestion
from glossator.ner.postprocessing.rule import is_covered, overlay, words_in
from glossator.text.boundaries import enclosing_span
from glossator.text.span import Span

_WEEKDAY: Final = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?"
_PART: Final = r"(?:(?:early|late|mid)[\s-])?(?:morning|afternoon|evening|night)s?"
_DAY_WITH_PART: Final = re.compile(rf"\b(?:{_WEEKDAY}|(?i:yesterday|tomorrow|today))\s{_PART}\b(?!-)")
_ZONES: Final = "GMT|UTC|BST|CET|CEST|EET|EST|EDT|CST|CDT|MST|MDT|PST|PDT|ET|PT|IST|PKT|AFT|MSK|JST|KST|AEST|AEDT"
_ZONE: Final = rf"(?:local\stime|{_ZONES})"
_WITH_ZONE: Final = re.compile(
    rf"(?<![\w.,:])\d{{1,2}}(?:(?:[:.]\d\d)?\s?[ap]\.?m\.?|[:.]?\d\d)\s{_ZONE}(?:[+-]\d{{1,2}})?\b"
)
_DAYTIMES: Final = "dawn|dusk|noon|midnight|midday|nightfall|sunrise|sunset"
_OF_TIMES: Final = frozenset(f"{_DAYTIMES}|local|{_ZONES.lower()}".split("|")) | {
    f"{part}{plural}" for part in ("morning", "afternoon", "evening", "night") for plural in ("", "s")
}
_TURN_OF_DAY: Final = re.compile(
    rf"\b(?:at|before|after|by|until|since|from)\s({_DAYTIMES})\b(?!\sof\b)"
    r"|\bin\sthe\s((?:(?:early|late)\s)?(?:morning|afternoon|evening))\b"
)


def times_of_day(text: str, piece: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Join a day and its time of day, and a time and its zone: Sunday evening, 6 p.m. local time, 1300 GMT.

    Also suggest dawn, dusk and the like: before dawn, in the evening.
    """
    if _OF_TIMES.isdisjoint(words_in(text, piece)):
        return list(suggestions)
    found = []
    for pattern in (_DAY_WITH_PART, _WITH_ZONE, _TURN_OF_DAY):
        for match in pattern.finditer(text, piece.start, piece.end):
            span = Span(*match.span(match.lastindex or 0))
            # Keep the start of an overlapping suggestion: last Sunday evening.
            over = [one.span for one in suggestions if one.label in ("DATE", "TIME") and one.span.overlaps(span)]
            start = min([span.start, *(other.start for other in over)])
            if not is_covered(suggestions, span, "TIME"):
                found.append(Suggestion(Span(start, span.end), "TIME"))
    return overlay(text, suggestions, found)


_EACH: Final = re.compile(r"\b(?i:every|each)\s\Z")
_STARTS_SMALL: Final = re.compile(rf"\d|{_WEEKDAY}|[a-z]")


def with_every(text: str, piece: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Extend times to every and each: every 24 hours, each Friday."""
    found: list[Suggestion] = []
    for one in suggestions:
        before = _EACH.search(text, max(piece.start, one.span.start - 6), one.span.start)
        timed = one.label in ("DATE", "TIME") and _STARTS_SMALL.match(text, one.span.start)
        free = before is not None and not (found and found[-1].span.end > before.start())
        found.append(
            replace(one, span=enclosing_span(one.span, Span(*before.span()))) if before and timed and free else one
        )
    return found


_UNIT: Final = r"(?:hour|day|night|week|weekend|month|year|morning|afternoon|evening)"
_BARE: Final = re.compile(r"(?i:second|minute|moment|hour|day)|number\sof\s(?:second|minute|hour|day|week|month|year)s")
_WITHIN: Final = re.compile(r"\bwithin\sthe\s\Z")
# Words between “a” and a unit that leave it a duration.
_COUNTING: Final = (
    r"(?:full|whole|entire|half|quarter|few|couple|dozen|hundred|thousand|million|single|further|additional|extra|calendar"
    r"|fiscal|financial|academic|school|leap|solid|straight|early|late|mid|one|two|three|four|five|six|seven|eight|nine|ten)\b"
)
_DESCRIBED: Final = re.compile(rf"(?i:an?)\s(?!{_COUNTING})[a-z]+\s{_UNIT}")
_ANY: Final = re.compile(r"(?i:any)\s(?:moment|minute|hour|day|time)")
_RELATIVE: Final = re.compile(r"\s(?:(?:on|in|at)\swhich|when|where)\b")
_ONE_UNIT: Final = re.compile(rf"(?i:an?)\s{_UNIT}")


def without_described(text: str, one: Suggestion) -> Suggestion | None:
    """Drop times that give neither date nor duration: the day, a clear day, any hour, a day on which nothing moves."""
    return None if one.label in ("DATE", "TIME") and _is_described(text, one.span) else one


def _is_described(text: str, span: Span) -> bool:
    if _BARE.fullmatch(text, span.start, span.end):
        return _WITHIN.search(text, max(0, span.start - 12), span.start) is None
    if _ANY.fullmatch(text, span.start, span.end) or _DESCRIBED.fullmatch(text, span.start, span.end):
        return True
    return bool(_ONE_UNIT.fullmatch(text, span.start, span.end) and _RELATIVE.match(text, span.end))


_WEEKDAYS: Final = frozenset(
    f"{day}day{plural}" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun") for plural in ("", "s")
)
_LONE_WEEKDAY: Final = re.compile(rf"(?<![\w-]){_WEEKDAY}\b(?![-’'](?!s\b))")
_CAPITAL_BEHIND: Final = re.compile(r"\s[A-Z]")
_CAPITAL_BEFORE: Final = re.compile(r"\b[A-Z][\w.’'-]*\s\Z")
# Words that may have a capital from the start of a sentence.
_OFTEN_BEFORE: Final = re.compile(
    r"\b(?:On|By|Until|Since|Last|Next|This|Every|Each|Late|Early|From|And|But|After|Before)\s\Z"
)


def weekdays(text: str, piece: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Suggest the days of the week, except as part of a name: not the Sunday Ledger."""
    if _WEEKDAYS.isdisjoint(words_in(text, piece)):
        return list(suggestions)
    spans = [Span(*match.span()) for match in _LONE_WEEKDAY.finditer(text, piece.start, piece.end)]
    free = [
        span
        for span in spans
        if not any(one.span.overlaps(span) for one in suggestions) and not _is_in_a_name(text, span)
    ]
    return overlay(text, suggestions, [Suggestion(span, "DATE") for span in free])


def _is_in_a_name(text: str, day: Span) -> bool:
    if _CAPITAL_BEHIND.match(text, day.end):
        return True
    before = max(0, day.start - 30)
    return bool(_CAPITAL_BEFORE.search(text, before, day.start)) and not _OFTEN_BEFORE.search(text, before, day.start)
