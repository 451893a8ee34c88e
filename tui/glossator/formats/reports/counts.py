"""Counting labels, tags and entities for a report: in all, by article, and over time."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from glossator.domain.annotation import Annotation
from glossator.domain.article import Article

# The lengths of the prefixes of a date with the year, the month and the day.
_YEAR, _MONTH, _DAY = 4, 7, 10
_MOST_DAYS: Final = 62
_MOST_MONTHS: Final = 48
_MONTHS: Final = 12


@dataclass(slots=True)
class UsageCounts:
    """The uses of labels, tags and entities in articles.

    Attributes:
        labels, tags, entities: how often each was used.
        mentions: how often an entity is mentioned, by its name and the article's uid.
        dates: the dates of publication of the articles.
        undated: the number of articles without one.
    """

    labels: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    entities: Counter[str] = field(default_factory=Counter)
    mentions: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    dates: set[str] = field(default_factory=set)
    undated: int = 0
    _dated: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, article: Article, found: Sequence[Annotation]) -> None:
        """Count an article and its annotations."""
        labels = [one.label for one in found if one.label]
        tags = [*(path for one in found for path in one.tags), *article.tags]
        entities = [one.entity for one in found if one.entity]
        self.labels.update(labels)
        self.tags.update(tags)
        self.entities.update(entities)
        for name in entities:
            self.mentions[name][article.uid] += 1
        day = article.published_at[:_DAY]
        if not day:
            self.undated += 1
            return
        self.dates.add(day)
        for kind, names in (("label", labels), ("tag", tags), ("entity", entities)):
            self._dated.update((kind, name, day) for name in names)

    def over_time(self, kind: str, names: Iterable[str], length: int) -> list[tuple[str, Counter[str]]]:
        """Return how often each name was used, by period; `kind` is label, tag or entity."""
        wanted: dict[str, Counter[str]] = {name: Counter() for name in names}
        for (what, name, day), number in self._dated.items():
            if what == kind and name in wanted:
                wanted[name][day[:length]] += number
        return list(wanted.items())


def periods(dates: Collection[str]) -> tuple[list[str], int]:
    """Return the days, months or years from the first to the last date, and the length of their prefix of a date.

    Days if these are few and known, else months, else years.
    """
    if not dates:
        return [], _DAY
    first, last, known = min(dates), max(dates), min(map(len, dates))
    if known >= _DAY:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        if (end - start).days < _MOST_DAYS:
            return [str(start + timedelta(days=number)) for number in range((end - start).days + 1)], _DAY
    if known >= _MONTH:
        begin, stop = _months(first), _months(last)
        if stop - begin < _MOST_MONTHS:
            return [f"{number // _MONTHS:04}-{number % _MONTHS + 1:02}" for number in range(begin, stop + 1)], _MONTH
    return [f"{year:04}" for year in range(int(first[:_YEAR]), int(last[:_YEAR]) + 1)], _YEAR


def _months(day: str) -> int:
    """Return the number of the month of a date, counted from the year 0."""
    return int(day[:_YEAR]) * _MONTHS + int(day[_YEAR + 1 : _MONTH]) - 1
