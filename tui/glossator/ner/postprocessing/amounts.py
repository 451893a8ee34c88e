"""Rules for amounts: money, percentages, measures and numbers, with their units and qualifiers."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from glossator.domain.annotation import Suggestion
from glossator.ner.postprocessing.rule import is_covered, overlay, words_in
from glossator.text.boundaries import enclosing_span
from glossator.text.span import Span

_FIGURE: Final = r"\d+(?:[.,]\d+)*"
_LARGE: Final = r"(?:\s?(?:thousand|million|billion|trillion|lakh|crore|bn|mn|m|k)\b)"
_SIGN: Final = (
    r"(?:(?:\b(?:US|CA|AU|NZ|HK|SG|NT|R|A|C|S))?\$|[€£¥₹₨₽₩₺₴₦₱₫₪฿₸₼₾]|\b(?:Rs|Tk|Rp|Kč|zł|KSh|Ksh|USh|TSh|RM|Afs?)\.?"
    r"|\b(?:USD|EUR|GBP|JPY|CNY|RMB|INR|PKR|AFN|BDT|LKR|NPR|IRR|IQD|SAR|AED|QAR|KWD|TRY|RUB|UAH|CHF|SEK|NOK|DKK|PLN|CZK"
    r"|HUF|RON|BGN|ILS|EGP|ZAR|NGN|KES|GHS|ETB|BRL|MXN|ARS|CLP|COP|AUD|CAD|NZD|SGD|HKD|KRW|THB|MYR|IDR|PHP|VND)\b)"
)
_UNIT_OF_MONEY: Final = (
    r"(?:(?:US|U\.S\.|Canadian|Australian)\s)?(?:dollars?|euros?|cents?|pounds?\ssterling|rupees?|afghanis?|takas?|yen|yuan"
    r"|renminbi|rou?bles?|liras?|riyals?|rials?|dirhams?|dinars?|shekels?|pesos?|reais|naira|shillings?|francs?|kron(?:a|e|or|er)"
    r"|zloty(?:s|ch)?|forints?|baht|ringgit|rupiah|hryvnias?|hryvnya|tenge|manats?|birr|cedis?)"
)
_MONEY: Final = re.compile(rf"{_SIGN}\s?{_FIGURE}{_LARGE}?(?!\w)|\b{_FIGURE}{_LARGE}?\s{_UNIT_OF_MONEY}\b")
_MEASURE: Final = re.compile(
    rf"""(?<![\w.,]){_FIGURE}(?:
      [ ]?°[ ]?[CF]?(?!\w) | [ ]?(?:km/h|mph|kmh|km²|km2|m²|kg|km|cm|mm|MW|GW|kW|kWh|MWh|GWh|mg|ml|ha)\b
      | [ -](?:square[ -]|cubic[ -])?(?:kilomet(?:re|er)|met(?:re|er)|centimet(?:re|er)|mile|foot|feet|inch|yard
      |tonne|ton|hectare|acre|lit(?:re|er)|gallon|barrel|kilogram(?:me)?|kilo|megawatt|gigawatt)s?\b
    )""",
    re.VERBOSE,
)
_SHARE: Final = re.compile(rf"(?<![\w.,]){_FIGURE}(?:\s?%|\s(?:per\scent|percent|percentage\spoints?)\b)")
_QUICK: Final = re.compile(r"\d")


def complete_money(text: str, piece: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Extend money to its sign or unit, its figure and its thousand or million: Rs412 million."""
    return _complete(text, piece, suggestions, _MONEY, "MONEY")


