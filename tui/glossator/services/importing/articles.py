"""Importing files as articles, and as newer versions of articles."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from glossator.formats.errors import Unreadable
from glossator.formats.source_registry import ARCHIVE_SUFFIX, SourceArticle, SourceFormat, is_archive, read_source
from glossator.formats.zip_archive import ZipMember, members
from glossator.services.importing.inputs import Failed, Incoming, OnSkipped, is_source, no_sources
from glossator.store.ingest.versions import IncomingArticle, IngestedArticle, ingest_articles
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.operations.versions import CarriedOver
from glossator.text.normalise import fingerprint

# Articles and characters that are stored in one transaction, which takes little time.
_AT_ONCE: Final = 32
_CHARACTERS_AT_ONCE: Final = 500_000
# Bytes from which on a file is not read as a whole if it can be read in parts.
_LARGE: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Imported:
    """An article in the workspace; `new` unless it was there before.

    Attributes:
        dropped: what was left out of it, such as "2 pictures".
        carried: what was carried over from its older version, if it has one.
    """

    name: str
    uid: str
    new: bool
    dropped: tuple[str, ...] = ()
    carried: CarriedOver | None = None


AnnotationImporter: TypeAlias = Callable[[LazyWorkspace, str, bytes | Path], Iterator[Imported | Failed] | None]
"""Imports a file with annotations, given by name and content; returns None for other files.

A large file is first given by its path, to be read in parts; None if it cannot be.
"""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An article that was read and is not stored yet."""

    name: str
    read: SourceArticle
    path_sha256: str = ""


_Outcome: TypeAlias = _Prepared | Imported | Failed


def import_articles(
    opening: LazyWorkspace,
    items: Iterable[Incoming | Failed],
    source_format: SourceFormat | None = None,
    annotation_importer: AnnotationImporter = lambda *_: None,
    version_of: str = "",
    on_skipped: OnSkipped = lambda *_: None,
) -> Iterator[Imported | Failed]:
    """Import `items` and yield the outcomes; a failure does not stop the rest.

    Articles are stored in batches. An interrupted import can be repeated: known files are not read again, and known
    texts not stored again.

    Args:
        opening: the workspace, which is created when the first article is stored.
        items: what to import.
        source_format: how to read them; by default detected for each.
        annotation_importer: tried on each file first.
        version_of: the uid of the article that the import is a newer version of; by default detected.
        on_skipped: called for the files that are skipped in archives.

    Raises:
        StoreError: when the workspace cannot be opened or written, or there is no article `version_of`.
    """
    waiting: list[_Outcome] = []
    for item in items:
        if isinstance(item, Failed):
            waiting.append(item)
            continue
        data = b""
        try:
            large = item.path is not None and item.path.stat().st_size >= _LARGE
            imported = annotation_importer(opening, item.name, item.path) if large and item.path else None
            if imported is None:
                data = item.read()
                imported = annotation_importer(opening, item.name, data)
        except OSError as error:
            reason = f"it cannot be read ({error.strerror or error}); make it readable, or name a copy"
            waiting.append(Failed(item.name, reason))
            continue
        except Unreadable as error:
            waiting.append(Failed(item.name, str(error)))
            continue
        if imported is not None:
            yield from _stored(opening, waiting, version_of)
            waiting = []
            yield from imported
            continue
        for outcome in _prepared(opening, item, data, source_format, on_skipped, known_too=bool(version_of)):
            waiting.append(outcome)
            characters = sum(len(one.read.draft.text) for one in waiting if isinstance(one, _Prepared))
            if len(waiting) >= _AT_ONCE or characters >= _CHARACTERS_AT_ONCE:
                yield from _stored(opening, waiting, version_of)
                waiting = []
    yield from _stored(opening, waiting, version_of)


def _stored(opening: LazyWorkspace, waiting: list[_Outcome], version_of: str) -> Iterator[Imported | Failed]:
    """Store the prepared articles in one transaction, and yield all outcomes in order."""
    coming = [
        IncomingArticle(one.read.draft, one.path_sha256, version_of) for one in waiting if isinstance(one, _Prepared)
    ]
    stored: Iterator[IngestedArticle] = iter(opening.add_to_import(ingest_articles, coming).result() if coming else ())
    for one in waiting:
        if isinstance(one, _Prepared):
            taken = next(stored)
            yield Imported(one.name, taken.uid, taken.new, one.read.dropped if taken.new else (), taken.carried)
        else:
            yield one


def _prepared(
    opening: LazyWorkspace,
    item: Incoming,
    data: bytes,
    source_format: SourceFormat | None,
    on_skipped: OnSkipped,
    *,
    known_too: bool,
) -> Iterator[_Outcome]:
    """Yield the articles of a file or archive, ready to be stored; with `known_too`, read a known file again."""
    try:
        if source_format is not None or not is_archive(data, item.name):
            yield from _of_file(opening, item, data, source_format, known_too=known_too)
            return
        empty, skipped = True, list[str]()
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
                part = replace(item, name=name, path_sha256=path)
                yield from _of_file(opening, part, member.data, None, known_too=known_too)
        if empty:
            yield no_sources(item.name)
        for file in () if empty else skipped:
            on_skipped(Path(item.name), Path(file))
    except Unreadable as error:
        yield Failed(item.name, str(error))


def _of_file(
    opening: LazyWorkspace, item: Incoming, data: bytes, source_format: SourceFormat | None, *, known_too: bool
) -> Iterator[_Outcome]:
    workspace = None if known_too else opening.existing()
    known = workspace.article_with(file_sha256=hashlib.sha256(data).hexdigest()) if workspace else None
    if known is not None:
        yield Imported(item.name, known, new=False)
        return
    try:
        for found in read_source(data, item.name, source_format):
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
        yield Failed(item.name, f"reading it failed with an internal error ({type(error).__name__}); please report it")
