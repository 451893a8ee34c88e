"""Bringing in articles with the annotations that other programs made, or this one in another workspace."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile, is_zipfile

from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.brat import ANNOTATION_SUFFIX, TEXT_SUFFIX
from glossator.formats.annotations.import_builder import first_line
from glossator.formats.errors import Unreadable
from glossator.formats.export_registry import FORMATS
from glossator.formats.spec import Format
from glossator.runtime.gc_tuning import gc_paused
from glossator.services.importing.articles import Failed, Imported, Incoming, incoming
from glossator.services.minhash_worker import Sketcher
from glossator.store.ingest.annotated import Added, Placed, add_all_annotated
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.operations.codebook_import import take_codes_along
from glossator.text.anchor import BadSpan, anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.pluralize import counted

ANNOTATION_FORMATS: Final[Mapping[str, Format]] = {
    name: each for name, each in FORMATS.items() if each.reader is not None
}
"""The formats that annotations can be brought back from, by name."""
_SHOWN: Final = 5
# What a zip may unpack to, and of how many files.
_LARGEST: Final = 2_000_000_000
_FILES: Final = 200_000
# Articles that are stored in one transaction: as many, or as many characters; an annotation counts as so many.
_AT_ONCE: Final = 192
_WEIGHT_AT_ONCE: Final = 3_000_000
_OF_EACH: Final = 200


@dataclass(frozen=True, slots=True)
class ImportedAnnotations(Imported):
    """An article that is in the workspace now, with annotations of a file.

    Attributes:
        annotations: how many were added.
        known: how many stood there already.
        changed: how many are otherwise now.
        refused: a sentence for each that differs from another analyst's work and was left out.
        problems: a sentence for each thing that did not fit and was left out.
        labels: those that the codebook did not have.
    """

    annotations: int = 0
    known: int = 0
    changed: int = 0
    refused: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """What came with the article, such as "2 annotations, 1 there already"."""
        parts = [counted(self.annotations, "annotation")]
        parts += [f"{self.changed:,} changed"] if self.changed else []
        parts += [f"{self.known:,} there already"] if self.known else []
        parts += [f"{len(self.refused):,} refused"] if self.refused else []
        if self.labels:
            parts.append(f"new in the codebook: {', '.join(first_few(self.labels))}")
        return ", ".join(parts)


def refused_summary(number: int) -> str:
    """Return what to do about rows that were refused, as a sentence."""
    return (
        f"{counted(number, 'row')} not imported, because another analyst’s work here differs; "
        "“glossator import --take-theirs” replaces it."
    )


def import_summary(found: Sequence[ImportedAnnotations]) -> str:
    """Return in words what came with the articles of one file, and what was left out."""
    whole = replace(
        found[0],
        annotations=sum(one.annotations for one in found),
        changed=sum(one.changed for one in found),
        known=sum(one.known for one in found),
        refused=tuple(reason for one in found for reason in one.refused),
        labels=tuple(dict.fromkeys(label for one in found for label in one.labels)),
    )
    problems = first_few([problem for one in found for problem in one.problems])
    left_out = f"; left out: {'; '.join(problems)}" if problems else ""
    refused = f"; {'; '.join(first_few(whole.refused))}; {refused_summary(len(whole.refused))}" if whole.refused else ""
    return f"{whole.summary}, in {counted(len(found), 'article')}{left_out}{refused.rstrip('.')}"


def detect_format(name: str, data: bytes) -> Format | None:
    """Return the format with annotations that a file of that name and content has; None when it has none."""
    return next(
        (each for each in ANNOTATION_FORMATS.values() if each.reader and each.reader.recognises(name, data)), None
    )


def import_annotations(
    opening: LazyWorkspace, name: str, data: bytes, chosen: Format | None = None
) -> Iterator[Imported | Failed] | None:
    """Import a file of annotations, and yield what became of each article in it; None when it is no such file.

    Args:
        opening: the workspace.
        name: the file's path, or how to speak of it.
        data: its content.
        chosen: what it is; None to find out.

    Raises:
        StoreError: when the workspace cannot be opened or written.
    """
    found = chosen or detect_format(name, data)
    return None if found is None else import_annotated(opening, name, data, found)


def import_lines(
    opening: LazyWorkspace, name: str, path: Path, chosen: Format | None = None
) -> Iterator[Imported | Failed] | None:
    """Import a file with an article on each line, holding only some lines at a time; see `import_annotations`.

    Raises:
        OSError: when the file cannot be read.
        StoreError: when the workspace cannot be opened or written.
    """
    with path.open("rb") as file:
        found = chosen or detect_format(name, first_line(file))
    if found is None or found.reader is None or found.reader.lines is None:
        return None
    return _of_lines(opening, name, path, found)


def incoming_annotated(path: Path, chosen: Format) -> Iterator[Incoming | Failed]:
    """Yield the file at `path`, or those below it that are named as files of the format are."""
    suffix = chosen.suffix or ANNOTATION_SUFFIX
    if not path.is_dir():
        yield from incoming([path])
        return
    found = sorted(each for each in path.rglob(f"*{suffix}") if each.is_file())
    yield from (Incoming(str(each), each.read_bytes, path=each) for each in found)
    if not found:
        yield Failed(str(path), f"no file in it ends with {suffix}; name another folder, or another --format")


def import_annotated(opening: LazyWorkspace, name: str, data: bytes, chosen: Format) -> Iterator[Imported | Failed]:
    """Yield what became of each article of a file; each is stored with its annotations at once.

    Raises:
        StoreError: when the workspace cannot be opened or written.
    """
    assert chosen.reader is not None, "it was one of READABLE"
    try:
        files = _files_of(name, data)
        if chosen.reader.codes is not None and (codes := chosen.reader.codes(files)):
            opening.bring_in(take_codes_along, codes).result()
    except Unreadable as error:
        yield Failed(name, str(error))
        return
    yield from _imported(opening, name, chosen.reader.read(files), chosen)


def _of_lines(opening: LazyWorkspace, name: str, path: Path, chosen: Format) -> Iterator[Imported | Failed]:
    assert chosen.reader is not None, "it was asked for"
    assert chosen.reader.lines is not None, "it was asked for"
    with path.open("rb") as file:
        yield from _imported(opening, name, chosen.reader.lines(file), chosen)


def _imported(
    opening: LazyWorkspace, name: str, arrivals: Iterator[ImportRecord | str], chosen: Format
) -> Iterator[Imported | Failed]:
    """Yield what became of each of the articles, or the reason for which there is none.

    Some are read while those before are compared by their words, and those before these are stored.
    """
    empty = True
    storing: list[_Pending] = []
    stored: Future[list[Added]] | None = None
    sketched: list[_Pending] = []
    # Tens of thousands of annotations are held at a time, and to look through them takes a tenth of the time.
    with closing(Sketcher()) as sketcher, gc_paused():
        # After the last, nothing comes, and what went before goes on.
        for read in chain(_some_at_a_time(arrivals), ([],)):
            handed_in = _handed_in(opening, sketched, sketcher)
            if texts := [one.arrival.draft.text for one in read if not isinstance(one.arrival, str)]:
                sketcher.ask(texts)
            yield from _outcomes(name, storing, stored)
            storing, stored, sketched = sketched, handed_in, read
            empty = empty and not read
        yield from _outcomes(name, storing, stored)
    if empty:
        yield Failed(name, f"nothing in it is {chosen.title}; name its format with --format")


def _some_at_a_time(arrivals: Iterator[ImportRecord | str]) -> "Iterator[list[_Pending]]":
    """Yield the articles with the anchors of their annotations, as many at a time as are stored together."""
    waiting: list[_Pending] = []
    weight = 0
    try:
        for arrival in arrivals:
            waiting.append(_Pending(arrival) if isinstance(arrival, str) else _fitted(arrival))
            weight += waiting[-1].weight
            if len(waiting) >= _AT_ONCE or weight >= _WEIGHT_AT_ONCE:
                yield waiting
                waiting, weight = [], 0
    except Unreadable as error:
        waiting.append(_Pending(str(error)))
    except OSError as error:
        waiting.append(
            _Pending(f"it cannot be read to its end ({error.strerror or error}); get it anew, and import it again")
        )
    if waiting:
        yield waiting


@dataclass(frozen=True, slots=True)
class _Pending:
    """An article that is to be stored with its annotations, or why there is none."""

    arrival: ImportRecord | str
    placed: Sequence[Placed] = ()
    problems: tuple[str, ...] = ()

    @property
    def weight(self) -> int:
        """Return about how much there is to store, in characters."""
        return 0 if isinstance(self.arrival, str) else len(self.arrival.draft.text) + _OF_EACH * len(self.placed)


def _handed_in(opening: LazyWorkspace, waiting: Sequence[_Pending], sketcher: Sketcher) -> "Future[list[Added]] | None":
    """Have the articles among those, of which sketches are asked for, stored in one transaction."""
    arrivals = [(one.arrival, one.placed) for one in waiting if not isinstance(one.arrival, str)]
    return opening.bring_in(add_all_annotated, arrivals, sketcher.answer()) if arrivals else None


def _outcomes(
    name: str, waiting: Sequence[_Pending], stored: "Future[list[Added]] | None"
) -> Iterator[Imported | Failed]:
    """Yield what became of each, when it is stored."""
    all_added = iter(stored.result() if stored is not None else ())
    for one in waiting:
        if isinstance(one.arrival, str):
            yield Failed(name, one.arrival)
            continue
        added = next(all_added)
        yield ImportedAnnotations(
            name=name,
            uid=added.uid,
            new=added.new,
            dropped=first_few(one.problems),
            annotations=added.annotations,
            known=added.known,
            problems=one.problems,
            labels=added.labels,
        )


def _files_of(name: str, data: bytes) -> Mapping[str, bytes]:
    """Return a file by its name, with those that belong to it: what is in a zip, the text beside brat's annotations."""
    if is_zipfile(BytesIO(data)):
        return _unpacked(data)
    beside = Path(name).with_suffix(TEXT_SUFFIX) if name.endswith(ANNOTATION_SUFFIX) else None
    return {name: data} if beside is None or not beside.is_file() else {name: data, str(beside): beside.read_bytes()}


