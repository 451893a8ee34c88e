"""Dates as articles carry them."""

import re
from datetime import date, datetime
from typing import Final

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAY: Final = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_REST: Final = r"(?:[,\s].*)?"
_WRITTEN: Final = (
    re.compile(rf"{_WEEKDAY}(?P<day>\d\d?)(?:st|nd|rd|th)?\s+(?P<month>[a-z]+)\.?,?\s+(?P<year>\d{{4}}){_REST}"),
    re.compile(rf"{_WEEKDAY}(?P<month>[a-z]+)\.?\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_REST}"),
)
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?", re.IGNORECASE)


def iso_date(written: str) -> str:
    """Return `written` as an ISO 8601 date or date and time; empty when it is no date, or one of several.

    What is ISO already stays as it is. Of dates in English words ("25 October 2025", "Sat, Oct 25, 2025, 10:00") the
    day is kept. Dates of figures alone, such as 5/6/2025, are left out: nobody can tell the day from the month.
    """
    stated = written.strip()
    try:
        instant = datetime.fromisoformat(stated)
    except ValueError:
        return _from_words(stated)
    return stated.replace(" ", "T", 1) if _ISO.fullmatch(stated) else instant.date().isoformat()


def _from_words(written: str) -> str:
    """Return the day that `written` names in English words, or nothing."""
    for pattern in _WRITTEN:
        if match := pattern.fullmatch(written.lower()):
            name = match["month"]
            months = [number for number, month in enumerate(_MONTHS, 1) if _abbreviates(name, month)]
            try:
                return date(int(match["year"]), months[0], int(match["day"])).isoformat() if months else ""
            except ValueError:
                return ""
    return ""


def _abbreviates(name: str, month: str) -> bool:
    """Say whether `name` is `month` or its first three letters or more."""
    return len(name) >= 3 and month.startswith(name)
