"""Import and export of the codebook."""

from typing import BinaryIO

from glossator import __version__
from glossator.domain.code import BadCode, Code, CodeKind
from glossator.formats.refi import qdc as refi_qdc
from glossator.formats.tables import codebook_csv
from glossator.store.operations.codebook_import import CodebookImport, import_codes
from glossator.store.queries.codebook import Codebook
from glossator.store.workspace import Workspace


def export_codebook(workspace: Workspace, target: BinaryIO, *, qdc: bool) -> int:
    """Write the codebook as CSV, or with `qdc` as REFI-QDA, and return the number of labels and tags."""
    codes = _codes(workspace.codebook())
    if not qdc:
        return codebook_csv.write(codes, target)
    target.write(refi_qdc.write([code for code, _, _ in codes], f"glossator {__version__}"))
    return len(codes)


def read_codebook(data: bytes) -> tuple[list[Code], list[BadCode]]:
    """Return the codes of a CSV or REFI-QDA file, and its invalid codes.

    Raises:
        Unreadable: when it is neither.
    """
    is_xml = data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t").startswith(b"<")
    return refi_qdc.read(data) if is_xml else codebook_csv.read(data)


def import_codebook(workspace: Workspace, codes: list[Code]) -> CodebookImport:
    """Take codes over into the workspace, as one act."""
    return workspace.perform(import_codes, codes).result()


def _codes(codebook: Codebook) -> list[tuple[Code, int, int]]:
    """Return the labels and tags, each with the numbers of its annotations and articles."""
    labels = [
        (
            Code(
                *(CodeKind.LABEL, one.label.name, one.label.description, one.label.colour, one.label.key),
                archived=one.label.archived,
                uid=one.uid,
            ),
            one.annotations,
            one.articles,
        )
        for one in codebook.labels
    ]
    tags = [
        (
            Code(
                *(CodeKind.TAG, one.tag.path, one.tag.description, one.tag.colour, one.tag.key),
                archived=one.tag.archived,
                note=one.tag.note,
                uid=one.tag.uid,
            ),
            one.own.annotations,
            one.own.articles,
        )
        for one in codebook.tags
        if one.tag is not None
    ]
    return labels + tags
