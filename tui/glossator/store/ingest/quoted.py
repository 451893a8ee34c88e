"""Adding annotations of other programs to articles that are in the workspace."""

from collections.abc import Sequence
from typing import Final

from glossator.domain.import_record import AnnotationRecord, ImportRecord
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.ingest.annotated import AddedArticle, AnchoredAnnotation, CodebookLookup, add_annotated_articles
from glossator.store.operations.common import attach_tags, update_article
from glossator.text.span import Span

_BETWEEN: Final = "\n\n"


@operation("article.add_highlights", "add annotations of another program")
def add_highlights(record: Recorder, arrival: ImportRecord, placed: Sequence[AnchoredAnnotation]) -> AddedArticle:
    """Do as `add_annotated_article` with an article that is in the workspace.

    What is new in the notes and tags of known annotations, such as a later reply, and in the note of the article, is
    added to what they have; nothing is replaced.
    """
    (added,) = add_annotated_articles(record, [(arrival, placed)])
    names = CodebookLookup(record)
    (article,) = record.db.execute("SELECT id FROM articles WHERE uid = ?", [added.uid]).fetchone()
    if note := _longer(record.row("articles", article)["note"], arrival.note):
        update_article(record, article, note=note)
    for each in placed:
        if each.anchor is not None and (each.one.note or each.one.tags):
            _add_remarks(record, article, each.anchor.span, each.one, names)
    return added


def _add_remarks(record: Recorder, article: int, span: Span, one: AnnotationRecord, names: CodebookLookup) -> None:
    label = names.known_label(one.label) if one.label else None
    found = record.db.execute(
        'SELECT id FROM annotations WHERE article = ? AND start = ? AND "end" = ? AND label IS ? ORDER BY id LIMIT 1',
        [article, span.start, span.end, label],
    ).fetchone()
    if found is not None:
        if note := _longer(record.row("annotations", found[0])["note"], one.note):
            record.update("annotations", found[0], note=note, updated_at=record.at)
        attach_tags(record, [found[0]], sorted({names.tag(path) for path in one.tags}))


def _longer(here: str, note: str) -> str:
    """Return a note with the paragraphs of another one that it does not have; empty where it has all of them."""
    there = set(here.split(_BETWEEN))
    missing = [part for part in dict.fromkeys(note.split(_BETWEEN)) if part and part not in there]
    return _BETWEEN.join(part for part in (here, *missing) if part) if missing else ""
