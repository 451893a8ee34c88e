"""Importing articles with annotations of other programs or workspaces."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile, is_zipfile

from glossator.domain.annotation import Status
from glossator.domain.article import stated_in
from glossator.domain.code import Code, CodeKind
from glossator.domain.import_record import Arrival, FileRemainder, ImportRecord, QuotedRecord
from glossator.domain.left_out import LeftOut, LeftOutCounter, total_left_out
from glossator.formats.annotations.brat import ANNOTATION_SUFFIX, TEXT_SUFFIX
from glossator.formats.errors import Unreadable
from glossator.formats.spec import Format
from glossator.runtime.gc_tuning import gc_paused
from glossator.services.importing.inputs import Failed, Imported, ImportedFile, Outcome
from glossator.services.importing.quoted import QuotedPlaces
from glossator.services.minhash_worker import Sketcher
from glossator.store.ingest.annotated import AddedArticle, AnchoredAnnotation, add_annotated_articles
from glossator.store.ingest.quoted import add_highlights
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.operations.codebook_import import CodebookImport, add_codes
from glossator.text.anchor import BadSpan, anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.pluralize import counted

_SHOWN: Final = 5
_LONGEST_QUOTE: Final = 60
# What differs between failures of one kind: numbers with their nouns, and what is quoted.
_DIFFERING: Final = re.compile(r"\d+(?: \w+)?|“[^”]*”")
# The most bytes and files that a zip may expand to.
_LARGEST: Final = 2_000_000_000
_FILES: Final = 200_000
# Articles and characters that are stored in one transaction; an annotation counts as this many characters.
_AT_ONCE: Final = 192
_WEIGHT_AT_ONCE: Final = 3_000_000
_WEIGHT_OF_ANNOTATION: Final = 200


@dataclass(frozen=True, slots=True)
class ImportedAnnotations(Imported):
    """An article in the workspace with annotations from a file.

    Attributes:
        annotations, known, changed: the numbers of annotations added, already there, and changed.
        refused: a sentence for each row that was left out because it differs from another analyst's work.
        problems: what could not be read because something is wrong with it, by kind.
        labels: new labels of the codebook.
        where: its place in the file, such as "line 3"; empty where the file is one article.
    """

    annotations: int = 0
    known: int = 0
    changed: int = 0
    refused: tuple[str, ...] = ()
    problems: tuple[LeftOut, ...] = ()
    labels: tuple[str, ...] = ()
    where: str = ""

    @property
    def losses(self) -> tuple[str, ...]:
        """What was left out, in words: kinds with their numbers, then the first few sentences."""
        found = (*map(str, self.left_out), *first_few([str(problem) for problem in self.problems]))
        return (f"{self.where}: {found[0]}", *found[1:]) if found and self.where else found

    @property
    def summary(self) -> str:
        """What was imported, such as "2 annotations, 1 there already"."""
        parts = [counted(self.annotations, "annotation")]
        parts += [f"{self.changed:,} changed"] if self.changed else []
        parts += [f"{self.known:,} there already"] if self.known else []
        parts += [f"{len(self.refused):,} refused"] if self.refused else []
        if self.labels:
            parts.append(f"new in the codebook: {', '.join(first_few(self.labels))}")
        return ", ".join(parts)


def refused_summary(number: int) -> str:
    """Return the message about refused rows."""
    return (
        f"{counted(number, 'row')} not imported, because another analyst decided differently here. "
        "To replace that, run “glossator import --take-theirs”."
    )


def import_summary(found: Sequence[ImportedAnnotations]) -> str:
    """Return in words what was imported with the articles of one file, and what was left out."""
    total = replace(
        found[0],
        annotations=sum(one.annotations for one in found),
        changed=sum(one.changed for one in found),
        known=sum(one.known for one in found),
        refused=tuple(reason for one in found for reason in one.refused),
        labels=tuple(dict.fromkeys(label for one in found for label in one.labels)),
    )
    kinds = total_left_out(entry for one in found for entry in one.left_out)
    wrong = total_left_out(entry for one in found for entry in one.problems)
    problems = (*map(str, kinds), *first_few([str(problem) for problem in wrong]))
    left_out = f"; left out: {'; '.join(problems)}" if problems else ""
    refused = f"; {'; '.join(first_few(total.refused))}; {refused_summary(len(total.refused))}" if total.refused else ""
    return f"{total.summary}, in {counted(len(found), 'article')}{left_out}{refused.rstrip('.')}"


def import_lines(
    opening: LazyWorkspace, name: str, path: Path, chosen: Format, analyst: str = "", language: str = ""
) -> Iterator[Outcome]:
    """Import a file of a format with an article on each line, holding only some lines at a time.

    Yields and raises as `import_annotated` does.

    Raises:
        OSError: when the file cannot be read.
    """
    assert chosen.read_lines is not None, "the format has lines"
    with path.open("rb") as file:
        yield from _imported(opening, name, _with_language(chosen.read_lines(file), language), chosen, analyst=analyst)


def import_annotated(
    opening: LazyWorkspace, name: str, data: bytes, chosen: Format, analyst: str = "", language: str = ""
) -> Iterator[Outcome]:
    """Import a file with annotations and yield the outcome for each article.

    Args:
        opening: the workspace.
        name: the file's path, or its name for messages.
        data: its content.
        chosen: its format, one that annotations are read from.
        analyst: who decided the annotations of which the file does not say it; by default who imports them.
        language: that of articles of which the file states none, as a BCP 47 tag, or empty.

    Raises:
        StoreError: when the workspace cannot be opened or written.
    """
    assert chosen.read_annotations is not None, "annotations are read from the format"
    codes: Sequence[Code] = ()
    made = CodebookImport(0, 0, 0, ())
    try:
        files = _files_of(name, data)
        if chosen.read_codes is not None and (codes := chosen.read_codes(files)):
            made = opening.add_to_import(add_codes, codes).result()
    except Unreadable as error:
        yield Failed(name, str(error))
        return
    added = Counter(code.kind for code in made.added)
    about = ImportedFile(name, labels=added[CodeKind.LABEL], tags=added[CodeKind.TAG])
    arrivals = _with_language(chosen.read_annotations(files), language)
    yield from _imported(opening, name, arrivals, chosen, about if codes else None, analyst)


def _with_language(arrivals: Iterator[Arrival], language: str) -> Iterator[Arrival]:
    """Yield what a file has, with `language` for articles of which it states none."""
    for one in arrivals:
        yield replace(one, draft=stated_in(one.draft, language)) if isinstance(one, ImportRecord) else one


def _imported(
    opening: LazyWorkspace,
    name: str,
    arrivals: Iterator[Arrival],
    chosen: Format,
    codes: ImportedFile | None = None,
    analyst: str = "",
) -> Iterator[Outcome]:
    """Store the articles and yield the outcomes, that of the file last where there is something to say of it.

    A pipeline: one batch is read while sketches of the batch before are computed and the batch before that is stored.

    Args:
        opening, name, arrivals, chosen: the workspace, the file, what is in it, and its format.
        codes: what was added to the codebook; None where the file has no codes.
        analyst: as of `import_annotated`.
    """
    empty = bare = True
    problems, left_out = LeftOutCounter(), LeftOutCounter()
    failures = _Failures(name)
    quoted = _QuotedImport(opening, name, chosen.title, analyst)
    storing: list[_Pending] = []
    stored: Future[list[AddedArticle]] | None = None
    sketched: list[_Pending] = []
    # Tens of thousands of annotations are in memory; collecting garbage among them would take a tenth of the time.
    with closing(Sketcher()) as sketcher, gc_paused():
        # An empty batch at the end moves the last ones on.
        for read in chain(_batches(arrivals, analyst), ([],)):
            future = _store(opening, sketched, sketcher)
            if texts := [one.arrival.draft.text for one in read if isinstance(one.arrival, ImportRecord)]:
                sketcher.ask(texts)
            for one in read:
                if isinstance(one.arrival, FileRemainder):
                    problems.add_all(one.arrival.problems)
                    left_out.add_all(one.arrival.left_out)
            yield from _outcomes(name, storing, stored, failures, quoted)
            storing, stored, sketched = sketched, future, read
            empty = empty and all(isinstance(one.arrival, FileRemainder) for one in read)
            bare = bare and not any(isinstance(one.arrival, ImportRecord) for one in read)
        yield from _outcomes(name, storing, stored, failures, quoted)
    yield from failures.rest()
    if problems.entries or left_out.entries or (bare and codes):
        about = codes or ImportedFile(name)
        yield replace(about, problems=problems.entries, left_out=left_out.entries)
    if empty and not codes:
        yield Failed(name, f"it has no articles as {chosen.title}; name another --format")


class _Failures:
    """The parts of a file that are no articles, of which the first few of a kind are shown, and the others counted."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._kinds: dict[str, list[str]] = {}

    def of(self, reason: str) -> Iterator[Failed]:
        """Yield the failure of a part, unless there are many of its kind."""
        alike = self._kinds.setdefault(_DIFFERING.sub("0", reason), [])
        alike.append(reason)
        if len(alike) <= _SHOWN:
            yield Failed(self._name, reason)

    def rest(self) -> Iterator[Failed]:
        """Yield a failure for each kind of which more parts failed than were shown."""
        for alike in self._kinds.values():
            if more := len(alike) - _SHOWN:
                if more == 1:
                    yield Failed(self._name, alike[-1])
                elif more > 1:
                    yield Failed(self._name, f"{more:,} more like this, the last {alike[-1]}")


