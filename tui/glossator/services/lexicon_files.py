"""Import and export of the lexicon."""

from dataclasses import dataclass
from typing import BinaryIO

from glossator.domain.lexicon import Ruling
from glossator.formats.tables import lexicon_files
from glossator.formats.tables.lexicon_files import BadLine
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.operations import LexiconImport, import_forms
from glossator.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LexiconImportResult:
    """The result of an import of forms, with the invalid lines."""

    taken: LexiconImport
    broken: tuple[BadLine, ...]


def import_lexicon(opening: LazyWorkspace, data: bytes) -> LexiconImportResult:
    """Import forms from spaCy patterns or a gazetteer as one operation, without invalid lines.

    Raises:
        Unreadable: when the data has no forms; the workspace is not created then.
        StoreError: when the workspace cannot be written.
    """
    found = lexicon_files.read(data)
    return LexiconImportResult(opening.get().perform(import_forms, found.forms).result(), found.broken)


def export_lexicon(workspace: Workspace, target: BinaryIO, kind: str) -> tuple[int, int]:
    """Write the forms as `kind`, one of `glossator.formats.tables.lexicon_files.WRITERS`.

    Return the number of forms written, and of those left out because the format cannot hold them.
    """
    entries = (entry for entry in workspace.lexicon() if entry.ruling is not Ruling.FORGOTTEN)
    return lexicon_files.write(((entry.form, entry.label) for entry in entries), target, kind)
