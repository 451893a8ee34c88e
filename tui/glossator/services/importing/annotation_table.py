"""Importing an edited annotation table back into the workspace of its articles."""

from collections.abc import Iterable, Iterator

from glossator.domain.left_out import LeftOut
from glossator.formats.content import Problem, TableRow
from glossator.formats.errors import Unreadable
from glossator.formats.tables import annotation_table
from glossator.services.importing.annotations import ImportedAnnotations
from glossator.services.importing.inputs import Failed, Outcome
from glossator.store.ingest.annotation_table import import_rows
from glossator.store.ingest.row_authors import GivenRow
from glossator.store.lazy_workspace import LazyWorkspace


def import_table(
    opening: LazyWorkspace, name: str, rows: Iterable[TableRow | Problem], *, take_theirs: bool = False
) -> Iterator[Outcome]:
    """Import the rows of a table and yield the outcome for each article.

    Rows that differ from another analyst's work are refused, unless `take_theirs`.

    Raises:
        StoreError: when the workspace cannot be opened or written.
    """
    articles: dict[str, list[GivenRow]] = {}
    try:
        for row in rows:
            if isinstance(row, TableRow):
                articles.setdefault(row.cells["article_id"].strip(), []).append(GivenRow(row.where, row.cells))
            else:
                yield Failed(f"{name}, {row.where}", row.reason)
    except Unreadable as error:
        yield Failed(name, str(error))
        return
    if not articles:
        yield Failed(name, "the table has no annotations, so nothing was changed")
        return
    if opening.existing() is None:
        yield Failed(name, "its articles are not in this workspace; import them first, or name their workspace")
        return
    for given in articles.values():
        taken = opening.add_to_import(
            import_rows, given, annotation_table.cell_variants, take_theirs=take_theirs
        ).result()
        if not taken.uid:
            yield Failed(name, taken.problems[0])
            continue
        yield ImportedAnnotations(
            name=name,
            uid=taken.uid,
            new=False,
            annotations=taken.added,
            known=taken.known,
            changed=taken.changed,
            refused=tuple(taken.refused),
            problems=tuple(map(LeftOut, taken.problems)),
            labels=taken.labels,
        )
