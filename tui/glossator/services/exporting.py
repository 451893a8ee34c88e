"""Writing results out of a workspace, in any format, complete or not at all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from glossator.domain.code import Code
from glossator.domain.codebook import SEPARATOR, Label, Tag
from glossator.domain.export_snapshot import AnnotatedArticle, EntityRecord, ExportSnapshot, Row
from glossator.domain.query import fields, parse
from glossator.formats.capabilities import Feature, losses
from glossator.formats.errors import Unwritable
from glossator.formats.export_registry import FORMATS, table_formats
from glossator.formats.spec import ExportCounts, Format
from glossator.formats.tables.profiles import EXCEL, Profile
from glossator.ner import docbin
from glossator.services.atomic_output import (
    ExportRefused,
    NullOutput,
    PreviewBuffer,
    PreviewFull,
    ZipFiles,
    new_file,
    new_folder,
)
from glossator.store.queries.export_snapshot import StoredExcerpt, excerpt
from glossator.store.queries.records import FlatFilter
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted

_ROWS_AT_A_TIME: Final = 1_000


def _never() -> bool:
    return False


class ExportStopped(Exception):
    """An export that was stopped before its end; nothing was written."""


def formats(profile: Profile = EXCEL) -> Mapping[str, Format]:
    """Return every format by name; tables are written by `profile`."""
    return {**FORMATS, **table_formats(profile), _SPACY.name: _SPACY}


_SPACY: Final = Format(
    name="spacy",
    title="spaCy training data, DocBins to train and to evaluate on",
    lacks=frozenset(Feature) - {Feature.OVERLAP, Feature.ARTICLE_TAG},
    write_files=docbin.write,
    is_text=False,
)


def workbook_hint(chosen: Format, profile: Profile) -> str:
    """Return a sentence that says how to get a workbook instead of a table whose cells may be guarded, or ""."""
    is_guarded_table = chosen.name in table_formats() and profile.guarded
    return "For a workbook without guarded cells: export -o annotations.xlsx (format xlsx)." if is_guarded_table else ""


@dataclass(frozen=True, slots=True)
class ExportEstimate:
    """What an export would write.

    Attributes:
        articles, annotations: how many.
        lost: of what the format cannot hold, how many there are.
    """

    articles: int
    annotations: int
    lost: Mapping[Feature, int]

    def summary(self) -> str:
        """Return in words how many there are."""
        return f"{counted(self.annotations, 'annotation')} in {counted(self.articles, 'article')}"


def estimate(
    workspace: Workspace, wanted: FlatFilter, chosen: Format, *, cancelled: Callable[[], bool] = _never
) -> ExportEstimate:
    """Return what an export would write and lose, before it is written; `cancelled` is asked between articles.

    Raises:
        BadQuery: when what is asked for cannot be understood.
        ExportRefused: when nothing fits it.
        ExportStopped: when it was cancelled.
        StoreError: when the workspace cannot be read.
    """
    handed = ExportCounts()
    with excerpt(workspace.path, wanted) as taken:
        _check_found(taken, wanted)
        watched = _Watched(taken, cancelled)
        articles = handed.count(watched.articles())
        lost = losses(chosen.lacks, articles, taken.entities, taken.tags, only_used=bool(taken.wanted))
    return ExportEstimate(handed.articles, handed.annotations, lost)


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of what an export would write.

    Attributes:
        name: of the file that it is the beginning of; empty where the format makes only one.
        lines: its first lines; of a format that people cannot read, those of the table of annotations.
    """

    name: str
    lines: tuple[str, ...]


def preview(workspace: Workspace, wanted: FlatFilter, chosen: Format, most: int = 20) -> Preview:
    """Return up to `most` lines of what an export would write; of a long export, only its beginning is made.

    Raises:
        BadQuery: when what is asked for cannot be understood.
        ExportRefused: with one sentence, when it cannot be written, or nothing fits what is asked for.
        StoreError: when the workspace cannot be read.
    """
    shown = chosen if chosen.is_text else FORMATS["csv"]
    beginning = PreviewBuffer(most)
    with excerpt(workspace.path, wanted) as taken, suppress(PreviewFull):
        _check_found(taken, wanted)
        if shown.write is not None:
            shown.write(taken, cast("BinaryIO", beginning))
        elif shown.write_files is not None:
            shown.write_files(taken, beginning)
    return Preview(beginning.name, beginning.lines())


def dry_run(workspace: Workspace, wanted: FlatFilter, chosen: Format, *, cancelled: Callable[[], bool] = _never) -> str:
    """Return the summary that an export would end with, such as how many cells it guards; nothing is written.

    `cancelled` is asked as it is in `export`.

    Raises:
        BadQuery: when what is asked for cannot be understood.
        ExportRefused: with one sentence, when it could not be written, or nothing fits what is asked for.
        ExportStopped: when it was cancelled.
        StoreError: when the workspace cannot be read.
    """
    return export(workspace, wanted, chosen, cast("BinaryIO", NullOutput()), cancelled=cancelled)


