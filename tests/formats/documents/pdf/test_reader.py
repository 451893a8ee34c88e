import sys
from collections.abc import Iterator

import pytest

from glossator.formats.documents.pdf.reader import FORMAT, PdfReader
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence
from tests.formats.documents.pdf.made_pdf import column, made_pdf, shown

DATA = made_pdf([shown(column(["The ferry left."]))] * 2, info="/Title (Ferry) /Author (R. Quill)")


@pytest.fixture
def reader() -> Iterator[PdfReader]:
    made = PdfReader()
    yield made
    made.close()


def test_documents_are_read_by_a_process_of_their_own(reader: PdfReader) -> None:
    found = reader.read(DATA)
    assert (found.text, found.header.title, found.header.author) == (
        "The ferry left.\n\nThe ferry left.",
        "Ferry",
        "R. Quill",
    )
    with pytest.raises(Unreadable, match="damaged"):
        reader.read(b"%PDF-")
    assert reader.read(DATA).text == found.text
    assert "pypdfium2" not in sys.modules or "glossator.formats.documents.pdf.engine" in sys.modules


def test_a_process_that_has_ended_is_started_again(reader: PdfReader) -> None:
    reader.read(DATA)
    assert reader._worker is not None
    reader._worker.process.kill()
    reader._worker.process.wait()
    assert reader.read(DATA).header.title == "Ferry"


def test_a_crash_costs_one_document() -> None:
    crashing = PdfReader("tests.formats.documents.pdf.crashing_worker")
    for _ in range(2):
        with pytest.raises(Unreadable, match="reading it fails"):
            crashing.read(DATA)


def test_a_document_that_takes_too_long_is_refused() -> None:
    silent = PdfReader("tests.formats.documents.pdf.silent_worker", longest=0.01)
    with pytest.raises(Unreadable, match="takes more than 0 seconds"):
        silent.read(DATA)
    assert silent._worker is None


def test_a_document_is_recognised_by_its_start() -> None:
    assert FORMAT.sniff is not None
    assert FORMAT.sniff(FileHead("x", DATA)) is Evidence.CONTENT
    assert FORMAT.sniff(FileHead("x", b"\xef\xbb\xbf\r\n" + DATA)) is Evidence.CONTENT
    assert FORMAT.sniff(FileHead("x", b"<p>%PDF-1.4")) is Evidence.NONE