def _fitted(arrival: ImportRecord) -> _Pending:
    """Return an article with the anchors of its annotations, and what does not fit it."""
    text = arrival.draft.text
    starts = [paragraph.start for paragraph in paragraphs(text)]
    placed, problems = [], list(arrival.problems)
    for one in arrival.annotations:
        if one.span is None:
            placed.append(Placed(one, None))
            continue
        try:
            found = anchor(text, one.span, starts)
        except BadSpan:
            # In the text it is, or it would not have come so far.
            problems.append(f"from {one.span.start} to {one.span.end} there is only white space; correct start and end")
            continue
        if found.span is not one.span and found.span != one.span:
            problems.append(
                f"“{one.span.of(text)}” is marked as “{found.quote}”, by whole characters without space around"
            )
        placed.append(Placed(one, found))
    # As they stand in the text; those at one place as the file has them.
    placed.sort(key=lambda each: (each.anchor.span.start, -each.anchor.span.end) if each.anchor else (-1, 0))
    in_file = f"{arrival.where}: " if arrival.where else ""
    return _Pending(arrival, placed, tuple(in_file + problem for problem in problems))


def first_few(problems: Sequence[str]) -> tuple[str, ...]:
    """Return the first few problems, and how many more there are."""
    more = len(problems) - _SHOWN
    return (*problems[:_SHOWN], f"{more} more") if more > 0 else tuple(problems)


def _unpacked(data: bytes) -> Mapping[str, bytes]:
    try:
        with ZipFile(BytesIO(data)) as packed:
            inside = [entry for entry in packed.infolist() if not entry.is_dir()]
            if len(inside) > _FILES or sum(entry.file_size for entry in inside) > _LARGEST:
                raise Unreadable("The zip would unpack to more than can be annotated; unpack it, and choose.")
            return {entry.filename: packed.read(entry) for entry in inside}
    except (BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise Unreadable("The zip is damaged or locked; get it or pack it anew.") from error
