"""Dates as articles state them."""

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
    """Return `written` as an ISO 8601 date or date and time; empty when it is not a date, or ambiguous as 5/6/2025 is.

    ISO dates are returned as they are; of dates in English words ("25 October 2025", "Sat, Oct 25, 2025, 10:00") the
    day is returned.
    """
    stated = written.strip()
    try:
        instant = datetime.fromisoformat(stated)
    except ValueError:
        return _from_words(stated)
    return stated.replace(" ", "T", 1) if _ISO.fullmatch(stated) else instant.date().isoformat()


def email_date(written: str) -> str:
    """Return a date in the format of e-mails (RFC 5322) as ISO 8601; any other text as it is."""
    # Slow to import, and not needed at the start.
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(written).isoformat()
    except (ValueError, TypeError, IndexError):
        return written


def _from_words(written: str) -> str:
    """Return the day that `written` names in English words, or ""."""
    for pattern in _WRITTEN:
        if match := pattern.fullmatch(written.lower()):
            name = match["month"]
            months = [number for number, month in enumerate(_MONTHS, 1) if len(name) >= 3 and month.startswith(name)]
            try:
                return date(int(match["year"]), months[0], int(match["day"])).isoformat() if months else ""
            except ValueError:
                return ""
    return ""
