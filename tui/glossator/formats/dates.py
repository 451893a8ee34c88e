"""Dates as articles state them, in ISO 8601.

A date is a day, often with a time and a zone. Without a certain day there is no date. Without a
certain time the day is kept, and without a certain zone the local time. SQLite's date functions read every result.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Final

# Month names as they follow a day, in order; accents are ignored, and a beginning of three letters is enough.
_MONTH_NAMES: Final = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber maerz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januar februar marts april maj juni juli august september oktober november desember",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
)
_WEEKDAYS: Final = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miercoles jueves viernes sabado domingo",
    "lunedi martedi mercoledi giovedi venerdi domenica",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "понедельник вторник среда четверг пятница суббота воскресенье",
)
# Zones in hours from UTC. Names that several countries use for different zones, such as IST, are not among them.
_ZONES: Final[Mapping[str, float]] = {
    zone: hours
    for hours, zones in (
        *((-10, "hst"), (-9, "akst"), (-8, "pst"), (-7, "mst pdt"), (-6, "cst mdt"), (-5, "est cdt"), (-4, "edt")),
        *((0, "utc gmt ut wet"), (1, "cet mez west"), (2, "cest mesz eet"), (3, "eest msk trt"), (3.5, "irst")),
        *((4.5, "aft"), (5, "pkt"), (5.75, "npt"), (8, "hkt sgt"), (9, "jst kst"), (10, "aest"), (11, "aedt")),
    )
    for zone in zones.split()
}
_MOST_CHARACTERS: Final = 200
# The year 1 is what some programs write for no date.
_FIRST_YEAR: Final = 1000
# SQLite reads no offset beyond this.
_MOST_MINUTES: Final = 14 * 60
# Beyond this, an epoch counts milliseconds: as seconds it would be in the year 5138.
_MOST_SECONDS: Final = 100_000_000_000

_YEAR: Final = r"(?P<year>\d{4})"
_NAME: Final = r"(?P<name>[^\W\d_]{3,})\.?"
_DAY: Final = r"(?P<day>\d{1,2})"
_TH: Final = r"(?:st|nd|rd|th|er|º|°|\.)?"
_OF: Final = r"(?:\s*[-/]\s*|[\s,.]*\s(?:of\s|de\s|d[’'])?\s*|\.\s*)"
_START: Final = r"(?<![\w.:/-])"
_STOP: Final = r"(?!\w|[-/.]\d)"
_DAYS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_START}{_YEAR}(?P<sep>[-/.])(?P<month>\d\d?)(?P=sep){_DAY}(?!\d)",
        rf"{_START}{_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?=t?\d{{6}}(?!\d)|t\d{{4}}(?!\d)|(?!\w))",
        rf"{_START}{_DAY}{_TH}{_OF}{_NAME}{_OF}{_YEAR}{_STOP}",
        rf"{_START}{_NAME}\s*[-/]?\s*{_DAY}{_TH}(?:\s*[-/,]\s*|\s+){_YEAR}{_STOP}",
        rf"{_START}{_YEAR}[\s-]{_NAME}[\s-]{_DAY}{_STOP}",
        rf"{_START}{_YEAR}\s?[年년]\s?(?P<month>\d\d?)\s?[月월]\s?{_DAY}\s?[日일]",
        rf"{_START}(?P<one>\d\d?)(?P<sep>[-/.])\s?(?P<two>\d\d?)(?P=sep)\s?{_YEAR}{_STOP}",
    )
)
_WEEK: Final = re.compile(r"\d{4}-?w\d\d-?\d(?!\w)")
_CLOCK: Final = (
    r"(?P<hour>\d\d?)(?:(?:[:h]|\.(?=\d\d\s?(?:uhr|[ap]\.?m|[a-z]{3,4}\b)))(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?|(?=\s?[ap]\.?m\b))(?!\d)(?:\s?(?P<half>[ap])\.?m\b\.?)?(?:\s?uhr\b)?"
)
_ZONE: Final = r"\s?(?P<zone>(?:utc|gmt)?\s?[+-]\d\d?(?::?\d\d)?(?!\d)|[a-z]+/[a-z_]+(?:/[a-z_]+)?|z\b|[a-z]{2,4}\b)?"
_TIME: Final = re.compile(rf"[\s,|:–—-]*(?:t(?=\d)|at\s|um\s|à\s|a las\s|kl\.?\s)?{_CLOCK}{_ZONE}")
_DIGITS_TIME: Final = re.compile(
    rf"t?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<fraction>(?!))?(?P<half>(?!))?{_ZONE}"
)
_OFFSET: Final = re.compile(r"(?:utc|gmt)?\s?(?P<sign>[+-])(?P<hours>\d\d?)(?::?(?P<minutes>\d\d))?")
# As written by C's ctime and the program date: the time between the day and the year.
_YEAR_LAST: Final = re.compile(
    r"(?P<first>[^\W\d_]{3,}\.?,?\s+[^\W\d_]{3,}\s+\d\d?)\s+"
    r"(?P<time>\d\d:\d\d(?::\d\d)?(?:\s(?!\d{4}\Z)\S+)?)\s+(?P<last>\d{4})"
)
_SHORT_YEAR: Final = re.compile(r"\A\s*(?:[A-Za-z]{3},)?\s*(\d\d? [A-Za-z]{3}) (\d\d)(\s+\d\d:.*)")
_COMMENT: Final = re.compile(r"\s*\([^()]*\)\s*\Z")
_LEADING: Final = re.compile(r"(?P<word>[^\W\d_]{2,})\.?,?\s+")
_SPACES: Final = re.compile(r"\s+")


def iso_date(written: str) -> str:
    """Return `written` as an ISO 8601 date, or date and time; empty when it names no day, or may name two.

    Numbers with the year first, dates with the month in words (English, German, French, Spanish, Italian, Portuguese,
    Dutch, Scandinavian, Turkish, Russian, Ukrainian), and those of e-mails and other programs are read. Of two numbers
    before the year, the one above 12 is the day, and between points the first one; 5/6/2025 is ambiguous. An offset
    becomes ±HH:MM, and Z stays. Without a known zone the time is kept as local time; without a valid time, the day.
    """
    text = _COMMENT.sub("", _SPACES.sub(" ", written[:_MOST_CHARACTERS]).strip()).casefold()
    if again := _YEAR_LAST.fullmatch(text):
        text = f"{again['first']} {again['last']} {again['time']}"
    text = _without_weekday(text)
    if _WEEK.match(text):
        with suppress(ValueError):
            return datetime.fromisoformat(text.upper()).date().isoformat()
    for pattern in _DAYS:
        found = pattern.match(text)
        if found and (day := _day(found)):
            rest = text[found.end() :]
            return "" if _other_days(rest, day) else day + _time_after(rest, day)
    # The time may come first.
    clock = _TIME.match(text)
    if clock and (day := iso_date(text[clock.end() :].lstrip(" ,|–—-"))):
        return day if "T" in day else day + _time(clock, day)
    return ""


def days_in(text: str) -> Iterator[str]:
    """Yield the days that are written out somewhere in `text`, as ISO 8601, in their order."""
    folded = _SPACES.sub(" ", text).casefold()
    found = [match for pattern in _DAYS for match in pattern.finditer(folded)]
    for match in sorted(found, key=lambda match: match.start()):
        if day := _day(match):
            yield day


def epoch_date(stated: str | float) -> str:
    """Return the instant that is `stated` seconds or milliseconds after 1970 began in UTC, or "" when it is none.

    Only what says that it is such a number is to be read as one; `iso_date` does not read it.
    """
    try:
        number = float(stated)
        seconds = number / 1000 if abs(number) > _MOST_SECONDS else number
        found = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return f"{found:%Y-%m-%dT%H:%M:%S}Z" if found.year >= _FIRST_YEAR else ""


def email_date(written: str) -> str:
    """Return a date in the format of e-mails (RFC 5322), also with a year of two digits, as ISO 8601.

    Any other text is returned as it is, if `iso_date` cannot read it.
    """
    if found := iso_date(written):
        return found
    short = _SHORT_YEAR.search(written)
    # As RFC 5322 has it for years of two digits.
    return (short and iso_date(f"{short[1]} {'20' if short[2] < '50' else '19'}{short[2]}{short[3]}")) or written


def _without_weekday(text: str) -> str:
    """Return `text` without a weekday, or an article as in French, in front of it."""
    while (word := _LEADING.match(text)) and (
        word["word"] in ("le", "el", "il", "den", "der") or _is_weekday(word["word"])
    ):
        text = text[word.end() :]
    return text


def _is_weekday(word: str) -> bool:
    name = _folded(word)
    return len(name) >= 2 and any(one.startswith(name) for one in _WEEKDAY_NAMES)


def _folded(text: str) -> str:
    """Return `text` without accents, in lower case."""
    return "".join(one for one in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(one))


_WEEKDAY_NAMES: Final = frozenset(_folded(name) for names in _WEEKDAYS for name in names.split())
_MONTHS: Final = tuple(
    (_folded(name), number) for names in _MONTH_NAMES for number, name in enumerate(names.split(), start=1)
)


def _month(name: str) -> int:
    """Return the number of the month that `name` begins or is; 0 when there is none, or several."""
    folded = _folded(name)
    months = {number for known, number in _MONTHS if known.startswith(folded)}
    exact = {number for known, number in _MONTHS if known == folded}
    found = exact or months
    return next(iter(found)) if len(found) == 1 else 0


def _day(found: re.Match[str]) -> str:
    """Return the day of a match of one of `_DAYS`, or "" when there is no such day, or it is ambiguous."""
    parts = found.groupdict()
    year = int(parts["year"])
    if parts.get("one"):
        month, day = _in_order(int(parts["one"]), int(parts["two"]), parts["sep"])
    else:
        month = _month(parts["name"]) if parts.get("name") else int(parts["month"])
        day = int(parts["day"])
    try:
        return date(year, month, day).isoformat() if year >= _FIRST_YEAR else ""
    except ValueError:
        return ""


def _in_order(one: int, two: int, separator: str) -> tuple[int, int]:
    """Return month and day of two numbers before a year; zeros when either could be the day."""
    if one > 12 or one == two or (separator == "." and two <= 12):
        return two, one
    return (one, two) if two > 12 else (0, 0)


def _other_days(rest: str, day: str) -> bool:
    """Return whether another day than `day` follows it, as in a range."""
    return any(other != day for other in days_in(rest.lstrip("-/–—")))


def _time_after(rest: str, day: str) -> str:
    clock = _TIME.match(rest) or _DIGITS_TIME.match(rest)
    return _time(clock, day) if clock else ""


def _time(clock: re.Match[str], day: str) -> str:
    """Return the time of a match, as the end of an ISO 8601 date; empty when there is no such time."""
    hour, minute, second = (int(clock[name] or 0) for name in ("hour", "minute", "second"))
    if clock["half"]:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + 12 * (clock["half"] == "p")
    if hour > 23 or minute > 59 or second > 59:
        return ""
    seconds = f":{second:02}" if clock["second"] else ""
    fraction = f".{clock['fraction'][:6]}" if clock["fraction"] else ""
    stated = f"{day}T{hour:02}:{minute:02}"
    return f"{stated}{seconds}{fraction}{_offset(clock['zone'] or '', stated)}"[len(day) :]


def _offset(zone: str, instant: str) -> str:
    """Return the offset of a zone at a local time, as ±HH:MM or Z; empty for a zone that is not known."""
    if zone == "z":
        return "Z"
    if "/" in zone:
        return _offset_of_place(zone, instant)
    if numbers := _OFFSET.fullmatch(zone):
        size = int(numbers["hours"]) * 60 + int(numbers["minutes"] or 0)
        return _written(-size if numbers["sign"] == "-" else size) if int(numbers["minutes"] or 0) < 60 else ""
    return _written(round(_ZONES[zone] * 60)) if zone in _ZONES else ""


def _offset_of_place(zone: str, instant: str) -> str:
    """Return the offset of a zone of the IANA database, such as europe/berlin, at a local time."""
    # Slow to import, and rarely needed.
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    with suppress(ZoneInfoNotFoundError, ValueError, OSError):
        # The names of its files are in title case.
        name = "/".join("_".join(word.capitalize() for word in part.split("_")) for part in zone.split("/"))
        offset = datetime.fromisoformat(instant).replace(tzinfo=ZoneInfo(name)).utcoffset()
        return "" if offset is None else _written(round(offset / timedelta(minutes=1)))
    return ""


def _written(minutes: int) -> str:
    if abs(minutes) > _MOST_MINUTES:
        return ""
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
