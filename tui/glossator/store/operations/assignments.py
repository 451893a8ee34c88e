"""Assigning articles to analysts."""

import json
from collections.abc import Iterable, Sequence

from glossator.store.history import Recorder
from glossator.store.history.operation import operation


@operation("article.assign", "assign articles")
def assign_articles(record: Recorder, shares: Iterable[tuple[int, str]], *, blind: bool = False) -> int:
    """Assign articles to analysts, and return how many assignments were added.

    Args:
        record: the recorder.
        shares: ids of articles, each with the name of an analyst; what is assigned already stays as it is.
        blind: whether the analysts do not see what others do in these articles.
    """
    known = {tuple(row) for row in record.db.execute("SELECT article, analyst FROM assignments").fetchall()}
    rows = [
        {
            "article": article,
            "analyst": analyst,
            "blind": int(blind),
            "assigned_by": record.analyst,
            "assigned_at": record.at,
        }
        for article, analyst in dict.fromkeys(shares)
        if (article, analyst) not in known
    ]
    record.insert_all("assignments", rows)
    return len(rows)


@operation("article.unassign", "clear assignments")
def clear_assignments(record: Recorder, articles: Sequence[int]) -> int:
    """Delete the assignments of articles, which ends blind coding, and return how many there were."""
    found = _of(record, articles)
    for number in found:
        record.delete("assignments", number)
    return len(found)


@operation("article.open", "end blind coding")
def end_blind_coding(record: Recorder, articles: Sequence[int]) -> int:
    """Show analysts what others did in the articles that are assigned to them, and return how many were blind."""
    return record.update_all("assignments", {number: {"blind": 0} for number in _of(record, articles, " AND blind")})


def _of(record: Recorder, articles: Sequence[int], further: str = "") -> list[int]:
    rows = record.db.execute(
        f"SELECT id FROM assignments WHERE article IN (SELECT value FROM json_each(?)){further} ORDER BY id",
        [json.dumps(list(articles))],
    )
    return [number for (number,) in rows.fetchall()]
