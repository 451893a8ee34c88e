"""The lexicon as the workspace has it: what was entered, and what follows from decisions.

What follows is asked anew each time, so an undo takes back what was learnt along with the decision. What was archived
goes on teaching; of versions only the newest does, as what was decided in the others stands there too.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from glossator.domain.annotation import Status
from glossator.domain.lexicon import EntryOrigin, Learnt, LexiconEntry, Ruling, is_learnt_from_one_article, learn
from glossator.store.queries.fetch_json import whole
from glossator.text.lexical import lexical_form

Decision: TypeAlias = tuple[str, str, str, int, int, int]
"""Words, a status other than suggested, a label, how often that was decided, and the first and last article with it."""

# What may stand before and behind a heading on its line, besides its words.
_BEFORE_HEADING: Final = " \t#*>-–—•\"'“‘(["
_BEHIND_HEADING: Final = " \t#*.,;:!?…\"'”’)]"


def decisions(connection: sqlite3.Connection) -> list[Decision]:
    """Return how often which words were accepted or rejected with which label, and where first and last."""
    return whole(
        connection,
        "SELECT quote, status, label, count(*) AS number, min(article) AS first, max(article) AS last FROM annotations "
        "WHERE status <> 'suggested' AND label IS NOT NULL AND quote <> '' "
        "AND article NOT IN (SELECT supersedes FROM article_versions) GROUP BY quote, status, label",
        "quote, status, label, number, first, last",
    )


def lexicon(connection: sqlite3.Connection, known: Iterable[Decision] | None = None) -> list[LexiconEntry]:
    """Return the entries by form: those that were entered, and forms that decisions agree on.

    Args:
        connection: the workspace's.
        known: the decisions, where they were asked for before.
    """
    decided = _learnt(connection, _by_form(decisions(connection) if known is None else known))
    entries = {
        form: LexiconEntry(form, what.label, Ruling.ALWAYS, EntryOrigin.LEARNT, what.agreeing, what.against)
        for form, what in decided.items()
        if what.label is not None
    }
    for form, ruling, label, origin, analyst, at in connection.execute(
        "SELECT form, ruling, label, origin, analyst, at FROM lexicon"
    ).fetchall():
        what = decided.get(form, Learnt(None, 0, 0))
        entries[form] = LexiconEntry(
            form, label, Ruling(ruling), EntryOrigin(origin), what.agreeing, what.against, analyst, at
        )
    return sorted(entries.values(), key=lambda entry: (entry.form.casefold(), entry.form))


def taught(connection: sqlite3.Connection, form: str) -> Learnt:
    """Return what decisions teach about one form."""
    tallies = _by_form(decisions(connection))
    return _learnt(connection, {form: tallies[form]})[form]


@dataclass(slots=True)
class _Tally:
    """What was decided on a form, by label: how often it was accepted and rejected, in which words and articles."""

    accepted: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    quotes: dict[str, list[str]] = field(default_factory=dict)
    articles: dict[str, set[int]] = field(default_factory=dict)

    def add(self, quote: str, status: str, label: str, number: int, articles: set[int]) -> None:
        """Take in a decision."""
        counts = self.accepted if status == Status.ACCEPTED else self.rejected
        counts[label] = counts.get(label, 0) + number
        if status == Status.ACCEPTED:
            self.quotes.setdefault(label, []).append(quote)
            self.articles.setdefault(label, set()).update(articles)


def _by_form(known: Iterable[Decision]) -> defaultdict[str, _Tally]:
    """Return what was decided on each form."""
    found: defaultdict[str, _Tally] = defaultdict(_Tally)
    for quote, status, label, number, first, last in known:
        found[lexical_form(quote)].add(quote, status, label, number, {first, last})
    return found


def _learnt(connection: sqlite3.Connection, tallies: dict[str, _Tally]) -> dict[str, Learnt]:
    """Return what is learnt about each form."""
    # What one article with a line to itself is enough for, it is enough for anywhere.
    doubtful = {
        (form, label): tally.quotes[label]
        for form, tally in tallies.items()
        if not is_learnt_from_one_article(form, fills_line=True)
        for label, articles in tally.articles.items()
        if len(articles) < 2
    }
    headings = _filling_lines(connection, [quote for quotes in doubtful.values() for quote in quotes])
    unsettled: defaultdict[str, set[str]] = defaultdict(set)
    for (form, label), quotes in doubtful.items():
        if not is_learnt_from_one_article(form, fills_line=headings.issuperset(quotes)):
            unsettled[form].add(label)
    return {
        form: learn(form, tally.accepted, tally.rejected, unsettled.get(form, ())) for form, tally in tallies.items()
    }


def _filling_lines(connection: sqlite3.Connection, quotes: list[str]) -> set[str]:
    """Return those of the quotes that are all of a line, as a heading is, at each place where they are accepted."""
    if not quotes:
        return set()
    rows = connection.execute(
        "SELECT quote FROM annotations WHERE quote IN (SELECT value FROM json_each(:quotes)) AND status = 'accepted' "
        "GROUP BY quote HAVING min(substr(rtrim(prefix, :before), -1) IN ('', char(10)) "
        "AND substr(ltrim(suffix, :behind), 1, 1) IN ('', char(10)))",
        {"quotes": json.dumps(quotes), "before": _BEFORE_HEADING, "behind": _BEHIND_HEADING},
    ).fetchall()
    return {quote for (quote,) in rows}