def _batches(arrivals: Iterator[Arrival], analyst: str) -> "Iterator[list[_Pending]]":
    """Yield batches of articles with the anchors of their annotations."""
    waiting: list[_Pending] = []
    weight = 0
    try:
        for arrival in arrivals:
            waiting.append(_anchored(arrival, analyst) if isinstance(arrival, ImportRecord) else _Pending(arrival))
            weight += waiting[-1].weight
            if len(waiting) >= _AT_ONCE or weight >= _WEIGHT_AT_ONCE:
                yield waiting
                waiting, weight = [], 0
    except Unreadable as error:
        waiting.append(_Pending(str(error)))
    except OSError as error:
        waiting.append(_Pending(f"reading it failed before its end ({error.strerror or error}); import it again"))
    if waiting:
        yield waiting


@dataclass(frozen=True, slots=True)
class _Pending:
    """An article to be stored with its annotations, or what else was read."""

    arrival: Arrival
    placed: Sequence[AnchoredAnnotation] = ()
    problems: tuple[LeftOut, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def weight(self) -> int:
        """The approximate amount to store, in characters."""
        if not isinstance(self.arrival, ImportRecord):
            return 0
        return len(self.arrival.draft.text) + _WEIGHT_OF_ANNOTATION * len(self.placed)


def _store(
    opening: LazyWorkspace, waiting: Sequence[_Pending], sketcher: Sketcher
) -> "Future[list[AddedArticle]] | None":
    """Have the articles among those, of which sketches are asked for, stored in one transaction."""
    arrivals = [(one.arrival, one.placed) for one in waiting if isinstance(one.arrival, ImportRecord)]
    return opening.add_to_import(add_annotated_articles, arrivals, sketcher.answer()) if arrivals else None


def _outcomes(
    name: str,
    waiting: Sequence[_Pending],
    stored: "Future[list[AddedArticle]] | None",
    failures: _Failures,
    quoted: "_QuotedImport",
) -> Iterator[Outcome]:
    """Yield the outcomes of a batch when it is stored."""
    all_added = iter(stored.result() if stored is not None else ())
    for one in waiting:
        if isinstance(one.arrival, str):
            yield from failures.of(one.arrival)
        elif isinstance(one.arrival, QuotedRecord):
            imported = quoted.take(one.arrival)
            yield from failures.of(imported) if isinstance(imported, str) else (imported,)
        elif isinstance(one.arrival, ImportRecord):
            yield _imported_article(name, one, one.arrival.where, next(all_added))


class _QuotedImport:
    """The import of annotations of articles that are in the workspace already."""

    def __init__(self, opening: LazyWorkspace, name: str, title: str, analyst: str) -> None:
        """Prepare to import a file; `title` is that of its format."""
        self._opening, self._name, self._title, self._analyst = opening, name, title, analyst
        self._places = QuotedPlaces(opening, name)

    def take(self, found: QuotedRecord) -> ImportedAnnotations | str:
        """Store the annotations of one article and return the outcome, or why there is none."""
        placed = self._places.place(found)
        if isinstance(placed, str):
            return f"{self._title}: {placed}"
        one = _anchored(placed, self._analyst)
        added = self._opening.add_to_import(add_highlights, placed, one.placed).result()
        return _imported_article(self._name, one, placed.where, added)


def _imported_article(name: str, one: "_Pending", where: str, added: AddedArticle) -> ImportedAnnotations:
    return ImportedAnnotations(
        name=name,
        uid=added.uid,
        new=added.new,
        left_out=(*one.left_out, *_of_other_analysts(added)),
        annotations=added.annotations,
        known=added.known,
        problems=one.problems,
        labels=added.labels,
        where=where,
    )


def _of_other_analysts(added: AddedArticle) -> Iterator[LeftOut]:
    """Yield what was not stored because another analyst's annotation has the same span and label."""
    if added.agreeing:
        yield LeftOut(
            "annotation of another analyst that agrees",
            added.agreeing,
            plural="annotations of other analysts that agree",
        )
    if added.differing:
        yield LeftOut(
            "decision of another analyst that differs",
            added.differing,
            plural="decisions of other analysts that differ",
        )


def _files_of(name: str, data: bytes) -> Mapping[str, bytes]:
    """Return the files of an input by name: those in a zip, or the file itself, with the text of brat annotations."""
    if is_zipfile(BytesIO(data)):
        return _unpacked(data)
    beside = Path(name).with_suffix(TEXT_SUFFIX) if name.endswith(ANNOTATION_SUFFIX) else None
    return {name: data} if beside is None or not beside.is_file() else {name: data, str(beside): beside.read_bytes()}


def _anchored(arrival: ImportRecord, analyst: str) -> _Pending:
    """Return an article with the anchors of its annotations, and the problems with them; `analyst` decided them."""
    text = arrival.draft.text
    starts = [paragraph.start for paragraph in paragraphs(text)]
    placed = []
    problems, left_out = LeftOutCounter(), LeftOutCounter()
    problems.add_all(arrival.problems)
    left_out.add_all(arrival.left_out)
    for each in arrival.annotations:
        is_theirs = analyst and not each.analyst and each.status is not Status.SUGGESTED
        one = replace(each, analyst=analyst) if is_theirs else each
        if one.span is None:
            placed.append(AnchoredAnnotation(one, None))
            continue
        try:
            found = anchor(text, one.span, starts)
        except BadSpan:
            # The reader has checked that it is inside the text.
            at = f"{one.span.start} to {one.span.end}"
            problems.add("annotation of white space only", plural="annotations of white space only", example=at)
            continue
        if found.span is not one.span and found.span != one.span:
            left_out.add(
                "annotation was fitted to whole characters without space around them",
                plural="annotations were fitted to whole characters without space around them",
                example=f"“{_short(one.span.of(text))}” to “{_short(found.quote)}”",
            )
        placed.append(AnchoredAnnotation(one, found))
    # As they stand in the text; those at one place as the file has them.
    placed.sort(key=lambda each: (each.anchor.span.start, -each.anchor.span.end) if each.anchor else (-1, 0))
    return _Pending(arrival, placed, problems.entries, left_out.entries)


def _short(quote: str) -> str:
    """Return the beginning and the end of a quote for a message, on one line, with the white space there."""
    line = quote.replace("\n", "⏎")
    half = _LONGEST_QUOTE // 2
    return line if len(line) <= _LONGEST_QUOTE else f"{line[: half - 1]}…{line[-half:]}"


def first_few(problems: Sequence[str]) -> tuple[str, ...]:
    """Return the first few problems, and the number of the others."""
    more = len(problems) - _SHOWN
    return (*problems[:_SHOWN], f"{more} more") if more > 0 else tuple(problems)


def _unpacked(data: bytes) -> Mapping[str, bytes]:
    try:
        with ZipFile(BytesIO(data)) as packed:
            inside = [entry for entry in packed.infolist() if not entry.is_dir()]
            if len(inside) > _FILES or sum(entry.file_size for entry in inside) > _LARGEST:
                raise Unreadable("The zip expands to more than 2 GB or 200,000 files. Extract it, and import a part.")
            return {entry.filename: packed.read(entry) for entry in inside}
    except (BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise Unreadable("The zip is damaged or encrypted. Get it again, or create it without a password.") from error
