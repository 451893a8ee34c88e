"""Importing files as articles, and as newer versions of articles."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from glossator.domain.article import stated_in
from glossator.formats.detection import detect
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.source_articles import SourceArticle, read_source
from glossator.formats.spec import Format
from glossator.formats.tables.annotation_table import is_table
from glossator.formats.zip_archive import ZipMember, members
from glossator.services.formats import FORMATS
from glossator.services.importing.annotation_table import import_table
from glossator.services.importing.annotations import import_annotated, import_lines
from glossator.services.importing.annotators import annotators_among
from glossator.services.importing.inputs import (
    ARCHIVE_SUFFIX,
    Failed,
    Imported,
    Incoming,
    OnSkipped,
    Outcome,
    is_source,
    no_sources,
)
from glossator.store.ingest.versions import IncomingArticle, IngestedArticle, ingest_articles
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.text.normalise import fingerprint

# Articles and characters that are stored in one transaction, which takes little time.
_AT_ONCE: Final = 32
_CHARACTERS_AT_ONCE: Final = 500_000
# Bytes from which on a file is not read as a whole if it can be read in parts.
_LARGE: Final = 4_000_000
# The most bytes of a file that is read as a whole; reading takes several times that of memory.
_LARGEST: Final = 500_000_000


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An article that was read and is not stored yet."""

    name: str
    read: SourceArticle
    path_sha256: str = ""


@dataclass(frozen=True, slots=True)
class _File:
    """A file whose format is known.

    Attributes:
        item: where it comes from.
        chosen: its format.
        data: its content; None for a large file, which is read in parts.
    """

    item: Incoming
    chosen: Format
    data: bytes | None


_Outcome: TypeAlias = _Prepared | Imported | Failed


def import_articles(
    opening: LazyWorkspace,
    items: Iterable[Incoming | Failed],
    chosen: Format | None = None,
    *,
    version_of: str = "",
    language: str = "",
    take_theirs: bool = False,
    on_skipped: OnSkipped = lambda *_: None,
) -> Iterator[Outcome]:
    """Import `items`, with the annotations in them, and yield the outcomes; a failure does not stop the rest.

    Articles are stored in batches. An interrupted import can be repeated: known files are not read again, and known
    texts not stored again.

    Args:
        opening: the workspace, which is created when the first article is stored.
        items: what to import.
        chosen: their format; by default detected for each.
        version_of: the uid of the article that the import is a newer version of; by default detected.
        language: that of new articles whose files state none, as a BCP 47 tag; empty to leave it open.
        take_theirs: whether rows of a table replace the work of other analysts.
        on_skipped: called for the files that are skipped in archives.

    Raises:
        StoreError: when the workspace cannot be opened or written, or there is no article `version_of`.
    """
    waiting: list[_Outcome] = []
    for part in _parts(items, chosen, on_skipped):
        annotated = _annotated(opening, part, language, take_theirs=take_theirs) if isinstance(part, _File) else None
        if annotated is not None:
            yield from _stored(opening, waiting, version_of, language)
            waiting = []
            yield from annotated
            continue
        outcomes = _of_file(opening, part, known_too=bool(version_of)) if isinstance(part, _File) else (part,)
        for outcome in outcomes:
            waiting.append(outcome)
            characters = sum(len(one.read.draft.text) for one in waiting if isinstance(one, _Prepared))
            if len(waiting) >= _AT_ONCE or characters >= _CHARACTERS_AT_ONCE:
                yield from _stored(opening, waiting, version_of, language)
                waiting = []
    yield from _stored(opening, waiting, version_of, language)


def _parts(
    items: Iterable[Incoming | Failed], chosen: Format | None, on_skipped: OnSkipped
) -> Iterator[_File | Failed]:
    """Yield the files that `items` are or hold, each with its format."""
    for item in items:
        try:
            if isinstance(item, Failed):
                yield item
            else:
                yield from _files(item, chosen, on_skipped)
        except OSError as error:
            yield Failed(item.name, f"it cannot be read ({error.strerror or error}); make it readable, or name a copy")
        except Unreadable as error:
            yield Failed(item.name, str(error))
        except Exception as error:
            # A defect in the detection of one format must not stop the import of the other files.
            yield Failed(item.name, _internal_error(error))


def _internal_error(error: Exception) -> str:
    return f"reading it failed with an internal error ({type(error).__name__}); please report it"


