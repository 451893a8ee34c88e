"""A workspace for scripts and notebooks: reading, operations with undo, import, export and analysis.

Everything here is a thin call of the store or of a service. What those import is imported when a method needs it.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, ParamSpec, TypeAlias, TypeVar

from glossator.domain.annotation import Annotation
from glossator.domain.article import Article
from glossator.store.errors import Missing, ReadOnly
from glossator.store.workspace import Author, Workspace

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from glossator.api.results import AnalysisResult, ExportResult, ImportResult
    from glossator.domain.codebook import Label, Tag
    from glossator.domain.entity import Entity, EntityInUse
    from glossator.domain.mention import Mention
    from glossator.ner.docbin import Doc, Language
    from glossator.services.importing.inputs import Failed, Imported
    from glossator.store.history.operation import Operation
    from glossator.store.history.undo import UndoResult
    from glossator.store.operations.tagging import TaggedResults
    from glossator.store.queries.history import HistoryEntry
    from glossator.store.queries.records import FlatFilter
    from glossator.text.anchor import Anchor

P = ParamSpec("P")
T = TypeVar("T")

AnnotationRef: TypeAlias = Annotation | str
"""An annotation, or its uid: the `annotation_id` of a table."""
ArticleRef: TypeAlias = Article | str
"""An article, or its uid: the `article_id` of a table."""


def open_workspace(
    path: str | os.PathLike[str], analyst: str | None = None, *, create: bool = False, read_only: bool = False
) -> "PublicWorkspace":
    """Open the workspace at `path`, to be closed by a `with` statement or by `close`.

    A workspace of an earlier version of Glossator is migrated first, after a backup; not if it is opened read-only.

    Args:
        path: the file, such as annotations.db.
        analyst: the name that your operations are stored under (default: from settings, else the login name).
        create: whether to create the workspace if there is no file.
        read_only: whether to refuse operations, and to leave the file as it is.

    Raises:
        StoreError: when it cannot be opened, such as Missing, NotAWorkspace, TooNew or Locked.
        BadSettings: when the settings, which may define the analyst, are wrong.
        ValueError: when `analyst` is blank, or a read-only workspace is to be created.

    Examples:
        >>> import glossator
        >>> with glossator.open("annotations.db", analyst="Amina") as workspace:
        ...     workspace.analyst
        'Amina'
    """
    if create and read_only:
        raise ValueError("A workspace that is created cannot be read-only. Leave out create or read_only.")
    author = Author(_analyst_name(analyst))
    return PublicWorkspace(Workspace(Path(path), author, create=create, read_only=read_only))


class PublicWorkspace:
    """An open workspace, as `glossator.open` returns it.

    Queries are those of `glossator search`: `label:GPE istanbul` are the GPE annotations of articles that contain
    “istanbul”. An empty query has everything except archived articles and older versions; `is:any` has those, too.

    Annotations and articles are given as objects or by uid, so a column of a data frame will do. Every operation is one
    step of the history, stored under the analyst's name, and on the disk when the method returns.
    """

    def __init__(self, store: Workspace) -> None:
        self._opened: Workspace | None = store
        self.path: Path = store.path
        """The file."""
        self.analyst: str = store.author.analyst
        """The name that operations are stored under."""

    def __repr__(self) -> str:
        return f"<glossator.Workspace {str(self.path)!r}{'' if self._opened else ', closed'}>"

    def __enter__(self) -> "PublicWorkspace":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the workspace cannot be used afterwards."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    # Reading

    def articles(self, query: str = "") -> Iterator[Article]:
        """Yield the articles that match a query, or have an annotation that does, with their texts, one at a time.

        Raises:
            BadQuery: when the query has a syntax error.

        Examples:
            >>> for article in workspace.articles("captain after:2025-12"):
            ...     print(article.published_at, article.title, len(article.text))
            2026-01-01 Ferry to Lumen 241
        """
        return _articles(self._store.path, _filter(query))

    def article(self, of: "ArticleRef | Annotation") -> Article:
        """Return the article with a uid, or the one that an annotation is in, as it is now.

        Raises:
            Missing: when it does not exist.

        Examples:
            >>> annotation = next(workspace.annotations("label:GPE"))
            >>> workspace.article(annotation).title
            'Ferry to Lumen'
        """
        if not isinstance(of, Annotation):
            return self._store.article(_uid(of))
        found = self._store.text_of(of.article)
        if found is None:
            raise Missing(f"The article of “{of.quote}” is no longer in this workspace.")
        return self._store.article(found.uid)

    def annotations(self, query: str = "") -> Iterator[Annotation]:
        """Yield the annotations that match a query, by article and place.

        Those of one article are in memory at a time, so a large workspace needs no more memory than a small one. All
        are from the moment when the first is asked for, also when you change some meanwhile.

        Raises:
            BadQuery: when the query has a syntax error.

        Examples:
            >>> for annotation in workspace.annotations("status:suggested"):
            ...     print(annotation.quote, annotation.label, annotation.score)
            Aurora PRODUCT 0.75
            Port Selby GPE None
        """
        return _annotations(self._store.path, _filter(query))

    def annotation(self, uid: str) -> Annotation:
        """Return the annotation with a uid.

        Raises:
            Missing: when it does not exist.
        """
        (number,) = self._annotation_ids(uid)
        return self._annotation(number)

    def entities(self) -> "list[EntityInUse]":
        """Return all entities by name, with the numbers of their mentions and articles, and their first and last date.

        Examples:
            >>> workspace.link(workspace.annotations("label:PERSON"), "Mira Okafor").name
            'Mira Okafor'
            >>> [(each.entity.name, each.mentions) for each in workspace.entities()]
            [('Mira Okafor', 1)]
        """
        from glossator.store.queries.entities import entities

        return self._store.ask(entities)

    def tags(self) -> "list[Tag]":
        """Return the tags of the codebook by path, with the number of annotations and articles that have them.

        Examples:
            >>> [(tag.path, tag.uses) for tag in workspace.tags()]
            [('people/crew', 1)]
        """
        return self._store.tags()

    def labels(self) -> "list[Label]":
        """Return the labels of the codebook.

        Examples:
            >>> [label.name for label in workspace.labels()][:3]
            ['PERSON', 'ORG', 'GPE']
        """
        return self._store.labels()

    def search(
        self, query: str, sort: Literal["relevance", "date", "left", "right"] = "relevance"
    ) -> "Iterator[Mention]":
        """Yield what a search finds, in context, as `glossator search` does.

        Args:
            query: what to find.
            sort: by relevance, by date with the newest first, or by the words to the left or right.

        Raises:
            BadQuery: when the query is empty or has a syntax error.

        Examples:
            >>> for mention in workspace.search('"harbour trust"'):
            ...     print(f"{mention.left[-6:]}[{mention.hit}]{mention.right[:12]}")
            Selby [Harbour Trust] said the cr
            Selby [Harbour Trust] since 2011.
        """
        from glossator.domain.mention import Order
        from glossator.domain.query import parse

        return self._store.search(parse(query), Order(sort))

    def history(self, most: int = 50) -> "list[HistoryEntry]":
        """Return up to `most` operations of all analysts, newest first.

        Examples:
            >>> [(entry.analyst, entry.title, entry.quote) for entry in workspace.history(2)]
            [('ann', 'annotate', 'nine hours'), ('ann', 'tag', 'people/crew')]
        """
        return self._store.history(most)

    # Data frames and spaCy

    def to_pandas(self, query: str = "") -> "pd.DataFrame":
        """Return the annotations that match a query as a data frame of pandas, with the columns of the CSV export.

        Each annotation is a row, and each article with a note or tags, whose `scope` is article. Offsets and paragraphs
        are nullable integers; status, label, origin, model and analyst are categories; `created_at` and `updated_at`
        are times in UTC, and `published_at` is a day, without the time that a source may give.

        Raises:
            BadQuery: when the query has a syntax error.
            ImportError: when pandas is not installed.

        Examples:
            >>> table = workspace.to_pandas("status:suggested")
            >>> table[["quote", "label", "start"]].to_dict("records")
            [{'quote': 'Aurora', 'label': 'PRODUCT', 'start': 10}, {'quote': 'Port Selby', 'label': 'GPE', 'start': 22}]
            >>> workspace.accept(table[table["label"] == "GPE"]["annotation_id"])
            1
        """
        from glossator.api.data_frames import to_pandas

        return to_pandas(self._store.flat(_filter(query)))

    def to_polars(self, query: str = "") -> "pl.DataFrame":
        """Return the annotations that match a query as a data frame of Polars, with the columns of the CSV export.

        The columns are as those of `to_pandas`; `published_at` is a date.

        Raises:
            BadQuery: when the query has a syntax error.
            ImportError: when Polars is not installed.

        Examples:
            >>> table = workspace.to_polars("has:tag")
            >>> table.select("quote", "tags").rows()
            [('Mira Okafor', 'people/crew')]
        """
        from glossator.api.data_frames import to_polars

        return to_polars(self._store.flat(_filter(query)))

    def docs(self, nlp: "Language | None" = None, query: str = "") -> "Iterator[Doc]":
        """Yield a spaCy Doc for each article that matches a query, or has an annotation that does.

        The accepted annotations are in `doc.spans["sc"]`, and those that do not overlap in `doc.ents`, as whole tokens.
        Tokens that nobody has reviewed are missing values, not “no entity”. Tags of the article are in `doc.cats`, its
        uid in `doc.user_data["article"]`.

        Args:
            nlp: the pipeline whose tokenizer and vocabulary to use (default: the blank one of the article's language).
            query: which articles and annotations.

        Raises:
            BadQuery: when the query has a syntax error.

        Examples:
            >>> for doc in workspace.docs():
            ...     print([(span.text, span.label_) for span in doc.ents])
            [('Mira Okafor', 'PERSON')]
        """
        return _docs(self._store.path, _filter(query), nlp)

    # Annotations

    def accept(self, annotations: AnnotationRef | Iterable[AnnotationRef]) -> int:
        """Accept annotations in one operation, and return how many were not accepted before.

        Raises:
            Missing: when one does not exist; then none is accepted.

        Examples:
            >>> workspace.accept(workspace.annotations("label:GPE status:suggested"))
            1
            >>> workspace.undo().about
            'accept “Port Selby”'
        """
        from glossator.store.operations.decisions import accept

        return self._perform(accept, self._annotation_ids(annotations))

    def reject(self, annotations: AnnotationRef | Iterable[AnnotationRef]) -> int:
        """Reject annotations in one operation, and return how many were not rejected before.

        Raises:
            Missing: when one does not exist; then none is rejected.
        """
        from glossator.store.operations.decisions import reject

        return self._perform(reject, self._annotation_ids(annotations))

    def relabel(self, annotation: AnnotationRef, label: str | None) -> Annotation:
        """Change the label of an annotation, or remove it with None, accept the annotation, and return it.

        Raises:
            Missing: when the annotation does not exist.
            Refused: when the label is not in the codebook, or an annotation with it has the same boundaries.

        Examples:
            >>> workspace.relabel(next(workspace.annotations("label:GPE")), "LOC").label
            'LOC'
        """
        from glossator.store.operations.decisions import relabel

        (number,) = self._annotation_ids(annotation)
        self._perform(relabel, number, label)
        return self._annotation(number)

    def annotate(self, article: ArticleRef, start: int, end: int, label: str | None = None) -> Annotation:
        """Annotate a span of an article, and return the annotation; a suggestion with the same span is accepted.

        Args:
            article: the article.
            start: the offset of the first character in `article.text`.
            end: the offset after the last one.
            label: a label of the codebook, or None for a highlight.

        Raises:
            Missing: when the article does not exist.
            BadSpan: when the span is empty, only white space, or reaches past the text.
            Refused: when the label is not in the codebook, or an accepted annotation has the same span and label.

        Examples:
            >>> import re
            >>> article = next(workspace.articles())
            >>> for match in re.finditer("Selby Harbour Trust", article.text):
            ...     print(workspace.annotate(article, *match.span(), label="ORG").quote)
            Selby Harbour Trust
            Selby Harbour Trust
        """
        from glossator.store.operations.marking import annotate

        found = self.article(article)
        return self._annotation(self._perform(annotate, found.id, _anchor(found, start, end), label))

    def move(self, annotation: AnnotationRef, start: int, end: int) -> Annotation:
        """Move an annotation to another span of its article, accept it, and return it.

        Raises:
            Missing: when the annotation does not exist.
            BadSpan: when the span is empty, only white space, or reaches past the text.
            Refused: when an annotation with the same label has that span.
        """
        from glossator.store.operations.marking import move_boundaries

        (number,) = self._annotation_ids(annotation)
        article = self.article(self._annotation(number))
        self._perform(move_boundaries, number, _anchor(article, start, end))
        return self._annotation(number)

    def tag(self, annotation: AnnotationRef, *paths: str) -> Annotation:
        """Add tags, created if necessary, to an annotation, accept a suggestion, and return the annotation.

        Raises:
            Missing: when the annotation does not exist.
            BadName: when a path is not a valid tag.
            Refused: when the annotation has all these tags.

        Examples:
            >>> workspace.tag(next(workspace.annotations("label:PRODUCT")), "ships", "ships/ferries").tags
            ('ships', 'ships/ferries')
        """
        from glossator.store.operations.tagging import add_tags

        (number,) = self._annotation_ids(annotation)
        self._perform(add_tags, number, paths)
        return self._annotation(number)

    def untag(self, annotation: AnnotationRef, path: str) -> Annotation:
        """Remove a tag from an annotation, and return the annotation.

        Raises:
            Missing: when the annotation does not exist or does not have the tag.
        """
        from glossator.store.operations.tagging import untag

        (number,) = self._annotation_ids(annotation)
        self._perform(untag, number, path)
        return self._annotation(number)

    def tag_mentions(self, mentions: "Iterable[Mention]", path: str) -> "TaggedResults":
        """Add a tag, created if necessary, to what a search found, in one operation.

        A mention in an annotation tags it; one in a text tags the annotation there, or a new highlight; any other tags
        the article. Suggestions stay undecided.

        Raises:
            Missing: when an article or annotation has been deleted since.
            BadName: when the path is not a valid tag.

        Examples:
            >>> workspace.tag_mentions(workspace.search("crossing"), "voyages").annotations
            1
        """
        from glossator.store.operations.tagging import tag_search_results

        return self._perform(tag_search_results, tuple(mentions), path)

    def note(self, annotation: AnnotationRef, text: str) -> Annotation:
        """Write the note of an annotation, and return the annotation.

        A note that has changed since you read `annotation` is not replaced, and neither is a note of another analyst if
        you give the uid only.

        Raises:
            Missing: when the annotation does not exist.
            NoteChanged: when the note is not replaced.

        Examples:
            >>> workspace.note(next(workspace.annotations("label:PERSON")), "Captain since 2011").note
            'Captain since 2011'
        """
        from glossator.store.operations.notes import write_note

        (number,) = self._annotation_ids(annotation)
        seen = annotation if isinstance(annotation, Annotation) else self._own(self._annotation(number))
        self._perform(write_note, number, text, instead_of=("" if seen is None else seen.note,))
        return self._annotation(number)

    def link(self, annotations: AnnotationRef | Iterable[AnnotationRef], to: "Entity | str") -> "Entity":
        """Link annotations to an entity in one operation, and return it; a new name creates the entity.

        One annotation is accepted with it if it is a suggestion; several are not.

        Args:
            annotations: its mentions.
            to: the entity, or its name or one of its aliases.

        Raises:
            Missing: when an annotation or the entity does not exist.
            BadName: when the name is not valid.
            Refused: when several entities have the name, or all are linked to the entity already.

        Examples:
            >>> entity = workspace.link(workspace.annotations("quote:Okafor"), "Mira Okafor")
            >>> [each.quote for each in workspace.annotations('entity:"Mira Okafor"')]
            ['Mira Okafor']
        """
        from glossator.store.operations.entities import link
        from glossator.store.queries.entities import entity

        by_hand = isinstance(annotations, Annotation | str)
        wanted = to if isinstance(to, str) else to.id
        numbers = self._annotation_ids(annotations)
        return self._store.ask(entity, self._perform(link, numbers, wanted, one_by_hand=by_hand))

    def unlink(self, annotations: AnnotationRef | Iterable[AnnotationRef]) -> int:
        """Unlink annotations from their entities in one operation, and return how many were given.

        Raises:
            Missing: when one does not exist.
            Refused: when none is linked.
        """
        from glossator.store.operations.entities import unlink

        numbers = self._annotation_ids(annotations)
        self._perform(unlink, numbers)
        return len(numbers)

    def delete(self, annotation: AnnotationRef) -> Annotation:
        """Delete an annotation with its tags, and return what it was.

        Raises:
            Missing: when it does not exist.
            Refused: when it was suggested: reject it, so that it is not suggested again.

        Examples:
            >>> workspace.delete(next(workspace.annotations("quote:hours"))).quote
            'nine hours'
        """
        from glossator.store.operations.decisions import delete

        (number,) = self._annotation_ids(annotation)
        deleted = self._annotation(number)
        self._perform(delete, number)
        return deleted

    # Articles

    def tag_article(self, article: ArticleRef, *paths: str) -> Article:
        """Add tags, created if necessary, to an article, and return the article.

        Raises:
            Missing: when the article does not exist.
            BadName: when a path is not a valid tag.
            Refused: when the article has all these tags.

        Examples:
            >>> workspace.tag_article(next(workspace.articles()), "ferries").tags
            ('ferries',)
        """
        from glossator.store.operations.tagging import add_article_tags

        found = self.article(article)
        self._perform(add_article_tags, found.id, paths)
        return self._store.refreshed(found)

    def untag_article(self, article: ArticleRef, path: str) -> Article:
        """Remove a tag from an article, and return the article.

        Raises:
            Missing: when the article does not exist or does not have the tag.
        """
        from glossator.store.operations.tagging import untag_article

        found = self.article(article)
        self._perform(untag_article, found.id, path)
        return self._store.refreshed(found)

    def note_article(self, article: ArticleRef, text: str) -> Article:
        """Write the note of an article, and return the article.

        As `note`, it replaces no text that you have not read.

        Raises:
            Missing: when the article does not exist.
            NoteChanged: when the note is not replaced.
        """
        from glossator.store.operations.notes import write_article_note

        found = self.article(article)
        seen = article if isinstance(article, Article) else self._own(found)
        self._perform(write_article_note, found.id, text, instead_of=("" if seen is None else seen.note,))
        return self._store.refreshed(found)

    def archive(self, articles: ArticleRef | Iterable[ArticleRef]) -> int:
        """Archive articles in one operation, and return how many.

        Raises:
            Missing: when one does not exist.
            Refused: when one is archived already; then none is archived.

        Examples:
            >>> workspace.archive(workspace.articles("source:Tidewatch"))
            1
            >>> [article.title for article in workspace.articles()]
            []
        """
        from glossator.store.operations.articles import archive_articles

        numbers = self._article_ids(articles)
        self._perform(archive_articles, numbers)
        return len(numbers)

    def restore(self, articles: ArticleRef | Iterable[ArticleRef]) -> int:
        """Restore archived articles in one operation, and return how many.

        Raises:
            Missing: when one does not exist or is not archived; then none is restored.
        """
        from glossator.store.operations.articles import restore_articles

        numbers = self._article_ids(articles)
        self._perform(restore_articles, numbers)
        return len(numbers)

    def delete_articles(self, articles: ArticleRef | Iterable[ArticleRef]) -> int:
        """Delete articles with their annotations, notes and tags in one operation, and return how many.

        `undo` restores all of it.

        Raises:
            Missing: when one does not exist; then none is deleted.
        """
        from glossator.store.operations.articles import delete_articles

        numbers = self._article_ids(articles)
        self._perform(delete_articles, numbers)
        return len(numbers)

    # Undo

    def undo(self, operation: "HistoryEntry | int | None" = None) -> "UndoResult":
        """Undo your latest operation, or any other of the history that no later one depends on.

        Args:
            operation: one of `history()`, or its number (default: your latest one).

        Raises:
            NothingToDo: when there is nothing to undo.
            Conflict: when a later operation depends on it.
            Missing: when there is no such operation.
            Refused: when it is undone already.

        Examples:
            >>> workspace.reject(workspace.annotations("label:PRODUCT"))
            1
            >>> workspace.undo().about
            'reject “Aurora”'
        """
        from glossator.store.history import undo, undo_operation

        if operation is None:
            return self._perform(undo)
        return self._perform(undo_operation, operation if isinstance(operation, int) else operation.batch)

    def redo(self) -> "UndoResult":
        """Redo the operation that you undid last, unless another followed.

        Raises:
            NothingToDo: when there is nothing to redo.
            Conflict: when a later operation depends on the undo.
        """
        from glossator.store.history import redo

        return self._perform(redo)

    # Files and pipelines

    def import_files(
        self,
        path: str | os.PathLike[str],
        *more: str | os.PathLike[str],
        format: str | None = None,  # noqa: A002  (the name of the option on the command line)
        version_of: ArticleRef | None = None,
        take_theirs: bool = False,
        local: bool = False,
        progress: "Callable[[Imported | Failed], object] | None" = None,
    ) -> "ImportResult":
        """Import files, folders, archives and web pages as `glossator import` does; one undo removes all of it.

        A file that cannot be imported does not stop the others. Texts that are in the workspace are not stored again.

        Args:
            path: a file, folder, pattern or web address.
            more: further ones.
            format: the name of the format of all files (default: detected for each).
            version_of: the article that the file is a newer version of (default: detected).
            take_theirs: whether rows of a table replace the decisions, notes and tags of other analysts.
            local: whether addresses on this machine and its network are allowed.
            progress: called with what became of each article or file, as it comes.

        Raises:
            StoreError: when the workspace cannot be written.
            ValueError: when there is no such format, or `version_of` is given for several files.

        Examples:
            >>> result = workspace.import_files("letters", "no-such-file.txt")
            >>> len(result.new), len(result.known)
            (2, 0)
            >>> [(each.name, each.reason) for each in result.failed]
            [('no-such-file.txt', 'no such file or folder; check the spelling')]
        """
        from glossator.api.results import ImportResult
        from glossator.services.formats import FORMATS
        from glossator.services.importing.annotations import ImportedAnnotations
        from glossator.services.importing.articles import import_articles
        from glossator.services.importing.inputs import Failed, ImportedFile, import_title, resolve
        from glossator.services.importing.skipped import SkippedFiles
        from glossator.services.near_duplicates import link_near_duplicates
        from glossator.store.lazy_workspace import LazyWorkspace

        if version_of is not None and more:
            raise ValueError("An article has one newer version. Import the files one by one, or leave out version_of.")
        store = self._writable()
        _check_format(format, FORMATS.import_names)
        chosen = FORMATS[format] if format else None
        paths = [os.fspath(each) for each in (path, *more)]
        skipped = SkippedFiles(self.path)
        items = (item for each in paths for item in resolve(each, skipped.count, local=local, chosen=chosen))
        new: dict[str, None] = {}
        known: dict[str, None] = {}
        failed, left_out, annotations = list[Failed](), list[str](), 0
        for outcome in import_articles(
            LazyWorkspace(self.path, store.author, store, import_title(paths)),
            items,
            chosen,
            version_of="" if version_of is None else _uid(version_of),
            take_theirs=take_theirs,
            on_skipped=skipped.count,
        ):
            if isinstance(outcome, ImportedFile):
                left_out += [f"{outcome.name}: {sentence}" for sentence in outcome.losses]
                continue
            if progress is not None:
                progress(outcome)
            if isinstance(outcome, Failed):
                failed.append(outcome)
                continue
            if outcome.new:
                new[outcome.uid] = None
            elif outcome.uid not in new:
                known[outcome.uid] = None
            losses: Sequence[str] = outcome.losses
            if isinstance(outcome, ImportedAnnotations):
                annotations += outcome.annotations + outcome.changed
                losses = (*map(str, (*outcome.left_out, *outcome.problems)), *outcome.refused)
            left_out += [f"{outcome.name}: {sentence}" for sentence in losses]
        if new:
            link_near_duplicates(store)
        return ImportResult(tuple(new), tuple(known), annotations, tuple(failed), (*left_out, *skipped.summaries()))

    def export(
        self,
        path: str | os.PathLike[str],
        format: str | None = None,  # noqa: A002  (the name of the option on the command line)
        where: str = "",
        *,
        force: bool = False,
        progress: Callable[[int, int], object] | None = None,
    ) -> "ExportResult":
        """Export the annotations that match a query, as `glossator export` does, completely or not at all.

        Args:
            path: the file or folder.
            format: the name of the format, such as csv, xlsx, prodigy or spacy (default: from the extension, else csv).
            where: which annotations.
            force: whether to replace an existing file.
            progress: called with the number of articles done, and of all.

        Raises:
            BadQuery: when the query has a syntax error.
            ExportRefused: when nothing matches, or the file exists or cannot be written; then nothing is written.
            ValueError: when there is no such format, or it does not fit the extension.

        Examples:
            >>> result = workspace.export("people.jsonl", "prodigy", where="label:PERSON")
            >>> result.summary
            '1 article, 1 annotation'
        """
        from glossator.api.results import ExportResult
        from glossator.formats.capabilities import describe_losses
        from glossator.formats.file_extensions import format_for
        from glossator.services.exporting import estimate, export, formats

        _check_format(format, tuple(formats()))
        chosen = format_for(formats(), format, Path(path))
        wanted = _filter(where)
        lost = describe_losses(estimate(self._store, wanted, chosen).lost) if chosen.reported_losses else ""
        summary = export(self._store, wanted, chosen, Path(path), force=force, progress=progress or _quiet)
        return ExportResult(Path(path), chosen.name, summary, lost)

    def analyse(
        self, query: str = "", *, model: str = "", progress: Callable[[int, int], object] | None = None
    ) -> "AnalysisResult":
        """Suggest entities in the articles that match a query and that their recogniser has not analysed.

        The language of each article chooses the recogniser, unless `model` names one. Results are stored as they come,
        so an interrupted analysis continues where it stopped.

        Args:
            query: which articles.
            model: an installed pipeline, or a folder, for all of them (default: by language, see the guide).
            progress: called with the number of articles done, and of all.

        Raises:
            BadQuery: when the query has a syntax error.
            NoPipeline: when there is no such pipeline.
            StoreError: when the workspace cannot be written.

        Examples:
            >>> result = workspace.analyse("ferry")
            >>> len(result.analysed), result.failed
            (1, ())
        """
        from glossator.api.results import AnalysisResult
        from glossator.ner.postprocessing import enabled_rules
        from glossator.services.article_recognisers import analyse_groups, analysis_groups, preferences_of
        from glossator.services.bulk_analysis import Analysed
        from glossator.services.importing.inputs import Failed
        from glossator.state.locations import settings_file
        from glossator.state.settings import read_settings

        store = self._writable()
        settings = read_settings(settings_file())
        lengths = {article.uid: len(article.text) for article in self.articles(query)}
        groups = analysis_groups(store, list(lengths), preferences_of(settings, model))
        todo = sum(len(group.uids) for group in groups)
        report = progress or _quiet
        report(0, todo)
        analysed, failed, suggestions = list[str](), list[Failed](), 0
        for outcome in analyse_groups(store, groups, lengths, tidying=enabled_rules(settings.tidying)):
            if isinstance(outcome, Analysed):
                analysed.append(outcome.uid)
                suggestions += outcome.added
            else:
                failed.append(Failed(outcome.uid, outcome.reason))
            report(len(analysed) + len(failed), todo)
        names = [f"{group.source.name} {group.source.version}" for group in groups]
        return AnalysisResult(", ".join(names), tuple(analysed), suggestions, tuple(failed))

    # How the above is done

    @property
    def _store(self) -> Workspace:
        """The workspace; raise ValueError when it is closed, as files do."""
        if self._opened is None:
            raise ValueError(f"The workspace {self.path} is closed. Open it again with glossator.open.")
        return self._opened

    def _writable(self) -> Workspace:
        """Return the workspace, or raise ReadOnly when it must not be written to."""
        if self._store.unwritable:
            raise ReadOnly(self._store.unwritable)
        return self._store

    def _perform(self, operation: "Operation[P, T]", *args: P.args, **kwargs: P.kwargs) -> T:
        return self._writable().perform(operation, *args, **kwargs).result()

    def _annotation(self, number: int) -> Annotation:
        found = self._store.annotation(number)
        if found is None:
            raise Missing("The annotation has been deleted in the meantime.")
        return found

    def _annotation_ids(self, given: AnnotationRef | Iterable[AnnotationRef]) -> list[int]:
        """Return the ids of annotations; raise Missing when one does not exist."""
        from glossator.store.queries.annotations import annotation_ids, existing_uids

        refs = [given] if isinstance(given, Annotation | str) else given
        uids = list(dict.fromkeys(map(_uid, refs)))
        found = self._store.ask(annotation_ids, uids)
        if len(found) < len(uids):
            existing = self._store.ask(existing_uids, uids)
            missing = next((uid for uid in uids if uid not in existing), "")
            raise Missing(f"There is no annotation {missing} in this workspace. Read the annotations again.")
        return found

    def _article_ids(self, given: ArticleRef | Iterable[ArticleRef]) -> list[int]:
        """Return the ids of articles; raise Missing when one does not exist."""
        refs = [given] if isinstance(given, Article | str) else given
        return [self._store.article(uid).id for uid in dict.fromkeys(map(_uid, refs))]

    def _own(self, found: T) -> T | None:
        """Return an annotation or article whose note the analyst has written, or None."""
        author = found.analyst if isinstance(found, Annotation) else getattr(found, "updated_by", "")
        return found if author == self.analyst else None


def _quiet(_done: int, _total: int) -> None:
    """Report no progress."""


def _articles(path: Path, wanted: "FlatFilter") -> Iterator[Article]:
    from glossator.store.queries.export_snapshot import open_snapshot

    with open_snapshot(path, wanted) as taken:
        yield from taken.whole_articles()


def _annotations(path: Path, wanted: "FlatFilter") -> Iterator[Annotation]:
    from glossator.store.queries.export_snapshot import open_snapshot

    with open_snapshot(path, wanted) as taken:
        for found in taken.articles():
            yield from found.annotations


def _docs(path: Path, wanted: "FlatFilter", nlp: "Language | None") -> "Iterator[Doc]":
    from glossator.ner.docbin import docs
    from glossator.store.queries.export_snapshot import open_snapshot

    with open_snapshot(path, wanted) as taken:
        yield from docs(taken.articles(), [tag.path for tag in taken.tags], nlp)


def _filter(query: str) -> "FlatFilter":
    """Return the filter for a query; raise BadQuery at once, because iterators do so only at their first step."""
    from glossator.domain.query import parse
    from glossator.store.queries.records import FlatFilter

    query = query.strip()
    if query:
        parse(query)
    return FlatFilter(where=query)


def _anchor(article: Article, start: int, end: int) -> "Anchor":
    """Return the anchor of a span of an article; raise BadSpan when an annotation cannot have it."""
    from glossator.text.anchor import BadSpan, anchor
    from glossator.text.paragraphs import paragraphs
    from glossator.text.span import Span

    if not 0 <= start < end:
        raise BadSpan(f"There is no text from {start} to {end}. Give the offsets of a span that is not empty.")
    return anchor(article.text, Span(start, end), [paragraph.start for paragraph in paragraphs(article.text)])


def _check_format(name: str | None, available: Sequence[str]) -> None:
    """Raise ValueError when there is no format with a name; None is any."""
    if name is not None and name not in available:
        raise ValueError(f"Unknown format {name}. Available: {', '.join(available)}.")


def _uid(ref: Annotation | Article | str) -> str:
    return ref if isinstance(ref, str) else ref.uid


def _analyst_name(given: str | None) -> str:
    """Return the name of the analyst: what is given, else from the settings, else the login name."""
    from glossator.state.locations import settings_file
    from glossator.state.settings import is_blank, login_name, read_settings

    name = (read_settings(settings_file()).analyst or login_name()) if given is None else given
    if is_blank(name):
        raise ValueError("The analyst's name is blank, and your work is stored under it. Give another name.")
    return " ".join(name.split())
