"""Exporting annotations in any format; an export is written completely or not at all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from glossator.domain.annotation import Status
from glossator.domain.code import Code
from glossator.domain.codebook import SEPARATOR, Label, Tag
from glossator.domain.export_snapshot import AnnotatedArticle, EntityRecord, ExportSnapshot, Row
from glossator.domain.query import fields, parse
from glossator.formats.capabilities import Feature, losses
from glossator.formats.errors import Unwritable
from glossator.formats.spec import ExportCounts, Format
from glossator.formats.tables.csv_formats import table_formats, table_of
from glossator.formats.tables.csv_writer import TablePreview, preview_table
from glossator.formats.tables.export_tables import TABLES
from glossator.formats.tables.profiles import EXACT, EXCEL, Profile
from glossator.services.atomic_output import (
    ExportRefused,
    NullOutput,
    PreviewBuffer,
    PreviewFull,
    ZipFiles,
    new_file,
    new_folder,
)
from glossator.services.formats import FORMATS
from glossator.store.queries.export_snapshot import StoredSnapshot, open_snapshot
from glossator.store.queries.records import FlatFilter
from glossator.store.workspace import Workspace
from glossator.text.pluralize import counted

_ROWS_AT_A_TIME: Final = 1_000


def _never() -> bool:
    return False


class ExportStopped(Exception):
    """An export that was cancelled; nothing was written."""


def formats(profile: Profile = EXCEL) -> Mapping[str, Format]:
    """Return the formats that can be exported, by name; tables are written with `profile`."""
    return {**{name: FORMATS[name] for name in FORMATS.export_names}, **table_formats(profile)}


def is_chosen_by_status(chosen: Format) -> bool:
    """Return whether an export is of annotations only; other tables count those of each status, or list notes."""
    return chosen.name == "csv" or chosen.name not in {*table_formats(), "xlsx"}


def workbook_hint(chosen: Format, profile: Profile) -> str:
    """Return a hint at the workbook format for tables with guarded cells; else an empty text."""
    is_guarded_table = chosen.name in table_formats() and profile.guarded
    return "For a workbook without guarded cells: export -o annotations.xlsx (format xlsx)." if is_guarded_table else ""


@dataclass(frozen=True, slots=True)
class ExportEstimate:
    """The numbers of articles and annotations of an export, and of what the format cannot hold."""

    articles: int
    annotations: int
    lost: Mapping[Feature, int]

    def summary(self) -> str:
        """Return the numbers in words."""
        return f"{counted(self.annotations, 'annotation')} in {counted(self.articles, 'article')}"


def estimate(
    workspace: Workspace, wanted: FlatFilter, chosen: Format, *, cancelled: Callable[[], bool] = _never
) -> ExportEstimate:
    """Return what an export would write and lose; `cancelled` is asked between articles. Raises as `export` does."""
    handed = ExportCounts()
    with open_snapshot(workspace.path, wanted) as taken:
        _check_found(taken, wanted)
        watched = _Watched(taken, cancelled)
        articles = handed.count(watched.articles())
        lost = losses(chosen.reported_losses, articles, taken.entities, taken.tags, only_used=bool(taken.wanted))
    return ExportEstimate(handed.articles, handed.annotations, lost)


def count_by_status(
    workspace: Workspace, wanted: FlatFilter, *, cancelled: Callable[[], bool] = _never
) -> Mapping[Status, int]:
    """Return the number of annotations of each status that match a filter, whatever statuses it has.

    Raises:
        BadQuery: when the query of the filter has a syntax error.
        ExportStopped: when it was cancelled.
        StoreError: when the workspace cannot be read.
    """
    counts = dict.fromkeys(Status, 0)
    with open_snapshot(workspace.path, replace(wanted, statuses=())) as taken:
        for found in taken.count_by_status():
            if cancelled():
                raise ExportStopped
            for status, number in found.items():
                counts[Status(status)] += number
    return counts


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of what an export would write.

    Attributes:
        name: of its first file; empty if the format writes only one.
        lines: its first lines; for a binary format, those of the annotation table.
    """

    name: str
    lines: tuple[str, ...]


