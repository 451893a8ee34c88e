"""Articles on their way in: stored, and put in the place of the older versions that they are newer ones of."""

from collections.abc import Sequence
from dataclasses import dataclass

from glossator.domain.article import ArticleDraft
from glossator.store import rows
from glossator.store.connection import make_room
from glossator.store.errors import Missing
from glossator.store.history import Recorder
from glossator.store.ingest.articles import Stored, add_articles
from glossator.store.operation import IMPORT, operation
from glossator.store.operations.versions import CarriedOver, carry_over
from glossator.store.queries.versions import version_before


@dataclass(frozen=True, slots=True)
class Coming:
    """An article that is to be stored.

    Attributes:
        path_sha256: the fingerprint of the path of the file that is this article; empty where there is none.
        version_of: the uid of the article that it is a newer version of; empty to find out.
    """

    draft: ArticleDraft
    path_sha256: str = ""
    version_of: str = ""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """An article that is in the workspace now.

    Attributes:
        new: whether it was not there before.
        carried: what became of the older version, where it is a newer one of one.
    """

    uid: str
    new: bool
    carried: CarriedOver | None = None


@operation("articles.ingest", "add articles")
def take_in(record: Recorder, coming: Sequence[Coming]) -> list[TakenIn]:
    """Store articles, and put those that are newer versions in the place of the older ones.

    As a part of an import, all of it belongs to the import. By itself, storing is an act that undo passes over, and
    what is carried over is an act of its own for each article.

    Raises:
        Missing: when there is no article of which one is to be a newer version.
        Refused: when it cannot be that.
    """
    make_room(record.db)
    stored = add_articles(record, [one.draft for one in coming])
    files = [
        (one.id, came.path_sha256) for one, came in zip(stored, coming, strict=True) if one.new and came.path_sha256
    ]
    rows.insert_values(record.db, "article_files", ("article", "path_sha256"), files)
    return [_taken_in(record, one, came) for one, came in zip(stored, coming, strict=True)]


def _taken_in(record: Recorder, stored: Stored, coming: Coming) -> TakenIn:
    """Put an article that is stored in the place of the one that it is a newer version of, if there is such."""
    article, uid, new = stored.id, stored.uid, stored.new
    older: int | None = None
    if coming.version_of:
        found = record.db.execute("SELECT id FROM articles WHERE uid = ?", [coming.version_of]).fetchone()
        if found is None:
            raise Missing(
                f"There is no article {coming.version_of} in this workspace; “glossator stats --articles” lists them."
            )
        older = int(found[0])
        if record.db.execute(
            "SELECT 1 FROM article_versions WHERE article = ? AND supersedes = ?", [article, older]
        ).fetchone():
            return TakenIn(uid, new)
    elif new:
        older = version_before(record.db.conn, article, coming.draft, coming.path_sha256)
    if older is None:
        return TakenIn(uid, new)
    if record.act != IMPORT:
        record = Recorder(record.db, record.analyst, record.at, carry_over.id, record.chance)
    return TakenIn(uid, new, carry_over(record, older, article))