def complete_measures(text: str, piece: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Extend figures to their units: 17°C and 50 km are quantities, 33% is a percentage."""
    suggestions = _complete(text, piece, suggestions, _MEASURE, "QUANTITY")
    return _complete(text, piece, suggestions, _SHARE, "PERCENT")


def _complete(
    text: str, piece: Span, suggestions: Sequence[Suggestion], pattern: re.Pattern[str], label: str
) -> list[Suggestion]:
    if not _QUICK.search(text, piece.start, piece.end):
        return list(suggestions)
    spans = [Span(match.start(), match.end()) for match in pattern.finditer(text, piece.start, piece.end)]
    return overlay(
        text, suggestions, [Suggestion(span, label) for span in spans if not is_covered(suggestions, span, label)]
    )


_FROM_TWO: Final = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_NUMBERS: Final = frozenset(f"one|{_FROM_TWO}".split("|"))
_NUMBER_WORD: Final = re.compile(
    rf"\b(?<![-’'])(?:(?i:{_FROM_TWO})(?:\s(?:hundred|thousand|million|billion))?"
    r"|(?i:one)(?=\sof\s(?:the|its|his|her|their|our|my|your|these|those|them|us|two|three|four|five|several|many|[A-Z])\b))"
    r"(?![-\w’'])"
)


def number_words(text: str, piece: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Suggest number words outside other suggestions: two, ten thousand, the one of “one of the men”.

    Not with a capital beside another, which is part of a name: the Four Seasons.
    """
    if _NUMBERS.isdisjoint(words_in(text, piece)):
        return list(suggestions)
    found = []
    for match in _NUMBER_WORD.finditer(text, piece.start, piece.end):
        span = Span(*match.span())
        named = text[span.start].isupper() and _CAPITAL_BESIDE.match(text, span.end) is not None
        if not named and not any(one.span.overlaps(span) for one in suggestions):
            found.append(Suggestion(span, "CARDINAL"))
    return overlay(text, suggestions, found)


_CAPITAL_BESIDE: Final = re.compile(r"\s[A-Z]")
_HOW_EXACT: Final = re.compile(
    r"""\b(?i:more\ than|less\ than|fewer\ than|at\ least|at\ most|up\ to|as\ many\ as|as\ much\ as|nearly|roughly
    |approximately|almost|all\ but|some|about)\s\Z""",
    re.VERBOSE,
)
_VAGUE: Final = frozenset({"some", "about"})
# After these words, “about” introduces a topic.
_ABOUT_WHAT: Final = re.compile(
    r"""\b(?i:talk|talks|talked|talking|speak|spoke|speaking|say|said|says|tell|told|ask|asked|asking|think|thought
    |know|knew|known|worry|worried|worries|concern|concerned|concerns|care|cared|complain|complained|hear|heard|write|wrote
    |written|read|learn|learned|learnt|question|questions|story|stories|report|reports|news|what|how|anything|something
    |nothing|much|more|all|details|information|doubts?|dispute)\s(?:about)\s\Z""",
    re.VERBOSE,
)
_IN_FIGURES: Final = re.compile(r"[^\w\s]?(?:[A-Z][A-Za-z]{0,2}\.?)?\s?\d")
_NUMBER: Final = (
    "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy"
    "|eighty|ninety|half|a|an|several)"
)
_COUNTS: Final = re.compile(rf"(?i:{_NUMBER})\b")
_LASTS: Final = re.compile(
    rf"(?:\d+(?:[.,]\d+)*|(?i:{_NUMBER}))(?:[\s-]\w+){{0,3}}?[\s-]"
    r"(?:second|minute|hour|day|night|week|month|year|decade|century|centurie)s?\b"
)


def with_qualifier(text: str, one: Suggestion) -> Suggestion:
    """Extend amounts to their qualifier: about, some, more than, at least, roughly.

    “Some” and “about” only before digits, and not where “about” introduces a topic; of times only durations.
    """
    if one.label not in ("CARDINAL", "MONEY", "PERCENT", "QUANTITY", "DATE", "TIME"):
        return one
    before = _HOW_EXACT.search(text, max(0, one.span.start - 20), one.span.start)
    if before is None or (one.label in ("DATE", "TIME") and not _LASTS.match(text, one.span.start, one.span.end)):
        return one
    figures = _IN_FIGURES.match(text, one.span.start, one.span.end)
    if not figures and not _COUNTS.match(text, one.span.start, one.span.end):
        return one
    word = before.group().strip().casefold()
    if word in _VAGUE and not figures:
        return one
    if word == "about" and _ABOUT_WHAT.search(text, max(0, before.start() - 20), one.span.start):
        return one
    return replace(one, span=Span(before.start(), one.span.end))


_OR_SO: Final = re.compile(r"\sor\s(?:two|three|four|five|six|seven|eight|nine|ten|so|more|less|fewer)\b(?!\s+than)")


def with_alternative(text: str, piece: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Extend amounts to their alternative: a day or two, 300 or so."""
    found: list[Suggestion] = []
    for one in suggestions:
        if found and one.span.overlaps(found[-1].span):
            if one.span.end > found[-1].span.end:
                # One or two years: the unit belongs to both.
                found[-1] = replace(one, span=enclosing_span(found[-1].span, one.span))
            continue
        opened = one.label in ("DATE", "TIME", "QUANTITY", "CARDINAL") and _OR_SO.match(text, one.span.end, piece.end)
        found.append(replace(one, span=enclosing_span(one.span, Span(one.span.end, opened.end()))) if opened else one)
    return found
