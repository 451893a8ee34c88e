"""The lexicon: entries that were entered or are learnt from decisions, and the suggestions that they concern.

Learnt entries are computed each time, so that undoing a decision undoes what was learnt. Archived articles count; of
versions only the newest counts, as decisions were carried over to it.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from glossator.domain.annotation import Status
from glossator.domain.lexicon import EntryOrigin, Learnt, LexiconEntry, Ruling, is_learnt_from_one_article, learn
from glossator.store.queries.fetch_json import fetch_json
from glossator.store.queries.visibility import is_active
from glossator.text.lexical import lexical_form

if TYPE_CHECKING:
    from sqlite_utils import Database


Decision: TypeAlias = tuple[str, str, str, int, int, int]
"""A quote, a status other than suggested, a label, the number of such decisions, and their first and last article."""

# Characters that may precede and follow a heading on its line.
_BEFORE_HEADING: Final = " \t#*>-–—•\"'“‘(["
_BEHIND_HEADING: Final = " \t#*.,;:!?…\"'”’)]"


def decisions(connection: sqlite3.Connection) -> list[Decision]:
    """Return the decisions, grouped by quote, status and label."""
    return fetch_json(
        connection,
        "SELECT quote, status, label, count(*) AS number, min(article) AS first, max(article) AS last FROM annotations "
        "WHERE status <> 'suggested' AND label IS NOT NULL AND quote <> '' "
        "AND article NOT IN (SELECT supersedes FROM article_versions) GROUP BY quote, status, label",
        "quote, status, label, number, first, last",
    )


def lexicon(connection: sqlite3.Connection, known: Iterable[Decision] | None = None) -> list[LexiconEntry]:
    """Return the entered and learnt entries by form; `known` are the decisions, if read."""
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


def learnt_from_decisions(connection: sqlite3.Connection, form: str) -> Learnt:
    """Return what is learnt about a form from decisions."""
    tallies = _by_form(decisions(connection))
    return _learnt(connection, {form: tallies[form]})[form]


@dataclass(slots=True)
class _Tally:
    """The decisions on a form: by label, the numbers, and of accepted ones the quotes and articles."""

    accepted: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    quotes: dict[str, list[str]] = field(default_factory=dict)
    articles: dict[str, set[int]] = field(default_factory=dict)

    def add(self, quote: str, status: str, label: str, number: int, articles: set[int]) -> None:
        """Add a decision."""
        counts = self.accepted if status == Status.ACCEPTED else self.rejected
        counts[label] = counts.get(label, 0) + number
        if status == Status.ACCEPTED:
            self.quotes.setdefault(label, []).append(quote)
            self.articles.setdefault(label, set()).update(articles)


def _by_form(known: Iterable[Decision]) -> defaultdict[str, _Tally]:
    """Return the decisions by form."""
    found: defaultdict[str, _Tally] = defaultdict(_Tally)
    for quote, status, label, number, first, last in known:
        found[lexical_form(quote)].add(quote, status, label, number, {first, last})
    return found


def _learnt(connection: sqlite3.Connection, tallies: dict[str, _Tally]) -> dict[str, Learnt]:
    """Return what is learnt about each form."""
    # Forms that need a second article, unless they fill a line.
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
    """Return the quotes that fill a line, like a heading, wherever they are accepted."""
    if not quotes:
        return set()
    rows = connection.execute(
        "SELECT quote FROM annotations WHERE quote IN (SELECT value FROM json_each(:quotes)) AND status = 'accepted' "
        "GROUP BY quote HAVING min(substr(rtrim(prefix, :before), -1) IN ('', char(10)) "
        "AND substr(ltrim(suffix, :behind), 1, 1) IN ('', char(10)))",
        {"quotes": json.dumps(quotes), "before": _BEFORE_HEADING, "behind": _BEHIND_HEADING},
    ).fetchall()
    return {quote for (quote,) in rows}


def suggestions_of_form(connection: sqlite3.Connection, form: str) -> list[int]:
    """Return the ids of the undecided suggestions of a form in active articles."""
    # The quote begins with the form up to its first space or apostrophe, which the index can find.
    beginning = form.replace("'", " ").partition(" ")[0]
    rows = connection.execute(
        f"SELECT id, quote FROM annotations WHERE quote >= ? AND quote < ? AND status = ? AND {is_active('article')}",
        (beginning, f"{beginning}\U0010ffff", Status.SUGGESTED),
    ).fetchall()
    return [number for number, quote in rows if lexical_form(quote) == form]


def deviating_suggestions(connection: sqlite3.Connection, form: str, label: str | None) -> list[int]:
    """Return the ids of the undecided suggestions of a form with another label, or all where `label` is None.

    Those whose span has an annotation with the label are left out.
    """
    undecided = suggestions_of_form(connection, form)
    if label is None:
        return undecided
    rows = connection.execute(
        "SELECT a.id FROM json_each(?) AS wanted JOIN annotations AS a ON a.id = wanted.value WHERE a.label IS NOT ? "
        "AND NOT EXISTS (SELECT 1 FROM annotations AS b WHERE b.article = a.article AND b.start = a.start "
        'AND b."end" = a."end" AND b.label = ?) ORDER BY a.id',
        (json.dumps(undecided), label, label),
    ).fetchall()
    return [number for (number,) in rows]


def rejection_filter(db: "Database", article_id: int, quotes: Sequence[str]) -> Callable[[str, str], bool]:
    """Return a function that says whether a quote must not be suggested with a label in an article.

    That is so for forms that are never to be suggested, and for forms that were rejected in the article; where they
    were accepted there too, only for labels with which they were only rejected.

    Args:
        db: the database.
        article_id: the article.
        quotes: all quotes that the function will be called with.
    """
    forms = {quote: lexical_form(quote) for quote in quotes}
    listed = json.dumps(list(dict.fromkeys(forms.values())))
    never = {
        form
        for (form,) in db.execute(
            "SELECT form FROM lexicon WHERE ruling = 'never' AND form IN (SELECT value FROM json_each(?))", [listed]
        ).fetchall()
    }
    rejected = _decided(db, article_id, "rejected", set(forms.values()))
    accepted = _decided(db, article_id, "accepted", {form for form in forms.values() if form in rejected})

    def refused(quote: str, label: str) -> bool:
        words = forms[quote]
        if words in never:
            return True
        if words not in rejected:
            return False
        return words not in accepted or label in rejected[words] - accepted[words]

    return refused


def _decided(db: "Database", article_id: int, status: str, forms: set[str]) -> dict[str, set[str | None]]:
    """Return the forms with decisions of a status in the article, with their labels."""
    found: defaultdict[str, set[str | None]] = defaultdict(set)
    if forms:
        for quote, label in db.execute(
            "SELECT DISTINCT quote, label FROM annotations WHERE article = ? AND status = ?", [article_id, status]
        ).fetchall():
            form = lexical_form(quote)
            if form in forms:
                found[form].add(label)
    return found
