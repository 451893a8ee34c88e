"""Bringing forms in from a file, and taking them out to one."""

from dataclasses import dataclass
from typing import BinaryIO

from glossator.domain.lexicon import Ruling
from glossator.formats.tables import lexicon_files
from glossator.formats.tables.lexicon_files import BadLine
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.operations import LexiconImport, take_lexicon
from glossator.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LexiconImportResult:
    """What became of a file of forms: how many were entered, and the lines that are broken."""

    taken: LexiconImport
    broken: tuple[BadLine, ...]


def import_lexicon(opening: LazyWorkspace, data: bytes) -> LexiconImportResult:
    """Enter the forms of a file, spaCy's patterns or a gazetteer, as one act; lines that are broken are passed over.

    The workspace is not made before a form is there to put into it.

    Raises:
        Unreadable: when the data hold no form.
        StoreError: when the workspace cannot be written.
    """
    found = lexicon_files.read(data)
    return LexiconImportResult(opening.made().perform(take_lexicon, found.forms).result(), found.broken)


def export_lexicon(workspace: Workspace, target: BinaryIO, kind: str) -> tuple[int, int]:
    """Write the forms that are matched and those that are never an entity, and return how many, and how many left out.

    Args:
        workspace: whose lexicon.
        target: where the bytes go.
        kind: one of `glossator.formats.tables.lexicon_files.WRITERS`.
    """
    entries = (entry for entry in workspace.lexicon() if entry.ruling is not Ruling.FORGOTTEN)
    return lexicon_files.write(((entry.form, entry.label) for entry in entries), target, kind)