def preview_rows(
    workspace: Workspace, wanted: FlatFilter, chosen: Format, profile: Profile, most: int
) -> TablePreview | None:
    """Return the first rows of the table that an export would write; None if it would write another text.

    Of a binary format, the annotations are shown, as a table with unchanged cells. Raises as `export` does.
    """
    table = table_of(chosen)
    if table is None and chosen.is_text:
        return None
    with open_snapshot(workspace.path, wanted) as taken:
        _check_found(taken, wanted)
        if table is None:
            return preview_table(TABLES["annotations"], EXACT, taken, most)
        return preview_table(table, profile, taken, most)


def preview(workspace: Workspace, wanted: FlatFilter, chosen: Format, most: int = 20) -> Preview:
    """Return up to `most` lines of what an export would write. Raises as `export` does."""
    shown = chosen if chosen.is_text else FORMATS["csv"]
    beginning = PreviewBuffer(most)
    with open_snapshot(workspace.path, wanted) as taken, suppress(PreviewFull):
        _check_found(taken, wanted)
        if shown.write is not None:
            shown.write(taken, cast("BinaryIO", beginning))
        elif shown.write_files is not None:
            shown.write_files(taken, beginning)
    return Preview(beginning.name, beginning.lines())


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an export would write: the summary that `export` returns, and the bytes, in a zip if it is several files."""

    summary: str
    size: int


def dry_run(
    workspace: Workspace, wanted: FlatFilter, chosen: Format, *, cancelled: Callable[[], bool] = _never
) -> DryRun:
    """Run an export without writing, and return its summary and the size of the file."""
    nowhere = NullOutput()
    summary = export(workspace, wanted, chosen, cast("BinaryIO", nowhere), cancelled=cancelled)
    return DryRun(summary, nowhere.size)


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
    """Export annotations, and return a summary of what was written and left out.

    Args:
        workspace: what to export from.
        wanted: the filter.
        chosen: one of `formats()`.
        output: a path or an open file; a format with several files writes a folder, or a zip into an open file or a
            path that ends in .zip.
        force: whether to replace an existing file.
        cancelled: asked between articles.
        progress: called with the number of articles done, and of all; a format may iterate over them repeatedly.

    Raises:
        BadQuery: when the query of the filter has a syntax error.
        ExportRefused: when it cannot be written, or nothing matches the filter; nothing is written then.
        ExportStopped: when it was cancelled.
        StoreError: when the workspace cannot be read.
    """
    with open_snapshot(workspace.path, wanted) as taken:
        _check_found(taken, wanted)
        watched = _Watched(taken, cancelled, progress)
        try:
            return _written(chosen, watched, output, force=force) + _left_out(taken.archived)
        except Unwritable as error:
            raise ExportRefused(str(error)) from error


def _check_found(taken: StoredSnapshot, wanted: FlatFilter) -> None:
    """Raise ExportRefused when nothing fits the filter; the message lists unknown names in it."""
    if not taken.is_empty():
        return
    asked = list(fields(parse(wanted.where))) if wanted.where else []
    labels = [*wanted.labels, *(one.value for one in asked if one.name == "label")]
    tags = [*wanted.tags, *(one.value for one in asked if one.name == "tag")]
    known = {label.name.casefold() for label in taken.labels}
    paths = [f"{tag.path.casefold()}{SEPARATOR}" for tag in taken.tags]
    missing = [f"unknown label “{name}”" for name in labels if name.casefold() not in known]
    missing += [
        f"unknown tag “{path}”"
        for path in tags
        if not any(known_path.startswith(f"{path.casefold()}{SEPARATOR}") for known_path in paths)
    ]
    hint = f" ({', '.join(missing)})" if missing else ""
    raise ExportRefused(f"Nothing matches the filter{hint}, so nothing was written. Change the filter.")


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
    """A snapshot that reports progress as its articles and rows are read, and stops when cancelled."""

    wanted: Mapping[str, Sequence[str]]
    labels: Sequence[Label]
    tags: Sequence[Tag]
    codes: Sequence[Code]
    entities: Sequence[EntityRecord]

    def __init__(
        self,
        taken: StoredSnapshot,
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
