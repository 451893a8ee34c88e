"""Writing results out of a workspace, in any format, complete or not at all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from tui.formats.annotated import Format, Handed
from tui.formats.exports import FORMATS, table_formats
from tui.formats.holding import Trait, losses
from tui.formats.profiles import EXCEL, Profile
from tui.formats.unwritable import Unwritable
from tui.jobs.targets import Beginning, Enough, ExportRefused, Nowhere, ZipFiles, new_file, new_folder
from tui.model.code import Code
from tui.model.codebook import Label, Tag
from tui.model.excerpt import Annotated, Excerpt, KnownEntity, Row
from tui.recognition import docbin
from tui.store.excerpts import StoredExcerpt, excerpt
from tui.store.reading import FlatFilter
from tui.store.workspace import Workspace

_ROWS_AT_A_TIME: Final = 1_000


class ExportStopped(Exception):
    """An export that was stopped before its end; nothing was written."""


def formats(profile: Profile = EXCEL) -> Mapping[str, Format]:
    """Return every format by name; tables are written by `profile`."""
    return {**FORMATS, **table_formats(profile), _SPACY.name: _SPACY}


_SPACY: Final = Format(
    name="spacy",
    title="spaCy training data, DocBins to train and to evaluate on",
    lacks=frozenset(Trait) - {Trait.OVERLAP, Trait.ARTICLE_TAG},
    write_files=docbin.write,
    is_text=False,
)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an export would write.

    Attributes:
        articles, annotations: how many.
        lost: of what the format cannot hold, how many there are.
    """

    articles: int
    annotations: int
    lost: Mapping[Trait, int]


def outlook(workspace: Workspace, wanted: FlatFilter, chosen: Format) -> Outlook:
    """Return what an export would write and lose, before it is written.

    Raises:
        StoreError: when the workspace cannot be read.
    """
    handed = Handed()
    with excerpt(workspace.path, wanted) as taken:
        lost = losses(chosen.lacks, handed.counting(taken.articles()))
    return Outlook(handed.articles, handed.annotations, lost)


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
        ExportRefused: with one sentence, when it cannot be written.
        StoreError: when the workspace cannot be read.
    """
    shown = chosen if chosen.is_text else FORMATS["csv"]
    beginning = Beginning(most)
    with excerpt(workspace.path, wanted) as taken, suppress(Enough):
        if shown.write is not None:
            shown.write(taken, cast("BinaryIO", beginning))
        elif shown.write_files is not None:
            shown.write_files(taken, beginning)
    return Preview(beginning.name, beginning.lines())


def rehearse(workspace: Workspace, wanted: FlatFilter, chosen: Format) -> str:
    """Return what an export would tell at its end, such as how many cells it guards; nothing is written.

    Raises:
        ExportRefused: with one sentence, when it could not be written.
        StoreError: when the workspace cannot be read.
    """
    return export(workspace, wanted, chosen, cast("BinaryIO", Nowhere()))


def export(
    workspace: Workspace,
    wanted: FlatFilter,
    chosen: Format,
    output: Path | BinaryIO,
    *,
    force: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], object] = lambda _done, _total: None,
) -> str:
    """Write what is wanted in a format, and return what was written in a few words.

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
        ExportRefused: with one sentence, when it cannot be written; nothing of it is left then.
        ExportStopped: when it was cancelled.
        StoreError: when the workspace cannot be read.
    """
    with excerpt(workspace.path, wanted) as taken:
        watched = _Watched(taken, cancelled, progress)
        try:
            if not isinstance(output, Path):
                return _write(chosen, watched, output)
            if chosen.write_files is None or chosen.suffix or output.suffix.lower() == ".zip":
                with new_file(output, force=force) as target:
                    return _write(chosen, watched, target)
            with new_folder(output) as files:
                return chosen.write_files(watched, files)
        except Unwritable as error:
            raise ExportRefused(str(error)) from error


def _write(chosen: Format, taken: Excerpt, target: BinaryIO) -> str:
    if chosen.write is not None:
        return chosen.write(taken, target)
    assert chosen.write_files is not None, "a format writes one file or several"
    with ZipFiles(target) as files:
        return chosen.write_files(taken, files)


class _Watched:
    """An excerpt that tells how far one has come with it, and that can be stopped."""

    def __init__(
        self, taken: StoredExcerpt, cancelled: Callable[[], bool], progress: Callable[[int, int], object]
    ) -> None:
        self._taken, self._cancelled, self._progress = taken, cancelled, progress
        self.wanted: Mapping[str, Sequence[str]] = taken.wanted
        self.labels: Sequence[Label] = taken.labels
        self.tags: Sequence[Tag] = taken.tags
        self.codes: Sequence[Code] = taken.codes
        self.entities: Sequence[KnownEntity] = taken.entities

    def articles(self) -> Iterator[Annotated]:
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
