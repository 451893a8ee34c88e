"""What was refused once: words that are not suggested again."""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from glossator.text.lexical import lexical_form

if TYPE_CHECKING:
    from sqlite_utils import Database


def refused_words(db: "Database", article_id: int, quotes: Sequence[str]) -> Callable[[str, str], bool]:
    """Return what says whether the words of a quote may not be suggested with a label in an article.

    They may not when they were rejected in the article; those that are accepted there too, only with a label with which
    they were rejected and not accepted. What the lexicon has as never an entity may not be suggested at all.

    Args:
        db: the workspace.
        article_id: the article.
        quotes: all the words that will be asked about.
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
    """Return those of the forms that were decided so in the article, with the labels that they had."""
    found: defaultdict[str, set[str | None]] = defaultdict(set)
    if forms:
        for quote, label in db.execute(
            "SELECT DISTINCT quote, label FROM annotations WHERE article = ? AND status = ?", [article_id, status]
        ).fetchall():
            form = lexical_form(quote)
            if form in forms:
                found[form].add(label)
    return found