def _files(item: Incoming, chosen: Format | None, on_skipped: OnSkipped) -> Iterator[_File | Failed]:
    """Yield the file with its format or, if it is an archive, each file in it with its format.

    Raises:
        OSError: when it cannot be read.
        Unreadable: when its format cannot be imported.
    """
    if item.path is not None and item.path.stat().st_size >= _LARGE:
        with item.path.open("rb") as file:
            of_lines = chosen or detect(FileHead.read(item.name, file), FORMATS.values()).format
        if of_lines is not None and of_lines.read_lines is not None:
            yield _File(item, of_lines, None)
            return
        if item.path.stat().st_size > _LARGEST:
            raise Unreadable(f"The file is larger than {_LARGEST // 1_000_000} MB. Split it.")
    data = item.read()
    if chosen is not None:
        yield _File(item, chosen, data)
        return
    found = detect(FileHead(item.name, data), FORMATS.values())
    if found.format is not None:
        yield _File(item, found.format, data)
    elif found.is_archive:
        yield from _members(item, data, on_skipped)
    else:
        raise Unreadable(found.reason)


def _members(item: Incoming, data: bytes, on_skipped: OnSkipped) -> Iterator[_File | Failed]:
    """Yield the files in an archive.

    Raises:
        Unreadable: when the archive is damaged, or expands to too much.
    """
    empty, skipped = True, list[str]()
    analysts = _annotators(data)
    for member in members(data):
        name = f"{item.name}/{member.name if isinstance(member, ZipMember) else member.where}"
        if not isinstance(member, ZipMember):
            yield Failed(name, member.reason)
        elif Path(member.name).suffix.lower() == ARCHIVE_SUFFIX:
            yield Failed(name, "it is an archive in an archive; extract it first")
            empty = False
        elif not is_source(Path(member.name)):
            skipped.append(member.name)
        else:
            empty = False
            path = fingerprint(f"{item.path_sha256}/{member.name}") if item.path_sha256 else ""
            found = detect(FileHead(name, member.data), FORMATS.values())
            if found.format is None:
                yield Failed(name, found.reason)
            else:
                yield _File(
                    replace(item, name=name, path_sha256=path, path=None, analyst=analysts.get(member.name, "")),
                    found.format,
                    member.data,
                )
    if empty:
        yield no_sources(item.name)
    for file in () if empty else skipped:
        on_skipped(Path(item.name), Path(file))


def _annotators(data: bytes) -> Mapping[str, str]:
    """Return the annotator of each file of an archive that is the work of one among several."""
    lines = (each for each in members(data) if isinstance(each, ZipMember) and each.name.lower().endswith(".jsonl"))
    return annotators_among({each.name: partial(_beginning, each.data) for each in lines})


def _beginning(data: bytes, length: int) -> bytes:
    return data if length < 0 else data[:length]


def _annotated(opening: LazyWorkspace, file: _File, language: str, *, take_theirs: bool) -> Iterator[Outcome] | None:
    """Import a file with annotations and yield the outcomes; return None for any other file."""
    item, chosen, data = file.item, file.chosen, file.data
    if data is None:
        assert item.path is not None, "only a file with a path is read in parts"
        return import_lines(opening, item.name, item.path, chosen, item.analyst, language)
    if chosen.read_rows is not None and is_table(FileHead(item.name, data)):
        return import_table(opening, item.name, chosen.read_rows(data), take_theirs=take_theirs)
    if chosen.read_annotations is None:
        return None
    return import_annotated(opening, item.name, data, chosen, item.analyst, language)


def _stored(
    opening: LazyWorkspace, waiting: list[_Outcome], version_of: str, language: str
) -> Iterator[Imported | Failed]:
    """Store the prepared articles in one transaction, and yield all outcomes in order."""
    coming = [
        IncomingArticle(stated_in(one.read.draft, language), one.path_sha256, version_of)
        for one in waiting
        if isinstance(one, _Prepared)
    ]
    stored: Iterator[IngestedArticle] = iter(opening.add_to_import(ingest_articles, coming).result() if coming else ())
    for one in waiting:
        if isinstance(one, _Prepared):
            taken = next(stored)
            yield Imported(one.name, taken.uid, taken.new, one.read.left_out if taken.new else (), taken.carried)
        else:
            yield one


def _of_file(opening: LazyWorkspace, file: _File, *, known_too: bool) -> Iterator[_Outcome]:
    """Yield the articles of a file, ready to be stored; with `known_too`, read a known file again."""
    item, data = file.item, file.data or b""
    workspace = None if known_too else opening.existing()
    known = workspace.article_with(file_sha256=hashlib.sha256(data).hexdigest()) if workspace else None
    if known is not None:
        yield Imported(item.name, known, new=False)
        return
    try:
        for found in read_source(data, item.name, file.chosen):
            name = f"{item.name}, {found.where}" if found.where else item.name
            if isinstance(found, SourceArticle):
                draft = replace(found.draft, url=found.draft.url or item.url)
                # The path identifies an article only if the file has no other.
                yield _Prepared(name, replace(found, draft=draft), "" if found.where else item.path_sha256)
            else:
                yield Failed(name, found.reason)
    except Unreadable as error:
        yield Failed(item.name, str(error))
    except Exception as error:
        # A defect in the reader of one format must not stop the import of the other files.
        yield Failed(item.name, _internal_error(error))
