"""Storing articles, of which some are newer versions of articles in the workspace."""

from collections.abc import Sequence
from dataclasses import dataclass

from glossator.domain.article import ArticleDraft
from glossator.store import rows
from glossator.store.connection import enlarge_cache
from glossator.store.errors import Missing
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.ingest.articles import StoredArticle, add_articles
from glossator.store.operation import IMPORT
from glossator.store.operations.versions import CarriedOver, carry_over
from glossator.store.queries.versions import version_before


@dataclass(frozen=True, slots=True)
class IncomingArticle:
    """An article to store.

    Attributes:
        path_sha256: the hash of the path of its file; empty without one.
        version_of: the uid of the article that it is a newer version of; empty to find it.
    """

    draft: ArticleDraft
    path_sha256: str = ""
    version_of: str = ""


@dataclass(frozen=True, slots=True)
class IngestedArticle:
    """An article that was stored.

    Attributes:
        new: whether it was not in the workspace before.
        carried: what was carried over from the older version, if there is one.
    """

    uid: str
    new: bool
    carried: CarriedOver | None = None


@operation("articles.ingest", "add articles")
def ingest_articles(record: Recorder, coming: Sequence[IncomingArticle]) -> list[IngestedArticle]:
    """Store articles, and carry over annotations to those that are newer versions.

    As a part of an import, all of it belongs to the import. Otherwise undo skips the storing, and each carrying over
    is an operation of its own.

    Raises:
        Missing: when an older version that was named does not exist.
        Refused: when an article cannot be a newer version of it.
    """
    enlarge_cache(record.db)
    stored = add_articles(record, [one.draft for one in coming])
    files = [
        (one.id, came.path_sha256) for one, came in zip(stored, coming, strict=True) if one.new and came.path_sha256
    ]
    rows.insert_values(record.db, "article_files", ("article", "path_sha256"), files)
    return [_carry_over_to(record, one, came) for one, came in zip(stored, coming, strict=True)]


def _carry_over_to(record: Recorder, stored: StoredArticle, coming: IncomingArticle) -> IngestedArticle:
    """Carry over annotations to a stored article from its older version, if there is one."""
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
            return IngestedArticle(uid, new)
    elif new:
        older = version_before(record.db.conn, article, coming.draft, coming.path_sha256)
    if older is None:
        return IngestedArticle(uid, new)
    if record.act != IMPORT:
        record = Recorder(record.db, record.analyst, record.at, carry_over.id, record.chance)
    return IngestedArticle(uid, new, carry_over(record, older, article))