def export(
    workspace: Workspace,
    wanted: FlatFilter,
    chosen: Format,
    output: Path | BinaryIO,
    *,
    force: bool = False,
    cancelled: Callable[[], bool] = _never,
    progress: Callable[[int, int], object] = lambda _done, _total: None,
) -> str:
    """Write what is wanted in a format, and return what was written, and left out as archived, in a few words.

    Args:
        workspace: what to export from.
        wanted: which annotations.
        chosen: one of `formats()`.
        output: a file; of a format with several files a folder, or a zip where the name ends so; or an open file,
            which gets the zip then.
        force: whether a file that is there already may be replaced.
        cancelled: asked between articles.
        progress: told how many articles were gone through, and of how many; a format may go through them repeatedly.

    Raises:
        BadQuery: when what is asked for cannot be understood.
        ExportRefused: with one sentence, when it cannot be written, or nothing fits what is asked for; nothing of it is
            left then.
        ExportStopped: when it was cancelled.
        StoreError: when the workspace cannot be read.
    """
    with excerpt(workspace.path, wanted) as taken:
        _check_found(taken, wanted)
        watched = _Watched(taken, cancelled, progress)
        try:
            return _written(chosen, watched, output, force=force) + _left_out(taken.archived)
        except Unwritable as error:
            raise ExportRefused(str(error)) from error


def _check_found(taken: StoredExcerpt, wanted: FlatFilter) -> None:
    """Raise ExportRefused when nothing fits the filter; names in it that there are none of are told."""
    if not taken.is_empty():
        return
    asked = list(fields(parse(wanted.where))) if wanted.where else []
    labels = [*wanted.labels, *(one.value for one in asked if one.name == "label")]
    tags = [*wanted.tags, *(one.value for one in asked if one.name == "tag")]
    known = {label.name.casefold() for label in taken.labels}
    paths = [f"{tag.path.casefold()}{SEPARATOR}" for tag in taken.tags]
    missing = [f"there is no label “{name}”" for name in labels if name.casefold() not in known]
    missing += [
        f"there is no tag “{path}”"
        for path in tags
        if not any(known_path.startswith(f"{path.casefold()}{SEPARATOR}") for known_path in paths)
    ]
    why = f"; {', '.join(missing)}" if missing else "; ask for less"
    raise ExportRefused(f"Nothing in the workspace fits the filter, so nothing is written{why}.")


def _written(chosen: Format, taken: ExportSnapshot, output: Path | BinaryIO, *, force: bool) -> str:
    if not isinstance(output, Path):
        return _write(chosen, taken, output)
    if chosen.write_files is None or chosen.suffix or output.suffix.lower() == ".zip":
        with new_file(output, force=force) as target:
            return _write(chosen, taken, target)
    with new_folder(output) as files:
        return chosen.write_files(taken, files)


def _left_out(archived: int) -> str:
    return f" ({counted(archived, 'archived article')} left out; is:any has all)" if archived else ""


def _write(chosen: Format, taken: ExportSnapshot, target: BinaryIO) -> str:
    if chosen.write is not None:
        return chosen.write(taken, target)
    assert chosen.write_files is not None, "a format writes one file or several"
    with ZipFiles(target) as files:
        return chosen.write_files(taken, files)


class _Watched:
    """An excerpt that tells how far one has come with it, and that can be stopped."""

    wanted: Mapping[str, Sequence[str]]
    labels: Sequence[Label]
    tags: Sequence[Tag]
    codes: Sequence[Code]
    entities: Sequence[EntityRecord]

    def __init__(
        self,
        taken: StoredExcerpt,
        cancelled: Callable[[], bool],
        progress: Callable[[int, int], object] = lambda _done, _total: None,
    ) -> None:
        self._taken, self._cancelled, self._progress = taken, cancelled, progress

    def __getattr__(self, name: str) -> Any:
        """Return what the excerpt has besides."""
        return getattr(self._taken, name)

    def articles(self) -> Iterator[AnnotatedArticle]:
        for done, found in enumerate(self._taken.articles()):
            self._check()
            self._progress(done, len(self._taken))
            yield found
        self._progress(len(self._taken), len(self._taken))

    def rows(self) -> Iterator[Row]:
        for done, row in enumerate(self._taken.rows()):
            if done % _ROWS_AT_A_TIME == 0:
                self._check()
            yield row

    def _check(self) -> None:
        if self._cancelled():
            raise ExportStopped
